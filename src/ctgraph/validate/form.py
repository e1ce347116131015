"""Rules about files and terms: what can be said of a file without reading what it claims."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox
from rdflib import RDF, SKOS, BNode, Literal, URIRef
from rdflib.term import Node

from ctgraph.dataset import Dataset, DocumentSource, Schema, Source
from ctgraph.dataset.turtle import Position
from ctgraph.terms import CURIE_SAFE
from ctgraph.validate.findings import Finding, Shown, finding
from ctgraph.vocab import CONCEPT_IRI, CT, CT_IRI

_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d\d(?!\d)")
_EVIDENCE_PROPERTIES = (CT.quote, CT.supports, CT.value, CT.basis, CT.reasoning, CT.reportedBy)


def syntax(dataset: Dataset) -> Iterator[Finding]:
    """Files that do not parse."""
    for problem in dataset.problems:
        where = problem.extra
        yield Finding(
            str(where["file"]),
            int(str(where["line"])),
            int(str(where["column"])),
            "error",
            "syntax",
            problem.detail,
        )


def document_files(dataset: Dataset) -> Iterator[Finding]:
    """One document, one file, one text, the same name, and the received bytes."""
    for document in dataset.documents:
        source, graph, iri = document.source, document.graph, document.iri
        top = Position(1, 1)
        if _YEAR.search(document.slug):
            yield finding(
                source,
                top,
                "slug",
                f"{document.slug!r} holds a year; a name must hold nothing contestable",
            )
        if (iri, RDF.type, CT.Document) not in graph:
            yield finding(
                source,
                top,
                "document",
                f"the file must describe its document, <{iri}> a ct:Document",
            )
            continue
        if document.text is None:
            yield finding(
                source, top, "text", f"{document.slug}.txt is missing beside it, or is not UTF-8"
            )
        elif (stated := graph.value(iri, CT.sha256)) is None or str(stated) != document.text.sha256:
            at = source.place(iri, CT.sha256)
            yield finding(
                source,
                at,
                "sha256",
                f"{document.slug}.txt is not the received text: its SHA-256 is {document.text.sha256}",
            )
        if graph.value(iri, CT.receivedAs) is None:
            yield finding(
                source,
                source.place(iri),
                "document",
                "ct:receivedAs is missing: the received file's name",
            )
        yield from _withdrawal(document)


def _withdrawal(document: DocumentSource) -> Iterator[Finding]:
    if document.withdrawn and document.graph.value(document.iri, CT.withdrawalReason) is None:
        at = document.source.place(document.iri, CT.withdrawn)
        yield finding(
            document.source, at, "withdrawal", "a withdrawn document needs ct:withdrawalReason"
        )


def blank_nodes(dataset: Dataset) -> Iterator[Finding]:
    """Blank nodes are inline evidence in documents, and nothing else."""
    for document in dataset.documents:
        for s, p, o in document.graph:
            at = document.source.place(s, p, o)
            if isinstance(o, BNode) and p != CT.evidence:
                yield finding(
                    document.source,
                    at,
                    "blank-node",
                    "only ct:evidence takes an inline node; name the thing with an IRI",
                )
            if isinstance(s, BNode) and p not in _EVIDENCE_PROPERTIES:
                yield finding(
                    document.source,
                    at,
                    "evidence-property",
                    f"{Shown(dataset)(p)} is no property of evidence",
                )
    for source in [*dataset.reference, *dataset.adjudications, *dataset.meta]:
        for s, p, o in source.graph:
            if isinstance(o, BNode):
                yield finding(
                    source,
                    source.place(s, p, o),
                    "blank-node",
                    "blank nodes are not used here; name the thing with an IRI",
                )


def typed_subjects(dataset: Dataset) -> Iterator[Finding]:
    """Every subject repeats its type: a subject without one passes SHACL silently."""
    shown = Shown(dataset)
    for source in _data(dataset):
        for subject in set(source.graph.subjects()):
            if isinstance(subject, URIRef) and (subject, RDF.type, None) not in source.graph:
                yield finding(
                    source,
                    source.place(subject),
                    "no-type",
                    f"{shown(subject)} has no type in this file; add 'a ct:…'",
                )


def declared_terms(dataset: Dataset) -> Iterator[Finding]:
    """Nothing undeclared is used as a property, class, concept or datatype."""
    schema, shown = dataset.schema(), Shown(dataset)
    for source in _data(dataset):
        for s, p, o in source.graph:
            at = source.place(s, p, o)
            if p not in schema.properties:
                yield finding(
                    source,
                    at,
                    "undeclared",
                    f"the property {shown(p)} is not declared in the ontology",
                )
            if _undeclared_value(p, o, schema):
                kind = "class" if p == RDF.type else "term"
                yield finding(
                    source,
                    at,
                    "undeclared",
                    f"the {kind} {shown(o)} is not declared in the ontology",
                )


def _undeclared_value(predicate: Node, value: Node, schema: Schema) -> bool:
    if not isinstance(value, URIRef):
        return False
    if predicate == RDF.type:
        return value not in schema.classes
    ours = str(value).startswith((CT_IRI, CONCEPT_IRI))  # URIRef.startswith takes no tuple
    return ours and value not in schema.concepts | schema.properties | schema.classes


def dangling(dataset: Dataset) -> Iterator[Finding]:
    """Every IRI of ours that is pointed to is described somewhere, or the ledger says what became of it."""
    described = {s for source in _data(dataset) for s in source.graph.subjects(RDF.type)}
    shown = Shown(dataset)
    for source in _data(dataset):
        for s, p, o in source.graph:
            if dataset.names.is_thing(o) and o not in described and p != CT.formerly:
                yield finding(
                    source, source.place(s, p, o), "dangling", f"{shown(o)} is described nowhere"
                )


def local_names(dataset: Dataset) -> Iterator[Finding]:
    """Names of things can be written as id:name everywhere."""
    for source in _data(dataset):
        for subject in set(source.graph.subjects()):
            if dataset.names.is_thing(subject):
                local = dataset.names.local(str(subject))
                if not CURIE_SAFE.fullmatch(local):
                    yield finding(
                        source,
                        source.place(subject),
                        "local-name",
                        f"{local!r} cannot be written after 'id:'; use letters, digits and '-'",
                    )


def literals(dataset: Dataset) -> Iterator[Finding]:
    """Literals that the store would give back changed."""
    for source in _data(dataset):
        for s, p, o in source.graph:
            if isinstance(o, Literal) and (altered := _stored(o)) != o.n3():
                yield finding(
                    source,
                    source.place(s, p, o),
                    "literal",
                    f"the store would turn {o.n3()} into {altered}; write it so",
                )


def _stored(literal: Literal) -> str:
    """The literal after a round trip through the engine, as rdflib writes it."""
    if literal.language:
        term = ox.Literal(str(literal), language=literal.language)
    elif literal.datatype:
        term = ox.Literal(str(literal), datatype=ox.NamedNode(str(literal.datatype)))
    else:
        term = ox.Literal(str(literal))
    node = ox.NamedNode("urn:x")
    store = ox.Store()
    store.add(ox.Quad(node, node, term))
    back = next(iter(store)).object
    datatype = None if back.language or literal.datatype is None else URIRef(back.datatype.value)
    return Literal(back.value, lang=back.language, datatype=datatype, normalize=False).n3()


def labels_once(dataset: Dataset) -> Iterator[Finding]:
    """A thing has its labels in one file; one that several documents describe, in the reference data."""
    shown = Shown(dataset)
    files: dict[Node, list[Source]] = defaultdict(list)
    for source in _data(dataset):
        for subject in set(source.graph.subjects(SKOS.prefLabel)):
            files[subject].append(source)
    for subject, sources in files.items():
        for source in sources[1:]:
            at = source.place(subject, SKOS.prefLabel)
            yield finding(
                source,
                at,
                "label-twice",
                f"{shown(subject)} has labels in {sources[0].name} too; keep one",
            )
    things = {
        s for source in _data(dataset) for s in source.graph.subjects() if dataset.names.is_thing(s)
    }
    for source in _data(dataset):
        for subject in sorted(things & set(source.graph.subjects()) - files.keys(), key=str):
            yield finding(
                source,
                source.place(subject),
                "no-label",
                f"{shown(subject)} has no skos:prefLabel in any file",
            )


def _data(dataset: Dataset) -> list[Source]:
    documents = [d.source for d in dataset.documents]
    return [*dataset.reference, *documents, *dataset.adjudications, *dataset.meta]
