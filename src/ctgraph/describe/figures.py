"""What is in here, in figures: how much there is of what, and the query that counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import DCTERMS

from ctgraph import queries
from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.facets import YEARS, Offer, Option, ask, of_class, offers
from ctgraph.describe.overview import claims_by_document, classes
from ctgraph.describe.views import Value
from ctgraph.queries import Choice, Facet, Selection
from ctgraph.vocab import CT, CT_IRI

STANDINGS = ("stated", "inferred", "reported", "aside")
STATUS = Facet("status", "?thing ct:eventStatus ?value .", str(CT.eventStatus))


@dataclass(frozen=True, slots=True)
class Year:
    """How many things have a date in a year: all, and those of each status."""

    year: Value
    total: int
    by_status: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many claims stand in a way (one of STANDINGS), and the query that lists them."""

    standing: str
    count: int
    query: str


def by_year(catalogue: Catalogue, selection: Selection) -> list[Year]:
    """Count the things of a selection by year, the latest first, and by their status within it."""
    every, statuses = offers(catalogue, selection, (YEARS, STATUS))
    counts: dict[str, list[Option]] = {}
    for status in statuses.options:
        term = status.value.term
        if isinstance(term, ox.NamedNode | ox.Literal):
            such = selection.choosing((*selection.choices, Choice(STATUS, (term,))))
            for option in offers(catalogue, such, (YEARS,))[0].options:
                counts.setdefault(option.value.local, []).append(Option(status.value, option.count))
    return [Year(o.value, o.count, tuple(counts.get(o.value.local, ()))) for o in every.options]


def roles(catalogue: Catalogue, names: Sequence[str]) -> list[Offer]:
    """Count who has the roles in events; roles that nobody has are left out."""
    known = [Facet(name, f"?thing ct:{name} ?value .", CT_IRI + name) for name in names]
    return [
        one for one in offers(catalogue, of_class(catalogue, str(CT.Event)), known) if one.options
    ]


def languages(catalogue: Catalogue) -> tuple[Option, ...]:
    """Count documents by the languages of their texts."""
    known = Facet("language", "?thing dcterms:language ?value .", str(DCTERMS.language))
    return offers(catalogue, of_class(catalogue, str(CT.Document)), [known])[0].options


def dated(catalogue: Catalogue) -> list[Option]:
    """Count what has a date by its class, of those that lists of classes show."""
    listed = {one.value.iri for one in classes(catalogue)}
    known = Facet("class", "?thing a ?value .")
    options = offers(catalogue, of_class(catalogue, ""), [known])[0].options
    return [option for option in options if option.value.iri in listed]


def standings(catalogue: Catalogue) -> list[Counted]:
    """Count claims by how they stand."""
    rows = ask(catalogue, queries.readable("figures/standing", catalogue.names))
    counts = {row["standing"].value: int(row["count"].value) for row in rows}
    return [
        Counted(name, counts[name], _claims_that_stand(catalogue, name))
        for name in STANDINGS
        if name in counts
    ]


def documents(catalogue: Catalogue, most: int) -> list[Option]:
    """List the documents with the most claims, the most first."""
    counts = claims_by_document(catalogue)
    shown = sorted(counts, key=lambda iri: (-counts[iri], iri))[:most]
    values = catalogue.values(map(ox.NamedNode, shown))
    return [Option(values[ox.NamedNode(iri)], counts[iri]) for iri in shown]


def queries_of(catalogue: Catalogue) -> dict[str, str]:
    """Give the queries that make the figures, by name."""
    names = catalogue.names
    event = of_class(catalogue, str(CT.Event))
    return {
        "years": event.counts(YEARS).text,
        "standing": queries.readable("figures/standing", names).text,
        "documents": queries.readable("figures/facts-by-document", names).text,
    }


def _claims_that_stand(catalogue: Catalogue, standing: str) -> str:
    terms = {"standing": [ox.Literal(standing)]}
    return queries.readable("figures/standing-so", catalogue.names, terms).text
