"""Which nodes shapes select, SHACL 2.1.3, so that a shape that selects none does not go unnoticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, RDFS, Graph
from rdflib.term import Node

from ctgraph.vocab import SH

_TYPE = str(RDF.type)


class Targets:
    """The targets of the node shapes in a graph, without SPARQL-based ones.

    `background` says which classes are subclasses of which.
    """

    def __init__(self, shapes: Graph, background: Graph) -> None:
        self._shapes = [str(s) for s in shapes.subjects(RDF.type, SH.NodeShape)]
        self._nodes = _by_target(shapes, SH.targetNode)
        self._subjects = _by_target(shapes, SH.targetSubjectsOf)
        self._objects = _by_target(shapes, SH.targetObjectsOf)
        self._classes: dict[str, set[str]] = defaultdict(set)
        for shape, cls in shapes.subject_objects(SH.targetClass):
            for below in background.transitive_subjects(RDFS.subClassOf, cls):
                self._classes[str(below)].add(str(shape))

    def count(self, triples: Iterable[tuple[str, str, str]]) -> dict[str, int]:
        """How many nodes of these triples each shape selects; terms are IRIs or anything else."""
        selected: dict[str, set[str]] = {shape: set() for shape in self._shapes}

        def select(shapes: Iterable[str], node: str) -> None:
            for shape in shapes:
                selected[shape].add(node)

        for s, p, o in triples:
            if p == _TYPE:
                select(self._classes.get(o, ()), s)
            select(self._subjects.get(p, ()), s)
            select(self._objects.get(p, ()), o)
            if self._nodes:
                select(self._nodes.get(s, ()), s)
        return {shape: len(nodes) for shape, nodes in selected.items()}


def _by_target(shapes: Graph, kind: Node) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for shape, target in shapes.subject_objects(kind):
        found[str(target)].add(str(shape))
    return found
