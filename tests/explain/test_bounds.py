"""Nothing that strangers write makes explaining long, deep or wrong."""

from __future__ import annotations

import time

import pytest

from ctgraph.explain import Budget, Explainer
from ctgraph.explain.limits import LONGEST_TEXT, OutOfTime
from ctgraph.explain.scan import Lines, Tokens
from ctgraph.store import QueryRequest

LARGE = "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} ?x a ?y }"


def test_a_large_query_is_not_explained(explainer: Explainer) -> None:
    begun = time.monotonic()
    found = explainer.explain(QueryRequest(LARGE))
    assert (found.outcome, found.rows, found.causes) == ("too-large", 0, ())
    assert time.monotonic() - begun < 5


def test_a_large_query_is_checked_by_the_engine_alone(explainer: Explainer) -> None:
    begun = time.monotonic()
    assert explainer.check(LARGE).valid
    found = explainer.check(LARGE + "}")
    assert not found.valid
    assert [d.code for d in found.diagnoses] == ["too-large-to-diagnose"]
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("opening", ["{", "(", "[", "FILTER (", "{ OPTIONAL {", "!", "- "])
def test_what_is_deep_or_long_is_told_shortly(explainer: Explainer, opening: str) -> None:
    """Deep enough for Python's stack, not for the engine's, which is another's to guard."""
    text = "SELECT * { ?s ?p ?o FILTER (" + opening * 900
    begun = time.monotonic()
    assert explainer.check(text).diagnoses
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("piece", ["{", "(", "'", '"""', "<", "?x ", "e:a ", "FILTER ", ";", "“", "\u00a0", "a" * 50 + " ", "SELCT "])
def test_tokens_take_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.monotonic()
    tokens = Tokens(text)
    assert len(tokens) >= 1
    assert tokens.depth >= 0
    assert len(tokens.parents) == len(tokens)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("piece", ["{ ", "( ", "' ", "?x ", "e:a ", "FILTER ?x ", "; ", "“", "SELCT ", "BIND ?x AS ?y ", "COUNT(?x) AS ", "VALUES ?x ( "])
def test_diagnosing_is_bounded(explainer: Explainer, piece: str) -> None:
    text = "SELECT * { " + piece * 900
    assert len(text) <= LONGEST_TEXT
    begun = time.monotonic()
    assert explainer.mend(text).diagnoses
    assert time.monotonic() - begun < 20


def test_the_deadline_is_obeyed(explainer: Explainer) -> None:
    text = "SELECT * { ?a a ?b . ?b <http://e/none> ?c }"
    assert explainer.explain(QueryRequest(text), Budget(seconds=0)).outcome == "out-of-time"
    assert explainer.explain(QueryRequest(text), Budget(probes=3)).outcome == "out-of-time"
    assert explainer.explain(QueryRequest(text)).outcome == "explained"


def test_a_budget_counts() -> None:
    budget = Budget(seconds=60, probes=2)
    budget.spend()
    budget.spend()
    with pytest.raises(OutOfTime):
        budget.spend()


def test_a_form_that_is_not_read_is_said_to_be(explainer: Explainer) -> None:
    found = explainer.explain(QueryRequest("SELECT * { << ?s ?p ?o >> ?q ?r }"))
    assert found.outcome == "not-understood"


def test_lines_and_columns_go_both_ways() -> None:
    lines = Lines("ab\ncdé\n\nf")
    for offset in range(9):
        assert lines.offset(*lines.place(offset)) == offset
    assert lines.place(5) == (2, 3)
    assert lines.offset(99, 99) == 9
