"""Every shape accepts what conforms and reports what does not, in both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SKOS, Graph, URIRef

from ctgraph.vocab import CONCEPT, SH

sys.path.insert(0, str(Path(__file__).parent))
from examples import ACCEPTED, DOCUMENT, PREFIXES

ID = "https://w3id.org/ctgraph/id/"
CASES = [("document", name, *pair) for name, pair in DOCUMENT.items()]
CASES += [("accepted", name, *pair) for name, pair in ACCEPTED.items()]


@pytest.fixture(scope="session")
def shapes(repository: Path) -> dict[str, Graph]:
    return {kind: Graph().parse(repository / "shapes" / f"{kind}.ttl") for kind in ("document", "accepted")}


@pytest.fixture(scope="session")
def background(repository: Path) -> Graph:
    """Of the ontology, what shapes ask for: subclasses, and that concepts are concepts."""
    ontology = Graph().parse(repository / "ontology" / "ctgraph.ttl")
    graph = Graph()
    for triple in ontology.triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    for name in ("held", "planned", "inferred", "stated"):
        graph.add((CONCEPT[name], RDF.type, SKOS.Concept))
    for name in ("women", "workshop", "project"):
        graph.add((URIRef(f"https://w3id.org/ctgraph/concept/{name}"), RDF.type, SKOS.Concept))
    return graph


@pytest.mark.parametrize(("kind", "name", "ok", "bad"), CASES, ids=[f"{k}:{n}" for k, n, *_ in CASES])
def test_shape_accepts_and_reports(
    kind: str, name: str, ok: str, bad: str, shapes: dict[str, Graph], background: Graph
) -> None:
    data = Graph().parse(data=PREFIXES + ok + bad, format="turtle") + background
    _, report, _ = validate(data, shacl_graph=shapes[kind], inplace=True)
    reported = {
        str(report.value(result, SH.focusNode))
        for result in report.subjects(SH.sourceShape, URIRef(ID + name))
    }
    assert any(node.startswith("http://example.org/bad/") for node in reported)
    assert not any(node.startswith("http://example.org/ok/") for node in reported)


@pytest.mark.parametrize("kind", ["document", "accepted"])
def test_every_shape_has_examples(kind: str, shapes: dict[str, Graph]) -> None:
    graph = shapes[kind]
    own = set(graph.subjects(SH.message)) - set(graph.subjects(SH.select))
    own |= set(graph.subjects(SH.sparql))
    names = {str(s).removeprefix(ID) for s in own}
    assert names == set(DOCUMENT if kind == "document" else ACCEPTED)


@pytest.mark.parametrize("kind", ["document", "accepted"])
def test_messages_and_names_are_in_both_languages(kind: str, shapes: dict[str, Graph]) -> None:
    graph = shapes[kind]
    for prop in (SH.message, SH.name):
        for shape in set(graph.subjects(prop)):
            languages = sorted(str(m.language) for m in graph.objects(shape, prop))
            assert languages == ["en", "fr"], shape
