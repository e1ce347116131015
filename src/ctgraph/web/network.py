"""Results as a network, where two columns hold things: one column on either side, a line for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from ctgraph.web.tables import Cell, Table

MOST_THINGS = 60  # on either side: more are no picture any more
LINE = 30  # units from one thing to the next
LETTER = 8  # units that a letter takes at most, more or less
MOST_LETTERS = 34
_FEWEST = 2  # rows
_SIDES = 2


@dataclass(frozen=True, slots=True)
class Node:
    """A thing at its height."""

    thing: Cell
    y: int


@dataclass(frozen=True, slots=True)
class Network:
    """Two columns of things, named for their variables, and lines from heights left to heights right.

    `wide` is how much room the names take on either side.
    """

    names: tuple[str, str]
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    lines: tuple[tuple[int, int], ...]
    height: int
    wide: tuple[int, int]


def network(table: Table) -> Network | None:
    """Draw the rows; None where there are no two columns of things, or too many things.

    Of several columns the two are taken that make the most pairs.
    """
    columns = [c for c in range(len(table.variables)) if _holds_things([r[c] for r in table.rows])]
    if len(columns) < _SIDES or not table.is_whole:
        return None
    a, b = max(combinations(columns, _SIDES), key=lambda two: len(_pairs(table, *two)))
    pairs = _pairs(table, a, b)
    things = {row[c].text: row[c] for row in table.rows for c in (a, b)}
    left = _nodes(things, dict.fromkeys(x for x, _ in pairs))
    heights = {node.thing.text: node.y for node in left}
    met: dict[str, list[int]] = defaultdict(list)
    for x, y in pairs:
        met[y].append(heights[x])
    right = _nodes(things, sorted(met, key=lambda y: (mean(met[y]), y)))
    if max(len(left), len(right)) > MOST_THINGS:
        return None
    places = {node.thing.text: node.y for node in right}
    lines = tuple((heights[x], places[y]) for x, y in pairs)
    names = table.variables[a], table.variables[b]
    wide = _wide(names[0], left), _wide(names[1], right)
    return Network(names, left, right, lines, LINE * max(len(left), len(right)), wide)


def _pairs(table: Table, a: int, b: int) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row[a].text, row[b].text) for row in table.rows))


def _wide(name: str, nodes: Sequence[Node]) -> int:
    """Say how much room names take at most, those that are too long being cut."""
    longest = max(len(n.thing.name.text if n.thing.name else n.thing.text) for n in nodes)
    return LETTER * max(min(longest, MOST_LETTERS), len(name)) + LETTER


def _holds_things(cells: Sequence[Cell]) -> bool:
    return len(cells) >= _FEWEST and all(cell.href for cell in cells)


def _nodes(things: dict[str, Cell], order: Sequence[str] | dict[str, None]) -> tuple[Node, ...]:
    return tuple(Node(things[iri], LINE * n + LINE // 2) for n, iri in enumerate(order))
