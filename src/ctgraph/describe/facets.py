"""Facets: by what the things of a class can be told apart, and how many there are of each kind.

A few facets of a project's events are made of several properties (below); all others are the properties
whose values repeat, found by counting, so that any vocabulary has its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, SKOS

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.entity import named_node
from ctgraph.describe.views import Property, Term, Value
from ctgraph.queries import Facet, Selection
from ctgraph.queries.selection import YEAR
from ctgraph.store import QueryRequest
from ctgraph.terms import curie, last_name
from ctgraph.vocab import CT, CT_IRI

MOST_VALUES = 100  # of a facet: those that most things have
_MOST_KINDS = 400  # distinct values of a property that still tell things apart
_MOST_FACETS = 12
_SHORTEST = 60  # characters of a literal that names a kind, and is no prose

_INVOLVED = "?thing ct:involves ?value . ?value a ct:{} ."
COUNTRY, AGENCY = (
    Facet("country", _INVOLVED.format("Country")),
    Facet("agency", _INVOLVED.format("Agency")),
)
DOCUMENT = Facet(
    "document",
    "GRAPH id:graph-claims { ?claim rdf:subject ?thing ; ct:document ?value } ?value a ct:Document .",
)
PLACE = Facet("place", "?thing ct:place ?value .", str(CT_IRI + "place"))
YEARS = Facet(YEAR)
_DATED = "?thing ct:earliest ?dated ."
_DECLARED = {
    str(CT.Event): (YEARS, COUNTRY, AGENCY, DOCUMENT),
    str(CT.Session): (YEARS, DOCUMENT),
    str(CT.Agreement): (YEARS, COUNTRY, AGENCY, DOCUMENT),
    str(CT.Document): (YEARS,),
}
_FOR_ANY = (DOCUMENT,)
_SHORT_NAMES = {"eventStatus": "status", "eventType": "kind"}
_RESERVED = frozenset(
    ("class", "format", "lang", "start", "by", "year")
)  # mean something else in addresses
# said of a thing for machines, or the words of documents: no kinds
_NEVER = frozenset(
    map(
        str,
        (
            RDF.type,
            RDFS.label,
            RDFS.comment,
            SKOS.prefLabel,
            SKOS.notation,
            SKOS.exactMatch,
            OWL.sameAs,
            CT.involves,
            CT.namedAs,
            CT.earliest,
            CT.latest,
            CT.date,
            CT.notStated,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen, and how many of the things would be left."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen of a facet: the commonest values, how many more there are, and how many lack any.

    `called` is the property that the facet is, if it is one.
    """

    facet: Facet
    called: Property | None
    options: tuple[Option, ...]
    more: int = 0
    lacking: int = 0


def of_class(catalogue: Catalogue, iri: str) -> Selection:
    """Select the things of a class; of none, all that has a date. Raises NotFound for what is no IRI."""
    pattern = f"?thing a {curie(named_node(iri).value)} ." if iri else _DATED
    return Selection(catalogue.names, pattern, anywhere=not catalogue.curated)


def facets(catalogue: Catalogue, iri: str) -> tuple[Facet, ...]:
    """List the facets of a class that its things have, those that people ask for first."""
    everything = of_class(catalogue, iri)
    if not iri:
        return (YEARS,)
    declared = _DECLARED.get(iri, _FOR_ANY) if catalogue.curated else ()
    made = [facet for facet in declared if ask(catalogue, everything.some(facet))]
    rows = ask(catalogue, everything.uses())
    found = [r for r in rows if r["property"].value not in _NEVER and _tells_apart(r)]
    properties = catalogue.properties(r["property"] for r in found)
    found = [r for r in found if _is_kind(properties[r["property"]])]
    found.sort(key=lambda r: (-int(r["things"].value), r["property"].value))
    for row in found:
        made.append(_of_property(row["property"].value, {facet.key for facet in made}))
    return tuple(made[:_MOST_FACETS])


def facet_named(catalogue: Catalogue, key: str, known: Iterable[Facet]) -> Facet | None:
    """Find the facet that an address names: a known one, or any property by its IRI or short name."""
    found = next((facet for facet in known if facet.key == key), None)
    if found:
        return found
    if "://" in key:
        return _of_property(named_node(key).value, ())
    if not catalogue.curated or not key.isascii() or not key.isidentifier():
        return None
    long = next((name for name, short in _SHORT_NAMES.items() if short == key), key)
    used = catalogue.rows("term-members", {"term": [ox.NamedNode(CT_IRI + long)]})[0]
    return _of_property(CT_IRI + long, ()) if used["statements"].value != "0" else None


def offers(catalogue: Catalogue, selection: Selection, known: Iterable[Facet]) -> list[Offer]:
    """Count the values of facets among the selected things."""
    facets = tuple(known)
    counted, lacking = _count(catalogue, selection, facets)
    shown = {facet: list(counted[facet].items())[:MOST_VALUES] for facet in facets}
    values = catalogue.values(term for pairs in shown.values() for term, _ in pairs)
    iris = [ox.NamedNode(facet.property_iri) for facet in facets if facet.property_iri]
    properties = {p.iri: p for p in catalogue.properties(iris).values()}
    return [
        Offer(
            facet,
            properties.get(facet.property_iri),
            tuple(Option(values[term], n) for term, n in shown[facet]),
            len(counted[facet]) - len(shown[facet]),
            lacking[facet],
        )
        for facet in facets
    ]


def _count(
    catalogue: Catalogue, selection: Selection, known: Sequence[Facet]
) -> tuple[dict[Facet, dict[Term, int]], dict[Facet, int]]:
    """Count values, and the things without any: properties all at once, the others one by one."""
    simple = {facet.property_iri: facet for facet in known if facet.property_iri}
    counted: dict[Facet, dict[Term, int]] = {facet: {} for facet in known}
    lacking = {}
    for facet in known:
        if not facet.property_iri:
            rows = ask(catalogue, selection.counts(facet))
            every = {
                row["value"]: int(row["count"].value) for row in rows if row["value"] is not None
            }
            counted[facet] = _years(rows) if facet.key == YEAR else every
            lacking[facet] = _number(ask(catalogue, selection.lacking(facet).total()))
    if simple:
        total = _number(ask(catalogue, selection.total()))
        lacking |= dict.fromkeys(simple.values(), total)
        for row in ask(catalogue, selection.counts_of(simple.values())):
            facet = simple[row["property"].value]
            counted[facet][row["value"]] = int(row["count"].value)
        for row in ask(catalogue, selection.having(simple.values())):
            lacking[simple[row["property"].value]] -= int(row["count"].value)
    return counted, lacking


def _number(rows: Sequence[Row]) -> int:
    return int(rows[0]["count"].value)


def ask(catalogue: Catalogue, request: QueryRequest) -> list[Row]:
    """Run a SELECT query that was written here."""
    with catalogue.store.query(request) as answer:
        if answer.kind != "solutions":
            raise TypeError("not a SELECT query")
        return list(answer)


def _years(rows: Sequence[Row]) -> dict[Term, int]:
    """Count a thing in every year that its dates touch; the latest year first."""
    found: Counter[int] = Counter()
    for row in rows:
        for year in range(int(row["value"].value), int(row["until"].value) + 1):
            found[year] += int(row["count"].value)
    return {ox.Literal(year): found[year] for year in sorted(found, reverse=True)}


def _tells_apart(row: Row) -> bool:
    """Whether a property's values repeat, and are of a kind that can be chosen from."""
    things, values, example = int(row["things"].value), int(row["values"].value), row["example"]
    if values > _MOST_KINDS or values == things == 1:
        return False
    if isinstance(example, ox.Literal) and len(example.value) > _SHORTEST:
        return False
    return things > 1 and (values < things or isinstance(example, ox.NamedNode))


def _is_kind(prop: Property) -> bool:
    return prop.support != "verbatim" and not prop.name


def _of_property(iri: str, taken: Iterable[str]) -> Facet:
    local = last_name(iri)
    key = _SHORT_NAMES.get(local, local)
    reserved = not key.isidentifier() or key in _RESERVED or key in taken
    return Facet(iri if reserved else key, f"?thing {curie(iri)} ?value .", iri)
