"""What the processes of one server share: a folder that lives as long as the server does.

In it are the gate's socket and the files in which workers count for `/metrics`. Counts outlive the
worker that counted: each worker has a number, and one that starts takes a number that is free, with
its counts, and goes on from there. So there are never more files than there have been workers at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where the library looks for its folder
_MOST_WORKERS = 4096


@dataclass(frozen=True, slots=True)
class Shared:
    """Plain data, handed to every worker. `key` turns clients' addresses into names without meaning."""

    folder: Path
    key: bytes = field(repr=False)

    @property
    def gate(self) -> Path:
        """The socket of the gate."""
        return self.folder / "gate"

    @property
    def counts(self) -> Path:
        """The folder of the workers' counts."""
        return self.folder / "counts"

    def join(self) -> None:
        """Make this process one of the workers: from now on its metrics are counted in the folder."""
        number = next(n for n in range(_MOST_WORKERS) if _lock(self._place(n), keep=True))
        _forget(number, self.counts)
        os.environ[_FOLDER] = str(self.counts)
        values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]

    def workers(self) -> int:
        """Count the workers there are, and forget what those that have died were at."""
        alive = 0
        for place in self.folder.glob("*.lock"):
            if _lock(place):
                _forget(int(place.stem), self.counts)
            else:
                alive += 1
        return alive

    def _place(self, number: int) -> Path:
        return self.folder / f"{number}.lock"


@contextmanager
def sharing() -> Iterator[Shared]:
    """Make the folder, and remove it in the end."""
    folder = Path(tempfile.mkdtemp(prefix="ctgraph-"))  # 0700
    shared = Shared(folder, secrets.token_bytes(32))
    shared.counts.mkdir()
    try:
        yield shared
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _forget(number: int, counts: Path) -> None:
    """Remove what a worker that has died said of itself as of now."""
    mark_process_dead(number, str(counts))  # type: ignore[no-untyped-call]


def _lock(place: Path, *, keep: bool = False) -> bool:
    """Find out whether nobody holds a file; with `keep`, hold it until this process ends."""
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    free = False
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        free = True
    if not (free and keep):
        os.close(descriptor)
    return free
