"""Content negotiation: RFC 9110, section 12.5.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctgraph.formats import (
    BOOLEANS,
    CSV,
    GRAPHS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    PROBLEM,
    RDF_XML,
    RESULTS_JSON,
    RESULTS_XML,
    SOLUTIONS,
    TRIG,
    TSV,
    TURTLE,
    named,
    negotiate,
)

JSON, XML = RESULTS_JSON.media_type, RESULTS_XML.media_type
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
JENA = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, "
    "text/tab-separated-values;q=0.7, text/csv;q=0.5, application/json;q=0.2, "
    "application/xml;q=0.2, */*;q=0.1"
)

ROWS = [
    # no preference: ours
    (None, RESULTS_JSON),
    ("", RESULTS_JSON),
    ("*/*", RESULTS_JSON),
    ("application/*", RESULTS_JSON),
    ("text/*", CSV),
    # one type
    (JSON, RESULTS_JSON),
    (XML, RESULTS_XML),
    ("text/csv", CSV),
    ("text/tab-separated-values", TSV),
    ("Application/SPARQL-Results+XML ; q=1.0", RESULTS_XML),
    # parameters of a range say nothing
    ("text/csv; charset=utf-8", CSV),
    ("text/csv;header=present;q=0.5, text/tab-separated-values;q=0.6", TSV),
    # other names
    ("application/json", RESULTS_JSON),
    ("application/xml", RESULTS_XML),
    ("text/xml", RESULTS_XML),
    # quality
    (f"{JSON};q=0.2, {XML};q=0.9", RESULTS_XML),
    (f"{XML};q=0.9, {JSON};q=0.2", RESULTS_XML),
    (f"{XML};q=0.5, text/csv", CSV),
    # the specific range gives the quality, whatever the others say
    ("*/*;q=0.1, text/tab-separated-values", TSV),
    (f"{JSON};q=0.1, */*;q=0.5", RESULTS_XML),
    (f"{JSON};q=0.1, application/*;q=0.5", RESULTS_XML),
    (f"{JSON};q=0.3, application/json, text/csv;q=0.5", CSV),
    # of equals, the one that is named
    ("*/*, text/csv", CSV),
    ("text/*, text/tab-separated-values", TSV),
    # zero excludes
    (f"*/*, {JSON};q=0", RESULTS_XML),
    (f"{JSON};q=0, {XML}", RESULTS_XML),
    (f"*/*, {JSON};q=0, application/json", RESULTS_XML),
    ("text/*;q=0, application/*;q=0, */*", None),
    ("*/*;q=0", None),
    # nothing of ours
    ("image/png", None),
    ("text/turtle", None),
    ("text/html", None),
    # what is no header is as none
    (";;;///", RESULTS_JSON),
    ("text", RESULTS_JSON),
    ("*/xml", RESULTS_JSON),
    ("/", RESULTS_JSON),
    (",,,", RESULTS_JSON),
    ("text, text/csv", CSV),
    # clients as they are
    (JENA, RESULTS_JSON),
    ("application/sparql-results+json,*/*;q=0.9", RESULTS_JSON),
]


@pytest.mark.parametrize(("accept", "expected"), ROWS)
def test_results_of_select(accept, expected):
    assert negotiate(accept, SOLUTIONS) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("text/plain", N_TRIPLES),
        ("application/json", JSON_LD),
        ("application/xml", RDF_XML),
        ("application/x-trig", TRIG),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.7", RDF_XML),
        (JSON, None),
    ],
)
def test_graphs(accept, expected):
    assert negotiate(accept, GRAPHS) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("*/*", RESULTS_JSON), ("text/csv", None), (BROWSER, None), ("application/xml", RESULTS_XML)],
)
def test_results_of_ask(accept, expected):
    if expected is None and accept == BROWSER:
        assert negotiate(accept, (*BOOLEANS, HTML)) is HTML
    else:
        assert negotiate(accept, BOOLEANS) is expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER, HTML),
        ("text/html", HTML),
        ("application/xhtml+xml", HTML),
        ("*/*", PROBLEM),
        ("application/json", PROBLEM),
        (None, PROBLEM),
    ],
)
def test_people_get_a_page_and_programs_do_not(accept, expected):
    assert negotiate(accept, (PROBLEM, HTML)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("csv", CSV),
        (" CSV ", CSV),
        ("text/csv", CSV),
        ("json", RESULTS_JSON),
        ("srx", RESULTS_XML),
        ("application/json", RESULTS_JSON),
        ("ttl", None),
        ("", None),
    ],
)
def test_a_name_in_a_link(name, expected):
    assert named(name, SOLUTIONS) is expected


def test_every_name_means_one_format():
    for offers in (GRAPHS, SOLUTIONS, BOOLEANS):
        for offer in offers:
            for name in (offer.name, offer.extension, offer.media_type, *offer.names):
                assert named(name, (*offers, HTML)) is offer, name


def test_text_says_its_charset():
    assert CSV.content_type == "text/csv; charset=utf-8"
    assert RESULTS_JSON.content_type == JSON


@given(st.text(alphabet='*/;,=q.01 "abtexcsv+\\\t') | st.text())
def test_no_header_is_too_odd(accept):
    assert negotiate(accept, SOLUTIONS) in {*SOLUTIONS, None}
