"""Every error of a request ends here: RFC 9457 problem details, or a page for people.

Two handlers, for our own errors and for werkzeug's; whatever else is raised reaches the second as
500. What went wrong on our side is logged and not told.
"""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from ctgraph.errors import CtgraphError, RequestError
from ctgraph.formats import HTML, PROBLEM, negotiate

_log = logging.getLogger(__name__)
_OURS = "Something went wrong on this side. It has been logged; trying again may help, or may not."
_READ_ONLY = "Nothing is changed over HTTP: changes go to the source files."


def register(app: Flask) -> None:
    """Make `app` answer errors as this module does."""
    app.register_error_handler(CtgraphError, _ours)
    app.register_error_handler(HTTPException, _theirs)


def _ours(error: CtgraphError) -> Response:
    """Answer one of ctgraph's own errors."""
    if not isinstance(error, RequestError):
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
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
    if negotiate(request.headers.get("Accept"), (PROBLEM, HTML)) is HTML:
        body, form = render_template("problem.html", problem=problem, extra=extra), HTML
    else:
        body, form = json.dumps(extra | problem, ensure_ascii=False, indent=1) + "\n", PROBLEM
    response = Response(body, status=status, content_type=form.content_type, headers=headers)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response
