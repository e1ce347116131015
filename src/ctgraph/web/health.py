"""Whether this server is alive, and whether it can answer: for balancers and orchestrators.

A word and a status, never cached, and nothing of what is inside: the log says why.
"""

from __future__ import annotations

import logging

from flask import Blueprint, Response

from ctgraph.errors import CtgraphError
from ctgraph.store import QueryRequest
from ctgraph.web.services import services

blueprint = Blueprint("health", __name__)

_log = logging.getLogger(__name__)
_AGAIN = "5"  # seconds


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that requests are handled here."""
    return _say("ok", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether queries are answered from what is published here."""
    try:
        services().store.query(QueryRequest("ASK {}", trusted=True)).close()
    except CtgraphError as error:
        _log.warning("not ready: %s", error.detail)
        response = _say("not ready", 503)
        response.headers["Retry-After"] = _AGAIN
        return response
    return _say("ready", 200)


def _say(word: str, status: int) -> Response:
    response = Response(word + "\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
