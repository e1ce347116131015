"""From documents to claims: what each document says, and where it says it.

A claim is one (document, subject, predicate, object) of a quoted or verbatim property. Claims are
derived, never typed; their IRIs and those of their evidence are made from content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ctgraph.dataset import DocumentSource, Schema, Text
from ctgraph.dataset.texts import Span
from ctgraph.terms import Names, content_id
from ctgraph.vocab import CONCEPT, CT

Triple = tuple[Node, Node, Node]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document's text, in the language of the quote."""

    document: URIRef
    span: Span
    language: str | None

    def iri(self, names: Names) -> URIRef:
        """Named by document and offsets."""
        return names.passage(self.document, self.span.start, self.span.end)

    def read(self, text: Text) -> Literal:
        """The passage as people read it."""
        return Literal(text.read[self.span.start : self.span.end], lang=self.language)

    def received(self, text: Text) -> Literal:
        """The passage as received."""
        return Literal(text.raw[self.span.start : self.span.end], lang=self.language)


@dataclass(frozen=True)
class Evidence:
    """One `ct:evidence` node of a document, or the occurrences of one verbatim literal.

    `quotes` count together; `passages` are empty where a quote is not found exactly once. `node` is the
    blank node in the file, None for verbatim literals.
    """

    iri: URIRef
    subject: Node
    node: BNode | None
    quotes: tuple[Literal, ...]
    passages: tuple[Passage, ...]
    properties: frozenset[Node]
    values: frozenset[Node]
    basis: Node
    reasoning: tuple[Literal, ...] = ()
    reported_by: tuple[Node, ...] = ()

    def covers(self, predicate: Node, value: Node) -> bool:
        """Whether it is evidence for this property with this value."""
        named = not self.properties or predicate in self.properties
        return named and (not self.values or value in self.values)


@dataclass(frozen=True)
class Claim:
    """That a document states a triple."""

    iri: URIRef
    document: URIRef
    subject: Node
    predicate: Node
    value: Node
    evidence: tuple[Evidence, ...]

    @property
    def triple(self) -> Triple:
        """What is claimed."""
        return self.subject, self.predicate, self.value

    @property
    def basis(self) -> Node:
        """Stated, if any evidence states it; else inferred."""
        stated = not self.evidence or any(e.basis == CONCEPT.stated for e in self.evidence)
        return CONCEPT.stated if stated else CONCEPT.inferred


class DocumentClaims:
    """The claims of one document, its evidence, and its editorial statements."""

    def __init__(self, document: DocumentSource, schema: Schema, names: Names) -> None:
        self.document = document
        self._schema = schema
        self._names = names

    @property
    def withdrawn(self) -> bool:
        """Whether nothing of the document is held to be true any longer."""
        return self.document.withdrawn

    @cached_property
    def written_evidence(self) -> dict[Node, list[Evidence]]:
        """The evidence nodes of the file, by subject, in a stable order."""
        found: dict[Node, list[Evidence]] = defaultdict(list)
        for subject, node in self.document.graph.subject_objects(CT.evidence):
            if isinstance(node, BNode):
                found[subject].append(self._evidence(subject, node))
        return {s: sorted(nodes, key=lambda e: str(e.iri)) for s, nodes in found.items()}

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim of the document, sorted by IRI."""
        made = [
            self._claim(s, p, o)
            for s, p, o in self._facts()
            if self._schema.support(p) != "editorial"
        ]
        return tuple(sorted(made, key=lambda claim: str(claim.iri)))

    def editorial(self) -> Iterator[Triple]:
        """The document's editorial statements, without those about evidence."""
        return (
            t
            for t in self._facts()
            if self._schema.support(t[1]) == "editorial" and t[1] != CT.evidence
        )

    def _facts(self) -> Iterator[Triple]:
        return ((s, p, o) for s, p, o in self.document.graph if not isinstance(s, BNode))

    def _claim(self, s: Node, p: Node, o: Node) -> Claim:
        if self._schema.support(p) == "verbatim" and isinstance(o, Literal):
            evidence: tuple[Evidence, ...] = (self._verbatim(s, o),)
        else:
            evidence = tuple(e for e in self.written_evidence.get(s, ()) if e.covers(p, o))
        iri = self._names.id(f"claim-{content_id(self.document.iri, s.n3(), p.n3(), o.n3())}")
        return Claim(iri, self.document.iri, s, p, o, evidence)

    def _evidence(self, subject: Node, node: BNode) -> Evidence:
        graph = self.document.graph

        def values(predicate: Node) -> list[Node]:
            return sorted(graph.objects(node, predicate), key=lambda term: term.n3())

        says = sorted(f"{p.n3()} {o.n3()}" for p, o in graph.predicate_objects(node))
        quotes = tuple(q for q in values(CT.quote) if isinstance(q, Literal))
        return Evidence(
            iri=self._names.id(f"evidence-{content_id(self.document.iri, subject.n3(), *says)}"),
            subject=subject,
            node=node,
            quotes=quotes,
            passages=tuple(p for q in quotes for p in self.places(q)),
            properties=frozenset(values(CT.supports)),
            values=frozenset(values(CT.value)),
            basis=graph.value(node, CT.basis) or CONCEPT.stated,
            reasoning=tuple(r for r in values(CT.reasoning) if isinstance(r, Literal)),
            reported_by=tuple(values(CT.reportedBy)),
        )

    def places(self, quote: Literal) -> list[Passage]:
        """Where a quote of the raw text stands: one place, if it is as it should be; else none."""
        found = self.document.text.find(str(quote)) if self.document.text else []
        return [Passage(self.document.iri, found[0], quote.language)] if len(found) == 1 else []

    def occurrences(self, literal: Literal) -> list[Passage]:
        """Where a verbatim literal stands as whole words, in lines of its language."""
        text, language = self.document.text, literal.language
        if text is None:
            return []
        allowed = {None, language}
        return [
            Passage(self.document.iri, span, language)
            for span in text.find_words(str(literal))
            if language is None or self.document.language_at(text.line_of(span.start)) in allowed
        ]

    def _verbatim(self, subject: Node, literal: Literal) -> Evidence:
        passages = tuple(self.occurrences(literal))
        text = self.document.text
        return Evidence(
            iri=self._names.id(
                f"evidence-{content_id(self.document.iri, subject.n3(), literal.n3())}"
            ),
            subject=subject,
            node=None,
            quotes=tuple(dict.fromkeys(p.received(text) for p in passages)) if text else (),
            passages=passages,
            properties=frozenset(),
            values=frozenset(),
            basis=CONCEPT.stated,
        )


def document_graph(claims: DocumentClaims) -> Graph:
    """What a document says, its evidence under the IRIs of `claims` instead of blank nodes."""
    named: dict[Node | None, Node] = {
        e.node: e.iri for nodes in claims.written_evidence.values() for e in nodes
    }
    graph = Graph()
    for s, p, o in claims.document.graph:
        graph.add((named.get(s, s), p, named.get(o, o)))
    return graph


def records(document: DocumentClaims, names: Names) -> Iterator[Triple]:
    """A document's claims with their evidence and passages, without ranks; if withdrawn, no text."""
    source = document.document
    told = set[Evidence]()
    for claim in document.claims:
        yield claim.iri, RDF.type, CT.Claim
        yield claim.iri, RDF.subject, claim.subject
        yield claim.iri, RDF.predicate, claim.predicate
        yield claim.iri, RDF.object, claim.value
        yield claim.iri, CT.document, claim.document
        yield claim.iri, CT.basis, claim.basis
        for evidence in () if source.withdrawn else claim.evidence:
            yield claim.iri, CT.evidence, evidence.iri
            if evidence not in told:
                told.add(evidence)
                yield from _evidence(evidence, source, names)


def _evidence(evidence: Evidence, document: DocumentSource, names: Names) -> Iterator[Triple]:
    yield evidence.iri, RDF.type, CT.Evidence
    yield evidence.iri, CT.document, document.iri
    yield evidence.iri, CT.basis, evidence.basis
    for quote in evidence.quotes:
        yield evidence.iri, CT.quote, quote
    for reason in evidence.reasoning:
        yield evidence.iri, CT.reasoning, reason
    for reporter in evidence.reported_by:
        yield evidence.iri, CT.reportedBy, reporter
    for passage in evidence.passages:
        iri = passage.iri(names)
        yield evidence.iri, CT.passage, iri
        yield from _passage(iri, passage, document)


def _passage(iri: URIRef, passage: Passage, document: DocumentSource) -> Iterator[Triple]:
    if document.text is None:
        return
    read, received = passage.read(document.text), passage.received(document.text)
    yield iri, RDF.type, CT.Passage
    yield iri, CT.document, passage.document
    yield iri, CT.start, Literal(passage.span.start)
    yield iri, CT.end, Literal(passage.span.end)
    yield iri, CT.exact, read
    if received != read:
        yield iri, CT.asReceived, received
