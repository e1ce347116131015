"""What is hard to show: 5,000 links to one thing, long titles and words, right-to-left text, quotes that cross,
texts that mean harm. Nothing runs, overlaps or leaves the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import hard
from tests.browser.conftest import _watched
from tests.linked.projects import serving

PAGES = ["fair", "cairo", "hostile", "long-word", "ada", "ulm", "doc-hard", "ada?page=2"]
OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll('.paragraph > *')].map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.height);
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.flatMap(([e, r], i) => boxes.slice(i + 1).filter(([, s]) => meet(r, s)).map(([f]) => [e.textContent.slice(0, 40), f.textContent.slice(0, 40)]));
}"""


@pytest.fixture(scope="module")
def hard_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(hard.write(tmp_path_factory.mktemp("hard"))) as root:
        yield root


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser, hard_site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=hard_site, viewport={"width": request.param, "height": 844}, locale="en-GB")
    yield from _watched(context, hard_site)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_the_screen_nor_runs_what_it_shows(page: Page, name: str) -> None:
    page.goto(f"/page/{name}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for summary in page.locator("main summary:visible").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert page.evaluate("document.querySelectorAll('main script').length") == 0
    assert page.evaluate(OVERLAPS) == []


def test_thousands_of_links_are_counted_and_paged(page: Page) -> None:
    page.goto("/page/ada")
    towns = page.locator(".incoming .property", has_text="in the country")
    expect(towns.locator(".count")).to_have_text("5,000")
    expect(towns.get_by_role("listitem")).to_have_count(13)  # twelve, and a link to the rest
    towns.get_by_role("link", name="and 4,988 more").click()
    expect(page.get_by_text("Page 1 of ")).to_be_visible()
    assert page.locator(".incoming .list li").count() <= 250
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of ")).to_be_visible()


def test_quotes_that_cross_or_lie_in_one_another_lead_to_what_each_supports(page: Page) -> None:
    page.goto("/page/doc-hard")
    line = page.locator(".paragraph", has_text="The Fair of Ulm")
    for start, end, facts in ((0, 70, "conference"), (0, 24, "held"), (16, 45, "3 May 2023"), (32, 70, "Ada Land")):
        passage = page.locator(f"#t{start}-{end}")
        expect(passage).to_have_count(1)
        mark = page.locator(f"#f{start}-{end}")
        expect(mark).to_have_attribute("href", f"#t{start}-{end}")
        expect(line.locator("li", has=mark)).to_contain_text(facts)
    expect(line.locator("> p")).to_contain_text(hard.LINES[0])


def test_sentences_without_facts_are_counted_and_listed(page: Page) -> None:
    page.goto("/page/doc-hard")
    coverage = page.locator(".coverage")
    expect(coverage.locator("summary")).to_have_text("4 of 6 sentences carry facts")
    coverage.locator("summary").click()
    coverage.get_by_role("link", name="Nor from this one.").click()
    expect(page.locator(".bare:target")).to_have_text("Nor from this one.")


def test_arabic_runs_from_the_right_and_says_that_it_is_arabic(page: Page) -> None:
    page.goto("/page/cairo")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(hard.ARABIC)
    assert heading.evaluate("e => getComputedStyle(e).direction") == "rtl"
    page.goto("/page/doc-hard")
    line = page.locator("p[lang=ar]")
    assert line.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator("p[lang=en]").first.evaluate("e => getComputedStyle(e).direction") == "ltr"
