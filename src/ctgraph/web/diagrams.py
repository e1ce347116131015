"""Diagrams of terms as boxes and lines: laid out here, drawn by a template as SVG, without any script.

Lengths are in units of the drawing's own; the browser scales it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctgraph.describe import Term, TermView, Value
from ctgraph.web import links, rendering

_HEIGHT, _GAP, _ROW, _INDENT = 26.0, 12.0, 62.0, 26.0
_LETTER, _PADDING = 7.4, 18.0
_MOST_IN_A_ROW = 6
_COLUMNS, _STEP = 4, _HEIGHT + 6


@dataclass(frozen=True, slots=True)
class Box:
    """A term: its label, where it leads, its place and size; `main` if the diagram is about it."""

    label: str
    href: str
    x: float
    y: float
    width: float
    main: bool = False
    height: float = _HEIGHT


@dataclass(frozen=True, slots=True)
class Line:
    """From one point to another; with a head at its end if `directed`."""

    x1: float
    y1: float
    x2: float
    y2: float
    directed: bool = True


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes and lines in a drawing of this size."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def of_term(value: Value, term: Term) -> Diagram:
    """Draw what is wider above a term, what is narrower below, and where a property leads from and to."""
    around = term.around
    beside = [*around.get("domain", ())[:1], value, *around.get("range", ())[:1]]
    rows = [around.get("parent", ()), beside, around.get("child", ())]
    rows = [row[:_MOST_IN_A_ROW] for row in rows if row]
    widest = max(_row_width(row) for row in rows)
    placed = [_row(row, y * _ROW, widest, value) for y, row in enumerate(rows)]
    middle = next(i for i, row in enumerate(placed) if any(box.main for box in row))
    main = next(box for box in placed[middle] if box.main)
    lines = [_up(main, parent) for row in placed[:middle] for parent in row]
    lines += [_up(child, main) for row in placed[middle + 1 :] for child in row]
    position = placed[middle].index(main)
    lines += [_right(box, main) for box in placed[middle][max(0, position - 1) : position]]
    lines += [_right(main, box) for box in placed[middle][position + 1 : position + 2]]
    height = _ROW * (len(rows) - 1) + _HEIGHT
    return Diagram(widest, height, tuple(b for row in placed for b in row), tuple(lines))


def of_classes(classes: Sequence[TermView]) -> Diagram:
    """Draw the classes as a tree: what is narrower stands below, further in."""
    known = {c.value.iri: c for c in classes}
    children: dict[str, list[TermView]] = {}
    for c in classes:
        above = next((p.iri for p in c.parents if p.iri in known), "")
        children.setdefault(above, []).append(c)
    boxes: list[Box] = []
    lines: list[Line] = []

    def place(c: TermView, depth: int, corner: tuple[float, float], parent: Box | None) -> float:
        """Place a class and what is below it; gives where the next one goes."""
        left, top = corner
        box = _box(c.value, left + depth * _INDENT, top)
        boxes.append(box)
        if parent:
            x, y = parent.x + _INDENT / 2, box.y + _HEIGHT / 2
            lines.append(Line(x, parent.y + _HEIGHT, x, y, directed=False))
            lines.append(Line(x, y, box.x, y, directed=False))
        top += _STEP
        for child in children.get(c.value.iri, ()):
            top = place(child, depth + 1, (left, top), box)
        return top

    left = top = lowest = 0.0
    for root in children.get("", ()):
        if top >= _STEP * len(classes) / _COLUMNS:
            left, top = max(b.x + b.width for b in boxes) + 2 * _GAP, 0.0
        top = place(root, 0, (left, top), None)
        lowest = max(lowest, top)
    width = max((b.x + b.width for b in boxes), default=0.0)
    return Diagram(width, lowest, tuple(boxes), tuple(lines))


def _box(value: Value, x: float, y: float, *, main: bool = False) -> Box:
    label = rendering.called(value).text
    place = links.link(value.iri)
    return Box(label, place.href if place else "", x, y, _width(label), main)


def _width(label: str) -> float:
    return len(label) * _LETTER + _PADDING


def _row_width(row: Sequence[Value]) -> float:
    widths = [_width(rendering.called(value).text) for value in row]
    return sum(widths) + _GAP * 2 * (len(row) - 1)


def _row(row: Sequence[Value], y: float, widest: float, main: Value) -> list[Box]:
    """Centre a row."""
    x, placed = (widest - _row_width(row)) / 2, []
    for value in row:
        box = _box(value, x, y, main=value is main)
        placed.append(box)
        x += box.width + _GAP * 2
    return placed


def _up(lower: Box, upper: Box) -> Line:
    return Line(
        lower.x + lower.width / 2, lower.y, upper.x + upper.width / 2, upper.y + upper.height
    )


def _right(left: Box, right: Box) -> Line:
    y = left.y + left.height / 2
    return Line(left.x + left.width, y, right.x, y)
