"""Whole pages over a tiny graph, as they were when somebody last looked at them.

`pytest tests/golden --update-golden` writes them anew; the difference is then read in review.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask

from ctgraph.readings import Reading
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.web import create_app

HERE = Path(__file__).parent
BASE = "https://example.org/"
TEXT = "The Fair was held in Ulm.\nIt was held on 3 May 2020, says Ada."
RAW = TEXT.replace("was held on", "was h?ld on")
PAGES = {
    "event": "/page/fair",
    "event-fr": "/page/fair?lang=fr",
    "document": "/page/doc",
    "contradictions": "/contradictions",
    "list": "/browse/Event",
    "not-found": "/page/none",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    settings = Settings.of(HERE, {"base_iri": BASE, "title": {"en": "A fair", "fr": "Une foire"}, "languages": ["en", "fr"]})
    names = Names(BASE)
    store = EmbeddedStore([HERE.parent / "fixtures" / "fair.trig"], accepted=str(names.accepted))
    texts = {f"{BASE}id/doc": Reading(RAW, TEXT)}
    return create_app(settings, store, prefixes=names.prefixes(), texts=texts)


def outline(element: Element, depth: int = 0) -> Iterator[str]:
    """One line for each element and each text, with attributes in order."""
    name = str(element.tag).rpartition("}")[2]
    attributes = "".join(f' {n}="{v}"' for n, v in sorted(element.attrib.items()))
    yield f"{' ' * depth}<{name}{attributes}>"
    if text := " ".join((element.text or "").split()):
        yield f"{' ' * (depth + 1)}{text}"
    for child in element:
        yield from outline(child, depth + 1)
        if text := " ".join((child.tail or "").split()):
            yield f"{' ' * (depth + 1)}{text}"


@pytest.mark.parametrize("name", PAGES)
def test_page_is_as_it_was(app: Flask, name: str, request: pytest.FixtureRequest) -> None:
    response = app.test_client().get(PAGES[name], headers={"Accept": "text/html"}, buffered=True)
    tree = html5lib.HTMLParser(strict=True).parse(response.text)
    main = next(e for e in tree.iter() if str(e.tag).endswith("}main"))
    shown = "\n".join(outline(main)) + "\n"
    golden = HERE / f"{name}.txt"
    if request.config.getoption("--update-golden", default=False):
        golden.write_text(shown, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == shown, "look at it, then --update-golden"
