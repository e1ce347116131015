"""Results as a table for people: the first rows, and how many there are in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from ctgraph.describe import Text, Value
from ctgraph.describe.views import Term
from ctgraph.store import Solutions, Triples

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_TRIPLE = ("subject", "predicate", "object")
_LINKED = ("http://", "https://")
Naming = Callable[[Iterable[Term | None]], Mapping[Term, Value]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A term as it is shown; all empty for an unbound variable. `name` is what a thing is called."""

    text: str = ""
    href: str = ""
    language: str = ""
    datatype: str = ""
    name: Text | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of `total`; `order` is the column that they are sorted by, '-' before it for descending.

    `repeats` is how many rows say again in another language what a row in the reader's says; `left_out`
    how many of them are not in `rows`.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    order: str = ""
    repeats: int = 0
    left_out: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all rows were looked at: only then they can be sorted."""
        return len(self.rows) + self.left_out == self.total


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of an answer of `total`."""

    variables: tuple[str, ...]
    rows: Sequence[tuple[Term | None, ...]]
    total: int

    @classmethod
    def of(cls, answer: Solutions | Triples, most_rows: int) -> Head:
        """Read the whole answer and keep its first rows."""
        rows: Sequence[Iterable[Term | None]]
        rows, total = answer.head(most_rows)
        variables = answer.variables if answer.kind == "solutions" else _TRIPLE
        return cls(tuple(variables), [tuple(row) for row in rows], total)


def tabulate(
    head: Head,
    naming: Naming,
    languages: Sequence[str],
    order: str = "",
    *,
    one_language: bool = False,
) -> Table:
    """Say how rows are shown.

    `order` and `one_language` (leave out what rows in other languages repeat) are obeyed where all
    rows can be shown.
    """
    variables, terms, total = head.variables, head.rows, head.total
    values = naming(term for row in terms for term in row if isinstance(term, ox.NamedNode))
    shown = [tuple(_cell(term, values, languages) for term in row) for row in terms]
    if len(shown) < total:
        return Table(variables, tuple(shown), total)
    once = _once(shown, languages[0])
    repeats = total - len(once)
    kept = once if one_language else shown
    if (column := order.removeprefix("-")) in variables:
        place = variables.index(column)
        kept.sort(key=lambda row: _key(row[place]), reverse=order.startswith("-"))
    else:
        order = ""
    return Table(variables, tuple(kept), total, order, repeats, total - len(kept))


def _cell(term: Term | None, values: Mapping[Term, Value], languages: Sequence[str]) -> Cell:
    """Show one term. Only http(s) IRIs become links: data may hold javascript: IRIs."""
    match term:
        case None:
            return Cell()
        case ox.NamedNode(value=iri):
            value = values.get(term)
            name = value.called(languages) if value and value.labels else None
            return Cell(iri, href=iri if iri.lower().startswith(_LINKED) else "", name=name)
        case ox.Literal():
            datatype = term.datatype.value
            plain = term.language or datatype == _STRING
            return Cell(
                term.value, language=term.language or "", datatype="" if plain else datatype
            )
        case _:
            return Cell(str(term))


def _once(rows: Sequence[tuple[Cell, ...]], language: str) -> list[tuple[Cell, ...]]:
    """Leave out rows with texts in other languages where there are such in this one, all else the same."""

    def rest(row: tuple[Cell, ...]) -> tuple[str, ...]:
        return tuple("" if cell.language else cell.text for cell in row)

    def is_spoken(row: tuple[Cell, ...]) -> bool:
        return all(cell.language.partition("-")[0] in {"", language} for cell in row)

    spoken = {rest(row) for row in rows if any(c.language for c in row) and is_spoken(row)}
    return [row for row in rows if is_spoken(row) or rest(row) not in spoken]


def _key(cell: Cell) -> tuple[int, Decimal, str]:
    """Sort numbers by size, before texts; texts whatever their capitals; nothing last."""
    text = cell.name.text if cell.name else cell.text
    try:
        number = Decimal(text) if cell.datatype else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite():
        return 0, number, ""
    return (1 if text else 2), Decimal(0), text.casefold()
