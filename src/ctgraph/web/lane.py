"""The short way of a query: what programs ask most is answered before the application is entered.

That is a query in the address of a GET whose answer is wanted in a format of SPARQL's (SPARQL 1.1
Protocol, section 2.1.1). All else goes on to the application: forms, pages, what is posted, and every
error, which it says in full. It answers the same as this way does, only later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.http import http_date

from ctgraph.errors import BadRequest
from ctgraph.formats import Format, named, negotiate
from ctgraph.store import Boolean, QueryRequest, Solutions, Triples, tokens
from ctgraph.web import (
    exchange,
    gate,
    observing,
    parameters,
    responses,
    sheets,
    spool,
    workbench,
)
from ctgraph.web.admission import Entrance
from ctgraph.web.metrics import Metrics
from ctgraph.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH = "/sparql"
_PARAMETERS = frozenset({"query", "default-graph-uri", "named-graph-uri", "format"})
_FIXED = [*responses.ALWAYS, *responses.UNLESS_SET, ("Vary", responses.NEGOTIATED)]


class Lane:
    """Wraps the application (PEP 3333)."""

    def __init__(
        self,
        app: WSGIApplication,
        services: Services,
        counts: Metrics,
        entrance: Entrance | None,
    ) -> None:
        self._app = app
        self._services = services
        self._counts = counts
        self._entrance = entrance

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or pass the request on; an error goes with it, so that nothing is done twice."""
        is_program = "html" not in environ.get("HTTP_ACCEPT", "")
        if environ["PATH_INFO"] == _PATH and environ["REQUEST_METHOD"] == "GET" and is_program:
            try:
                answered = self._answer(environ, start_response)
            except Exception as error:
                environ[exchange.RAISED] = error
            else:
                if answered is not None:
                    return answered
        return self._app(environ, start_response)

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        """Answer; None if this is for the application."""
        try:
            values = parameters.parse(environ.get("QUERY_STRING", "").encode("latin-1"))
        except BadRequest:
            return None
        if not _PARAMETERS.issuperset(values) or len(values.getlist("query")) != 1:
            return None
        place = exchange.root(environ, self._services.settings.public_url)
        asked = parameters.query(values["query"], values, place + _PATH)
        link = self._entrance and self._entrance.admit(gate.QUERY, environ.get("REMOTE_ADDR", ""))
        try:
            with (
                observing.timed(self._counts, self._services.settings, asked.text),
                self._services.store.query(asked) as answer,
            ):
                offers = workbench.offers(answer.kind)
                name = values.get("format", "")
                accept = environ.get("HTTP_ACCEPT")
                form = named(name, offers) if name else negotiate(accept, offers)
                if form is None or form in sheets.offers():
                    return None
                return self._send(environ, start_response, asked, answer, form, place)
        finally:
            if link and self._entrance:
                self._entrance.dismiss(link)

    def _send(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        asked: QueryRequest,
        answer: Solutions | Boolean | Triples,
        form: Format,
        place: str,
    ) -> Iterable[bytes]:
        """Answer whole; or with 304 and nothing."""
        coding, tag = exchange.coding(environ), ""
        if not tokens.is_volatile(asked.text):
            parts = (form.content_type, "", coding, "")
            tag = exchange.entity_tag(environ, self._services.edition, place, *parts)
        modified = exchange.last_modified(self._services.issued)
        headers = [("Cache-Control", "no-cache" if tag else "no-store"), *_FIXED]
        if tag:
            headers.append(("ETag", f'W/"{tag}"'))
            if modified:
                headers.append(("Last-Modified", http_date(modified)))
            if exchange.is_known(environ, tag, modified):
                start_response("304 NOT MODIFIED", headers)
                return ()
        body = spool.filled(lambda out: answer.serialize(out, form.media_type), self._entrance)
        body, coding = spool.coded(body, coding, self._entrance)
        headers += [("Content-Type", form.content_type), ("Content-Length", str(body.tell()))]
        if coding:
            headers.append(("Content-Encoding", coding))
        start_response("200 OK", headers)
        return spool.chunks(body)
