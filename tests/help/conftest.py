"""A real server over the repository's project, and folders in which pages are worked through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.linked.projects import copy_ours, serving


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `ctgraph serve`."""
    with serving(copy_ours(tmp_path_factory.mktemp("served"))) as url:
        yield url


@pytest.fixture(scope="session")
def client(root: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=root, trust_env=False, timeout=60, headers={"Accept": "text/html,*/*;q=0.5"}) as client:
        yield client


@pytest.fixture
def sandbox(tmp_path: Path) -> Path:
    """An empty folder, as a reader would begin in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder
