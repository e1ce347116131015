"""Results on a map, where a column holds things whose place is known, or two columns hold degrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe import Text, Whereabouts, degrees
from ctgraph.web import maps
from ctgraph.web.tables import Cell, Table

MOST_NAMED = 12  # things whose place is not known are named if they are not more
_DEGREES = (("lat", "latitude"), ("lon", "lng", "long", "longitude"))
Locate = Callable[[Iterable[ox.NamedNode]], Mapping[str, Whereabouts]]
Address = Callable[[str], str]
InWords = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A map of what the column `name` holds, and how many of `rows` rows are `on` it.

    `unsaid` are those that have nothing in the column.
    """

    map: maps.Map
    name: str
    on: int
    rows: int
    unsaid: int


def place(table: Table, locate: Locate, address: Address, in_words: InWords) -> Placed | None:
    """Draw the rows; None where nothing in them has a place.

    `address` says where an IRI leads, `in_words` how a number of rows is said.
    """
    things = {ox.NamedNode(cell.text) for row in table.rows for cell in row if cell.href}
    known = locate(things)
    numbers = range(len(table.variables))
    counts = [sum(row[c].text in known for row in table.rows if row[c].href) for c in numbers]
    best = max(numbers, key=lambda c: counts[c], default=0)
    if not any(counts):
        return _points(table, in_words)
    rows = Counter(row[best].text for row in table.rows if row[best].href)
    cells = {row[best].text: row[best] for row in table.rows if row[best].href}
    named = sum(iri not in known for iri in cells) <= MOST_NAMED
    markers = [
        maps.Marker(
            _label(cells[iri]),
            address(iri),
            known[iri].position if iri in known else None,
            known[iri].country if iri in known else "",
            in_words(count),
        )
        for iri, count in rows.items()
        if iri in known or named
    ]
    return _drawn(markers, table, best, counts[best])


def _points(table: Table, in_words: InWords) -> Placed | None:
    """Draw rows that say degrees themselves."""
    names = [v.lower() for v in table.variables]
    found = [next((names.index(n) for n in wanted if n in names), None) for wanted in _DEGREES]
    north, east = found
    if north is None or east is None:
        return None
    what = next((c for c in range(len(names)) if c not in {north, east}), north)
    points = [(degrees(row[north].text, row[east].text), row[what]) for row in table.rows]
    on = [(position, cell) for position, cell in points if position]
    counts = Counter((position, cell.text) for position, cell in on)
    cells = {cell.text: cell for _, cell in on}
    markers = [
        maps.Marker(_label(cells[text]), "", position, "", in_words(count))
        for (position, text), count in counts.items()
    ]
    return _drawn(markers, table, what, len(on))


def _drawn(markers: Sequence[maps.Marker], table: Table, column: int, on: int) -> Placed | None:
    drawn = maps.draw(markers)
    unsaid = sum(not row[column].text for row in table.rows)
    return Placed(drawn, table.variables[column], on, len(table.rows), unsaid) if drawn else None


def _label(cell: Cell) -> Text:
    return cell.name or Text(cell.text.rstrip("/").rpartition("/")[2] if cell.href else cell.text)
