"""Take the pictures of the README anew, of a server that runs: `python -m tests.browser.pictures http://127.0.0.1:8000`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.conftest import ARGUMENTS

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PICTURES = {  # name: page, width and height, and what stands at the top
    "disagreement": ("/page/event-heads-of-agencies-meeting?lang=en", 1180, 720, ".headline"),
    "text": ("/page/doc-marrakech-sahel-workshop?lang=en#t1376-1465", 1040, 460, ".paragraph:has(:target)"),
}
ABOVE = "e => scrollTo({top: e.getBoundingClientRect().top + scrollY - 20, behavior: 'instant'})"


def main(root: str) -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = browser.new_context(locale="en-GB", color_scheme="light", reduced_motion="reduce").new_page()
        for name, (path, width, height, top) in PICTURES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.goto(root + path)
            page.locator(top).evaluate(ABOVE)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
