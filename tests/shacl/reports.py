"""Validation reports as plain data, so that two engines' can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pyshacl
from rdflib import RDF, XSD, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from ctgraph.vocab import SH

LEVELS = {SH.Violation: "error", SH.Warning: "warning", SH.Info: "info"}
Report = Counter[tuple[Any, ...]]


def of_graph(report: Graph, shapes: Graph) -> Report:
    """The results of a report graph."""
    results = set(report.objects(None, SH.result))
    return Counter(
        row(
            (report.value(r, p) for p in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent)),
            LEVELS.get(report.value(r, SH.resultSeverity), "error"),
            (report, shapes),
        )
        for r in results
    )


def row(terms: Iterable[Node | None], severity: str, graphs: tuple[Graph, ...]) -> tuple[Any, ...]:
    """One result. Blank nodes are told apart by what paths and lists are made of, not by their names."""
    focus, path, value, shape, component = terms
    return (term(focus), path_of(path, graphs), term(value), term(shape), term(component), severity)


def term(node: Node | None) -> str:
    return "_" if isinstance(node, BNode) else "" if node is None else literal(node) if isinstance(node, Literal) else node.n3()


def literal(node: Literal) -> str:
    datatype = None if node.datatype == XSD.string else node.datatype
    return Literal(str(node), lang=node.language, datatype=datatype, normalize=False).n3()


def path_of(path: Node | None, graphs: tuple[Graph, ...]) -> str:
    if not isinstance(path, BNode):
        return term(path)
    for graph in graphs:
        if (path, RDF.first, None) in graph:
            return "/".join(path_of(p, (graph,)) for p in Collection(graph, path))
        for prop, value in graph.predicate_objects(path):
            return f"{prop.n3()}({path_of(value, (graph,))})"
    return "_"


def reference(data: Graph, shapes: Graph) -> Report | None:
    """What pyshacl finds; None if it says that the shapes cannot be applied."""
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    except pyshacl.errors.ReportableRuntimeError:
        return None
    return of_graph(report, shapes) if isinstance(report, Graph) else None
