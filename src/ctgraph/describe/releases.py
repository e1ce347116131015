"""Published versions of the whole graph, as the project's records have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue, is_true
from ctgraph.describe.entity import named_node
from ctgraph.describe.views import Term


@dataclass(frozen=True, slots=True)
class Release:
    """One version; `current` says that what is served now has its content.

    How many triples, documents and claims it has; 0 where its record does not say.
    """

    iri: str
    version: str
    issued: date
    previous: str
    current: bool
    triples: int = 0
    documents: int = 0
    claims: int = 0


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
        counts = (_count(row[name]) for name in ("triples", "documents", "claims"))
        version = row["version"].value
        release = Release(row["release"].value, version, issued, previous, current, *counts)
        made[release.iri] = release
    return tuple(made.values())


def _count(term: Term | None) -> int:
    """Read a number of a record, which people may have written."""
    return int(term.value) if isinstance(term, ox.Literal) and term.value.isdecimal() else 0


def sources(catalogue: Catalogue, iri: str) -> tuple[ox.NamedNode, ...]:
    """List the documents that what is held to be true of a thing was taken from."""
    if not catalogue.curated:
        return ()
    rows = catalogue.rows("sources", {"entity": [named_node(iri)]})
    return tuple(row["document"] for row in rows)
