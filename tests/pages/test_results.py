"""The page of results: names for IRIs, sorting, time line, and links that hold all they need."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from ctgraph.web import sharing

PREFIX = "PREFIX ct: <https://w3id.org/ctgraph/ns#>\n"
FUNDED = PREFIX + "SELECT ?event ?donor WHERE { ?event ct:fundedBy ?donor }"
DATED = PREFIX + "SELECT ?event ?date WHERE { ?event a ct:Event ; ct:date ?date }"
ITALY = "https://w3id.org/ctgraph/id/country-italy"
PEOPLE = {"accept": "text/html"}


def shown(client: FlaskClient, query: str = FUNDED, **values: str) -> str:
    response = client.get("/sparql", query_string={"query": query, **values}, headers=PEOPLE)
    assert response.status_code == 200
    return html.unescape(response.text)


def link(page: str) -> str:
    found = re.search(r'href="http://localhost(/s/[^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("language", "name"), [("en", "Italy"), ("fr", "Italie")])
def test_things_go_by_their_names_in_the_language_of_the_page(client: FlaskClient, language: str, name: str) -> None:
    page = shown(client, lang=language)
    assert re.search(rf'title="{ITALY}"><bdi>{name}</bdi>', page)


def test_iris_are_one_link_away_and_back(client: FlaskClient) -> None:
    assert "names=no" in shown(client)
    page = shown(client, names="no")
    assert f">{ITALY}</a>" in page
    assert "Show names" in page


def rows(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>|\s+", " ", row).strip() for row in re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)]


def test_a_whole_answer_is_sorted_both_ways(client: FlaskClient) -> None:
    up, down = rows(shown(client, DATED, sort="event")), rows(shown(client, DATED, sort="-event"))
    assert up == down[::-1]
    assert [row.casefold() for row in up] == sorted(row.casefold() for row in up)
    assert 'aria-sort="ascending"' in shown(client, DATED, sort="event")
    numbers = "SELECT ?n { VALUES ?n { 10 9 'x' 100 } }"
    assert [row.split()[0] for row in rows(shown(client, numbers, sort="n"))] == ["9", "10", "100", "x"]


def test_an_answer_that_is_cut_off_is_not_sorted(client: FlaskClient) -> None:
    page = shown(client, "SELECT * { ?s ?p ?o }", sort="s")
    assert "1,000 of" in page
    assert "aria-sort" not in page
    assert "first rows" in page


def test_dates_become_a_time_line(client: FlaskClient) -> None:
    assert "view=timeline" in shown(client, DATED)
    page = shown(client, DATED, view="timeline")
    assert page.count("<rect") == 10
    bars = re.findall(r'<rect x="([\d.]+)" y="2" width="([\d.]+)"', page)
    assert len(bars) == 10
    assert re.findall(r"<span>(\d{4})</span>", page) == ["2021", "2022", "2023", "2024", "2025"]
    for x, width in bars:
        assert 0 <= float(x) <= 1000 - float(width) + 0.1
    assert "view=timeline" not in shown(client), "there are no dates in it"


def test_the_link_gives_the_same_result(client: FlaskClient) -> None:
    page = shown(client, DATED, sort="-event", names="no")
    again = client.get(link(page), headers=PEOPLE)
    assert again.status_code == 200
    assert rows(html.unescape(again.text)) == rows(page)
    assert DATED in html.unescape(again.text)
    assert "This link was made" not in again.text


def test_a_link_of_another_release_says_so(client: FlaskClient) -> None:
    address = re.sub(r"release=\w+", "release=0123456789", link(shown(client)))
    assert "This link was made with the data 0123456789" in client.get(address, headers=PEOPLE).text


def test_a_link_keeps_the_dataset(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    page = shown(client, query, **{"default-graph-uri": "https://w3id.org/ctgraph/id/graph-claims"})
    assert rows(html.unescape(client.get(link(page), headers=PEOPLE).text)) == rows(page)


def test_programs_get_data_from_the_same_address(client: FlaskClient) -> None:
    address = re.search(r"curl 'http://localhost(/s/[\w-]+\?[\w=&%.-]+)'", shown(client))
    assert address, "it needs no quoting"
    answer = client.get(address[1])
    assert answer.content_type.startswith("text/csv")
    assert ITALY in answer.text
    turtle = re.search(r"curl 'http://localhost(/s/[^']+)'", shown(client, f"DESCRIBE <{ITALY}>"))
    assert turtle
    assert client.get(turtle[1]).content_type.startswith("text/turtle")


@pytest.mark.parametrize("packed", ["%20", "abc", "!!!", sharing.pack("x" * 2_000_000), sharing.pack(FUNDED)[:-9]])
def test_an_address_that_holds_no_query_is_refused(client: FlaskClient, packed: str) -> None:
    assert client.get(f"/s/{packed}").status_code == 400


@pytest.mark.parametrize("query", ["", "ASK { ?s ?p 'é😀' }", "x" * 10_000])
def test_what_is_packed_is_unpacked(query: str) -> None:
    assert sharing.unpack(sharing.pack(query), 20_000) == query


LABELLED = PREFIX + "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?c ?name WHERE { ?c a ct:Country ; skos:prefLabel ?name }"


@pytest.mark.parametrize(("language", "name", "other"), [("en", "Morocco", "Maroc"), ("fr", "Maroc", "Morocco")])
def test_one_row_for_each_thing_whatever_the_languages(client: FlaskClient, language: str, name: str, other: str) -> None:
    both = shown(client, LABELLED, lang=language, names="no")
    assert "texts=one" in both
    page = shown(client, LABELLED, lang=language, names="no", texts="one")
    assert len(rows(page)) * 2 == len(rows(both)) == 14
    assert any(row.split()[1] == name for row in rows(page))
    assert not any(row.split()[1] == other for row in rows(page))
    assert len(rows(shown(client, LABELLED, lang=language, texts="one", sort="name"))) == 7


def test_a_text_in_another_language_alone_stays(client: FlaskClient) -> None:
    query = "SELECT ?x ?t { VALUES (?x ?t) { (1 'one'@en) (1 'un'@fr) (2 'deux'@fr) (3 'three') } }"
    assert [row.split()[2] for row in rows(shown(client, query, texts="one"))] == ["one", "deux", "three"]


TAKING_PART = PREFIX + "SELECT ?event ?country WHERE { ?event ct:participatingCountry ?country }"


def test_pairs_of_things_become_a_network(client: FlaskClient) -> None:
    assert "view=network" in shown(client, TAKING_PART)
    page = shown(client, TAKING_PART, view="network")
    assert page.count("<path") == len(rows(page)) > 3
    assert re.search(r'<a href="/page/country-niger[^"]*"><title>Niger</title><text', page)
    assert "view=network" not in shown(client, DATED), "dates are no things"
    assert "view=network" not in shown(client, "SELECT ?s ?p { ?s ?p ?o } LIMIT 900"), "there are too many"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_tour_has_five_steps_that_find_something(client: FlaskClient, language: str) -> None:
    for number in range(1, 6):
        page = html.unescape(client.get(f"/sparql?tour={number}&lang={language}", headers=PEOPLE).text)
        query = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert query
        assert ("Next step" in page or "Étape suivante" in page) == (number < 5)
        answer = shown(client, query[1], lang=language, tour=str(number))
        assert len(rows(answer)) > 2
        assert 'class="tour"' in answer, "running the query stays on the tour"


@pytest.mark.parametrize("step", ["0", "6", "x", "¹"])
def test_a_step_that_is_not_there_is_the_form(client: FlaskClient, step: str) -> None:
    page = client.get("/sparql", query_string={"tour": step}, headers=PEOPLE)
    assert page.status_code == 200
    assert 'class="tour"' not in page.text


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [("2024-03-01", "2024-12-31", [2024]), ("1999-12-31", "2000-01-01", [1999, 2000]), ("1914-06-28", "2024-01-01", [*range(1910, 2021, 10)]), ("0001-01-01", "9999-12-31", [*range(0, 10000, 1000)])],
)
def test_a_time_line_has_a_few_stretches_of_one_length(client: FlaskClient, first: str, last: str, years: list[int]) -> None:
    query = f'SELECT ?d {{ VALUES ?d {{ "{first}"^^<http://www.w3.org/2001/XMLSchema#date> "{last}"^^<http://www.w3.org/2001/XMLSchema#date> }} }}'
    page = shown(client, query, view="timeline")
    assert re.findall(r"<span>(\d+)</span>", page) == [str(year) for year in years]
    assert all(float(x) + float(width) <= 1000.5 for x, width in re.findall(r'<rect x="([\d.]+)" y="2" width="([\d.]+)"', page))


def test_of_several_columns_those_that_say_most_make_the_network(client: FlaskClient) -> None:
    page = client.get("/q/who-took-part?who=id:country-niger&view=network", headers=PEOPLE).text
    assert page.count("M430") == 5, "a country and its events, not a country and its two roles"
