"""The built graph in another engine gives the same answers to the same questions."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Protocol

import httpx
import pyoxigraph as ox
import pytest

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names


class Engine(Protocol):
    """What a test needs of the running engine."""

    endpoint: str


pytestmark = pytest.mark.virtuoso
QUESTIONS = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_question_has_the_approved_answer(
    question: Path, loaded: Engine, real_store: EmbeddedStore, real_settings: Settings
) -> None:
    accepted = str(Names(real_settings.base_iri).accepted)
    parameters = [("query", question.read_text(encoding="utf-8")), ("default-graph-uri", accepted)]
    parameters += [("named-graph-uri", graph) for graph in real_store.named_graphs()]
    answer = httpx.get(loaded.endpoint, params=parameters, headers={"accept": "text/csv"}, trust_env=False, timeout=60)
    assert answer.status_code == 200, answer.text
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        approved = sorted(tuple(row.values()) for row in csv.DictReader(file))
    given = csv.DictReader(io.StringIO(answer.content.decode()))
    assert sorted(tuple(row.values()) for row in given) == approved


def test_every_triple_arrived(loaded: Engine, dump: bytes, real_settings: Settings) -> None:
    accepted = str(Names(real_settings.base_iri).accepted)
    quads = set(ox.parse(dump, ox.RdfFormat.N_QUADS))
    counted = Counter(accepted if isinstance(q.graph_name, ox.DefaultGraph) else q.graph_name.value for q in quads)
    assert len(counted) > 5
    for graph, ours in counted.items():
        query = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}"
        answer = httpx.get(loaded.endpoint, params={"query": query}, headers={"accept": "text/csv"}, trust_env=False, timeout=60)
        assert int(answer.text.split()[-1].strip('"')) == ours, graph
