"""Real servers over released projects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.linked.projects import copy_ours, ctgraph, serving, write_rivers

ISSUED = "2025-03-01"


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's project with one release."""
    project = copy_ours(tmp_path_factory.mktemp("ours"))
    for name in ("releases.ttl", "released.txt"):
        (project / "data" / name).unlink(missing_ok=True)
    made = ctgraph("release", "1.0.0", "--date", ISSUED, cwd=project)
    assert made.returncode == 0, made.stderr
    return project


@pytest.fixture(scope="session")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that is not ours, with a release."""
    project = write_rivers(tmp_path_factory.mktemp("rivers"))
    made = ctgraph("release", "1.0.0", "--date", ISSUED, cwd=project)
    assert made.returncode == 0, made.stderr
    return project


@pytest.fixture(scope="session")
def root(ours: Path) -> Iterator[str]:
    with serving(ours, workers="2") as url:
        yield url


@pytest.fixture(scope="session")
def client(root: str) -> Iterator[httpx.Client]:
    """A client that follows nothing by itself."""
    with httpx.Client(base_url=root, trust_env=False, timeout=60) as client:
        yield client
