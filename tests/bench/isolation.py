"""What a query costs in a reader over the same query in this process, and how soon a dead reader is replaced.

    python tests/bench/isolation.py [TRIPLES]

Rounds are interleaved; the figures are microseconds over the in-process engine at the 25th and 50th
percentile. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import contextlib
import io
import statistics
import sys
import tempfile
import time
from pathlib import Path

from ctgraph.errors import CtgraphError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, Limits, QueryRequest, Store, Supervisor, snapshot

EX = "http://example.org/"
ROUNDS, DEATHS = 4000, 20
POINT = f"SELECT ?p ?o WHERE {{ <{EX}17> ?p ?o }}"
ASK = f"ASK {{ <{EX}17> ?p ?o }}"
CRASH = "ASK " + "{" * 5000 + "}" * 5000


def main(triples: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "graph.nt"
        with file.open("w") as out:
            out.writelines(f'<{EX}{i // 4}> <{EX}p{i % 4}> "{i}" .\n' for i in range(triples))
        print(f"{triples:,} triples; microseconds: in this process, and over that in a reader")
        compare("in memory", file)
        snapshot.write([file], Path(name) / "snapshot", EX + "accepted")
        compare("on disk", Path(name) / "snapshot")


def compare(where: str, data: Path) -> None:
    """Measure one engine in this process and in readers."""
    accepted, limits = EX + "accepted", Limits.of(Settings(root=data.parent, base_iri=EX, title={}))
    inside = EmbeddedStore([data], accepted=accepted)
    with Supervisor([data], accepted=accepted, limits=limits) as supervisor:
        store = supervisor.store()
        for title, text in (("point", POINT), ("ask", ASK)):
            here, there = interleaved(inside, store, text)
            shown = "  ".join(f"p{p} {at(here, p):6.0f} +{at(there, p) - at(here, p):.0f}" for p in (25, 50))
            print(f"{where:9}  {title:6} {shown}")
        deaths = [replaced(store) for _ in range(DEATHS)]
        print(f"{where:9}  from a reader's death to the next answer: p50 {statistics.median(deaths):.1f} ms, most {max(deaths):.1f} ms")


def interleaved(one: Store, other: Store, text: str) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for store, taken in zip((one, other), times, strict=True):
            begun = time.perf_counter_ns()
            ask(store, text)
            taken.append((time.perf_counter_ns() - begun) / 1000)
    return times


def ask(store: Store, text: str) -> None:
    out = io.BytesIO()
    with store.query(QueryRequest(text)) as answer:
        answer.serialize(out, "application/sparql-results+json")


def replaced(store: Store) -> float:
    """Kill a reader with a query, and all that are idle with it; milliseconds to the next answer."""
    with contextlib.suppress(CtgraphError):
        ask(store, CRASH)
    begun = time.perf_counter()
    ask(store, ASK)
    return (time.perf_counter() - begun) * 1000


def at(times: list[float], percentile: int) -> float:
    return statistics.quantiles(times, n=100)[percentile - 1]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
