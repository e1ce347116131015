"""Walking through the pages as a browser would, without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urldefrag, urljoin
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HTTP_URL = ("http://", "https://")
LOCAL = "http://localhost"


@dataclass(frozen=True)
class Page:
    """A page that was parsed strictly: any error of HTML is a failure."""

    url: str
    status: int
    headers: dict[str, str]
    text: str
    tree: Element = field(repr=False, compare=False)

    def all(self, name: str) -> Iterator[Element]:
        return self.tree.iter(f"{{http://www.w3.org/1999/xhtml}}{name}")

    def links(self) -> list[str]:
        """The addresses within this site, absolute, with their fragments."""
        every = [urljoin(LOCAL + self.url, a.attrib["href"]) for a in self.all("a") if "href" in a.attrib]
        return [u.removeprefix(LOCAL) for u in every if u.startswith(LOCAL + "/")]

    def ids(self) -> list[str]:
        return [e.attrib["id"] for e in self.tree.iter() if "id" in e.attrib]

    def words(self) -> str:
        return " ".join("".join(self.tree.itertext()).split())


class Site:
    """A client that follows redirects and remembers pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = cache(self._page)

    def _page(self, url: str) -> Page:
        response = self.client.get(url, headers=BROWSER, follow_redirects=True)
        parser = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree"))
        tree = parser.parse(response.text)
        return Page(response.request.full_path.rstrip("?"), response.status_code, dict(response.headers), response.text, tree)

    def crawl(self, start: str, most: int) -> dict[str, Page]:
        """Follow every link within the site that leads to a page, breadth first."""
        seen: dict[str, Page] = {}
        waiting = [start]
        while waiting and len(seen) < most:
            url = waiting.pop(0)
            if url in seen:
                continue
            seen[url] = self.page(url)
            waiting += [urldefrag(u)[0] for u in seen[url].links() if leads_to_a_page(u)]
        return seen


def leads_to_a_page(url: str) -> bool:
    """Not a file, not an answer to a query, not another language of a page."""
    path = urldefrag(url)[0]
    return not path.startswith(("/data/", "/store", "/static", "/sparql?", "/openapi.json", "/context.jsonld", "/cite", "/changes.atom", "/dumps/")) and "format=" not in path and "lang=" not in path
