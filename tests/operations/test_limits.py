"""Each client has its share, whichever process answers it, and nobody has another's."""

from __future__ import annotations

import itertools
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from flask import Flask, request
from tests.operations.conftest import LABELS, Site, serving, wait_until
from tests.operations.test_lifecycle import SLOW

from ctgraph.settings import Settings
from ctgraph.web import mounting
from ctgraph.web.admission import client_of
from ctgraph.web.gate import Accounts, Allowance

RATE = 2
NUMBERS = itertools.count()
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 60000"


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server behind a proxy, which the tests play, with little for each client."""
    with serving(
        tmp_path_factory.mktemp("limited") / "project",
        trusted_proxies=1,
        query_timeout=4,
        query_share=4,
        client_queries=3,
        client_query_rate=RATE,
        client_page_rate=1,
        max_sending_bytes=32 << 20,
    ) as site:
        yield site


def ask(site: Site, forwarded: str, text: str = "", **headers: str) -> httpx.Response:
    """Ask what nobody has asked before, unless there is a text."""
    sent = {"x-forwarded-for": forwarded, "accept": "text/csv"} | headers
    return site.get("/sparql", params={"query": text or f"{LABELS} #{next(NUMBERS)}"}, headers=sent)


def exhaust(site: Site, forwarded: str) -> Counter[int]:
    """Ask more than one client may, from many connections and so of all processes."""
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        statuses = Counter(threads.map(lambda _: ask(site, forwarded).status_code, range(14 * RATE)))
    most = 10 * RATE + RATE * (time.monotonic() - begun) + 1
    assert statuses[200] <= most
    assert set(statuses) <= {200, 429}
    return statuses


def test_a_client_that_asks_too_often_is_told_when_to_come_again(limited: Site) -> None:
    assert exhaust(limited, "203.0.113.1")[429] > 0
    refused = next(answer for _ in range(50) if (answer := ask(limited, "203.0.113.1", accept="application/json")).status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert refused.json()["type"] == "/problems/too-many-requests"
    assert refused.headers["cache-control"] == "no-store"
    assert ask(limited, "203.0.113.2").status_code == 200
    page = next(answer for _ in range(50) if (answer := ask(limited, "203.0.113.1", accept="text/html")).status_code == 429)
    assert "Too many requests from one place" in page.text
    time.sleep(int(refused.headers["retry-after"]))
    assert ask(limited, "203.0.113.1").status_code == 200


def test_what_was_answered_before_counts_for_nothing(limited: Site) -> None:
    answers = [ask(limited, "203.0.113.3", LABELS).status_code for _ in range(20 * RATE)]
    assert set(answers) == {200}


def test_what_clients_say_of_themselves_is_not_believed(limited: Site) -> None:
    exhaust(limited, "203.0.113.4")
    statuses = [ask(limited, f"198.51.100.{n}, 203.0.113.4").status_code for n in range(10)]
    assert 429 in statuses
    assert ask(limited, "203.0.113.4, 198.51.100.250").status_code == 200


def test_an_ipv6_network_is_one_client(limited: Site) -> None:
    statuses = Counter(ask(limited, f"2001:db8:0:1::{n:x}").status_code for n in range(1, 14 * RATE))
    assert statuses[429] > 0
    assert ask(limited, "2001:db8:0:2::1").status_code == 200


@pytest.mark.parametrize(
    ("peer", "seen"),
    [("192.0.2.7", "203.0.113.1"), ("::ffff:192.0.2.7", "203.0.113.1"), ("127.0.0.1", "127.0.0.1"), ("198.51.100.1", "198.51.100.1"), ("", "")],
)
def test_proxies_are_believed_only_from_where_they_are(tmp_path: Path, peer: str, seen: str) -> None:
    settings = Settings.of(tmp_path, {"base_iri": "http://example.org/", "title": {"en": "Test"}, "trusted_proxies": 1, "proxy_networks": ["192.0.2.0/24"]})
    app = Flask("behind")
    app.add_url_rule("/", view_func=lambda: f"{request.remote_addr or ''} {request.scheme}")
    mounting.register(app, settings)
    sent = {"X-Forwarded-For": "198.51.100.66, 203.0.113.1", "X-Forwarded-Proto": "https"}
    answer = app.test_client().get("/", headers=sent, environ_base={"REMOTE_ADDR": peer})
    assert answer.text == f"{seen} {'https' if seen == '203.0.113.1' else 'http'}"


def test_one_client_cannot_have_all_readers(limited: Site) -> None:
    with ThreadPoolExecutor(8) as threads:
        hogs = [threads.submit(ask, limited, "203.0.113.5", f"{SLOW} #{n}") for n in range(8)]
        wait_until(lambda: sum(hog.done() for hog in hogs) >= 5)
        assert ask(limited, "203.0.113.6").status_code == 200
        statuses = Counter(hog.result().status_code for hog in hogs)
    assert statuses[429] >= 5
    assert sum(statuses.values()) - statuses[429] <= 3


def test_pages_have_their_own_share(limited: Site) -> None:
    def page(forwarded: str) -> int:
        return limited.get(f"/browse?start={next(NUMBERS)}", headers={"x-forwarded-for": forwarded}).status_code

    assert 429 in [page("203.0.113.7") for _ in range(30)]
    assert page("203.0.113.8") == 200
    assert limited.get("/healthz", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 200


def test_answers_on_their_way_take_no_more_disk_than_they_may(limited: Site) -> None:
    target = f"/sparql?{urlencode({'query': BIG})}"
    slow: list[tuple[socket.socket, bytes]] = []
    for n in (20, 21, 22):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", limited.port))
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nX-Forwarded-For: 203.0.113.{n}\r\n\r\n".encode())
        slow.append((connection, connection.recv(12)))
    assert {start for _, start in slow} == {b"HTTP/1.1 200", b"HTTP/1.1 503"}
    assert 0 < gauge(limited, "ctgraph_sending_bytes") <= 32 << 20
    for connection, _ in slow:
        connection.close()
    wait_until(lambda: gauge(limited, "ctgraph_sending_bytes") == 0)
    assert ask(limited, "203.0.113.23", BIG).status_code == 200


def gauge(site: Site, name: str) -> float:
    """Read one gauge."""
    lines = site.get("/metrics").text.splitlines()
    return float(next(line for line in lines if line.startswith(name + " ")).split()[1])


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("_hidden", "_hidden"),
        ("", ""),
    ],
)
def test_who_is_behind_an_address(address: str, client: str | None) -> None:
    assert client_of(address) == client


def test_an_account() -> None:
    accounts = Accounts(Allowance(2, 1))
    assert [accounts.enter("a", 0.0), accounts.enter("a", 0.0)] == [0, 0]
    assert accounts.enter("a", 0.0) > 0
    assert accounts.enter("b", 0.0) == 0
    for _ in range(8):
        accounts.leave("a")
        assert accounts.enter("a", 0.0) == 0
    accounts.leave("a")
    assert accounts.enter("a", 0.0) == 1.0
    assert accounts.enter("a", 0.75) == 0.25
    assert accounts.enter("a", 1.0) == 0
    for _ in range(2):
        accounts.leave("a")
    accounts.leave("b")
    assert len(accounts) == 2
    accounts.enter("c", 100.0)
    assert len(accounts) == 1


def test_many_clients_at_once_are_not_remembered_for_ever() -> None:
    accounts = Accounts(Allowance(1, 10))
    for n in range(150_000):
        name = str(n)
        assert accounts.enter(name, 0.0) == 0
        accounts.leave(name)
    assert len(accounts) <= 100_000


def test_threads_that_come_and_go(limited: Site) -> None:
    """A client that is refused leaves nothing behind: its place is free when its queries are done."""
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: ask(limited, f"203.0.113.{100 + n % 4}"), range(60)))
    time.sleep(1)
    assert {ask(limited, f"203.0.113.{100 + n}").status_code for n in range(4)} == {200}
