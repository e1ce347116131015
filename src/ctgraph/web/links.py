"""Where an IRI leads: to a page of this site, to another site, or nowhere.

IRIs say what they name, not where they are served, so that a page about `https://…/id/x` is `/page/x`
here. Only http(s) and mailto IRIs become links: data may hold `javascript:`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from ctgraph.vocab import CONCEPT_IRI, CT_IRI
from ctgraph.web import translation
from ctgraph.web.services import services

CONCEPT_PATH = "concept/"
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


def in_language(language: str) -> str:
    """Make the address of the same place in another language."""
    asked = {name: request.args.getlist(name) for name in request.args if name != "lang"}
    values = {**(request.view_args or {}), **asked, "lang": language}
    if request.endpoint is None or request.method not in {"GET", "HEAD"}:
        return f"?lang={language}"
    return url_for(request.endpoint, **values)


def local_name(iri: str) -> str:
    """Tell the path under /page and /data of one of the project's things or concepts; else empty."""
    base = services().settings.base_iri
    if iri.startswith(f"{base}id/"):
        return iri.removeprefix(f"{base}id/")
    for concepts in (CONCEPT_IRI, base + CONCEPT_PATH):
        if iri.startswith(concepts):
            return CONCEPT_PATH + iri.removeprefix(concepts)
    return ""


def candidates(name: str) -> tuple[str, ...]:
    """List the IRIs that a path under /page and /data may stand for."""
    base = services().settings.base_iri
    if name.startswith(CONCEPT_PATH):
        local = name.removeprefix(CONCEPT_PATH)
        return tuple(dict.fromkeys((CONCEPT_IRI + local, base + CONCEPT_PATH + local)))
    return (f"{base}id/{name}",)


def link(iri: str, anchor: str = "") -> Link | None:
    """Find where an IRI leads; `anchor` is a fragment of its page."""
    if iri.startswith(CT_IRI):
        return Link(href("resource.vocabulary_of", _anchor=iri.removeprefix(CT_IRI)))
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
