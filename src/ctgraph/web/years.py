"""Dated things year by year: each a bar from the first to the last day that its date allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ctgraph.dataset.dates import bounds
from ctgraph.describe import Headline
from ctgraph.vocab import CONCEPT
from ctgraph.web.timeline import along


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing on the line of its year, of 1000 units.

    `vague` says that it was on some day within the bar; `beyond` that it lasts into later years.
    """

    headline: Headline
    x: float
    width: float
    vague: bool
    beyond: bool

    @property
    def planned(self) -> bool:
        """Whether it was announced, and nothing says that it took place."""
        return any(status.iri == str(CONCEPT.planned) for status in self.headline.statuses)


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of a year, in the order of time."""

    year: int
    entries: tuple[Entry, ...]


def by_years(things: Iterable[Headline]) -> tuple[Year, ...]:
    """Group things by the year in which they begin, in the order given; what has no date is left out."""
    entries = [(year, entry) for thing in things for year, entry in _entry(thing)]
    return tuple(
        Year(year, tuple(entry for _, entry in group))
        for year, group in groupby(entries, key=lambda one: one[0])
    )


def _entry(thing: Headline) -> Iterable[tuple[int, Entry]]:
    for value in thing.dates[:1]:
        try:
            found = bounds(value.local)
        except ValueError:
            continue
        year = found.earliest.year
        x, width = along((found.earliest, found.latest), year, year)
        beyond = found.latest > dt.date(year, 12, 31)
        yield year, Entry(thing, x, width, not _is_exact(value.local), beyond)


def _is_exact(edtf: str) -> bool:
    """Whether a date says its days, and does not doubt them (EDTF, level 1, qualification)."""
    return all(bounds(part).precision == "day" for part in edtf.split("/")) and not set(edtf) & set(
        "?~%"
    )
