"""A server to be attacked, and a second client who keeps asking meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from tests.protocol.conftest import SERVE, _ready
from tests.servers import free_port

from ctgraph.store import snapshot

EX = "http://example.org/"
NODES = 3000
LIMITS = {
    "workers": 2,
    "query_timeout": 3,
    "query_share": 1,
    "query_memory": 256,
    "max_result_bytes": 4_000_000,
}
# A query waits for 10 seconds at most, and runs for less than 3; then it is told to come again.
BOUND = 2 * (10 + 3)


@dataclass
class Target:
    """A running server."""

    url: str
    port: int
    process: subprocess.Popen[bytes]

    def query(self, text: str, timeout: float = 60, **headers: str) -> httpx.Response:
        """Ask it, over a connection of its own."""
        sent = {"content-type": "application/sparql-query"} | headers
        return httpx.post(f"{self.url}/sparql", content=text, headers=sent, timeout=timeout, trust_env=False)

    def processes(self) -> set[int]:
        """It and all that come from it."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        tree, size = {self.process.pid}, 0
        while len(tree) > size:
            size = len(tree)
            tree |= {child for child, parent in parents.items() if parent in tree}
        return tree

    def memory(self) -> float:
        """What they hold together, in MiB (PSS: what is shared counts once)."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])
        return total / 1024

    def connect(self, data: bytes, receive: int = 0) -> socket.socket:
        """A connection on which `data` has been sent; `receive` makes its buffer small."""
        connection = socket.socket()
        if receive:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
        connection.settimeout(60)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(data)
        return connection


@contextlib.contextmanager
def target(folder: Path, *, on_disk: bool = False, **options: int) -> Iterator[Target]:
    """Run a server over a graph of a few thousand triples."""
    data, port = folder / "graph.nt", free_port()
    data.write_text("".join(f'<{EX}{i}> <{EX}p> "{i}" .\n<{EX}{i}> <{EX}next> <{EX}{i + 1}> .\n' for i in range(NODES)))
    if on_disk:
        snapshot.write([data], folder / "snapshot", EX + "accepted")
        data = folder / "snapshot"
    arguments = json.dumps([str(folder), port, [str(data)], LIMITS | options])
    log = folder / f"server-{port}.log"
    with log.open("w") as out, subprocess.Popen([sys.executable, "-c", SERVE, arguments], stdout=out, stderr=out) as process:
        try:
            yield Target(_ready(f"http://127.0.0.1:{port}", process, log), port, process)
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module", params=["in memory", "on disk"])
def victim(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The server that all attacks are made on."""
    with target(tmp_path_factory.mktemp("attack"), on_disk=request.param == "on disk") as server:
        yield server


@dataclass
class Witness:
    """Asks for what it knows, again and again; told to come again, it does so."""

    server: Target
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    longest: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        since, n = time.monotonic(), 0
        with httpx.Client(base_url=self.server.url, trust_env=False, timeout=BOUND) as client:
            while not self.over.is_set():
                n = (n + 1) % NODES
                try:
                    answer = client.get("/sparql", params={"query": f"SELECT ?v {{ <{EX}{n}> <{EX}p> ?v }}"}, headers={"accept": "text/csv"})
                    page = client.get("/", headers={"accept": "text/html"})
                except httpx.TransportError as error:
                    self.wrong.append(repr(error))
                    continue
                for one in (answer, page):
                    if one.status_code != 200 and (one.status_code != 503 or "retry-after" not in one.headers):
                        self.wrong.append(one.text)
                if answer.status_code == 200:
                    if answer.text != f"v\r\n{n}\r\n":
                        self.wrong.append(answer.text)
                    self.right += 1
                    self.longest = max(self.longest, time.monotonic() - since)
                    since = time.monotonic()
                else:
                    time.sleep(0.2)
                time.sleep(0.02)
        self.longest = max(self.longest, time.monotonic() - since)


@pytest.fixture
def witness(victim: Target) -> Iterator[Witness]:
    """The second client. Whatever the test does, it must be served, and rightly, in the end."""
    one = Witness(victim)
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        yield one
        time.sleep(0.5)
    finally:
        one.over.set()
        thread.join(2 * BOUND)
    assert one.wrong == []
    assert one.right > 0
    assert one.longest < BOUND


def alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False


def children_named(server: Target, name: str) -> list[int]:
    """The processes of a server that run a module, in the order of their start (numbers wrap around)."""
    found = []
    for pid in server.processes():
        with contextlib.suppress(OSError):
            if name in Path(f"/proc/{pid}/cmdline").read_text() and os.getpgid(pid):
                started = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
                found.append((started, pid))
    return [pid for _, pid in sorted(found)]
