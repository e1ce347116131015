"""The store that a web worker has: queries run in readers, which may be killed without harm.

Nothing of an engine is in this process but its parsers and serialisers. An answer holds a reader
until it has been read or closed.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator
from functools import cache
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, BinaryIO, Literal, Self, cast

import pyoxigraph as ox

from ctgraph import errors
from ctgraph.store.base import QueryRequest
from ctgraph.store.lending import LINE, Link, Loan, away
from ctgraph.store.plan import OURS, STRANGERS, Limits
from ctgraph.store.results import EngineBoolean, head
from ctgraph.store.wire import PACKET, ROWS, TRANSFER, Channel, Closed, frame

_IN_MEMORY = 1 << 20


class IsolatedStore:
    """A dataset that the broker at `address` holds; see `ctgraph.store.Store`."""

    def __init__(self, address: str, limits: Limits) -> None:
        self._address = address
        self._limits = limits
        self._links: deque[Link] = deque()
        self._names: tuple[str, ...] | None = None
        # the forms in which answers were last read, by pool and kind: the next are made in advance
        self._habits = {STRANGERS: dict[str, str](), OURS: dict(TRANSFER)}

    @property
    def product(self) -> str:
        """It is the embedded engine."""
        return ""

    def query(self, request: QueryRequest) -> IsolatedSolutions | EngineBoolean | IsolatedTriples:
        """Run a query; see `Store.query`.

        Raises, here or when the answer is read, besides what every engine raises: QueryTimeout,
        EngineBusy, QueryTooDeep, OutOfMemory and, for a stranger's query, ResultTooLarge.
        """
        message = {
            "op": "query",
            "text": request.text,
            "default": request.default_graphs,
            "named": request.named_graphs,
            "base": request.base_iri,
        }
        name = OURS if request.trusted else STRANGERS
        asked = message | {"guess": self._habits[name]}
        loan = self.borrow(name, asked)
        reply = loan.ask()
        most = None if request.trusted else self._limits.result
        match reply:
            case {"kind": "boolean", "value": value}:
                loan.end()
                return _boolean(bool(value))
            case {"kind": "solutions", "variables": variables}:
                source = _Source(self, name, message | {"guess": {}}, loan, reply, most)
                return IsolatedSolutions(source, tuple(map(str, variables)))
            case {"kind": "triples"}:
                return IsolatedTriples(
                    _Source(self, name, message | {"guess": {}}, loan, reply, most)
                )
        raise loan.broken()

    def graph(self, iri: str | None) -> IsolatedTriples:
        """Give one graph whole, the default graph for None; see `Store.graph`."""
        message = {"op": "graph", "iri": iri}
        loan = self.borrow(STRANGERS, message)
        return IsolatedTriples(_Source(self, STRANGERS, message, loan, loan.ask(), None))

    def named_graphs(self) -> tuple[str, ...]:
        """List the named graphs, sorted, without the accepted graph."""
        if self._names is None:
            loan = self.borrow(OURS, {"op": "names"})
            self._names = tuple(map(str, loan.ask()["names"]))
            loan.end()
        return self._names

    def state(self) -> dict[str, Any]:
        """Ask how many readers are at work, idle and waited for, and why others ended.

        Raises EngineBusy while there is no broker.
        """
        try:
            link = self._links.pop() if self._links else Link(self._address)
            state = link.state()
        except Closed:
            raise away() from None
        self._links.append(link)
        return state

    def close(self) -> None:
        """Let go of the connections that nobody uses."""
        while self._links:
            self._links.pop().close()

    def borrow(self, name: str, message: dict[str, Any]) -> Loan:
        """Get a reader of a pool and have it told `message`. Raises EngineBusy."""
        request = frame(message)
        while self._links:
            link = self._links.pop()
            try:
                return self._lease(link, name, request)
            except Closed:  # the broker that it led to is no more
                link.close()
        try:
            return self._lease(Link(self._address), name, request)
        except Closed:
            raise away() from None

    def expect(self, name: str, kind: str, media_type: str) -> None:
        """Have the next answers of a kind made in a form in advance."""
        if self._habits[name].get(kind) != media_type:
            self._habits[name] = self._habits[name] | {kind: media_type}

    def _lease(self, link: Link, name: str, request: bytes) -> Loan:
        pool = self._limits.ours if name == OURS else self._limits.strangers
        short = len(request) < PACKET - LINE
        number, sock = link.lease(name, request if short else b"")
        if sock is None:
            self._links.append(link)
            raise errors.EngineBusy(
                "Too many queries are waiting. Please try again in a moment.",
                retry_after=max(1, round(pool.share)),
            )
        loan = Loan(self._links, link, number, Channel(sock), pool, self._limits)
        if not short:
            loan.send(request)
        return loan


class _Source:
    """Where an answer's bytes come from: a reader that is held, or what came with its reply.

    `most` limits their length. If what came is not in the form that is wanted, it is asked anew.
    """

    def __init__(
        self,
        store: IsolatedStore,
        name: str,
        message: dict[str, Any],
        loan: Loan,
        reply: dict[str, Any],
        most: int | None,
    ) -> None:
        self._store = store
        self._name = name
        self._message = message
        self._loan = loan
        self._kind = str(reply["kind"])
        self._most = most
        self._early = str(reply.get("early", ""))
        if self._early:
            loan.end(worn=reply.get("worn") is True)

    def copy(self, out: BinaryIO, message: dict[str, Any]) -> dict[str, Any]:
        """Write the answer to `out`, whole, as a message to the reader says; gives its last word."""
        if message["op"] == "write":
            self._store.expect(self._name, self._kind, message["type"])
        if self._early and message == {"op": "write", "type": self._early}:
            out.write(self._loan.early)
            return {}
        if self._early:
            self._loan, self._early = self._store.borrow(self._name, self._message), ""
            self._loan.ask()
        return self._receive(out, message)

    def close(self) -> None:
        """Give the reader back."""
        if self._loan.open:
            self._loan.drop()

    def _receive(self, out: BinaryIO, message: dict[str, Any]) -> dict[str, Any]:
        length = 0
        self._loan.send(frame(message))
        try:
            for piece in self._loan.pieces():
                if isinstance(piece, dict):
                    self._loan.end(worn=piece.get("worn") is True)
                    return piece
                length += len(piece)
                if self._most is not None and length > self._most:
                    raise _too_large(self._most)
                out.write(piece)
        finally:
            if self._loan.open:
                self._loan.kill()
        raise AssertionError("an answer ends with a message")


class _Borrowed:
    """An answer that a reader gives."""

    kind: Literal["solutions", "triples"]

    def __init__(self, source: _Source) -> None:
        self._source = source

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Have the reader write the whole answer; see `Answer.serialize`."""
        self._source.copy(out, {"op": "write", "type": media_type})

    def close(self) -> None:
        """Give the reader back."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _first(self, media_type: str, lines: int) -> tuple[io.BytesIO, int]:
        """Receive the first lines of the answer, and how many there are."""
        out = io.BytesIO()
        end = self._source.copy(out, {"op": "head", "type": media_type, "lines": lines})
        out.seek(0)
        return out, int(end["lines"])

    def _spool(self) -> BinaryIO:
        """Have the answer written in the form in which it is read here."""
        spool = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  # its reader closes it
        try:
            self._source.copy(spool, {"op": "write", "type": TRANSFER[self.kind]})
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool


class IsolatedSolutions(_Borrowed):
    """Rows; can be read once, as terms or as bytes."""

    kind: Literal["solutions"] = "solutions"

    def __init__(self, source: _Source, variables: tuple[str, ...]) -> None:
        super().__init__(source)
        self.variables = variables

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        with self._spool() as spool:
            rows = ox.parse_query_results(spool, ox.QueryResultsFormat.JSON)
            if isinstance(rows, ox.QuerySolutions):
                yield from rows

    def head(self, most: int) -> tuple[list[ox.QuerySolution], int]:
        """Have the reader count the rows and send the first; see `Solutions.head`."""
        if not self.variables:  # such rows are empty lines, and no parser counts those
            return head(self, most)
        first, lines = self._first(ROWS, most + 1)
        rows = ox.parse_query_results(first, ox.QueryResultsFormat.TSV)
        return (list(rows) if isinstance(rows, ox.QuerySolutions) else []), lines - 1


class IsolatedTriples(_Borrowed):
    """Triples; can be read once, as terms or as bytes."""

    kind: Literal["triples"] = "triples"

    def __iter__(self) -> Iterator[ox.Triple]:
        with self._spool() as spool:
            for quad in ox.parse(spool, ox.RdfFormat.N_TRIPLES):
                yield quad.triple

    def head(self, most: int) -> tuple[list[ox.Triple], int]:
        """Have the reader count the triples and send the first; see `Triples.head`."""
        first, lines = self._first(TRANSFER[self.kind], most)
        return [quad.triple for quad in ox.parse(first, ox.RdfFormat.N_TRIPLES)], lines


@cache
def _boolean(value: bool) -> EngineBoolean:
    """Make an answer to ASK that the engine's serialisers take."""
    text = b'{"head":{},"boolean":true}' if value else b'{"head":{},"boolean":false}'
    result = ox.parse_query_results(io.BytesIO(text), ox.QueryResultsFormat.JSON)
    return EngineBoolean(cast("ox.QueryBoolean", result))


def _too_large(most: int) -> errors.ResultTooLarge:
    return errors.ResultTooLarge(
        f"The answer is longer than {most:,} bytes. Ask for less (LIMIT and OFFSET with ORDER BY, "
        "or fewer columns), or take whole graphs from the dump or the graph store and query them "
        "on your own machine.",
        limit_bytes=most,
    )
