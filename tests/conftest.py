"""Fixtures of all tests.

Policy: the smallest project that has what a test needs, written by the test where it can be; the real
one where the subject is the real graph. Nothing is shared that a test changes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctgraph.build import Build, build
from ctgraph.dataset import Dataset, load
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names

REPOSITORY = Path(__file__).parent.parent
PROJECT_PARTS = ("ctgraph.toml", "data", "ontology", "shapes")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return REPOSITORY


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the real project, to be damaged."""
    folder = tmp_path / "project"
    folder.mkdir()
    for part in PROJECT_PARTS:
        source = REPOSITORY / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / part)
    return folder


@pytest.fixture(scope="session")
def real_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The real project, building into a folder of the tests."""
    folder = tmp_path_factory.mktemp("build")
    return Settings.load(REPOSITORY, environ={}, build=str(folder))


@pytest.fixture(scope="session")
def real_dataset(real_settings: Settings) -> Dataset:
    """The real project's files, read."""
    return load(real_settings)


@pytest.fixture(scope="session")
def real_build(real_settings: Settings) -> Build:
    """The real graph, built (and validated on the way)."""
    return build(real_settings)


@pytest.fixture(scope="session")
def real_store(real_settings: Settings, real_build: Build) -> EmbeddedStore:
    """The real graph in the embedded engine."""
    names = Names(real_settings.base_iri)
    return EmbeddedStore([real_build.graph_file], accepted=str(names.accepted), prefixes=names.prefixes())
