"""What is kept is what would be answered, and no more is kept than there is room for."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client
from werkzeug.wrappers import Response

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app
from ctgraph.web.cache import Cache

EX = "http://example.org/"
DATA = f'<{EX}a> <{EX}p> "one"@en .\n<{EX}b> <{EX}p> "<b>zwei</b>"@de .\n' + "".join(f'<{EX}{i}> <{EX}q> "{i}" .\n' for i in range(500))


class Reading(Client):
    """Reads every answer to its end and closes it, as servers do."""

    def open(self, *args: Any, **options: Any) -> Any:
        return super().open(*args, **{"buffered": True, **options})


class Counting:
    """A WSGI application that counts what reaches it."""

    def __init__(self, app: Any) -> None:
        self.app, self.asked = app, 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    root = tmp_path_factory.mktemp("cache")
    (root / "graph.nt").write_text(DATA)
    settings = Settings.of(root, {"base_iri": EX, "title": {"en": "Test"}, "cache_memory": 0})
    return create_app(settings, EmbeddedStore([root / "graph.nt"]), release="r1", prefixes={"ex": EX})


@pytest.fixture
def counting(app: Flask) -> Counting:
    return Counting(app)


@pytest.fixture
def client(counting: Counting) -> Client:
    return Reading(Cache(counting, 1 << 20), Response)


QUERY = "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D"
URLS = [QUERY, QUERY + "%20LIMIT%201", QUERY + "&format=csv", "/", "/?lang=fr", "/browse", f"/describe?iri={EX}a", "/store?default", "/about/endpoint", "/nowhere", "/sparql", "/sparql?query=ASK%20%7B"]
HEADERS = [
    dict(zip(("Accept", "Accept-Language", "Accept-Encoding"), values, strict=True))
    for values in itertools.product(("*/*", "text/html", "text/csv;q=0.5, text/turtle"), ("fr", "en"), ("identity", "gzip", "br, gzip;q=0.5"))
]
CHANGING = {"Date"}


def seen(answer: Any) -> tuple[int, dict[str, str], bytes]:
    return answer.status_code, {n: v for n, v in answer.headers.items() if n not in CHANGING}, answer.data


@pytest.mark.parametrize("url", URLS)
def test_the_same_is_answered_as_without_it(client: Client, app: Flask, url: str) -> None:
    plain = Reading(app, Response)
    for headers in [*HEADERS, *reversed(HEADERS)]:
        expected = seen(plain.get(url, headers=headers))
        assert seen(client.get(url, headers=headers)) == expected
        assert seen(client.head(url, headers=headers)) == seen(plain.head(url, headers=headers))
        etag = expected[1].get("ETag")
        if etag:
            known = headers | {"If-None-Match": etag}
            again, plainly = client.get(url, headers=known), plain.get(url, headers=known)
            assert again.status_code == plainly.status_code == 304
            assert seen(again) == seen(plainly)


def test_what_was_asked_before_does_not_reach_the_application(client: Client, counting: Counting) -> None:
    for _ in range(5):
        assert client.get(QUERY, headers={"Accept": "text/csv"}).status_code == 200
    assert counting.asked == 1
    client.get(QUERY, headers={"Accept": "application/sparql-results+json"})
    assert counting.asked == 2


@pytest.mark.parametrize(
    "url",
    ["/sparql?query=SELECT%20(NOW()%20AS%20%3Fn)%20%7B%7D", "/sparql?query=SELECT%20(RAND()%20AS%20%3Fn)%20%7B%7D", "/nowhere", "/sparql?query=ASK%20%7B"],
)
def test_what_may_change_is_asked_again(client: Client, counting: Counting, url: str) -> None:
    for n in range(1, 4):
        client.get(url)
        assert counting.asked == n


@pytest.mark.parametrize("header", ["If-Modified-Since", "Range", "Authorization", "If-Match"])
def test_special_requests_are_the_applications(client: Client, counting: Counting, header: str) -> None:
    for n in range(1, 3):
        client.get(QUERY, headers={header: "x"})
        assert counting.asked == n


def test_another_host_has_other_addresses_in_its_answers(client: Client) -> None:
    one = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "one.example"})
    other = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "other.example"})
    assert b"one.example" in one.data
    assert b"other.example" in other.data


def test_posts_are_not_kept(client: Client, counting: Counting) -> None:
    for n in range(1, 4):
        assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
        assert counting.asked == n


def sized(length: int) -> Any:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", str(length)), ("ETag", '"x"'), ("Vary", "Accept")])
        return [b"x" * (length // 2), b"x" * (length - length // 2)]

    return app


def test_there_is_no_more_than_there_is_room_for() -> None:
    counting = Counting(sized(10_000))
    cache = Cache(counting, 1 << 20)
    client = Reading(cache, Response)
    for n in range(1000):
        client.get(f"/{n}", headers={"Accept": "a" * (n % 50)})
    kept = sum(len(a.body) for a in cache._answers.values() if not isinstance(a, tuple))
    assert 1 << 19 < kept < 1 << 20
    client.get("/999", headers={"Accept": "a" * (999 % 50)})
    assert counting.asked == 1000
    client.get("/0")
    assert counting.asked == 1001


def test_an_answer_that_is_too_large_or_breaks_off_is_not_kept() -> None:
    large = Counting(sized(200_000))
    client = Reading(Cache(large, 1 << 20), Response)
    assert [len(client.get("/").data) for _ in range(2)] == [200_000] * 2
    assert large.asked == 2

    def broken(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "10"), ("ETag", '"x"')])
        return [b"12345"]

    short = Counting(broken)
    client = Reading(Cache(short, 1 << 20), Response)
    for n in range(1, 3):
        assert client.get("/").data == b"12345"
        assert short.asked == n


def test_many_threads_at_once(app: Flask) -> None:
    cache = Cache(app, 1 << 17)
    expected = {n: Reading(app, Response).get(f"{QUERY}%20LIMIT%20{n}").data for n in range(40)}
    begin = threading.Barrier(8)

    def ask(start: int) -> bool:
        client = Reading(cache, Response)
        begin.wait()
        return all(client.get(f"{QUERY}%20LIMIT%20{(start * 7 + n) % 40}").data == expected[(start * 7 + n) % 40] for n in range(100))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(8)))
