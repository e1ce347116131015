"""Asking the store for what pages need: rows of a query, names of things, kinds of properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph import queries
from ctgraph.describe.views import Headline, Property, Term, Text, Value
from ctgraph.store import Store
from ctgraph.terms import Names
from ctgraph.vocab import CONCEPT

Row = ox.QuerySolution
Graphs = tuple[ox.NamedNode, ...] | None  # None: all of them
_SUPPORT = {
    str(CONCEPT.quoted): "quoted",
    str(CONCEPT.verbatim): "verbatim",
    str(CONCEPT["editorial-support"]): "editorial",
}
_CT = "https://w3id.org/ctgraph/ns#"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A store to describe things from.

    `curated` says that the store holds a project's build: its claims, and its default graph as what
    is held to be true. Of any other data every graph counts alike.
    """

    store: Store
    names: Names
    curated: bool

    @classmethod
    def of(cls, store: Store, names: Names) -> Catalogue:
        """Find out what kind of data the store holds."""
        return cls(store, names, curated=str(names.claims) in store.named_graphs())

    @property
    def records(self) -> Graphs:
        """The graphs that are looked into beside the default graph; None for all."""
        names = self.names
        records = (names.claims, names.adjudications, names.meta, names.shapes)
        return tuple(ox.NamedNode(str(iri)) for iri in records) if self.curated else None

    def rows(
        self,
        name: str,
        terms: Mapping[str, Iterable[queries.Term] | None] | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Run a named SELECT query with its variables bound."""
        request = queries.request(name, self.names, terms or {}, limit=limit, offset=offset)
        with self.store.query(request) as answer:
            if answer.kind != "solutions":
                raise TypeError(f"{name}.rq is no SELECT query")
            return list(answer)

    def values(self, terms: Iterable[Term | None]) -> dict[Term, Value]:
        """Name the terms: each literal by itself, each thing by its labels."""
        distinct = {t for t in terms if t is not None}
        things = sorted((t for t in distinct if isinstance(t, ox.NamedNode)), key=str)
        every: dict[Term, Value] = {
            t: Value(t) for t in distinct if not isinstance(t, ox.NamedNode)
        }
        labels: dict[ox.NamedNode, list[tuple[int, Text]]] = defaultdict(list)
        if things:
            for row in self.rows("labels", {"thing": things, "graph": self.records}):
                label = Text(row["label"].value, row["label"].language or "")
                labels[row["thing"]].append((int(row["order"].value), label))
        return every | {thing: Value(thing, _first_kind(labels[thing])) for thing in things}

    def properties(self, terms: Iterable[ox.NamedNode]) -> dict[Term, Property]:
        """Name properties, and say how texts support them."""
        iris = sorted(set(terms), key=str)
        if not iris:
            return {}
        values = self.values(iris)
        made = {}
        for row in self.rows("properties", {"property": iris}):
            iri, support, single = row["property"], row["support"], row["single"]
            default = "quoted" if iri.value.startswith(_CT) else ""
            made[iri] = Property(
                values[iri],
                support=_SUPPORT.get(support.value, "") if support else default,
                role=is_true(row["role"]),
                name=is_true(row["name"]),
                single=is_true(single),
            )
        return made

    def headlines(self, things: Iterable[ox.NamedNode]) -> list[Headline]:
        """Say of each thing what a list shows, in the order given."""
        things = list(things)
        if not things:
            return []
        said: dict[ox.NamedNode, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        rows = self.rows("headlines", {"entity": things, "graph": self.records})
        for row in rows:
            said[row["entity"]][row["role"].value].append(row["value"])
        values = self.values([*things, *(row["value"] for row in rows)])
        return [_headline(values, thing, said[thing]) for thing in things]


def is_true(term: Term | None) -> bool:
    """Whether a term says yes; engines write that in one of two ways (XML Schema 1.1, 3.3.2)."""
    return isinstance(term, ox.Literal) and term.value in {"true", "1"}


def _first_kind(labels: list[tuple[int, Text]]) -> tuple[Text, ...]:
    """Keep the labels of the first property that has any."""
    first = min((order for order, _ in labels), default=0)
    kept = (text for order, text in labels if order == first)
    return tuple(sorted(kept, key=lambda t: (t.language, t.text)))


def _headline(
    values: dict[Term, Value], thing: ox.NamedNode, said: dict[str, list[Term]]
) -> Headline:
    def named(role: str) -> tuple[Value, ...]:
        return tuple(values[term] for term in sorted(set(said[role]), key=str))

    def text(role: str) -> str:
        return min((values[term].local for term in said[role]), default="")

    return Headline(
        values[thing],
        types=named("type"),
        kinds=named("kind"),
        statuses=named("status"),
        dates=named("date"),
        places=named("place"),
        exactly=text("exactly"),
        at_least=text("at-least"),
        earliest=text("earliest"),
        languages=tuple(value.local for value in named("language")),
    )
