"""A real server over the real project, and a real browser that may go nowhere else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTHS = {"phone": 375, "desktop": 1280}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[str]:
    """The URL of `ctgraph serve`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "ctgraph", "--project", str(repository), "serve", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("w") as log, subprocess.Popen(command, env={**os.environ, "CTGRAPH_BUILD": str(folder / "build")}, stdout=log, stderr=log) as process:
        try:
            yield _ready(f"http://127.0.0.1:{port}", process, folder / "log")
        finally:
            process.terminate()
            process.wait(20)


def _ready(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return url
    raise RuntimeError(log.read_text())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    """A page at phone and at desktop width; whatever goes wrong behind the scenes fails the test."""
    context = chromium.new_context(base_url=site, viewport={"width": WIDTHS[request.param], "height": 800}, locale="en-GB")
    yield from _watched(context, site)


@pytest.fixture
def page_without_scripts(chromium: Browser, site: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 800}, locale="en-GB", java_script_enabled=False)
    yield from _watched(context, site)


def _watched(context: BrowserContext, site: str) -> Iterator[Page]:
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda asked: trouble.append(asked.url) if not asked.url.startswith((site, "data:")) else None)
    page.on("requestfailed", lambda failed: trouble.append(f"{failed.url} failed") if failed.failure != "net::ERR_ABORTED" else None)
    yield page
    context.close()
    assert trouble == []
