"""The engine's reports are pyshacl's and the W3C's, on the SHACL test suite.

W3C_TESTS=DIR names the folder whose `data-shapes-test-suite/` is that of github.com/w3c/data-shapes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from tests.shacl.reports import Report, of_graph, reference, row

from ctgraph.errors import ProjectError
from ctgraph.validate.engine import Shapes

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
FOLDER = os.environ.get("W3C_TESTS", "")
TESTS = sorted(f for f in Path(FOLDER, "data-shapes-test-suite", "tests").rglob("*.ttl") if f.name != "manifest.ttl") if FOLDER else []
PYSHACL_REFUSES = {"shapesGraph-001"}  # a feature that it has not got
DEPARTS = {"uniqueLang-002"}  # both engines take "1"^^xsd:boolean for true when they are given a parsed graph

pytestmark = pytest.mark.skipif(not FOLDER, reason="NOT RUN: W3C_TESTS=DIR is not set")


def entries(manifest: Graph) -> list[URIRef]:
    return sorted(manifest.subjects(RDF.type, SHT.Validate))


def graph(iri: URIRef) -> Graph:
    return Graph().parse(iri.removeprefix("file://"), format="turtle", publicID=iri)


def ours(data: Graph, shapes: Graph) -> Report | None:
    try:
        found = Shapes(shapes).validate(data.serialize(format="nt").encode())
    except ProjectError:
        return None
    return Report(row((r.focus, r.path, r.value, r.shape, r.component), r.severity, (shapes,)) for r in found)


@pytest.mark.parametrize("file", TESTS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_reports_are_equal(file: Path) -> None:
    manifest = graph(URIRef(file.resolve().as_uri()))
    tests = entries(manifest)
    if not tests:
        pytest.skip("holds data for another test")
    for test in tests:
        action = manifest.value(test, MF.action)
        data, shapes = (graph(manifest.value(action, p)) for p in (SHT.dataGraph, SHT.shapesGraph))
        wanted = manifest.value(test, MF.result)
        expected = None if wanted == SHT.Failure else of_graph(report_of(manifest, wanted), shapes)
        found = ours(data, shapes)
        assert (found == expected) == (file.stem not in DEPARTS)
        if file.stem not in PYSHACL_REFUSES:
            assert found == reference(data, shapes)


def report_of(manifest: Graph, report: URIRef) -> Graph:
    """The expected report alone: a data graph may hold other results."""
    found, new = Graph(), [report]
    while new:
        node = new.pop()
        for triple in manifest.triples((node, None, None)):
            if triple not in found:
                found.add(triple)
                new.append(triple[2])
    return found


def test_as_many_as_there_are() -> None:
    assert len(TESTS) > 120
