"""The keyboard alone: where its keys lead."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 150


def tab_to(page: Page, target: Locator) -> None:
    """Go where the Tab key leads until something has the focus; nothing else is used."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.count() and target.first.evaluate("e => e === e.getRootNode().activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached by the Tab key")
