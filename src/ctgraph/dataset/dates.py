"""EDTF dates: their bounds, how precise they are, and whether a sentence says them.

Extended Date/Time Format (ISO 8601-2:2019), parsed by the `edtf` library; month and weekday names are
CLDR's, through Babel; number words are num2words'.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.dates import get_day_names, get_month_names
from edtf import EDTFObject, Interval, parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from num2words import num2words

_LONGEST_MONTH = 31  # days
_WORD = re.compile(r"\w+(?:-\w+)*")
_FEMININE_FIRST = {"fr": {1: ("première", "1re", "1ère"), 2: ("seconde", "second")}}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and last day that a date allows, and how precise it is.

    `precision` is 'day', 'month', 'year' or 'interval'.
    """

    earliest: dt.date
    latest: dt.date
    precision: str


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(edtf: str) -> dt.date | None:
    """A plain day, which the standard library reads a thousand times faster than a grammar."""
    try:
        return dt.date.fromisoformat(edtf) if _DAY.fullmatch(edtf) else None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def bounds(edtf: str) -> Bounds:
    """The bounds of an EDTF date. Raises ValueError if it is none, or open at an end."""
    if day := _day(edtf):
        return Bounds(day, day, "day")
    try:
        parsed: EDTFObject = parse_edtf(edtf)
        first, last = parsed.lower_strict(), parsed.upper_strict()
        days = dt.date(*first[:3]), dt.date(*last[:3])
    except (EDTFParseException, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise ValueError(f"{edtf!r} is no EDTF date with both ends") from error
    if days[0] > days[1]:
        raise ValueError(f"{edtf!r} ends before it begins")
    if isinstance(parsed, Interval):
        return Bounds(*days, "interval")
    span = (days[1] - days[0]).days
    return Bounds(*days, "day" if span == 0 else "month" if span <= _LONGEST_MONTH else "year")


def refines(finer: str, coarser: str) -> bool:
    """Whether `coarser`, a year or a month, contains the more precise `finer`."""
    try:
        fine, coarse = bounds(finer), bounds(coarser)
    except ValueError:
        return False
    contained = coarse.earliest <= fine.earliest and fine.latest <= coarse.latest
    return contained and finer != coarser and coarse.precision in {"month", "year"}


def says_date(text: str, edtf: str, languages: tuple[str, ...]) -> bool:
    """Whether day, month and year of the date can be read in the text, as far as it is precise."""
    when = bounds(edtf)
    if edtf in text:
        return True
    words = {w.casefold() for w in _WORD.findall(text)}
    numbers = {int(n) for n in re.findall(r"\d+", text)}
    ends = (when.earliest, when.latest)
    named = {m for language in languages for m in _months_in(words, language)}
    by_year = all(d.year in numbers for d in ends)
    by_month = when.precision == "year" or all(d.month in named for d in ends)
    by_day = when.precision in {"year", "month"} or all(d.day in numbers for d in ends)
    return by_year and by_month and by_day


def weekdays_in(text: str, languages: tuple[str, ...]) -> set[int]:
    """The weekdays that the text names, Monday being 0."""
    words = {w.casefold() for w in _WORD.findall(text)}
    return {
        day
        for language in languages
        for day, name in get_day_names("wide", locale=language).items()
        if name.casefold() in words
    }


def fits_weekday(edtf: str, weekdays: set[int]) -> bool:
    """Whether one of the date's days is one of the weekdays; true for dates coarser than days."""
    when = bounds(edtf)
    if when.precision in {"month", "year"}:
        return True
    days = min((when.latest - when.earliest).days, 6)
    return any((when.earliest + dt.timedelta(n)).weekday() in weekdays for n in range(days + 1))


def says_number(text: str, number: int, languages: tuple[str, ...]) -> bool:
    """Whether the text has the number, in digits or in words, cardinal or ordinal."""
    ungrouped = re.sub(r"(?<=\d)[,.\s](?=\d{3}\b)", "", text)
    digits = {int(n) for n in re.findall(r"(?<![\d.,])\d+(?![.,]?\d)", ungrouped)}
    if number in digits:
        return True
    words = {w.casefold() for w in _WORD.findall(text)}
    spelt = {w for language in languages for w in _spelt(number, language)}
    return bool(spelt & words) or any(" " in w and w in text.casefold() for w in spelt)


@cache
def _spelt(number: int, language: str) -> frozenset[str]:
    forms = {
        num2words(number, lang=language, to=to) for to in ("cardinal", "ordinal", "ordinal_num")
    }
    return frozenset(
        f.casefold() for f in (*forms, *_FEMININE_FIRST.get(language, {}).get(number, ()))
    )


def _months_in(words: set[str], language: str) -> set[int]:
    return {
        month
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=language).items()
        if name.casefold().rstrip(".") in words
    }
