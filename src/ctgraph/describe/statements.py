"""A thing as statements: what its document says in each of the profiles that it can be had in.

A document holds what is said of a thing and where it is a value. If it is a value very often, the document
holds counts instead, by property, and the statements themselves are on numbered pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.entity import graphs_that_refer, named_node
from ctgraph.describe.order import order
from ctgraph.describe.views import Incoming, Referring
from ctgraph.errors import NotFound
from ctgraph.readings import Reading
from ctgraph.vocab import CT, OA

PLAIN, LABELLED, EVIDENCE, SCHEMA = "plain", "labelled", "evidence", "schema.org"
PAGE = 250  # statements on one page of what refers to a thing
_AROUND = 48  # characters before and after a passage that help to find it
_INVOLVES = ox.NamedNode(str(CT.involves))
_TYPE = ox.NamedNode(str(RDF.type))


@dataclass(frozen=True, slots=True)
class Statements:
    """One document's triples, sorted.

    `counts` says how often the thing is the value of which property; `pages` how many pages these
    statements fill: 0 if the document itself holds them.
    """

    triples: tuple[ox.Triple, ...]
    counts: Mapping[ox.NamedNode, int]
    pages: int = 0


def statements(
    catalogue: Catalogue,
    iri: str,
    profile: str = LABELLED,
    page: int = 0,
    texts: Mapping[str, Reading] | None = None,
) -> Statements:
    """Describe a thing in a profile, or give one page (from 1) of what refers to it.

    `texts` are what passages are shown in; they give the words around them. Raises NotFound for a page
    that is not there.
    """
    entity = named_node(iri)
    about = {"entity": [entity], "graph": catalogue.records}
    said = _triples(catalogue.rows("statements", about))
    if profile == SCHEMA:
        made = _triples(catalogue.rows("schema-org", {"entity": [entity]}))
        return Statements(_sorted(made or said), {})
    referring = {"entity": [entity], "graph": graphs_that_refer(catalogue, _types(said))}
    rows = catalogue.rows("incoming-counts", referring)
    counts = {row["p"]: int(row["count"].value) for row in rows if row["p"] is not None}
    total = sum(counts.values())
    last = -(-total // PAGE)
    pages = last if total > PAGE else 0
    if page < 0 or page > last:
        raise NotFound(f"There is no page {page} of what refers to this.")
    if page:
        start = PAGE * (page - 1)
        rows = catalogue.rows("incoming-statements", referring, limit=PAGE, offset=start)
        said = _triples(rows)
    else:
        said += [] if pages else _triples(catalogue.rows("incoming-statements", referring))
        said += _evidence(catalogue, entity, texts or {}) if profile == EVIDENCE else []
    if profile != PLAIN:
        said += _labels(catalogue, said, entity)
    return Statements(_sorted(said), counts, pages)


def referring(catalogue: Catalogue, iri: str, page: int) -> Referring:
    """List what refers to a thing, as the page of that number (from 1) has it. Raises NotFound.

    `ct:involves`, which repeats each role, is listed where a page has nothing else.
    """
    made = statements(catalogue, iri, PLAIN, page)
    things = [t.subject for t in made.triples if isinstance(t.subject, ox.NamedNode)]
    shown = {t.predicate for t in made.triples}
    shown -= {_INVOLVES} if len(shown) > 1 else set()
    places = order(catalogue, shown)
    headlines = dict(zip(things, catalogue.headlines(things), strict=True))
    properties = catalogue.properties(made.counts)
    incoming = []
    for prop in sorted(shown, key=lambda p: places.of(p.value)):
        found = (t.subject for t in made.triples if t.predicate == prop)
        subjects = tuple(headlines[s] for s in found if isinstance(s, ox.NamedNode))
        if subjects:
            incoming.append(Incoming(properties[prop], made.counts[prop], subjects))
    headline = catalogue.headlines([named_node(iri)])[0]
    return Referring(headline, tuple(incoming), page, max(1, made.pages))


def _triples(rows: Iterable[Row]) -> list[ox.Triple]:
    return [ox.Triple(row["s"], row["p"], row["o"]) for row in rows]


def _sorted(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Give each triple once, in an order that depends on nothing but the triples."""
    return tuple(sorted(set(triples), key=str))


def _types(said: Iterable[ox.Triple]) -> set[str]:
    types = (t.object for t in said if t.predicate == _TYPE)
    return {term.value for term in types if isinstance(term, ox.NamedNode)}


def _labels(
    catalogue: Catalogue, said: Iterable[ox.Triple], entity: ox.NamedNode
) -> list[ox.Triple]:
    """Name all that the statements speak of, beside the thing itself."""
    named = {
        term
        for t in said
        for term in (t.subject, t.predicate, t.object)
        if isinstance(term, ox.NamedNode) and term != entity
    }
    terms = {"thing": sorted(named, key=str), "graph": catalogue.records}
    return _triples(catalogue.rows("label-statements", terms)) if named else []


def _evidence(
    catalogue: Catalogue, entity: ox.NamedNode, texts: Mapping[str, Reading]
) -> list[ox.Triple]:
    """Give the claims about a thing, and their passages as Web Annotation has them (section 4.2)."""
    if not catalogue.curated:
        return []
    claims = _triples(catalogue.rows("claims-about", {"entity": [entity]}))
    evidence, passage = ox.NamedNode(str(CT.evidence)), ox.NamedNode(str(CT.passage))
    made = []
    for t in claims:
        if t.predicate == evidence and isinstance(t.object, ox.NamedNode):
            made += [
                ox.Triple(t.object, _TYPE, _oa("Annotation")),
                ox.Triple(t.object, _oa("hasBody"), t.subject),
            ]
        elif t.predicate == passage:
            made.append(ox.Triple(t.subject, _oa("hasTarget"), t.object))
    return claims + made + _selectors(claims, texts)


def _selectors(claims: Iterable[ox.Triple], texts: Mapping[str, Reading]) -> list[ox.Triple]:
    """Say where each passage is, by position and by its words."""
    said: dict[ox.NamedNode, dict[str, ox.Literal | ox.NamedNode]] = {}
    for t in claims:
        if isinstance(t.object, ox.Literal | ox.NamedNode) and isinstance(t.subject, ox.NamedNode):
            said.setdefault(t.subject, {})[t.predicate.value] = t.object
    made = []
    for iri, values in said.items():
        start, end, exact = (values.get(str(p)) for p in (CT.start, CT.end, CT.exact))
        document = values.get(str(CT.document))
        if start and end and exact and document:
            position, quote = (ox.NamedNode(f"{iri.value}#{n}") for n in ("position", "quote"))
            made += [
                ox.Triple(iri, _TYPE, _oa("SpecificResource")),
                ox.Triple(iri, _oa("hasSource"), document),
                ox.Triple(iri, _oa("hasSelector"), position),
                ox.Triple(iri, _oa("hasSelector"), quote),
                ox.Triple(position, _TYPE, _oa("TextPositionSelector")),
                ox.Triple(position, _oa("start"), start),
                ox.Triple(position, _oa("end"), end),
                ox.Triple(quote, _TYPE, _oa("TextQuoteSelector")),
                ox.Triple(quote, _oa("exact"), exact),
            ]
            reading = texts.get(document.value)
            if reading:
                made += _around(quote, reading.read, int(start.value), int(end.value))
    return made


def _around(quote: ox.NamedNode, text: str, start: int, end: int) -> Iterable[ox.Triple]:
    """Give the words before and after a passage."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    yield ox.Triple(quote, _oa("prefix"), ox.Literal(before))
    yield ox.Triple(quote, _oa("suffix"), ox.Literal(after))


def _oa(term: str) -> ox.NamedNode:
    return ox.NamedNode(str(OA[term]))
