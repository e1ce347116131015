"""Texts that do not parse: each is diagnosed at its place, in two languages, and mended where that is sure."""

from __future__ import annotations

import re

import pytest

from ctgraph.explain import Explainer
from ctgraph.explain.messages import CODES
from ctgraph.explain.prefixes import WELL_KNOWN
from ctgraph.store import EmbeddedStore, QueryRequest

P = "PREFIX e: <http://e/>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
GRAMMAR = re.compile(r"expected one of|\[_\]|\.\.=|u\{", re.IGNORECASE)

# text (after the prefixes), code, offending text, what the cured text holds ("" for no cure)
ERRORS = [
    ("SELECT * { ?s ct:place ?o }", "undeclared-prefix", "ct:place", "PREFIX ct: <https://w3id.org/ctgraph/ns#>\n"),
    ("SELECT * { ?s foaf:name ?o }", "undeclared-prefix", "foaf:name", "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"),
    ("SELECT * { wd:Q1028 ?p ?o }", "undeclared-prefix", "wd:Q1028", "PREFIX wd: <http://www.wikidata.org/entity/>\n"),
    ("SELECT * { ?s skoss:note ?o }", "misspelt-prefix", "skoss:note", "skos:note"),
    ("SELECT * { ?s qqqzz:note ?o }", "unknown-prefix", "qqqzz:note", ""),
    ("SELECT * { ?s e:a ?o ", "bracket-not-closed", "{", "?o }"),
    ("SELECT * { ?s e:a ?o }}", "bracket-not-opened", "}", "{ ?s e:a ?o }"),
    ("SELECT * { ?s e:a ?o FILTER (?o > 1 }", "bracket-not-closed", "(", "(?o > 1 )"),
    ("SELECT * { ?s e:a ?o FILTER (?o > 1)) }", "bracket-not-opened", ")", "(?o > 1) }"),
    ("SELECT (COUNT(?s AS ?n) { ?s e:a ?o }", "bracket-not-closed", "(", "(COUNT(?s ) AS ?n)"),
    ("SELECT * { [ e:a ?o }", "bracket-not-closed", "[", "[ e:a ?o ]"),
    ('SELECT * { ?s e:a "abc }', "quote-not-closed", '"abc', '"abc" }'),
    ("SELECT * { ?s e:a 'abc\" }", "quote-not-closed", "'abc\"", "'abc'"),
    ("SELECT * { ?s e:a 'l'x' }", "apostrophe-in-string", "'l'x'", '"l\'x"'),
    ("SELECT * { ?s e:a 'one\ntwo' }", "string-over-lines", "'one\ntwo'", "'''one\ntwo'''"),
    ("SELECT * { ?s e:a “abc” }", "curly-quotes", "“abc”", '"abc"'),
    ("SELECT * { ?s e:a « abc »@fr }", "curly-quotes", "« abc »", '" abc "@fr'),
    ("SELECT *\u00a0{ ?s e:a ?o }", "invisible-character", "\u00a0", "* { ?s"),
    ("SELCT * { ?s e:a ?o }", "misspelt-keyword", "SELCT", "SELECT *"),
    ("SELECT * WERE { ?s e:a ?o }", "misspelt-keyword", "WERE", "* WHERE {"),
    ("SELECT * { ?s e:a ?o FLTER (?o > 1) }", "misspelt-keyword", "FLTER", "FILTER (?o"),
    ("SELECT * { OPTINAL { ?s e:a ?o } }", "misspelt-keyword", "OPTINAL", "OPTIONAL {"),
    ("SELECT * { ?s e:a ?o } ODER BY ?s", "misspelt-keyword", "ODER", "ORDER BY"),
    ("SELECT * { ?s e:a ?o FILTER (CONTAIN(?o, 'a')) }", "misspelt-keyword", "CONTAIN", "CONTAINS(?o"),
    ("SELECT ?s, ?o { ?s e:a ?o }", "comma-in-select", ",", "SELECT ?s ?o"),
    ("SELECT WHERE { ?s e:a ?o }", "nothing-selected", "WHERE", "SELECT * WHERE"),
    ("SELECT name WHERE { ?s e:a ?name }", "variable-without-question-mark", "name", "SELECT ?name"),
    ("SELECT * { s e:a ?o }", "variable-without-question-mark", "s", "{ ?s e:a"),
    ("SELECT * { ?my-var e:a ?o }", "hyphen-in-variable", "?my-var", "?my_var"),
    ("SELECT * { ? x e:a ?o }", "space-in-variable", "?", "{ ?x e:a"),
    ("SELECT ? WHERE { ?s e:a ?o }", "variable-without-name", "?", ""),
    ("SELECT COUNT(?s) AS ?n { ?s e:a ?o }", "expression-without-brackets", "COUNT(?s) AS ?n", "(COUNT(?s) AS ?n)"),
    ("SELECT (COUNT(?s)) { ?s e:a ?o }", "expression-without-name", "(COUNT(?s))", "(COUNT(?s) AS ?count)"),
    ("SELECT ?o AS ?n { ?s e:a ?o }", "expression-without-brackets", "?o AS ?n", "(?o AS ?n)"),
    ("SELECT * { ?s e:a ?o BIND ?o AS ?n }", "expression-without-brackets", "?o AS ?n", "BIND (?o AS ?n)"),
    ("SELECT * { ?s e:a ?o FILTER ?o > 1 }", "condition-without-brackets", "?o > 1", "FILTER (?o > 1)"),
    ("SELECT * { ?s e:a ?o FILTER (?o > 1) && (?o < 3) }", "condition-without-brackets", "(?o > 1) && (?o < 3)", "FILTER ((?o > 1) && (?o < 3))"),
    ("SELECT * { ?s e:a ?o FILTER (?o IN 1, 2) }", "condition-without-brackets", "1, 2", "IN (1, 2)"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s e:a ?o }", "ungrouped-variable", "?s", "GROUP BY ?s"),
    ("SELECT ?s ?o { ?s e:a ?o } GROUP BY ?s", "ungrouped-variable", "?o", "GROUP BY ?s ?o"),
    ("SELECT * { ?s e:a ?o } GROUP BY ?s", "star-with-group", "*", "SELECT ?s {"),
    ("SELECT * { ?s e:a ?o BIND (1 AS ?o) }", "variable-in-scope", "?o", "(1 AS ?o2)"),
    ("SELECT (1 AS ?s) { ?s e:a ?o }", "variable-in-scope", "?s", "(1 AS ?s2)"),
    ("SELECT ?s ?s { ?s e:a ?o }", "selected-twice", "?s", "SELECT ?s  {"),
    ("SELECT * { ?s = e:A }", "equals-in-pattern", "=", "?s a e:A"),
    ("SELECT * { ?s e:a ?o ?t e:b ?z }", "stop-missing", "?t", "?o . ?t"),
    ("SELECT * { ?s e:a ?o\n e:b ?z }", "semicolon-missing", "e:b", "; e:b ?z"),
    ("SELECT * { ?s e:a ?o ; ?t e:b ?z }", "semicolon-for-stop", ";", "?o . ?t"),
    ("SELECT * { ?s e:a ?o , e:b ?z }", "comma-for-semicolon", ",", "?o ; e:b"),
    ("SELECT * { ?s e:a ?o , }", "stray-mark", ",", "?o  }"),
    ("SELECT * { ?s e:a }", "incomplete-triple", "?s e:a", ""),
    ("SELECT * { ?s e:a ?o FILTER (?o <> 1) }", "foreign-operator", "<>", "?o != 1"),
    ("SELECT * { ?s e:a ?o FILTER (?o == 1) }", "foreign-operator", "==", "?o = 1"),
    ("SELECT * { ?s e:a ?o FILTER (?o > 1 AND ?o < 3) }", "foreign-operator", "AND", "&&"),
    ("SELECT * { ?s e:a ?o FILTER (?o > 1 OR ?o < 3) }", "foreign-operator", "OR", "||"),
    ("SELECT * { ?s e:a ?o FILTER (NOT (?o > 1)) }", "foreign-operator", "NOT", "(!(?o > 1))"),
    ("SELECT * { ?s e:a ?o FILTER (?o LIKE '%x%') }", "foreign-operator", "?o LIKE '%x%'", 'CONTAINS(LCASE(STR(?o)), "x")'),
    ("SELECT * { ?s e:a ?o FILTER (?o IS NOT NULL) }", "foreign-operator", "?o IS NOT NULL", "BOUND(?o)"),
    ("SELECT * { ?s e:a ?o FILTER (?o != ) }", "operand-missing", "!=", ""),
    ("SELECT * { ?s e:a ?o FILTER (LANG(?o) = en) }", "text-without-quotes", "en", '= "en"'),
    ("SELECT * { ?s e:a ?o FILTER (REGEX(?o)) }", "wrong-number-of-arguments", "REGEX(?o)", ""),
    ("SELECT * { ?s e:a ?o FILTER (COUNT(?o) > 1) }", "aggregate-in-filter", "COUNT(?o)", ""),
    ('SELECT * { ?s "http://e/p" ?o }', "quoted-iri", '"http://e/p"', "?s <http://e/p> ?o"),
    ("SELECT * { ?s e:a http://e/x }", "iri-without-brackets", "http://e/x", "<http://e/x>"),
    ("SELECT * { ?s e:a <http://e/x y> }", "space-in-iri", "<http://e/x y>", "<http://e/x%20y>"),
    ("SELECT * { ?s e:a <http://e/x }", "iri-not-closed", "<http://e/x", "<http://e/x>"),
    ("SELECT * { ?s e:a <x> }", "relative-iri", "<x>", ""),
    ("SELECT * { ?s e:a 2024-06-01 }", "unquoted-date", "2024-06-01", '"2024-06-01"^^xsd:date'),
    ("SELECT * { ?s e:a '2024-06-01'^^date }", "datatype-without-prefix", "date", "^^xsd:date"),
    ("SELECT * { ?s e:a 'x'@ }", "language-tag-without-language", "@", "'x' }"),
    ("SELECT * { ?s e:a ?o } LIMIT ten", "number-expected", "LIMIT ten", ""),
    ("SELECT * { ?s e:a ?o } LIMIT 10, 20", "limit-with-comma", "LIMIT 10, 20", "LIMIT 20 OFFSET 10"),
    ("SELECT * { ?s e:a ?o } LIMIT 3 ORDER BY ?o", "modifiers-out-of-order", "LIMIT 3 ORDER BY ?o", "ORDER BY ?o LIMIT 3"),
    ("SELECT * { ?s e:a ?o } ORDER ?o", "by-missing", "ORDER", "ORDER BY ?o"),
    ("SELECT * { ?s e:a ?o };", "mark-after-the-end", ";", "?o }"),
    ("SELECT * { ?s e:a ?o } WHERE { ?s e:b ?z }", "second-pattern", "WHERE", ""),
    ("SELECT * WHERE ?s e:a ?o }", "brace-missing", "WHERE ?s", "WHERE { ?s"),
    ("ASK ?s e:a ?o", "brace-missing", "?s e:a ?o", "ASK { ?s e:a ?o }"),
    ("CONSTRUCT ?s WHERE { ?s e:a ?o }", "template-missing", "CONSTRUCT ?s", ""),
    ("SELECT * { GRAPH { ?s e:a ?o } }", "graph-without-name", "GRAPH", "GRAPH ?graph {"),
    ("SELECT * { VALUES ?x (1 2) }", "values-without-braces", "(1 2)", "VALUES ?x { 1 2 }"),
    ("SELECT * { VALUES (?x ?y) { (1) } }", "row-of-other-width", "(1)", ""),
    ("SELECT * { _:a e:b ?o { _:a e:c ?d } }", "blank-node-in-two-groups", "_:a", ""),
    ("INSERT DATA { e:a e:b 1 }", "update", "INSERT", ""),
    ("DELETE WHERE { ?s ?p ?o }", "update", "DELETE", ""),
    ("SELECT name FROM events", "sql", "SELECT name FROM events", ""),
    ("SELECT * { ?s e:a ?o } GROUP BY", "unexpected-end", "", ""),
]
# with a prologue of their own
PROLOGUES = [
    ("", "empty-query", "", ""),
    ("  # only a comment\n", "empty-query", "  # only a comment\n", ""),
    ("PREFIX e: <http://e/>", "only-a-prologue", "PREFIX e: <http://e/>", ""),
    ("PREFIX e <http://e/> SELECT * { ?s e:a ?o }", "prefix-without-colon", "e", "PREFIX e: <"),
    ("PREFIX e: http://e/ SELECT * { ?s e:a ?o }", "iri-without-brackets", "http://e/", "e: <http://e/> SELECT"),
    ("PREFIX e: <http://e/>. SELECT * { ?s e:a ?o }", "stop-after-prefix", ".", "<http://e/> SELECT"),
    ("@prefix e: <http://e/> . SELECT * { ?s e:a ?o }", "turtle-prefix", "@prefix", "PREFIX e: <http://e/>"),
]


def valid(text: str) -> bool:
    try:
        EmbeddedStore([]).query(QueryRequest(text))
    except Exception:
        return False
    return True


@pytest.mark.parametrize(("text", "code", "offending", "cured"), [*((P + t, c, o, r) for t, c, o, r in ERRORS), *PROLOGUES])
def test_an_error_is_diagnosed_and_mended(explainer: Explainer, text: str, code: str, offending: str, cured: str) -> None:
    assert not valid(text)
    report = explainer.mend(text)
    first = report.diagnoses[0]
    assert (first.code, first.offending) == (code, offending)
    lines = (text + "\n").split("\n")
    assert lines[first.line - 1][first.column - 1 :].startswith(offending.split("\n")[0])
    assert first.severity == "error"
    for diagnosis in report.diagnoses:
        assert set(diagnosis.message) == {"en", "fr"}
        for message in diagnosis.message.values():
            assert message
            assert not GRAMMAR.search(message)
    if cured:
        assert report.cured is not None
        assert cured in report.cured
        assert first.edit is not None
        assert valid(report.cured)
    else:
        assert report.cured is None


def test_the_table_is_long_enough() -> None:
    assert len(ERRORS) + len(PROLOGUES) >= 90
    assert {code for _, code, _, _ in [*ERRORS, *PROLOGUES]} <= CODES


def test_several_errors_are_told_at_their_places(explainer: Explainer) -> None:
    text = "SELCT ?s, ?o\nWHERE {\n  ?s ct:place ?o ;\n     skos:prefLabel “x” \n"
    report = explainer.mend(text)
    assert {d.code for d in report.diagnoses} == {"undeclared-prefix", "misspelt-keyword", "comma-in-select", "curly-quotes", "bracket-not-closed"}
    places = {d.offending: (d.line, d.column) for d in report.diagnoses}
    assert places["SELCT"] == (1, 1)
    assert places[","] == (1, 9)
    assert places["“x”"] == (4, 21)
    assert report.cured is not None
    assert valid(report.cured)


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o ; }", "SELECT * { ?s a ?o . }", 'SELECT * { "http://e/" ?p ?o }', "ASK {}"])
def test_what_is_valid_is_left_alone(explainer: Explainer, text: str) -> None:
    assert explainer.mend(text).diagnoses == ()


def test_cures_are_edits_of_the_text(explainer: Explainer) -> None:
    text = P + "SELECT ?s, ?o { ?s e:a ?o }"
    edit = explainer.mend(text).diagnoses[0].edit
    assert edit is not None
    assert edit.apply(text) == P + "SELECT ?s ?o { ?s e:a ?o }"


def test_well_known_prefixes_are_namespaces() -> None:
    assert len(WELL_KNOWN) >= 40
    assert all(iri.startswith(("http://", "https://")) for iri in WELL_KNOWN.values())
    assert WELL_KNOWN["dct"] == WELL_KNOWN["dcterms"]


def test_the_projects_prefixes_win(real_store: EmbeddedStore) -> None:
    report = Explainer(real_store, {"geo": "http://own/"}).mend("SELECT * { ?s geo:lat ?l }")
    assert report.cured == "PREFIX geo: <http://own/>\nSELECT * { ?s geo:lat ?l }"


def test_service_is_no_error_of_syntax(explainer: Explainer) -> None:
    assert explainer.mend("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }").diagnoses == ()
