"""Watching the server at work: counts around every request and query, the slow log, and `/metrics`.

`/metrics` says how busy the server is and what it refuses, which is its operator's business: it answers
who brings the token that is set, or, if none is, this machine only. A request that a proxy has passed
on, or a page of another site has made, is not from this machine, even where the proxy or the browser is.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from ctgraph.errors import CtgraphError, NotFound
from ctgraph.settings import Settings
from ctgraph.web import admission, leaving
from ctgraph.web.cache import RESULT, Cache
from ctgraph.web.metrics import EXTENSION, Metrics
from ctgraph.web.services import services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("observing", __name__)

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
_FORWARDED = ("Forwarded", "X-Forwarded-For", "Via")
_BELIEVED = "werkzeug.proxy_fix.orig"  # what ProxyFix leaves where it has put a client's address
_HASH = 16  # digits of a query's hash
_requests = logging.getLogger("ctgraph.requests")
_slow = logging.getLogger("ctgraph.slow")


def metrics() -> Metrics:
    """Find the counts of the application that handles the current request."""
    return cast("Metrics", current_app.extensions[EXTENSION])


@blueprint.get("/metrics")
def exposed() -> Response:
    """Show the counts to who may see them; to others there is no such address."""
    if not _may_see():
        raise NotFound("There is no page, thing or graph of this name.")
    response = Response(metrics().exposition(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def query(text: str) -> AbstractContextManager[None]:
    """Time a visitor's query and the writing of its answer, in a request."""
    return timed(metrics(), services().settings, text)


@contextmanager
def timed(counts: Metrics, settings: Settings, text: str) -> Iterator[None]:
    """Time a visitor's query and the writing of its answer."""
    begun, outcome = time.perf_counter(), "answered"
    try:
        yield
    except CtgraphError as error:
        outcome = error.code
        raise
    except BaseException:
        outcome = "failed"
        raise
    finally:
        seconds = time.perf_counter() - begun
        counts.queries.labels(outcome).observe(seconds)
        if settings.log_slow_query and seconds >= settings.log_slow_query:
            _log_slow(text, seconds, outcome, with_text=bool(settings.log_query_text))


class Observed:
    """Counts what an application, or its cache, answers (WSGI); `routes` are first parts of paths."""

    def __init__(
        self, app: WSGIApplication, counts: Metrics, routes: frozenset[str], *, log: bool
    ) -> None:
        self._app = app
        self._counts = counts
        self._routes = routes
        self._log = log
        self._children: dict[tuple[str, str, str, str], tuple[Any, Any]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, and its answer back."""
        begun, said = time.perf_counter(), ["500"]

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said[0] = status
            if leaving.is_leaving():
                headers = [*headers, ("Connection", "close")]
            return start_response(status, headers, exc_info)

        try:
            return self._app(environ, begin)
        finally:
            self._count(environ, said[0][:3], time.perf_counter() - begun)

    def _count(self, environ: WSGIEnvironment, status: str, seconds: float) -> None:
        route = environ["PATH_INFO"].split("/", 2)[1] if "/" in environ["PATH_INFO"] else ""
        route = (route or "start") if route in self._routes else "other"
        method = environ["REQUEST_METHOD"]
        cache = environ.get(RESULT, "pass")
        key = (route, method if method in _METHODS else "other", status, cache)
        children = self._children.get(key)
        if children is None:
            counts = self._counts
            children = (counts.requests.labels(*key), counts.seconds.labels(route))
            self._children[key] = children
        children[0].inc()
        children[1].observe(seconds)
        if cache == "miss" and isinstance(self._app, Cache):
            self._counts.cache_bytes.set(self._app.size)
        if self._log:
            fields = {"method": key[1], "route": route, "status": int(status)}
            fields["seconds"] = round(seconds, 4)
            _requests.info("%(method)s %(route)s %(status)s %(seconds)s s", fields)


def register(app: Flask, counts: Metrics, *, log: bool) -> None:
    """Count, and perhaps log, what `app` answers; called when all its routes and its cache are there."""
    app.extensions[EXTENSION] = counts
    firsts = (rule.rule.split("/")[1] for rule in app.url_map.iter_rules())
    routes = frozenset(first for first in firsts if "<" not in first)
    app.wsgi_app = Observed(app.wsgi_app, counts, routes, log=log)  # type: ignore[method-assign]


def _may_see() -> bool:
    token = services().settings.metrics_token
    if token:
        given = request.authorization
        return given is not None and hmac.compare_digest(
            (given.token or "").encode(), token.encode()
        )
    passed_on = any(name in request.headers for name in _FORWARDED)
    if "Origin" in request.headers or (passed_on and _BELIEVED not in request.environ):
        return False
    return admission.client_of(request.remote_addr or "?") is None


def _log_slow(text: str, seconds: float, outcome: str, *, with_text: bool) -> None:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_HASH]
    fields = {"query": digest, "seconds": round(seconds, 3), "outcome": outcome}
    fields |= {"text": " ".join(text.split())} if with_text else {}
    said = "query %(query)s took %(seconds)s s: %(outcome)s"
    _slow.info(said + (": %(text)s" if with_text else ""), fields)
