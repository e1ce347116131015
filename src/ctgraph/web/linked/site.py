"""What crawlers and other machines look for at fixed addresses: VoID, prefixes, sitemap, robots, security."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import CONTEXT, GRAPHS, HTML, SITEMAP, TEXT
from ctgraph.terms import Names
from ctgraph.web import links, manual, rendering, responses, translation
from ctgraph.web.linked import documents, publication, signposts
from ctgraph.web.linked.documents import outside
from ctgraph.web.linked.profiles import PROFILES, Profile
from ctgraph.web.services import services

blueprint = Blueprint("site", __name__)

MOST_PLACES = 10_000  # addresses in one file of the sitemap; the protocol allows 50,000
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ALWAYS = (
    "pages.start",
    "pages.classes",
    "pages.about",
    "pages.endpoint",
    "sparql.endpoint",
    "help.index",
)
_OF_A_PROJECT = ("pages.contradictions", "vocabulary.whole", "dumps.index", "site.prefixes")


@blueprint.get("/.well-known/void")
def void() -> AnyResponse:
    """Describe the dataset (VoID, section 7.2); people are led to the start page."""
    form = responses.choose((*GRAPHS, HTML), request.args.get("format", ""))
    if form is HTML:
        return redirect(url_for("pages.start"), code=303)
    triples = publication.description()
    response = responses.send(form, lambda out: documents.write(triples, form, out))
    posts = (
        signposts.Signpost(publication.dataset_iri(), "describes"),
        *signposts.of_publication(),
    )
    return signposts.add(response, posts)


@blueprint.get("/prefixes")
def prefixes() -> Response:
    """List the prefixes, for people and as data."""
    form = responses.choose((HTML, *GRAPHS), request.args.get("format", ""))
    if form is HTML:
        return rendering.page("prefixes.html", prefixes=_prefixes())
    triples = sorted(publication.prefixes(), key=str)
    return responses.send(form, lambda out: documents.write(triples, form, out))


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Send the prefixes as a context (JSON-LD 1.1, section 3.1)."""
    body = json.dumps({"@context": _prefixes()}, ensure_ascii=False, indent=1) + "\n"
    return responses.send(CONTEXT, lambda out: out.write(body.encode()))


@blueprint.get("/profile/<name>")
def profile(name: str) -> Response:
    """Explain a view of documents."""
    known: dict[str, Profile] = {p.iri.rpartition("/")[2]: p for p in PROFILES}
    if not name or name not in known:
        raise NotFound(f"There is no profile called {name!r}.")
    return rendering.page("profile.html", profile=known[name])


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page; where there are very many, list the lists."""
    first = describe.described(services().catalogue, most=MOST_PLACES + 1)
    if len(first) <= MOST_PLACES:
        return _send_sitemap("urlset", "url", [*_places(), *_of_things(first)])
    parts = [outside(links.plain("site.sitemap_part", number=0))]
    number = 1
    while describe.described(services().catalogue, most=1, start=MOST_PLACES * (number - 1)):
        parts.append(outside(links.plain("site.sitemap_part", number=number)))
        number += 1
    return _send_sitemap("sitemapindex", "sitemap", parts)


@blueprint.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One list of pages: of number 0 those that are there always."""
    if number == 0:
        return _send_sitemap("urlset", "url", _places())
    start = MOST_PLACES * (number - 1)
    listed = number < 10**6 and describe.described(
        services().catalogue, most=MOST_PLACES, start=start
    )
    if not listed:
        raise NotFound("The sitemap has no such part.")
    return _send_sitemap("urlset", "url", _of_things(listed))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Welcome robots, but not to run queries."""
    barred = [links.plain(e) for e in ("sparql.endpoint", "graph_store.graph")]
    lines = ["User-agent: *", *(f"Disallow: {path}?" for path in barred), "Allow: /", ""]
    lines.append(f"Sitemap: {outside(links.plain('site.sitemap'))}")
    return _send_text("\n".join(lines) + "\n")


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Say where weaknesses are reported (RFC 9116), if the project says so."""
    settings = services().settings
    if not settings.security_contact:
        raise NotFound("This publication names nobody to report weaknesses to.")
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {settings.security_expires}",
        f"Preferred-Languages: {', '.join(translation.languages())}",
        f"Canonical: {outside(links.plain('site.security'))}",
    )
    return _send_text("\n".join(lines) + "\n")


def _prefixes() -> dict[str, str]:
    return {**Names(services().settings.base_iri).prefixes(), **services().prefixes}


def _places() -> list[str]:
    """The pages that do not stand for one thing."""
    curated = services().catalogue.curated
    endpoints = (*_ALWAYS, *(_OF_A_PROJECT if curated else ()))
    places = [links.plain(endpoint) for endpoint in endpoints]
    places += [links.plain("help.page", name=name) for name in manual.names()]
    return [outside(place) for place in places]


def _of_things(things: Sequence[ox.NamedNode]) -> list[str]:
    places = (links.link(thing.value) for thing in things)
    found = dict.fromkeys(outside(p.href) for p in places if p and not p.external)
    return [place for place in found if place not in _places()]


def _send_sitemap(kind: str, item: str, addresses: list[str]) -> Response:
    ET.register_namespace("", _SITEMAP)
    root = ET.Element(f"{{{_SITEMAP}}}{kind}")
    for address in addresses:
        entry = ET.SubElement(root, f"{{{_SITEMAP}}}{item}")
        ET.SubElement(entry, f"{{{_SITEMAP}}}loc").text = address
        if services().issued:
            ET.SubElement(entry, f"{{{_SITEMAP}}}lastmod").text = str(services().issued)
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8")
    return responses.send(SITEMAP, lambda out: out.write(body))


def _send_text(text: str) -> Response:
    return responses.send(TEXT, lambda out: out.write(text.encode()))
