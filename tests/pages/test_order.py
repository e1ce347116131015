"""Facts stand on pages in the groups and the order that a project's own shapes give them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.linked.projects import RIVERS, write_rivers
from tests.pages.conftest import client_of
from tests.pages.crawl import Site

from ctgraph.build import build
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.web import create_app

SHAPES = f"""
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix my: <{RIVERS}id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
my:money a sh:PropertyGroup ; sh:order 0.5 ; rdfs:label "Money first"@en , "L’argent d’abord"@fr .
my:rest a sh:PropertyGroup ; sh:order 2 ; rdfs:label "The rest"@en , "Le reste"@fr .
my:shown-1 a sh:PropertyShape ; sh:path ct:place ; sh:group my:rest ; sh:order 1 .
my:shown-2 a sh:PropertyShape ; sh:path ct:date ; sh:group my:rest ; sh:order 2 .
my:shown-3 a sh:PropertyShape ; sh:path ct:fundedBy ; sh:group my:money .
my:shown-4 a sh:PropertyShape ; sh:path ct:organizer ; sh:group my:rest .
my:shown-5 a sh:PropertyShape ; sh:path [ sh:inversePath ct:place ] ; sh:group my:rest .
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Site:
    folder = write_rivers(tmp_path_factory.mktemp("ordered"))
    shutil.copytree(repository / "shapes", folder / "shapes", ignore=shutil.ignore_patterns("reading.ttl"))
    (folder / "shapes" / "own.ttl").write_text(SHAPES, encoding="utf-8")
    settings = Settings.load(folder, environ={})
    names = Names(settings.base_iri)
    store = EmbeddedStore([build(settings).graph_file], accepted=str(names.accepted))
    return Site(client_of(create_app(settings, store, prefixes=names.prefixes())))


def headings(site: Site, url: str) -> list[str]:
    page = site.page(url)
    return ["".join(e.itertext()).strip() for e in page.all("h2") if e.attrib["id"] in {"s-money", "s-rest", "s-known"}]


def test_groups_and_their_properties_come_in_the_order_of_the_shapes(site: Site) -> None:
    assert headings(site, "/page/workshop") == ["Money first", "The rest", "What is known"]
    assert headings(site, "/page/workshop?lang=fr") == ["L’argent d’abord", "Le reste", "Ce que l’on sait"]
    terms = ["".join(e.itertext()).strip() for e in site.page("/page/workshop").all("dt")]
    assert terms[:6] == ["funded by", "place", "date", "organised by", "status", "kind of event"]


def test_the_pages_of_shapes_and_terms_say_the_group(site: Site) -> None:
    listed = site.page("/rules").words()
    assert listed.index("Money first") < listed.index("The rest")
    assert "Shown underMoney first" in site.page("/page/ns/fundedBy").words()
    assert "shown under: The rest" in site.page("/rules/shape-occasion-form").words()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_our_own_groups_have_titles_in_both_languages(client: FlaskClient, language: str) -> None:
    words = Site(client).page(f"/page/event-marrakech-sahel-workshop?lang={language}").words()
    assert {"en": "Who is involved, and how", "fr": "Qui y prend part, et comment"}[language] in words
