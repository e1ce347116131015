"""How a worker leaves without leaving anybody behind.

SIGTERM finds it in the middle of requests, on connections that clients mean to use again. It takes no
new connections, and closes each that it has with the next answer on it, as `Connection: close` says
(RFC 9112, section 9.6). When the rest have been at rest for a while, it is told to end; the server then
finishes what still runs.

Connections come in on one socket for all workers, so what this one does not take others do.

Linux only.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import threading
import time

from ctgraph.web import pace

_LONGEST = 8.0  # seconds for connections to be used once more
_REST = 2000  # milliseconds since a connection was last used
_LOOK = 0.05  # seconds between looks at them
_SETTLE = 0.3  # seconds in which connections that are being made come in
# classic BPF over a TCP segment: no match for those that only ask for a connection (SYN without ACK)
_SYNS_ARE_DROPPED = (
    (0x30, 0, 0, 13),  # the byte of flags
    (0x54, 0, 0, 0x12),
    (0x15, 0, 1, 0x02),
    (0x06, 0, 0, 0),
    (0x06, 0, 0, 0xFFFFFFFF),
)
_SO_ATTACH_FILTER = 26

_leaving = threading.Event()


def is_leaving() -> bool:
    """Say whether this process is about to end, so that connections are to be closed."""
    return _leaving.is_set()


def prepare(port: int) -> None:
    """Have SIGTERM mean what is described above, in a worker that serves `port`.

    Called in the main thread before others are started: they inherit that the signal is not theirs.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    threading.Thread(target=_wait, args=(port,), name="leaving", daemon=True).start()


def close_door(listener: socket.socket) -> None:
    """Let no new connections begin, and those come in that have; for a server that is to stop.

    Who asks for one now hears nothing, asks again, and reaches who listens by then, if anybody does.
    """
    steps = b"".join(struct.pack("@HBBI", *step) for step in _SYNS_ARE_DROPPED)
    program = ctypes.create_string_buffer(steps)
    argument = struct.pack("@H6xP", len(_SYNS_ARE_DROPPED), ctypes.addressof(program))
    listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, argument)
    time.sleep(_SETTLE)


def _wait(port: int) -> None:
    signal.sigwait({signal.SIGTERM})
    _leaving.set()
    _stop_listening(port)
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end and not all(_rests(port)):
        time.sleep(_LOOK)
    os.kill(os.getpid(), signal.SIGINT)


def _rests(port: int) -> list[bool]:
    """Say of each connection whether it has been at rest for a while."""
    return [pace.Progress.of(connection).rested >= _REST for _, connection in pace.accepted(port)]


def _stop_listening(port: int) -> None:
    """Put a socket that nobody connects to in the place of the one that all do."""
    with socket.create_server(("127.0.0.1", 0)) as nowhere:
        nowhere.setblocking(False)
        for number in pace.listening(port):
            os.dup2(nowhere.fileno(), number)
