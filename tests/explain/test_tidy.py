"""Tidying changes how a query looks, and nothing that it asks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from ctgraph import queries
from ctgraph.explain import tidy
from ctgraph.sparql.scan import pieces
from ctgraph.terms import Names

NAMES = Names("https://w3id.org/ctgraph/")

UNTIDY = """prefix ct: <https://w3id.org/ctgraph/ns#> prefix skos: <http://www.w3.org/2004/02/skos/core#>
select distinct ?e (count(?x) as ?n) where { ?e a ct:Event ; ct:date ?d ; skos:prefLabel ?l . # the label
 # of its own
 optional { ?e ct:place ?p } filter(lang(?l)='en' && isiri(?e)) ?e ct:x [ ct:y 1 ; ct:z 2 ] .
 { ?a ?b ?c } union { ?d ?e ?f . ?g ?h ?i } values ?x { 1 2 } filter not exists { ?e ct:q/ct:r ?s }

 bind(1-1 as ?y) { select ?z where { ?z a ct:Event } group by ?z having (count(*)>1) } }
group by ?e order by desc(?n) limit 10 offset 5
"""
TIDY = """PREFIX ct: <https://w3id.org/ctgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT DISTINCT ?e (COUNT(?x) AS ?n) WHERE {
  ?e a ct:Event ;
    ct:date ?d ;
    skos:prefLabel ?l . # the label
  # of its own
  OPTIONAL { ?e ct:place ?p }
  FILTER (LANG(?l) = 'en' && isIRI(?e))
  ?e ct:x [ ct:y 1 ; ct:z 2 ] .
  { ?a ?b ?c } UNION {
    ?d ?e ?f .
    ?g ?h ?i
  }
  VALUES ?x { 1 2 }
  FILTER NOT EXISTS { ?e ct:q/ct:r ?s }

  BIND (1-1 AS ?y)
  {
    SELECT ?z WHERE { ?z a ct:Event }
    GROUP BY ?z
    HAVING (COUNT(*)>1)
  }
}
GROUP BY ?e
ORDER BY DESC(?n)
LIMIT 10
OFFSET 5
"""


def test_it_is_written_in_one_style() -> None:
    assert tidy(UNTIDY) == TIDY


def algebra(text: str) -> list[str]:
    """What is asked, but for the names of blank nodes, which are new each time."""
    read = re.sub(r"'_vars': {[^}]*}", "", str(translateQuery(parseQuery(text)).algebra))  # sets in no order
    parts = re.sub(r"BNode\('\w+'\)", "BNode", read).split(", ")
    return sorted(part.strip("[]()") for part in parts)  # the order goes by the blank nodes' names, which are random


def said(text: str) -> list[str]:
    return [t.text.rstrip() for t in pieces(text) if t.kind in {"comment", "string", "iri", "name", "variable", "number", "language"}]


def ours(repository: Path) -> list[str]:
    return [f.read_text(encoding="utf-8") for folder in ("tests/competency", "src/ctgraph/queries") for f in sorted((repository / folder).rglob("*.rq"))]


def test_our_queries_ask_the_same(repository: Path) -> None:
    texts = [queries.with_prologue(text, NAMES) for text in ours(repository)]
    assert len(texts) > 90
    changed = 0
    for text in texts:
        written = tidy(text)
        assert tidy(written) == written, "tidying twice changes nothing more"
        assert said(written) == said(text)
        assert algebra(written) == algebra(text)
        changed += written != text
    assert changed > 20


@pytest.mark.parametrize("text", ["", "  ", "SELECT", "SELECT * { ?s ?p 'open }", "SELECT * { ?s ?p ?o", "} {", "SELECT * WHERE { ?s ?p http://example.org/ }", "# only a comment", "SELECT * { ( ] }", "ASK { ?s ?p “x” }"])
def test_what_is_no_query_keeps_its_words(text: str) -> None:
    assert said(tidy(text)) == said(text)
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o } # the end",
        "# the beginning\nSELECT * { ?s ?p ?o }",
        "SELECT * { # in\n ?s ?p # beside\n ?o } # end",
        "SELECT (1 -1 AS ?a) (2-1 AS ?b) (?x<?y&&?z>?w AS ?c) { }",
        "SELECT * { ?s ?p '''a\n  b # no comment\n''' ; ?q \"é😀\"@fr-CA , 'x'^^<http://e/d> . }",
        "PREFIX : <http://e/> PREFIX a.b: <http://f/> SELECT * { :a.b a.b:c%20\\- ?o . ?s :p+/^:q|!(:r|^:s) ?t }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER EXISTS { ?s ?p ?o FILTER (?o > 1) } }",
        "SELECT ?Where ?SELECT { ?Where <http://e/select> 'where' }",
        "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1",
        "SELECT * { VALUES (?a ?b) { (1 UNDEF) (2 3) } ?a ?b () , ( 1 2 ) , [] , [ a ?c ] }",
    ],
)
def test_awkward_queries_ask_the_same(text: str) -> None:
    written = tidy(text)
    assert said(written) == said(text)
    assert algebra(written) == algebra(text)
    assert tidy(written) == written


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["SELECT", "where", "{", "}", "(", ")", "[", "]", ".", ";", ",", "?s", "a", "ct:p", "<http://e/>", "'x'", "@en", "# c\n", "filter", "values", "union", "optional", "\n", "\n\n", "1", "-", "PREFIX", "BASE", "from"]), max_size=30))
def test_whatever_is_written_loses_nothing(parts: list[str]) -> None:
    text = " ".join(parts)
    assert said(tidy(text)) == said(text)
    assert tidy(tidy(text)) == tidy(text)
