"""Overviews over the real build: figures that lead to what they count, lists that can be narrowed, pictures."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from tests.pages.conftest import client_of
from tests.pages.crawl import BROWSER, Page, Site

from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app

NIGER = "country=country-niger"
WITH_NIGER = [
    "event-sahel-delegation-connect-visit",
    "event-marrakech-sahel-workshop",
    "event-dakar-sahel-workshop",
    "event-heads-of-agencies-meeting",
]
KINDS = ["/overview", "/map", "/map?by=country", f"/map?by=country&{NIGER}", "/timeline", "/timeline?class=Event", "/timeline?class=Document", "/network", "/network?by=country", f"/browse/Event?{NIGER}", "/browse/Event?year=2024&status=concept/held", "/browse/Statement", "/browse/Event?place=none", "/browse/Event?year=1066", "/browse/Event?start=500"]


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Site:
    return Site(client)


def events(page: Page) -> list[str]:
    """The events that a page lists, in their order."""
    (main,) = page.all("main")
    listed = (a.attrib["href"] for item in main.iter() if item.attrib.get("class") == "what" for a in item if "href" in a.attrib)
    return [urlsplit(href).path.removeprefix("/page/") for href in listed]


def facets(page: Page) -> dict[str, dict[str, int]]:
    """What can be chosen: by the name of the facet, values and counts."""
    made = {}
    for details in page.all("details"):
        names = [e for e in details.iter() if str(e.tag).endswith("}h3")]
        if names:
            links = [a for a in details.iter() if str(a.tag).endswith("}a")]
            texts = [" ".join("".join(a.itertext()).split()).rsplit(" ", 1) for a in links]
            made["".join(names[0].itertext())] = {name: int(n) for name, n in texts}
    return made


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_overview_is_a_whole_page_in_its_language(site: Site, url: str, language: str) -> None:
    page = site.page(url + ("&" if "?" in url else "?") + f"lang={language}")
    assert page.status == 200
    assert page.tree.attrib["lang"] == language
    assert len(list(page.all("h1"))) == 1
    assert len(page.ids()) == len(set(page.ids())), "an id comes twice"
    assert "style=" not in page.text
    inside = [u for u in page.links() if "format=" not in u and urlsplit(u).path != urlsplit(url).path and "#" not in u]
    assert all("lang=" in u for u in inside), inside


@pytest.mark.parametrize("url", KINDS)
def test_headings_do_not_skip_a_level(site: Site, url: str) -> None:
    levels = [int(e.tag[-1]) for e in site.page(url).tree.iter() if str(e.tag)[-2:] in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels


# ---- lists that can be narrowed


def test_all_events_in_which_niger_is_involved(site: Site) -> None:
    page = site.page(f"/browse/Event?{NIGER}")
    assert events(page) == WITH_NIGER
    assert "4 of 10" in page.words()
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in site.page("/browse/Event").headers


def test_choices_add_up_and_can_be_taken_back(site: Site) -> None:
    page = site.page(f"/browse/Event?{NIGER}&year=2024")
    assert events(page) == ["event-marrakech-sahel-workshop"]
    (chosen,) = [e for e in page.all("ul") if e.attrib.get("class") == "chosen"]
    back = [a.attrib["href"] for a in chosen.iter() if "href" in a.attrib]
    assert back == ["/browse/Event?year=2024", f"/browse/Event?{NIGER}", "/browse/Event"]


def test_every_value_that_is_offered_leaves_as_many_as_it_says(site: Site) -> None:
    """Of the whole list and of one that was narrowed; what would leave nothing or everything is not offered."""
    for start in ("/browse/Event", f"/browse/Event?{NIGER}", "/browse/Statement", "/browse/Agency"):
        page = site.page(start)
        total = len(events(page))
        (aside,) = page.all("aside")
        tried = 0
        for a in aside.iter():
            if "href" in a.attrib:
                count = int("".join(a.itertext()).split()[-1])
                assert 0 < count < total
                assert len(events(site.page(a.attrib["href"]))) == count, a.attrib["href"]
                assert a.attrib["rel"] == "nofollow"
                tried += 1
        assert tried > 8, start


def test_facets_are_those_that_the_data_has(site: Site) -> None:
    assert {"Year", "Country involved", "Agency involved", "Document that speaks of it", "status", "kind of event", "place"} <= facets(site.page("/browse/Event")).keys()
    assert facets(site.page("/browse/Event"))["place"]["none stated"] == 1
    assert "speaker" in " ".join(facets(site.page("/browse/Statement"))) or "said by" in facets(site.page("/browse/Statement"))
    assert facets(site.page("/browse/Agency?lang=fr")).keys() != facets(site.page("/browse/Agency")).keys()


@pytest.mark.parametrize(
    ("asked", "named"),
    [("colour=red", "colour"), ("year=soon", "soon"), ("year=-1", "-1"), ("start=x", "start"), ("kind=%3Cscript%3E", "script"), ('kind=%22a', "literal"), ("kind=http%3A%2F%2Fa%20b", "IRI"), ("_external=1", "_external"), ("endpoint=x", "endpoint")],
)
def test_what_cannot_be_chosen_is_refused_by_name(client: FlaskClient, asked: str, named: str) -> None:
    response = client.get(f"/browse/Event?{asked}", headers=BROWSER)
    assert response.status_code == 400
    assert named in response.text


def test_a_value_that_nothing_has_leaves_nothing_and_a_way_back(site: Site) -> None:
    page = site.page("/browse/Event?country=country-nowhere")
    assert "0 of 10" in page.words()
    assert "/browse/Event" in page.links()


def test_no_address_breaks_out_of_a_query(client: FlaskClient) -> None:
    for value in ('"a"} DROP ALL #', '"a" . <x:s> <x:p> <x:o', "x> } UNION { ?thing a ?c", '"\\u0022"'):
        response = client.get("/browse/Event", query_string={"kind": value}, headers=BROWSER)
        assert response.status_code in {200, 400}, value
        assert response.status_code == 400 or "0 of 10" in response.text


# ---- as data


def rows(client: FlaskClient, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(url).data.decode("utf-8-sig"))))


def test_a_spreadsheet_opens_the_list_with_its_accents(client: FlaskClient) -> None:
    response = client.get(f"/browse/Event?{NIGER}&format=csv&lang=fr")
    assert response.data.startswith(b"\xef\xbb\xbfthing,name,date,")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == "attachment; filename=Event.csv"
    found = rows(client, f"/browse/Event?{NIGER}&format=csv&lang=fr")
    assert [row["thing"].rpartition("/")[2] for row in found] == WITH_NIGER
    assert found[3]["name"].startswith("Réunion de haut niveau")
    assert found[0]["country"] == "Burkina Faso; Mali; Niger"
    assert found[1]["date"] == "2024-06-25/2024-06-27"
    assert found[1]["earliest"] == "2024-06-25"


def test_the_list_is_the_same_in_every_format(client: FlaskClient) -> None:
    url = f"/browse/Event?{NIGER}&format="
    answers = client.get(url + "srj").json["results"]["bindings"]  # type: ignore[index]
    assert [b["thing"]["value"].rpartition("/")[2] for b in answers] == WITH_NIGER
    turtle = ox.parse(client.get(url + "ttl").data, ox.RdfFormat.TURTLE)
    assert {t.subject.value.rpartition("/")[2] for t in turtle} == set(WITH_NIGER)
    assert client.get(f"/browse/Event?{NIGER}", headers={"Accept": "text/csv"}).mimetype == "text/csv"


def test_a_row_for_each_thing_and_all_of_them(client: FlaskClient) -> None:
    for kind, total in (("Event", 10), ("Statement", 16), ("Agency", 16), ("Document", 5)):
        found = rows(client, f"/browse/{kind}?format=csv")
        assert len({row["thing"] for row in found}) == len(found) == total
        assert all(row["name"] for row in found)


def test_the_query_that_a_list_opens_in_finds_the_same(client: FlaskClient, site: Site) -> None:
    for url in (f"/browse/Event?{NIGER}", "/browse/Event?place=none", "/browse/Event?year=2024&status=concept/planned", "/browse/Agency?document=doc-marrakech-sahel-workshop"):
        page = site.page(url)
        (query,) = {parse_qs(urlsplit(u).query)["query"][0] for u in page.links() if u.startswith("/sparql?query=")}
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text
        found = {line.split(",")[0].rpartition("/")[2] for line in answer.splitlines()[1:]}
        assert found == set(events(page)), query


# ---- figures


def test_every_figure_leads_to_as_many(site: Site, client: FlaskClient) -> None:
    page = site.page("/overview")
    tried = 0
    for table in page.all("table"):
        for a in table.iter():
            href = a.attrib.get("href", "")
            number = re.match(r"\d+", "".join(a.itertext()).replace(",", ""))
            if href.startswith("/browse/") and number and list(a):
                listed = len(events(site.page(href)))
                if int(number[0]) < 1000:
                    assert listed == int(number[0]), href
                    tried += 1
            elif href.startswith("/sparql") and number:
                query = parse_qs(urlsplit(href).query)["query"][0]
                answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
                assert len(answer.text.splitlines()) - 1 == int(number[0])
                tried += 1
    assert tried > 20


def test_planned_and_held_are_told_apart_in_words(site: Site) -> None:
    words = site.page("/overview").words()
    assert "2 held" in words
    assert "2 planned" in words
    assert "2 tenu" in site.page("/overview?lang=fr").words()


def test_overviews_lead_to_each_other(site: Site) -> None:
    links = site.page("/overview").links()
    assert {"/browse", "/map", "/timeline", "/network", "/contradictions", "/dumps"} <= set(links)
    assert "/overview" in site.page("/").links()


# ---- pictures


def test_the_map_counts_what_the_list_counts(site: Site) -> None:
    for url in ("/map", "/map?by=country", f"/map?by=country&{NIGER}"):
        page = site.page(url)
        (table,) = page.all("table")
        counted = 0
        for row in table.iter("{http://www.w3.org/1999/xhtml}tr"):
            links = [a.attrib["href"] for a in row.iter() if "href" in a.attrib]
            if links:
                (note,) = re.findall(r"(\d+) events?$", "".join(row.itertext()).strip())
                assert len(events(site.page(links[0]))) == int(note)
                counted += 1
        assert counted > 3
    assert "1 of them names none, and is not on the map." in site.page("/map").words()
    assert "nothing about whose a territory is" in site.page("/map").words()


def test_the_time_line_tells_days_from_months(site: Site) -> None:
    page = site.page("/timeline?class=Event")
    marks = {}
    for item in page.all("li"):
        bars = [e for e in item.iter() if str(e.tag).endswith("}rect")]
        if len(bars) == 1 and "class" in bars[0].attrib:
            names = [urlsplit(a.attrib["href"]).path.removeprefix("/page/") for a in item.iter() if "href" in a.attrib]
            marks[names[0]] = bars[0].attrib
    assert marks["event-marrakech-sahel-workshop"]["class"] == "held"
    assert marks["event-dakar-sahel-workshop"]["class"] == "held vague"
    assert marks["event-atlantic-maritime-security-conference"]["class"] == "planned vague"
    assert float(marks["event-dakar-sahel-workshop"]["width"]) > 80
    assert len(marks) == 10
    assert "agreement" in " ".join(site.page("/timeline").links())


def test_the_network_names_every_pair_with_its_events(site: Site) -> None:
    page = site.page("/network")
    arcs = [e for e in page.tree.iter() if str(e.tag).endswith("}path") and "stroke-width" in e.attrib]
    pairs = [e for e in page.all("h3") if "—" in "".join(e.itertext())]
    assert len(arcs) == len(pairs) == 7
    common = [u for u in page.links() if u.startswith("/browse/Event?agency=")]
    assert len(common) == 7
    assert all(len(events(site.page(u))) == 1 for u in common)


def test_a_part_of_the_whole_can_be_empty(site: Site) -> None:
    for url in ("/map?year=1066", "/timeline?year=1066", "/network?year=1066", "/map?place=none"):
        assert site.page(url).status == 200, url
    for url in ("/map?by=nothing", "/network?by=place"):
        assert site.page(url).status == 400, url
    for url in ("/timeline?class=Agency", "/network?class=Place", "/map?class=http://example.org/None", "/timeline?class=no%20iri"):
        assert site.page(url).status == 404, url


def test_releases_say_what_each_is_and_how_to_get_it(site: Site) -> None:
    words = site.page("/dumps").words()
    assert "0.1.0" in words
    assert "537 claims" in words


# ---- data of others


def test_another_vocabulary_has_its_own_facets(fruit: FlaskClient) -> None:
    site = Site(fruit)
    page = site.page("/browse?class=http://example.org/Tree")
    assert facets(page) == {"colour": {"http://example.org/red": 2, "http://example.org/green": 1}, "grows in": {"Ulm": 2, "Bonn": 1}} or facets(page)
    red = site.page("/browse?class=http://example.org/Tree&colour=http://example.org/red")
    assert "2 of 3" in red.words()
    found = fruit.get("/browse?class=http://example.org/Tree&colour=http://example.org/red&format=csv").data.decode("utf-8-sig")
    assert [line.split(",")[0] for line in found.splitlines()] == ["thing", "http://example.org/a", "http://example.org/b"]


def test_what_the_data_does_not_allow_is_not_offered(fruit: FlaskClient, strange: FlaskClient) -> None:
    for client in (fruit, strange):
        page = Site(client).page("/overview")
        assert page.status == 200
        assert not {"/map", "/timeline", "/network", "/contradictions"} & set(page.links())
        for url in ("/map", "/timeline", "/network"):
            assert client.get(url, headers=BROWSER).status_code == 404


@pytest.fixture(scope="module")
def fruit(real_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over data of another vocabulary, half of it in a named graph."""
    file = tmp_path_factory.mktemp("fruit") / "trees.trig"
    file.write_text(TREES, encoding="utf-8")
    return client_of(create_app(real_settings, EmbeddedStore([file]), release="r"))


TREES = """
@prefix e: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:a a e:Tree ; rdfs:label "Apple" ; e:colour e:red ; e:growsIn "Ulm" .
e:b a e:Tree ; rdfs:label "Bramble" ; e:colour e:red ; e:growsIn "Bonn" .
e:graph { e:c a e:Tree ; rdfs:label "Chestnut" ; e:colour e:green ; e:growsIn "Ulm" . }
"""
