"""Data of strangers, without claims: pages make sense of it, and nothing in it does harm."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from tests.pages.conftest import client_of
from tests.pages.crawl import BROWSER, Page, Site

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app

EVERYTHING = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def pages(strange: FlaskClient) -> dict[str, Page]:
    site = Site(strange)
    found = site.crawl("/", most=60)
    found["query"] = site.page(f"/sparql?query={EVERYTHING.replace('?', '%3F')}")
    return found


def test_every_page_is_there(pages: dict[str, Page]) -> None:
    assert len(pages) > 8
    assert {url: p.status for url, p in pages.items() if p.status != 200} == {}


def test_the_start_page_counts_what_there_is(pages: dict[str, Page]) -> None:
    words = pages["/"].words()
    assert "1 named graph" in words
    assert "Thing 3" in words
    assert "Other 1" in words
    assert "Events" not in words


def test_things_in_named_graphs_are_listed_too(strange: FlaskClient) -> None:
    page = Site(strange).page("/browse?class=http://example.org/Other")
    assert any("/describe?iri=http://example.org/c" in u for u in page.links())


def test_no_hostile_iri_is_a_link(pages: dict[str, Page]) -> None:
    schemes = {a.attrib["href"].split(":")[0] for p in pages.values() for a in p.all("a") if ":" in a.attrib["href"].split("/")[0]}
    assert schemes <= {"http", "https", "mailto"}
    assert "javascript:alert(2)" in pages["query"].words()


def test_no_hostile_text_is_markup(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert not [e for e in page.all("script") if e.text or not e.attrib["src"].startswith("/sparql/editor.js?v=")]
        assert not list(page.all("img"))
        assert not [e for e in page.tree.iter() if any(name.startswith("on") for name in e.attrib)]
    assert "<script>alert(1)</script>" in pages["query"].words()
    assert "{{ 7*7 }}" in pages["query"].words()


def test_names_cannot_turn_the_text_around(pages: dict[str, Page]) -> None:
    """Each is isolated in its own direction."""
    thing = next(p for url, p in pages.items() if url.startswith("/describe?iri=http://example.org/a"))
    assert "<h1 dir=\"auto\"" in thing.text
    for page in pages.values():
        isolated = {"".join(b.itertext()) for b in page.all("bdi")} | {"".join(b.itertext()) for b in page.all("h1")}
        turned = [text for text in page.tree.itertext() if "\u202e" in text]
        assert all(any(t in i for i in isolated) or page is pages["query"] for t in turned)


def test_what_is_not_there_is_not_found(strange: FlaskClient) -> None:
    for url in ("/ns", "/page/x", "/id/x", "/data/x.ttl", "/browse/Event", "/describe?iri=http://example.org/none", "/describe"):
        assert strange.get(url, headers=BROWSER).status_code == 404, url


def test_pages_of_a_project_are_empty_rather_than_broken(strange: FlaskClient) -> None:
    for url in ("/contradictions", "/about", "/browse", "/sparql"):
        assert strange.get(url, headers=BROWSER).status_code == 200, url


def test_an_empty_store_has_pages(real_settings: Settings) -> None:
    site = Site(client_of(create_app(real_settings, EmbeddedStore([]))))
    for url in ("/", "/browse", "/sparql", "/about", "/contradictions"):
        assert site.page(url).status == 200
