"""What the benchmark has measured, as tables: every number stands there, and beside it a bar.

The figures lie in `measured.json`, a list of runs: times are milliseconds (median and 95th percentile),
throughput is answers a second, memory MiB.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from statistics import geometric_mean
from typing import Any

from ctgraph.web import wording
from ctgraph.web.translation import gettext, mark

_BASE = "oxigraph serve"  # the engine that ctgraph embeds; the others' times are compared with its
_CACHED = "ctgraph with its cache"  # which had been asked before what it is asked
_NAMES = {
    "ctgraph": mark("ctgraph, in memory"),
    "ctgraph on disk": mark("ctgraph, on disk"),
    "ctgraph with its cache": mark("ctgraph, with its cache"),
    "oxigraph serve": mark("Oxigraph’s own server"),
}
_MIXES = {"light": mark("look-ups"), "full": mark("all kinds")}

Run = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, what is said beside it, and how long its bar is, from 0 to 1; `best` of its row."""

    text: str
    note: str = ""
    length: float = 0.0
    best: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of figures; `names` are in English if `english`. `machine` says where they are from."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    machine: Mapping[str, Any]
    english: bool = False


def grid(kind: str, name: str) -> Grid | None:
    """Make the table of a kind from the run `WORKLOAD-SIZE`; None if there is none of that name."""
    run = next((r for r in _runs() if f"{r['workload']}-{r['size']}" == name), None)
    if kind == "growth":
        runs = [r for r in _runs() if r["workload"] == name]
        return _growth(runs) if runs else None
    return _KINDS[kind](run) if run and kind in _KINDS else None


@cache
def _runs() -> tuple[Run, ...]:
    file = resources.files(__package__).joinpath("measured.json")
    runs = json.loads(file.read_text(encoding="utf-8"))
    return tuple(sorted(runs, key=lambda r: (r["workload"], r["size"])))


def _latency(run: Run) -> Grid:
    """Milliseconds of each kind of query, and the geometric mean of all compared with the base."""
    engines = tuple(run["engines"])
    every = [t[0] for times in run["latency"].values() for t in times.values()]
    scale = _logarithmic(min(every), max(every))
    unless = engines.index(_CACHED) if _CACHED in engines else None
    rows = [
        (kind, _cells([(times[e][0], _brief(times[e][1])) for e in engines], scale, min, unless))
        for kind, times in run["latency"].items()
    ]
    means = [_mean(run, engine) for engine in engines]
    ratios = [(mean / means[engines.index(_BASE)], "") for mean in means]
    mean_row = tuple(Cell(f"{_brief(ratio)} ×") for ratio, _ in ratios)
    rows.append((gettext("geometric mean, compared with Oxigraph"), mean_row))
    return Grid(_called(engines), tuple(rows), run["machine"], english=True)


def _throughput(run: Run) -> Grid:
    """Answers a second for each mix of queries and number of clients."""
    engines = tuple(run["engines"])
    rows = []
    for mix, rates in run["throughput"].items():
        words, _, clients = mix.partition(", ")
        many = gettext("%(n)s clients") % {"n": clients.split()[0]}
        rows.append((f"{gettext(_MIXES[words])}, {many}", _rates(rates, engines)))
    return Grid(_called(engines), tuple(rows), run["machine"])


def _pages(run: Run) -> Grid:
    """Pages a second, by form."""
    engines = tuple(next(iter(run["pages"].values())))
    rows = tuple((form, _rates(rates, engines)) for form, rates in run["pages"].items())
    return Grid(_called(engines), rows, run["machine"])


def _rates(rates: Mapping[str, Sequence[float]], engines: Sequence[str]) -> tuple[Cell, ...]:
    most = max(rate[0] for rate in rates.values())
    values = [(rates[e][0], _aside(*rates[e][1:])) for e in engines]
    return _cells(values, lambda value: value / most, max)


def _aside(late: float, errors: float) -> str:
    """Say what is to be known of a rate: how long answers took, and how many were none."""
    words = gettext("95 %% in %(ms)s ms") % {"ms": _brief(late)}
    failed = gettext("errors: %(n)s") % {"n": wording.number(errors)}
    return f"{words}; {failed}" if errors else words


def _sizes(run: Run) -> Grid:
    """What each engine takes to load and to start, its memory, and how fast it is at first and later."""
    columns = {
        "load": gettext("loading, s"),
        "start": gettext("starting, s"),
        "loaded": gettext("memory then, MiB"),
        "after": gettext("memory after all queries, MiB"),
        "first": gettext("queries of the first round, ms"),
        "then": gettext("and of those after it, ms"),
    }
    rows = []
    for engine, name in zip(run["engines"], _called(run["engines"]), strict=True):
        figures = run["engines"][engine] | {"then": _mean(run, engine)}
        cells = tuple(Cell(_brief(figures[key]) if figures[key] else "–") for key in columns)
        rows.append((name, cells))
    return Grid(tuple(columns.values()), tuple(rows), run["machine"])


def _growth(runs: Sequence[Run]) -> Grid:
    """The geometric mean of the times of all kinds of query, from size to size."""
    engines = tuple(dict.fromkeys(name for run in runs for name in run["engines"]))
    found = {(e, r["size"]): _mean(r, e) for r in runs for e in engines if e in r["engines"]}
    scale = _logarithmic(min(found.values()), max(found.values()))
    rows = []
    for engine, name in zip(engines, _called(engines), strict=True):
        means = [found.get((engine, run["size"])) for run in runs]
        cells = tuple(Cell(_brief(m), "", scale(m)) if m else Cell("–") for m in means)
        rows.append((name, cells))
    columns = tuple(wording.number(run["statements"]) for run in runs)
    return Grid(columns, tuple(rows), runs[-1]["machine"])


def _mean(run: Run, engine: str) -> float:
    """The geometric mean of an engine's medians."""
    return geometric_mean(times[engine][0] for times in run["latency"].values())


def _cells(
    values: Sequence[tuple[float, str]],
    scale: Callable[[float], float],
    choose: Callable[[list[float]], float],
    unless: int | None = None,
) -> tuple[Cell, ...]:
    """Make a row; the best is marked, `unless` it is the value at that place."""
    others = [value for place, (value, _) in enumerate(values) if place != unless]
    best = choose(others)
    return tuple(
        Cell(_brief(value), note, scale(value), best=value == best and place != unless)
        for place, (value, note) in enumerate(values)
    )


def _logarithmic(least: float, most: float) -> Callable[[float], float]:
    """Make a scale on which a bar twice as long is not twice as much, but as many times more again."""
    width = math.log(most / least) or 1.0
    return lambda value: 0.04 + 0.96 * math.log(value / least) / width


def _called(engines: Sequence[str] | Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(gettext(_NAMES[e]) if e in _NAMES else e for e in engines)


def _brief(value: float) -> str:
    """Write a number with three digits that count, or as a whole number."""
    if value >= 100:
        return wording.number(round(value))
    return wording.number(round(value, 1 if value >= 10 else 2))


_KINDS: dict[str, Callable[[Run], Grid]] = {
    "latency": _latency,
    "throughput": _throughput,
    "pages": _pages,
    "sizes": _sizes,
}
