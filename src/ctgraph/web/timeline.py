"""Results as a time line, where a column holds dates: a bar from the first to the last day of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ctgraph.dataset.dates import bounds
from ctgraph.vocab import EDTF
from ctgraph.web.tables import Cell, Table

WIDTH = 1000  # units from the first day to the last
_THINNEST = 6
_MOST_STRETCHES = 12
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years
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
    """Bars in their order, above stretches of time of one length; `years` are those with which they begin."""

    years: tuple[int, ...]
    bars: tuple[Bar, ...]

    @property
    def lines(self) -> tuple[float, ...]:
        """Where one stretch ends and the next begins."""
        return tuple(round(n * WIDTH / len(self.years), 1) for n in range(1, len(self.years)))


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
    years = _years(found[0][0][0].year, max(end for (_, end), _ in found).year)
    last = years[-1] + (years[1] - years[0] if len(years) > 1 else 1) - 1
    bars = (Bar(row[what], row[dated], *along(span, years[0], last)) for span, row in found)
    return Timeline(years, tuple(bars))


def along(span: tuple[dt.date, dt.date], first: int, last: int) -> tuple[float, float]:
    """Find where a span lies on a line from the first day of a year to the last of another: x and width.

    What lies beyond the line's ends is cut off; the shortest span can still be seen.
    """
    begun = max(_place(span[0], first, last), 0.0)
    ended = min(_place(_after(span[1]), first, last), float(WIDTH))
    width = max(ended - begun, _THINNEST)
    return round(min(begun, WIDTH - width), 1), round(width, 1)


def _years(first: int, last: int) -> tuple[int, ...]:
    """Divide the years into a few stretches of one length."""
    step = next(s for s in _STEPS if (last // s - first // s) < _MOST_STRETCHES)
    return tuple(range(first // step * step, last + 1, step))


def _after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1) if day < dt.date.max else day


def _place(day: dt.date, first: int, last: int) -> float:
    """Find where a day begins, on a line on which every year is as long as the others."""
    days = (
        (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days
        if day.year < dt.MAXYEAR
        else 365
    )
    of_year = (day - dt.date(day.year, 1, 1)).days / days
    return (day.year - first + of_year) * WIDTH / (last - first + 1)


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
