"""What the ontology says about its terms, as far as the rules need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from ctgraph.vocab import CONCEPT, CT

_SUPPORT = {
    CONCEPT.quoted: "quoted",
    CONCEPT.verbatim: "verbatim",
    CONCEPT["editorial-support"]: "editorial",
}
_PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)


@dataclass(frozen=True, slots=True)
class Schema:
    """The ontology's declarations."""

    graph: Graph
    classes: frozenset[Node]
    properties: frozenset[Node]
    concepts: frozenset[Node]
    single_valued: frozenset[Node]
    roles: frozenset[Node]
    supports: Mapping[Node, str]

    @classmethod
    def of(cls, graph: Graph) -> Schema:
        """Read the declarations out of the ontology and its concepts."""
        declared = {p for t in _PROPERTY_TYPES for p in graph.subjects(RDF.type, t)}
        roles = {
            p for p in graph.transitive_subjects(RDFS.subPropertyOf, CT.involves) if p is not None
        }
        return cls(
            graph,
            classes=frozenset(graph.subjects(RDF.type, OWL.Class)),
            properties=frozenset(declared | set(graph.subjects(CT.support, None))),
            concepts=frozenset(graph.subjects(RDF.type, SKOS.Concept)),
            single_valued=frozenset(
                s for s, value in graph.subject_objects(CT.singleValued) if str(value) == "true"
            ),
            roles=frozenset(roles - {CT.involves}),
            supports={
                prop: _SUPPORT[concept]
                for concept in _SUPPORT
                for prop in graph.subjects(CT.support, concept)
            },
        )

    def support(self, prop: Node) -> str:
        """'quoted' (the default), 'verbatim' or 'editorial'."""
        return self.supports.get(prop, "quoted")

    def declares(self, term: Node) -> bool:
        """Whether it is a term of the ontology."""
        return term in self.concepts or term in self.classes or term in self.properties

    def is_a(self, types: set[Node], ancestor: URIRef) -> bool:
        """Whether one of the types is the class or a subclass of it."""
        return any(ancestor in self.graph.transitive_objects(t, RDFS.subClassOf) for t in types)
