"""The reading side of the SPARQL 1.1 Graph Store HTTP Protocol (sections 4.2, 5.2 and 5.6)."""

from __future__ import annotations

from flask import Blueprint, Response

from ctgraph.errors import BadRequest
from ctgraph.formats import GRAPHS
from ctgraph.web import parameters, responses
from ctgraph.web.services import services

blueprint = Blueprint("graph_store", __name__)


@blueprint.get("/store")
def graph() -> Response:
    """Send one graph whole: `?graph=` and its IRI, or `?default`."""
    values = parameters.of_url()
    names: list[str | None] = [*values.getlist("graph")]
    if "default" in values:
        names.append(None)
    if len(names) != 1:
        raise BadRequest("Name one graph: ?default, or ?graph= and its IRI.")
    form = responses.choose(GRAPHS, values.get("format", ""))
    with services().store.graph(names[0]) as triples:
        return responses.send(form, lambda out: triples.serialize(out, form.media_type))
