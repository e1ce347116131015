"""A real second SPARQL engine: Debian's Virtuoso, with its own database in a folder of the test."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from ctgraph.build import Build
from ctgraph.publish.addresses import without_addresses
from ctgraph.publish.files import contents
from ctgraph.settings import Settings
from ctgraph.terms import Names

_CONFIGURATION = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Virtuoso:
    """Where it is: SPARQL over HTTP, and SQL for its loader."""

    endpoint: str
    sql_port: int
    folder: Path

    def run(self, statements: str) -> str:
        """Run SQL through isql; raises CalledProcessError if that fails."""
        return subprocess.run(
            ["isql-vt", f"127.0.0.1:{self.sql_port}", "dba", "dba", f"exec={statements}"],
            check=True, capture_output=True, text=True, timeout=120,
        ).stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A running, empty Virtuoso."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("NOT RUN: virtuoso-opensource-7 is not installed")
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_CONFIGURATION.format(folder=folder, sql=sql, http=http), encoding="utf-8")
    server = Virtuoso(f"http://127.0.0.1:{http}/sparql", sql, folder)
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(["virtuoso-t", "-f", "+configfile", str(configuration)], stdout=log, stderr=log, cwd=folder)
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(server: Virtuoso, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        try:
            server.run("status();")
        except subprocess.CalledProcessError:
            assert process.poll() is None, (server.folder / "out.log").read_text(errors="replace")
            time.sleep(0.5)
        else:
            return
    raise AssertionError("Virtuoso did not come up in two minutes")


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
