"""The real application over the real build, and over data of strangers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from ctgraph import readings
from ctgraph.build import Build
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.web import create_app


class BufferedClient(FlaskClient):
    """Reads every response to its end and closes it, as servers do."""

    def open(self, *args: Any, **options: Any) -> Any:
        return super().open(*args, **{"buffered": True, **options})


def client_of(app: Flask) -> FlaskClient:
    app.test_client_class = BufferedClient
    return app.test_client()


@pytest.fixture(scope="session")
def client(real_settings: Settings, real_build: Build, real_store: EmbeddedStore) -> FlaskClient:
    names = Names(real_settings.base_iri)
    app = create_app(
        real_settings,
        real_store,
        release=real_build.manifest.hash,
        prefixes=names.prefixes(),
        texts=readings.load(real_build.texts_file),
    )
    return client_of(app)


@pytest.fixture(scope="session")
def strange(real_settings: Settings) -> FlaskClient:
    """The application over `hostile.trig`, as `ctgraph serve --data` has it."""
    store = EmbeddedStore([Path(__file__).parent / "hostile.trig"])
    return client_of(create_app(real_settings, store, release="r"))
