"""The list of a document's views and formats (Content Negotiation by Profile, section 6.1.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from flask import Response

from ctgraph.formats import GRAPHS, HTML, JSON_LD, TURTLE, Format
from ctgraph.web import rendering, responses
from ctgraph.web.linked import documents, signposts
from ctgraph.web.linked.documents import Document
from ctgraph.web.linked.profiles import ALT_IRI, DEFAULT, PROFILES

_ALTR = "http://www.w3.org/ns/dx/conneg/altr#"


def of(document: Document, name: str) -> Response:
    """List a document's views: a page, or data in the format called `name` or else accepted."""
    form = responses.choose((HTML, *GRAPHS), name)
    posts = tuple(_links(document))
    if form is HTML:
        return rendering.page(
            "alternates.html", links_of=posts, document=document, profiles=PROFILES
        )
    triples = sorted(_list(document), key=str)
    response = responses.send(form, lambda out: documents.write(triples, form, out))
    response.headers["Content-Profile"] = f"<{ALT_IRI}>"
    return signposts.add(response, (signposts.Signpost(ALT_IRI, "profile"), *posts))


def _links(document: Document) -> Iterator[signposts.Signpost]:
    yield signposts.Signpost(document.url(), "canonical", HTML.media_type, profile=DEFAULT.iri)
    for profile in PROFILES:
        for form in GRAPHS:
            url = document.url(form, profile)
            yield signposts.Signpost(
                url,
                "alternate",
                form.media_type,
                profile=profile.iri,
                in_header=form in {TURTLE, JSON_LD},
            )


def _list(document: Document) -> Iterator[ox.Triple]:
    topic = ox.NamedNode(document.iri)
    for profile in PROFILES:
        for form in GRAPHS:
            file = ox.NamedNode(document.url(form, profile))
            yield ox.Triple(topic, _altr("hasRepresentation"), file)
            if profile == DEFAULT and form is GRAPHS[0]:
                yield ox.Triple(topic, _altr("hasDefaultRepresentation"), file)
            yield from _representation(file, form, profile.iri)


def _representation(file: ox.NamedNode, form: Format, profile: str) -> Iterator[ox.Triple]:
    yield ox.Triple(file, documents.term("rdf:type"), _altr("Representation"))
    yield ox.Triple(file, documents.term("dcterms:format"), ox.Literal(form.media_type))
    yield ox.Triple(file, documents.term("dcterms:conformsTo"), ox.NamedNode(profile))


def _altr(local: str) -> ox.NamedNode:
    return ox.NamedNode(_ALTR + local)
