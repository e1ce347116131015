"""The engines that are compared: how each loads a file, starts, and what memory it holds."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.clients import Client
from tests.bench.workload import Workload
from tests.servers import configure_virtuoso, free_port

from ctgraph.store import snapshot

START = 600.0  # seconds that a server may take to answer
ASK = "ASK { ?s ?p ?o }"
_BIN = Path(sys.executable).parent


@dataclass
class Peer:
    """An engine with the data in it. Times are seconds, memory MiB (PSS of all its processes)."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    load: float
    start: float
    memory: dict[str, float] = field(default_factory=dict)

    def weigh(self, when: str) -> None:
        self.memory[when] = sum(map(_pss, _tree(self.process.pid)))

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def in_memory(data: Path, folder: Path, workload: Workload, *, cache: int = 0) -> Peer:
    """ctgraph, the data in memory; loading is part of its start."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.serve", str(data), str(port), workload.accepted, str(cache)]
    return _started("ctgraph" + " with its cache" * bool(cache), f"http://127.0.0.1:{port}/sparql", command, folder, 0.0)


def on_disk(data: Path, folder: Path, workload: Workload) -> Peer:
    """ctgraph, reading a snapshot."""
    begun, port = time.perf_counter(), free_port()
    snapshot.write([data], folder / "snapshot", workload.accepted)
    loaded = time.perf_counter() - begun
    command = [sys.executable, "-m", "tests.bench.serve", str(folder / "snapshot"), str(port), workload.accepted]
    return _started("ctgraph on disk", f"http://127.0.0.1:{port}/sparql", command, folder, loaded)


def oxigraph(data: Path, folder: Path, _workload: Workload) -> Peer:
    """Oxigraph's own server: the engine that ctgraph embeds, without what ctgraph adds."""
    begun, port, where = time.perf_counter(), free_port(), ["--location", str(folder / "oxigraph")]
    program = str(_BIN / "oxigraph")
    subprocess.run([program, "load", *where, "--file", str(data)], check=True, capture_output=True)
    subprocess.run([program, "optimize", *where], check=True, capture_output=True)
    loaded = time.perf_counter() - begun
    command = [program, "serve-read-only", *where, "--bind", f"127.0.0.1:{port}"]
    return _started("oxigraph serve", f"http://127.0.0.1:{port}/query", command, folder, loaded)


def virtuoso(data: Path, folder: Path, workload: Workload) -> Peer:
    """Virtuoso 7 as Debian has it, with buffers for the whole of the data.

    It takes all graphs together for the default graph, so every request names its dataset.
    """
    sql, http = free_port(), free_port()
    dataset = [("default-graph-uri", workload.accepted), *(("named-graph-uri", graph) for graph in workload.named)]
    command = configure_virtuoso(folder, sql=sql, http=http, buffers=340_000, rows=1_000_000)
    peer = _started("Virtuoso", f"http://127.0.0.1:{http}/sparql?{urlencode(dataset)}", command, folder, 0.0)
    begun = time.perf_counter()
    os.link(data, folder / data.name)
    statements = f"ld_dir('{folder}', '{data.name}', '{workload.accepted}'); rdf_loader_run(); checkpoint;"
    subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={statements}"], check=True, capture_output=True)
    peer.load = time.perf_counter() - begun
    return peer


def rdflib_endpoint(data: Path, folder: Path, _workload: Workload) -> Peer:
    """rdflib behind FastAPI."""
    port = free_port()
    command = [str(_BIN / "rdflib-endpoint"), "serve", str(data), "--host", "127.0.0.1", "--port", str(port)]
    return _started("rdflib-endpoint", f"http://127.0.0.1:{port}/", command, folder, 0.0)


def missing() -> list[str]:
    """What the benchmark needs and this machine has not."""
    programs = {"oxigraph": _BIN / "oxigraph", "rdflib-endpoint": _BIN / "rdflib-endpoint", "virtuoso-opensource-7": shutil.which("virtuoso-t") or ""}
    return [name for name, program in programs.items() if not Path(program or "/nothing").exists()]


def _started(name: str, url: str, command: list[str], folder: Path, load: float) -> Peer:
    begun = time.perf_counter()
    with (folder / f"{name.replace(' ', '-')}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    client = Client(url)
    request = client.query(ASK, "application/sparql-results+json")
    while time.perf_counter() < begun + START:
        with contextlib.suppress(OSError, ValueError):
            if client.send(request).status == 200:
                client.close()
                return Peer(name, url, process, load, time.perf_counter() - begun)
        client.close()
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{name} did not come up: {Path(log.name).read_text(errors='replace')[-2000:]}")


def _tree(root: int) -> Iterator[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    todo = [root]
    while todo:
        todo += children.get(pid := todo.pop(), [])
        yield pid


def _pss(pid: int) -> float:
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return 0.0
