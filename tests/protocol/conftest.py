"""A real server on loopback, over a dataset that is small enough to know by heart."""

import contextlib
import json
import subprocess
import sys
import time

import httpx
import pytest
from tests.servers import free_port

EX = "http://example.org/"
ACCEPTED = EX + "accepted"
DATASET = f"""\
@prefix ex: <{EX}> .
ex:a ex:p "one"@en , <javascript:alert(1)> .
ex:b ex:p 2 .
ex:d1 {{ ex:a ex:p "<b>in d1</b>" }}
ex:d2 {{ ex:a ex:p "in d2" }}
"""
SERVE = """
import json, sys
from pathlib import Path
from ctgraph.settings import Settings
from ctgraph.web.server import serve

root, port, files, options = json.loads(sys.argv[1])
values = {"base_iri": "http://example.org/", "title": {"en": "Test"}, "port": port, "workers": 1}
settings = Settings.of(Path(root), values | options)
serve(settings, [Path(f) for f in files], "http://example.org/accepted", "r1", {"ex": "http://example.org/"})
"""


@contextlib.contextmanager
def running(root, files, **options):
    """Run `serve` in a process of its own; gives its URL."""
    port = free_port()
    arguments = json.dumps([str(root), port, [str(f) for f in files], options])
    log = root / f"server-{port}.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            [sys.executable, "-c", SERVE, arguments], stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield _ready(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.terminate()
            process.wait(20)


def _ready(url, process, log):
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(url, trust_env=False)
            return url
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    root = tmp_path_factory.mktemp("server")
    (root / "graph.trig").write_text(DATASET)
    with running(root, [root / "graph.trig"], max_table_rows=2, max_query_bytes=100_000) as url:
        yield url


@pytest.fixture(scope="session")
def client(server):
    """A client that sends only what it is told to."""
    with httpx.Client(base_url=server, trust_env=False) as client:
        for name in ("accept", "accept-encoding", "user-agent"):
            del client.headers[name]
        yield client
