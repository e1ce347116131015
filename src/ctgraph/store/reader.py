"""What runs in a reader: one query after another.

It has the store that the fork left in memory, or opens one on disk before it is confined. It may be
killed at any moment and may die of a query: nothing is kept here. It can open no file and no socket
then, so whatever it needs must have been imported and tried before.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn, cast

from ctgraph.errors import RequestError
from ctgraph.store import confinement
from ctgraph.store.base import Answer, Boolean, QueryRequest, Solutions, Store, Triples
from ctgraph.store.wire import Channel, Closed

_BUFFER = 1 << 16
_EARLY = _BUFFER - (1 << 14)  # bytes of an answer that is sent before it is asked for
_WORN = 64 << 10  # KiB by which a reader may have grown before it is better replaced


def become(
    open_store: Callable[[], Store], sock: socket.socket, errors: int, memory: int
) -> NoReturn:
    """Turn this freshly forked process into a reader. `memory` is in bytes; `errors` a pipe."""
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        kept = socket.socket(fileno=confinement.keep_only(sock.fileno(), errors))
        store = open_store()
        confinement.confine(memory)
        Reader(store, Channel(kept)).serve()
    except Closed:
        pass
    except BaseException:
        traceback.print_exc(file=sys.stderr)
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


class Reader:
    """Answers one channel until it is closed."""

    def __init__(self, store: Store, channel: Channel) -> None:
        self._store = store
        self._channel = channel
        self._answer: Answer | None = None
        self._next: dict[str, Any] | bytes | None = None  # a request that has been received
        self._size = _peak()

    def serve(self) -> None:
        """Handle requests for ever. Raises Closed."""
        while True:
            request, self._next = self._next or self._channel.receive(), None
            if isinstance(request, bytes):
                raise Closed
            out = _Outlet(self._channel)
            try:
                reply = self._handle(request, out)
            except RequestError as error:
                reply = {"error": error.code, "detail": error.detail, "extra": error.extra}
            except (RuntimeError, OSError, ValueError) as error:
                traceback.print_exc(file=sys.stderr)
                reply = {"error": "engine", "detail": str(error)}
            if reply is not None:
                self._channel.send(reply, out.rest())

    def _handle(self, request: dict[str, Any], out: _Outlet) -> dict[str, Any] | None:
        match request:
            case {"op": "query", "guess": guess}:
                asked = _request(request)
                reply = self._begin(self._store.query(asked))
                early = guess.get(reply["kind"])
                return self._hasten(asked, reply, out, early) if early else reply
            case {"op": "graph", "iri": iri}:
                return self._begin(self._store.graph(iri))
            case {"op": "names"}:
                return {"names": self._store.named_graphs()}
            case {"op": "write", "type": media_type}:
                return self._write(out, media_type)
            case {"op": "head", "type": media_type, "lines": lines}:
                return self._write(out, media_type, lines)
            case {"op": "drop"}:
                self._answer = None
                return None
        raise Closed

    def _begin(self, answer: Solutions | Boolean | Triples) -> dict[str, Any]:
        """Keep the answer for what is asked next, and say what it is."""
        if answer.kind == "boolean":
            return {"kind": answer.kind, "value": bool(answer)}
        self._answer = answer
        if answer.kind == "solutions":
            return {"kind": answer.kind, "variables": answer.variables}
        return {"kind": answer.kind}

    def _hasten(
        self, asked: QueryRequest, reply: dict[str, Any], out: _Outlet, media_type: str
    ) -> dict[str, Any] | None:
        """Write the answer as it will probably be wanted, and send it with the reply if it is short.

        If it is long, the reply is sent half way; what comes back decides how it goes on.
        """
        early = _Early(self._channel, out, reply, media_type)
        try:
            done = self._write(early, media_type)
        except _Unwanted:
            self._next = early.decision
            out.rest()
            self._begin(self._store.query(asked))
            return None
        except (RequestError, RuntimeError, OSError, ValueError):
            if early.decision is not None:
                raise
            out.rest()
            self._begin(self._store.query(asked))
            return reply  # what failed may not be what is wanted
        return done if early.decision is not None else reply | done | {"early": media_type}

    def _write(
        self, out: _Outlet | _Early, media_type: str, lines: int | None = None
    ) -> dict[str, Any]:
        """Send the answer: all of it, or its first lines."""
        answer, self._answer = self._answer, None
        if answer is None:
            raise Closed
        head = _Head(out, lines) if lines is not None else None
        answer.serialize(cast("BinaryIO", head or out), media_type)
        del answer
        worn = _peak() - self._size > _WORN
        return {"done": True, "worn": worn, "lines": head.seen if head else None}


class _Outlet:
    """A file whose content goes to a channel in long pieces."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._pending = bytearray()

    def write(self, data: bytes) -> int:
        self._pending += data
        if len(self._pending) >= _BUFFER:
            self._channel.write(self.rest())
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is left goes with the message that ends the answer."""

    def rest(self) -> bytes:
        """Give what has not been sent, and forget it."""
        rest = bytes(self._pending)
        self._pending.clear()
        return rest


class _Unwanted(Exception):
    """The answer is wanted in another form, or not at all."""


class _Early:
    """A file that is kept while it is short, and waits for a decision when it is not."""

    def __init__(
        self, channel: Channel, out: _Outlet, reply: dict[str, Any], media_type: str
    ) -> None:
        self._channel = channel
        self._out = out
        self._reply = reply
        self._wanted = {"op": "write", "type": media_type}
        self._room = _EARLY
        self.decision: dict[str, Any] | bytes | None = None

    def write(self, data: bytes) -> int:
        self._room -= len(data)
        if self._room < 0 and self.decision is None:
            self._channel.send(self._reply)
            self.decision = self._channel.receive()
            if self.decision != self._wanted:
                raise _Unwanted
        return self._out.write(data)

    def flush(self) -> None:
        """Do nothing, as the file behind it."""


class _Head:
    """A file that lets the first lines through and counts them all."""

    def __init__(self, out: _Outlet | _Early, most: int) -> None:
        self._out = out
        self._most = most
        self.seen = 0

    def write(self, data: bytes) -> int:
        data = bytes(data)
        lines = data.count(b"\n")
        if self.seen + lines < self._most:
            self._out.write(data)
        elif self.seen < self._most:
            first = data.split(b"\n", self._most - self.seen)
            self._out.write(b"\n".join((*first[:-1], b"")))
        self.seen += lines
        return len(data)

    def flush(self) -> None:
        """Do nothing, as the file behind it."""


def _request(message: dict[str, Any]) -> QueryRequest:
    default, named = _tuple(message["default"]), _tuple(message["named"])
    return QueryRequest(message["text"], default, named, message["base"])


def _tuple(graphs: list[str] | None) -> tuple[str, ...] | None:
    return None if graphs is None else tuple(graphs)


def _peak() -> int:
    """Say how large this process has been, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
