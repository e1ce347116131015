"""What the page about the endpoint says that Virtuoso does not do: it is so, and the embedded engine does it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ctgraph.errors import CtgraphError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest, Store
from ctgraph.store.deviations import deviations
from ctgraph.store.remote import Loader, Place, RemoteStore
from ctgraph.web import create_app

pytestmark = pytest.mark.virtuoso
ROWS = tomllib.loads(files("ctgraph.store").joinpath("remote/virtuoso.toml").read_text(encoding="utf-8"))["deviation"]
BASE = "http://example.org/"


@pytest.fixture(scope="module")
def stores(virtuoso: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, RemoteStore]]:
    """The same few statements in both engines."""
    file = tmp_path_factory.mktemp("truth") / "truth.nq"
    boolean = "http://www.w3.org/2001/XMLSchema#boolean"
    file.write_text(f'<{BASE}truth> <{BASE}p> "true"^^<{boolean}> .\n', encoding="utf-8")
    settings = Settings.of(Path(), {"base_iri": BASE, "title": {"en": "T"}, "engine_url": virtuoso.endpoint})
    place = Place(BASE, "7ru7h", f"{BASE}id/graph-accepted")
    loader = Loader(settings, virtuoso.endpoint, place, 10)
    loader.load(file, lambda *_: None, keep=True)
    loader.close()
    remote = RemoteStore(settings, place, EmbeddedStore([]), {})
    yield EmbeddedStore([file], accepted=place.accepted), remote
    remote.close()


def values(store: Store, query: str) -> list[str] | str:
    try:
        with store.query(QueryRequest(query)) as answer:
            if answer.kind == "triples":
                return f"{len(set(answer))} triples"
            return [str(row["v"]) for row in answer] if answer.kind == "solutions" else []
    except CtgraphError:
        return "error"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["cause"]["en"][:40])
def test_it_is_still_so(row: Any, stores: tuple[Store, RemoteStore]) -> None:
    query = row["query"].replace("%MANY%", " ".join(map(str, range(10_000))))
    embedded, remote = stores
    assert values(remote, query) == row["gives"] != row["should"]
    ours = values(embedded, query)
    assert ours == row["should"] or "1.0e6" in query  # a departure of the embedded engine too, in its own way


def test_the_page_tells_them(stores: tuple[Store, RemoteStore]) -> None:
    store = stores[1]
    store.require_build()
    client = create_app(Settings.of(Path(), {"base_iri": BASE, "title": {"en": "T"}}), store).test_client()
    assert len(deviations(store.product) or ()) == len(ROWS) > 10
    for language in ("en", "fr"):
        page = client.get(f"/about/endpoint?lang={language}", buffered=True).text
        assert "Virtuoso/07" in page
        for row in ROWS:
            assert row["cause"][language][:30].replace('"', "&#34;") in page
