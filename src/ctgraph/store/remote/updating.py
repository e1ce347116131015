"""Updates, and the few queries around them, of an engine that is being loaded."""

from __future__ import annotations

import time
from collections.abc import Sequence

import httpx

from ctgraph.errors import LoadError, RequestError
from ctgraph.settings import Settings
from ctgraph.store.remote.answers import JSON, ReceivedSolutions, read_results
from ctgraph.store.remote.connection import Connection, client
from ctgraph.store.remote.failures import quote

_PAUSES = (0.5, 2.0, 5.0)  # seconds between attempts; an insertion may be made twice
_PATIENCE = 600  # seconds that an engine may take over one request
_TOO_LONG = {httpx.codes.BAD_REQUEST, httpx.codes.REQUEST_ENTITY_TOO_LARGE}
_UPDATE = "application/sparql-update; charset=utf-8"


class Updater:
    """An engine that takes updates at `url` and is asked at `settings.engine_url`."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._url = url
        self._client = client(settings, 1)
        self._timeout = httpx.Timeout(_PATIENCE, connect=settings.engine_connect_timeout)
        self._connection = Connection(settings.engine_url, settings, 1)
        self._most = settings.max_result_bytes

    def update(self, *texts: str) -> None:
        """Run updates, one after another. Raises LoadError."""
        for text in texts:
            self.try_update(text, last=True)

    def try_update(self, text: str, *, last: bool) -> bool:
        """Run an update; says no if it may be too long for the engine, unless it is the `last` resort."""
        response = self._post(text)
        if response.status_code in _TOO_LONG and not last:
            return False
        if not response.is_success:
            raise _refused(response)
        return True

    def column(self, query: str) -> list[str]:
        """The first column of a query's answer, as text. Raises LoadError."""
        return [row[0] for row in self._rows(query) if row[0]]

    def value(self, query: str) -> str:
        """The one value that a query gives, or an empty text."""
        return next(iter(self.column(query)), "")

    def count(self, graphs: Sequence[str]) -> dict[str, int]:
        """How many statements each of some graphs has; none are left out."""
        counting = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        rows = self._rows(counting, [("named-graph-uri", graph) for graph in graphs])
        return {name: int(number) for name, number in rows}

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
        self._connection.close()

    def _rows(self, query: str, fields: Sequence[tuple[str, str]] = ()) -> list[tuple[str, ...]]:
        try:
            received = self._connection.ask(
                [("query", query), *fields], JSON, _PATIENCE, self._most
            )
            answer = read_results(received, "SELECT", None)
        except RequestError as error:
            raise LoadError(error.detail) from error
        if not isinstance(answer, ReceivedSolutions):
            raise LoadError("The engine answered a question for rows with yes or no.")
        with answer:
            return [tuple(term.value if term else "" for term in row) for row in answer]

    def _post(self, text: str) -> httpx.Response:
        for pause in (*_PAUSES, None):
            try:
                response = self._client.post(
                    self._url,
                    content=text.encode(),
                    headers={"Content-Type": _UPDATE, "Accept": "*/*"},
                    timeout=self._timeout,
                )
            except httpx.TransportError as error:
                if pause is None:
                    raise LoadError(f"The engine cannot be reached: {error}") from error
            else:
                busy = response.status_code in {429, 502, 503}
                if pause is None or not busy:
                    return response
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")


def _refused(response: httpx.Response) -> LoadError:
    """Say why an update was not taken."""
    status, quoted = response.status_code, quote(response)
    said = f" It says: “{quoted}”" if quoted else ""
    if status == httpx.codes.UNAUTHORIZED:
        return LoadError(
            "The engine wants to know who writes: set CTGRAPH_ENGINE_USER and CTGRAPH_ENGINE_PASSWORD (and "
            f"CTGRAPH_ENGINE_AUTH=digest, if it asks for that), or CTGRAPH_ENGINE_TOKEN.{said}"
        )
    if status == httpx.codes.FORBIDDEN or "permission" in quoted.lower():
        return LoadError(f"The engine does not let this user write.{said}")
    if status in {
        httpx.codes.NOT_FOUND,
        httpx.codes.METHOD_NOT_ALLOWED,
        httpx.codes.UNSUPPORTED_MEDIA_TYPE,
    }:
        return LoadError(f"No updates are taken at this URL (status {status}).{said}")
    if response.is_redirect:
        return LoadError(
            "The engine sends us elsewhere; give the URL where it takes updates itself."
        )
    return LoadError(f"The engine did not take an update (status {status}).{said}")
