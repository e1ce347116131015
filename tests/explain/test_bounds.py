"""Nothing that strangers write makes explaining long, deep or wrong."""

from __future__ import annotations

import contextlib
import random
import time
from pathlib import Path

import pytest

from ctgraph.explain import Budget, Explainer
from ctgraph.explain.limits import LONGEST_TEXT, OutOfTime
from ctgraph.sparql.scan import Lines, Tokens
from ctgraph.store import QueryRequest

LARGE = "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} ?x a ?y }"


def test_a_large_query_is_not_explained(explainer: Explainer) -> None:
    begun = time.monotonic()
    found = explainer.explain(QueryRequest(LARGE))
    assert (found.outcome, found.rows, found.causes) == ("too-large", None, ())
    assert time.monotonic() - begun < 5


DEEP = ["{" * 5000, "(" * 5000, "FILTER EXISTS {" * 5000, "MINUS { ?s ?p ?o } " * 5000, "(" + "1 " * 5000 + ")", "!" * 5000, "UNION " * 5000]


@pytest.mark.parametrize("piece", [*DEEP, LARGE], ids=lambda p: p[:12])
def test_what_could_end_the_engine_is_not_given_to_it(explainer: Explainer, piece: str) -> None:
    text = f"SELECT * {{ ?s ?p ?o {piece} }}"
    begun = time.monotonic()
    found = explainer.check(text)
    assert (found.valid, [d.code for d in found.diagnoses]) == (None, ["too-large-to-check"])
    assert explainer.explain(QueryRequest(text)).outcome == "too-large"
    (diagnosis,) = explainer.mend(text, place=(1, 7)).diagnoses
    assert (diagnosis.code, diagnosis.line, diagnosis.column) == ("too-large-to-diagnose", 1, 7)
    assert time.monotonic() - begun < 5


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


def test_no_damaged_query_makes_explaining_fail(explainer: Explainer, repository: Path) -> None:
    """Tokens of good queries left out, doubled, exchanged, misspelt: something is always said."""
    chance = random.Random(20)
    questions = [f.read_text(encoding="utf-8") for f in sorted((repository / "tests" / "competency").glob("*.rq"))]
    for _ in range(300):
        text = chance.choice(questions)
        tokens = Tokens(text).all
        token, other = chance.choice(tokens), chance.choice(tokens)
        letter = chance.randrange(len(token.text))
        damaged = chance.choice(["", other.text, token.text.swapcase(), f"{token.text} {other.text}", token.text[:letter] + token.text[letter + 1 :]])
        text = text[: token.start] + damaged + text[token.end :]
        found = explainer.check(text)
        assert found.valid or found.diagnoses, text
        if found.valid:
            with contextlib.suppress(RuntimeError):  # a name that has become a function
                explained = explainer.explain(QueryRequest(text))
                assert explained.rows or explained.causes, text
