"""What strangers may try. The server stays whole, says what is wrong, and serves others meanwhile."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests.attack.conftest import EX, Target, Witness, alive, children_named, target
from tests.contract.test_store import SERVICE

from ctgraph.errors import CtgraphError
from ctgraph.store import Limits, QueryRequest, Supervisor
from ctgraph.store.plan import Pool

DEEP = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "parentheses": lambda n: "ASK { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "not": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "paths": lambda n: "ASK { ?s " + "(" * n + "<a:p>" + ")" * n + " ?o }",
    "exists": lambda n: "ASK { " + "FILTER EXISTS { " * n + "}" * n + " }",
    "functions": lambda n: "ASK { FILTER(" + "STR(" * n + "1" + ")" * n + " = '1') }",
    "sub-selects": lambda n: "ASK { " + "{ SELECT * { " * n + "}}" * n + " }",
    "blank nodes": lambda n: "ASK { ?s ?p " + "[ <a:p> " * n + "1" + "]" * n + " }",
    "collections": lambda n: "ASK { ?s ?p " + "(" * n + "1" + ")" * n + " }",
    "optionals": lambda n: "ASK { " + "OPTIONAL { ?s ?p ?o " * n + "}" * n + " }",
    "triple terms": lambda n: "ASK { ?s ?p " + "<<( <a:a> <a:b> " * n + "1" + " )>>" * n + " }",
}
FLAT = {
    "list": lambda n: "ASK { ?s ?p (" + "1 " * n + ") }",
    "minus": lambda n: "ASK { " + "MINUS { ?s ?p ?o } " * n + "}",
    "plus": lambda n: "ASK { FILTER(" + "1+" * n + "1) }",
    "or": lambda n: "ASK { FILTER(false" + "||false" * n + ") }",
    "union": lambda n: "ASK { {} " + "UNION {} " * n + "}",
    "sequence": lambda n: "ASK { ?s <a:p>" + "/<a:p>" * n + " ?o }",
    "alternatives": lambda n: "ASK { ?s <a:p>" + "|<a:p>" * n + " ?o }",
    "optionals in a row": lambda n: "ASK { " + "OPTIONAL {} " * n + "}",
    "binds": lambda n: "ASK { " + "".join(f"BIND({i} AS ?v{i}) " for i in range(n)) + "}",
}
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOGS = [
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d ?g",
    f"SELECT (STRLEN(?s30) AS ?n) {{ BIND('{'x' * 1000}' AS ?s0) "
    + "".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1}) " for i in range(30))
    + "}",
]
WHOLE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 40000"
ENDED = {503, 504}
# what is stopped before any query is read, whatever the data lies in, is tried on one server of the two
at_the_door = pytest.mark.parametrize("victim", ["in memory"], indirect=True)


@pytest.fixture(scope="module", autouse=True)
def _memory_returns(victim: Target) -> Iterator[None]:
    """After all attacks, the processes together hold about what they held once all threads were there."""
    with ThreadPoolExecutor(200) as clients:
        assert {a.status_code for a in clients.map(victim.query, ["ASK {}"] * 600)} <= {200, 503}
    before = victim.memory()
    yield
    time.sleep(2)
    after = victim.memory()
    assert after < before + 100, f"{before:.0f} MiB before, {after:.0f} MiB after"


@pytest.mark.parametrize("n", [3_000, 5_000, 50_000])
def test_texts_that_overflow_the_stack(victim: Target, witness: Witness, n: int) -> None:
    texts = {name: make(n) for name, make in (DEEP | FLAT).items()}
    with ThreadPoolExecutor(4) as clients:
        answers = dict(zip(texts, clients.map(victim.query, texts.values()), strict=True))
    assert {name: a.status_code for name, a in answers.items() if a.status_code not in {200, 400, *ENDED}} == {}
    assert any(a.status_code == 400 and a.json()["type"] == "/problems/query-too-deep" for a in answers.values())


def test_queries_without_end(victim: Target, witness: Witness) -> None:
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(victim.query, [CROSS] * 8))
    assert {a.status_code for a in answers} <= ENDED
    assert all(a.json()["limit_seconds"] in {1, 3} for a in answers if a.json().get("limit_seconds"))
    assert all("seconds" in a.json()["detail"] or "waiting" in a.json()["detail"] for a in answers)


def test_a_query_without_end_has_its_time_when_nobody_waits(victim: Target) -> None:
    answer = victim.query(CROSS)
    assert answer.status_code == 504
    assert "3 seconds" in answer.json()["detail"]


@pytest.mark.parametrize("text", HOGS, ids=["order", "distinct", "concat", "group", "doubling"])
def test_queries_that_eat_memory(victim: Target, witness: Witness, text: str) -> None:
    with ThreadPoolExecutor(3) as clients:
        answers = list(clients.map(victim.query, [text] * 3))
    assert {a.status_code for a in answers} <= {*ENDED, 200, 400}
    for answer in answers:
        if answer.status_code == 400:
            assert answer.json()["type"] == "/problems/result-too-large"
        if answer.status_code == 200:  # an expression that failed
            assert "9" not in answer.text


def test_the_limit_of_memory_is_named(victim: Target) -> None:
    answer = victim.query(HOGS[0])
    assert answer.status_code == 503
    assert "256 MiB" in answer.json()["detail"]


def test_an_answer_is_whole_or_an_error(victim: Target, witness: Witness) -> None:
    answer = victim.query("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept="text/csv")
    assert answer.status_code in {400, 504}
    if answer.status_code == 400:
        assert answer.json()["type"] == "/problems/result-too-large"
        assert "LIMIT" in answer.json()["detail"]
    assert "CONSTRUCT" not in answer.text
    triples = victim.query("CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", accept="application/n-triples")
    assert triples.status_code in {400, 504}


@at_the_door
def test_bodies_of_64_megabytes(victim: Target, witness: Witness) -> None:
    def send(kind: str) -> int:
        body = b"query=" + b"x" * (64 << 20)
        url = f"{victim.url}/sparql"
        return httpx.post(url, content=body, headers={"content-type": kind}, timeout=60, trust_env=False).status_code

    kinds = ["application/sparql-query", "application/x-www-form-urlencoded", "text/plain", "application/sparql-update"]
    with ThreadPoolExecutor(4) as clients:
        assert set(clients.map(send, kinds)) <= {413, 415}


POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
SLOW = {
    "heads": (b"GET /sparql?query=ASK HTTP/1.1\r\nHost: x\r\nX-", 0),
    "bodies": (POST + b"Content-Length: 1000\r\n\r\nASK", 0),
    "chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK", 0),
    "readers": (POST + b"Accept: text/csv\r\nContent-Length: %d\r\n\r\n" % len(WHOLE) + WHOLE.encode(), 4096),
}


@at_the_door
@pytest.mark.parametrize("kind", SLOW)
def test_two_hundred_slow_clients(victim: Target, witness: Witness, kind: str) -> None:
    data, receive = SLOW[kind]
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(victim.connect(data, receive)) for _ in range(200)]
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for connection in slow:
                with contextlib.suppress(OSError):
                    if kind in {"heads", "bodies"}:
                        connection.sendall(b"x")
                    elif kind == "readers":
                        connection.recv(10)
            time.sleep(1)
        assert witness.right > 5


@at_the_door
def test_a_client_that_is_too_slow_is_cut_off(victim: Target) -> None:
    with victim.connect(POST + b"Content-Length: 1000\r\n\r\nASK") as slow, victim.connect(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n") as kept:
        received = b""
        while b"true" not in received:
            received += kept.recv(4096)
        begun = time.monotonic()
        with contextlib.suppress(ConnectionError):
            assert slow.recv(100) == b""
        assert 3 < time.monotonic() - begun < 60


def test_two_hundred_clients_at_once(victim: Target, witness: Witness) -> None:
    def ask(n: int) -> bool:
        for _ in range(100):
            answer = victim.query(f"SELECT ?v {{ <{EX}{n}> <{EX}p> ?v }}", accept="text/csv")
            if answer.status_code == 200:
                return answer.text == f"v\r\n{n}\r\n"
            assert answer.status_code == 503
            time.sleep(int(answer.headers["retry-after"]))
        return False

    with ThreadPoolExecutor(200) as clients:
        assert all(clients.map(ask, range(200)))


# ---- SERVICE


@pytest.fixture
def loopback() -> Iterator[tuple[int, list[object]]]:
    """A listener that nobody should speak to: its port, and who did."""
    visitors: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, address = listener.accept()
                    visitors.append(address)
                    connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield listener.getsockname()[1], visitors
        listener.shutdown(socket.SHUT_RDWR)


def test_service_in_every_disguise(victim: Target, witness: Witness, loopback: tuple[int, list[object]]) -> None:
    port, visitors = loopback
    for text in SERVICE:
        answer = victim.query(text.replace("127.0.0.1:9/", f"127.0.0.1:{port}/"))
        assert answer.status_code == 400, text
    for text in [f"LOAD <http://127.0.0.1:{port}/>", f"SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}"]:
        assert victim.query(text).status_code in {200, 400}
    named = httpx.get(f"{victim.url}/store", params={"graph": f"http://127.0.0.1:{port}/"}, trust_env=False)
    assert named.status_code == 404
    assert visitors == []


UNGUARDED = """
from ctgraph.store import broker, tokens
tokens.refuse_service = lambda text: None
broker.main()
"""


def test_a_reader_could_not_open_a_socket_anyway(loopback: tuple[int, list[object]]) -> None:
    port, visitors = loopback
    pool = Pool(1, 5, 5, 4)
    with Supervisor([], limits=Limits(pool, pool, 256 << 20, 1 << 20), command=(sys.executable, "-c", UNGUARDED)) as engine:
        store = engine.store()
        service = f"SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}"
        with store.query(QueryRequest(f"SELECT * {{ {service} }}")) as rows, pytest.raises(CtgraphError):
            list(rows)
        with store.query(QueryRequest(f"SELECT * {{ {service.replace(' ', ' SILENT ', 1)} }}")) as rows:
            list(rows)
        store.close()
    assert visitors == []


# ---- malformed requests

BROKEN = [
    b"\r\n\r\n",
    b"\0" * 1000,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500,
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n X\r\n\r\n",
    POST + b"Content-Length: -1\r\n\r\nASK {}",
    POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK {}",
    POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nASK\r\n",
    POST + b"Content-Length: 1\r\n\r\n\xff",
    POST + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\nASK {}",
    b"GET /sparql?query=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D&format=%0d%0aX-Evil:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: " + b"a/b;q=0.1," * 5000 + b"\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: ;;;q=,,/\x80\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ;;;q=9e999,br;q=x\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"\"\"W/W/,,\x80\r\n\r\n",
    b"GET /sparql?" + b"a=b&" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%00/../..//etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /page/%0d%0aX-Evil:%201 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /sparql HTTP/1.1\r\nHost: x\"><script>\r\nAccept: text/turtle\r\n\r\n",
    b"BREW /sparql HTTP/1.1\r\nHost: x\r\n\r\n",
]


@at_the_door
@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_malformed_requests(victim: Target, data: bytes) -> None:
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(victim.connect(data))
            connection.settimeout(3)
            answer = connection.recv(1 << 16)
        except OSError:
            answer = b""
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert b"x-evil" not in head
    assert b"traceback" not in answer.lower()
    assert not answer.startswith((b"HTTP/1.1 500", b"HTTP/1.0 500"))
    assert victim.query("ASK {}").status_code == 200


# ---- the processes


def test_a_broker_that_is_killed_is_replaced(victim: Target) -> None:
    before = children_named(victim, "ctgraph.store.broker")
    os.kill(before[0], signal.SIGKILL)
    answers = []
    end = time.monotonic() + 30
    while time.monotonic() < end and (not answers or answers[-1].status_code != 200):
        time.sleep(0.05)
        answers.append(victim.query("ASK {}"))
    assert answers[-1].status_code == 200
    assert all(a.status_code == 503 and "retry-after" in a.headers for a in answers[:-1])
    end = time.monotonic() + 10
    while any(map(alive, before)) and time.monotonic() < end:
        time.sleep(0.1)
    assert [pid for pid in before if alive(pid)] == []


def test_readers_that_are_killed_are_replaced(victim: Target) -> None:
    readers = children_named(victim, "ctgraph.store.broker")[1:]
    for reader in readers:
        os.kill(reader, signal.SIGKILL)
    end = time.monotonic() + 10
    while len(children_named(victim, "ctgraph.store.broker")[1:]) < len(readers) and time.monotonic() < end:
        time.sleep(0.1)
    assert len(children_named(victim, "ctgraph.store.broker")[1:]) == len(readers)
    assert victim.query("ASK {}").status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_of_a_server_that_was_stopped(tmp_path: Path, number: signal.Signals) -> None:
    with target(tmp_path, query_timeout=30, query_share=30) as server:
        runaway = threading.Thread(target=_ask, args=(server,))
        runaway.start()
        time.sleep(1)
        processes = server.processes()
        sockets = [Path(line.split()[-1]) for line in Path("/proc/net/unix").read_text().splitlines() if line.endswith("/broker")]
        server.process.send_signal(number)
        server.process.wait(30)
        end = time.monotonic() + 10
        while any(map(alive, processes)) and time.monotonic() < end:
            time.sleep(0.1)
        assert [pid for pid in processes if alive(pid)] == []
        runaway.join(30)
    assert len(processes) >= 9
    assert sockets


def _ask(server: Target) -> None:
    with contextlib.suppress(httpx.HTTPError):
        server.query(CROSS)
