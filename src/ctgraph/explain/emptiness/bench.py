"""Where queries are tried: through the port only, within the budget, on the request's dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from ctgraph.errors import QuerySyntaxError
from ctgraph.explain.limits import Budget
from ctgraph.explain.vocabulary import Vocabulary
from ctgraph.sparql import NotUnderstood
from ctgraph.sparql.tree import Node
from ctgraph.store import Boolean, QueryRequest, Solutions, Store, Triples
from ctgraph.terms import curie

MOST_ROWS = 10_000
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Bench:
    """A store, what it knows, and the request whose emptiness is to be explained."""

    store: Store
    vocabulary: Vocabulary
    request: QueryRequest
    prefixes: Mapping[str, str]
    budget: Budget = field(default_factory=Budget)

    def ask(self, text: str) -> bool:
        """Run an ASK query."""
        with self._probe(replace(self.request, text=text)) as answer:
            return answer.kind == "boolean" and bool(answer)

    def ask_anywhere(self, pattern: str) -> bool:
        """Ask the publication's own dataset, whatever the request's."""
        with self._probe(QueryRequest(f"ASK {pattern}")) as answer:
            return answer.kind == "boolean" and bool(answer)

    def column(self, text: str) -> tuple[Node, ...]:
        """Run a SELECT query and give its first column, without what is no IRI or literal."""
        with self._probe(replace(self.request, text=text)) as answer:
            if answer.kind != "solutions":
                return ()
            values = [row[0] for row in answer]
        return tuple(v for v in values if isinstance(v, ox.NamedNode | ox.Literal))

    def graphs_with(self, pattern: str, prologue: str) -> tuple[str, ...]:
        """The named graphs of the publication in which a pattern is found."""
        text = (
            f"{prologue} SELECT DISTINCT ?graph0 WHERE {{ GRAPH ?graph0 {{ {pattern} }} }} LIMIT 20"
        )
        with self._probe(QueryRequest(text, base_iri=self.request.base_iri)) as answer:
            found = [row[0] for row in answer] if answer.kind == "solutions" else []
        return tuple(g.value for g in found if isinstance(g, ox.NamedNode))

    def count(self, text: str, most: int = MOST_ROWS) -> int:
        """How many rows (or triples, or 1 for yes) a query finds; at most `most`.

        A text that is no query finds nothing.
        """
        try:
            return self.rows(text, most)
        except QuerySyntaxError:
            return 0

    def rows(self, text: str, most: int = MOST_ROWS) -> int:
        """Count as `count` does. Raises what the store raises, QuerySyntaxError too."""
        self.budget.spend()
        with self.store.query(replace(self.request, text=text)) as answer:
            if answer.kind == "boolean":
                return int(bool(answer))
            number = 0
            for number, _ in enumerate(answer, start=1):
                if number >= most:
                    break
            return number

    def _probe(self, request: QueryRequest) -> Solutions | Boolean | Triples:
        """Run a query of our own. Raises NotUnderstood where its pieces do not fit together."""
        self.budget.spend()
        try:
            return self.store.query(request)
        except QuerySyntaxError as error:
            raise NotUnderstood(request.text) from error

    def short(self, node: Node | str, declared: Mapping[str, str] | None = None) -> str:
        """Write a term as in a query with these prefixes; with all known ones, for people."""
        prefixes = self.prefixes if declared is None else declared
        if isinstance(node, str):
            return curie(node, prefixes)
        if isinstance(node, ox.NamedNode):
            return curie(node.value, prefixes)
        if node.language or node.datatype.value == _STRING:
            return str(node)
        if node.datatype.value == _INTEGER and node.value.lstrip("-").isdigit():
            return node.value
        quoted = str(ox.Literal(node.value))
        return f"{quoted}^^{curie(node.datatype.value, prefixes)}"
