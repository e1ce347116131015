"""Typed links from every document to its thing, its other forms, its licence and its author, and back.

They are sent as `Link` (RFC 8288), stand in the head of pages, and make up link sets (RFC 9264); which
relations these are is FAIR Signposting's choice (signposting.org/FAIR).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import Response, request
from werkzeug.urls import iri_to_uri

from ctgraph.formats import GRAPHS, HTML, JSON_LD, LINKSET, TURTLE, Format
from ctgraph.web import links, translation
from ctgraph.web.linked.documents import Document, outside
from ctgraph.web.linked.profiles import DEFAULT, PROFILES, Profile
from ctgraph.web.services import services

_ABOUT_PAGE = "https://schema.org/AboutPage"
_MOST_TYPES = 4
_ALTERNATES = frozenset((JSON_LD.media_type, TURTLE.media_type))


@dataclass(frozen=True, slots=True)
class Signpost:
    """One link: where to, in which relation; the other attributes are empty where unknown.

    Some stand in the head of a page only: many a proxy takes no more than 4 KiB of headers.
    """

    href: str
    rel: str
    type: str = ""
    hreflang: str = ""
    profile: str = ""
    in_header: bool = True

    @property
    def uri(self) -> str:
        """The target in ASCII, fit for a header."""
        return iri_to_uri(self.href).replace(">", "%3E").replace("<", "%3C").replace(" ", "%20")

    @property
    def attributes(self) -> dict[str, str]:
        """What is said of the target beside the relation."""
        known = {"type": self.type, "hreflang": self.hreflang, "profile": self.profile}
        return {name: value for name, value in known.items() if value}

    def header(self) -> str:
        """One value of the header Link."""
        return f'<{self.uri}>; rel="{self.rel}"' + "".join(
            f'; {name}="{value}"' for name, value in self.attributes.items()
        )


def add(response: Response, signposts: Iterable[Signpost]) -> Response:
    """Send links with an answer."""
    for signpost in signposts:
        if signpost.in_header:
            response.headers.add("Link", signpost.header())
    return response


def of_name(document: Document) -> Iterator[Signpost]:
    """From a thing's IRI to the documents about it."""
    yield Signpost(document.url(), "describedby", HTML.media_type)
    yield from _files(document, "describedby")
    yield _linkset(document)


def of_page(document: Document, types: Iterable[str]) -> Iterator[Signpost]:
    """From the page of a thing, whose types these are."""
    yield Signpost(document.iri, "cite-as")
    yield Signpost(document.iri, "describes")
    yield Signpost(_ABOUT_PAGE, "type")
    for iri in [t for t in types if links.outside(t)][:_MOST_TYPES]:
        yield Signpost(iri, "type")
    yield from _files(document, "describedby")
    for signpost in _files(document, "alternate"):
        yield replace(signpost, in_header=signpost.type in _ALTERNATES)
    yield _linkset(document)
    yield from of_publication()


def of_file(document: Document, form: Format) -> Iterator[Signpost]:
    """From a file about a thing: to its page, and to the other files and views."""
    yield Signpost(document.iri, "describes")
    yield Signpost(document.url(), "describes", HTML.media_type)
    yield Signpost(document.url(), "canonical")
    yield Signpost(document.profile.iri, "profile")
    yield Signpost(document.url(), "alternate", HTML.media_type)
    for other in GRAPHS:
        if other is not form:
            yield _file(document, other, document.profile, "alternate")
    for profile in PROFILES:
        if profile != document.profile:
            yield _file(document, form, profile, "alternate")
    yield _linkset(document)
    yield from of_publication()


def of_publication() -> Iterator[Signpost]:
    """From anything of the publication: to its licence, its author, its home."""
    settings = services().settings
    if not services().catalogue.curated:
        return
    if links.outside(settings.licence):
        yield Signpost(settings.licence, "license")
    if links.outside(settings.contact):
        yield Signpost(settings.contact, "author")
    else:
        yield Signpost(outside(links.plain("pages.about")), "author", HTML.media_type)
    if request.endpoint != "pages.start":
        yield Signpost(outside(links.plain("pages.start")), "collection", HTML.media_type)


def of_languages() -> Iterator[Signpost]:
    """From a page to itself in each language, and to its address without one."""
    canonical = outside(links.canonical())
    yield Signpost(links.keep(canonical), "canonical")
    for language in translation.languages():
        yield Signpost(outside(links.in_language(language)), "alternate", "", language)
    yield Signpost(canonical, "alternate", "", "x-default")


def linkset(document: Document, types: Iterable[str]) -> dict[str, object]:
    """All links of a document, its files and its thing as a link set (RFC 9264, section 4.2)."""
    every = [(document.iri, of_name(document)), (document.url(), of_page(document, types))]
    every += [(document.url(form), of_file(document, form)) for form in GRAPHS]
    return {"linkset": [_context(anchor, targets) for anchor, targets in every]}


def _context(anchor: str, signposts: Iterable[Signpost]) -> dict[str, object]:
    context: dict[str, object] = {"anchor": iri_to_uri(anchor)}
    by_relation: dict[str, list[dict[str, object]]] = {}
    for signpost in signposts:
        target: dict[str, object] = {"href": signpost.uri}
        for name, value in signpost.attributes.items():
            target[name] = [value] if name in {"hreflang", "profile"} else value
        by_relation.setdefault(signpost.rel, []).append(target)
    return context | by_relation


def _files(document: Document, rel: str) -> Iterator[Signpost]:
    for form in (JSON_LD, *(f for f in GRAPHS if f is not JSON_LD)):
        yield _file(document, form, document.profile, rel)


def _file(document: Document, form: Format, profile: Profile, rel: str) -> Signpost:
    said = "" if profile == DEFAULT else profile.iri
    return Signpost(document.url(form, profile), rel, form.media_type, profile=said)


def _linkset(document: Document) -> Signpost:
    if document.name:
        path = links.plain("resource.linkset", name=document.name)
    else:
        path = links.plain("resource.linkset_of", iri=document.iri)
    return Signpost(outside(path), "linkset", LINKSET.media_type)
