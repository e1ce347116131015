"""What follows from one document alone: its lines of the graph, and what it says of each subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, BNode, Graph

from ctgraph.build.frame import in_graph
from ctgraph.build.settling import Words
from ctgraph.claims import DocumentClaims, Triple, document_graph, records
from ctgraph.dataset import DocumentSource, Schema
from ctgraph.readings import Reading, readable
from ctgraph.terms import Names, nt, ntriples, without_blanks
from ctgraph.vocab import CT


@dataclass(frozen=True, slots=True)
class Part:
    """A document's part of the graph.

    `lines` are N-Quads that no other part has: its own graph, and its claims with their evidence, without
    how they stand. `words` are by subject, `refers` the things that it points to, in N-Triples. `notes` are
    triples of the graph about the graph. `reading` is its text, if that may be shown whole.
    """

    document: str
    withdrawn: bool
    claims: int
    lines: list[str]
    words: Mapping[str, Words]
    refers: frozenset[str]
    notes: list[str]
    reading: Reading | None


def derived(document: DocumentSource, schema: Schema, names: Names) -> Part:
    """Derive a document's part."""
    said = DocumentClaims(document, schema, names)
    lines = in_graph(_without_blanks(records(said, names), names), names.claims)
    if not said.withdrawn:
        lines += in_graph(without_blanks(document_graph(said), names.base_iri), document.iri)
    return Part(
        str(document.iri),
        said.withdrawn,
        len(said.claims),
        lines,
        _words(said, names),
        frozenset(nt(o) for o in document.graph.objects() if names.is_thing(o)),
        _notes(document) if said.withdrawn else [],
        readable([document]).get(str(document.iri)),
    )


def _words(said: DocumentClaims, names: Names) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for claim in said.claims:
        words = found.setdefault(nt(claim.subject), Words([], []))
        _, p, o = map(nt, _without_blank(claim.triple, names))
        words.claims.append((str(claim.iri), p, o))
    for triple in said.editorial():
        s, p, o = map(nt, _without_blank(triple, names))
        found.setdefault(s, Words([], [])).editorial.append((p, o))
    for words in found.values():
        words.editorial.sort()
    return found


def _without_blanks(triples: Iterable[Triple], names: Names) -> Iterator[Triple]:
    return (_without_blank(triple, names) for triple in triples)


def _without_blank(triple: Triple, names: Names) -> Triple:
    """The triple with an IRI in place of a blank node of which nothing is said here; see `without_blanks`."""
    s, p, o = triple
    return (s, p, names.unknown()) if isinstance(o, BNode) else triple


def _notes(document: DocumentSource) -> list[str]:
    """What is said of a document that is withdrawn, and why."""
    graph = Graph()
    for prop in (RDF.type, CT.withdrawn, CT.withdrawalReason):
        for value in document.graph.objects(document.iri, prop):
            graph.add((document.iri, prop, value))
    return ntriples(graph)
