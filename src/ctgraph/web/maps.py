"""Maps: places as pins and countries as areas, on an outline of the world that is drawn once.

The outline (static/world.svg, world.json) is in the Equal Earth projection, 1000 units wide, with 0,0 at
the crossing of the equator and the prime meridian; a map is a window on it, so that a page holds no
more than what it shows itself. `ui/world` makes the two files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt

from ctgraph.describe import Text

_WORLD = (-430.0, -238.0, 470.0, 190.0)  # the corners of the land without Antarctica, in units
_RATIO, _WORLDS_RATIO = 1.6, 2.1  # of the width of a map to its height
_NARROWEST = 90.0  # units, so that one place is seen among its neighbours
_MARGIN = 0.16  # of the width, on each side
_ACROSS = 720  # steps of a drawing across its width: about a pixel at full size
_LETTER, _LINE = 7.2, 16  # steps that a label takes
_WIDE = 36  # steps from which a country is seen as an area
_SCALE = 1000 / 2 / 2.7066299836  # units to the projection's own: half its equator is 2.7066…
_A = (1.340264, -0.081106, 0.000893, 0.003796)  # Šavrič, Patterson and Jenny (2018), table 1

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Marker:
    """What a map is to show: a place by its latitude and longitude in degrees, or a country by its code.

    `country` is the three digits of ISO 3166-1. `note` is said with the name, as '3 events'.
    """

    label: Text
    href: str = ""
    position: tuple[float, float] | None = None
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A marker at its point of the sheet.

    `side` is where its label stands: 'on' a country, 'right', 'left', 'above' or 'below' of a point,
    empty where it would cover something else. `roomy` says that it fits at twice the size too, as
    labels are on a narrow screen.
    """

    marker: Marker
    x: float
    y: float
    side: str = ""
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """A window on the outline, what is drawn in it, and what could not be."""

    box: Box
    areas: tuple[Drawn, ...]
    pins: tuple[Drawn, ...]
    absent: tuple[Marker, ...]

    @property
    def view_box(self) -> str:
        """The window as SVG writes it (SVG 2, section 8.6)."""
        left, top, right, bottom = self.box
        return f"{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}"

    @property
    def step(self) -> float:
        """Units to a step of the drawing, of which there are 720 across."""
        return round((self.box[2] - self.box[0]) / _ACROSS, 4)

    @property
    def shown(self) -> tuple[Marker, ...]:
        """What is drawn: countries, then places."""
        return tuple(drawn.marker for drawn in (*self.areas, *self.pins))


def draw(markers: Sequence[Marker], *, whole: bool = False) -> Map | None:
    """Draw a map around the markers, or of the whole world; None if none of them has a place on it."""
    outline = _outline()
    areas = [
        Drawn(m, outline[m.country].x, outline[m.country].y)
        for m in markers
        if m.country in outline
    ]
    pins = [
        Drawn(m, *project(*m.position)) for m in markers if m.country not in outline and m.position
    ]
    if not areas and not pins:
        return None
    boxes = [outline[a.marker.country].box for a in areas] + [(p.x, p.y, p.x, p.y) for p in pins]
    box = _window([_WORLD], 0, _WORLDS_RATIO) if whole else _window(boxes, _MARGIN, _RATIO)
    named = list(_labelled([*pins, *areas], box))
    absent = tuple(m for m in markers if m.country not in outline and not m.position)
    return Map(box, tuple(named[len(pins) :]), tuple(named[: len(pins)]), absent)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Find the point of the sheet for degrees: Equal Earth, as d3-geo has it; y runs downwards."""
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    t2, t6 = t * t, t**6
    a, b, c, d = _A
    x = radians(longitude) * cos(t) / (sqrt(3) / 2 * (a + 3 * b * t2 + t6 * (7 * c + 9 * d * t2)))
    y = t * (a + b * t2 + t6 * (c + d * t2))
    return round(x * _SCALE, 2), round(-y * _SCALE, 2)


@dataclass(frozen=True, slots=True)
class _Country:
    """Where a country lies: a point well within its largest part, and that part's corners."""

    x: float
    y: float
    box: Box


@cache
def _outline() -> dict[str, _Country]:
    text = resources.files("ctgraph.web").joinpath("world.json").read_text("utf-8")
    return {
        code: _Country(x, y, (a, b, c, d)) for code, (x, y, a, b, c, d) in json.loads(text).items()
    }


def _window(boxes: Sequence[Box], margin: float, ratio: float) -> Box:
    """Frame the boxes with a margin, in the proportions of a map."""
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    width = max(
        (right - left) * (1 + 2 * margin), (bottom - top) * (1 + 2 * margin) * ratio, _NARROWEST
    )
    x, y = (left + right) / 2, (top + bottom) / 2
    height = width / ratio
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _labelled(points: Sequence[Drawn], box: Box) -> Iterator[Drawn]:
    """Give each its label's side: the first that is free and within the window."""
    step = (box[2] - box[0]) / _ACROSS
    small = [p for p in points if not _is_wide(p, step)]
    taken = {size: [_around(p, size * 6 * step, size * 6 * step) for p in small] for size in (1, 2)}
    for point in points:
        found = {size: _free(point, step, size, box, taken[size]) for size in (1, 2)}
        side = next(iter(found[1]), "")
        roomy = side in found[2]
        if side:
            taken[1].append(found[1][side])
        if roomy:
            taken[2].append(found[2][side])
        yield Drawn(point.marker, point.x, point.y, side, roomy)


def _free(point: Drawn, step: float, size: int, box: Box, taken: Sequence[Box]) -> dict[str, Box]:
    """The places where a label of this size covers nothing, the best first."""
    sides = _sides(point, step, size)
    return {s: at for s, at in sides.items() if _within(at, box) and not _meets(at, taken)}


def _sides(point: Drawn, step: float, size: int = 1) -> dict[str, Box]:
    """Where a label may stand, the best place first: on a wide country, beside anything else."""
    x, y = point.x, point.y
    width = len(point.marker.label.text) * _LETTER * step * size
    half, away = _LINE / 2 * step * size, 12 * step
    beside = {
        "right": (x + away, y - half, x + away + width, y + half),
        "left": (x - away - width, y - half, x - away, y + half),
        "above": (x - width / 2, y - away - 2 * half, x + width / 2, y - away),
        "below": (x - width / 2, y + away, x + width / 2, y + away + 2 * half),
    }
    return {"on": _around(point, width / 2, half)} if _is_wide(point, step) else beside


def _is_wide(point: Drawn, step: float) -> bool:
    """Whether it is a country wide enough to be seen without a ring around it."""
    country = _outline().get(point.marker.country)
    return country is not None and country.box[2] - country.box[0] > _WIDE * step


def _around(point: Drawn, width: float, height: float) -> Box:
    return point.x - width, point.y - height, point.x + width, point.y + height


def _within(a: Box, b: Box) -> bool:
    return a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3]


def _meets(a: Box, others: Sequence[Box]) -> bool:
    return any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for b in others)
