"""Figures as rows of a table: each has a name, a bar of one part or more, and numbers that lead to their lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ctgraph.describe import Offer, Text, Value
from ctgraph.describe.facets import Option
from ctgraph.describe.figures import Year
from ctgraph.web import rendering

Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: how it is drawn, its number and where that leads; `of` is what it is a part of."""

    kind: str
    count: int
    href: str
    of: Value | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One bar; `href` is where its name leads, empty if nowhere."""

    called: Text
    parts: tuple[Part, ...]
    href: str = ""

    @property
    def total(self) -> int:
        """The bar's whole length."""
        return sum(part.count for part in self.parts)


def of_options(options: Iterable[Option], address: Callable[[Value], str]) -> list[Row]:
    """Make a row of each value."""
    return [
        Row(rendering.called(o.value), (Part("plain", o.count, address(o.value)),)) for o in options
    ]


def of_offer(offer: Offer, address: Address) -> list[Row]:
    """Make a row of each value of a facet; `address` takes pairs of a facet and a value."""
    return of_options(offer.options, lambda value: address((offer.facet.key, value)))


def of_years(years: Iterable[Year], address: Address) -> list[Row]:
    """Make a row of each year, in parts by status; what has no status is a part of its own."""
    made = []
    for year in years:
        chosen = ("year", year.year)
        parts = [
            Part(o.value.local, o.count, address(chosen, ("status", o.value)), o.value)
            for o in year.by_status
        ]
        if rest := year.total - sum(part.count for part in parts):
            alone = address(chosen, ("status", "none")) if parts else address(chosen)
            parts.append(Part("plain", max(rest, 0), alone))
        made.append(Row(Text(year.year.local), tuple(parts), address(chosen)))
    return made
