"""Published versions of the whole graph, as the project's records have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue, is_true
from ctgraph.describe.entity import named_node


@dataclass(frozen=True, slots=True)
class Release:
    """One version; `current` says that what is served now has its content."""

    iri: str
    version: str
    issued: date
    previous: str
    current: bool


def releases(catalogue: Catalogue) -> tuple[Release, ...]:
    """List the versions, the latest first. What has no whole date is left out."""
    if not catalogue.curated:
        return ()
    made = {}
    for row in catalogue.rows("releases"):
        try:
            issued = date.fromisoformat(row["issued"].value)
        except ValueError:
            continue
        previous = row["previous"].value if row["previous"] else ""
        current = is_true(row["current"])
        release = Release(row["release"].value, row["version"].value, issued, previous, current)
        made[release.iri] = release
    return tuple(made.values())


def sources(catalogue: Catalogue, iri: str) -> tuple[ox.NamedNode, ...]:
    """List the documents that what is held to be true of a thing was taken from."""
    if not catalogue.curated:
        return ()
    rows = catalogue.rows("sources", {"entity": [named_node(iri)]})
    return tuple(row["document"] for row in rows)
