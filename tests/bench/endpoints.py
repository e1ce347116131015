"""Compares endpoints on the same data, machine and run: `python -m tests.bench.endpoints [STATEMENTS …]`.

A run is made of rounds, in each of which every endpoint takes its turn, in changing order, so that slow
moments of the machine fall on all of them. The first round finds servers that have just started, and is
told apart. Before it every endpoint answers each kind of query with as many rows as the others. Written to
build/bench/: a JSON file with all figures of each workload and size.
"""

from __future__ import annotations

import csv
import io
import json
import os
import platform
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench import peers
from tests.bench.claims import CLAIMS
from tests.bench.clients import Answer, Client, throughput
from tests.bench.events import EVENTS
from tests.bench.peers import Peer
from tests.bench.workload import Request, Workload

ROUNDS, REPEATS, DIFFERENT = 5, 10, 40  # rounds after the first
LONGEST = 5.0  # seconds after which a query is not repeated in a round
SECONDS, CLIENTS = 4.0, (8, 32)
CACHE = 256 * 2**20
RDFLIB_MOST = 100_000  # statements; at a million one of `donors` takes 38 s
CACHED_MOST = 1_000_000  # and above that one more copy in memory is too much
OUT = Path("build/bench").resolve()
Figures = dict[str, object]


def main(sizes: Sequence[int]) -> None:
    if lacking := peers.missing():
        sys.exit(f"not installed: {', '.join(lacking)}; `make bench` installs the first two, apt-get the last")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and the servers with it
    OUT.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        for workload in (workload for workload in (EVENTS, CLAIMS) if size <= workload.most):
            with tempfile.TemporaryDirectory(dir=OUT) as name:
                figures = compare(workload, size, Path(name), _engines(workload, size))
            path = OUT / f"{workload.name}-{size}.json"
            path.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
            print(f"wrote {path}", flush=True)


Start = Callable[[Path, Path, Workload], Peer]


def compare(workload: Workload, size: int, folder: Path, engines: Sequence[Start]) -> Figures:
    data = folder / workload.file
    count = workload.write(size, data)
    asked = workload.instances(data, size, DIFFERENT)
    started: list[Peer] = []
    try:
        for start in engines:
            (where := folder / str(len(started))).mkdir()
            started.append(start(data, where, workload))
            print(f"{started[-1].name}: loaded in {started[-1].load:.1f} s, up in {started[-1].start:.1f} s", flush=True)
        for peer in started:
            peer.weigh("loaded")
        differing = check(workload, started, asked)
        times, mixes = measure(workload, started, asked)
        read = pages(workload.pages(size, DIFFERENT), [peer for peer in started if peer.name.startswith("ctgraph")])
        for peer in started:
            peer.weigh("after")
    finally:
        for peer in started:
            peer.stop()
    return {
        "workload": workload.name, "statements": count, "machine": machine(), "differing": differing, "latency_ms": times, "throughput": mixes, "pages": read,
        "engines": {p.name: {"load": p.load, "start": p.start, "memory": p.memory} for p in started},
    }


def _engines(workload: Workload, size: int) -> list[Start]:
    cached = [_cached] if size <= CACHED_MOST else []
    with_rdflib = workload is EVENTS and size <= RDFLIB_MOST  # it does not tell the default graph from others
    rdflib = [peers.rdflib_endpoint] if with_rdflib else []
    return [peers.oxigraph, peers.in_memory, peers.on_disk, *cached, peers.virtuoso, *rdflib]


def _cached(data: Path, folder: Path, workload: Workload) -> Peer:
    return peers.in_memory(data, folder, workload, cache=CACHE)


def machine() -> dict[str, object]:
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 2**20
    return {"date": time.strftime("%Y-%m-%d"), "processor": model, "cores": len(os.sched_getaffinity(0)), "memory_gib": memory, "python": platform.python_version(), "load": os.getloadavg()[0]}


def check(workload: Workload, engines: Sequence[Peer], asked: dict[str, list[Request]]) -> list[str]:
    """Ask three of each kind; gives the kinds of which the engines' answers have different numbers of rows."""
    differing = []
    for kind, requests in asked.items():
        counts = {peer.name: [rows(_send(peer, request)) for request in requests[:3]] for peer in engines}
        if len({str(found) for found in counts.values()}) > 1 and kind not in workload.unchecked:
            differing.append(kind)
            print(f"{kind}: {counts}", flush=True)
    return differing


def _send(peer: Peer, request: Request) -> Answer:
    client = Client(peer.url)
    try:
        return client.send(client.query(*request))
    finally:
        client.close()


def rows(answer: Answer) -> object:
    if answer.status != 200:
        return f"status {answer.status}"
    if "json" in answer.media_type:
        found = json.loads(answer.body)
        return bool(found["boolean"]) if "boolean" in found else len(found["results"]["bindings"])
    if "csv" in answer.media_type:
        return sum(1 for _ in csv.reader(io.StringIO(answer.body.decode()))) - 1
    return len({line for line in answer.body.splitlines() if line.strip() and not line.startswith(b"#")})


def measure(workload: Workload, engines: Sequence[Peer], asked: dict[str, list[Request]]) -> tuple[dict[str, dict[str, list[list[float]]]], dict[str, dict[str, list[tuple[float, float, int]]]]]:
    """Milliseconds by kind, engine and round; and what clients got, by mix, engine and round. The first round is the cold one."""
    times = {kind: {peer.name: [list[float]() for _ in range(1 + ROUNDS)] for peer in engines} for kind in asked}
    mixes = {f"{mix}, {clients} clients": {peer.name: list[tuple[float, float, int]]() for peer in engines} for mix in ("light", "full") for clients in CLIENTS}
    for turn in range(1 + ROUNDS):
        order = [*engines[turn % len(engines) :], *engines[: turn % len(engines)]]
        for kind, requests in asked.items():
            for peer in order:
                times[kind][peer.name][turn] = _one_by_one(peer, requests, turn)
        for mix in mixes:
            clients = int(mix.split()[1])
            plan = _plan(workload, asked, workload.light if mix.startswith("light") else tuple(asked))
            for peer in order:
                here = Client(peer.url)
                got = throughput(peer.url, [here.query(*request) for request in plan], clients, SECONDS)
                mixes[mix][peer.name].append((got.per_second, got.p95, got.failed))
        print(f"round {turn} of {ROUNDS} done, load {os.getloadavg()[0]:.1f}", flush=True)
    return times, mixes


def pages(paths: Sequence[str], engines: Sequence[Peer]) -> dict[str, dict[str, list[tuple[float, float, int]]]]:
    """What clients got of pages about things, as HTML and as Turtle, by engine and round."""
    found: dict[str, dict[str, list[tuple[float, float, int]]]] = {}
    for form, accept in {"HTML": "text/html", "Turtle": "text/turtle"}.items() if paths else ():
        found[form] = {peer.name: [] for peer in engines}
        for _ in range(ROUNDS):
            for peer in engines:
                here = Client(peer.url)
                got = throughput(peer.url, [here.request(path, accept) for path in paths], CLIENTS[0], SECONDS)
                found[form][peer.name].append((got.per_second, got.p95, got.failed))
    return found


def _one_by_one(peer: Peer, requests: Sequence[Request], turn: int) -> list[float]:
    client, until, taken = Client(peer.url), time.perf_counter() + LONGEST, []
    for number in range(REPEATS):
        request = requests[(turn * REPEATS + number) % len(requests)]
        taken.append(client.timed(client.query(*request))[0])
        if time.perf_counter() > until:
            break
    client.close()
    return taken


def _plan(workload: Workload, asked: dict[str, list[Request]], kinds: Sequence[str]) -> list[Request]:
    chance = random.Random(5)
    drawn = chance.choices(kinds, [workload.kinds[kind].weight for kind in kinds], k=400)
    return [chance.choice(asked[kind]) for kind in drawn]


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [100_000, 1_000_000, 10_000_000])
