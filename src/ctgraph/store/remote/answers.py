"""Answers that came from an engine and lie in a spool."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import BinaryIO, Literal, Self, cast

import pyoxigraph as ox

from ctgraph import errors
from ctgraph.store.remote.connection import Received
from ctgraph.store.remote.failures import too_large
from ctgraph.store.results import EngineBoolean, EngineSolutions, EngineTriples

JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
_RESULTS = {
    JSON: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    N_TRIPLES: ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
_YES = (
    "__ASK_RETVAL",
)  # the variable in which Virtuoso 7 answers ASK: one row for yes, none for no


def read_results(
    received: Received, form: str, most: int | None
) -> ReceivedSolutions | EngineBoolean:
    """Read the answer to a query of the form SELECT or ASK; `most` bytes it may have when it is written.

    Raises EngineAnswer, here or later, if it is not what it says it is.
    """
    result_format = _RESULTS.get(received.media_type)
    if result_format is None:
        raise _misfit(received)
    with _reading():
        results = ox.parse_query_results(received.body, result_format)
        if isinstance(results, ox.QueryBoolean) and form == "ASK":
            received.body.close()
            return EngineBoolean(results)
        if isinstance(results, ox.QueryBoolean):
            raise _misfit(received)
        solutions = EngineSolutions(results)
        if form == "ASK" and solutions.variables == _YES:
            with received.body:
                return _boolean(any(True for _ in solutions))
        if form == "ASK":
            raise _misfit(received)
    return ReceivedSolutions(solutions, received.body, most)


def read_triples(received: Received, prefixes: dict[str, str], most: int | None) -> ReceivedTriples:
    """Read the answer to CONSTRUCT; as `read_results`."""
    rdf_format = _GRAPHS.get(received.media_type)
    if rdf_format is None:
        raise _misfit(received)
    quads = ox.parse(received.body, rdf_format)
    triples = EngineTriples((quad.triple for quad in quads), prefixes)
    return ReceivedTriples(triples, received.body, most)


def as_triples(rows: ReceivedSolutions, prefixes: dict[str, str]) -> ReceivedTriples:
    """Make triples of rows that have a subject, a predicate and an object."""
    made = (ox.Triple(row[0], row[1], row[2]) for row in rows)
    return ReceivedTriples(EngineTriples(made, prefixes), rows.body, None)


def _boolean(value: bool) -> EngineBoolean:
    """Make an answer to ASK that the engine's serialisers take."""
    text = b'{"head":{},"boolean":true}' if value else b'{"head":{},"boolean":false}'
    result = ox.parse_query_results(io.BytesIO(text), ox.QueryResultsFormat.JSON)
    return EngineBoolean(cast("ox.QueryBoolean", result))


class _Received:
    """An answer that lies in a spool."""

    def __init__(
        self, inner: EngineSolutions | EngineTriples, body: BinaryIO, most: int | None
    ) -> None:
        self._inner = inner
        self.body = body
        self._most = most

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Write the whole answer; see `Answer.serialize`."""
        with _reading(), self:
            self._inner.serialize(_limited(out, self._most), media_type)

    def close(self) -> None:
        """Let go of the spool."""
        self.body.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class ReceivedSolutions(_Received):
    """Rows; can be read once, as terms or as bytes."""

    kind: Literal["solutions"] = "solutions"

    def __init__(self, inner: EngineSolutions, body: BinaryIO, most: int | None) -> None:
        super().__init__(inner, body, most)
        self._rows = inner
        self.variables = inner.variables

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        with _reading(), self:
            yield from self._rows

    def head(self, most: int) -> tuple[list[ox.QuerySolution], int]:
        """Give the first rows and how many there are; see `Solutions.head`."""
        with _reading(), self:
            return self._rows.head(most)


class ReceivedTriples(_Received):
    """Triples; can be read once, as terms or as bytes."""

    kind: Literal["triples"] = "triples"

    def __init__(self, inner: EngineTriples, body: BinaryIO, most: int | None) -> None:
        super().__init__(inner, body, most)
        self._items = inner

    def __iter__(self) -> Iterator[ox.Triple]:
        with _reading(), self:
            yield from self._items

    def head(self, most: int) -> tuple[list[ox.Triple], int]:
        """Give the first triples and how many there are; see `Triples.head`."""
        with _reading(), self:
            return self._items.head(most)


class _Limited:
    """A writer that takes only so many bytes."""

    def __init__(self, out: BinaryIO, most: int) -> None:
        self._out = out
        self._most = most
        self._left = most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise too_large(self._most)
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()


def _limited(out: BinaryIO, most: int | None) -> BinaryIO:
    return out if most is None else cast("BinaryIO", _Limited(out, most))


@contextmanager
def _reading() -> Iterator[None]:
    """Turn what our parsers say of an answer into an error of the engine's."""
    try:
        yield
    except (SyntaxError, ValueError) as error:
        raise errors.EngineAnswer(
            "The engine behind this endpoint gave an answer that cannot be read: it is cut off, or "
            "not written as it should be."
        ) from error


def _misfit(received: Received) -> errors.EngineAnswer:
    return errors.EngineAnswer(
        "The engine behind this endpoint answered with something else than was asked for: "
        f"{received.media_type[:80] or 'it does not say what'}."
    )
