"""The page about the endpoint says what the settings and the known deviations say."""

from __future__ import annotations

import re

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.store.deviations import deviations
from ctgraph.web import create_app


def test_limits_and_deviations_are_told(real_settings: Settings, real_store: EmbeddedStore) -> None:
    client = create_app(real_settings, real_store).test_client()
    for language in ("en", "fr"):
        text = re.sub(r"\s+", " ", client.get(f"/about/endpoint?lang={language}", buffered=True).text)
        assert f" {real_settings.query_timeout} second" in text
        for deviation in deviations():
            assert deviation.cause[language][:25].replace('"', "&#34;").replace("’", "’") in text
            assert all(test in text for test in deviation.tests)


def test_the_service_description_leads_there(real_settings: Settings, real_store: EmbeddedStore) -> None:
    client = create_app(real_settings, real_store).test_client()
    described = client.get("/sparql", headers={"accept": "text/turtle"}, buffered=True).text
    assert "/about/endpoint> " in described or "/about/endpoint>" in described
    assert f"may run for {real_settings.query_timeout} s" in described
