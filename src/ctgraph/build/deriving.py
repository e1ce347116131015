"""What follows from one document alone: its lines of the graph, and what it says of each subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, BNode, Graph
from rdflib.term import Node

from ctgraph.build.frame import in_graph
from ctgraph.build.settling import Words
from ctgraph.claims import DocumentClaims, claims_graph, document_graph
from ctgraph.dataset import DocumentSource, Schema
from ctgraph.readings import Reading, readable
from ctgraph.terms import Names, content_id, nt, ntriples, skolemised
from ctgraph.vocab import CT


@dataclass(frozen=True, slots=True)
class Part:
    """A document's part of the graph.

    `lines` are N-Quads that no other part has: its own graph, and its claims with their evidence, without
    how they stand. `words` are by subject. `notes` are triples of the graph about the graph. `reading` is
    its text, if that may be shown whole.
    """

    document: str
    withdrawn: bool
    claims: int
    lines: list[str]
    words: Mapping[str, Words]
    notes: list[str]
    reading: Reading | None


def derived(document: DocumentSource, schema: Schema, names: Names) -> Part:
    """Derive a document's part."""
    said = DocumentClaims(document, schema, names)
    base = names.base_iri
    lines = in_graph(skolemised(claims_graph([said], names), base), names.claims)
    if not said.withdrawn:
        lines += in_graph(skolemised(document_graph(said), base), document.iri)
    return Part(
        str(document.iri),
        said.withdrawn,
        len(said.claims),
        lines,
        _words(said, names),
        _notes(document) if said.withdrawn else [],
        readable([document]).get(str(document.iri)),
    )


def _words(said: DocumentClaims, names: Names) -> dict[str, Words]:
    def text(term: Node) -> str:
        nowhere = f"<{names.base_iri}.well-known/genid/{content_id()}>"  # as `skolemised` has it
        return nowhere if isinstance(term, BNode) else nt(term)

    found: dict[str, Words] = {}
    for claim in said.claims:
        words = found.setdefault(nt(claim.subject), Words([], []))
        words.claims.append((str(claim.iri), text(claim.predicate), text(claim.value)))
    for s, p, o in said.editorial():
        found.setdefault(nt(s), Words([], [])).editorial.append((text(p), text(o)))
    for words in found.values():
        words.editorial.sort()
    return found


def _notes(document: DocumentSource) -> list[str]:
    """What is said of a document that is withdrawn, and why."""
    graph = Graph()
    for prop in (RDF.type, CT.withdrawn, CT.withdrawalReason):
        for value in document.graph.objects(document.iri, prop):
            graph.add((document.iri, prop, value))
    return ntriples(graph)
