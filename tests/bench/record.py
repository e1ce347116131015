"""Puts what was measured where the help shows it: `python -m tests.bench.record`.

Takes the figures that `tests.bench.endpoints` has left in build/bench/, one file for each workload and size,
in the place of those of the same workload and size that are there.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import geometric_mean, median

from tests.bench.endpoints import OUT

MEASURED = Path(__file__).parents[2] / "src" / "ctgraph" / "web" / "manual" / "measured.json"


def main() -> None:
    kept = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else []
    runs = {(run["workload"], run["size"]): run for run in kept}
    for file in sorted(OUT.glob("*-*.json")):
        size = int(file.stem.rpartition("-")[2])
        figures = json.loads(file.read_text(encoding="utf-8"))
        runs[figures["workload"], size] = condensed(figures, size)
    lines = ",\n".join(json.dumps(runs[key], ensure_ascii=False) for key in sorted(runs))
    MEASURED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(f"wrote {len(runs)} runs to {MEASURED}")


def condensed(figures: dict, size: int) -> dict:
    """The medians over the rounds: milliseconds as median and 95th percentile, answers a second with the latter.

    Of the first round, in which servers were cold, only an engine's geometric mean over all kinds is kept.
    """
    by_kind = figures["latency_ms"]
    times = {kind: {engine: _times(rounds[1:]) for engine, rounds in by_engine.items()} for kind, by_engine in by_kind.items()}
    first = {engine: geometric_mean(median(by_engine[engine][0]) for by_engine in by_kind.values()) for engine in figures["engines"]}
    return {
        "workload": figures["workload"],
        "size": size,
        "statements": figures["statements"],
        "machine": figures["machine"],
        "differing": figures["differing"],
        "engines": {name: _of_engine(engine, first[name]) for name, engine in figures["engines"].items()},
        "latency": times,
        "throughput": {mix: _rates({engine: rounds[1:] for engine, rounds in by_engine.items()}) for mix, by_engine in figures["throughput"].items()},
        "pages": {form: _rates(by_engine) for form, by_engine in figures["pages"].items()},
    }


def _times(rounds: list[list[float]]) -> list[float]:
    every = sorted(ms for taken in rounds for ms in taken)
    return [round(median(median(taken) for taken in rounds), 3), round(every[int(0.95 * (len(every) - 1))], 3)]


def _rates(by_engine: dict[str, list[list[float]]]) -> dict[str, list[float]]:
    """Answers a second, the 95th percentile of their milliseconds, and how many of all rounds were none."""
    return {
        engine: [round(median(r[0] for r in rounds), 1), round(median(r[1] for r in rounds), 1), sum(r[2] for r in rounds)]
        for engine, rounds in by_engine.items()
    }


def _of_engine(engine: dict, first: float) -> dict[str, float]:
    seconds = {"load": round(engine["load"], 1), "start": round(engine["start"], 1)}
    return seconds | {"loaded": round(engine["memory"]["loaded"]), "after": round(engine["memory"]["after"]), "first": round(first, 3)}


if __name__ == "__main__":
    main()
