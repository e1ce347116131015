"""IRIs that can be followed: from a thing's name to its page or its data (303), and these.

`/id/x` names the thing, `/page/x` is a page and `/data/x.ttl` a file about it. The host of an IRI is not
this server's: what is served here is the path. IRIs in data are never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ctgraph import describe, queries
from ctgraph.errors import NotFound
from ctgraph.formats import GRAPHS, HTML, N_QUADS, TRIG, Format, negotiate
from ctgraph.store import EngineTriples
from ctgraph.vocab import CT, CT_IRI
from ctgraph.web import links, rendering, responses, rules
from ctgraph.web.services import public_url, services

blueprint = Blueprint("resource", __name__)

_VOCABULARY = CT_IRI.removesuffix("#")
_FOAF = "http://xmlns.com/foaf/0.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@blueprint.get("/id/<path:name>")
def thing(name: str) -> AnyResponse:
    """Lead from a thing's IRI to what can be read about it."""
    return _see_other(name)


@blueprint.get("/concept/<path:name>")
def concept(name: str) -> AnyResponse:
    """Lead from a concept's IRI to what can be read about it."""
    return _see_other(links.CONCEPT_PATH + name)


@blueprint.get("/page/<path:name>")
def page(name: str) -> AnyResponse:
    """Show a thing to people; a passage within its document."""
    if graph := _graph_named(name):
        return redirect(graph, code=303)
    view = describe.describe(services().catalogue, _described(name))
    if place := _passage_of(view):
        return redirect(place, code=303)
    if str(CT.Document) in {t.iri for t in view.headline.types}:
        return _document_page(view)
    return _entity_page(view)


@blueprint.get("/data/<path:name>")
def data(name: str) -> Response:
    """Send what is known of a thing, in the format of the extension or else of Accept."""
    stem, _, extension = name.rpartition(".")
    form = next((f for f in GRAPHS if stem and f.extension == extension), None)
    name = stem if form else name
    form = form or responses.choose(GRAPHS)
    iri = _described(name)
    return responses.send(form, lambda out: _write_data(iri, form, out))


@blueprint.get("/describe")
def anything() -> Response:
    """Show whatever has the IRI in `?iri=`, be it ours or not."""
    iri = request.args.get("iri", "")
    return _entity_page(describe.describe(services().catalogue, iri))


@blueprint.get("/ns")
@blueprint.get("/ns/<version>", endpoint="version")
def vocabulary_of(version: str = "") -> Response:
    """Show or send the vocabulary."""
    view = describe.vocabulary(services().catalogue)
    if not view.classes or version not in {"", view.version}:
        raise NotFound("There is no vocabulary here, or not in this version.")
    form = responses.choose((HTML, *GRAPHS), request.args.get("format", ""))
    if form is HTML:
        used = {c.value.iri for c in describe.classes(services().catalogue)}
        return rendering.page("vocabulary.html", view=view, used=used)
    return responses.send(form, lambda out: _write_vocabulary(form, out))


def _see_other(name: str) -> AnyResponse:
    """Redirect to a page or to data, whichever the client prefers (303), or to a graph."""
    catalogue = services().catalogue
    for iri in links.candidates(name):
        if into := links.local_name(describe.moved_to(catalogue, iri)):
            return redirect(url_for("resource.page", name=into), code=301)
    if graph := _graph_named(name):
        return redirect(graph, code=303)
    if shape := rules.page_of(name):
        return redirect(shape, code=303)
    _described(name)
    form = negotiate(request.headers.get("Accept"), (HTML, *GRAPHS)) or HTML
    where = links.href("resource.page", name=name)
    if form is not HTML:
        where = url_for("resource.data", name=f"{name}.{form.extension}")
    response = redirect(where, code=303)
    response.vary.add("Accept")
    return response


def _graph_named(name: str) -> str:
    """Find where a named graph can be had that is nothing but a graph; empty for all other things."""
    iri = links.candidates(name)[0]
    if iri not in services().store.named_graphs():
        return ""
    if describe.is_described(services().catalogue, iri):
        return ""
    return url_for("graph_store.graph", graph=iri)


def _described(name: str) -> str:
    """Find the IRI that a path stands for. Raises NotFound or Gone."""
    *others, last = links.candidates(name)
    for iri in others:
        if describe.is_described(services().catalogue, iri):
            return iri
    describe.require_described(services().catalogue, last)
    return last


def _passage_of(view: describe.EntityView) -> str:
    """Find a passage's place in the page of its document; empty for other things."""
    if str(CT.Passage) not in {t.iri for t in view.headline.types}:
        return ""
    document = next(iter(view.values(str(CT.document))), None)
    name = links.local_name(document.iri) if document else ""
    ends = "-".join(v.local for p in (CT.start, CT.end) for v in view.values(str(p)))
    return links.href("resource.page", name=name, _anchor=f"t{ends}") if name else ""


def _entity_page(view: describe.EntityView) -> Response:
    return rendering.page("entity.html", view=view, sparql=_query_about(view.entity.iri))


def _document_page(view: describe.EntityView) -> Response:
    """Show a document: what is known of it, and its text with what is quoted from it."""
    catalogue, iri = services().catalogue, view.entity.iri
    received = request.args.get("reading") == "received"
    text = describe.read_text(catalogue, iri, services().texts.get(iri), received=received)
    sparql = _query_about(iri)
    response = rendering.page(
        "document.html", view=view, text=text, received=received, sparql=sparql
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _query_about(iri: str) -> str:
    about = {"thing": [ox.NamedNode(iri)]}
    return queries.request("everything-about", services().catalogue.names, about).text


def _write_data(iri: str, form: Format, out: BinaryIO) -> None:
    catalogue = services().catalogue
    triples = _graph("entity-graph", iri) + list(_about_the_file(iri))
    if form not in {TRIG, N_QUADS}:
        EngineTriples(triples, services().prefixes).serialize(out, form.media_type)
        return
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]
    if catalogue.curated:
        rows = catalogue.rows("entity-quads", {"entity": [ox.NamedNode(iri)]})
        quads += [ox.Quad(r["s"], r["p"], r["o"], r["graph"]) for r in rows]
    rdf_format = ox.RdfFormat.TRIG if form is TRIG else ox.RdfFormat.N_QUADS
    ox.serialize(sorted(quads, key=str), out, rdf_format, prefixes=dict(services().prefixes))


def _write_vocabulary(form: Format, out: BinaryIO) -> None:
    EngineTriples(_graph("ontology-graph"), services().prefixes).serialize(out, form.media_type)


def _graph(query: str, iri: str = "") -> list[ox.Triple]:
    """Run a CONSTRUCT query; its triples are sorted, so that equal data gives equal files."""
    catalogue = services().catalogue
    terms = {"entity": [ox.NamedNode(iri)], "graph": catalogue.records} if iri else {}
    with services().store.query(queries.request(query, catalogue.names, terms)) as answer:
        if answer.kind != "triples":
            raise TypeError(f"{query}.rq is no CONSTRUCT query")
        return sorted(set(answer), key=str)


def _about_the_file(iri: str) -> Iterable[ox.Triple]:
    """Say what the file is about, and under which licence it is."""
    file, settings = ox.NamedNode(public_url(request.path)), services().settings
    yield ox.Triple(file, _RDF_TYPE, ox.NamedNode(_FOAF + "Document"))
    yield ox.Triple(file, ox.NamedNode(_FOAF + "primaryTopic"), ox.NamedNode(iri))
    if settings.licence and services().catalogue.curated:
        yield ox.Triple(file, ox.NamedNode(_DCTERMS + "license"), ox.NamedNode(settings.licence))
