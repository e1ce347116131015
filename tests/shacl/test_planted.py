"""The engine's reports are pyshacl's, on the project as it is and with faults planted in it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from tests.shacl.reports import Report, reference, row
from tests.validate.test_planted import FAULTS, Fault, plant

from ctgraph.accepted import accepted_graph, adjudications, settle
from ctgraph.claims import DocumentClaims, document_graph
from ctgraph.dataset import Dataset, load, union
from ctgraph.settings import Settings
from ctgraph.terms import ntriples
from ctgraph.validate.engine import Shapes

# those that shapes speak of, and some of the others, as pyshacl takes its time; not what cannot be put together
CHOSEN = [f for i, f in enumerate(FAULTS) if f.shapes or (i % 3 == 0 and f.rule not in {"edtf", "syntax"})]


def both(data: Graph, shapes: Graph, focus: set[URIRef] | None = None) -> tuple[Report, Report]:
    """What our engine and pyshacl find."""
    text = "".join(f"{line} .\n" for line in ntriples(data)).encode()
    found = Shapes(shapes).validate(text, focus)
    ours = Report(row((r.focus, r.path, r.value, r.shape, r.component), r.severity, (shapes,)) for r in found)
    theirs = reference(data, shapes)
    assert theirs is not None
    inside = {node.n3() for node in focus or ()}
    return ours, Report({r: n for r, n in theirs.items() if focus is None or r[0] in inside})


def shapes_of(dataset: Dataset, kind: str) -> Graph:
    return union(s for s in dataset.shapes if s.name.endswith(f"{kind}.ttl"))


def compare(dataset: Dataset, only: str = "") -> int:
    """Compare reports on the accepted graph and on one document; gives how many results there are."""
    schema = dataset.schema()
    documents = [DocumentClaims(d, schema, dataset.names) for d in dataset.documents]
    made = adjudications(dataset)
    accepted = accepted_graph(dataset, documents, made, settle(documents, made, schema), schema)
    ours, theirs = both(accepted, shapes_of(dataset, "accepted"))
    assert ours == theirs
    results = ours.total()
    for claims in documents:
        if only.endswith(f"{claims.document.slug}.ttl"):
            graph = document_graph(claims)
            focus = {s for s in graph.subjects() if isinstance(s, URIRef)}
            ours, theirs = both(graph + dataset.background(), shapes_of(dataset, "document"), focus)
            assert ours == theirs
            results += ours.total()
    return results


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda f: f.name)
def test_reports_are_equal_with_a_fault(fault: Fault, project: Path) -> None:
    plant(project, fault)
    results = compare(load(Settings.load(project, environ={})), fault.file)
    assert results > 0 or not fault.shapes


@pytest.mark.parametrize("seed", range(4))
def test_reports_are_equal_on_a_mutilated_graph(seed: int, real_dataset: Dataset) -> None:
    chance, schema = random.Random(seed), real_dataset.schema()
    documents = [DocumentClaims(d, schema, real_dataset.names) for d in real_dataset.documents]
    made = adjudications(real_dataset)
    accepted = accepted_graph(real_dataset, documents, made, settle(documents, made, schema), schema)
    triples = sorted(accepted)
    values = [o for _, _, o in triples]
    for s, p, o in chance.sample(triples, 300):
        accepted.remove((s, p, o))
        if chance.random() < 0.6:
            accepted.add((s, p, chance.choice(values)))
    ours, theirs = both(accepted, shapes_of(real_dataset, "accepted"))
    assert ours == theirs
    assert ours.total() > 5
