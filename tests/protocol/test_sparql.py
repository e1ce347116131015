"""The endpoint and the graph store over HTTP, as SPARQL 1.1 Protocol and RFC 9110 have them."""

import gzip
import json
import xml.etree.ElementTree as ET

import brotli
import httpx
import pytest
import rdflib

from ctgraph.formats import BOOLEANS, GRAPHS, SOLUTIONS

EX = "http://example.org/"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SELECT = f"SELECT ?v {{ <{EX}a> <{EX}p> ?v }} ORDER BY ?v"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{EX}b> ?p ?o }}"
LONG = "SELECT * { " + "VALUES ?%s { 1 2 3 4 5 6 7 8 9 0 } " * 3 % ("a", "b", "c") + "}"
D1 = ("default-graph-uri", EX + "d1")


def get(client, *parameters, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/sparql", params=parameters, headers=sent)


def media_type(response):
    return response.headers["content-type"].partition(";")[0]


# ---- how a query comes in


@pytest.mark.parametrize(
    "send",
    [
        lambda c: c.get("/sparql", params={"query": "ASK {}"}),
        lambda c: c.get("/sparql?query=ASK+%7B%7D"),
        lambda c: c.get("/sparql?query=ASK%20%7B%7D&unknown=1"),
        lambda c: c.post("/sparql", data={"query": "ASK {}"}),
        lambda c: c.post(
            "/sparql", content=b"query=ASK+%7B%7D", headers={"content-type": FORM.upper()}
        ),
        lambda c: c.post("/sparql", content="ASK {}", headers={"content-type": QUERY}),
        lambda c: c.post(
            "/sparql",
            content="ASK {}",
            headers={"content-type": "Application/SPARQL-Query; charset=UTF-8; version=1.2"},
        ),
        lambda c: c.post(
            "/sparql", content=iter([b"ASK ", b"{}"]), headers={"content-type": QUERY}
        ),
    ],
)
def test_a_query_comes_in_three_ways(client, send):
    response = send(client)
    assert response.status_code == 200
    assert response.json()["boolean"] is True


POSTED = {"content-type": QUERY}
FORMED = {"content-type": FORM}


@pytest.mark.parametrize(
    ("method", "url", "content", "headers", "status"),
    [
        ("GET", "?query=", None, {}, 400),
        ("GET", "?query=ASK+%7B", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D&query=ASK+%7B%7D", None, {}, 400),
        ("GET", "?update=CLEAR+ALL", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D&update=CLEAR+ALL", None, {}, 400),
        ("GET", "?query=CLEAR+ALL", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D%00", None, {}, 400),
        ("GET", "?query=ASK+%7B%22%FF%22%7D", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D&default-graph-uri=not+an+%3Ciri%3E", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D&named-graph-uri=relative", None, {}, 400),
        ("GET", "?query=ASK+%7B+SERVICE+%3Chttp://127.0.0.1:9/%3E+%7B%7D+%7D", None, {}, 400),
        ("GET", "?query=ASK+%7B%7D&" + "a=1&" * 1001, None, {}, 400),
        ("POST", "", b"", POSTED, 400),
        ("POST", "", b"ASK {", POSTED, 400),
        ("POST", "", b'ASK { ?s ?p "\xff" }', POSTED, 400),
        ("POST", "?query=ASK+%7B%7D", b"ASK {}", POSTED, 400),
        ("POST", "", b"foo=bar", FORMED, 400),
        ("POST", "", b"query=ASK+%7B%22%FF%22%7D", FORMED, 400),
        ("POST", "", b"update=CLEAR+ALL", FORMED, 400),
        ("POST", "", b"query=ASK+%7B%7D&update=CLEAR+ALL", FORMED, 400),
        ("POST", "", b"ASK {}", {}, 415),
        ("POST", "", b"ASK {}", {"content-type": "text/plain"}, 415),
        ("POST", "", b"CLEAR ALL", {"content-type": "application/sparql-update"}, 415),
        ("POST", "", "ASK {}".encode("utf-16"), {"content-type": QUERY + "; charset=utf-16"}, 415),
        ("POST", "", gzip.compress(b"ASK {}", mtime=0), POSTED | {"content-encoding": "gzip"}, 415),
        ("POST", "", b"ASK {} #" + b"x" * 100_000, POSTED, 413),
        ("PUT", "?query=ASK+%7B%7D", b"", {}, 405),
        ("DELETE", "", None, {}, 405),
        ("PATCH", "", b"", {}, 405),
    ],
)
def test_what_is_no_query_is_refused(client, method, url, content, headers, status):
    response = client.request(method, "/sparql" + url, content=content, headers=headers)
    assert response.status_code == status
    assert media_type(response) == "application/problem+json"
    assert response.json()["status"] == status
    assert response.json()["detail"]
    if status == 405:
        assert {"GET", "HEAD", "POST"} <= set(response.headers["allow"].split(", "))


def test_a_syntax_error_says_where(client):
    problem = get(client, ("query", "SELECT ?x\nWHERE {\n ?x a \n}")).json()
    assert problem["type"] == "/problems/query-syntax"
    assert (problem["line"], problem["column"]) == (3, 2)


@pytest.mark.parametrize(
    ("method", "url", "kind", "status"),
    [
        ("POST", "/sparql", "a/b", 415),
        ("POST", "/sparql", QUERY, 413),
        ("PUT", "/store", "text/turtle", 405),
        ("POST", "/none", "a/b", 404),
    ],
)
def test_a_refused_body_does_not_spoil_the_connection(client, method, url, kind, status):
    for _ in range(10):
        headers = {"content-type": kind}
        refused = client.request(method, url, content=b"x" * 3_000_000, headers=headers)
        assert refused.status_code == status
        assert get(client, ("query", "ASK {}")).json()["boolean"] is True


def test_text_goes_through_unchanged(client):
    text = "日本語 é 𝒳 + % &"
    query = f'SELECT ("{text}" AS ?v) {{}}'
    for response in (
        get(client, ("query", query)),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers=POSTED),
    ):
        (row,) = response.json()["results"]["bindings"]
        assert row["v"]["value"] == text


# ---- the dataset


@pytest.mark.parametrize(
    ("pattern", "parameters", "expected"),
    [
        (f"<{EX}b> ?p ?o", [], True),
        ("?s ?p 'in d2'", [], False),
        ("?s ?p 'in d2'", [("default-graph-uri", EX + "d2")], True),
        ("?s ?p 'in d2'", [("default-graph-uri", EX + "d2"), D1], True),
        (f"<{EX}b> ?p ?o", [D1], False),
        ("GRAPH ?g { ?s ?p ?o }", [D1], False),
        ("GRAPH ?g { ?s ?p 'in d2' }", [("named-graph-uri", EX + "d2")], True),
        ("GRAPH ?g { ?s ?p 'in d2' }", [("named-graph-uri", EX + "d1")], False),
        ("?s ?p ?o", [("named-graph-uri", EX + "d1")], False),
        (f"<{EX}b> ?p ?o", [("default-graph-uri", EX + "accepted")], True),
        (f"GRAPH ?g {{ <{EX}b> ?p ?o }}", [("named-graph-uri", EX + "accepted")], True),
        (f"GRAPH ?g {{ <{EX}b> ?p ?o }}", [], False),
        ("?s ?p ?o", [("default-graph-uri", EX + "none")], False),
    ],
)
def test_parameters_name_the_dataset(client, pattern, parameters, expected):
    query = f"ASK {{ {pattern} }}"
    in_url = get(client, ("query", query), *parameters)
    in_form = client.post("/sparql", data={"query": query} | _lists(parameters))
    beside = client.post("/sparql", params=parameters, content=query.encode(), headers=POSTED)
    assert [r.json()["boolean"] for r in (in_url, in_form, beside)] == [expected] * 3


def _lists(parameters):
    names = {name for name, _ in parameters}
    return {name: [value for n, value in parameters if n == name] for name in names}


def test_parameters_win_over_from(client):
    query = f"ASK FROM <{EX}d2> {{ ?s ?p 'in d2' }}"
    assert get(client, ("query", query)).json()["boolean"] is True
    assert get(client, ("query", query), D1).json()["boolean"] is False


def test_nothing_is_fetched(client, tmp_path):
    for iri in ("file:///etc/passwd", "http://127.0.0.1:9/"):
        assert get(client, ("query", f"ASK FROM <{iri}> {{ ?s ?p ?o }}")).json()["boolean"] is False


def test_relative_iris_have_the_endpoint_as_base(client, server):
    response = get(client, ("query", "SELECT (<x> AS ?v) {}"), accept="text/csv")
    assert response.text.split() == ["v", f"{server}/x"]


# ---- the form of the answer


def _read(response):
    """Parse an answer as what it says it is."""
    kind = media_type(response)
    if kind == JSON:
        return response.json()
    if kind == XML:
        return ET.fromstring(response.text)
    if kind.startswith("text/") and kind != "text/turtle":
        return response.text
    names = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/n-triples": "nt"}
    names |= {"application/ld+json": "json-ld", "application/trig": "trig"}
    names |= {"application/n-quads": "nquads"}
    dataset = rdflib.Dataset(default_union=True)
    return dataset.parse(data=response.text, format=names[kind])


@pytest.mark.parametrize(
    ("query", "forms"), [(SELECT, SOLUTIONS), ("ASK {}", BOOLEANS), (CONSTRUCT, GRAPHS)]
)
def test_every_form_is_to_be_had_by_accept_and_by_name(client, query, forms):
    assert media_type(get(client, ("query", query))) == forms[0].media_type
    for form in forms:
        for response in (
            get(client, ("query", query), accept=form.media_type),
            get(client, ("query", query), ("format", form.name), accept="image/png"),
            client.post("/sparql", content=query, headers=POSTED | {"accept": form.media_type}),
        ):
            assert response.status_code == 200
            assert response.headers["content-type"] == form.content_type
            assert "Accept" in response.headers["vary"]
            assert _read(response) is not None


@pytest.mark.parametrize(
    ("query", "headers", "parameters"),
    [
        (SELECT, {"accept": "image/png"}, []),
        (SELECT, {"accept": "text/turtle"}, []),
        ("ASK {}", {"accept": "text/csv"}, []),
        (CONSTRUCT, {"accept": JSON}, []),
        (SELECT, {}, [("format", "turtle")]),
        (SELECT, {}, [("format", "nonsense")]),
        ('SELECT ("\\u0001" AS ?x) {}', {"accept": XML}, []),
        ("CONSTRUCT { <a:a> <http://e/1> 1 } {}", {"accept": "application/rdf+xml"}, []),
    ],
)
def test_what_cannot_be_made_is_406(client, query, headers, parameters):
    response = get(client, ("query", query), *parameters, **headers)
    assert response.status_code == 406
    assert response.json()["type"] == "/problems/not-acceptable"


def test_csv_is_csv(client):
    response = get(client, ("query", SELECT), accept="text/csv")
    assert response.content == b"v\r\njavascript:alert(1)\r\none\r\n"


# ---- pages


def test_people_get_a_form(client):
    response = get(client, accept=BROWSER)
    assert media_type(response) == "text/html"
    assert "<textarea" in response.text
    assert "SELECT" in response.text  # an example to begin with


def test_people_get_a_table_of_the_first_rows(client):
    query = "SELECT ?g ?v { { ?s ?p ?v } UNION { GRAPH ?g { ?s ?p ?v } } } ORDER BY DESC(?g)"
    page = get(client, ("query", query), accept=BROWSER).text
    assert "2 of 5 rows" in page
    assert f'<a href="{EX}d1"' in page
    assert "&lt;b&gt;in d1&lt;/b&gt;" in page
    assert "<b>" not in page


def test_only_http_iris_are_links(client):
    page = get(client, ("query", SELECT), accept=BROWSER).text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(("query", "text"), [("ASK {}", "Yes"), (CONSTRUCT, "1 of 1 rows")])
def test_other_answers_have_a_page_too(client, query, text):
    assert text in get(client, ("query", query), accept=BROWSER).text


def test_a_query_is_shown_as_text(client):
    query = "SELECT * { } # </textarea><script>"
    page = get(client, ("query", query), accept=BROWSER).text
    assert "<script>" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


# ---- the service description


@pytest.mark.parametrize("form", GRAPHS[:4])
def test_the_service_describes_itself(client, server, form):
    response = get(client, accept=form.media_type)
    assert media_type(response) == form.media_type
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    graph = _read(response)
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert str(graph.value(service, sd.endpoint)) == server + "/sparql"
    assert set(graph.objects(service, sd.resultFormat)) == {
        rdflib.URIRef(form.iri) for form in (*SOLUTIONS, *GRAPHS)
    }
    named = {str(graph.value(g, sd.name)) for g in graph.objects(None, sd.namedGraph)}
    assert named == {EX + "d1", EX + "d2"}


def test_turtle_is_the_default(client):
    assert media_type(get(client)) == "text/turtle"


# ---- HTTP


def test_head_is_get_without_a_body(client):
    answer = get(client, ("query", SELECT))
    head = client.head("/sparql", params={"query": SELECT})
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "vary", "cache-control"):
        assert head.headers[name] == answer.headers[name]


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/sparql", {"GET", "HEAD", "OPTIONS", "POST"}), ("/store", {"GET", "HEAD", "OPTIONS"})],
)
def test_options_says_what_there_is(client, path, methods):
    origin = {"origin": "https://app.example", "access-control-request-method": "POST"}
    response = client.options(path, headers=origin)
    assert response.status_code == 204
    assert set(response.headers["allow"].split(", ")) == methods
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" not in response.headers["access-control-allow-methods"] or path == "/sparql"
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("url", ["/sparql", "/sparql?query=ASK{}", "/sparql?query=ASK{", "/none"])
def test_every_answer_is_open_to_scripts_and_shut_to_guesses(client, url):
    response = client.get(url)
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"]
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_an_answer_can_be_revalidated(client):
    first = get(client, ("query", SELECT))
    tag = first.headers["etag"]
    again = get(client, ("query", SELECT), if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == first.headers["vary"]
    assert again.headers["access-control-allow-origin"] == "*"
    others = [
        get(client, ("query", SELECT + " LIMIT 1")),
        get(client, ("query", SELECT), accept=XML),
        get(client, ("query", SELECT), accept_encoding="gzip"),
        get(client, ("query", SELECT), D1),
    ]
    assert len({tag, *(other.headers["etag"] for other in others)}) == 5


@pytest.mark.parametrize(
    "query", ["SELECT (NOW() AS ?x) {}", "SELECT (rand() AS ?x) {}", "SELECT (BNODE() AS ?b) {}"]
)
def test_what_changes_by_itself_is_not_revalidated(client, query):
    response = get(client, ("query", query))
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("identity", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("gzip;q=0, identity", None),
        ("*;q=0", None),
    ],
)
def test_long_answers_are_coded_when_asked(client, accepted, coding):
    headers = {"accept-encoding": accepted} if accepted else {}
    with client.stream("GET", "/sparql", params={"query": LONG}, headers=headers) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers.get("content-encoding") == coding
    assert int(response.headers["content-length"]) == len(raw)
    assert "Accept-Encoding" in response.headers["vary"]
    plain = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding](raw)
    assert len(json.loads(plain)["results"]["bindings"]) == 1000


def test_short_answers_are_not(client):
    response = get(client, ("query", "ASK {}"), accept_encoding="gzip, br")
    assert "content-encoding" not in response.headers


# ---- the graph store


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"graph": EX + "d1"}, {"<b>in d1</b>"}),
        ({"default": ""}, {"one", "2", "javascript:alert(1)"}),
        ({"graph": EX + "accepted"}, {"one", "2", "javascript:alert(1)"}),
    ],
)
@pytest.mark.parametrize("form", GRAPHS)
def test_a_graph_is_had_whole(client, parameters, expected, form):
    response = client.get("/store", params=parameters, headers={"accept": form.media_type})
    assert response.headers["content-type"] == form.content_type
    assert {str(o) for o in _read(response).objects()} == expected


@pytest.mark.parametrize(
    ("url", "headers", "status"),
    [
        ("/store", {}, 400),
        ("/store?default&graph=http://example.org/d1", {}, 400),
        ("/store?graph=http://example.org/d1&graph=http://example.org/d2", {}, 400),
        ("/store?graph=relative", {}, 400),
        ("/store?graph=http://example.org/%2564%31", {}, 404),
        ("/store?graph=http://example.org/none", {}, 404),
        ("/store?graph=http://example.org/d1", {"accept": "image/png"}, 406),
        ("/store?graph=http://example.org/%641", {}, 200),
        ("/store?graph=http://example.org/d1&format=nt", {}, 200),
    ],
)
def test_one_graph_is_named(client, url, headers, status):
    assert client.get(url, headers=headers).status_code == status
    assert client.head(url, headers=headers).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_the_store_is_read_only(client, method):
    response = client.request(method, "/store?graph=http://example.org/d1", content=b"")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert "source files" in response.json()["detail"]


def test_a_graph_can_be_revalidated(client):
    response = client.get("/store", params={"graph": EX + "d1"})
    again = client.get(
        "/store",
        params={"graph": EX + "d1"},
        headers={"if-none-match": response.headers["etag"]},
    )
    assert again.status_code == 304


def test_many_clients_at_once(server):
    with httpx.Client(base_url=server, trust_env=False) as client:
        assert all(get(client, ("query", "ASK {}")).json()["boolean"] for _ in range(50))
