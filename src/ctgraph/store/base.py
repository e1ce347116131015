"""The port: what everything above asks of a place where queries run.

An engine takes a whole request and gives an answer of one of three kinds. What is called a term is
pyoxigraph's (NamedNode, Literal, BlankNode, Triple), whatever the engine; serialising is the
engine's own business, so that no term is converted by hand. An answer may hold resources (a reader
process, a connection) and is bound to the thread that asked: use it as a context manager.

Layers: store → formats, settings → errors. Nothing here knows HTTP servers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and its dataset (SPARQL 1.1 Protocol, section 2.1).

    If either list of graphs is given, the two together are the dataset, a list that is None being
    empty, and win over FROM and FROM NAMED. If both are None, the query's own clauses count, or
    else the publication's default graph and named graphs.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base_iri: str | None = None
    trusted: bool = False

    @property
    def names_dataset(self) -> bool:
        """Whether the request itself says which graphs to look at."""
        return self.default_graphs is not None or self.named_graphs is not None


class Answer(Protocol):
    """What the three kinds have in common."""

    def serialize(self, out: BinaryIO, media_type: str) -> None:
        """Write the whole answer. Raises NotAcceptable if the format cannot hold what is in it."""

    def close(self) -> None:
        """Let go of what the answer holds; it cannot be read after that."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Solutions(Answer, Protocol):
    """The answer to SELECT: rows whose terms are reached by variable name or by position."""

    @property
    def kind(self) -> Literal["solutions"]:
        """Tells the three kinds apart."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The columns, in the order of the query."""

    def __iter__(self) -> Iterator[ox.QuerySolution]: ...

    def head(self, most: int) -> tuple[list[ox.QuerySolution], int]:
        """Read it all, and give the first rows and how many there are."""


class Boolean(Answer, Protocol):
    """The answer to ASK."""

    @property
    def kind(self) -> Literal["boolean"]:
        """Tells the three kinds apart."""

    def __bool__(self) -> bool: ...


class Triples(Answer, Protocol):
    """The answer to CONSTRUCT and DESCRIBE, and a graph of the store."""

    @property
    def kind(self) -> Literal["triples"]:
        """Tells the three kinds apart."""

    def __iter__(self) -> Iterator[ox.Triple]: ...

    def head(self, most: int) -> tuple[list[ox.Triple], int]:
        """Read it all, and give the first triples and how many there are."""


class Store(Protocol):
    """A dataset that can be asked. Safe to share among threads; answers are not."""

    @property
    def product(self) -> str:
        """What an engine elsewhere calls itself, as far as it is known; empty for the embedded one."""

    def query(self, request: QueryRequest) -> Solutions | Boolean | Triples:
        """Run a query.

        Raises QuerySyntaxError with line and column, QueryRefused for SERVICE and BadRequest for a
        graph that is named by no absolute IRI; engines that limit a query raise QueryTimeout,
        EngineBusy, OutOfMemory, ResultTooLarge and QueryTooDeep, here or when the answer is read.
        """

    def graph(self, iri: str | None) -> Triples:
        """Give one graph whole, the default graph for None.

        Raises NotFound for a graph that is not there, BadRequest for a name that is no IRI.
        """

    def named_graphs(self) -> tuple[str, ...]:
        """List the named graphs, sorted; the accepted graph is not among them."""

    def close(self) -> None:
        """Let go of the engine."""
