"""Whether a server says rightly that it is alive, and that it can answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.store.remote import Place
from ctgraph.web import create_app


def say(client: FlaskClient, path: str) -> tuple[int, str]:
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert client.head(path).status_code == answer.status_code
    return answer.status_code, answer.get_json()["type"] if answer.is_json or "problem" in answer.content_type else answer.text


def test_the_embedded_engine_is_ready(real_settings: Settings) -> None:
    client = create_app(real_settings, EmbeddedStore([])).test_client()
    assert say(client, "/healthz") == (200, "alive\n")
    assert say(client, "/readyz") == (200, "ready\n")


def test_an_engine_elsewhere_is_ready_while_it_holds_the_build(
    serving: Callable[..., FlaskClient], elsewhere: Any, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctgraph.store.remote.store.LEASE", 0.0)
    client = serving()
    mark = f"GRAPH <{place.index}> {{ <{place.index}> <https://w3id.org/ctgraph/ns#contentHash> '{place.release}' }}"
    assert say(client, "/readyz") == (200, "ready\n")
    elsewhere.store.update(f"DELETE DATA {{ {mark} }}")
    try:
        assert say(client, "/readyz") == (503, "/problems/not-ready")
        assert say(client, "/healthz") == (200, "alive\n")
        answer = client.get("/sparql?query=ASK{}", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["type"]) == (503, "/problems/engine-away")
    finally:
        elsewhere.store.update(f"INSERT DATA {{ {mark} }}")
    assert say(client, "/readyz") == (200, "ready\n")


def test_an_engine_that_is_not_there_is_not_ready(serving: Callable[..., FlaskClient]) -> None:
    client = serving()
    store = client.application.extensions["ctgraph"].store
    store._strangers._url = store._ours._url = "http://127.0.0.1:9/"
    assert say(client, "/readyz") == (503, "/problems/not-ready")
    assert say(client, "/healthz") == (200, "alive\n")
