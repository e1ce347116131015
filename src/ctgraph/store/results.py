"""Answers over pyoxigraph's own results, and over triples made in memory.

Serialising is pyoxigraph's. Two of its formats can come out as text that is no XML (a control
character in a literal, a predicate whose local part is no XML name): what is written is parsed
along the way, and such an answer becomes NotAcceptable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import TracebackType
from typing import BinaryIO, Literal, Self, TypeVar, cast
from xml.parsers import expat

import pyoxigraph as ox

from ctgraph.errors import NotAcceptable

_Item = TypeVar("_Item")


class _Held:
    """An answer that holds nothing which must be let go."""

    def close(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class EngineSolutions(_Held):
    """Rows; can be read once, as terms or as bytes."""

    kind: Literal["solutions"] = "solutions"

    def __init__(self, results: ox.QuerySolutions) -> None:
        self._results = results
        self.variables = tuple(variable.value for variable in results.variables)

    def __iter__(self) -> Iterator[ox.QuerySolution]:
        return iter(self._results)

    def head(self, most: int) -> tuple[list[ox.QuerySolution], int]:
        """Give the first rows and how many there are; see `Solutions.head`."""
        return head(self._results, most)

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Write the rows as SPARQL JSON, XML, CSV or TSV."""
        self._results.serialize(_checked(out, media_type), _result_format(media_type))


class EngineBoolean(_Held):
    """Yes or no."""

    kind: Literal["boolean"] = "boolean"

    def __init__(self, result: ox.QueryBoolean) -> None:
        self._result = result

    def __bool__(self) -> bool:
        return bool(self._result)

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Write it as SPARQL JSON or XML."""
        self._result.serialize(out, _result_format(media_type))


class EngineTriples(_Held):
    """Triples from anywhere, with the prefixes that Turtle, TriG and RDF/XML are to use."""

    kind: Literal["triples"] = "triples"

    def __init__(self, triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> None:
        self._triples = triples
        self._prefixes = dict(prefixes)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)

    def head(self, most: int) -> tuple[list[ox.Triple], int]:
        """Give the first triples and how many there are; see `Triples.head`."""
        return head(self._triples, most)

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Write them in any RDF format."""
        rdf_format = ox.RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise NotAcceptable(f"Triples cannot be written as {media_type}.")
        checked = _checked(out, media_type)
        ox.serialize(self._triples, checked, rdf_format, prefixes=self._prefixes)


def head(items: Iterable[_Item], most: int) -> tuple[list[_Item], int]:
    """Give the first of some items, and how many there are."""
    rest = iter(items)
    first = list(islice(rest, most))
    return first, len(first) + sum(1 for _ in rest)


class _WellFormed:
    """A writer that lets only well-formed XML through (XML 1.0 and Namespaces in XML)."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._parser = expat.ParserCreate(namespace_separator=" ")

    def write(self, data: bytes) -> int:
        try:
            self._parser.Parse(bytes(data), False)
        except expat.ExpatError as error:
            raise NotAcceptable(
                "What was found holds something that XML cannot: a control character, or a "
                "property whose name ends in no XML name. Ask for JSON, Turtle or N-Triples."
            ) from error
        return self._out.write(data)

    def flush(self) -> None:
        self._out.flush()


def _checked(out: BinaryIO, media_type: str) -> BinaryIO:
    """`out`, behind a parser if XML is to be written; the serialisers call nothing but write."""
    return cast("BinaryIO", _WellFormed(out)) if media_type.endswith("+xml") else out


def _result_format(media_type: str) -> ox.QueryResultsFormat:
    """Find the engine's own name of a format of results."""
    result_format = ox.QueryResultsFormat.from_media_type(media_type)
    if result_format is None:
        raise NotAcceptable(f"Query results cannot be written as {media_type}.")
    return result_format
