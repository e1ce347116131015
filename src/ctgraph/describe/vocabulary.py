"""The vocabulary: its classes and properties with what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, SKOS

from ctgraph import queries
from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.evidence import Records
from ctgraph.describe.views import Text, Value
from ctgraph.vocab import CT_IRI

IRI = CT_IRI.removesuffix("#")
_DOMAINS = (str(RDFS.domain), "https://schema.org/domainIncludes")
_RANGES = (str(RDFS.range), "https://schema.org/rangeIncludes")


@dataclass(frozen=True, slots=True)
class TermView:
    """A class or a property of the vocabulary."""

    value: Value
    definitions: tuple[Text, ...]
    examples: tuple[Text, ...]
    parents: tuple[Value, ...]
    domains: tuple[Value, ...]
    ranges: tuple[Value, ...]
    support: str
    single: bool


@dataclass(frozen=True, slots=True)
class VocabularyView:
    """The whole vocabulary; `version` is empty where there is none."""

    version: str
    classes: tuple[TermView, ...]
    properties: tuple[TermView, ...]


def vocabulary(catalogue: Catalogue) -> VocabularyView:
    """Read the vocabulary."""
    records = Records(catalogue, catalogue.rows("ontology"))
    rows = catalogue.rows("facts", {"entity": [ox.NamedNode(IRI)], "graph": ()})
    version = next((row["o"].value for row in rows if row["p"].value == str(OWL.versionInfo)), "")
    classes = records.subjects(str(OWL.Class))
    declared = {
        iri
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
        for iri in records.subjects(str(kind))
    }
    kinds = catalogue.properties(declared)
    return VocabularyView(
        version,
        tuple(_term(records, iri, str(RDFS.subClassOf), "", single=False) for iri in classes),
        tuple(
            _term(
                records, iri, str(RDFS.subPropertyOf), kinds[iri].support, single=kinds[iri].single
            )
            for iri in sorted(declared, key=str)
        ),
    )


def vocabulary_statements(catalogue: Catalogue) -> list[ox.Triple]:
    """Give the vocabulary as a graph, sorted."""
    with catalogue.store.query(queries.request("ontology-graph", catalogue.names, {})) as answer:
        if answer.kind != "triples":
            raise TypeError("ontology-graph.rq is no CONSTRUCT query")
        return sorted(set(answer), key=str)


def _term(
    records: Records, iri: ox.NamedNode, parent: str, support: str, *, single: bool
) -> TermView:
    return TermView(
        value=records.value(iri),
        definitions=records.texts(iri, str(SKOS.definition)),
        examples=records.texts(iri, str(SKOS.example)),
        parents=records.values(iri, parent),
        domains=tuple(v for p in _DOMAINS for v in records.values(iri, p)),
        ranges=tuple(v for p in _RANGES for v in records.values(iri, p)),
        support=support,
        single=single,
    )
