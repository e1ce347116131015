"""Walks of a reader through things, documents and disagreements: on a phone and at a desk, in both
languages, with scripts and without, in pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.axe import AXE
from tests.browser.conftest import _watched

READERS = [(390, "en", True), (1280, "fr", True), (1280, "en", False), (390, "fr", False)]
WORKSHOP = {"en": "3-day technical workshop", "fr": "Atelier technique de trois jours"}
FUNDED = {"en": "funded by", "fr": "financé par"}
ITALY = {"en": "Italy", "fr": "Italie"}
THANKS = "UNOCT extends its gratitude to the government of Italy for its generous financial support"
OF_EACH_CLASS = ["event-marrakech-sahel-workshop", "session-heads-of-agencies-opening", "agency-unodc", "country-morocco", "person-nasser-bourita", "post-director-general-studies-documentation", "place-dakar", "region-africa", "programme-atlantic-african-states-process", "agreement-unoct-morocco-headquarters", "decision-strengthen-strategic-dialogue", "count-heads-of-agencies-meeting-all", "statement-delegations-recognition"]
PAGES = ["/page/event-heads-of-agencies-meeting", "/page/doc-marrakech-sahel-workshop", "/page/doc-marrakech-sahel-workshop?reading=received", "/contradictions", "/page/country-morocco?page=1", "/page/ns/fundedBy", "/page/ns/Event", "/page/concept/workshop", "/rules", "/rules/shape-event", "/page/adjudication-heads-of-agencies-meeting-date"]


@pytest.fixture(params=READERS, ids=lambda r: f"{r[0]}-{r[1]}-{'scripts' if r[2] else 'none'}")
def reader(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[tuple[Page, str]]:
    width, language, scripts = request.param
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 844}, locale=locale, java_script_enabled=scripts)
    for page in _watched(context, site):
        yield page, language


def test_who_paid_and_which_sentence_says_so(reader: tuple[Page, str]) -> None:
    page, language = reader
    page.goto("/")
    page.get_by_role("link", name=re.compile(WORKSHOP[language])).first.click()
    lead = page.locator(".lead")
    expect(lead).to_contain_text({"en": "from 25 to 27 June 2024", "fr": "du 25 au 27 juin 2024"}[language])
    expect(lead).to_contain_text({"en": "donor: Italy", "fr": "bailleur de fonds : Italie"}[language])
    funded = page.locator(".property", has=page.get_by_text(FUNDED[language], exact=True))
    expect(funded.get_by_role("link", name=ITALY[language], exact=True)).to_be_visible()
    funded.locator("summary").click()
    funded.locator("blockquote", has_text=THANKS).get_by_role("link").click()
    passage = page.locator(":target")
    expect(passage).to_contain_text("UNOCT extends its gratitude to the government of Italy")
    expect(passage).to_be_in_viewport()


def test_which_documents_disagree_what_each_says_and_why_one_is_preferred(reader: tuple[Page, str]) -> None:
    page, language = reader
    page.goto("/contradictions")
    dispute = page.locator(".dispute").first
    sides = dispute.locator(".side")
    expect(sides.nth(0)).to_contain_text({"en": "23–24 June 2022", "fr": "23–24 juin 2022"}[language])
    expect(sides.nth(0)).to_contain_text({"en": "preferred", "fr": "préféré"}[language])
    expect(sides.nth(1).locator("s")).to_contain_text({"en": "23 June 2021", "fr": "23 juin 2021"}[language])
    for n in range(2):
        expect(sides.nth(n).locator("blockquote").first).to_be_visible()
        expect(sides.nth(n).locator(".source a").first).to_be_visible()
    expect(dispute.locator(".why")).to_contain_text({"en": "typing error", "fr": "faute de frappe"}[language])
    dispute.locator(".side").nth(1).locator(".source a").click()
    expect(page.locator(":target")).to_contain_text("23 June 2021")


def test_from_a_french_sentence_to_its_fact_its_thing_its_data_and_back(reader: tuple[Page, str]) -> None:
    page, language = reader
    page.goto("/page/doc-marrakech-sahel-workshop")
    french = page.locator("p[lang=fr]", has_text="UNOCT exprime sa gratitude")
    french.get_by_role("link", name=re.compile("généreux soutien financier")).first.click()
    note = page.locator(".margin li", has=page.locator(":target"))
    expect(note).to_be_attached()
    if page.viewport_size and page.viewport_size["width"] < 1000:  # beside a narrow text facts wait behind their count
        expect(page.locator("details:has(:target)")).to_have_attribute("open", "")
    expect(note).to_be_visible()
    said = page.locator(".margin li", has_text=ITALY[language]).last
    said.get_by_role("link", name=ITALY[language], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WORKSHOP[language])
    claim = page.locator(".claim:target")
    expect(claim).to_be_visible()
    expect(claim).to_contain_text("généreux soutien financier")
    response = page.request.get(str(page.get_by_role("link", name="Turtle").get_attribute("href")))
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "ct:fundedBy id:country-italy" in response.text()
    claim.get_by_role("link", name=re.compile("généreux soutien financier")).click()
    expect(page.locator(":target")).to_contain_text("soutien financier")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_block_opens_as_a_query_that_gives_its_facts(reader: tuple[Page, str]) -> None:
    page, language = reader
    page.goto("/page/event-marrakech-sahel-workshop")
    page.locator(".facts").first.get_by_role("link", name="SPARQL").click()
    table = page.locator("table").first
    expect(table).to_contain_text(THANKS)
    expect(table).to_contain_text(ITALY[language])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", [*(f"/page/{name}" for name in OF_EACH_CLASS), *PAGES])
def test_axe_finds_nothing_serious(chromium: Browser, site: str, url: str, scheme: str) -> None:
    width = 390 if scheme == "dark" else 1280
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 844}, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    for page in _watched(context, site):
        response = page.goto(url)
        assert response is not None
        assert response.status == 200
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(found => found.violations.map(v => [v.impact, v.id, v.nodes.map(n => n.html).slice(0, 3)]))")
        assert [v for v in found if v[0] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("url", ["/page/event-heads-of-agencies-meeting", "/page/country-morocco", "/page/doc-marrakech-sahel-workshop", "/contradictions"])
def test_nothing_moves_while_a_page_loads(chromium: Browser, site: str, url: str, width: int) -> None:
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 844})
    context.add_init_script("window.shifts = []; new PerformanceObserver(l => window.shifts.push(...l.getEntries().map(e => e.value))).observe({type: 'layout-shift', buffered: true})")
    for page in _watched(context, site):
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(200)
        assert page.evaluate("window.shifts") == []


def test_by_keyboard_to_a_sentence_and_back(page: Page) -> None:
    page.goto("/page/event-marrakech-sahel-workshop")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        names.append(focused.evaluate("e => e.tagName"))
        ring = focused.evaluate("e => { const s = getComputedStyle(e); return [s.outlineStyle, parseFloat(s.outlineWidth)] }")
        assert ring[0] == "solid", focused.evaluate("e => e.outerHTML")
        assert ring[1] >= 2
        if names[-1] == "SUMMARY":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".note[open] blockquote a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()


def test_marks_say_in_words_what_they_say_in_colour(page: Page) -> None:
    page.goto("/page/event-heads-of-agencies-meeting")
    date = page.locator(".facts .property", has=page.get_by_text("date", exact=True)).first
    for words in ("inferred", "as reported by", "preferred"):
        expect(date.locator(".chip", has_text=words).first).to_be_visible()
    page.goto("/page/country-morocco")
    expect(page.get_by_role("heading", name=re.compile("from us, not from a document")).first).to_be_visible()


def test_nobody_who_wants_rest_is_scrolled_smoothly(chromium: Browser, site: str) -> None:
    context = chromium.new_context(base_url=site, reduced_motion="reduce")
    for page in _watched(context, site):
        page.goto("/page/doc-marrakech-sahel-workshop")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        moving = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) || getComputedStyle(e).animationName !== 'none').length"
        assert page.evaluate(moving) == 0


def test_paper_has_every_sentence_and_no_buttons(page: Page) -> None:
    page.goto("/page/event-marrakech-sahel-workshop")
    page.emulate_media(media="print")
    expect(page.locator(".note blockquote", has_text=THANKS)).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator(".ask-this").first).to_be_hidden()
