"""Borrowing a reader from the broker: the connection, the loan, and what a reader's death means."""

from __future__ import annotations

import json
import socket
from collections import deque
from collections.abc import Iterator
from typing import Any, Never

from ctgraph import errors
from ctgraph.store.plan import Limits, Pool
from ctgraph.store.wire import PACKET, Channel, Closed, patience

LINE = 256  # bytes of a packet that are words
_WAIT = 20.0  # seconds; a broker answers sooner or is not there
_RESTART = 2  # seconds in which a broker is usually back


class Link:
    """A connection to the broker. Raises Closed wherever it turns out to be broken."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        patience(self._socket, _WAIT)
        try:
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise Closed from None

    def lease(self, name: str, request: bytes) -> tuple[int, socket.socket | None]:
        """Wait for a reader, which is told `request`: its number and a socket to it.

        There is no socket if there is no reader to be had.
        """
        self.send(b"lease %s\n%s" % (name.encode(), request))
        while True:
            words, descriptors = self._receive()
            match words:
                case [b"granted", number] if descriptors:
                    return int(number), socket.socket(
                        socket.AF_UNIX, socket.SOCK_STREAM, 0, descriptors[0]
                    )
                case [b"busy"]:
                    return 0, None
                case [b"lost", *_]:  # a reader that was given back as it was being killed
                    continue
                case _:
                    raise Closed

    def verdict(self, number: int) -> str:
        """Wait for the broker to say why a reader died."""
        while True:
            words, _ = self._receive()
            match words:
                case [b"lost", lost, reason] if int(lost) == number:
                    return reason.decode()
                case [b"lost", *_]:
                    continue
                case _:
                    raise Closed

    def state(self) -> dict[str, Any]:
        """Ask what the broker counts."""
        self.send(b"state")
        try:
            packet = self._socket.recv(PACKET)
            while packet.startswith(b"lost"):  # a reader that was given back as it was being killed
                packet = self._socket.recv(PACKET)
            state: dict[str, Any] = json.loads(packet)
        except (OSError, ValueError):
            raise Closed from None
        return state

    def send(self, packet: bytes) -> None:
        """Send one packet."""
        try:
            self._socket.send(packet)
        except OSError:
            raise Closed from None

    def close(self) -> None:
        """Disconnect; the broker kills a reader that was lent over this."""
        self._socket.close()

    def _receive(self) -> tuple[list[bytes], list[int]]:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self._socket, LINE, 1)
        except OSError:
            raise Closed from None
        if not packet:
            raise Closed
        return packet.split(), descriptors


class Loan:
    """A reader that is held. It is given back by `end`, or killed by `abandon`, once."""

    def __init__(
        self,
        links: deque[Link],
        link: Link,
        number: int,
        channel: Channel,
        pool: Pool,
        limits: Limits,
    ) -> None:
        self._links = links
        self._link = link
        self._number = number
        self._channel = channel
        self._pool = pool
        self._limits = limits
        self.open = True
        self.early = b""

    def ask(self) -> dict[str, Any]:
        """Wait for a reply. Raises what the reader says, or why it died.

        What the reply brings with it is in `early`.
        """
        reply = self._receive()
        if isinstance(reply, bytes):
            self.early, reply = reply, self._receive()
        if isinstance(reply, bytes):
            raise self.broken()
        return self._checked(reply)

    def send(self, request: bytes) -> None:
        """Send a request."""
        try:
            self._channel.send_frame(request)
        except Closed:
            self._bereaved()

    def pieces(self) -> Iterator[bytes | dict[str, Any]]:
        """Receive an answer: its bytes and last the message that ends it. Raises as `ask`."""
        while isinstance(piece := self._receive(), bytes):
            yield piece
        yield self._checked(piece)

    def end(self, *, worn: bool = False) -> None:
        """Give the reader back, or have it replaced if it is worn."""
        self._part(b"kill" if worn else b"release")

    def broken(self) -> errors.CtgraphError:
        """Have a reader killed that does not do what it should; gives what to raise."""
        self.kill()
        return _death("failed", self._pool, self._limits)

    def drop(self) -> None:
        """Give the reader back with an answer that nobody wants."""
        try:
            self._channel.send({"op": "drop"})
        except Closed:
            self.kill()
        else:
            self.end()

    def kill(self) -> None:
        """Have the reader killed in the middle of an answer."""
        self._part(b"kill")

    def _receive(self) -> dict[str, Any] | bytes:
        try:
            return self._channel.receive()
        except Closed:
            self._bereaved()

    def _checked(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Raise the error that a reply tells of."""
        if "error" not in reply:
            return reply
        self.end()
        raise _error(reply)

    def _bereaved(self) -> Never:
        """Find out why the reader died, and raise it."""
        try:
            reason = self._link.verdict(self._number)
        except Closed:
            self.open = False
            self._channel.close()
            self._link.close()
            raise away() from None
        self.open = False
        self._channel.close()
        self._links.append(self._link)
        raise _death(reason, self._pool, self._limits)

    def _part(self, word: bytes) -> None:
        if not self.open:
            return
        self.open = False
        self._channel.close()
        try:
            self._link.send(b"%s %d" % (word, self._number))
        except Closed:
            self._link.close()
        else:
            self._links.append(self._link)


def away() -> errors.EngineBusy:
    """What to raise while there is no broker."""
    return errors.EngineBusy(
        "The engine is being started again. Please try again in a moment.", retry_after=_RESTART
    )


def _error(reply: dict[str, Any]) -> errors.CtgraphError:
    """Make the error that a reader tells of."""
    kind = _KINDS.get(str(reply["error"]))
    if kind is None:
        return errors.EngineFailed(f"The engine failed: {reply.get('detail')}")
    extra = reply.get("extra")
    return kind(str(reply.get("detail")), **extra if isinstance(extra, dict) else {})


def _death(reason: str, pool: Pool, limits: Limits) -> errors.CtgraphError:
    """Say what a reader's death means to who asked."""
    match reason:
        case "timeout":
            return errors.QueryTimeout(
                f"The query was stopped after {pool.timeout:g} seconds. Begin with the pattern "
                "that matches least, leave out what joins with nothing, or ask for less at a time.",
                limit_seconds=pool.timeout,
            )
        case "share":
            return errors.EngineBusy(
                f"The query was stopped after {pool.share:g} seconds because others were waiting. "
                f"When nobody waits it may run for {pool.timeout:g} seconds.",
                retry_after=max(1, round(pool.timeout)),
                limit_seconds=pool.share,
            )
        case "memory":
            return errors.OutOfMemory(
                f"The query needs more than the {limits.memory >> 20:,} MiB of memory that one "
                "may have. Sorting, grouping and DISTINCT hold what they work on: do them over "
                "less.",
                limit_bytes=limits.memory,
            )
        case "depth":
            return errors.QueryTooDeep(
                "The query is nested too deep, or has too long a chain of terms or patterns. A "
                "long list of values can be written as VALUES."
            )
    return errors.EngineFailed(f"A reader ended: {reason}.")


def _tree(kind: type[errors.CtgraphError]) -> Iterator[type[errors.CtgraphError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


_KINDS = {kind.code: kind for kind in _tree(errors.RequestError)}
