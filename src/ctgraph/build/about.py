"""The graph about the graph: VoID, ledger, releases, and what was withdrawn and why."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCTERMS, RDF, VOID, Literal, URIRef

from ctgraph.build.frame import in_graph, quad
from ctgraph.dataset import Dataset, union
from ctgraph.describe import Counts, void
from ctgraph.vocab import CT


def about_graph(dataset: Dataset, notes: Iterable[str], counts: Counts, content: str) -> set[str]:
    """Its lines of N-Quads. `notes` are triples about withdrawn documents, `content` the content's hash."""
    names, graph = dataset.names, union(dataset.meta)
    iri, meta = names.id("dataset"), f"<{names.meta}>"
    for triple in _said(dataset, iri):
        graph.add(triple)
    graph.add((iri, CT.contentHash, Literal(content)))
    counted = map(str, void(counts, str(iri), str(names.id("partition-"))))  # IRIs and numbers
    return {*in_graph(graph, names.meta), *(quad(triple, meta) for triple in (*counted, *notes))}


def _said(dataset: Dataset, iri: URIRef) -> Iterable[tuple[URIRef, URIRef, URIRef | Literal]]:
    settings = dataset.settings
    yield iri, RDF.type, VOID.Dataset
    for language, title in settings.title.items():
        yield iri, DCTERMS.title, Literal(title, lang=language)
    for language, text in settings.description.items():
        yield iri, DCTERMS.description, Literal(text, lang=language)
    if settings.licence:
        yield iri, DCTERMS.license, URIRef(settings.licence)
    yield iri, VOID.uriSpace, Literal(f"{settings.base_iri}id/")
