"""Pages over the real build: well-formed, whole, safe, and each quote leads to its sentence."""

from __future__ import annotations

import gzip
from itertools import pairwise
from urllib.parse import urldefrag

import pytest
from flask.testing import FlaskClient
from tests.pages.crawl import BROWSER, LOCAL, Site, leads_to_a_page

from ctgraph.build import Build
from ctgraph.errors import CtgraphError
from ctgraph.settings import Settings

WORKSHOP = "/page/event-marrakech-sahel-workshop"
MEETING = "/page/event-heads-of-agencies-meeting"
DAMAGED = "/page/doc-marrakech-sahel-workshop"
KINDS = ["/", "/browse", "/browse/Event", "/browse/Document", "/contradictions", "/about", "/sparql", "/q", "/q/who-paid", "/q/said-in", "/q/events?from=2024-01-01", "/ns", WORKSHOP, MEETING, DAMAGED, "/page/country-morocco", "/page/doc-heads-of-agencies-press-release", f"{DAMAGED}?reading=received", "/page/concept/workshop", "/page/adjudication-heads-of-agencies-meeting-date", "/problems/not-found", "/page/nothing-of-this-name", "/nowhere"]


@pytest.fixture(scope="module")
def site(client: FlaskClient) -> Site:
    return Site(client)


@pytest.mark.parametrize("url", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_page_is_strict_html_in_its_language(site: Site, url: str, language: str) -> None:
    page = site.page(url + ("&" if "?" in url else "?") + f"lang={language}")
    assert page.tree.attrib["lang"] == language
    assert len(list(page.all("h1"))) == 1
    assert len(list(page.all("main"))) == 1
    assert len(page.ids()) == len(set(page.ids())), "an id comes twice"
    independence = {"en": "is not endorsed by it", "fr": "n’est pas approuvé par elle"}
    assert independence[language] in page.words()


@pytest.mark.parametrize("url", KINDS)
def test_headings_do_not_skip_a_level(site: Site, url: str) -> None:
    levels = [int(e.tag[-1]) for e in site.page(url).tree.iter() if str(e.tag)[-2:] in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_every_link_within_the_site_leads_somewhere(site: Site, client: FlaskClient) -> None:
    pages = site.crawl("/", most=400)
    assert len(pages) > 100
    assert {p.status for p in pages.values()} == {200}
    others = {urldefrag(u)[0] for p in pages.values() for u in p.links()} - pages.keys()
    checked = {u for u in others if not leads_to_a_page(u) and "lang=" not in u}
    assert len(checked) > 300
    behind_blocks = sorted(u for u in checked if u.startswith("/sparql?query=BASE"))
    checked -= set(behind_blocks) - set(behind_blocks[::25])  # the same five queries about other things
    for url in checked:
        assert client.get(url, headers=BROWSER).status_code in {200, 303}, url


def test_every_fragment_is_there(site: Site) -> None:
    pages = site.crawl("/", most=400)
    for page in pages.values():
        for url in page.links():
            path, fragment = urldefrag(url)
            if fragment and path in pages:
                assert fragment in pages[path].ids(), f"{page.url} → {url}"


def test_every_quote_leads_to_its_passage(site: Site) -> None:
    """The sentence that a page shows is the one that its link highlights."""
    quotes = 0
    for page in site.crawl("/", most=400).values():
        for block in page.all("blockquote"):
            (link,) = [a for a in block.iter() if str(a.tag).endswith("}a")]
            path, fragment = urldefrag(link.attrib["href"])
            document = site.page(path)
            (passage,) = [e for e in document.tree.iter() if e.attrib.get("id") == fragment]
            assert "".join(passage.itertext()) in "".join(link.itertext()), url_of(link.attrib["href"])
            assert block.attrib["lang"] in {"en", "fr"}
            quotes += 1
    assert quotes > 300


def url_of(href: str) -> str:
    return LOCAL + href


def test_passages_lead_back_to_their_facts(site: Site) -> None:
    page = site.page(DAMAGED)
    ids = page.ids()
    inner = [a.attrib["href"][1:] for p in page.all("p") for a in p.iter() if a.attrib.get("href", "").startswith("#f")]
    assert len(inner) > 60
    assert set(inner) <= set(ids)


def test_the_text_of_a_document_is_whole(site: Site, real_settings: Settings) -> None:
    raw = (real_settings.root / "data/documents/marrakech-sahel-workshop.txt").read_text(encoding="utf-8")
    for line in raw.split("\n"):
        assert " ".join(line.split()) in site.page(f"{DAMAGED}?reading=received").words()
    assert "la sécurité transfrontalière dans la région du Sahel central" in site.page(DAMAGED).words()


def test_who_paid_is_on_the_start_page_with_the_sentence(site: Site) -> None:
    words = site.page("/").words()
    assert "Who paid for “3-day technical workshop" in words
    assert "for its generous financial support" in words
    assert "No document says." in words


def test_what_is_inferred_reported_set_aside_and_not_said_is_marked(site: Site) -> None:
    words = site.page(MEETING).words()
    for mark in ("inferred", "as reported by Nasser Bourita", "set aside", "preferred", "What no document says", "Why"):
        assert mark in words, mark
    assert "our conclusion" in site.page("/page/session-heads-of-agencies-opening").words()


def test_an_address_of_a_person_is_no_link(site: Site) -> None:
    page = site.page("/page/doc-heads-of-agencies-press-release")
    assert "gerardl@un.org" in page.words()
    assert "mailto:" not in page.text


def test_dates_are_in_words(site: Site) -> None:
    assert "25–27 June 2024" in site.page("/").words()
    assert "25–27 juin 2024" in site.page("/?lang=fr").words()
    assert "December 2024" in site.page("/").words()


def test_a_passage_leads_into_its_document(client: FlaskClient) -> None:
    passage = "doc-heads-of-agencies-press-release-t164-195"
    asked = "SELECT ?p { GRAPH ?g { ?p a <https://w3id.org/ctgraph/ns#Passage> } FILTER(CONTAINS(STR(?p), 'press-release')) } LIMIT 1"
    rows = client.get("/sparql", query_string={"query": asked}, headers={"Accept": "text/csv"}).text.split()
    passage = rows[1].rsplit("/", 1)[1]
    response = client.get(f"/page/{passage}", headers=BROWSER)
    document, _, place = passage.rpartition("-t")
    assert (response.status_code, response.headers["Location"]) == (303, f"/page/{document}#t{place}")


# ---- language


def test_the_url_wins_over_the_browser(client: FlaskClient) -> None:
    french = {**BROWSER, "Accept-Language": "fr-CA, en;q=0.5"}
    response = client.get("/", headers=french)
    assert response.headers["Content-Language"] == "fr"
    assert "Accept-Language" in response.headers["Vary"]
    assert client.get("/?lang=en", headers=french).headers["Content-Language"] == "en"
    assert client.get("/?lang=xx", headers=french).headers["Content-Language"] == "fr"


def test_a_chosen_language_stays(site: Site) -> None:
    page = site.page(f"{WORKSHOP}?lang=fr")
    inside = [u for u in page.links() if not u.startswith(WORKSHOP)]
    assert all("lang=fr" in u for u in inside), inside
    assert f"{WORKSHOP}?lang=en" in page.links()
    assert not any("lang=" in urldefrag(u)[0] for u in site.page("/").links() if leads_to_a_page(u))


def test_the_switch_keeps_the_place_and_its_parameters(site: Site) -> None:
    page = site.page(f"{DAMAGED}?reading=received")
    assert f"{DAMAGED}?reading=received&lang=fr" in page.links()
    page = site.page("/sparql?query=ASK+%7B%7D")
    assert any(u.startswith("/sparql?query=ASK") and "lang=fr" in u for u in page.links())


# ---- headers


@pytest.mark.parametrize("url", KINDS)
def test_nothing_may_run_and_nothing_comes_from_elsewhere(site: Site, url: str) -> None:
    page = site.page(url)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    programs = [e for e in page.all("script") if e.attrib.get("type") != "application/ld+json"]  # data do not run
    scripts = [e.attrib.get("src", "") for e in programs]
    assert all(s.startswith("/sparql/editor.js?v=") for s in scripts), "but for the query editor, where it was built"
    assert ("script-src" in policy) == bool(scripts)
    assert not scripts or url == "/sparql"
    assert "style=" not in page.text
    sources = [e.attrib[n] for e in page.tree.iter() for n in ("src", "data") if n in e.attrib]
    sheets = [e.attrib["href"] for e in page.all("link") if e.attrib["rel"] in {"stylesheet", "icon"}]
    assert sources == scripts
    assert all(s.startswith("/static/") for s in sheets)


def test_texts_are_not_for_search_engines(site: Site) -> None:
    assert site.page(DAMAGED).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in site.page(WORKSHOP).headers


def test_pages_can_be_revalidated(client: FlaskClient) -> None:
    first = client.get(WORKSHOP, headers=BROWSER)
    again = client.get(WORKSHOP, headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    other = client.get(f"{WORKSHOP}?lang=fr", headers=BROWSER)
    assert other.headers["ETag"] != first.headers["ETag"]


def test_the_style_sheet_is_small(client: FlaskClient) -> None:
    response = client.get("/static/ctgraph.css")
    assert response.status_code == 200
    assert len(gzip.compress(response.data, 9)) < 30 * 1024


# ---- errors


@pytest.mark.parametrize(("accept", "kind"), [("text/html", "text/html"), ("application/json", "application/problem+json"), ("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"), ("*/*", "application/problem+json")])
def test_what_is_not_there_is_said_in_the_clients_own_format(client: FlaskClient, accept: str, kind: str) -> None:
    for url in ("/page/nothing", "/id/nothing", "/data/nothing.ttl", "/concept/nothing", "/browse/Nothing", "/ns/9.9.9", "/problems/nothing", "/describe?iri=no", "/browse?class="):
        response = client.get(url, headers={"Accept": accept})
        assert (response.status_code, response.mimetype) == (404, kind), url
    assert client.get("/data/nothing.ttl").json["type"] == "/problems/not-found"  # type: ignore[index]


def kinds(root: type[CtgraphError]) -> list[type[CtgraphError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in kinds(child))]


@pytest.mark.parametrize("kind", kinds(CtgraphError), ids=lambda kind: kind.code)
def test_every_kind_of_error_has_a_page(site: Site, kind: type[CtgraphError]) -> None:
    page = site.page(f"/problems/{kind.code}")
    assert page.status == 200
    assert kind.title.replace("'", "’") in page.words()
    assert site.page(f"/problems/{kind.code}?lang=fr").words() != page.words()


def test_the_data_release_is_named(site: Site, real_build: Build) -> None:
    assert real_build.manifest.hash[:10] in site.page("/").words()
