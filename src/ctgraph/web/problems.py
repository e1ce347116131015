"""Every error of a request ends here: RFC 9457 problem details, or a page for people.

Two handlers, for our own errors and for werkzeug's; whatever else is raised reaches the second as
500. What went wrong on our side is logged and not told.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pyoxigraph as ox
from flask import Flask, Response, render_template, request
from rdflib import DCTERMS, RDF, RDFS
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from ctgraph.errors import CtgraphError, RequestError
from ctgraph.formats import GRAPHS, HTML, PROBLEM, Format, negotiate
from ctgraph.store import EngineTriples
from ctgraph.web import observing
from ctgraph.web.services import public_url

_HTTP = "http://www.w3.org/2011/http#"
_LEGIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)  # what XML cannot hold
_log = logging.getLogger(__name__)
_OURS = "Something went wrong on this side. It has been logged; trying again may help, or may not."
_READ_ONLY = "Nothing is changed over HTTP: changes go to the source files."


def register(app: Flask) -> None:
    """Make `app` answer errors as this module does."""
    app.register_error_handler(CtgraphError, _ours)
    app.register_error_handler(HTTPException, _theirs)


def _ours(error: CtgraphError) -> Response:
    """Answer one of ctgraph's own errors."""
    observing.metrics().refuse(error)
    if not isinstance(error, RequestError):
        _log.error("%s %s failed", request.method, request.url_rule, exc_info=error)
        return _problem(error.status, type(error), _OURS, {}, {})
    extra: dict[str, Any] = {n: value for n, value in error.extra.items() if value is not None}
    headers = {}
    if "allow" in extra:
        headers["Allow"] = ", ".join(extra["allow"])
    if "retry_after" in extra:
        headers["Retry-After"] = str(extra["retry_after"])
    return _problem(error.status, type(error), error.detail, extra, headers)


def _theirs(error: HTTPException) -> AnyResponse | HTTPException:
    """Answer what werkzeug and Flask raise; redirects and ready-made responses pass."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    detail = _OURS if error.code >= 500 else error.description or ""
    if isinstance(error, MethodNotAllowed):
        detail = f"{request.method} is not taken here. {_READ_ONLY}"
    kept = {name: value for name, value in error.get_headers() if name != "Content-Type"}
    return _problem(error.code, _kind_of(error.code), detail, {}, kept)


def _kind_of(status: int) -> type[CtgraphError] | None:
    """Find our class of errors for a status."""
    if status >= 500:
        return CtgraphError
    return next((kind for kind in RequestError.__subclasses__() if kind.status == status), None)


def _problem(
    status: int,
    kind: type[CtgraphError] | None,
    detail: str,
    extra: dict[str, Any],
    headers: dict[str, str],
) -> Response:
    """Make the answer, in the form that the client prefers."""
    problem = {
        "type": f"{request.script_root}/problems/{kind.code}" if kind else "about:blank",
        "title": kind.title if kind else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    form = negotiate(request.headers.get("Accept"), _forms()) or PROBLEM
    response = Response(
        _body(form, problem, extra),
        status=status,
        content_type=form.content_type,
        headers=headers,
    )
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


def _forms() -> tuple[Format, ...]:
    """List the forms of an error: also those of graphs, but not for queries, whose clients read JSON."""
    asks = request.blueprint in {"sparql", "advice", "graph_store"}
    return (PROBLEM, HTML) if asks else (PROBLEM, HTML, *GRAPHS)


def _body(form: Format, problem: dict[str, Any], extra: dict[str, Any]) -> str | bytes:
    """Write the problem down in one of these forms."""
    if form is HTML:
        return render_template("problem.html", problem=problem, extra=extra)
    if form is PROBLEM:
        return json.dumps(extra | problem, ensure_ascii=False, indent=1) + "\n"
    out = io.BytesIO()
    EngineTriples(_triples(problem), {"http": _HTTP, "dcterms": str(DCTERMS)}).serialize(
        out, form.media_type
    )
    return out.getvalue()


def _triples(problem: dict[str, Any]) -> Iterator[ox.Triple]:
    """Say it as RDF (W3C, HTTP Vocabulary in RDF 1.0)."""
    answer = ox.BlankNode("response")
    yield ox.Triple(answer, ox.NamedNode(str(RDF.type)), ox.NamedNode(_HTTP + "Response"))
    status, title = problem["status"], problem["title"]
    yield ox.Triple(answer, ox.NamedNode(_HTTP + "statusCodeValue"), ox.Literal(status))
    yield ox.Triple(answer, ox.NamedNode(_HTTP + "reasonPhrase"), ox.Literal(title))
    detail = ox.Literal(_LEGIBLE.sub("\ufffd", problem["detail"]))
    yield ox.Triple(answer, ox.NamedNode(str(DCTERMS.description)), detail)
    if problem["type"] != "about:blank":
        page = public_url(problem["type"].removeprefix(request.script_root))
        yield ox.Triple(answer, ox.NamedNode(str(RDFS.seeAlso)), ox.NamedNode(page))
