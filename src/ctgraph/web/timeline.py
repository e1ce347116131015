"""Results as a time line, where a column holds dates: a bar from the first to the last day of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctgraph.dataset.dates import bounds
from ctgraph.vocab import EDTF
from ctgraph.web.tables import Cell, Table

WIDTH = 1000  # units from the first day to the last
_THINNEST = 6
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DATES = {str(EDTF.EDTF), f"{_XSD}date", f"{_XSD}dateTime", f"{_XSD}gYear", f"{_XSD}gYearMonth"}
_DAY = 10  # characters of a day; what follows is a time


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the table on the line."""

    what: Cell
    when: Cell
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in their order, from the beginning of the first year to the end of the last."""

    first: int
    last: int
    bars: tuple[Bar, ...]


def timeline(table: Table) -> Timeline | None:
    """Draw the rows with a date; None where no column holds dates alone."""
    columns = range(len(table.variables))
    dated = next((c for c in columns if _holds_dates([row[c] for row in table.rows])), None)
    if dated is None:
        return None
    what = next(
        (c for c in columns if c != dated and any(row[c].text for row in table.rows)), dated
    )
    found = [(span, row) for row in table.rows if (span := _span(row[dated]))]
    found.sort(key=lambda one: one[0])
    first = min(start for (start, _), _ in found).year
    last = max(end for (_, end), _ in found).year
    bars = (Bar(row[what], row[dated], *along(span, first, last)) for span, row in found)
    return Timeline(first, last, tuple(bars))


def along(span: tuple[dt.date, dt.date], first: int, last: int) -> tuple[float, float]:
    """Find where a span lies on a line from the first day of a year to the last of another: x and width.

    What lies beyond the line's ends is cut off; the shortest span can still be seen.
    """
    begun, ended = dt.date(first, 1, 1), dt.date(last, 12, 31)
    days = (ended - begun).days + 1
    start, end = max(span[0], begun), min(span[1], ended)
    width = max(((end - start).days + 1) * WIDTH / days, _THINNEST)
    x = min((start - begun).days * WIDTH / days, WIDTH - width)
    return round(x, 1), round(width, 1)


def _holds_dates(cells: list[Cell]) -> bool:
    filled = [cell for cell in cells if cell.text]
    return (
        len(filled) > 1
        and all(cell.datatype in _DATES for cell in filled)
        and any(map(_span, filled))
    )


def _span(cell: Cell) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a date; None for one that is none or has no end."""
    text = cell.text if cell.datatype == str(EDTF.EDTF) else cell.text[:_DAY]
    try:
        found = bounds(text)
    except ValueError:
        return None
    return found.earliest, found.latest
