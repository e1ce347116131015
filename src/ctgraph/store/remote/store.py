"""The store over an engine that speaks SPARQL 1.1 Protocol.

Strangers' texts are first read by our own parser, over no data and in a process that can be spared, so
that errors have the place and the words that they have with the embedded engine, and so that nothing but
standard SPARQL ever leaves: no SERVICE, no update, no extension of the engine's.

Answers come in one form for rows and one for triples, and are read and written anew by our own library:
what a client gets is in the form that the recommendations give it, whatever the engine makes of them, and
what is broken is an error and not a strange answer.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import cast

import pyoxigraph as ox

from ctgraph import errors
from ctgraph.settings import Settings
from ctgraph.store.base import Boolean, QueryRequest, Solutions, Store, Triples
from ctgraph.store.remote.answers import (
    JSON,
    N_TRIPLES,
    ReceivedSolutions,
    as_triples,
    read_results,
    read_triples,
)
from ctgraph.store.remote.connection import Connection
from ctgraph.store.remote.placing import NAME, WHOLE, Place
from ctgraph.store.remote.wording import Worded, worded

LEASE = 5.0  # seconds for which a build that was there is taken to be there still

_ACCEPT_RESULTS = f"{JSON}, application/sparql-results+xml;q=0.5"
_ACCEPT_GRAPHS = f"{N_TRIPLES}, text/turtle;q=0.5"


class RemoteStore:
    """A build in an engine; see `ctgraph.store.Store`.

    `judge` holds no data; it says of a stranger's text what is wrong with it.
    """

    def __init__(
        self, settings: Settings, place: Place, judge: Store, prefixes: Mapping[str, str]
    ) -> None:
        self._place = place
        self._judge = judge
        self._prefixes = dict(prefixes)
        self._most = settings.max_result_bytes
        self._ours = Connection(settings.engine_url, settings, settings.engine_connections)
        self._strangers = Connection(settings.engine_url, settings, settings.engine_connections)
        self._times = {True: float(settings.page_timeout), False: float(settings.query_timeout)}
        self._names: tuple[str, ...] | None = None
        self._seen = float("-inf")  # when the build was last seen to be there

    @property
    def product(self) -> str:
        """What the engine calls itself, which it does with every answer."""
        return self._ours.product or self._strangers.product or "?"

    def query(self, request: QueryRequest) -> Solutions | Boolean | Triples:
        """Run a query; see `Store.query`.

        Raises, besides what every engine raises, EngineAway if the engine or the build in it is not
        there, EngineAnswer if it gives none that can be used, EngineBusy and QueryTimeout.
        """
        self.require_build()
        if request.trusted:
            return self._run(worded(request, self._place, self.named_graphs), trusted=True)
        judged = self._judge.query(request)
        if self._sees_nothing(request):
            return judged
        with judged:
            variables = judged.variables if judged.kind == "solutions" else ()
        said = worded(request, self._place, self.named_graphs, variables)
        self._judge.query(QueryRequest(said.text)).close()
        return self._run(said, trusted=False)

    def graph(self, iri: str | None) -> Triples:
        """Give one graph whole, the default graph for None; see `Store.graph`."""
        name = self._place.accepted if iri is None else iri
        self._judge.query(QueryRequest("ASK {}", default_graphs=(name,))).close()  # an IRI?
        if name not in {self._place.accepted, *self.named_graphs()}:
            raise errors.NotFound(f"There is no graph <{name}> here.")
        self.require_build()
        # not by CONSTRUCT, of which Virtuoso does not say when it leaves something out
        said = Worded(
            "SELECT ?s ?p ?o WHERE { ?s ?p ?o }", (self._place.graph(name),), (), "SELECT"
        )
        rows = self._run(said, trusted=False)
        return as_triples(cast("ReceivedSolutions", rows), self._prefixes)

    def named_graphs(self) -> tuple[str, ...]:
        """List the named graphs, sorted, without the accepted graph: those of the build alone."""
        if self._names is None:
            self.require_build()
            text = f"SELECT ?name WHERE {{ ?graph <{NAME}> ?name }}"
            with self._run(Worded(text, (self._place.index,), (), "SELECT"), trusted=True) as rows:
                names = {row[0].value for row in cast("Solutions", rows)} - {self._place.accepted}
            self._names = tuple(sorted(names))
        return self._names

    def require_build(self) -> None:
        """Raise EngineAway unless the build was whole in the engine within the last seconds."""
        now = time.monotonic()
        if now - self._seen < LEASE:
            return
        text = f"ASK {{ ?build <{WHOLE}> {ox.Literal(self._place.release)} }}"
        with self._run(Worded(text, (self._place.index,), (), "ASK"), trusted=True) as whole:
            if not whole:
                raise errors.EngineAway(
                    "The engine behind this endpoint does not hold what is published here, or not "
                    "any more. Please try again in a moment.",
                    retry_after=round(LEASE),
                )
        self._seen = now

    def close(self) -> None:
        """Let go of the connections."""
        self._ours.close()
        self._strangers.close()
        self._judge.close()

    def _sees_nothing(self, request: QueryRequest) -> bool:
        """Whether a request looks only at graphs that are not here, so that no engine is needed."""
        if not request.names_dataset:
            return False
        named = {*(request.default_graphs or ()), *(request.named_graphs or ())}
        return named.isdisjoint({self._place.accepted, *self.named_graphs()})

    def _run(self, said: Worded, *, trusted: bool) -> Solutions | Boolean | Triples:
        """Send a query. Strangers' answers are limited in the form that they get, too."""
        fields = [("query", said.text)]
        fields += [("default-graph-uri", iri) for iri in said.default_graphs]
        fields += [("named-graph-uri", iri) for iri in said.named_graphs]
        rows = said.form in {"SELECT", "ASK"}
        connection, most = (self._ours, None) if trusted else (self._strangers, self._most)
        accept = _ACCEPT_RESULTS if rows else _ACCEPT_GRAPHS
        received = connection.ask(fields, accept, self._times[trusted], self._most)
        try:
            if rows:
                return read_results(received, said.form, most)
            return read_triples(received, self._prefixes, most)
        except BaseException:
            received.body.close()
            raise
