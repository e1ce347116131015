"""Dates and names in words, in the language of a request."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask import Flask

from ctgraph.describe import Property, Value
from ctgraph.web import translation, wording

DATES = [
    ("2024-06-25/2024-06-27", "25–27 June 2024", "25–27 juin 2024"),
    ("2024-06-30/2024-07-02", "30 June – 2 July 2024", "30 juin – 2 juillet 2024"),
    ("2023-12-31/2024-01-02", "31 December 2023 – 2 January 2024", "31 décembre 2023 – 2 janvier 2024"),
    ("2024-06/2024-08", "June 2024 – August 2024", "juin 2024 – août 2024"),
    ("2024-06-25", "25 June 2024", "25 juin 2024"),
    ("2024-06-01", "1 June 2024", "1er juin 2024"),
    ("2024-06-01/2024-06-03", "1–3 June 2024", "1er–3 juin 2024"),
    ("2024-06-01/2024-07-01", "1 June – 1 July 2024", "1er juin – 1er juillet 2024"),
    ("2024-12", "December 2024", "décembre 2024"),
    ("2024", "2024", "2024"),
    ("2024-12~", "2024-12~", "2024-12~"),
    ("2024-13", "2024-13", "2024-13"),
    ("2024-02-31", "2024-02-31", "2024-02-31"),
    ("2024-06-25/..", "2024-06-25/..", "2024-06-25/.."),
    ("", "", ""),
]


WHEN = [
    ("2024-06-25/2024-06-27", "from 25 to 27 June 2024", "du 25 au 27 juin 2024"),
    ("2024-06-01/2024-06-03", "from 1 to 3 June 2024", "du 1er au 3 juin 2024"),
    ("2024-06-30/2024-07-02", "from 30 June 2024 to 2 July 2024", "du 30 juin 2024 au 2 juillet 2024"),
    ("2024-06-25", "on 25 June 2024", "le 25 juin 2024"),
    ("2024-12", "in December 2024", "en décembre 2024"),
    ("2024", "in 2024", "en 2024"),
    ("2024-12~", "", ""),
    ("2024-06-25/..", "", ""),
    ("rubbish", "", ""),
]


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    translation.register(app, ("en", "fr"))
    return app


@pytest.mark.parametrize(("edtf", "english", "french"), DATES)
def test_dates_are_written_as_people_write_them(app: Flask, edtf: str, english: str, french: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert wording.in_words(edtf) == english
    with app.test_request_context("/?lang=fr"):
        assert wording.in_words(edtf) == french


@pytest.mark.parametrize(("edtf", "english", "french"), WHEN)
def test_dates_follow_a_verb(app: Flask, edtf: str, english: str, french: str) -> None:
    value = Value(ox.Literal(edtf))
    with app.test_request_context("/?lang=en"):
        assert wording.when(value) == english
    with app.test_request_context("/?lang=fr"):
        assert wording.when(value) == french


def test_a_property_without_a_label_has_a_word_all_the_same(app: Flask) -> None:
    def called(iri: str) -> str:
        return wording.called(Property(Value(ox.NamedNode(iri))), ("en",)).text

    with app.test_request_context("/?lang=fr"):
        assert called("http://purl.org/dc/terms/title") == "titre"
        assert called("https://example.org/ns#hasManyWords") == "has many words"


def test_languages_are_named(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        assert wording.language_name("en-GB") == "anglais"
        assert wording.language_name("x-klingon") == "x-klingon"
        assert wording.own_name("fr") == "Français"
        assert wording.number(13465) == "13\u202f465"


@pytest.mark.parametrize(("url", "accept", "language"), [("/", "", "en"), ("/", "fr", "fr"), ("/", "fr-CA, en;q=0.5", "fr"), ("/", "de, *;q=0.1", "en"), ("/", "en;q=0, fr", "fr"), ("/?lang=fr", "en", "fr"), ("/?lang=de", "fr", "fr")])
def test_the_language_of_a_request(app: Flask, url: str, accept: str, language: str) -> None:
    with app.test_request_context(url, headers={"Accept-Language": accept}):
        assert translation.language() == language


def test_the_projects_first_language_is_the_default() -> None:
    app = Flask(__name__)
    translation.register(app, ("fr", "en"))
    with app.test_request_context("/"):
        assert translation.language() == "fr"
    other = Flask(__name__)
    translation.register(other, ("de",))
    with other.test_request_context("/"):
        assert translation.language() == "en"
