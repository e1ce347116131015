"""What is withdrawn is gone from the pages, with the reason; what spoke of it stays whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.pages.conftest import client_of
from tests.pages.crawl import BROWSER, Site

from ctgraph import readings
from ctgraph.build import build
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.web import create_app

WITHDRAWN = "doc-commission-nationale-connect"
EXCERPTS = "doc-dialogue-strategique"


@pytest.fixture
def client(project: Path) -> FlaskClient:
    """The real project with one document withdrawn, and one of which only passages may be shown."""
    documents = project / "data" / "documents"
    file = documents / "commission-nationale-connect.ttl"
    text = file.read_text(encoding="utf-8")
    reason = 'ct:withdrawn true ; ct:withdrawalReason "Asked for by its author."@en , "Demandé par son auteur."@fr ;'
    file.write_text(text.replace("ct:textAccess concept:full ;", f"ct:textAccess concept:full ; {reason}"), encoding="utf-8")
    file = documents / "dialogue-strategique.ttl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("concept:full", "concept:excerpts"), encoding="utf-8")
    settings = Settings.load(project, environ={})
    built = build(settings, check=False)
    names = Names(settings.base_iri)
    store = EmbeddedStore([built.graph_file], accepted=str(names.accepted))
    return client_of(create_app(settings, store, texts=readings.load(built.texts_file)))


def test_what_is_withdrawn_is_gone_and_what_may_not_be_shown_is_not(client: FlaskClient) -> None:
    for url in (f"/page/{WITHDRAWN}", f"/id/{WITHDRAWN}", f"/data/{WITHDRAWN}.ttl"):
        response = client.get(url, headers={"Accept": "application/json"})
        assert response.status_code == 410, url
        assert response.json["detail"] == "Asked for by its author."  # type: ignore[index]
    event = client.get("/page/event-sahel-delegation-connect-visit", headers=BROWSER)
    assert event.status_code == 410
    assert "Only documents that were withdrawn spoke of this." in event.text
    site = Site(client)
    pages = site.crawl("/", most=400)
    assert {url: p.status for url, p in pages.items() if p.status != 200} == {}
    assert not any("siège du ministère de la Justice" in p.words() for p in pages.values())
    words = site.page(f"/page/{EXCERPTS}").words()
    assert "What is quoted from it" in words
    assert "Partagez cet article" not in words
