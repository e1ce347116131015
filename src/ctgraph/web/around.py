"""A thing's page in pictures: a small map of where, a time line of when."""

from __future__ import annotations

from dataclasses import dataclass

from ctgraph.describe import Around, Headline, Spot
from ctgraph.vocab import EDTF
from ctgraph.web import links, maps, rendering
from ctgraph.web.tables import Cell, Table
from ctgraph.web.timeline import Timeline, timeline
from ctgraph.web.translation import ngettext


@dataclass(frozen=True, slots=True)
class Pictures:
    """What can be drawn; None where there is nothing to draw. `is_all`: the line holds every dated thing."""

    map: maps.Map | None
    line: Timeline | None
    is_all: bool


def pictures(found: Around) -> Pictures:
    """Draw what lies around a thing."""
    spots = [_marker(spot) for spot in found.spots]
    rows = tuple(_row(h, date.local) for h in found.dated for date in h.dates)
    line = timeline(Table(("what", "when"), rows, len(rows))) if len(rows) > 1 else None
    return Pictures(maps.draw(spots), line, found.is_all)


def _marker(spot: Spot) -> maps.Marker:
    name = rendering.called(spot.value)
    place = links.link(spot.value.iri)
    there = [rendering.called(thing).text for thing in spot.things]
    note = there[0] if len(there) == 1 else ""
    if len(there) > 1:
        note = ngettext("one dated thing", "%(num)s dated things", len(there)) % {"num": len(there)}
    return maps.Marker(name, place.href if place else "", spot.position, spot.code, note)


def _row(headline: Headline, edtf: str) -> tuple[Cell, Cell]:
    place = links.link(headline.entity.iri)
    name = rendering.called(headline.entity)
    what = Cell(headline.entity.iri, place.href if place else "", name=name)
    return what, Cell(edtf, datatype=str(EDTF.EDTF))
