"""Answers as people see them: a table, and the views that its columns allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph import describe
from ctgraph.describe.views import Term, Value
from ctgraph.web import links, rendering, wording
from ctgraph.web.network import Network, network
from ctgraph.web.placing import Placed, place
from ctgraph.web.services import services
from ctgraph.web.tables import Head, Table, tabulate
from ctgraph.web.timeline import Timeline, timeline
from ctgraph.web.translation import ngettext


@dataclass(frozen=True, slots=True)
class Results:
    """An answer's first rows, and how they can be drawn: None where they cannot."""

    table: Table
    map: Placed | None
    timeline: Timeline | None
    network: Network | None

    @property
    def views(self) -> tuple[str, ...]:
        """What there is to choose from, beside the table."""
        drawn = {"map": self.map, "timeline": self.timeline, "network": self.network}
        return tuple(name for name, view in drawn.items() if view)


def results(
    head: Head,
    *,
    names: bool = True,
    order: str = "",
    one_language: bool = False,
) -> Results:
    """Say how rows are shown; see `tabulate`."""
    table = tabulate(
        head,
        services().catalogue.values if names else _unnamed,
        rendering.reading_languages(),
        order,
        one_language=one_language,
    )
    return Results(table, place(table, _locate, _address, _rows), timeline(table), network(table))


def _unnamed(_: Iterable[Term | None]) -> Mapping[Term, Value]:
    return {}


def _locate(things: Iterable[ox.NamedNode]) -> Mapping[str, describe.Whereabouts]:
    return describe.whereabouts(services().catalogue, things)


def _address(iri: str) -> str:
    found = links.found(iri)
    return found.href if found else ""


def _rows(count: int) -> str:
    return ngettext("%(num)s row", "%(num)s rows", count) % {"num": wording.number(count)}
