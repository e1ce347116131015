"""What we hold to be true: which claims stand, which give way, and the accepted graph.

Only single-valued properties can contradict. Of two live values one must be set aside by an
adjudication, or give way: a year or month to a finer date of another document within it; values of
documents in which an event is planned, once a live document says that it was held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ctgraph.claims import Claim, DocumentClaims, Triple
from ctgraph.dataset import Dataset, Schema, union
from ctgraph.dataset.dates import bounds, refines
from ctgraph.vocab import CONCEPT, CT, EDTF

Key = tuple[Node, Node]


class Speaker(Protocol):
    """A document, as far as it matters which of its claims stand."""

    @property
    def withdrawn(self) -> bool:
        """Whether nothing of it is held to be true any longer."""

    @property
    def claims(self) -> Sequence[Claim]:
        """What it claims."""


class Author(Speaker, Protocol):
    """A document with its editorial statements, too."""

    def editorial(self) -> Iterable[Triple]:
        """What it says that is no claim."""


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A decision between values of one property of one subject."""

    iri: Node
    subject: Node
    predicate: Node
    sets_aside: frozenset[Node]
    prefers: Node | None
    editorial: bool

    @property
    def key(self) -> Key:
        """The property of the subject that it decides."""
        return self.subject, self.predicate


@dataclass(slots=True)
class Settlement:
    """The standing of every claim, and what contradicts still."""

    deprecated: dict[Claim, Claim | Adjudication | None] = field(default_factory=dict)
    preferred: dict[Claim, Adjudication] = field(default_factory=dict)
    contradictions: list[tuple[Claim, ...]] = field(default_factory=list)

    def rank(self, claim: Claim) -> URIRef:
        """Preferred, normal or deprecated."""
        if claim in self.deprecated:
            return CONCEPT.deprecated
        return CONCEPT.preferred if claim in self.preferred else CONCEPT.normal

    def standing(self, claim: Claim) -> Iterator[Triple]:
        """What is recorded of a claim: its rank, and what it gives way to or what settles it."""
        yield claim.iri, CT.rank, self.rank(claim)
        decided = self.deprecated.get(claim) or self.preferred.get(claim)
        if isinstance(decided, Claim):
            yield claim.iri, CT.givesWayTo, decided.iri
        elif decided is not None:
            yield claim.iri, CT.settledBy, decided.iri


def adjudications(dataset: Dataset) -> list[Adjudication]:
    """The project's adjudications, as written."""
    graph = union(dataset.adjudications)
    made = []
    for iri in sorted(graph.subjects(RDF.type, CT.Adjudication), key=str):
        subject, predicate = graph.value(iri, CT.subject), graph.value(iri, CT.predicate)
        if subject is not None and predicate is not None:
            aside = frozenset(graph.objects(iri, CT.setsAside))
            editorial = graph.value(iri, CT.basis) == CONCEPT.editorial
            made.append(
                Adjudication(
                    iri, subject, predicate, aside, graph.value(iri, CT.prefers), editorial
                )
            )
    return made


def settle(
    documents: Iterable[Speaker], decisions: Iterable[Adjudication], schema: Schema
) -> Settlement:
    """Rank every claim of every document."""
    result = Settlement()
    by_key: dict[Key, list[Claim]] = defaultdict(list)
    for document in documents:
        for claim in document.claims:
            if document.withdrawn:
                result.deprecated[claim] = None
            else:
                by_key[claim.subject, claim.predicate].append(claim)
    for decision in decisions:
        for claim in by_key.get(decision.key, ()):
            if claim.value in decision.sets_aside:
                result.deprecated[claim] = decision
            elif claim.value == decision.prefers:
                result.preferred[claim] = decision
    held = _held(by_key, result)
    for (subject, predicate), claims in by_key.items():
        if predicate in schema.single_valued:
            _overtake(claims, held.get(subject), by_key, result)
            _refine(claims, result)
            _contradict(claims, result)
    return result


def _held(by_key: Mapping[Key, list[Claim]], result: Settlement) -> dict[Node, Claim]:
    """For each event that a live document says was held, one claim that does."""
    return {
        subject: claim
        for (subject, predicate), claims in by_key.items()
        if predicate == CT.eventStatus
        for claim in claims
        if claim.value == CONCEPT.held and claim not in result.deprecated
    }


def _overtake(
    claims: list[Claim], held: Claim | None, by_key: Mapping[Key, list[Claim]], result: Settlement
) -> None:
    if held is None:
        return
    statuses = by_key[held.subject, CT.eventStatus]
    said_held = {c.document for c in statuses if c.value == CONCEPT.held}
    planned = {c.document for c in statuses if c.value == CONCEPT.planned} - said_held
    for claim in claims:
        if claim.document in planned and claim not in result.deprecated:
            result.deprecated[claim] = held


def _refine(claims: list[Claim], result: Settlement) -> None:
    dates = [c for c in claims if c not in result.deprecated and _is_date(c.value)]
    for coarse in dates:
        finer = [
            c
            for c in dates
            if c.document != coarse.document and refines(str(c.value), str(coarse.value))
        ]
        if finer:
            result.deprecated[coarse] = finer[0]


def _contradict(claims: list[Claim], result: Settlement) -> None:
    live = [c for c in claims if c not in result.deprecated]
    if len({c.value for c in live}) > 1:
        result.contradictions.append(tuple(live))


def _is_date(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype == EDTF.EDTF


def accepted_graph(
    dataset: Dataset,
    documents: Iterable[DocumentClaims],
    decisions: Iterable[Adjudication],
    settlement: Settlement,
    schema: Schema,
) -> Graph:
    """The default graph: background, accepted facts, editorial statements, and what is computed."""
    graph = dataset.background()
    for triple in held(documents, decisions, settlement, schema):
        graph.add(triple)
    return graph


def held(
    documents: Iterable[Author],
    decisions: Iterable[Adjudication],
    settlement: Settlement,
    schema: Schema,
) -> Iterator[Triple]:
    """The default graph without its background.

    What is held of a subject follows from what is said of that subject: these may be all documents and
    decisions, or what they say about one subject.
    """
    live = [d for d in documents if not d.withdrawn]
    facts = [c.triple for d in live for c in d.claims if c not in settlement.deprecated]
    facts += [
        (d.subject, d.predicate, d.prefers)
        for d in decisions
        if d.prefers is not None and d.editorial
    ]
    yield from facts
    yield from _editorial(live)
    yield from computed(facts, schema)


def _editorial(live: Sequence[Author]) -> Iterator[Triple]:
    """Editorial statements; `ct:notStated` only of what no live document states."""
    stated = {(c.subject, c.predicate) for d in live for c in d.claims}
    for document in live:
        for s, p, o in document.editorial():
            if p != CT.notStated or (s, o) not in stated:
                yield s, p, o


def computed(facts: Iterable[Triple], schema: Schema) -> Iterator[Triple]:
    """Bounds of dates, donors, and `ct:involves` beside each role; no other inference is made."""
    for s, p, o in facts:
        if _is_date(o) and p in (CT.date, CT.signedOn, DCTERMS.issued):
            when = bounds(str(o))
            yield s, CT.earliest, Literal(when.earliest.isoformat(), datatype=XSD.date)
            yield s, CT.latest, Literal(when.latest.isoformat(), datatype=XSD.date)
        if p == CT.fundedBy:
            yield o, RDF.type, CT.Donor
        if p in schema.roles:
            yield s, CT.involves, o
