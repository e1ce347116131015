"""The short way of a query and the way through the application: nobody can tell one from the other."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app

DATA = '<a:a> <a:p> "é", 1, <a:b> . <a:b> <a:p> _:x .\n' + "".join(f'<a:n{n}> <a:q> "{n:0100}" .\n' for n in range(40))
QUERIES = {
    "rows": "SELECT * { ?s <a:p> ?o } ORDER BY STR(?o)",
    "no rows": "SELECT ?o { <a:nothing> ?p ?o }",
    "many rows": "SELECT * { ?s <a:q> ?o } ORDER BY ?s",
    "ask": "ASK { <a:a> ?p ?o }",
    "triples": "CONSTRUCT { ?s <a:r> ?o } { ?s <a:p> ?o . FILTER(!isBlank(?o)) }",
    "anew each time": "SELECT (0 * RAND() AS ?zero) {}",
    "no query": "SELECT * { ?s ?p }",
    "no update": "INSERT DATA { <a:a> <a:p> 1 }",
    "service": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "empty": "",
    "no XML": 'SELECT ("\\u0001" AS ?x) {}',
}
ACCEPTS = (None, "", "*/*", "application/sparql-results+json", "text/csv", "text/turtle", "application/n-triples", "application/sparql-results+xml", "image/png", "application/vnd.apache.parquet, */*;q=0.1", "text/*", "application/json;q=0, */*")
OTHERS = (
    {}, {"format": "json"}, {"format": "csv"}, {"format": "csv-bom"}, {"format": "nothing"}, {"format": "html"}, {"explain": "empty"}, {"unknown": "1"},
    {"default-graph-uri": "a:nothing"}, {"default-graph-uri": "no iri"}, {"named-graph-uri": "a:g"}, {"update": "CLEAR ALL"}, {"query": ["ASK {}", "ASK {}"]},
)
HEADERS = ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br, gzip;q=0.5"}, {"Accept-Encoding": "gzip;q=0"}, {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"}, {"If-None-Match": "*"})


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    root = tmp_path_factory.mktemp("lane")
    (root / "data.ttl").write_text(DATA, encoding="utf-8")
    settings = Settings.of(root, {"base_iri": "http://example.org/", "title": {"en": "Lane"}, "cache_memory": 0})
    return create_app(settings, EmbeddedStore([root / "data.ttl"]), release="r1")


def both(app, parameters, headers, *, method="GET", script_name=""):
    """What is answered in the short way, if it is, and what without it: status, headers and body."""
    answers = []
    for way in (app.wsgi_app, Flask.wsgi_app.__get__(app)):
        builder = EnvironBuilder("/sparql", f"http://localhost{script_name}", method=method, query_string=parameters, headers=headers)
        body, status, sent = run_wsgi_app(way, builder.get_environ(), buffered=True)
        fields = sorted((name.lower(), value) for name, value in sent if name.lower() != "content-length" or method != "HEAD")
        answers.append((status.upper(), fields, b"".join(body)))
    return answers


@pytest.mark.parametrize("kind", QUERIES)
def test_forms_and_parameters_make_no_difference(app, kind):
    for accept, others in itertools.product(ACCEPTS, OTHERS):
        headers = {} if accept is None else {"Accept": accept}
        short, long = both(app, {"query": QUERIES[kind]} | others, headers)
        assert short == long, (accept, others)


@pytest.mark.parametrize("kind", QUERIES)
def test_headers_and_methods_make_no_difference(app, kind):
    for headers, method in itertools.product(HEADERS, ("GET", "HEAD", "OPTIONS", "PUT")):
        short, long = both(app, {"query": QUERIES[kind]}, headers, method=method, script_name="/under")
        assert short == long, (headers, method)


def test_what_the_client_has_is_not_sent_again_on_either_way(app):
    (_, fields, _), _ = both(app, {"query": QUERIES["rows"]}, {})
    short, long = both(app, {"query": QUERIES["rows"]}, {"If-None-Match": dict(fields)["etag"]})
    assert short == long
    assert short[0].startswith("304")


def test_parameters_that_are_no_utf8_are_refused_on_either_way(app):
    short, long = both(app, "query=ASK+%7B%7D%FF", {})
    assert short == long
    assert short[0].startswith("400")


@pytest.mark.parametrize("kind", ["rows", "ask", "triples", "anew each time"])
def test_programs_take_the_short_way(app, monkeypatch, kind):
    monkeypatch.setattr(app, "full_dispatch_request", lambda: pytest.fail("the application was entered"))
    builder = EnvironBuilder("/sparql", query_string={"query": QUERIES[kind]})
    _, status, _ = run_wsgi_app(app.wsgi_app, builder.get_environ(), buffered=True)
    assert status == "200 OK"
