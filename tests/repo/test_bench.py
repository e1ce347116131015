"""The benchmark on very little data: every kind of query has an answer, the same in memory and on disk."""

from __future__ import annotations

import pytest
from tests.bench import endpoints, peers, record, soak
from tests.bench.claims import CLAIMS
from tests.bench.events import EVENTS
from tests.bench.workload import Workload


@pytest.mark.parametrize("workload", [EVENTS, CLAIMS], ids=lambda workload: workload.name)
def test_all_kinds_of_query_are_answered_alike_and_measured(workload: Workload, tmp_path, monkeypatch):
    monkeypatch.setattr(endpoints, "ROUNDS", 1)
    monkeypatch.setattr(endpoints, "REPEATS", 1)
    monkeypatch.setattr(endpoints, "SECONDS", 0.2)
    figures = endpoints.compare(workload, 5_000, tmp_path, [peers.in_memory, peers.on_disk])
    assert figures["differing"] == []
    assert figures["latency_ms"].keys() == workload.kinds.keys()
    failed = {(mix, engine): count for mix, engines in figures["throughput"].items() for engine, rounds in engines.items() for _, _, count in rounds if count}
    assert not failed
    kept = record.condensed(figures, 5_000)
    assert all(engine["first"] > 0 for engine in kept["engines"].values())
    assert all(0 < median <= late for times in kept["latency"].values() for median, late in times.values())
    assert all(count == 0 for engines in figures["pages"].values() for rounds in engines.values() for _, _, count in rounds)


def test_the_soak_can_be_started():
    assert callable(soak.main)
