"""Where an engine departs from SPARQL: the embedded one, as known from the W3C's test suites, and others."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_EMBEDDED = "deviations.toml"
# by what an engine calls itself; found by the tests of this repository, not by the W3C's
_OTHERS = {"Virtuoso": "remote/virtuoso.toml"}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One cause: the tests that fail for it (suite/group#name), what it is, by language, and an example."""

    tests: tuple[str, ...]
    cause: Mapping[str, str]
    query: str = ""


def deviations(product: str = "") -> tuple[Deviation, ...] | None:
    """Read what is known of the engine that calls itself so, the embedded one having no name.

    None if nothing is known of it, which does not mean that there is nothing.
    """
    if not product:
        return _read(_EMBEDDED)
    file = next((file for name, file in _OTHERS.items() if product.startswith(name)), None)
    return _read(file) if file else None


@cache
def _read(file: str) -> tuple[Deviation, ...]:
    text = files("ctgraph.store").joinpath(file).read_text(encoding="utf-8")
    rows = tomllib.loads(text)["deviation"]
    return tuple(
        Deviation(tuple(row.get("tests", ())), row["cause"], row.get("query", "")) for row in rows
    )
