"""A question on its way, at a phone and at a desk, in both languages: form, query, views, link, frame; by keys alone."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import AXE
from tests.browser.keys import tab_to

PREFIX = "PREFIX ct: <https://w3id.org/ctgraph/ns#>\n"
PLACES = PREFIX + "SELECT ?event ?place ?date WHERE { ?event ct:place ?place ; ct:date ?date }"
COUNTRIES = PREFIX + "SELECT ?event ?country WHERE { ?event ct:involves ?country . ?country a ct:Country }"
SAID = {
    "en": {"query": "Query", "ask": "Ask", "open": "Open this in SPARQL", "rows": "rows", "link": "Link, programs, page, citation", "which": "Which part finds nothing", "run": "Run it: 9 rows", "next": "Next step", "leave": "Leave the tour", "tour": "A tour of five steps", "map": "Show as a map"},
    "fr": {"query": "Requête", "ask": "Demander", "open": "Ouvrir en SPARQL", "rows": "lignes", "link": "Lien, programmes, page, citation", "which": "Quelle partie ne trouve rien", "run": "L’exécuter", "next": "Étape suivante", "leave": "Quitter la visite", "tour": "Une visite en cinq étapes", "map": "Montrer sur une carte"},
}
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", ["en", "fr"])


def results(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


@IN_EACH_LANGUAGE
def test_from_the_form_to_its_query_to_a_link_by_keys_alone(page: Page, chromium: Browser, site: str, language: str) -> None:
    said = SAID[language]
    page.goto(f"/q/who-took-part?lang={language}")
    tab_to(page, page.locator("#p-who"))
    page.keyboard.type("Niger")
    tab_to(page, page.get_by_role("button", name=said["ask"]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=said["rows"])).to_have_text("5 of 5 rows" if language == "en" else "5 lignes sur 5")
    tab_to(page, page.get_by_role("link", name=said["open"]))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("textbox", name=said["query"]))
    page.keyboard.press("Control+End")
    page.keyboard.type("LIMIT 2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=said["rows"])).to_contain_text("2")
    tab_to(page, page.locator(".take summary"))
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=f"{site}/s/")
    tab_to(page, link)
    address = link.get_attribute("href")
    assert address is not None
    rows = page.locator("tbody tr").all_inner_texts()
    assert len(rows) == 2
    other = chromium.new_context(base_url=site, locale=f"{language}-CH").new_page()
    other.goto(address)
    assert other.locator("tbody tr").all_inner_texts() == rows
    assert "LIMIT 2" in other.locator("textarea").input_value()
    other.context.close()


@IN_EACH_LANGUAGE
def test_what_finds_nothing_is_explained_by_keys_alone(page: Page, language: str) -> None:
    said = SAID[language]
    page.goto(f"/sparql?lang={language}")
    tab_to(page, page.get_by_role("textbox", name=said["query"]))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(PREFIX + "SELECT * WHERE { ?event a ct:Event ; ct:place ?place ; ct:exactly 99 }")
    page.keyboard.press("Control+Enter")
    tab_to(page, page.get_by_role("link", name=said["which"]))
    page.keyboard.press("Enter")
    expect(page.locator(".causes code").first).to_contain_text("ct:exactly 99")
    tab_to(page, page.get_by_role("link", name=said["run"]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=said["rows"])).to_contain_text("9")


@IN_EACH_LANGUAGE
def test_the_tour_is_walked_and_left_by_keys_alone(page: Page, language: str) -> None:
    said = SAID[language]
    page.goto(f"/sparql?lang={language}")
    tab_to(page, page.get_by_role("link", name=said["tour"]))
    page.keyboard.press("Enter")
    for step in range(1, 6):
        expect(page.locator(".tour h2")).to_contain_text(f"{step} of 5" if language == "en" else f"{step} sur 5")
        if step == 2:
            tab_to(page, page.get_by_role("textbox", name=said["query"]))
            page.keyboard.press("Control+Enter")
            expect(page.locator(".results tbody tr").first).to_be_visible()
            expect(page.locator(".tour h2")).to_contain_text("2")
        if step < 5:
            tab_to(page, page.get_by_role("link", name=said["next"]))
            page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=said["next"])).to_have_count(0)
    tab_to(page, page.get_by_role("link", name=said["leave"]))
    page.keyboard.press("Enter")
    expect(page.locator(".tour")).to_have_count(0)


@IN_EACH_LANGUAGE
def test_results_lie_on_a_map_and_what_does_not_is_said(page: Page, language: str) -> None:
    page.goto(results(PLACES.replace("?place ;", "?place . ?event").replace("WHERE {", "WHERE { ?event a ct:Event ."), lang=language))
    tab_to(page, page.get_by_role("link", name=SAID[language]["map"]))
    page.keyboard.press("Enter")
    figure = page.locator("figure.map")
    expect(figure.locator("figcaption")).to_contain_text("8 of 9 rows are on it" if language == "en" else "8 lignes sur 9 y figurent")
    expect(figure.locator("figcaption")).to_contain_text({"en": "Not on the map", "fr": "Absent de la carte"}[language])
    expect(figure.locator(".pin")).to_have_count(4)
    pin = figure.locator(".pin a", has_text="Rabat")
    tab_to(page, pin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rabat")


@pytest.fixture
def plain(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, viewport={"width": 390, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_forms_and_views_work_without_scripts(plain: Page) -> None:
    plain.goto("/q/events?lang=fr")
    plain.locator("#p-place").select_option(label="Rabat")
    plain.get_by_role("button", name="Demander").click()
    expect(plain.locator("table.answers tbody tr")).to_have_count(4)
    plain.goto(results(COUNTRIES, lang="fr"))
    plain.get_by_role("link", name="Montrer sur une carte").click()
    expect(plain.locator(".map .country")).to_have_count(6)
    plain.get_by_role("link", name="Montrer en réseau").click()
    expect(plain.locator(".network path")).to_have_count(23)
    plain.goto("/sparql?tour=1&lang=fr")
    plain.get_by_role("link", name="Étape suivante").click()
    expect(plain.locator(".tour h2")).to_contain_text("2 sur 5")


@pytest.fixture
def framing(chromium: Browser, site: str) -> Iterator[tuple[Page, list[str]]]:
    """A page of another site that frames an address of ours, given as its query."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><iframe src="{site}{self.path}" width="600" height="480"></iframe>'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(base_url=f"http://localhost:{server.server_address[1]}")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    yield page, refused
    context.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "found"), [("/embed/q/events?view=map", "figure.map"), ("/embed/q/events?view=timeline", "figure.timeline"), ("/embed/q/who-took-part?who=id:country-niger&view=network", "figure.network"), ("/embed/q/who-paid?lang=fr", "tbody tr"), ("/embed/q/nothing", "main.problem, .problem")])
def test_a_frame_on_another_site_shows_a_result_and_the_way_back(framing: tuple[Page, list[str]], site: str, path: str, found: str) -> None:
    page, refused = framing
    page.goto(path)
    frame = page.frame_locator("iframe")
    expect(frame.locator(found).first).to_be_visible()
    if "nothing" not in path:
        back = frame.locator("footer a").first
        assert str(back.get_attribute("href")).startswith(f"{site}/q/")
        with page.context.expect_page() as opened:
            back.click()
        expect(opened.value.locator("form.ask")).to_be_visible()
        assert refused == []


@pytest.mark.parametrize("path", ["/sparql", "/q/events", "/", "/embedded", "/q/embed"])
def test_nothing_else_may_be_framed(framing: tuple[Page, list[str]], path: str) -> None:
    page, refused = framing
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in text for text in refused), refused


def test_the_frame_that_is_offered_shows_the_same_rows(page: Page) -> None:
    page.goto(results(COUNTRIES, view="network"))
    page.locator(".take summary").press("Enter")
    html = page.locator("code", has_text="<iframe").inner_text()
    address = html.split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert "/embed/s/" in address
    page.goto(address)
    expect(page.locator(".network path")).to_have_count(23)
    expect(page.locator("footer")).to_contain_text("23 of 23 rows")
    page.get_by_role("link", name="See it with its query").evaluate("a => a.target = '_self'")
    page.get_by_role("link", name="See it with its query").click()
    expect(page.locator(".network path")).to_have_count(23)


EVERY_VIEW = {
    "query page": "/sparql",
    "tour": "/sparql?tour=3",
    "table": results(PLACES),
    "map": results(PLACES, view="map"),
    "countries": results(COUNTRIES, view="map"),
    "time line": results(PLACES, view="timeline"),
    "network": results(COUNTRIES, view="network"),
    "nothing": results("SELECT * { ?s <http://example.org/none> ?o }"),
    "yes": results("ASK { ?s ?p ?o }"),
    "triples": results("DESCRIBE <https://w3id.org/ctgraph/id/country-italy>"),
    "explanation": results(PREFIX + "SELECT * { ?e a ct:Event ; ct:exactly 99 }", explain="empty"),
    "questions": "/q",
    "form": "/q/find-words",
    "answer": "/q/who-took-part?who=id:country-niger",
    "answer as map": "/q/events?view=map",
    "help": "/help",
    "tutorial": "/help/tutorial",
    "running a server": "/help/operators",
    "frame with a table": "/embed/q/who-paid",
    "frame with a map": "/embed/q/events?view=map",
    "frame with a time line": "/embed/q/events?view=timeline",
    "frame with a network": "/embed/q/who-took-part?who=id:country-niger&view=network",
}


@pytest.mark.skipif(not AXE.exists(), reason="axe is not there: make ui")
@pytest.mark.parametrize("view", EVERY_VIEW)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, view: str) -> None:
    page.goto(EVERY_VIEW[view] + ("&" if "?" in EVERY_VIEW[view] else "?") + "lang=" + ("fr" if page.viewport_size and page.viewport_size["width"] < 500 else "en"))
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate("axe.run().then(found => found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html).slice(0, 3)]))")
        assert found == [], scheme
