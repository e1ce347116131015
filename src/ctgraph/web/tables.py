"""Results as a table for people: the first rows, and how many there are in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.store import Solutions, Triples

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_TRIPLE = ("subject", "predicate", "object")
_LINKED = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as it is shown; all empty for an unbound variable."""

    text: str = ""
    href: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of `total`."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def tabulate(answer: Solutions | Triples, most_rows: int) -> Table:
    """Read the whole answer and keep what is to be shown."""
    variables = answer.variables if answer.kind == "solutions" else _TRIPLE
    rows: Sequence[Iterable[object]]
    rows, total = answer.head(most_rows)
    return Table(variables, tuple(tuple(_cell(term) for term in row) for row in rows), total)


def _cell(term: object) -> Cell:
    """Show one term. Only http(s) IRIs become links: data may hold javascript: IRIs."""
    match term:
        case None:
            return Cell()
        case ox.NamedNode(value=iri):
            return Cell(iri, href=iri if iri.lower().startswith(_LINKED) else "")
        case ox.Literal():
            datatype = term.datatype.value
            plain = term.language or datatype == _STRING
            return Cell(
                term.value, language=term.language or "", datatype="" if plain else datatype
            )
        case _:
            return Cell(str(term))
