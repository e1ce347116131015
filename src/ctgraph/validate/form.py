"""Rules about files and terms: what can be said of a file without reading what it claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache

import pyoxigraph as ox
from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from ctgraph.dataset import DocumentSource, Position, Schema, Source
from ctgraph.errors import ProjectError, SourceSyntaxError
from ctgraph.terms import CURIE_SAFE
from ctgraph.validate.context import Context
from ctgraph.validate.findings import Finding, Fix, finding
from ctgraph.vocab import CONCEPT_IRI, CT, CT_IRI

_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d\d(?!\d)")
_EVIDENCE_PROPERTIES = (CT.quote, CT.supports, CT.value, CT.basis, CT.reasoning, CT.reportedBy)
_TOP = Position(1, 1)


def syntax(problem: SourceSyntaxError) -> Finding:
    """A file that does not parse."""
    where = problem.extra
    at = Position(int(str(where["line"])), int(str(where["column"])))
    return finding(str(where["file"]), at, "syntax", detail=problem.detail)


def question(problem: ProjectError) -> Finding:
    """A question of the project's own that cannot be asked."""
    where = problem.extra
    at = Position(int(str(where["line"])), 1)
    return finding(str(where["file"]), at, "question", detail=str(where["rule"]))


def document(context: Context, document: DocumentSource) -> Iterator[Finding]:
    """What can be said of a document's file."""
    yield from document_file(document)
    yield from inline_nodes(context, document.source)
    yield from source(context, document.source)


def source(context: Context, source: Source) -> Iterator[Finding]:
    """What can be said of any file of data."""
    for check in (typed_subjects, declared_terms, local_names, literals):
        yield from check(context, source)


def document_file(document: DocumentSource) -> Iterator[Finding]:
    """One document, one file, one text, the same name, and the received bytes."""
    source, graph, iri = document.source, document.graph, document.iri
    if _YEAR.search(document.slug):
        yield finding(source, _TOP, "slug", slug=document.slug)
    if (iri, RDF.type, CT.Document) not in graph:
        yield finding(source, _TOP, "document", "undescribed", iri=iri)
        return
    if document.text is None:
        yield finding(source, _TOP, "text", slug=document.slug)
    elif (stated := graph.value(iri, CT.sha256)) is None or str(stated) != document.text.sha256:
        at = source.place(iri, CT.sha256, stated)
        yield finding(source, at, "sha256", slug=document.slug, found=document.text.sha256)
    if graph.value(iri, CT.receivedAs) is None:
        yield finding(source, source.place(iri), "document", "unreceived")
    if document.withdrawn and graph.value(iri, CT.withdrawalReason) is None:
        yield finding(source, source.place(iri, CT.withdrawn), "withdrawal")


def inline_nodes(context: Context, source: Source) -> Iterator[Finding]:
    """Blank nodes are inline evidence in documents, and nothing else."""
    for s, p, o in source.graph:
        if isinstance(o, BNode) and p != CT.evidence:
            yield finding(source, source.place(s, p, o), "blank-node", "document")
        if isinstance(s, BNode) and p not in _EVIDENCE_PROPERTIES:
            at = source.place(s, p)
            yield finding(source, at, "evidence-property", property=context.shown(p))


def no_nodes(source: Source) -> Iterator[Finding]:
    """Blank nodes are in documents only."""
    for s, p, o in source.graph:
        if isinstance(o, BNode):
            yield finding(source, source.place(s, p, o), "blank-node", "elsewhere")


def typed_subjects(context: Context, source: Source) -> Iterator[Finding]:
    """Every subject repeats its type: a subject without one passes SHACL silently."""
    for subject in set(source.graph.subjects()):
        if isinstance(subject, URIRef) and (subject, RDF.type, None) not in source.graph:
            at = source.place(subject)
            yield finding(source, at, "no-type", subject=context.shown(subject))


def declared_terms(context: Context, source: Source) -> Iterator[Finding]:
    """Nothing undeclared is used as a property, class, concept or datatype."""
    schema = context.schema
    for s, p, o in source.graph:
        if p not in schema.properties:
            yield _undeclared(context, source, source.place(s, p), "property", p)
        if _undeclared_value(p, o, schema):
            kind = "class" if p == RDF.type else "term"
            yield _undeclared(context, source, source.place(s, p, o), kind, o)


def _undeclared(context: Context, source: Source, at: Position, kind: str, term: Node) -> Finding:
    """A finding that names the declared term which is nearest, if one is near."""
    schema, shown = context.schema, context.shown
    declared = {
        "property": schema.properties,
        "class": schema.classes,
        "term": schema.concepts | schema.properties | schema.classes,
    }[kind]
    near = nearest(str(term), (str(d) for d in declared))
    meant = shown(URIRef(near)) if near else ""
    return finding(source, at, "undeclared", kind, term=shown(term), near=meant)


def nearest(iri: str, others: Iterator[str]) -> str:
    """The IRI that is most likely meant; empty if none is near."""
    return next(iter(get_close_matches(iri, others, n=1, cutoff=0.9)), "")


def _undeclared_value(predicate: Node, value: Node, schema: Schema) -> bool:
    if not isinstance(value, URIRef):
        return False
    if predicate == RDF.type:
        return value not in schema.classes
    ours = str(value).startswith((CT_IRI, CONCEPT_IRI))  # URIRef.startswith takes no tuple
    return ours and not schema.declares(value)


def local_names(context: Context, source: Source) -> Iterator[Finding]:
    """Names of things can be written as id:name everywhere."""
    names = context.frame.names
    for subject in set(source.graph.subjects()):
        if names.is_thing(subject):
            local = names.local(str(subject))
            if not CURIE_SAFE.fullmatch(local):
                yield finding(source, source.place(subject), "local-name", name=local)


def literals(context: Context, source: Source) -> Iterator[Finding]:
    """Literals that the store would give back changed."""
    for s, p, o in source.graph:
        if isinstance(o, Literal) and (stored := _stored(o)).n3() != o.n3():
            at = source.place(s, p, o)
            written = source.written(at)
            yield finding(
                source,
                at,
                "literal",
                fix=_rewritten(o, written),
                written=written or o.n3(),
                stored=context.shown(stored),
            )


def _stored(literal: Literal) -> Literal:
    """The literal after a round trip through the engine."""
    if literal.language:
        term = ox.Literal(str(literal), language=literal.language)
        return Literal(term.value, lang=term.language, normalize=False)
    if literal.datatype is None:
        return literal
    lexical, datatype = _round_trip(str(literal), str(literal.datatype))
    return Literal(lexical, datatype=URIRef(datatype), normalize=False)


@lru_cache(maxsize=1 << 14)
def _round_trip(lexical: str, datatype: str) -> tuple[str, str]:
    """Lexical form and datatype as the engine gives them back."""
    node, store = ox.NamedNode("urn:x"), ox.Store()
    store.add(ox.Quad(node, node, ox.Literal(lexical, datatype=ox.NamedNode(datatype))))
    back = next(iter(store)).object
    if not isinstance(back, ox.Literal):
        raise TypeError("a literal is stored as a literal")
    return back.value, back.datatype.value


def _rewritten(literal: Literal, written: str) -> Fix | None:
    """The same number in the form in which it is stored; None where that is not sure."""
    stored, datatype = _round_trip(str(literal), str(literal.datatype))
    try:
        same = Decimal(str(literal)) == Decimal(stored)
    except InvalidOperation:
        return None
    if not written or not same:
        return None
    if datatype == str(XSD.integer):
        return Fix(written, stored)
    kept = datatype == str(literal.datatype) and written.count(str(literal)) == 1
    return Fix(written, written.replace(str(literal), stored)) if kept else None
