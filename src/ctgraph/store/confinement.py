"""What a process gives up: its life without a parent, files, sockets and most of its memory.

Linux only.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_LIBC = ctypes.CDLL(None, use_errno=True)
_OUT_OF_THE_WAY = 64


def die_with_parent(parent: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Have `number` sent to this process when the thread that started it, of `parent`, is gone."""
    _prctl(_PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        os.kill(os.getpid(), number)


def keep_only(sock: int, errors: int) -> int:
    """Close all descriptors but standard input and output, `errors` as standard error, and `sock`.

    Gives the number that `sock` has from then on.
    """
    sock = fcntl.fcntl(sock, fcntl.F_DUPFD, _OUT_OF_THE_WAY)
    os.dup2(errors, 2)
    kept = os.dup2(sock, 3)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # numbers, not files
        if int(name) > kept:
            try:
                os.close(int(name))
            except OSError:  # the listing's own
                continue
    return kept


def confine(memory: int, *, descriptors: int = 0) -> None:
    """Allow `memory` bytes more than there are now, no core dump, and no file to be written.

    `descriptors` is how many files may be open at a time; with none, nothing can be opened any more.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + memory
    for what, limit in (
        (resource.RLIMIT_AS, most),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, descriptors),
    ):
        resource.setrlimit(what, (limit, limit))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
