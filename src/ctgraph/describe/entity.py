"""One thing: its facts with their sentences, what is disputed or not said, what refers to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib import RDF, RDFS, SKOS

from ctgraph.describe.catalogue import Catalogue, Graphs, Row
from ctgraph.describe.disputes import among
from ctgraph.describe.evidence import claims
from ctgraph.describe.order import Order, order
from ctgraph.describe.views import (
    Claim,
    EntityView,
    Fact,
    Headline,
    Incoming,
    NotStated,
    Property,
    PropertyFacts,
    Term,
    Text,
    Value,
    best,
)
from ctgraph.errors import Gone, NotFound, RequestError
from ctgraph.vocab import CT, SH

FIRST = 12  # incoming links shown of each property

# Shown elsewhere on the page, or computed from what is shown
_ELSEWHERE = frozenset(
    map(
        str,
        (
            RDF.type,
            RDFS.label,
            SKOS.prefLabel,
            CT.involves,
            CT.earliest,
            CT.latest,
            CT.notStated,
            CT.evidence,
        ),
    )
)
_TYPE = ox.NamedNode(str(RDF.type))
_RECORDS = frozenset(
    map(str, (CT.Claim, CT.Evidence, CT.Passage, CT.Adjudication, SH.NodeShape, SH.PropertyShape))
)


def describe(catalogue: Catalogue, iri: str) -> EntityView:
    """Describe a thing. Raises NotFound if nothing is said of it, Gone if it was withdrawn."""
    entity = named_node(iri)
    _refuse_withdrawn(catalogue, entity)
    said: dict[ox.NamedNode, list[Term]] = defaultdict(list)
    for row in catalogue.rows("facts", {"entity": [entity], "graph": catalogue.records}):
        said[row["p"]].append(row["o"])
    found = claims(catalogue, "claims-about", {"entity": [entity]})
    beside = graphs_that_refer(catalogue, (t.value for t in _things(said.get(_TYPE, ()))))
    counts = catalogue.rows("incoming-counts", {"entity": [entity], "graph": beside})
    counts = [r for r in counts if r["p"] is not None and r["p"].value != str(CT.involves)]
    if not said and not counts:
        raise _nothing_said(entity, found)
    values = catalogue.values(o for objects in said.values() for o in objects)
    unsaid = catalogue.rows("block-unsaid", {"thing": [entity]}) if catalogue.curated else []
    named = [*said, *(row["property"] for row in unsaid), *(row["p"] for row in counts)]
    properties, places = catalogue.properties(named), order(catalogue, named)
    groups = _groups(said, found, values, properties)
    return EntityView(
        headline=catalogue.headlines([entity])[0],
        sections=places.sections(g for g in groups if not g.predicate.name),
        named_by=tuple(g for g in groups if g.predicate.name),
        disagreements=among(catalogue, found),
        not_stated=tuple(_not_stated(catalogue, unsaid, properties, places)),
        incoming=_incoming(catalogue, entity, counts, properties, beside, places),
    )


def is_described(catalogue: Catalogue, iri: str) -> bool:
    """Say whether anything is said of a thing, or it is a value of something."""
    entity = {"entity": [named_node(iri)]}
    beside: Graphs = () if catalogue.curated else None
    return bool(
        catalogue.rows("facts", {**entity, "graph": catalogue.records}, limit=1)
        or catalogue.rows("incoming-statements", {**entity, "graph": beside}, limit=1)
    )


def require_described(catalogue: Catalogue, iri: str) -> None:
    """Raise NotFound if nothing is said of a thing, Gone if it was withdrawn."""
    entity = named_node(iri)
    _refuse_withdrawn(catalogue, entity)
    if not is_described(catalogue, iri):
        raise _nothing_said(entity, claims(catalogue, "claims-about", {"entity": [entity]}))


def named_node(iri: str) -> ox.NamedNode:
    """Make a term of an IRI from a request. Raises NotFound if it is no IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise NotFound(f"{iri!r} is no IRI, so nothing can have it as its name.") from None


def moved_to(catalogue: Catalogue, iri: str) -> str:
    """Find the thing into which this one was merged; empty if it was not."""
    if not catalogue.curated:
        return ""
    rows = catalogue.rows("ledger", {"entity": [named_node(iri)]})
    return next((row["into"].value for row in rows if row["into"] is not None), "")


def _refuse_withdrawn(catalogue: Catalogue, entity: ox.NamedNode) -> None:
    rows = catalogue.rows("ledger", {"entity": [entity]}) if catalogue.curated else []
    if any(row["into"] is None for row in rows):
        texts = [Text(r["reason"].value, r["reason"].language or "") for r in rows if r["reason"]]
        reason = best(texts, ["en"]) or Text("It was withdrawn.")
        raise Gone(reason.text)


def _nothing_said(entity: ox.NamedNode, found: Sequence[Claim]) -> RequestError:
    """Choose the error for a thing of which nothing is held to be true."""
    if found:
        return Gone("Only documents that were withdrawn spoke of this.")
    return NotFound(f"Nothing is said here of {entity}.")


def _things(terms: Iterable[Term]) -> list[ox.NamedNode]:
    return [t for t in terms if isinstance(t, ox.NamedNode)]


def _groups(
    said: Mapping[ox.NamedNode, list[Term]],
    found: Iterable[Claim],
    values: Mapping[Term, Value],
    properties: Mapping[Term, Property],
) -> list[PropertyFacts]:
    """Put each value with the claims that state it."""
    claimed: dict[tuple[str, Term], list[Claim]] = defaultdict(list)
    for claim in found:
        if not claim.set_aside:
            claimed[claim.predicate.iri, claim.value.term].append(claim)
    return [
        PropertyFacts(
            properties[p],
            tuple(Fact(values[o], tuple(claimed[p.value, o])) for o in sorted(objects, key=str)),
        )
        for p, objects in said.items()
        if p.value not in _ELSEWHERE
    ]


def _not_stated(
    catalogue: Catalogue, rows: Sequence[Row], properties: Mapping[Term, Property], places: Order
) -> Iterator[NotStated]:
    """List what documents do not say, with these documents."""
    documents = catalogue.values(row["document"] for row in rows)
    searched: dict[ox.NamedNode, list[Value]] = defaultdict(list)
    for row in rows:
        searched[row["property"]] += [documents[row["document"]]] if row["document"] else []
    for iri in sorted(searched, key=lambda p: places.of(p.value)):
        yield NotStated(properties[iri], tuple(searched[iri]))


def graphs_that_refer(catalogue: Catalogue, types: Iterable[str]) -> Graphs:
    """Choose where to look for links to a thing of these types: claims refer to records, facts to others."""
    is_record = any(t in _RECORDS for t in types)
    return catalogue.records if is_record or not catalogue.curated else ()


def _incoming(
    catalogue: Catalogue,
    entity: ox.NamedNode,
    counts: Sequence[Row],
    properties: Mapping[Term, Property],
    graphs: Graphs,
    places: Order,
) -> tuple[Incoming, ...]:
    """List what refers to a thing, the first of each property: one query, and one for each long list."""
    totals = {row["p"]: int(row["count"].value) for row in counts}
    short = [p for p, total in totals.items() if total <= FIRST]
    terms = {"entity": [entity], "graph": graphs}
    rows = catalogue.rows("incoming", {**terms, "property": short}) if short else []
    for p in totals.keys() - set(short):
        rows += catalogue.rows("incoming", {**terms, "property": [p]}, limit=FIRST)
    things = _things(row["s"] for row in rows)
    headlines = dict(zip(things, catalogue.headlines(things), strict=True))
    subjects: dict[ox.NamedNode, list[Headline]] = defaultdict(list)
    for row in rows:
        if row["s"] in headlines:
            subjects[row["property"]].append(headlines[row["s"]])
    ordered = sorted(totals, key=lambda p: places.of(p.value))
    return tuple(Incoming(properties[p], totals[p], tuple(subjects[p])) for p in ordered)
