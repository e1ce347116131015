"""Every shape says in both languages what it wants and why, accepts its valid example and reports its other."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from ctgraph.terms import ntriples
from ctgraph.validate.engine import Shapes
from ctgraph.vocab import CONCEPT, CT, SH

ID = "https://w3id.org/ctgraph/id/"
OK, BAD = "http://example.org/ok/", "http://example.org/bad/"
KINDS = ("document", "accepted")
PREFIXES = """
@prefix bad: <http://example.org/bad/> .
@prefix ok: <http://example.org/ok/> .
@prefix x: <http://example.org/x/> .
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:event a ct:Event . x:other a ct:Event . x:agency a ct:Agency . x:country a ct:Country .
x:person a ct:Person . x:post a ct:Post . x:place a ct:Place . x:programme a ct:Programme .
x:document a ct:Document . x:count a ct:Count . x:region a ct:Region .
"""
REPOSITORY = Path(__file__).parent.parent.parent
GRAPHS = {kind: Graph().parse(REPOSITORY / "shapes" / f"{kind}.ttl") for kind in KINDS}
CASES = [(kind, shape) for kind in KINDS for shape in sorted(set(GRAPHS[kind].subjects(CT.validExample)))]


@pytest.fixture(scope="session")
def background() -> Graph:
    """Of the ontology, what shapes ask for: subclasses, and that concepts are concepts."""
    ontology = Graph().parse(REPOSITORY / "ontology" / "ctgraph.ttl")
    graph = Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    for name in ("held", "planned", "inferred", "stated"):
        graph.add((CONCEPT[name], RDF.type, SKOS.Concept))
    for name in ("women", "workshop", "project"):
        graph.add((URIRef(f"https://w3id.org/ctgraph/concept/{name}"), RDF.type, SKOS.Concept))
    return graph


@pytest.mark.parametrize(("kind", "shape"), CASES, ids=[f"{k}:{s.removeprefix(ID)}" for k, s in CASES])
def test_shape_accepts_and_reports(kind: str, shape: URIRef, background: Graph) -> None:
    graph = GRAPHS[kind]
    examples = [str(graph.value(shape, p)) for p in (CT.validExample, CT.invalidExample)]
    data = Graph().parse(data=PREFIXES + " ".join(examples), format="turtle") + background
    text = "".join(f"{line} .\n" for line in ntriples(data)).encode()
    reported = {str(r.focus) for r in Shapes(graph).validate(text) if r.shape == shape}
    assert any(node.startswith(BAD) for node in reported)
    assert not any(node.startswith(OK) for node in reported)


@pytest.mark.parametrize("kind", KINDS)
def test_every_shape_has_examples(kind: str) -> None:
    graph = GRAPHS[kind]
    own = set(graph.subjects(SH.message)) - set(graph.subjects(SH.select))
    own |= set(graph.subjects(SH.sparql))
    assert own == set(graph.subjects(CT.validExample)) == set(graph.subjects(CT.invalidExample))


@pytest.mark.parametrize("kind", KINDS)
def test_messages_names_and_reasons_are_in_both_languages(kind: str) -> None:
    graph = GRAPHS[kind]
    for prop in (SH.message, SH.name, RDFS.comment):
        for shape in set(graph.subjects(prop)):
            languages = sorted(str(m.language) for m in graph.objects(shape, prop))
            assert languages == ["en", "fr"], shape
    nodes = set(graph.subjects(RDF.type, SH.NodeShape))
    assert nodes == set(graph.subjects(SH.name)) == set(graph.subjects(RDFS.comment))
