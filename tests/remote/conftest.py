"""The application over a small build in an engine elsewhere, which can be told to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.store.remote import Loader, Place, RemoteStore
from ctgraph.web import create_app

BASE = "http://example.org/"
QUADS = f"""\
<{BASE}a> <{BASE}p> "one"@en .
<{BASE}a> <{BASE}p> "in d1" <{BASE}d1> .
"""


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, elsewhere: Any) -> Place:
    """A build that has been loaded."""
    file = tmp_path_factory.mktemp("remote") / "graph.nq"
    file.write_text(QUADS, encoding="utf-8")
    place = Place(BASE, "0123456789abcdef", f"{BASE}id/graph-accepted")
    loader = Loader(settings_for(elsewhere.endpoint), elsewhere.endpoint, place, 10)
    loader.load(file, lambda *_: None)
    loader.close()
    return place


def settings_for(endpoint: str, **more: Any) -> Settings:
    values = {"base_iri": BASE, "title": {"en": "Test"}, "engine_url": endpoint, "query_timeout": 1, "page_timeout": 1}
    return Settings.of(Path(), values | more)


@pytest.fixture
def serving(elsewhere: Any, place: Place) -> Iterator[Callable[..., FlaskClient]]:
    """Make a client of the application, with settings of the test's own."""
    stores: list[RemoteStore] = []

    def make(**settings: Any) -> FlaskClient:
        made = settings_for(elsewhere.endpoint, **settings)
        stores.append(RemoteStore(made, place, EmbeddedStore([]), {}))
        return create_app(made, stores[-1]).test_client()

    yield make
    elsewhere.trouble = None
    for store in stores:
        store.close()
