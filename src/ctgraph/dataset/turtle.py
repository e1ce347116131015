"""Turtle with places: every triple of a file with the line and column of its object.

RDF 1.1 Turtle, through rdflib's parser. rdflib tells no positions and normalises literals; the small
subclasses here keep both. They lean on internals of rdflib 7.6, which is why the dependency is pinned and
why tests/unit/test_turtle.py holds them to it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import MutableSequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
from rdflib import XSD, Graph, Literal
from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser, sfloat
from rdflib.term import Node

from ctgraph.errors import SourceSyntaxError

Triple = tuple[Node, Node, Node]
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')  # production IRIREF
_NUMBERS = {int: XSD.integer, Decimal: XSD.decimal, sfloat: XSD.double}


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: line and column, both counted from 1, and where what stands there ends.

    `end` is the line and column after its last character; None where only the start is known.
    """

    line: int
    column: int
    end: tuple[int, int] | None = field(default=None, compare=False)


@dataclass(slots=True)
class Source:
    """A parsed Turtle file. `name` is its path within the project, with forward slashes."""

    name: str
    graph: Graph
    text: str = field(default="", repr=False)
    places: dict[Triple, Position] = field(default_factory=dict)
    verbs: dict[tuple[Node, Node], Position] = field(default_factory=dict)
    subjects: dict[Node, Position] = field(default_factory=dict)

    def place(
        self, subject: Node, predicate: Node | None = None, value: Node | None = None
    ) -> Position:
        """Where a triple's object stands; without one, where the property or subject first does."""
        if predicate is not None:
            exact = self.places.get((subject, predicate, value)) if value is not None else None
            if at := exact or self.verbs.get((subject, predicate)):
                return at
        return self.subjects.get(subject, Position(1, 1))

    def written(self, at: Position) -> str:
        """What stands at a place whose end is known, as it is written; else empty."""
        if at.end is None:
            return ""
        lines = self.text.split("\n")[at.line - 1 : at.end[0]]
        lines[-1] = lines[-1][: at.end[1] - 1]
        lines[0] = lines[0][at.column - 1 :]
        return "\n".join(lines)


def parse(path: Path, name: str) -> Source:
    """Parse one Turtle file; see `read`."""
    return read(path.read_bytes(), name)


def read(content: bytes, name: str) -> Source:
    """Parse the content of a Turtle file.

    Raises SourceSyntaxError, with line and column, if it is not Turtle or not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _syntax_error(
            name, Position(line, 1), f"byte {error.start} of the file is not UTF-8"
        ) from error
    source = Source(name, Graph(), text)
    parser = _Parser(_Sink(source.graph), source, text)
    try:
        parser.loadBuf(text + "\n")
    except BadSyntax as error:
        at = parser.position(error._i if error._i >= 0 else len(text))  # noqa: SLF001 - its only place
        why = error._why  # noqa: SLF001 - str(error) cuts characters in two
        raise _syntax_error(name, at, f"not Turtle: {why}") from error
    except IndexError as error:
        raise _syntax_error(
            name, parser.position(len(text)), "not Turtle: the file ends too early"
        ) from error
    except RecursionError as error:
        raise _syntax_error(
            name, parser.position(parser.reached), "not Turtle that can be read: nested too deep"
        ) from error
    for prefix, namespace in parser._bindings.items():  # noqa: SLF001
        source.graph.bind(prefix, namespace, replace=True)
    return source


def _syntax_error(name: str, at: Position, detail: str) -> SourceSyntaxError:
    return SourceSyntaxError(detail, file=name, line=at.line, column=at.column)


@lru_cache(maxsize=1 << 14)
def _is_iri(iri: str) -> bool:
    """Whether RFC 3987 lets it pass as the engine reads it."""
    try:
        ox.NamedNode(iri)
    except ValueError:
        return False
    return True


class _Sink(RDFSink):
    """Keeps the lexical forms of literals as they were written."""

    def newLiteral(self, s: str, dt: Any = None, lang: str | None = None) -> Literal:  # noqa: N802
        return (
            Literal(s, datatype=dt, lang=lang)
            if dt is None
            else Literal(s, datatype=dt, normalize=False)
        )


class _Parser(SinkParser):
    """Notes the start of each object before the statements of its list are made."""

    def __init__(self, sink: RDFSink, source: Source, text: str) -> None:
        super().__init__(
            sink,
            baseURI=f"file:///{source.name}",
            turtle=True,
            openFormula=cast("Any", source.graph),
        )
        self._source = source
        self._line_starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._pending: list[Position] = []
        self._verb: Position | None = None
        self._statement: int | None = None
        self.reached = 0

    def position(self, index: int, end: int | None = None) -> Position:
        line = bisect_right(self._line_starts, index)
        column = index - self._line_starts[line - 1] + 1
        if end is None or end <= index:
            return Position(line, column)
        after = self.position(end)
        return Position(line, column, (after.line, after.column))

    def objectList(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:  # noqa: N802
        starts, verb = list[Position](), self._verb
        while True:
            start = self.reached = max(self.skipSpace(argstr, i), 0)
            i = self.object(argstr, i, res)
            if i < 0:
                return -1
            starts.append(self.position(start, i))
            j = self.skipSpace(argstr, i)
            if j < 0:
                self.BadSyntax(argstr, j, "the file ends after an object: a '.' is missing")
            if argstr[j] != ",":
                self._pending, self._verb = starts, verb
                return j
            i = j + 1

    def verb(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        j = super().verb(argstr, i, res)
        if j > 0:
            self._verb = self.position(max(self.skipSpace(argstr, i), 0), j)
        return j

    def nodeOrLiteral(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:  # noqa: N802
        j = super().nodeOrLiteral(argstr, i, res)
        if j >= 0 and type(res[-1]) in _NUMBERS:
            lexical = argstr[i:j].split()[-1]
            res[-1] = Literal(lexical, datatype=_NUMBERS[type(res[-1])], normalize=False)
        return j

    def uri_ref2(self, argstr: str, i: int, res: MutableSequence[Any]) -> int:
        j = super().uri_ref2(argstr, i, res)
        if j >= 0 and (wrong := _NOT_IN_IRI.search(str(res[-1]))):
            self.BadSyntax(argstr, i, f"an IRI cannot hold {wrong.group()!r}: {str(res[-1])!r}")
        if j >= 0 and not _is_iri(str(res[-1])):
            self.BadSyntax(argstr, i, f"{str(res[-1])!r} is no IRI")
        return j

    def statement(self, argstr: str, i: int) -> int:
        self._statement = max(self.skipSpace(argstr, i), 0)
        return super().statement(argstr, i)

    def property_list(self, argstr: str, i: int, subj: Node) -> int:
        begun, self._statement = self._statement, None
        at = self.position(i) if begun is None else self.position(begun, i)
        self._source.subjects.setdefault(self._store.normalise(None, subj), at)
        return super().property_list(argstr, i, subj)

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        super().makeStatement(quadruple)
        _, predicate, subject, value = quadruple
        if self._pending:
            s, p, o = (self._store.normalise(None, n) for n in (subject, predicate, value))
            self._source.places.setdefault((s, p, o), self._pending.pop(0))
            if self._verb:
                self._source.verbs.setdefault((s, p), self._verb)
