"""Whether the process is there, and can answer for its release: for whoever decides where requests go.

Both say no more than that, and are never cached.
"""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response

from ctgraph.errors import CtgraphError, NotReady
from ctgraph.store import QueryRequest
from ctgraph.vocab import CT
from ctgraph.web.services import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return _said("alive\n")


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store answers, and holds what is to be served. Raises NotReady."""
    try:
        with services().store.query(QueryRequest(_question(), trusted=True)) as answer:
            holds = answer.kind == "boolean" and bool(answer)
    except CtgraphError:
        raise NotReady("The store does not answer.") from None
    if not holds:
        raise NotReady("The store holds another release than the one that is to be served.")
    return _said("ready\n")


def _question() -> str:
    """Ask for the content of the build, as it says itself; of other data, for nothing."""
    names, content = services().catalogue.names, services().content
    if not content:
        return "ASK {}"
    said = f"{ox.NamedNode(str(names.id('dataset')))} <{CT.contentHash}> {ox.Literal(content)}"
    return f"ASK {{ GRAPH {ox.NamedNode(str(names.meta))} {{ {said} }} }}"


def _said(text: str) -> Response:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
