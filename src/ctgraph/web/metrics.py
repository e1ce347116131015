"""What is counted, for Prometheus: never an address, never a query's text.

Requests are counted around the application and its cache, queries and refusals within; what readers
and clients are at is asked of the broker and of the gate when somebody looks.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ctgraph import __version__, errors
from ctgraph.store import IsolatedStore
from ctgraph.web import admission
from ctgraph.web.services import services
from ctgraph.web.shared import Shared

EXTENSION = "ctgraph.metrics"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_LIMITS: Mapping[type[errors.CtgraphError], str] = {
    errors.QueryTimeout: "deadline",
    errors.OutOfMemory: "memory",
    errors.ResultTooLarge: "size",
    errors.EngineBusy: "queue",
    errors.TooManyRequests: "rate",
    errors.QueryTooDeep: "depth",
    errors.ContentTooLarge: "request",
    errors.CheckStopped: "check",
}


class Metrics:
    """The counts of one application: of all workers together if `shared` joins them."""

    def __init__(self, shared: Shared | None) -> None:
        self._shared = shared
        self._registry = own = CollectorRegistry()
        self.requests = Counter(
            "ctgraph_requests",
            "Requests answered; by the cache (hit), past it (miss), or none of its business (pass).",
            ("route", "method", "status", "cache"),
            registry=own,
        )
        self.seconds = Histogram(
            "ctgraph_request_seconds",
            "Seconds until the answer to a request was ready to be sent.",
            ("route",),
            buckets=_SECONDS,
            registry=own,
        )
        self.queries = Histogram(
            "ctgraph_query_seconds",
            "Seconds that visitors' queries took, their answers being written included.",
            ("outcome",),
            buckets=_SECONDS,
            registry=own,
        )
        self.refused = Counter(
            "ctgraph_refused", "Requests that met a limit.", ("limit",), registry=own
        )
        self.cache_bytes = Gauge(
            "ctgraph_cache_bytes",
            "Memory that kept answers take.",
            multiprocess_mode="livesum",
            registry=own,
        )

    def refuse(self, error: errors.CtgraphError) -> None:
        """Count a limit that a request has met, if it is one."""
        if limit := _LIMITS.get(type(error)):
            self.refused.labels(limit).inc()

    def exposition(self) -> bytes:
        """Write it all in Prometheus' text format."""
        registry = self._registry
        if self._shared is not None:
            registry = CollectorRegistry()
            MultiProcessCollector(registry, str(self._shared.counts))  # type: ignore[no-untyped-call]
        state = CollectorRegistry()
        state.register(_State(self._shared.workers() if self._shared is not None else 1))
        return generate_latest(registry) + generate_latest(state)


class _State(Collector):
    """What there is at this moment."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def describe(self) -> list[Metric]:
        """Name nothing in advance: that would be to ask."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask the broker and the gate, as far as there are such."""
        release = GaugeMetricFamily(
            "ctgraph_release_info", "What is served.", labels=("release", "version")
        )
        release.add_metric((services().release, __version__), 1)
        yield release
        yield GaugeMetricFamily("ctgraph_workers", "Server processes.", self._workers)
        store, way = services().store, admission.entrance()
        if isinstance(store, IsolatedStore):
            with contextlib.suppress(errors.EngineBusy):  # it is being started again
                yield from _of_readers(store.state())
        if way is not None and (text := way.state()):
            yield from _of_clients(json.loads(text))


def _of_readers(state: Mapping[str, Any]) -> Iterator[Metric]:
    readers = GaugeMetricFamily(
        "ctgraph_readers", "Processes that run queries.", labels=("pool", "state")
    )
    waiting = GaugeMetricFamily(
        "ctgraph_queries_waiting", "Queries that wait for a reader.", labels=("pool",)
    )
    for name, pool in state["pools"].items():
        readers.add_metric((name, "busy"), pool["busy"])
        readers.add_metric((name, "idle"), pool["idle"])
        waiting.add_metric((name,), pool["waiting"])
    ended = CounterMetricFamily(
        "ctgraph_readers_ended",
        "Readers that were ended, or ended, and were replaced, since the engine began.",
        labels=("reason",),
    )
    for reason, number in sorted(state["ended"].items()):
        ended.add_metric((reason,), number)
    yield from (readers, waiting, ended)


def _of_clients(state: Mapping[str, Any]) -> Iterator[Metric]:
    clients = GaugeMetricFamily(
        "ctgraph_clients", "Clients whose requests of late are remembered.", labels=("kind",)
    )
    for kind, number in sorted(state["clients"].items()):
        clients.add_metric((kind,), number)
    yield clients
    yield GaugeMetricFamily(
        "ctgraph_sending_bytes", "Disk that answers being sent may take.", state["sending"]
    )
