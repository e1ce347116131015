"""Cutting off clients that are too slow: each keeps a thread from others.

A request must come in, and its answer be taken, at a least pace. The server has no such limits of
its own: it reads bodies and writes answers in the thread that handles the request. So a watch goes
over the process's connections, asks the kernel how far each has come, and shuts those that have
fallen behind; their threads then come free by themselves.

Linux only, and for connections that this process has accepted.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

_log = logging.getLogger(__name__)

_GRACE = 20.0  # seconds that anyone may take
_PACE = 1 << 15  # bytes a second beyond that
_ROUND = 1.0  # seconds between rounds
# of struct tcp_info: packets not acknowledged; milliseconds since data was sent, and received;
# bytes acknowledged, and received; bytes not sent yet
_TCP_INFO = struct.Struct("@24xI16xI4xI64xQQ8xI")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a connection has come.

    Bytes that the client has taken and sent; whether it has an answer still to take (`owed`); whether
    we have something to read or to answer (`asked`); and for how many milliseconds nothing has been
    going on (`rested`).
    """

    taken: int
    sent: int
    owed: bool
    asked: bool
    rested: int

    @classmethod
    def of(cls, connection: socket.socket) -> Progress:
        """Ask the kernel."""
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
        unacked, sent_ago, received_ago, acked, received, unsent = _TCP_INFO.unpack(info)
        # at the clock's grain a short request and its answer may look simultaneous: what then seems
        # to be asked still is a connection at rest, and may be shut after as long a time
        asked = received > 0 and received_ago <= sent_ago
        owed = bool(unacked or unsent)
        rested = 0 if owed or received_ago < sent_ago else sent_ago
        return cls(acked, received, owed, asked, rested)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What has gone on since `begun`: an answer is being taken, or a request read and answered."""

    begun: float
    then: Progress
    taking: bool

    def goes_on(self, progress: Progress) -> bool:
        """Say whether it has not come to its end; that of a request is its answer."""
        if self.taking:
            return progress.owed
        return progress.asked and not progress.owed and progress.taken == self.then.taken

    def is_late(self, progress: Progress, now: float, longest: float) -> bool:
        """Say whether it has taken too long; `longest` is the time an answer may need to be made."""
        if self.taking:
            return now - self.begun > _GRACE + (progress.taken - self.then.taken) / _PACE
        return now - self.begun > _GRACE + longest + (progress.sent - self.then.sent) / _PACE


class Watch:
    """Looks after the connections that were accepted on `port`.

    `longest` is how many seconds the making of an answer may take.
    """

    def __init__(self, port: int, longest: float) -> None:
        self._port = port
        self._longest = longest
        self._turns: dict[int, _Turn] = {}  # by the connection's inode

    def start(self) -> None:
        """Go round in a thread that ends with the process."""
        threading.Thread(target=self._run, name="pace", daemon=True).start()

    def go_round(self, now: float) -> int:
        """Look at every connection and shut those that are late; gives how many."""
        before, self._turns, cut = self._turns, {}, 0
        for inode, connection in accepted(self._port):
            progress = Progress.of(connection)
            turn = before.get(inode)
            if turn is None or not turn.goes_on(progress):
                turn = _Turn(now, progress, taking=progress.owed)
            if not turn.goes_on(progress):
                continue
            self._turns[inode] = turn
            if turn.is_late(progress, now, self._longest):
                connection.shutdown(socket.SHUT_RDWR)
                cut += 1
        return cut

    def _run(self) -> None:
        while True:
            time.sleep(_ROUND)
            if cut := self.go_round(time.monotonic()):
                _log.info("cut off %s clients that were too slow", cut)


def accepted(port: int) -> Iterator[tuple[int, socket.socket]]:
    """Find the connections to `port` among this process's descriptors, each open for its turn."""
    for number, inode in _sockets():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(number)) as connection:
            # a listener has no other side: OSError
            if _is_at(connection, port) and connection.getpeername():
                yield inode, connection


def listening(port: int) -> list[int]:
    """Find the descriptors on which this process listens at `port`."""
    found = []
    for number, _ in _sockets():
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(number)) as listener:
            is_one = listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            if is_one and _is_at(listener, port):
                found.append(number)
    return found


def _sockets() -> Iterator[tuple[int, int]]:
    """List the descriptors of this process that are sockets, with their inodes."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  # numbers, not files
        with contextlib.suppress(OSError):  # closed meanwhile
            status = os.fstat(int(name))
            if stat.S_ISSOCK(status.st_mode):
                yield int(name), status.st_ino


def _is_at(sock: socket.socket, port: int) -> bool:
    return (
        sock.family in {socket.AF_INET, socket.AF_INET6}
        and sock.type == socket.SOCK_STREAM
        and sock.getsockname()[1] == port
    )
