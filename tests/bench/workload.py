"""What a benchmark asks of what: data of any size, and kinds of query with many instances each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

JSON, CSV, NT = "application/sparql-results+json", "text/csv", "application/n-triples"
Request = tuple[str, str]  # query, Accept


@dataclass(frozen=True)
class Kind:
    """A kind of query: how often it is asked, the format of its answer, and its text.

    `{event}` and the like in the text are filled in, each time with another.
    """

    weight: float
    accept: str
    text: str


@dataclass(frozen=True)
class Workload:
    """Data and queries. `write` makes about so many statements in a file of the given name, and says how many;
    `instances` gives so many requests of each kind for what was written. `accepted` and `named` are the
    graphs that the queries look at. `light` are the kinds that look one
    thing up; `unchecked` those for which the standard leaves to the engine what it gives. `pages` gives
    paths of so many pages about things, if there are such for data of that size.
    """

    name: str
    file: str
    kinds: dict[str, Kind]
    light: tuple[str, ...]
    accepted: str
    most: int
    write: Callable[[int, Path], int]
    instances: Callable[[Path, int, int], dict[str, list[Request]]]
    named: tuple[str, ...] = ()
    unchecked: frozenset[str] = frozenset()
    pages: Callable[[int, int], list[str]] = lambda _size, _each: []
