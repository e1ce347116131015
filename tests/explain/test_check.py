"""Queries that parse: terms that the store does not know, variables without values."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ctgraph.explain import Explainer
from ctgraph.explain.nearness import folded, likeness, nearest, words
from ctgraph.explain.vocabulary import split_iri

sys.path.insert(0, str(Path(__file__).parent))
from mistakes import PROLOGUE

ID = "https://w3id.org/ctgraph/id/"
CT = "https://w3id.org/ctgraph/ns#"


@pytest.mark.parametrize(
    ("query", "code", "offending", "cure"),
    [
        ("SELECT * { ?e ct:fundedby ?d }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
        ("SELECT * { ?e a ct:Evnet }", "misspelt-class", "ct:Evnet", "ct:Event"),
        ("SELECT * { ?e ct:fundedBy id:italy }", "misspelt-thing", "id:italy", "id:country-italy"),
        ("SELECT * { GRAPH id:graph-claim { ?s ?p ?o } }", "unknown-graph", "id:graph-claim", "id:graph-claims"),
        ("SELECT * FROM id:graph-claim { ?s ?p ?o }", "unknown-graph", "id:graph-claim", "id:graph-claims"),
        ("SELECT * { OPTIONAL { ?e ct:organiser ?d } }", "misspelt-property", "ct:organiser", "ct:organizer"),
        ("SELECT ?doner { ?e ct:fundedBy ?donor }", "selected-never-bound", "?doner", "?donor"),
        ("SELECT * { ?e ct:fundedBy ?donor FILTER (?doner = 1) }", "variable-never-bound", "?doner", "?donor"),
        ("SELECT * { ?e ct:xyzzy ?d }", "unknown-property", "ct:xyzzy", None),
        ("SELECT * { ?e ct:funds ?d }", "unused-term", "ct:funds", None),
        ("SELECT * { ?e <http://nowhere.example/qqq> ?d }", "unknown-property", "<http://nowhere.example/qqq>", None),
        ("SELECT * { ?e ct:evidence/ct:pasage ?d }", "misspelt-property", "ct:pasage", "ct:passage"),
    ],
)
def test_a_second_look(explainer: Explainer, query: str, code: str, offending: str, cure: str | None) -> None:
    found = explainer.check(PROLOGUE + query)
    assert found.valid
    (warning,) = found.diagnoses
    assert (warning.code, warning.offending, warning.severity) == (code, offending, "warning")
    assert (warning.edit.text if warning.edit else None) == cure


def test_nothing_to_say(explainer: Explainer, repository: Path) -> None:
    for question in sorted((repository / "tests" / "competency").glob("*.rq")):
        found = explainer.check(question.read_text(encoding="utf-8"))
        assert (found.valid, found.kind) == (True, "select")
        assert [d.code for d in found.diagnoses] == [], question.name


def test_where_it_is_asked_changes_nothing(explainer: Explainer) -> None:
    """Joining an IRI to a base of the same scheme drops an empty fragment in some Pythons."""
    query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT * { ?s skos:prefLabel ?o }"
    for base in ("http://127.0.0.1:8000/sparql", "https://example.org/sparql"):
        assert explainer.check(query, base).diagnoses == ()


def test_kinds(explainer: Explainer) -> None:
    assert [explainer.check(f"{q} {{ ?s ?p ?o }}").kind for q in ("SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o } WHERE", "DESCRIBE ?s")] == ["select", "ask", "construct", "describe"]
    assert explainer.check("SELCT").kind == ""


def test_the_vocabulary_knows_what_is_there(explainer: Explainer) -> None:
    known = explainer.vocabulary
    assert known.properties[CT + "fundedBy"] > 0
    assert known.properties[CT + "funds"] == 0
    assert known.classes[CT + "Event"] >= 10
    assert ID + "graph-claims" in known.graphs
    assert known.label(CT + "fundedBy", "en") == "funded by"
    assert known.knows(ID + "country-italy")
    assert not known.knows(ID + "country-atlantis")
    assert not known.knows("not an IRI>")


def test_the_vocabulary_finds_what_was_meant(explainer: Explainer) -> None:
    known = explainer.vocabulary
    assert known.near_properties("http://schema.org/latitude") == ("https://schema.org/latitude",)
    assert known.named("italie")[0] == ID + "country-italy"
    assert known.named("MAROC")[0] == ID + "country-morocco"
    assert known.near_things(ID + "italy")[0] == ID + "country-italy"
    assert known.near_graphs(ID + "graph-claim") == (ID + "graph-claims",)


def test_nearness() -> None:
    assert folded("Sénégal") == "senegal"
    assert words("fundedBy") == words("funded-by") == {"funded", "by"}
    assert likeness("Place", "place") == 1.0
    assert likeness("xyzzy", "place") == 0.0
    assert likeness("country-itlay", "country-italy") > 0.7
    assert likeness("country-atlantis", "country-italy") == 0.0
    assert nearest("selct", ["select", "ask", "construct"]) == ("select",)
    assert split_iri("http://e/a#b") == ("http://e/a#", "b")
