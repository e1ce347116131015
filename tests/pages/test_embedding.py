"""Results on maps and in frames: what is drawn is counted, what is not is said, and nothing else may be framed."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from ctgraph.web import sharing

PEOPLE = {"Accept": "text/html"}
PREFIX = "PREFIX ct: <https://w3id.org/ctgraph/ns#> "
PLACES = PREFIX + "SELECT ?event ?place WHERE { ?event a ct:Event OPTIONAL { ?event ct:place ?place } }"
COUNTRIES = PREFIX + "SELECT ?event ?country WHERE { ?event ct:participatingCountry ?country }"


def shown(client: FlaskClient, query: str, view: str = "map", **more: str) -> str:
    return client.get("/sparql", query_string={"query": query, "view": view, **more}, headers=PEOPLE).text


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_places_are_drawn_and_the_rest_is_counted_and_named(client: FlaskClient) -> None:
    page = shown(client, PLACES)
    assert page.count('<g class="pin"') == 4
    said = text(page)
    assert "Map of “place”: 8 of 10 rows are on it. 1 row says nothing there." in said
    assert "Not on the map, as no point or border is known for it: Seat of the Ministry of Justice of Morocco." in said
    assert page.count("<tr>") >= 10, "the same data stands in the table"


def test_countries_are_areas_with_the_number_of_their_rows(client: FlaskClient) -> None:
    page = shown(client, COUNTRIES, lang="fr")
    assert page.count('<g class="country"') == len(set(re.findall(r"#c\d{3}", page)))
    assert re.search(r"<title>Niger: \d lignes</title>", page)


def test_rows_that_say_degrees_are_points(client: FlaskClient) -> None:
    query = 'SELECT ?what ?lat ?long WHERE { VALUES (?what ?lat ?long) { ("A" 10 20) ("B" 48.85 2.35) ("nowhere" 95 0) ("C" "x" "y") } }'
    page = shown(client, query)
    assert page.count('<g class="pin"') == 2
    assert "2 of 4 rows are on it" in text(page)


@pytest.mark.parametrize(
    "query",
    [
        PREFIX + "SELECT ?event WHERE { ?event a ct:Event }",
        "SELECT ?lat ?long WHERE { VALUES (?lat ?long) { (\"NaN\" 1) (1e400 2) } }",
        "SELECT ?c WHERE { ?c <http://www.w3.org/2004/02/skos/core#notation> ?n . ?c a <http://www.w3.org/2004/02/skos/core#Concept> }",
        "SELECT * WHERE { ?s ?p <http://example.org/none> }",
    ],
)
def test_without_places_no_map_is_offered(client: FlaskClient, query: str) -> None:
    page = shown(client, query)
    assert 'class="map"' not in page
    assert "view=map" not in page.replace("view=map&", "")


def test_only_what_is_to_be_framed_may_be(client: FlaskClient) -> None:
    framed = [f"/embed/s/{sharing.pack(PLACES)}", "/embed/q/events", "/embed/q/none", "/embed/s/broken", "/embed/q/find-words"]
    for path in framed:
        answer = client.get(path, headers=PEOPLE)
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"], path
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
    for path in ("/", "/sparql", "/q/events", f"/s/{sharing.pack(PLACES)}", "/embed", "/embed/none", "/static/ctgraph.css"):
        assert "frame-ancestors 'none'" in client.get(path, headers=PEOPLE).headers["Content-Security-Policy"], path


@pytest.mark.parametrize(("path", "status"), [("/embed/q/none", 404), ("/embed/s/broken", 400), ("/embed/q/find-words", 400), ("/embed/q/events?place=nowhere", 400), (f"/embed/s/{sharing.pack('SELECT')}", 400)])
def test_what_cannot_be_shown_is_said_in_the_frame(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path, headers=PEOPLE)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("path", ["/embed/q/events?place=id:place-rabat&view=timeline&release=0123456789", f"/embed/s/{sharing.pack(PLACES)}?view=map&release=0123456789"])
def test_a_frame_says_where_it_is_from(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers=PEOPLE).text
    said = text(page)
    assert "Counter-terrorism cooperation, sentence by sentence. Data" in said
    assert "This link was made with the data 0123456789" in said, "another release answers now"
    back = re.findall(r'<a href="(http://localhost/[sq]/[^"]+)"', page)[0].replace("&amp;", "&")
    again = client.get(back, headers=PEOPLE)
    assert again.status_code == 200
    assert "<script" not in page
    assert len(page) < 60_000


@pytest.mark.parametrize(("query", "said"), [("ASK { ?s ?p ?o }", "Yes"), ("ASK { ?s ?p 'no' }", "No"), ("DESCRIBE <https://w3id.org/ctgraph/id/country-italy>", "predicate"), ("SELECT * { ?s ?p 'none' }", "Nothing matches all of it.")])
def test_every_kind_of_answer_can_be_framed(client: FlaskClient, query: str, said: str) -> None:
    assert said in text(client.get(f"/embed/s/{sharing.pack(query)}", headers=PEOPLE).text)


def test_a_view_that_cannot_be_drawn_is_the_table_and_says_so(client: FlaskClient) -> None:
    page = client.get("/embed/q/who-paid?view=timeline", headers=PEOPLE).text
    assert "<table" in page
    assert "This cannot be drawn" in page


def test_what_is_copied_is_what_is_shown(client: FlaskClient) -> None:
    page = shown(client, PLACES)
    code = next(c for c in re.findall(r"<code data-copy>(.*?)</code>", page) if "iframe" in c)
    address = re.findall(r'src="([^"]+)"', code.replace("&#34;", '"').replace("&amp;", "&").replace("&amp;", "&"))[0]
    assert address.startswith("http://localhost/embed/s/")
    assert "view=map" in address
    assert 'class="map"' in client.get(address, headers=PEOPLE).text
    question = client.get("/q/events?place=id:place-rabat", headers=PEOPLE).text
    assert "http://localhost/embed/q/events?place=id%3Aplace-rabat" in question
    assert "read_csv(" in question
    assert "http://localhost/q/events.csv?place=id%3Aplace-rabat" in question
