"""Help with queries over HTTP: /sparql/check, explain=empty, and errors that say what to do."""

import functools
import json
import types

import pytest

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app

DATA = """\
@prefix ex: <http://example.org/> .
ex:a ex:name "one"@en ; ex:likes ex:b .
ex:b ex:name "two"@en .
ex:g { ex:a ex:said "in g" }
"""
PREFIX = "PREFIX ex: <http://example.org/>\n"
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    root = tmp_path_factory.mktemp("advice")
    (root / "graph.trig").write_text(DATA)
    settings = Settings.of(root, {"base_iri": "http://example.org/", "title": {"en": "Test"}})
    store = EmbeddedStore([root / "graph.trig"], accepted="http://example.org/accepted")
    app = create_app(settings, store, release="r1", prefixes={"ex": "http://example.org/"})
    client = app.test_client()
    methods = ("get", "post", "options")
    return types.SimpleNamespace(**{m: functools.partial(getattr(client, m), buffered=True) for m in methods})


def check(client, text, **options):
    return client.post("/sparql/check", data=text.encode(), content_type=QUERY, **options)


def explained(client, text, **options):
    return client.get("/sparql", query_string={"query": text, "explain": "empty"}, **options)


# ---- check


def test_a_good_query_is_valid(client):
    response = check(client, PREFIX + "SELECT * { ?s ex:name ?o }")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.json == {"valid": True, "kind": "select", "diagnoses": [], "cured": None}


def test_a_query_in_a_form_is_checked_too(client):
    response = client.post("/sparql/check", data={"query": PREFIX + "ASK { ?s ex:name ?o }"})
    assert response.json["kind"] == "ask"


def test_a_mistake_has_its_place_and_its_cure(client):
    found = check(client, "SELECT ?s\nWHERE { ?s ex:name ?o }").json
    assert found["valid"] is False
    assert found["kind"] is None
    (diagnosis,) = found["diagnoses"]
    assert diagnosis == {
        "line": 2,
        "column": 12,
        "endLine": 2,
        "endColumn": 19,
        "severity": "error",
        "code": "undeclared-prefix",
        "offending": "ex:name",
        "message": {
            "en": "The prefix “ex:” is not declared. Put this line first: PREFIX ex: <http://example.org/>",
            "fr": "Le préfixe « ex: » n’est pas déclaré. Ajoutez cette ligne au début\u00a0: PREFIX ex: <http://example.org/>".replace("« ", "«\u00a0").replace(" »", "\u00a0»"),
        },
        "near": [],
        "cure": {
            "range": {"line": 1, "column": 1, "endLine": 1, "endColumn": 1},
            "text": "PREFIX ex: <http://example.org/>\n",
        },
    }
    assert check(client, found["cured"]).json["valid"] is True


def test_an_unknown_term_is_a_warning(client):
    found = check(client, PREFIX + "SELECT * { ?s ex:nmae ?o }").json
    assert found["valid"] is True
    (diagnosis,) = found["diagnoses"]
    assert (diagnosis["severity"], diagnosis["code"]) == ("warning", "misspelt-property")
    assert diagnosis["near"] == ["ex:name"]
    assert diagnosis["cure"]["text"] == "ex:name"


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"ASK {}", "text/plain", 415),
        (b"\xff", QUERY, 400),
        (b"q=ASK", FORM, 400),
        (b"query=ASK{}&query=ASK{}", FORM, 400),
        (b"query=%ff", FORM, 400),
    ],
)
def test_what_is_no_query_is_refused(client, data, content_type, status):
    response = client.post("/sparql/check", data=data, content_type=content_type)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"


def test_check_is_open_to_other_sites(client):
    assert check(client, "ASK {}").headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql/check")
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert client.get("/sparql/check").status_code == 405


def test_check_never_runs_the_query(client):
    cross = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(30))
    assert check(client, f"ASK {{ {cross} FILTER (?a0 = 1) }}").json["valid"] is True


# ---- problems


def test_a_problem_says_where_and_what_to_do(client):
    response = client.get("/sparql", query_string={"query": "SELCT * { ?s ?p ?o }"})
    assert response.status_code == 400
    problem = response.json
    assert problem["type"] == "/problems/query-syntax"
    assert problem["detail"] == "Line 1, column 1: “SELCT” is no keyword of SPARQL. Was “SELECT” meant?"
    assert (problem["line"], problem["column"], problem["offending"]) == (1, 1, "SELCT")
    assert problem["cure"]["text"] == "SELECT"
    assert [d["code"] for d in problem["diagnoses"]] == ["misspelt-keyword"]


def test_a_problem_is_told_in_both_languages(client):
    problem = client.get("/sparql", query_string={"query": "SELCT * { ?s ?p ?o }"}).json
    assert problem["message"]["en"] in problem["detail"]
    assert "n’est pas un mot-clé" in problem["message"]["fr"]


def test_a_problem_without_a_sure_cure_has_none(client):
    problem = client.get("/sparql", query_string={"query": "SELECT * { ?s ?p }"}).json
    assert "cure" not in problem
    assert problem["offending"] == "?s ?p"


def test_a_problem_for_people_shows_the_query_as_text(client):
    response = client.get("/sparql", query_string={"query": "SELECT <script>alert(1)</script>"}, headers=BROWSER)
    assert response.status_code == 400
    assert "<script>" not in response.text


# ---- explain=empty


def test_an_empty_result_is_explained(client):
    response = explained(client, PREFIX + 'SELECT * { ?s ex:name "one" }')
    assert response.status_code == 200
    assert response.content_type == "application/json"
    assert response.json["rows"] == 0
    explanation = response.json["explanation"]
    assert explanation["outcome"] == "explained"
    (cause,) = explanation["causes"]
    assert (cause["code"], cause["offending"]) == ("language-tag-missing", '"one"')
    assert set(cause["message"]) == {"en", "fr"}
    assert explanation["suggestion"] == {
        "query": PREFIX + 'SELECT * { ?s ex:name "one"@en }',
        "rows": 1,
        "atLeast": False,
    }


def test_what_is_not_empty_is_said_to_be(client):
    response = explained(client, PREFIX + "SELECT * { ?s ex:name ?o }")
    assert response.json["rows"] == 2
    assert response.json["explanation"]["outcome"] == "has-rows"


def test_explanations_look_at_the_dataset_of_the_request(client):
    values = {"query": PREFIX + "ASK { ?s ex:name ?o }", "explain": "empty", "default-graph-uri": "http://example.org/g"}
    assert client.get("/sparql", query_string=values).json["rows"] == 0
    assert client.post("/sparql", data=values).json["rows"] == 0


def test_people_get_a_page(client):
    response = explained(client, PREFIX + 'SELECT * { ?s ex:name "<b>one" }', headers=BROWSER)
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["Content-Language"] == "en"
    assert "<b>" not in response.text
    assert 'href="/sparql?query=' in response.text


def test_people_get_a_page_in_their_language(client):
    response = explained(client, PREFIX + 'SELECT * { ?s ex:name "one" }', headers=BROWSER | {"accept-language": "fr"})
    assert response.headers["Content-Language"] == "fr"
    assert "étiquette de langue" in response.text
    response = client.get("/sparql", query_string={"query": PREFIX + "ASK { ex:x ex:y 1 }", "explain": "empty", "lang": "fr"}, headers=BROWSER)
    assert "Pourquoi une requête ne trouve rien" in response.text


def test_an_explanation_of_what_does_not_parse_is_a_problem(client):
    response = explained(client, "SELECT * { ?s ?p")
    assert response.status_code == 400
    assert response.json["offending"]


def test_other_values_are_refused(client):
    response = client.get("/sparql", query_string={"query": "ASK {}", "explain": "all"})
    assert response.status_code == 400
    assert "explain=empty" in response.json["detail"]


def test_no_grammar_is_ever_shown(client):
    for text in ("SELECT", "SELECT * { ?s ?p ?o }}}", "{", "ASK { ?s ?p 'x", "SELECT * { ?s ?p ?o } GROUP BY", "\u0000", "ASK {" * 20):
        body = client.get("/sparql", query_string={"query": text}).text
        assert "expected" not in body.replace("unexpected", ""), text
        assert json.loads(body)["status"] == 400
