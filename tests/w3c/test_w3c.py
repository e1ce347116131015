"""SPARQL 1.1 and 1.2 as the W3C tests them, over HTTP against one server that holds all test data.

W3C_TESTS=DIR names the folder whose `sparql/` is that of github.com/w3c/rdf-tests. What is known to
fail is in ctgraph.store's deviations.toml, with its cause; each such test must go on failing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from tests.protocol.conftest import running
from tests.w3c.suite import RESULTS, Suite, Test, read_graph, read_results, read_table, same

from ctgraph.store.deviations import deviations

FOLDER = os.environ.get("W3C_TESTS", "")
SUITE = Suite(Path(FOLDER) / "sparql") if FOLDER else None
TESTS = SUITE.tests if SUITE else []
KNOWN = {test for deviation in deviations() for test in deviation.tests}
NOWHERE = "urn:x-nothing:here"
ACCEPT = {".csv": "text/csv", **{suffix: form.media_type for suffix, form in RESULTS.items()}}

pytestmark = pytest.mark.skipif(not FOLDER, reason="NOT RUN: W3C_TESTS=DIR is not set")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that holds every file of data as a named graph."""
    assert SUITE
    folder = tmp_path_factory.mktemp("w3c")
    with (folder / "data.nq").open("wb") as file:
        ox.serialize(SUITE.quads(), file, ox.RdfFormat.N_QUADS)
    with running(folder, [folder / "data.nq"]) as url, httpx.Client(base_url=url, trust_env=False) as client:
        yield client


def failure(client: httpx.Client, test: Test) -> str:
    """What is wrong with the answer, if anything."""
    text = test.query.read_bytes()
    parameters = [("default-graph-uri", iri) for iri in test.default] + [("named-graph-uri", iri) for iri in test.named]
    if b"FROM" in text:
        parameters = []  # the protocol's dataset would win
    elif not parameters:
        parameters = [("named-graph-uri", NOWHERE)]
    suffix = test.result.suffix if test.result else ""
    if test.kind == "evaluation":
        text = f"BASE <{test.query_iri}>\n".encode() + text
    headers = {"content-type": "application/sparql-query", "accept": ACCEPT.get(suffix, "application/n-triples, application/sparql-results+json")}
    answer = client.post("/sparql", params=parameters, content=text, headers=headers, timeout=60)
    if test.kind == "negative":
        return "" if answer.status_code == 400 else f"{answer.status_code} instead of 400"
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.text}"
    if test.result is None:
        return ""
    wanted = test.result.read_bytes()
    if suffix == ".csv":
        right = read_table(answer.content) == read_table(wanted)
    elif suffix in RESULTS:
        right = same(read_results(answer.content, suffix), read_results(wanted, suffix))
    else:
        got = read_results(answer.content, ".srj") if "json" in answer.headers["content-type"] else read_graph(answer.content)
        right = same(got, read_graph(wanted, test.result))
    return "" if right else f"wanted {wanted.decode()}\ngot {answer.text}"


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_as_the_recommendation_says(client: httpx.Client, test: Test) -> None:
    wrong = failure(client, test)
    if test.id in KNOWN:
        assert wrong, "this passes now: take it out of deviations.toml"
        pytest.xfail("see deviations.toml")
    assert not wrong, wrong


def test_the_table_names_tests_that_exist() -> None:
    assert {test.id for test in TESTS} >= KNOWN
    for deviation in deviations():
        assert deviation.cause.keys() == {"en", "fr"}


def test_as_many_as_there_are() -> None:
    kinds = [(test.id[:8], test.kind) for test in TESTS]
    assert kinds.count(("sparql11", "evaluation")) > 200
    assert kinds.count(("sparql12", "evaluation")) > 50
