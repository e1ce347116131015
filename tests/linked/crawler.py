"""Following links as strangers' programs do: a sitemap, pages parsed strictly, typed links, RDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import quote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import httpx
import pyoxigraph as ox

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MEDIA_TYPES = ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "application/trig", "application/n-quads")
DERIVED = re.compile(r"/id/(claim|evidence|partition)-|-t\d+-\d+$")  # many, and all alike
_XHTML = "{http://www.w3.org/1999/xhtml}"


def triples(content: bytes, media_type: str) -> set[str]:
    """Parse with pyoxigraph; blank nodes, which have no names, count as one."""
    form = ox.RdfFormat.from_media_type(media_type.partition(";")[0])
    assert form is not None, media_type
    parsed = ox.parse(io.BytesIO(content), form)
    return {" ".join("_" if isinstance(t, ox.BlankNode) else str(t) for t in (q.subject, q.predicate, q.object)) for q in parsed}


def locations(client: httpx.Client, url: str) -> Iterator[str]:
    """Every page of a sitemap, through its index if it has one."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    tree = ET.fromstring(answer.content)
    found = [e.text or "" for e in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    if tree.tag.endswith("sitemapindex"):
        for part in found:
            yield from locations(client, part)
    else:
        yield from found


@dataclass
class Crawl:
    """What a crawl of the site under `root` saw; `bases` are what our IRIs begin with."""

    client: httpx.Client
    root: str
    bases: tuple[str, ...]
    pages: set[str] = field(default_factory=set)
    files: int = 0
    broken: dict[str, object] = field(default_factory=dict)
    iris: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    most: int = 10_000
    tried: int = 0

    def run(self) -> None:
        """Read every page of the sitemap, their data in two formats each, and try all that they name."""
        starts = list(locations(self.client, f"{self.root}/sitemap.xml"))
        assert starts
        starts = starts[:: -(-len(starts) // self.most)]
        others = cycle(MEDIA_TYPES[1:])
        for url in starts:
            self._page(url, next(others))
        void = self.client.get(f"{self.root}/.well-known/void", headers={"Accept": "application/n-triples"})
        self._named(triples(void.content, "application/n-triples"))
        known = {url: url for url in self.links - self.pages} | {self.place(iri): iri for iri in self.iris}
        derived = sorted(url for url in known if DERIVED.search(url))
        asked = sorted(url for url in known.keys() - {*derived} if "?" in url)  # choices among lists, mostly
        several = sorted(known.keys() - {*derived, *asked}) + asked[::3] + derived[::4]
        several = several[:: -(-len(several) // (4 * self.most))]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda url: self._try(url, known[url]), several))
        self.tried = len(several)

    def place(self, iri: str) -> str:
        """Where one of our IRIs is served here."""
        base = next(b for b in self.bases if iri.startswith(b))
        return f"{self.root}/{quote(urldefrag(iri)[0].removeprefix(base), safe='/%:@!$&()*+,;=~')}"

    def _page(self, url: str, other: str) -> None:
        answer = self.client.get(url, headers=BROWSER)
        self.pages.add(url)
        if answer.status_code != 200 or not url.startswith(self.root):
            self.broken[url] = answer.status_code
            return
        tree = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree")).parse(answer.text)
        hrefs = {urljoin(url, a.attrib["href"]) for name in ("a", "link") for a in tree.iter(_XHTML + name) if "href" in a.attrib}
        schemes = {urlsplit(h).scheme for h in hrefs}
        if not schemes <= {"http", "https", "mailto"}:
            self.broken[url] = schemes
        self.links |= {urldefrag(h)[0] for h in hrefs if h.startswith(self.root + "/") and "query=" not in h}
        outward = [h for h in hrefs if h.startswith(self.bases) and not h.startswith(self.root)]
        self.iris |= set(outward)
        kinds = {link["type"] for link in typed(answer, "describedby") if "type" in link}
        if set(MEDIA_TYPES) <= kinds:
            self._data(url, other)

    def _data(self, url: str, other: str) -> None:
        first, second = (self.client.get(url, headers={"Accept": t}) for t in (MEDIA_TYPES[0], other))
        self.files += 2
        said = [triples(a.content, a.headers["Content-Type"]) if a.status_code == 200 else a.status_code for a in (first, second)]
        if said[0] != said[1] or not isinstance(said[0], set):
            self.broken[f"{url} as {other}"] = "formats disagree"
        else:
            self._named(said[0])

    def _named(self, said: set[str]) -> None:
        terms = {part for triple in said for part in triple.split() if part.startswith("<")}
        ours = {t.strip("<>") for t in terms if t.startswith(tuple(f"<{b}" for b in self.bases))}
        self.iris |= {urldefrag(i)[0] for i in ours}
        here = {urldefrag(t.strip("<>"))[0] for t in terms if t.startswith(f"<{self.root}/")}
        self.links |= {url for url in here if not url.endswith("?iri=")}  # VoID's uriLookupEndpoint is a beginning

    def _head(self, url: str) -> httpx.Response:
        """Ask once more where a connection that was kept had just been closed (RFC 9112, section 9.3.1)."""
        try:
            return self.client.head(url, headers={"Accept": "*/*"})
        except httpx.RemoteProtocolError:
            return self.client.head(url, headers={"Accept": "*/*"})

    def _try(self, url: str, name: str) -> None:
        answer = self._head(url)
        for _ in range(4):
            if answer.status_code not in {301, 303}:
                break
            place = urljoin(url, answer.headers["Location"])
            if urldefrag(place)[0] in self.pages:
                return
            answer = self._head(place)
        if answer.status_code != 200:
            self.broken[name] = answer.status_code


def typed(answer: httpx.Response, rel: str) -> list[dict[str, str]]:
    """The links of an answer in one relation, as httpx reads the header."""
    return [link for value in answer.headers.get_list("Link") for link in httpx.Response(200, headers={"Link": value}).links.values() if link.get("rel") == rel]
