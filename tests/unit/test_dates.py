"""EDTF dates and what sentences say of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctgraph.dataset.dates import bounds, fits_weekday, refines, says_date, says_number, weekdays_in

BOTH = ("en", "fr")


def test_bounds_and_precision() -> None:
    assert bounds("2024-12").earliest == dt.date(2024, 12, 1)
    assert bounds("2024-12").latest == dt.date(2024, 12, 31)
    assert [bounds(d).precision for d in ("2024", "2024-02", "2024-02-29", "2024-06-25/2024-06-27")] == [
        "year", "month", "day", "interval",
    ]


@pytest.mark.parametrize("bad", ["2024-13", "2023-02-29", "soon", "", "../2024", "2024-06-27/2024-06-25"])
def test_what_is_no_date_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|ends before"):
        bounds(bad)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1)))
def test_a_day_refines_its_month_and_year(day: dt.date) -> None:
    assert refines(day.isoformat(), f"{day:%Y-%m}")
    assert refines(day.isoformat(), f"{day:%Y}")
    assert not refines(f"{day:%Y}", day.isoformat())
    assert not refines(day.isoformat(), day.isoformat())


def test_a_day_against_an_interval_is_a_disagreement() -> None:
    assert not refines("2022-06-23", "2022-06-23/2022-06-24")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("du 25 au 27 juin 2024", "2024-06-25/2024-06-27"),
        ("in October 2020, Minister", "2020-10"),
        ("date 2024-09 Le Maroc", "2024-09"),
        ("le mardi 16 septembre 2025", "2025-09-16"),
        ("Inaugurated on June 24, 2021 in Rabat", "2021-06-24"),
        ("en décembre 2023", "2023-12"),
        ("in 2019", "2019"),
    ],
)
def test_dates_are_read_from_sentences(text: str, edtf: str) -> None:
    assert says_date(text, edtf, BOTH)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("from 25 June to 27 June", "2024-06-25/2024-06-27"),
        ("in October 2020", "2020-10-01"),
        ("le mardi 16 septembre 2025", "2025-09-17"),
        ("in October 2020", "2020-11"),
    ],
)
def test_dates_that_are_not_said_are_not_read(text: str, edtf: str) -> None:
    assert not says_date(text, edtf, BOTH)


def test_weekdays() -> None:
    assert weekdays_in("This Friday, June 24 in Rabat", BOTH) == {4}
    assert weekdays_in("le mardi 16 septembre", BOTH) == {1}
    assert fits_weekday("2022-06-24", {4})
    assert not fits_weekday("2021-06-24", {4})
    assert fits_weekday("2022-06-23/2022-06-24", {4})
    assert fits_weekday("2022-06", {4})


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("25 participants (dont 8 femmes)", 8, True),
        ("25 participants (dont huit femmes)", 8, True),
        ("25 participants", 5, False),
        ("over 1,000 people", 1000, True),
        ("plus de 1 000 personnes", 1000, True),
        ("leur premier Dialogue", 1, True),
        ("la première réunion", 1, True),
        ("the 1st Ministerial Meeting", 1, True),
        ("3-day workshop", 3, True),
        ("the three countries", 3, True),
        ("twenty-five heads", 25, True),
        ("2.5 million", 2, False),
    ],
)
def test_numbers_in_digits_and_words(text: str, number: int, said: bool) -> None:
    assert says_number(text, number, BOTH) is said
