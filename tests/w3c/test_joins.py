"""The W3C's queries, with their joins put in order wherever that can be, have the same solutions."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.joins.compared import answer
from tests.joins.conftest import eager
from tests.w3c.suite import Suite

FOLDER = os.environ.get("W3C_TESTS", "")
SUITE = Suite(Path(FOLDER) / "sparql") if FOLDER else None

pytestmark = pytest.mark.skipif(not FOLDER, reason="NOT RUN: W3C_TESTS=DIR is not set")


def test_the_same_answer() -> None:
    """Each query is asked of its own data; the blank nodes of one store have the same names twice."""
    assert SUITE
    rewritten = 0
    for test in SUITE.tests:
        text = test.query.read_text(encoding="utf-8") if test.kind == "evaluation" else ""
        if not text or "SERVICE" in text:
            continue
        engine = ox.Store()
        for iri in test.default:
            engine.load(path=SUITE.data[iri], base_iri=iri, to_graph=ox.DefaultGraph())
        ordered = eager(engine).ordered(text, test.query_iri)
        if ordered == text:
            continue
        rewritten += 1
        assert answer(engine, ordered, base=test.query_iri) == answer(engine, text, base=test.query_iri), test.id
    assert rewritten >= 20
