"""Which nodes shapes select, SHACL 2.1.3, so that a shape that selects none does not go unnoticed."""

from __future__ import annotations

import re
from collections import defaultdict

from rdflib import RDF, RDFS, Graph
from rdflib.term import Node

from ctgraph.vocab import SH

_TYPED = re.compile(rf"^<([^>]*)> <{re.escape(str(RDF.type))}> <([^>]*)>", re.MULTILINE)


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

    def count(self, lines: str) -> dict[str, int]:
        """How many IRIs of these N-Triples each shape selects."""
        selected: dict[str, set[str]] = {shape: set() for shape in self._shapes}
        for node, cls in _TYPED.findall(lines):
            for shape in self._classes.get(cls, ()):
                selected[shape].add(node)
        for targets, pattern in (
            (self._nodes, "^<({})> "),
            (self._subjects, "^<([^>]*)> <{}> "),
            (self._objects, " <{}> <([^>]*)> \\.$"),
        ):
            for target, shapes in targets.items():
                found = re.findall(pattern.format(re.escape(target)), lines, re.MULTILINE)
                for shape in shapes:
                    selected[shape].update(found)
        return {shape: len(nodes) for shape, nodes in selected.items()}


def _by_target(shapes: Graph, kind: Node) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for shape, target in shapes.subject_objects(kind):
        found[str(target)].add(str(shape))
    return found
