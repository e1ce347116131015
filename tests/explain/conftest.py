"""The explainer of the real graph."""

from __future__ import annotations

import pytest

from ctgraph.explain import Explainer
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names


@pytest.fixture(scope="session")
def explainer(real_store: EmbeddedStore, real_settings: Settings) -> Explainer:
    """An explainer whose vocabulary is read once for all tests."""
    return Explainer(real_store, Names(real_settings.base_iri).prefixes())
