"""What the tests of the second engine share: the real graph in it, in two ways."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
import pytest

from ctgraph.build import Build
from ctgraph.publish.addresses import without_addresses
from ctgraph.publish.files import contents
from ctgraph.settings import Settings
from ctgraph.terms import Names


class Virtuoso(Protocol):
    """What is needed of the running engine."""

    endpoint: str
    folder: Path

    def run(self, statements: str) -> str: ...


@pytest.fixture(scope="session")
def dump(real_build: Build, real_settings: Settings) -> bytes:
    """The real graph as a release dumps it."""
    names = Names(real_settings.base_iri)
    quads = ox.parse(gzip.decompress(real_build.graph_file.read_bytes()), ox.RdfFormat.N_QUADS)
    kept = sorted(without_addresses(quads, names), key=str)
    return next(content for name, content in contents(kept, names, ("en",), with_parquet=False) if name == "graph.nq")


@pytest.fixture(scope="session")
def loaded(virtuoso: Virtuoso, dump: bytes, real_settings: Settings) -> Virtuoso:
    """Virtuoso with a dump of the real graph; what is in our default graph lies in the accepted graph."""
    accepted = Names(real_settings.base_iri).accepted
    (virtuoso.folder / "graph.nq").write_bytes(dump)
    virtuoso.run(f"ld_dir('{virtuoso.folder}', 'graph.nq', '{accepted}'); rdf_loader_run(); checkpoint;")
    return virtuoso
