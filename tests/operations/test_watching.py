"""What an operator sees of a server: whether it is there, what it does, what it wrote down."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.operations.conftest import Load, Site, serving, wait_until
from tests.operations.test_lifecycle import SLOW

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.web import create_app

VISITOR = "203.0.113.77"
MARK = "thisWasAsked"


def read(text: str) -> dict[str, float]:
    """The samples by name and labels, as the library itself reads them."""
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(counts: dict[str, float], start: str) -> float:
    return sum(value for name, value in counts.items() if name.startswith(start))


def test_counts_of_all_workers_survive_them(tmp_path: Path) -> None:
    with serving(tmp_path / "project") as site:
        with Load(site) as load:
            wait_until(lambda: len(load.versions) > 300, site.log)
        answered = read(site.metrics())
        assert answered["ctgraph_requests_total hit GET sparql 200"] > 50
        assert answered["ctgraph_requests_total pass POST sparql 200"] > 50
        assert answered["ctgraph_cache_bytes"] > 1000
        assert answered["ctgraph_query_seconds_count answered"] > 50
        assert answered["ctgraph_request_seconds_bucket +Inf sparql"] == answered["ctgraph_request_seconds_count sparql"]
        assert answered["ctgraph_workers"] == 2
        assert answered["ctgraph_readers strangers idle"] + answered["ctgraph_readers strangers busy"] == 4
        assert total(answered, "ctgraph_requests_total") >= len(load.versions)
        os.kill(site.workers()[0], signal.SIGKILL)
        wait_until(lambda: len(site.workers()) == 2 and read(site.metrics())["ctgraph_workers"] == 2, site.log)
        after = read(site.metrics())
        for name in ("ctgraph_requests_total hit GET sparql 200", "ctgraph_requests_total pass POST sparql 200", "ctgraph_query_seconds_count answered"):
            assert after[name] == answered[name]
        assert after["ctgraph_cache_bytes"] < answered["ctgraph_cache_bytes"]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A server that writes down what it may, after some requests."""
    folder = tmp_path_factory.mktemp("logged") / "project"
    with serving(folder, query_timeout=2, log_slow_query=1, log_requests=1, log_format="json", trusted_proxies=1, metrics_token="open sesame") as site:
        for text in (SLOW, "ASK {}", "ASK {"):
            site.get("/sparql", params={"query": f"{text} #{MARK}"}, headers={"x-forwarded-for": VISITOR})
        site.get("/metrics", headers={"authorization": "Bearer open sesame", "x-forwarded-for": VISITOR})
        yield site


def lines(site: Site, logger: str) -> list[dict[str, object]]:
    found = [json.loads(line) for line in site.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in found if line["logger"] == logger]


def test_the_log_has_no_addresses_and_no_texts(logged: Site) -> None:
    log = logged.log.read_text()
    assert VISITOR not in log
    assert MARK not in log
    (slow,) = lines(logged, "ctgraph.slow")
    assert slow["outcome"] == "query-timeout"
    assert slow["seconds"] >= 1
    assert len(slow["query"]) == 16
    requests = lines(logged, "ctgraph.requests")
    assert {(r["route"], r["status"]) for r in requests} >= {("sparql", 200), ("sparql", 400), ("sparql", 504)}


def test_the_metrics_have_no_addresses_and_no_texts(logged: Site) -> None:
    text = logged.get("/metrics", headers={"authorization": "Bearer open sesame"}).text
    assert VISITOR not in text
    assert MARK not in text
    counts = read(text)
    assert counts["ctgraph_refused_total deadline"] == 1
    assert counts["ctgraph_readers_ended_total timeout"] == 1
    assert counts["ctgraph_query_seconds_count query-timeout"] == 1


@pytest.mark.parametrize("sent", [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic b3BlbjpzZXNhbWU="}, {"authorization": "Bearer"}])
def test_metrics_want_the_token(logged: Site, sent: dict[str, str]) -> None:
    assert logged.get("/metrics", headers=sent).status_code == 404


def test_metrics_without_a_token_are_for_this_machine(site: Site) -> None:
    assert site.get("/metrics").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "Via", "Origin"):
        assert site.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_a_slow_query_is_written_down_if_the_operator_says_so(tmp_path: Path) -> None:
    with serving(tmp_path / "project", workers=1, query_timeout=2, log_slow_query=1, log_query_text=1) as site:
        site.get("/sparql", params={"query": f"{SLOW} #{MARK}"})
        wait_until(lambda: MARK in site.log.read_text(), site.log)
        assert ": query-timeout: SELECT" in site.log.read_text()


def test_health_is_not_readiness(tmp_path: Path) -> None:
    with serving(tmp_path / "project", workers=1) as site:
        broker = next(pid for pid, name in site.tree().items() if "ctgraph.store.broker" in name and os.getsid(pid) == pid)
        os.kill(broker, signal.SIGSTOP)
        os.kill(broker, signal.SIGKILL)
        answers = [site.get("/readyz") for _ in range(3)]
        assert site.get("/healthz").text == "alive\n"
        away = next((a for a in answers if a.status_code != 200), None)
        if away is not None:  # it may be back already
            assert away.status_code == 503
            assert away.json()["type"] == "/problems/not-ready"
        wait_until(lambda: site.get("/readyz").status_code == 200, site.log)


def test_a_store_with_another_release_is_not_ready(real_settings: Settings, real_store: EmbeddedStore) -> None:
    said = 'SELECT ?h { GRAPH ?g { ?d <https://w3id.org/ctgraph/ns#contentHash> ?h FILTER(STRENDS(STR(?d), "/dataset")) } }'
    content = next(iter(real_store.query(QueryRequest(said))))["h"].value
    for served, status in ((content, 200), ("0" * 64, 503), ("", 200)):
        client = create_app(real_settings, real_store, release="r", content=served).test_client()
        answer = client.get("/readyz")
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert served not in answer.text or not served
