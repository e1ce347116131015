"""Where and when: the places of a thing, and the dated things that it takes part in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.entity import named_node
from ctgraph.describe.views import Headline, Term, Value

MOST_DATED = 30


@dataclass(frozen=True, slots=True)
class Spot:
    """A place or a country: its degrees of latitude and longitude or its ISO 3166-1 digits, if known.

    `things` are what is there, beside the thing itself.
    """

    value: Value
    position: tuple[float, float] | None
    code: str
    things: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What can be drawn on a map and on a time line; `is_all` says whether every dated thing is there."""

    spots: tuple[Spot, ...]
    dated: tuple[Headline, ...]
    is_all: bool


def around(catalogue: Catalogue, iri: str) -> Around:
    """Find what lies around a thing in space and time; nothing in data that is not a project's."""
    if not catalogue.curated:
        return Around((), (), is_all=True)
    entity = named_node(iri)
    rows = catalogue.rows("dated-around", {"entity": [entity]}, limit=MOST_DATED + 1)
    dated = [row["thing"] for row in rows[:MOST_DATED]]
    spots = _spots(catalogue, entity, dated)
    return Around(spots, tuple(catalogue.headlines(dated)), is_all=len(rows) <= MOST_DATED)


def _spots(
    catalogue: Catalogue, entity: ox.NamedNode, dated: Sequence[ox.NamedNode]
) -> tuple[Spot, ...]:
    things = list(dict.fromkeys([entity, *dated]))
    rows = catalogue.rows("spots", {"entity": [entity], "thing": things})
    values = catalogue.values(term for row in rows for term in (row["spot"], row["thing"]))
    by_spot: dict[Term, list[Row]] = defaultdict(list)
    for row in rows:
        by_spot[row["spot"]].append(row)
    return tuple(_spot(values, entity, spot, found) for spot, found in by_spot.items())


def _spot(values: dict[Term, Value], entity: ox.NamedNode, spot: Term, rows: list[Row]) -> Spot:
    there = dict.fromkeys(row["thing"] for row in rows if row["thing"] not in {entity, spot})
    first = rows[0]
    code = next((row["code"].value for row in rows if row["code"] is not None), "")
    return Spot(
        values[spot],
        _position(first["latitude"], first["longitude"]),
        code,
        tuple(values[thing] for thing in there),
    )


def _position(latitude: Term | None, longitude: Term | None) -> tuple[float, float] | None:
    """Read degrees; None for what is none."""
    try:
        found = (float(latitude.value), float(longitude.value)) if latitude and longitude else None  # type: ignore[union-attr]
    except (ValueError, AttributeError):
        return None
    return found if found and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None
