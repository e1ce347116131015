"""Questions: each has an answer of the shape that it promises, by form, by address and by description."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from rdflib import Graph
from tests.pages.crawl import BROWSER, Site

from ctgraph import queries
from ctgraph.errors import ProjectError
from ctgraph.queries.questions import Question, parse
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.terms import Names

QUESTIONS = queries.questions()
NUMBERS = {"integer", "decimal", "nonNegativeInteger"}
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Site:
    return Site(client)


def fits(term: object, holds: str) -> bool:
    match term:
        case None:
            return True
        case ox.NamedNode():
            return holds in {"iri", "any"}
        case ox.Literal():
            datatype = term.datatype.value.rpartition("#")[2].rpartition("/")[2]
            kind = "number" if datatype in NUMBERS else {"date": "date", "EDTF": "edtf"}.get(datatype, "text")
            return holds in {kind, "any"} or (holds == "label" and bool(term.language))
    return False


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_a_question_has_an_answer_of_the_shape_that_it_promises(question: Question, real_store: EmbeddedStore, real_settings) -> None:
    assert question.titles.keys() == question.descriptions.keys() == {"en", "fr"}
    assert all(p.labels.keys() == {"en", "fr"} for p in question.parameters)
    assert all(c.labels.keys() == {"en", "fr"} for c in question.columns)
    text = question.filled(question.spoken("en"), Names(real_settings.base_iri))
    with real_store.query(QueryRequest(text)) as answer:
        assert list(answer.variables) == [c.name for c in question.columns]
        rows = list(answer)
    assert rows
    for row in rows:
        assert [c.name for c in question.columns if not fits(row[c.name], c.holds)] == []


def test_no_column_is_empty_in_every_row(real_store: EmbeddedStore, real_settings) -> None:
    """A column that nothing ever fills asks for the wrong property."""
    for question in QUESTIONS:
        text = question.filled(question.spoken("en"), Names(real_settings.base_iri))
        with real_store.query(QueryRequest(text)) as answer:
            rows = list(answer)
        assert [c.name for c in question.columns if all(row[c.name] is None for row in rows)] == [], question.name


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_whatever_the_form_offers_has_an_answer(question: Question, site: Site, client: FlaskClient) -> None:
    page = site.page(f"/q/{question.name}")
    selects = {s.attrib["name"]: [o.attrib["value"] for o in s.iter(f"{HTML}option") if o.attrib["value"]] for s in page.all("select")}
    things = [p for p in question.parameters if p.type == "thing"]
    assert all(selects[p.name] for p in things)
    required = {p.name: selects[p.name][0] if p.type == "thing" else "a" for p in question.parameters if p.required}
    for parameter in things:
        whole = client.get(f"/q/{question.name}.csv", query_string={k: v for k, v in required.items() if k != parameter.name} | {parameter.name: selects[parameter.name][0]})
        total = len(rows_of(whole))
        for choice in selects[parameter.name][:12]:
            answer = client.get(f"/q/{question.name}.csv", query_string=(required if parameter.name not in required else {}) | {parameter.name: choice})
            assert answer.status_code == 200
            if set(required) <= {parameter.name}:
                assert rows_of(answer), choice
        assert total or set(required) - {parameter.name}


def rows_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("question", [q for q in QUESTIONS if not any(p.required for p in q.parameters)], ids=lambda q: q.name)
def test_a_choice_gives_the_rows_of_the_whole_that_have_it(question: Question, client: FlaskClient) -> None:
    """A value that is given is no claim: what has no such value is left out, not filled up with it."""
    every = rows_of(client.get(f"/q/{question.name}.csv"))
    for parameter in question.parameters:
        if parameter.type == "thing":
            for value in sorted({row[parameter.name] for row in every if row[parameter.name]})[:8]:
                some = rows_of(client.get(f"/q/{question.name}.csv", query_string={parameter.name: value}))
                wanted = [row for row in every if row[parameter.name] == value]
                assert sorted(map(str, some)) == sorted(map(str, wanted)), (parameter.name, value)


def test_a_choice_narrows_the_answer(client: FlaskClient) -> None:
    every = rows_of(client.get("/q/who-took-part.csv"))
    some = rows_of(client.get("/q/who-took-part.csv?who=id:country-niger"))
    assert 0 < len(some) < len(every)
    assert some == [row for row in every if row["who"].endswith("/country-niger")]


@pytest.mark.parametrize("value", ["id:country-niger", "https://w3id.org/ctgraph/id/country-niger", "country-niger", "Niger", "NIGER"])
def test_a_thing_is_given_in_many_ways(client: FlaskClient, value: str) -> None:
    answer = client.get("/q/who-took-part.csv", query_string={"who": value})
    assert len(rows_of(answer)) == 5


def test_days_and_languages(client: FlaskClient) -> None:
    late = rows_of(client.get("/q/events.csv?from=2024-06-26&until=2024-06-26&language=fr"))
    assert {row["name"][:7] for row in late} == {"Atelier"}
    assert rows_of(client.get("/q/events.csv?from=2030-01-01")) == []


@pytest.mark.parametrize(("question", "parameter", "column"), [("find-words", "words", "sentence"), ("names", "called", "name")])
def test_words_are_looked_for_whatever_their_capitals(client: FlaskClient, question: str, parameter: str, column: str) -> None:
    every = rows_of(client.get(f"/q/{question}.csv", query_string={parameter: "o"}))
    found = rows_of(client.get(f"/q/{question}.csv", query_string={parameter: "UNOCT"}))
    assert 0 < len(found) < len(every)
    assert all("unoct" in row[column].lower() for row in found)
    assert found == rows_of(client.get(f"/q/{question}.csv", query_string={parameter: "unoct"}))


def test_values_are_terms_and_never_text(client: FlaskClient) -> None:
    hostile = '" } . ?s ?p ?o . { "'
    answer = client.get("/q/find-words.csv", query_string={"words": hostile})
    assert (answer.status_code, rows_of(answer)) == (200, [])
    assert client.get("/q/who-paid.csv", query_string={"donor": "http://x> } #"}).status_code == 400


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/q/nothing", 404, "/q lists them"),
        ("/q/who-paid?donr=x", 400, "donor"),
        ("/q/who-took-part?who=Nigr", 400, "country-niger"),
        ("/q/who-took-part?who=a&who=b", 400, "2 times"),
        ("/q/events?from=June", 400, "2024-06-30"),
        ("/q/said-in", 400, "document"),
        ("/q/find-words?words=", 400, "words"),
        ("/q/who-paid?format=turtle", 406, ""),
        ("/q/who-paid.nonsense", 406, ""),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(client: FlaskClient, url: str, status: int, words: str) -> None:
    answer = client.get(url, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.json["detail"]


def test_every_way_to_a_format_gives_the_same(client: FlaskClient) -> None:
    by_header = client.get("/q/who-paid", headers={"Accept": "text/csv"})
    assert by_header.mimetype == "text/csv"
    assert by_header.data == client.get("/q/who-paid.csv").data == client.get("/q/who-paid?format=csv").data
    assert client.get("/q/who-paid.csv", headers={"Accept-Language": "fr"}).data == by_header.data
    assert client.get("/q/who-paid.csv", headers={"If-None-Match": client.get("/q/who-paid.csv").headers["ETag"]}).status_code == 304


def test_the_page_shows_names_and_leads_to_the_same_query(site: Site, client: FlaskClient) -> None:
    page = site.page("/q/who-paid?donor=id:country-italy&lang=fr")
    cells = ["".join(td.itertext()) for td in page.all("td")]
    assert "Italie" in cells
    assert not any("country-italy" in cell for cell in cells)
    sparql = next(url for url in page.links() if url.startswith("/sparql?") and "query=" in url)
    again = site.page(sparql)
    assert len(list(again.all("tr"))) == len(list(page.all("tr")))
    form = [e for e in page.all("option") if e.attrib.get("selected") is not None]
    assert [o.attrib["value"] for o in form] == ["id:country-italy", "fr"]


def test_the_list_is_for_programs_too(client: FlaskClient) -> None:
    listed = client.get("/q", headers={"Accept": "application/json"}).json["questions"]
    assert [q["name"] for q in listed] == [q.name for q in QUESTIONS]
    for one in listed:
        needed = [p for p in one["parameters"] if p["required"]]
        answer = client.get(one["url"].removeprefix("http://localhost"), headers={"Accept": "text/csv"})
        assert answer.status_code == (400 if needed else 200)


def test_openapi_is_valid_and_true(client: FlaskClient) -> None:
    document = json.loads(client.get("/openapi.json").text)
    validate(document)
    for path, methods in document["paths"].items():
        allowed = client.options(path).headers["Allow"]
        assert {m.upper() for m in methods} <= set(allowed.split(", ")), path
    given = {p["name"] for p in document["paths"]["/q/who-paid"]["get"]["parameters"]}
    assert given == {"donor", "what", "language", "format"}


EDITOR = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""


def test_editors_find_the_questions_as_examples(client: FlaskClient, real_store: EmbeddedStore) -> None:
    answer = client.get("/.well-known/sparql-examples", headers={"Accept": "text/turtle"})
    rows = list(Graph().parse(data=answer.text, format="turtle").query(EDITOR))
    assert len(rows) == 2 * len(QUESTIONS)
    for row in rows:
        with real_store.query(QueryRequest(str(row.query))) as found:
            assert list(found)


def test_other_data_has_no_questions(strange: FlaskClient) -> None:
    assert strange.get("/q", headers=BROWSER).status_code == 200
    assert strange.get("/q/who-paid").status_code == 404
    assert strange.get("/q", headers={"Accept": "application/json"}).json == {"questions": []}


HEADER = '#+ title.en = "T?"\n#+ description.en = "D"\n#+ [parameters.s]\n#+ type = "thing"\n#+ label.en = "S"\n#+ [columns]\n#+ s = { holds = "iri", en = "S" }\n'
BODY = "SELECT ?s WHERE {\n  VALUES ?s { }\n  ?s ?p ?o\n}\n"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (HEADER.replace('"T?"', "T?") + BODY, "no TOML"),
        (BODY, "lacks 'title'"),
        (HEADER.replace('"iri"', '"irri"') + BODY, "q.rq:7: columns.s.holds is among"),
        (HEADER.replace('"thing"', '"thng"') + BODY, "q.rq:4: parameters.s.type is among"),
        (HEADER + BODY.replace("VALUES ?s { }", ""), "VALUES"),
        (HEADER.replace("#+ s = {", "#+ t = {") + BODY, "one of the columns"),
        ("#+ order = true\n" + HEADER + BODY, "q.rq:1: order is a whole number"),
        (HEADER.replace('{ holds = "iri", en = "S" }', '"iri"') + BODY, "q.rq:7: columns.s is a table"),
        (HEADER.replace("parameters.s", "parameters.format") + BODY.replace("?s {", "?format {"), "q.rq:3: format is no name"),
        ('#+ view = "pie"\n' + HEADER + BODY, "q.rq:1: view is among"),
    ],
)
def test_a_wrong_header_says_what_is_wrong(source: str, words: str) -> None:
    assert parse("q", HEADER + BODY).columns[0].name == "s"
    with pytest.raises(ProjectError, match=words):
        parse("q", source)
