"""Where an IRI leads: to a page of this site, to another site, or nowhere.

IRIs say what they name, not where they are served, so that a page about `https://…/id/x` is `/page/x`
here. Only http(s) and mailto IRIs become links: data may hold `javascript:`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import request, url_for

from ctgraph.vocab import CONCEPT_IRI, CT_IRI
from ctgraph.web import translation
from ctgraph.web.services import services

CONCEPT_PATH = "concept/"
TERM_PATH = "ns/"
UNNAMED_PATH = "genid/"
_SHARED = CONCEPT_IRI.removesuffix(
    CONCEPT_PATH
)  # what ships with ctgraph for every project: shapes
VOCABULARY_IRI = CT_IRI.removesuffix("#")
_FOLLOWED = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Link:
    """An address; `external` if it leaves this site."""

    href: str
    external: bool = False


def href(endpoint: str, **values: Any) -> str:
    """Make an address of this site; it keeps the language that the current URL asks for."""
    if endpoint != "static":
        values.setdefault("lang", translation.chosen() or None)
    return url_for(endpoint, **{k: v for k, v in values.items() if v is not None})


def keep(path: str) -> str:
    """Keep the language that the current URL asks for in an address of this site."""
    language = translation.chosen()
    return f"{path}{'&' if '?' in path else '?'}lang={language}" if language else path


def plain(endpoint: str, **values: Any) -> str:
    """Make an address of this site that says nothing about languages."""
    return url_for(endpoint, **values)


def in_language(language: str) -> str:
    """Make the address of the same place in another language."""
    if request.endpoint is None or request.method not in {"GET", "HEAD"}:
        return f"?lang={language}"
    return _here(lang=language)


def canonical() -> str:
    """Make the address of the same place that leaves the language to the reader's wishes."""
    return _here()


def _here(**more: str) -> str:
    """Make the address of the current place; parameters never reach url_for, which has some of its own."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    query = urlencode([*asked, *more.items()])
    path = url_for(request.endpoint, **(request.view_args or {})) if request.endpoint else ""
    return f"{path}?{query}" if query else path


def local_name(iri: str) -> str:
    """Tell the path under /page and /data of one of the project's things or concepts; else empty."""
    base = services().settings.base_iri
    for things in (f"{base}id/", f"{_SHARED}id/"):
        if iri.startswith(things):
            return iri.removeprefix(things)
    for concepts in (CONCEPT_IRI, base + CONCEPT_PATH):
        if iri.startswith(concepts):
            return CONCEPT_PATH + iri.removeprefix(concepts)
    if iri.startswith(unnamed := f"{base}.well-known/genid/"):
        return UNNAMED_PATH + iri.removeprefix(unnamed)
    return TERM_PATH + iri.removeprefix(CT_IRI) if iri.startswith(CT_IRI) else ""


def candidates(name: str) -> tuple[str, ...]:
    """List the IRIs that a path under /page and /data may stand for.

    Data may have an IRI with letters beyond ASCII as such, or percent-encoded.
    """
    base = services().settings.base_iri
    spellings = dict.fromkeys((name, quote(name, safe="/:@!$&'()*+,;=-._~")))
    made = []
    for spelling in spellings:
        if name.startswith(CONCEPT_PATH):
            local = spelling.removeprefix(CONCEPT_PATH)
            made += [CONCEPT_IRI + local, base + CONCEPT_PATH + local]
        elif name.startswith(TERM_PATH):
            made.append(CT_IRI + spelling.removeprefix(TERM_PATH))
        elif name.startswith(UNNAMED_PATH):
            made.append(f"{base}.well-known/genid/{spelling.removeprefix(UNNAMED_PATH)}")
        else:
            made += [f"{base}id/{spelling}", f"{_SHARED}id/{spelling}"]
    return tuple(dict.fromkeys(made))


def link(iri: str, anchor: str = "") -> Link | None:
    """Find where an IRI leads; `anchor` is a fragment of its page."""
    if iri in {VOCABULARY_IRI, VOCABULARY_IRI + "#"}:
        return Link(href("vocabulary.whole"))
    if services().catalogue.curated:
        if name := local_name(iri):
            return Link(href("resource.page", name=name, _anchor=anchor or None))
    elif iri and "://" in iri and iri.lower().startswith(_FOLLOWED):
        return Link(href("resource.anything", iri=iri))
    return outside(iri)


def found(iri: str) -> Link | None:
    """Find where an IRI leads that a stranger's query found: not every IRI has a page."""
    return link(iri) if services().catalogue.curated else outside(iri)


def outside(iri: str) -> Link | None:
    """Link to another site, if the IRI is of a kind that may be followed."""
    return Link(iri, external=True) if iri.lower().startswith(_FOLLOWED) else None
