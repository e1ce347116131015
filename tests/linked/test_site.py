"""What machines look for at fixed addresses, present or absent as the project's settings say."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import httpx
import pytest
from flask.testing import FlaskClient
from tests.linked.projects import serving, write_rivers
from tests.pages.conftest import client_of

from ctgraph.build import Build, build
from ctgraph.publish import Manifest
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.web import create_app
from ctgraph.web.linked import site

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def plain(real_settings: Settings, real_build: Build, real_store: EmbeddedStore) -> FlaskClient:
    """The real graph, of a project that names nobody."""
    settings = dataclasses.replace(real_settings, authors=(), publisher="", contact="", security_contact="", security_expires="")
    names = Names(settings.base_iri)
    return client_of(create_app(settings, real_store, release=real_build.manifest.hash, prefixes=names.prefixes()))


@pytest.fixture(scope="module")
def rivers_client(rivers: Path) -> Iterator[httpx.Client]:
    with serving(rivers) as root, httpx.Client(base_url=root, trust_env=False, timeout=60) as client:
        yield client


def test_what_nothing_is_set_for_is_not_there(plain: FlaskClient) -> None:
    for url in ("/.well-known/security.txt", "/CITATION.cff", "/cite.bib", "/cite/country-italy.bib", "/cite.cff?query=ASK%7B%7D"):
        assert plain.get(url).status_code == 404, url
    page = plain.get("/page/country-italy", headers={"Accept": "text/html"}).text
    assert "BibTeX" not in page


def test_what_was_never_released_has_no_dates(tmp_path: Path) -> None:
    settings = Settings.load(write_rivers(tmp_path), environ={})
    built, names = build(settings), Names(settings.base_iri)
    store = EmbeddedStore([built.graph_file], accepted=str(names.accepted))
    client = client_of(create_app(settings, store, release=built.manifest.hash, prefixes=names.prefixes()))
    for url in ("/", "/page/doc-page", "/data/doc-page.ttl", "/.well-known/void"):
        answer = client.get(url)
        assert (answer.status_code, answer.headers.get("Last-Modified")) == (200, None), url
    assert client.get("/changes.atom").status_code == 404
    assert "lastmod" not in client.get("/sitemap.xml").text


def test_security_txt(rivers_client: httpx.Client) -> None:
    answer = rivers_client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Expires"] == "2031-01-01T00:00:00Z"
    assert fields["Canonical"] == str(answer.url)


@pytest.mark.parametrize("url", ["/CITATION.cff", "/cite.cff", "/cite/release-1.0.0.cff", "/cite/workshop.cff", "/cite.cff?query=ASK%20%7B%7D"])
def test_citation_files(rivers_client: httpx.Client, url: str) -> None:
    lines = rivers_client.get(url).text.splitlines()
    fields = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in lines if line.count(': "') and not line.startswith(" "))}
    assert "cff-version: 1.2.0" in lines
    assert 'family-names: "Brook"' in lines[lines.index("authors:") + 1]
    assert '  - name: "Rivers & {Lakes}"' in lines
    assert "Rivers </script><b>" in fields["title"]
    assert (fields["version"], fields["date-released"]) == ("1.0.0", "2025-03-01")
    assert fields["url"].startswith("http")


@pytest.mark.parametrize("url", ["/cite.bib", "/cite/release-1.0.0.bib", "/cite/workshop.bib", "/cite/ns/Event.bib", "/cite.bib?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%22%7D%25%5C%22%7D"])
def test_bibtex(rivers_client: httpx.Client, url: str) -> None:
    text = rivers_client.get(url).text
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", text, re.MULTILINE))
    assert fields["author"] == r"Brook, Ada and {Rivers \& \{Lakes\}}"
    assert fields["year"] == "2025"
    unescaped = re.sub(r"\\.", "", text)
    assert unescaped.count("{") == unescaped.count("}")


def test_the_start_page_describes_the_dataset_and_nothing_breaks_out(rivers_client: httpx.Client) -> None:
    page = rivers_client.get("/", headers={"Accept": "text/html"})
    tree = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree")).parse(page.text)
    scripts = list(tree.iter("{http://www.w3.org/1999/xhtml}script"))
    assert [s.attrib for s in scripts] == [{"type": "application/ld+json"}]
    said = json.loads(scripts[0].text or "")
    assert said["@type"] == "Dataset"
    assert said["name"] == [{"@language": "en", "@value": "Rivers </script><b>"}]
    assert (said["version"], said["dateModified"]) == ("1.0.0", "2025-03-01")
    for distribution in said["distribution"]:
        answer = rivers_client.get(distribution["contentUrl"])
        assert answer.headers["Content-Type"].partition(";")[0] == distribution["encodingFormat"]


def test_robots_are_led_to_the_sitemap_and_not_into_queries(rivers_client: httpx.Client) -> None:
    lines = rivers_client.get("/robots.txt").text.splitlines()
    assert "Disallow: /sparql?" in lines
    sitemap = next(line.partition(": ")[2] for line in lines if line.startswith("Sitemap: "))
    tree = ET.fromstring(rivers_client.get(sitemap).content)
    places = [e.text for e in tree.iter(f"{SITEMAP}loc")]
    assert len(places) == len(set(places)) > 100
    assert {e.text for e in tree.iter(f"{SITEMAP}lastmod")} == {"2025-03-01"}


def test_a_large_sitemap_has_an_index(plain: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def places(url: str) -> list[str]:
        return [e.text or "" for e in ET.fromstring(plain.get(url).data).iter(f"{SITEMAP}loc")]

    whole = places("/sitemap.xml")
    monkeypatch.setattr(site, "MOST_PLACES", 50)
    again = "/sitemap.xml?again"  # the other is kept
    assert ET.fromstring(plain.get(again).data).tag == f"{SITEMAP}sitemapindex"
    parts = places(again)
    assert len(parts) > 4
    assert [p for part in parts for p in places(part.removeprefix("http://localhost"))] == whole
    assert plain.get(f"/sitemap-{len(parts)}.xml").status_code == 404


def test_prefixes_are_the_same_in_every_form(rivers_client: httpx.Client) -> None:
    context = rivers_client.get("/context.jsonld").json()["@context"]
    assert context["id"] == "http://example.org/rivers/id/"
    page = rivers_client.get("/prefixes", headers={"Accept": "text/html"}).text
    data = rivers_client.get("/prefixes?format=nt").text
    for prefix, iri in context.items():
        assert f"<code>{prefix}:</code>" in page
        assert f'"{iri}"^^<http://www.w3.org/2001/XMLSchema#anyURI>' in data


def test_earlier_versions_of_the_vocabulary_stay(real_settings: Settings, real_store: EmbeddedStore, tmp_path: Path) -> None:
    folder = tmp_path / "1.0.0"
    folder.mkdir()
    (folder / "ontology.ttl").write_text('<https://w3id.org/ctgraph/ns#Old> a <http://www.w3.org/2002/07/owl#Class> .', encoding="utf-8")
    manifest = Manifest("1.0.0", date(2020, 1, 1), "0" * 64, "0.0.9", 1, ())
    (folder / "release.json").write_text(manifest.to_json(), encoding="utf-8")
    client = client_of(create_app(dataclasses.replace(real_settings, dumps=str(tmp_path)), real_store, release="r"))
    for url in ("/ns/0.0.9", "/ns/0.0.9.ttl", "/ns/0.0.9?format=nt"):
        answer = client.get(url, headers={"Accept": "text/turtle"})
        assert answer.status_code == 200, url
        assert "Old" in answer.text
        assert 'rel="latest-version"' in answer.headers["Link"]
    assert client.get("/ns/0.0.8.ttl").status_code == 404
    assert client.get("/ns.ttl").mimetype == "text/turtle"
