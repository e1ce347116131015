"""Fixtures of all tests.

Policy: the smallest project that has what a test needs, written by the test where it can be; the real
one where the subject is the real graph. Nothing is shared that a test changes.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest
from tests.servers import configure_virtuoso, free_port

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


# ---- a small SPARQL engine elsewhere: pyoxigraph behind HTTP, in this process


class Elsewhere(ThreadingHTTPServer):
    """Answers queries and takes updates at any path, as SPARQL 1.1 Protocol has it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Protocol)
        self.store = ox.Store()
        self.asked: list[str] = []  # the queries that came
        self.updated: list[str] = []
        self.credentials: list[str] = []
        self.trouble: Callable[[BaseHTTPRequestHandler], None] | None = None  # meets who asks for urn:trouble

    def refuse(self, update: str) -> tuple[int, str, bytes] | None:
        """Status, media type and body for an update that is not taken."""
        return None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class _Protocol(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Elsewhere

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"].startswith("application/sparql-update"):
            self.server.updated.append(body)
            if refusal := self.server.refuse(body):
                self.answer(*refusal)
                return
            self.server.store.update(body)
            self.answer(204, "", b"")
            return
        fields = parse_qs(body)
        self.server.credentials.append(self.headers.get("Authorization", ""))
        if self.server.trouble and "urn%3Atrouble" in body:
            self.server.trouble(self)
            return
        self.server.asked.append(fields["query"][0])
        default, named = (
            [ox.NamedNode(iri) for iri in fields.get(f"{kind}-graph-uri", ())] for kind in ("default", "named")
        )
        dataset = {"default_graph": default, "named_graphs": named} if default or named else {}
        try:
            results = self.server.store.query(fields["query"][0], **dataset)
        except SyntaxError as error:
            self.answer(400, "text/plain", str(error).encode())
            return
        if isinstance(results, ox.QueryTriples):
            self.answer(200, "application/n-triples", ox.serialize(results, format=ox.RdfFormat.N_TRIPLES))
        else:
            self.answer(200, "application/sparql-results+json", results.serialize(format=ox.QueryResultsFormat.JSON))

    def answer(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Such an engine, empty at first."""
    with Elsewhere() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


# ---- a second SPARQL engine: Debian's Virtuoso, with its own database in a folder of the test

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


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A running, empty Virtuoso."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("NOT RUN: virtuoso-opensource-7 is not installed")
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    command = configure_virtuoso(folder, sql=sql, http=http)
    server = Virtuoso(f"http://127.0.0.1:{http}/sparql", sql, folder)
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            _wait(server, process)
            server.run('GRANT SPARQL_UPDATE TO "SPARQL";')
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
