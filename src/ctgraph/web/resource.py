"""IRIs that can be followed: from a thing's name to the document about it (303), and these documents.

`/id/x` names the thing, `/page/x` is the document about it in whatever form the client accepts, and
`/data/x.ttl` one file of it. The host of an IRI is not this server's: what is served here is the path.
IRIs in data are never rewritten.
"""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ctgraph import describe, queries
from ctgraph.errors import BadRequest
from ctgraph.formats import GRAPHS, HTML, LINKSET, Format
from ctgraph.vocab import CT
from ctgraph.web import diagrams, links, rendering, responses, rules
from ctgraph.web.around import pictures
from ctgraph.web.linked import alternates, profiles, publication, signposts
from ctgraph.web.linked.documents import Document
from ctgraph.web.services import services

blueprint = Blueprint("resource", __name__)

_EXTENSIONS = {form.extension: form for form in (*GRAPHS, HTML)}


@blueprint.get("/id/<path:name>")
def thing(name: str) -> AnyResponse:
    """Lead from a thing's IRI to what can be read about it."""
    return _see_other(name)


@blueprint.get("/concept/<path:name>")
def concept(name: str) -> AnyResponse:
    """Lead from a concept's IRI to what can be read about it."""
    return _see_other(links.CONCEPT_PATH + name)


@blueprint.get("/.well-known/genid/<name>")
def unnamed(name: str) -> AnyResponse:
    """Lead from the IRI of a node that had no name (RDF 1.1 Concepts, section 3.5) to its document."""
    return _see_other(links.UNNAMED_PATH + name)


@blueprint.get("/page/<path:name>")
def page(name: str) -> AnyResponse:
    """Send the document about a thing in the form that is asked for; to people, a page."""
    _redirect_what_moved("resource.page", name)
    if elsewhere := _elsewhere(name, _format_asked()):
        return redirect(elsewhere, code=303)
    return _negotiated(_document(name), (HTML, *GRAPHS))


@blueprint.get("/data/<path:name>")
def data(name: str) -> AnyResponse:
    """Send what is known of a thing, in the format of the extension or else of Accept."""
    stem, form = _split(name)
    _redirect_what_moved("resource.data", stem, f".{form.extension}" if form else "")
    if form is HTML:
        return redirect(url_for("resource.page", name=stem), code=301)
    if elsewhere := _elsewhere(stem, form.extension if form else _format_asked()):
        return redirect(elsewhere, code=303)
    document = _document(stem)
    return _negotiated(document, (*GRAPHS, HTML)) if form is None else _file(document, form)


@blueprint.get("/describe")
def anything() -> AnyResponse:
    """Describe whatever has the IRI in `?iri=`, be it ours or not."""
    iri = request.args.get("iri", "")
    describe.require_described(services().catalogue, iri)
    return _negotiated(Document(iri, "", profiles.choose(), _page_number()), (HTML, *GRAPHS))


@blueprint.get("/linkset/<path:name>")
def linkset(name: str) -> Response:
    """Send all links of a thing's documents as a link set."""
    return _linkset(_document(name))


@blueprint.get("/linkset")
def linkset_of() -> Response:
    """The same of whatever has the IRI in `?iri=`."""
    iri = request.args.get("iri", "")
    describe.require_described(services().catalogue, iri)
    return _linkset(Document(iri, ""))


def _see_other(name: str) -> AnyResponse:
    """Redirect to a page or to a file, whichever the client prefers (303), or to a graph."""
    stem, form = _split(name)
    _redirect_what_moved("resource.thing", stem)
    if elsewhere := _elsewhere(stem, form.extension if form else _format_asked()):
        return redirect(elsewhere, code=303)
    document = _document(stem)
    form = form or responses.choose((HTML, *GRAPHS), _format_asked())
    response = redirect(links.keep(document.path(form)), code=303)
    response.vary.update(("Accept", "Accept-Profile"))
    return signposts.add(response, signposts.of_name(document))  # type: ignore[arg-type]


def _negotiated(document: Document, offers: tuple[Format, ...]) -> AnyResponse:
    """Send a document in the form that is asked for."""
    if profiles.wants_alternates():
        return alternates.of(document, _format_asked())
    form = responses.choose(offers, _format_asked())
    return _shown(document) if form is HTML else _file(document, form)


def _file(document: Document, form: Format) -> Response:
    """Send a document as data."""
    if profiles.wants_alternates():
        return alternates.of(document, _format_asked())
    response = responses.send(
        form, lambda out: document.write(form, out), variant=document.profile.iri
    )
    response.headers["Content-Profile"] = f"<{document.profile.iri}>"
    response.headers["Content-Location"] = document.path(form)
    response.vary.add("Accept-Profile")
    return signposts.add(response, signposts.of_file(document, form))


def _shown(document: Document) -> AnyResponse:
    """Show a document to people; a passage within the document that it is of."""
    catalogue = services().catalogue
    if document.page:
        some = describe.referring(catalogue, document.iri, document.page)
        return _page_of(document, "incoming.html", some)
    view = describe.describe(catalogue, document.iri)
    if place := _passage_of(view):
        return redirect(place, code=303)
    if str(CT.Document) in {t.iri for t in view.headline.types}:
        return _text_page(document, view)
    about = _query_about(document.iri)
    if describe.is_term(view):
        term = describe.term(catalogue, view)
        diagram = diagrams.of_term(view.entity, term)
        return _page_of(document, "term.html", view, term=term, diagram=diagram, sparql=about)
    drawn = pictures(describe.around(catalogue, document.iri))
    return _page_of(document, "entity.html", view, sparql=about, pictures=drawn)


def _text_page(document: Document, view: describe.EntityView) -> Response:
    """Show a source document: what is known of it, and its text with what is quoted from it."""
    received = request.args.get("reading") == "received"
    texts = services().texts.get(document.iri)
    text = describe.read_text(services().catalogue, document.iri, texts, received=received)
    response = _page_of(
        document,
        "document.html",
        view,
        text=text,
        received=received,
        sparql=_query_about(document.iri),
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page_of(
    document: Document,
    template: str,
    view: describe.EntityView | describe.Referring,
    **more: Any,
) -> Response:
    """Render a page about a thing, with its links."""
    posts = signposts.of_page(document, [t.iri for t in view.headline.types])
    structured = document.structured() if document.name else None
    return rendering.page(
        template, links_of=posts, view=view, document=document, structured=structured, **more
    )


def _linkset(document: Document) -> Response:
    view = describe.describe(services().catalogue, document.iri)
    made = signposts.linkset(document, [t.iri for t in view.headline.types])
    body = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    return responses.send(LINKSET, lambda out: out.write(body.encode()))


def _document(name: str) -> Document:
    """Find the thing that a path stands for. Raises NotFound or Gone."""
    return Document(_described(name), name, profiles.choose(), _page_number())


def _described(name: str) -> str:
    first, *others = links.candidates(name)
    for iri in others:
        if describe.is_described(services().catalogue, iri):
            return iri
    describe.require_described(services().catalogue, first)
    return first


def _split(name: str) -> tuple[str, Format | None]:
    """Part a path from an extension that names a format, unless a thing has the whole as its name."""
    stem, _, extension = name.rpartition(".")
    form = _EXTENSIONS.get(extension) if stem else None
    if form and any(
        describe.is_described(services().catalogue, iri) for iri in links.candidates(name)
    ):
        return name, None
    return (stem, form) if form else (name, None)


def _redirect_what_moved(endpoint: str, name: str, extension: str = "") -> None:
    """Answer 301 if the thing was merged into another of ours."""
    for iri in links.candidates(name):
        if into := links.local_name(describe.moved_to(services().catalogue, iri)):
            if endpoint == "resource.thing" and into.startswith(links.CONCEPT_PATH):
                endpoint, into = "resource.concept", into.removeprefix(links.CONCEPT_PATH)
            query = "?" + request.query_string.decode("ascii", "replace")
            place = url_for(endpoint, name=into + extension) + query.removesuffix("?")
            abort(redirect(place, code=301))


def _elsewhere(name: str, form: str) -> str:
    """Find where a thing is that has no document here: the publication, a mere graph, or a shape."""
    values: dict[str, Any] = {"format": form} if form else {}
    iri = links.candidates(name)[0]
    if publication.is_the_publication(iri):
        return links.keep(url_for("pages.start", **values))
    if describe.is_described(services().catalogue, iri):
        return ""
    if iri in services().store.named_graphs():
        return url_for("graph_store.graph", graph=iri, **values)
    return rules.page_of(name)


def _passage_of(view: describe.EntityView) -> str:
    """Find a passage's place in the page of its document; empty for other things."""
    if str(CT.Passage) not in {t.iri for t in view.headline.types}:
        return ""
    document = next(iter(view.values(str(CT.document))), None)
    name = links.local_name(document.iri) if document else ""
    ends = "-".join(v.local for p in (CT.start, CT.end) for v in view.values(str(p)))
    return links.href("resource.page", name=name, _anchor=f"t{ends}") if name else ""


def _query_about(iri: str) -> str:
    about = {"thing": [ox.NamedNode(iri)]}
    return queries.request("everything-about", services().catalogue.names, about).text


def _format_asked() -> str:
    return request.args.get("format", "") or request.args.get("_mediatype", "")


def _page_number() -> int:
    """Read `?page=`; 0 where there is none. Raises BadRequest for what is no number."""
    text = request.args.get("page", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("`page` is a number, counted from 1.")
    return int(text)
