"""Where the embedded engine departs from SPARQL, as known from the W3C's test suites."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Deviation:
    """One cause: the tests that fail for it (suite/group#name), and what it is, by language."""

    tests: tuple[str, ...]
    cause: Mapping[str, str]


@cache
def deviations() -> tuple[Deviation, ...]:
    """Read what is known."""
    text = files("ctgraph.store").joinpath("deviations.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["deviation"]
    return tuple(Deviation(tuple(row["tests"]), row["cause"]) for row in rows)
