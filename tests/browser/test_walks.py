"""Walks that a reader takes, in a browser, on a phone and at a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

WORKSHOP = "3-day technical workshop on counter-terrorism"
EVERY_KIND = ["/", "/browse", "/browse/Event", "/contradictions", "/about", "/ns", "/sparql", "/page/event-marrakech-sahel-workshop", "/page/event-heads-of-agencies-meeting", "/page/doc-marrakech-sahel-workshop", "/page/doc-marrakech-sahel-workshop?reading=received", "/page/country-morocco", "/problems/busy", "/sparql?query=SELECT+*+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+50"]


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_who_paid_for_the_workshop(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(WORKSHOP)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WORKSHOP)
    funded = page.locator(".property", has=page.get_by_text("funded by", exact=True))
    expect(funded.get_by_role("link", name="Italy")).to_be_visible()
    sentence = funded.get_by_text("for its generous financial support")
    expect(sentence.last).to_be_hidden()
    funded.locator("summary").click()
    quote = funded.locator("blockquote").first
    expect(quote).to_be_visible()
    expect(quote).to_contain_text("UNOCT extends its gratitude to the government of Italy for its generous financial support")
    quote.get_by_role("link").click()
    target = page.locator(":target")
    expect(target).to_contain_text("UNOCT extends its gratitude to the government of Italy")
    expect(target).to_be_in_viewport()


def test_the_start_page_answers_who_paid(page: Page) -> None:
    page.goto("/")
    question = page.locator("details", has_text="Who paid for “3-day technical workshop")
    expect(question.get_by_role("link", name="Italy", exact=True)).to_be_visible()
    expect(question.locator("blockquote").first).to_be_visible()
    other = page.locator("details", has_text="No document says.")
    other.locator("summary").click()
    expect(other.get_by_text("No document says.")).to_be_visible()


def test_where_documents_disagree(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile(r"All \d+ disagreements")).click()
    dispute = page.locator(".dispute").first
    sides = dispute.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("23–24 June 2022")
    expect(sides.nth(0)).to_contain_text("preferred")
    expect(sides.nth(1).locator("s")).to_have_text("23 June 2021")
    expect(sides.nth(1).locator("blockquote").first).to_be_visible()
    expect(dispute.locator(".why")).to_contain_text("typing error")


def test_a_question_of_ones_own(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_role("link", name=re.compile("Who is said to pay")).click()
    expect(page.get_by_role("heading", name=re.compile(r"\d of \d rows"))).to_be_visible()
    page.get_by_role("textbox", name="Query").press("Control+a")
    page.keyboard.insert_text("ASK { ?s ?p ?o }")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Yes")).to_be_visible()


def test_the_language_changes_where_one_is_and_stays(page: Page) -> None:
    page.goto("/page/doc-marrakech-sahel-workshop")
    page.get_by_role("navigation", name="Language").get_by_role("link", name="FR").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Page sur l’atelier de Marrakech")
    page.get_by_role("link", name="Événements").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_everything_can_be_reached_by_keyboard(page: Page) -> None:
    page.goto("/page/event-marrakech-sahel-workshop")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    summary = page.locator(".note summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".note blockquote").first).to_be_visible()


@pytest.mark.parametrize("url", EVERY_KIND)
def test_nothing_scrolls_sideways(page: Page, url: str) -> None:
    page.goto(url)
    assert fits(page)
    for summary in page.locator("main summary:visible").all()[:30]:
        if summary.is_visible():  # the one before may have closed around it
            summary.click()
    assert fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, scheme: str) -> None:
    """WCAG 2.1, 1.4.3: a contrast of 4.5 to 1, for every text that is shown."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for url in ("/", "/page/event-heads-of-agencies-meeting", "/page/doc-marrakech-sahel-workshop", "/sparql", "/about"):
        page.goto(url)
        assert page.evaluate(CONTRAST) == [], url


def test_it_works_without_scripts(page_without_scripts: Page) -> None:
    page = page_without_scripts
    page.goto("/page/event-marrakech-sahel-workshop")
    page.locator(".note summary").first.click()
    expect(page.locator(".note blockquote").first).to_be_visible()


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return rgb(getComputedStyle(document.documentElement).backgroundColor); };
  const faint = [];
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility() || e.closest('.skip, option')) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(e.outerHTML.slice(0, 120));
  }
  return faint;
}"""
