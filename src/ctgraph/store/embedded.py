"""The embedded engine: pyoxigraph in this process, over a dataset in memory or a snapshot on disk.

pyoxigraph has no deadline, and some texts end its process: right for queries of our own, and for
those of strangers only in a process that can be spared.

The default graph's content is held once. Where the publication names it (`accepted`), it is held as
a named graph under that IRI, so that FROM, FROM NAMED, default-graph-uri and named-graph-uri find
it; a request that names no dataset gets it as default graph and does not see it in GRAPH ?g.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self, TypedDict

import pyoxigraph as ox

from ctgraph.errors import (
    BadRequest,
    NotFound,
    QueryRefused,
    QuerySyntaxError,
)
from ctgraph.store import snapshot, tokens
from ctgraph.store.base import QueryRequest
from ctgraph.store.files import opened
from ctgraph.store.joins import Joins, gather
from ctgraph.store.results import EngineBoolean, EngineSolutions, EngineTriples

_ERROR_POSITION = re.compile(r"error at (\d+):(\d+): *")
_UNKNOWN_FUNCTION = re.compile(r"custom function (<[^>]*>) is not supported")
_LARGE = 50_000  # quads from which the order of joins tells
_LONGEST_MESSAGE = 240  # the parser names everything that it might have expected


class _Dataset(TypedDict, total=False):
    """The arguments of pyoxigraph's `query` that say which graphs it sees."""

    default_graph: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
    named_graphs: list[ox.NamedNode | ox.BlankNode]


class EmbeddedStore:
    """A dataset in memory, loaded from files; see `ctgraph.store.Store`.

    Files of triples go to the default graph, files of quads where they say. One folder in their
    place is a snapshot, written with the same `accepted`, and read where it is. Raises ProjectError
    for what cannot be read, SourceSyntaxError with file, line and column for what does not parse.
    """

    def __init__(
        self,
        files: Iterable[Path],
        *,
        accepted: str | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        self._prefixes = dict(prefixes or {})
        self._accepted = ox.NamedNode(accepted) if accepted else None
        self._joins: Joins | None = None
        self._snapshot, files = snapshot.among(files)
        if self._snapshot:
            self._engine = snapshot.open_store(self._snapshot)
            statistics = snapshot.statistics(self._snapshot)
            self._joins = Joins(self._engine, self._default_graph, statistics)
            return
        self._engine = ox.Store()
        for path in files:
            with opened(path) as (file, rdf_format):
                # placed at once: a quad that is moved later stays in memory and in the way of queries
                self._engine.bulk_load(file, rdf_format, to_graph=self._accepted)
        if self._accepted:
            self._engine.add_graph(self._accepted)
        if len(self._engine) > _LARGE:
            statistics = gather(self._engine, self._default_graph)
            self._joins = Joins(self._engine, self._default_graph, statistics)

    @classmethod
    def over(cls, engine: ox.Store, accepted: str | None) -> Self:
        """A dataset that is there already, in a store that holds `accepted` as a named graph."""
        store = cls(())
        store._engine = engine
        store._accepted = ox.NamedNode(accepted) if accepted else None
        return store

    @property
    def product(self) -> str:
        """It is the embedded engine."""
        return ""

    def query(self, request: QueryRequest) -> EngineSolutions | EngineBoolean | EngineTriples:
        """Run a query; see `Store.query`. The engine evaluates it while the answer is read."""
        tokens.refuse_service(request.text)
        try:
            results = self._run(request, self._prepared(request))
        except SyntaxError:
            results = self._run_as_sent(request)
        if isinstance(results, ox.QuerySolutions):
            return EngineSolutions(results)
        if isinstance(results, ox.QueryBoolean):
            return EngineBoolean(results)
        return EngineTriples(results, self._prefixes)

    def graph(self, iri: str | None) -> EngineTriples:
        """Give one graph whole, the default graph for None; see `Store.graph`."""
        name = self._default_graph if iri is None else _graph_name(iri)
        if isinstance(name, ox.NamedNode) and not self._engine.contains_named_graph(name):
            raise NotFound(f"There is no graph <{name.value}> here.")
        quads = self._engine.quads_for_pattern(None, None, None, name)
        return EngineTriples((quad.triple for quad in quads), self._prefixes)

    def named_graphs(self) -> tuple[str, ...]:
        """List the named graphs, sorted, without the accepted graph."""
        names = (name for name in self._engine.named_graphs() if name != self._accepted)
        return tuple(sorted(name.value for name in names))

    def open_files(self) -> None:
        """Open all that will ever be read, so that no file has to be opened later. Linux only."""
        if self._snapshot:
            snapshot.open_files(self._engine, self._snapshot)

    def close(self) -> None:
        """Forget the dataset."""
        self._engine = ox.Store()

    @property
    def _default_graph(self) -> ox.NamedNode | ox.DefaultGraph:
        return self._accepted or ox.DefaultGraph()

    def _prepared(self, request: QueryRequest) -> str:
        """Of a request that names no dataset: order its joins, and hide the accepted graph from it."""
        text = request.text
        if request.names_dataset or tokens.names_dataset(text):
            return text
        if self._joins:
            text = self._joins.ordered(text, request.base_iri or "")
        return tokens.leave_out(text, self._accepted.value) if self._accepted else text

    def _run_as_sent(
        self, request: QueryRequest
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run the text as it was sent, so that a position in it is the sender's."""
        try:
            return self._run(request, request.text)
        except SyntaxError as error:
            raise _query_error(error, request.text) from None

    def _run(
        self, request: QueryRequest, text: str
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        dataset = self._dataset(request)
        try:
            return self._engine.query(text, base_iri=request.base_iri, **dataset)
        except RuntimeError as error:
            if function := _UNKNOWN_FUNCTION.search(str(error)):
                raise QueryRefused(f"There is no function {function[1]} here.") from None
            raise

    def _dataset(self, request: QueryRequest) -> _Dataset:
        """SPARQL 1.1 Protocol 2.1.4: the request's dataset, else the query's, else all there is."""
        if request.names_dataset:
            return {
                "default_graph": [_graph_name(iri) for iri in request.default_graphs or ()],
                "named_graphs": [_graph_name(iri) for iri in request.named_graphs or ()],
            }
        if tokens.names_dataset(request.text):
            return {}
        return {"default_graph": [self._default_graph]}


def _graph_name(iri: str) -> ox.NamedNode:
    """Make the name of a graph. Raises BadRequest unless it is an absolute IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise BadRequest(f"{iri!r} cannot name a graph: it is no absolute IRI ({error}).") from None


def _query_error(error: SyntaxError, text: str) -> QuerySyntaxError:
    """Turn the engine's error into ours, with line and column where it says them."""
    message = str(error.args[0])
    position = _ERROR_POSITION.search(message)
    if position is None:
        return QuerySyntaxError(message[:_LONGEST_MESSAGE])
    line, column = int(position[1]), int(position[2])
    reason = "updates are not taken here: changes go to the source files"
    if not tokens.is_update(text):
        reason = message[position.end() :]
    if len(reason) > _LONGEST_MESSAGE:
        reason = reason[:_LONGEST_MESSAGE] + " …"
    return QuerySyntaxError(f"Line {line}, column {column}: {reason}", line=line, column=column)
