"""What an engine elsewhere may do wrong, and what a client is told: a real server that misbehaves."""

from __future__ import annotations

import json
import logging
import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from flask.testing import FlaskClient

Handler = BaseHTTPRequestHandler
JSON = "application/sparql-results+json"
ROWS = {"head": {"vars": ["v"]}, "results": {"bindings": [{"v": {"type": "literal", "value": "x"}}] * 50}}
GOOD = json.dumps(ROWS).encode()
QUERY = "SELECT ?v { <urn:trouble> ?p ?v }"


def say(status: int, body: bytes = b"", **headers: str) -> Callable[[Handler], None]:
    """Answer so; `Content_Type` is a header, as is any other that is named with underscores."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            if value:
                handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cut(handler: Handler) -> None:
    say(200, GOOD[:100], Content_Type=JSON, Content_Length=str(len(GOOD)))(handler)
    handler.close_connection = True


def endless(pause: float, piece: bytes) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        say(200, Content_Type=JSON, Content_Length="", Transfer_Encoding="chunked")(handler)
        try:
            while True:
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:
            handler.close_connection = True

    return answer


def silent(handler: Handler) -> None:
    time.sleep(1.5)
    handler.close_connection = True


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def unmeasured(handler: Handler) -> None:
    say(200, GOOD, Content_Type=JSON, Content_Length="", Connection="close")(handler)
    handler.close_connection = True


@dataclass(frozen=True)
class Case:
    """What the engine does, and what the client gets: status, kind of problem, a piece of its text."""

    name: str
    trouble: Callable[[Handler], None]
    status: int
    problem: str
    said: str


CASES = (
    Case("says nothing", silent, 504, "query-timeout", "after 1 seconds"),
    Case("drips", endless(0.05, b" "), 504, "query-timeout", "after 1 seconds"),
    Case("is cut off", cut, 503, "engine-away", "broke off"),
    Case("does not say how long", unmeasured, 502, "engine-answer", "whether it is whole"),
    Case("resets", reset, 503, "engine-away", "broke off"),
    Case("is huge", endless(0, b"x" * 65536), 400, "result-too-large", "longer than 1,000,000 bytes"),
    Case("is a page", say(200, b"<p>Hello", Content_Type="text/html"), 502, "engine-answer", "text/html"),
    Case("has no type", say(200, GOOD), 502, "engine-answer", "does not say what"),
    Case("is not JSON", say(200, b'{"head":', Content_Type=JSON), 502, "engine-answer", "cannot be read"),
    Case("breaks in the middle", say(200, GOOD[:-9], Content_Type=JSON), 502, "engine-answer", "cannot be read"),
    Case("has no rows", say(200, b"{}", Content_Type=JSON), 502, "engine-answer", "cannot be read"),
    Case("is something else", say(200, b'{"head":{},"boolean":true}', Content_Type=JSON), 502, "engine-answer", "something else"),
    Case("fails with a page", say(500, b"<b>secret</b>", Content_Type="text/html"), 502, "engine-answer", "status 500."),
    Case("fails with a word", say(500, b"no <disk>\nsecret", Content_Type="text/plain"), 502, "engine-answer", "“no <disk>”"),
    Case("refuses", say(400, b"\x1b[1mno such function\x00", Content_Type="text/plain"), 400, "query-refused", "no such function”"),
    Case("does not know us", say(401, b"", WWW_Authenticate="Basic"), 502, "engine-answer", "does not let us in"),
    Case("forbids", say(403), 502, "engine-answer", "does not let us in"),
    Case("is not there", say(404, b"", Content_Type="text/html"), 502, "engine-answer", "status 404"),
    Case("sends elsewhere", say(302, b"", Location="http://127.0.0.1:9/"), 502, "engine-answer", "we do not go there"),
    Case("is busy", say(503), 503, "busy", "too much to do"),
    Case("is busy for long", say(503, b"", Retry_After="60"), 503, "busy", "too much to do"),
    Case("has had enough of us", say(429, b"", Retry_After="7"), 503, "busy", "too much to do"),
    Case("gave up", say(504), 504, "query-timeout", "given up"),
    Case("gave up in the middle", say(200, GOOD, Content_Type=JSON, X_SQL_State="S1TAT"), 504, "query-timeout", "given up"),
    Case("left rows out", say(200, GOOD, Content_Type=JSON, X_SPARQL_MaxRows="50"), 502, "engine-answer", "left out part"),
)


def ask(client: FlaskClient, accept: str = "application/json", query: str = QUERY) -> Any:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept}, buffered=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_failure_has_its_status_and_says_what_it_is(
    case: Case, serving: Callable[..., FlaskClient], elsewhere: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = serving(engine_user="me", engine_password="pass-word", max_result_bytes=1_000_000)
    elsewhere.trouble = case.trouble
    with caplog.at_level(logging.DEBUG):
        answer = ask(client)
        page = ask(client, "text/html")
    problem = answer.get_json()
    assert (answer.status_code, problem["type"]) == (case.status, f"/problems/{case.problem}")
    assert case.said in problem["detail"]
    assert answer.content_type.startswith("application/problem+json")
    assert ("Retry-After" in answer.headers) == (case.status == 503)
    assert page.status_code == case.status
    assert client.get(problem["type"], headers={"Accept": "text/html"}, buffered=True).status_code == 200
    for text in (answer.text, page.text, caplog.text):
        assert "pass-word" not in text
        assert "secret" not in text
        assert elsewhere.endpoint not in answer.text + page.text
    assert "<disk>" not in page.text
    elsewhere.trouble = None
    assert ask(client).status_code == 200  # and the next query is none the worse for it


def test_credentials_are_sent(serving: Callable[..., FlaskClient], elsewhere: Any) -> None:
    for settings, sent in (
        ({"engine_user": "me", "engine_password": "pass-word"}, "Basic bWU6cGFzcy13b3Jk"),
        ({"engine_token": "abc"}, "Bearer abc"),
        ({}, ""),
    ):
        assert ask(serving(**settings)).status_code == 200
        assert elsewhere.credentials[-1] == sent


@pytest.mark.parametrize("first", [reset, say(503, b"", Retry_After="0"), say(502, b"", Retry_After="0")])
def test_what_can_be_asked_again_is(first: Callable[[Handler], None], serving: Callable[..., FlaskClient], elsewhere: Any) -> None:
    client, troubles = serving(), [first]

    def once(handler: Handler) -> None:
        (troubles.pop() if troubles else say(200, GOOD, Content_Type=JSON))(handler)

    elsewhere.trouble = once
    assert ask(client).get_json()["results"]["bindings"][0]["v"]["value"] == "x"
    assert not troubles


def test_connections_are_kept(serving: Callable[..., FlaskClient], elsewhere: Any) -> None:
    client, ports = serving(), set()

    def note(handler: Handler) -> None:
        ports.add(handler.client_address[1])
        say(200, GOOD, Content_Type=JSON)(handler)

    elsewhere.trouble = note
    for _ in range(5):
        assert ask(client).status_code == 200
    assert len(ports) == 1


def test_an_engine_that_is_not_there(serving: Callable[..., FlaskClient]) -> None:
    client = serving()
    store = client.application.extensions["ctgraph"].store
    store._strangers._url = store._ours._url = "http://127.0.0.1:9/"
    answer = ask(client)
    assert (answer.status_code, answer.get_json()["type"]) == (503, "/problems/engine-away")
    assert answer.headers["Retry-After"]


FORBIDDEN = (
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { S\\u0045RVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <http://127.0.0.1:9/> {} #" }',
    "SELECT * { ?s ?p ?o #\r SERVICE <http://127.0.0.1:9/> {}\n }",
    "SELECT * { ?s ?p ?o #\r ''' \n SERVICE <http://127.0.0.1:9/> {} #'''\n }",
    "INSERT DATA { <a:a> <a:b> 1 }",
    "DROP ALL",
    "ASK {} ; DROP ALL",
    "define get:soft 'soft' SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    "SELECT (bif:exec('x') AS ?x) {}",
    "PREFIX bif: <bif:> SELECT (bif:exec('x') AS ?x) {}",
    "LOAD <http://127.0.0.1:9/>",
)
STRING_OR_IRI = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>')


@pytest.mark.parametrize("text", FORBIDDEN)
def test_nothing_but_plain_queries_is_ever_sent(text: str, serving: Callable[..., FlaskClient], elsewhere: Any) -> None:
    client = serving()
    asked, updated = len(elsewhere.asked), len(elsewhere.updated)
    answer = ask(client, query=text)
    for sent in elsewhere.asked[asked:]:
        outside = STRING_OR_IRI.sub("", sent).lower()
        assert not any(word in outside for word in ("service", "define", "bif:", "#", "'", "insert", "drop"))
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert "u0022" in text or "'''" in text
    assert len(elsewhere.updated) == updated
