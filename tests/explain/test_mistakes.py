"""Typical mistakes: each is recognised, shown at its place, and mended so that rows are found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ctgraph.explain import Explainer
from ctgraph.explain.messages import CODES
from ctgraph.store import EmbeddedStore, QueryRequest

sys.path.insert(0, str(Path(__file__).parent))
from mistakes import MISTAKES, PROLOGUE, Mistake


def rows(store: EmbeddedStore, text: str) -> int:
    with store.query(QueryRequest(text)) as answer:
        return int(bool(answer)) if answer.kind == "boolean" else sum(1 for _ in answer)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.name)
def test_a_mistake_is_named_and_mended(mistake: Mistake, explainer: Explainer, real_store: EmbeddedStore) -> None:
    text = PROLOGUE + mistake.query
    found = explainer.explain(QueryRequest(text))
    assert found.outcome in {"explained", "counted-nothing"}
    cause = found.causes[0]
    assert (cause.code, cause.offending) == (mistake.code, mistake.culprit)
    assert text.splitlines()[cause.line - 1][cause.column - 1 :].startswith(mistake.culprit)
    assert set(cause.message) == {"en", "fr"}
    assert all(cause.message.values())
    if mistake.cure:
        assert found.suggestion is not None
        assert mistake.cure in found.suggestion.query.removeprefix(PROLOGUE)
        assert mistake.cure not in mistake.query or mistake.cure in {"?event a ct:Event", "?e a ct:Event", "GROUP BY ?t", "?event ct:fundedBy ?d"}
        assert found.suggestion.rows == rows(real_store, found.suggestion.query) > 0


def test_the_table_is_long_enough_and_names_known_codes() -> None:
    assert len({m.name for m in MISTAKES}) == len(MISTAKES) >= 60
    assert len({m.code for m in MISTAKES}) >= 35
    assert {m.code for m in MISTAKES} <= CODES


def test_a_query_that_finds_something_is_said_to(explainer: Explainer) -> None:
    found = explainer.explain(QueryRequest(PROLOGUE + "SELECT * { ?e a ct:Event }"))
    assert (found.outcome, found.rows, found.causes, found.suggestion) == ("has-rows", 10, (), None)


def test_not_stated_is_an_answer(explainer: Explainer) -> None:
    found = explainer.explain(QueryRequest(PROLOGUE + "SELECT * { ?e ct:eventType concept:visit ; ct:fundedBy ?donor }"))
    assert found.causes[0].severity == "information"
    assert "documents do not say" in found.causes[0].message["en"]
    assert "documents ne le disent pas" in found.causes[0].message["fr"]


def test_two_mistakes_are_both_told(explainer: Explainer) -> None:
    query = 'SELECT * { ?e a ct:event ; ct:fundedBy ?d . ?d skos:prefLabel "Italy" }'
    found = explainer.explain(QueryRequest(PROLOGUE + query))
    assert [cause.code for cause in found.causes] == ["wrong-case-class", "language-tag-missing"]
    assert [cause.offending for cause in found.causes] == ["ct:event", '"Italy"']
    lines = (PROLOGUE + query).splitlines()
    for cause in found.causes:
        assert lines[cause.line - 1][cause.column - 1 : cause.end_column - 1] == cause.offending


def test_counting_nothing_is_explained(explainer: Explainer) -> None:
    found = explainer.explain(QueryRequest(PROLOGUE + "SELECT (COUNT(?e) AS ?n) { ?e a ct:Evnet }"))
    assert found.outcome == "counted-nothing"
    assert "of nothing are 0" in found.message["en"]


def test_the_dataset_of_the_request_counts(explainer: Explainer) -> None:
    text = PROLOGUE + "SELECT * { ?c ct:document ?d }"
    claims = "https://w3id.org/ctgraph/id/graph-claims"
    assert explainer.explain(QueryRequest(text, (claims,))).outcome == "has-rows"
    assert explainer.explain(QueryRequest(text)).causes[0].code == "in-named-graph"


def test_what_no_rule_knows_is_shown_with_values(explainer: Explainer) -> None:
    query = 'SELECT * { BIND (STRLANG("Italy", "fr") AS ?l) ?c a ct:Country ; skos:prefLabel ?l }'
    found = explainer.explain(QueryRequest(PROLOGUE + query))
    assert [(cause.code, cause.edit) for cause in found.causes] == [("no-common-value", None)]
    assert '"Italy"@fr' in found.causes[0].message["en"]
    assert found.suggestion is not None
    assert found.suggestion.query.endswith("?c a ct:Country ;  }"), "it can be left out"


def test_a_condition_that_nothing_satisfies_is_shown_with_values(explainer: Explainer) -> None:
    query = "SELECT * { ?e ct:durationDays ?n FILTER (?n > 100) }"
    cause = explainer.explain(QueryRequest(PROLOGUE + query)).causes[0]
    assert (cause.code, cause.offending) == ("filter-excludes-all", "?n > 100")
    assert "3" in cause.message["en"]


@pytest.mark.parametrize("pattern", ["?e a ct:Event ; ct:place ?p ; ct:exactly 99 .", "?e ct:exactly 99 ; a ct:Event .", "?e a ct:Event . ?e ct:exactly 99 . ?e ct:place ?p"])
def test_what_nothing_mends_may_be_left_out(explainer: Explainer, pattern: str) -> None:
    found = explainer.explain(QueryRequest(f"{PROLOGUE}SELECT * {{ {pattern} }}"))
    assert "ct:exactly 99" in found.causes[0].offending
    assert found.suggestion is not None
    assert "ct:exactly" not in found.suggestion.query
    assert found.suggestion.rows > 0
