"""Walks through the overviews: on a phone and at a desk, in both languages, with scripts and without."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import AXE
from tests.browser.conftest import WIDTHS, _watched
from tests.browser.test_walks import CONTRAST, fits

# width, language, scripts: each pair of them once at least
READERS = [("phone", "en", True), ("phone", "fr", False), ("desktop", "en", False), ("desktop", "fr", True)]
PAGES = ["/overview", "/browse", "/browse/Event?country=country-niger", "/map", "/map?by=country", "/timeline", "/timeline?class=Event", "/network", "/network?by=country", "/dumps"]
WORDS = {
    "en": {"events": "Events", "country": "Country involved", "list": "List", "map": "Map", "some": "4 of 10", "meeting": "High-level meeting of heads", "back": "take this back", "all": "10 in all", "overview": "Overview"},
    "fr": {"events": "Événements", "country": "Pays concerné", "list": "Liste", "map": "Carte", "some": "4 sur 10", "meeting": "Réunion de haut niveau", "back": "annuler ce choix", "all": "10 en tout", "overview": "Vue d’ensemble"},
}


@pytest.fixture(params=READERS, ids=lambda r: f"{r[0]}-{r[1]}-{'scripts' if r[2] else 'none'}")
def reader(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[tuple[Page, dict[str, str]]]:
    """A page of a reader, and the words of the interface that the reader sees."""
    width, language, scripts = request.param
    context = chromium.new_context(base_url=site, viewport={"width": WIDTHS[width], "height": 800}, locale={"en": "en-GB", "fr": "fr-FR"}[language], java_script_enabled=scripts)
    for page in _watched(context, site):
        yield page, WORDS[language]


def test_all_events_with_niger_as_a_list_on_the_map_and_in_a_spreadsheet(reader: tuple[Page, dict[str, str]], tmp_path: Path) -> None:
    page, words = reader
    page.goto("/")
    page.get_by_role("link", name=words["events"], exact=True).first.click()
    facet = page.locator(".facets > details", has=page.get_by_role("heading", name=words["country"]))
    facet.get_by_role("link", name=re.compile("^Niger")).click()
    expect(page.locator(".deck")).to_contain_text(words["some"])
    expect(page.locator(".list .what")).to_have_count(4)
    expect(page.locator(".list .what").last).to_contain_text(words["meeting"])
    page.get_by_role("navigation").get_by_role("link", name=words["map"], exact=True).click()
    expect(page.locator(".deck")).to_contain_text(words["some"])
    pins = page.locator("figure.map .pin a")
    expect(pins).to_have_count(2)
    page.get_by_role("link", name="CSV").scroll_into_view_if_needed()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    file = tmp_path / "events.csv"
    waiting.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert len(rows) == 4
    assert any(words["meeting"] in row["name"] for row in rows)


def test_choices_add_up_and_are_taken_back(reader: tuple[Page, dict[str, str]]) -> None:
    page, words = reader
    page.goto("/browse/Event?country=country-niger&year=2024")
    expect(page.locator(".list .what")).to_have_count(1)
    page.locator(".chosen a", has_text="2024").click()
    expect(page.locator(".deck")).to_contain_text(words["some"])
    page.locator(".chosen a", has_text="Niger").click()
    expect(page.locator(".deck")).to_contain_text(words["all"])
    expect(page.locator(".chosen")).to_have_count(0)


def test_from_a_figure_to_its_events(reader: tuple[Page, dict[str, str]]) -> None:
    page, words = reader
    page.goto("/")
    page.get_by_role("link", name=words["overview"], exact=True).first.click()
    year = page.locator("table.bars tr", has_text="2024").first
    year.get_by_role("link", name=re.compile("^2 ")).last.click()
    expect(page.locator(".list .what")).to_have_count(2)
    expect(page.locator(".list .status.planned")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES)
def test_nothing_scrolls_sideways_moves_or_is_faint(page: Page, url: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.add_init_script("addEventListener('DOMContentLoaded', () => { window.shift = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value; }).observe({type: 'layout-shift', buffered: true}); });")
    page.goto(url)
    assert fits(page)
    assert page.evaluate("window.shift") < 0.01
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("url", ["/browse/Event", "/browse/Agency", "/"])
def test_names_in_lists_have_room(page: Page, url: str) -> None:
    page.goto(url)
    widths = page.locator(".list .what").evaluate_all("all => all.map(name => name.getBoundingClientRect().width)")
    assert widths
    assert min(widths) > 200


def test_who_is_in_the_network_is_reached_by_keyboard(page: Page) -> None:
    page.goto("/network")
    first = page.locator(".arcs li a").first
    first.focus()
    expect(first).to_be_focused()
    expect(first).to_have_accessible_name(re.compile(r"\w{3}"))
    page.keyboard.press("Tab")
    expect(page.locator(".arcs li a").nth(1)).to_be_focused()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: make ui")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES)
def test_axe_finds_nothing_serious(chromium: Browser, site: str, url: str, scheme: str) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html).slice(0, 3)]))")
    context.close()
    assert [one for one in found if one[0] in {"serious", "critical"}] == []
