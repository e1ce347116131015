"""The query editor: highlighted, completed from the graph, checked and mended, all from the keyboard."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.keys import tab_to

BUILT = Path(__file__).parents[2] / "src" / "ctgraph" / "web" / "static" / "ui" / "editor.js"
MOST_BYTES = 180 * 1024
PREFIX = "PREFIX ct: <https://w3id.org/ctgraph/ns#>\n"
CT = "ct:"
MISTYPED = f"{CT}organiser"  # the vocabulary has organizer
SPOKEN = {"en": "Query", "fr": "Requête"}

AT_A_DESK = pytest.mark.parametrize("page", ["desktop"], indirect=True)  # what no width changes

pytestmark = pytest.mark.skipif(not BUILT.exists(), reason="the editor is not built: make ui")


def editor(page: Page, text: str = "", language: str = "en") -> Locator:
    """Open the page and put a text into the editor, the cursor at its end."""
    page.goto(f"/sparql?lang={language}")
    field = page.get_by_role("textbox", name=SPOKEN[language])
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    return field


def written(page: Page) -> str:
    """What the form would send."""
    return page.locator("textarea").input_value()


def offers(page: Page) -> Locator:
    return page.locator(".cm-tooltip-autocomplete li")


def finding(page: Page) -> Locator:
    return page.locator(".findings li").first


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_mistyped_property_is_shown_at_its_place_and_mended_by_one_key(page: Page, language: str) -> None:
    editor(page, PREFIX + f"SELECT * WHERE {{ ?event {MISTYPED} ?who }}", language)
    expect(finding(page)).to_contain_text({"en": "line 2: Nothing here has a property", "fr": "ligne 2 : Rien ici n’a de propriété"}[language])
    marked = page.locator(".cm-lintRange")
    expect(marked).to_have_text(MISTYPED)
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".findings li")).to_have_count(0)
    expect(marked).to_have_count(0)
    assert written(page) == PREFIX + "SELECT * WHERE { ?event ct:organizer ?who }"
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name={"en": "rows", "fr": "lignes"}[language])).to_be_visible()


@AT_A_DESK
def test_a_prefix_that_is_missing_is_declared_by_the_cure(page: Page) -> None:
    editor(page, "SELECT * WHERE { ?s skos:prefLabel 'é😀' ; ct:date ?d }")
    for key, left in (("Alt+Enter", 1), ("Control+.", 0)):
        expect(finding(page)).to_contain_text("is not declared")
        page.keyboard.press(key)
        expect(page.locator(".findings .error")).to_have_count(left)
    assert written(page).count("PREFIX") == 2


@AT_A_DESK
def test_a_place_behind_characters_beyond_the_basic_plane_is_right(page: Page) -> None:
    editor(page, PREFIX + f"SELECT * WHERE {{ ?s ct:namedAs '😀😀' ; {MISTYPED} ?d }}")
    expect(page.locator(".cm-lintRange")).to_have_text(MISTYPED)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_completion_offers_what_events_have_with_counts(page: Page, language: str) -> None:
    editor(page, PREFIX + "SELECT * WHERE {\n  ?event a ct:Event .\n  ?event ", language)
    page.keyboard.type("ct:")
    expect(offers(page).filter(has_text="ct:date")).to_contain_text("date · 10")
    expect(offers(page).filter(has_text="ct:eventType")).to_contain_text({"en": "kind of event · 10", "fr": "type d’événement · 10"}[language])
    texts = " ".join(offers(page).all_inner_texts())
    assert "ct:exactly" not in texts, "events have no counts of their own"
    page.keyboard.type("organis")
    expect(offers(page).first).to_contain_text("ct:organizer")
    expect(offers(page).first).to_contain_text({"en": "organizer", "fr": "organis"}[language])


@pytest.mark.parametrize(("typed", "offered"), [("financ", "ct:fundedBy"), ("evenement", "ct:eventType"), ("lieu", "ct:place")])
def test_completion_finds_by_french_labels_too(page: Page, typed: str, offered: str) -> None:
    editor(page, "SELECT * WHERE { ?event ")
    page.keyboard.type(typed)
    expect(offers(page).filter(has_text=offered).first).to_be_visible()


@AT_A_DESK
def test_without_a_type_what_is_already_said_or_the_name_tells(page: Page) -> None:
    editor(page, PREFIX + "SELECT * WHERE { ?x ct:eventStatus ?s ; ")
    page.keyboard.type("ct:")
    expect(offers(page).filter(has_text="ct:eventType")).to_be_visible()
    expect(offers(page).filter(has_text="ct:exactly")).to_have_count(0)
    editor(page, PREFIX + "SELECT * WHERE { ?count ")
    page.keyboard.type("ct:")
    expect(offers(page).filter(has_text="ct:countOf")).to_be_visible()
    expect(offers(page).filter(has_text="ct:eventType")).to_have_count(0)


def test_a_thing_is_found_by_its_name_and_its_prefix_declared(page: Page) -> None:
    editor(page, PREFIX + "SELECT * WHERE { ?event ct:fundedBy ")
    page.keyboard.type("ital")
    expect(offers(page).first).to_contain_text("id:country-italy")
    page.wait_for_timeout(100)  # an offer is taken when it has been there for a moment
    page.keyboard.press("Tab")
    page.keyboard.type(" }")
    assert written(page) == "PREFIX id: <https://w3id.org/ctgraph/id/>\n" + PREFIX + "SELECT * WHERE { ?event ct:fundedBy id:country-italy }"


@AT_A_DESK
def test_classes_are_offered_after_a(page: Page) -> None:
    editor(page, PREFIX + "SELECT * WHERE { ?x a ")
    page.keyboard.type("accord")
    expect(offers(page).first).to_contain_text("ct:Agreement")


def test_the_keyboard_is_not_caught(page: Page) -> None:
    field = editor(page, "SELECT * WHERE { ?s ?p ?o }")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()


def test_what_is_inside_writes_patterns(page: Page) -> None:
    editor(page, PREFIX + "SELECT * WHERE {\n}\n")
    panel = page.locator("[data-inside] details", has_text="ct:Event").first
    panel.locator("summary").press("Enter")
    panel.get_by_role("button", name="ct:Event event").press("Enter")
    page.keyboard.press("Control+Home")
    panel.get_by_role("button", name="ct:place").press("Enter")
    assert written(page) == PREFIX + "SELECT * WHERE {\n  ?event a ct:Event .\n  ?event ct:place ?place .\n}\n"


@AT_A_DESK
def test_queries_that_were_run_are_offered_again(page: Page) -> None:
    editor(page, "ASK { ?s ?p 'once more' }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="No")).to_be_visible()
    page.goto("/sparql")
    past = page.locator("[data-history]")
    past.locator("summary").press("Enter")
    past.get_by_role("link", name="once more").click()
    assert "once more" in written(page)
    past.locator("summary").press("Enter")
    past.get_by_role("button", name="Forget them").click()
    page.reload()
    expect(past).to_be_hidden()


@AT_A_DESK
def test_several_lines_are_typed_over(page: Page) -> None:
    """The browser's own way would try to write inline styles: the page's policy refuses them, on the console."""
    page.goto("/sparql")
    page.get_by_role("textbox", name="Query").press("Control+a")
    page.keyboard.type("ASK")
    expect(page.locator("textarea")).to_have_value("ASK")


@AT_A_DESK
def test_tidying_writes_the_query_in_one_style_and_folds_its_prologue(page: Page) -> None:
    prologue = "".join(f"prefix p{n}: <http://example.org/{n}> " for n in range(3))
    editor(page, prologue + "select * where { ?s ?p ?o ; p0:a 1 . # why\n optional { ?s ?q ?r } }")
    page.keyboard.press("Shift+Alt+F")
    lines = [f"PREFIX p{n}: <http://example.org/{n}>" for n in range(3)] + ["", "SELECT * WHERE {", "  ?s ?p ?o ;", "    p0:a 1 . # why", "  OPTIONAL { ?s ?q ?r }", "}"]
    expect(page.locator("textarea")).to_have_value("\n".join(lines))
    expect(page.get_by_role("button", name="Show the prefixes")).to_be_visible()
    page.get_by_role("textbox", name="Query").press("Control+z")
    expect(page.locator("textarea")).to_have_value(re.compile("^prefix p0"))


@AT_A_DESK
def test_the_prologue_is_folded_and_unfolds(page: Page) -> None:
    page.goto("/sparql")
    fold = page.get_by_role("button", name="Show the prefixes")
    before = page.locator(".cm-line").count()
    fold.press("Enter")
    expect(fold).to_have_count(0)
    assert page.locator(".cm-line").count() > before


@AT_A_DESK
def test_the_page_is_small(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda got: sizes.update({got.url: len(gzip.compress(got.body())) if got.ok else 0}))
    page.goto("/sparql")
    expect(page.locator("[data-inside]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert any(url.split("?")[0].endswith("editor.js") for url in sizes)
    assert sum(sizes.values()) < MOST_BYTES, sizes


@pytest.fixture
def plain(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, viewport={"width": 375, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_form_and_table_work_without_scripts(plain: Page) -> None:
    plain.goto("/sparql?lang=fr")
    plain.get_by_role("textbox", name="Requête").fill(PREFIX + "SELECT ?e WHERE { ?e a ct:Event }")
    plain.get_by_role("button", name="Exécuter").click()
    expect(plain.locator("table tbody tr")).to_have_count(10)
