"""Where things lie, as far as the data says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue

_NORTH, _EAST = ("latitude", "lat"), ("longitude", "long")
_COUNTRY = ("#Country", "/Country")
_NUMERIC = re.compile(r"\d{3}")
_MOST_NORTH, _MOST_EAST = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A point in degrees of latitude and longitude, or a country by its three digits of ISO 3166-1."""

    position: tuple[float, float] | None = None
    country: str = ""


def whereabouts(catalogue: Catalogue, things: Iterable[ox.NamedNode]) -> dict[str, Whereabouts]:
    """Find where things lie, by IRI; those of which it is not said are left out."""
    wanted = sorted(set(things), key=str)
    if not wanted:
        return {}
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in catalogue.rows("whereabouts", {"thing": wanted, "graph": catalogue.records}):
        name = re.split("[/#]", row["p"].value)[-1]
        said[row["thing"].value][name].append(row["value"].value)
    found = {iri: _read(values) for iri, values in said.items()}
    return {iri: place for iri, place in found.items() if place.position or place.country}


def degrees(north: str, east: str) -> tuple[float, float] | None:
    """Read a point; None where it is none on the globe."""
    try:
        latitude, longitude = float(north), float(east)
    except ValueError:
        return None
    on_the_globe = abs(latitude) <= _MOST_NORTH and abs(longitude) <= _MOST_EAST
    return (latitude, longitude) if on_the_globe else None


def _read(values: dict[str, list[str]]) -> Whereabouts:
    """Read what is said of one thing; of several values the first in order."""
    north = min((v for name in _NORTH for v in values.get(name, ())), default="")
    east = min((v for name in _EAST for v in values.get(name, ())), default="")
    is_country = any(kind.endswith(_COUNTRY) for kind in values.get("type", ()))
    codes = [c for c in values.get("notation", ()) if is_country and _NUMERIC.fullmatch(c)]
    return Whereabouts(degrees(north, east), min(codes, default=""))
