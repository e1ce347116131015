"""SHACL: the form of document graphs, and the completeness of what we hold to be true.

W3C SHACL, through pyshacl. Shapes for documents are in shapes/document*.ttl and see one document with
the reference data and the ontology, focus nodes being the document's; shapes for the accepted graph are
in shapes/accepted*.ttl. Results are placed at the triple in the source file that they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyshacl import validate
from rdflib import RDF, RDFS, Graph, Literal
from rdflib.term import Node

from ctgraph.accepted import accepted_graph, adjudications, settle
from ctgraph.claims import DocumentClaims, document_graph
from ctgraph.dataset import Dataset, Source, union
from ctgraph.dataset.turtle import Position
from ctgraph.errors import ProjectError
from ctgraph.terms import curie
from ctgraph.validate.findings import Finding, Shown
from ctgraph.vocab import SH

_LEVELS = {str(SH.Violation): "error", str(SH.Warning): "warning", str(SH.Info): "info"}


def shapes(dataset: Dataset) -> Iterator[Finding]:
    """The findings of all shapes, and a warning for each shape that matched nothing."""
    matched: set[Node] = set()
    background, schema = dataset.background(), dataset.schema()
    for document in dataset.documents:
        graph = document_graph(DocumentClaims(document, schema, dataset.names))
        focus = set(graph.subjects())
        rules = shape_graph(dataset, "document")
        matched |= {
            s
            for s in targeted(rules, graph + background)
            if targets(rules, s, graph + background) & focus
        }
        results = _validate(graph + background, rules, focus)
        yield from (_finding(dataset, [document.source], r, rules) for r in results)
    accepted = _accepted(dataset)
    rules = shape_graph(dataset, "accepted")
    matched |= targeted(rules, accepted)
    everywhere = [d.source for d in dataset.documents] + dataset.reference
    for result in _validate(accepted, rules, None):
        yield _finding(dataset, everywhere, result, rules)
    yield from _unmatched(dataset, matched)


def shape_graph(dataset: Dataset, kind: str) -> Graph:
    """The shapes of one kind: 'document' or 'accepted'."""
    return union(s for s in dataset.shapes if s.name.rsplit("/", 1)[-1].startswith(kind))


def targets(rules: Graph, shape: Node, data: Graph) -> set[Node]:
    """The nodes that a shape's targets select, SHACL 2.1.3 (without SPARQL-based targets)."""
    nodes = set(rules.objects(shape, SH.targetNode))
    for cls in rules.objects(shape, SH.targetClass):
        for sub in data.transitive_subjects(RDFS.subClassOf, cls):
            nodes |= set(data.subjects(RDF.type, sub))
    for prop in rules.objects(shape, SH.targetSubjectsOf):
        nodes |= set(data.subjects(prop))
    for prop in rules.objects(shape, SH.targetObjectsOf):
        nodes |= set(data.objects(None, prop))
    return nodes


def targeted(rules: Graph, data: Graph) -> set[Node]:
    """The shapes whose targets select anything."""
    return {s for s in rules.subjects(RDF.type, SH.NodeShape) if targets(rules, s, data)}


def _validate(data: Graph, rules: Graph, focus: set[Node] | None) -> list[dict[Node, Node]]:
    """One dictionary of properties for each validation result whose focus node is in `focus`."""
    _, graph, text = validate(data, shacl_graph=rules, inplace=True)
    if not isinstance(graph, Graph):
        raise ProjectError(f"the shapes cannot be applied: {text}")
    results = [
        dict(graph.predicate_objects(r)) for r in graph.subjects(RDF.type, SH.ValidationResult)
    ]
    messages = {
        r: list(graph.objects(r, SH.resultMessage))
        for r in graph.subjects(RDF.type, SH.ValidationResult)
    }
    for result, node in zip(results, messages, strict=True):
        result[SH.resultMessage] = _in_english(messages[node])
    return [r for r in results if focus is None or r[SH.focusNode] in focus]


def _in_english(messages: Iterable[Node]) -> Node:
    ordered = sorted(messages, key=lambda m: (getattr(m, "language", None) != "en", str(m)))
    return ordered[0] if ordered else Literal("does not conform")


def _finding(
    dataset: Dataset, sources: list[Source], result: dict[Node, Node], rules: Graph
) -> Finding:
    focus, path, value = (result.get(p) for p in (SH.focusNode, SH.resultPath, SH.value))
    source, at = _place(sources, focus, path, value)
    shape = result.get(SH.sourceShape)
    owner = next(rules.subjects(SH.property, shape), shape)
    shown = Shown(dataset)
    about = f" [{shown(focus)}{' ' + shown(path) if path is not None else ''}]"
    rule = curie(str(owner), dataset.names.prefixes()).strip("<>").rsplit(":", 1)[-1]
    level = _LEVELS.get(str(result.get(SH.resultSeverity)), "error")
    return Finding(
        source.name,
        at.line,
        at.column,
        level,
        f"shape:{rule}",
        f"{result[SH.resultMessage]}{about}",
    )


def _place(
    sources: list[Source], focus: Node | None, path: Node | None, value: Node | None
) -> tuple[Source, Position]:
    """The file that says the triple, else that describes the focus node, else the first."""
    if focus is None:
        return sources[0], Position(1, 1)
    for source in sources:
        if path is not None and value is not None and (focus, path, value) in source.places:
            return source, source.places[focus, path, value]
    for source in sources:
        if path is not None and (focus, path, None) in source.graph:
            return source, source.place(focus, path)
    for source in sources:
        if focus in source.subjects:
            return source, source.subjects[focus]
    return sources[0], Position(1, 1)


def _accepted(dataset: Dataset) -> Graph:
    schema = dataset.schema()
    documents = [DocumentClaims(d, schema, dataset.names) for d in dataset.documents]
    made = adjudications(dataset)
    return accepted_graph(dataset, documents, made, settle(documents, made, schema), schema)


def _unmatched(dataset: Dataset, matched: set[Node]) -> Iterator[Finding]:
    own = [s for s in dataset.shapes if not s.name.startswith("ctgraph/")]
    for source in own:
        for shape in set(source.graph.subjects(RDF.type, SH.NodeShape)) - matched:
            at = source.place(shape)
            yield Finding(
                source.name,
                at.line,
                at.column,
                "warning",
                "shape-unmatched",
                f"{Shown(dataset)(shape)} matches nothing",
            )
