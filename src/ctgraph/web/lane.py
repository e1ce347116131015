"""The short way of a query: what programs ask most is answered before the application is entered.

That is a query in the address of a GET whose answer is wanted in a format of SPARQL's (SPARQL 1.1
Protocol, section 2.1.1). All else goes on to the application: forms, pages, what is posted, and every
error, which it says in full. It answers the same as this way does, only later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ctgraph.errors import BadRequest
from ctgraph.formats import named, negotiate
from ctgraph.store import tokens
from ctgraph.web import (
    exchange,
    gate,
    observing,
    parameters,
    reply,
    responses,
    sheets,
    workbench,
)
from ctgraph.web.admission import Entrance
from ctgraph.web.metrics import Metrics
from ctgraph.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH = "/sparql"
_PARAMETERS = frozenset({"query", "default-graph-uri", "named-graph-uri", "format"})
_FIXED = (*responses.ALWAYS, *responses.UNLESS_SET)
_STATUS = {200: "200 OK", 304: "304 NOT MODIFIED"}


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
                made = reply.make(
                    environ,
                    self._services,
                    self._entrance,
                    form,
                    lambda out: answer.serialize(out, form.media_type),
                    stable=not tokens.is_volatile(asked.text),
                )
        finally:
            if link and self._entrance:
                self._entrance.dismiss(link)
        start_response(_STATUS[made.status], [*_FIXED, *made.headers])
        return made.body
