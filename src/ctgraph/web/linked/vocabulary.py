"""The vocabulary as one document: a page, or data. Each term has a document of its own (`/page/ns/x`)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from flask import Blueprint, Response, request

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import GRAPHS, HTML, Format
from ctgraph.publish import ONTOLOGY, manifests
from ctgraph.web import diagrams, links, rendering, responses
from ctgraph.web.linked import documents, signposts
from ctgraph.web.linked.documents import outside
from ctgraph.web.services import services

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/ns.<any(ttl,nt,rdf,jsonld,trig,nq):extension>")
def file(extension: str) -> Response:
    """Send the vocabulary in the format of an extension."""
    return _current(extension)


@blueprint.get("/ns")
@blueprint.get("/ns/<version>", endpoint="version")
def whole(version: str = "") -> Response:
    """Show or send the vocabulary, or a version of it; an extension may name the format (`/ns/0.1.0.ttl`)."""
    version, name = _split(version)
    if version in {"", describe.vocabulary(services().catalogue).version}:
        return _current(name)
    return _earlier(version, name)


def _current(name: str) -> Response:
    view = describe.vocabulary(services().catalogue)
    if not view.classes:
        raise NotFound("There is no vocabulary here.")
    form = responses.choose((HTML, *GRAPHS), name or request.args.get("format", ""))
    posts = tuple(_links())
    if form is HTML:
        used = {c.value.iri for c in describe.classes(services().catalogue)}
        return rendering.page(
            "vocabulary.html",
            links_of=posts,
            view=view,
            used=used,
            schemes=describe.schemes(services().catalogue),
            diagram=diagrams.of_classes(view.classes),
        )
    triples = describe.vocabulary_statements(services().catalogue)
    response = responses.send(form, lambda out: documents.write(triples, form, out))
    return signposts.add(response, (signposts.Signpost(_url(), "canonical"), *posts))


def _split(version: str) -> tuple[str, str]:
    """Part a version from an extension that names a format."""
    stem, _, extension = version.rpartition(".")
    known = any(form.extension == extension for form in GRAPHS)
    return (stem, extension) if stem and known else (version, "")


def _earlier(version: str, name: str) -> Response:
    """Send a version that is no longer the current one, from the dumps of the release that had it."""
    settings = services().settings
    found = next((m for m in manifests(settings.folder("dumps")) if m.ontology == version), None)
    if found is None:
        raise NotFound(f"The vocabulary's version {version!r} is not here.")
    form = responses.choose(GRAPHS, name or request.args.get("format", ""))
    file = settings.folder("dumps") / found.version / ONTOLOGY
    triples = [q.triple for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE)]
    response = responses.send(form, lambda out: documents.write(triples, form, out))
    current = outside(links.plain("vocabulary.whole"))
    return signposts.add(response, [signposts.Signpost(current, "latest-version")])


def _links() -> Iterator[signposts.Signpost]:
    yield signposts.Signpost(links.VOCABULARY_IRI, "cite-as")
    yield signposts.Signpost(links.VOCABULARY_IRI, "describes")
    for form in GRAPHS:
        for rel in ("describedby", "alternate"):
            yield signposts.Signpost(_url(form), rel, form.media_type)
    yield from signposts.of_publication()


def _url(form: Format | None = None) -> str:
    values = {"format": form.extension} if form else {}
    return outside(links.plain("vocabulary.whole", **values))
