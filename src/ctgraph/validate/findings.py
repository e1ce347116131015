"""What a validator reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import XSD, Literal, URIRef

from ctgraph.dataset import Position, Source
from ctgraph.settings import Settings
from ctgraph.terms import curie
from ctgraph.validate.catalogue import LANGUAGES, Texts, best, rules

SEVERITIES = ("error", "warning", "info")  # the worst first

Place = tuple[int, int, int, int]  # line and column of the start and of the end, from 1


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that is sure: in the finding's file, at its place, `old` becomes `new`.

    Only the writing of a value or of a quote is ever changed, never a fact.
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong: where (from 1; `end` is after the last character), how bad, which rule.

    Texts are by language. `shape` is the IRI of the shape that speaks, empty for rules.
    """

    file: str
    line: int
    column: int
    severity: str
    rule: str
    messages: Texts
    end: tuple[int, int] | None = field(default=None, compare=False)
    expected: Texts = field(default=(), compare=False)
    help: Texts = field(default=(), compare=False)
    fix: Fix | None = field(default=None, compare=False)
    shape: str = field(default="", compare=False)

    @property
    def message(self) -> str:
        """The message in English, or in the first language that there is."""
        return best(self.messages, LANGUAGES[0])

    def __str__(self) -> str:
        return self.as_line(LANGUAGES[0])

    def as_line(self, language: str) -> str:
        """The finding as 'file:line:column severity rule message'."""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place} {self.severity} {self.rule} {best(self.messages, language)}"

    def page(self, settings: Settings) -> str:
        """The address of the page about the rule or shape."""
        root = settings.public_url.rstrip("/") + "/" if settings.public_url else settings.base_iri
        return self.shape or f"{root}rules/{self.rule}"


def finding(
    source: Source | str,
    at: Position,
    rule: str,
    key: str = "",
    /,
    *,
    severity: str = "error",
    fix: Fix | None = None,
    **said: object,
) -> Finding:
    """A finding of a rule at a place in a source file; `said` fills its message `key` and its help."""
    about = rules()[rule]
    return Finding(
        source if isinstance(source, str) else source.name,
        at.line,
        at.column,
        severity,
        rule,
        about.message(key, said),
        end=at.end,
        expected=about.expected,
        help=about.help(said),
        fix=fix,
    )


def place_of(at: Position) -> Place:
    """A position as plain data."""
    return at.line, at.column, *(at.end or (at.line, at.column))


def position_of(place: Place) -> Position:
    """The position that was made plain data."""
    line, column, *end = place
    return Position(line, column, (end[0], end[1]) if end != [line, column] else None)


class Shown:
    """Terms as people write them in a project's files."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes

    def __call__(self, term: object) -> str:
        """The term as prefix:local, <IRI> or a literal."""
        if isinstance(term, URIRef):
            return curie(str(term), self._prefixes)
        if not isinstance(term, Literal):
            return str(term)
        if term.datatype is None:
            return term.n3()
        if term.datatype in (XSD.integer, XSD.boolean):
            return str(term)
        return f"{Literal(str(term)).n3()}^^{curie(str(term.datatype), self._prefixes)}"
