"""The vocabulary as one document: a page, or data. Each term has a document of its own (`/page/ns/x`)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import GRAPHS, HTML, Format
from ctgraph.web import diagrams, links, rendering, responses
from ctgraph.web.linked import documents, signposts
from ctgraph.web.linked.documents import outside
from ctgraph.web.services import services

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/ns")
@blueprint.get("/ns/<version>", endpoint="version")
def whole(version: str = "") -> Response:
    """Show or send the vocabulary; an extension may name the format (`/ns.ttl`, `/ns/0.1.0.ttl`)."""
    view = describe.vocabulary(services().catalogue)
    if not view.classes or version not in {"", view.version}:
        raise NotFound("There is no vocabulary here, or not in this version.")
    form = responses.choose((HTML, *GRAPHS), request.args.get("format", ""))
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
