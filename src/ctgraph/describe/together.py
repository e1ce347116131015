"""Who works with whom: values of a facet that have things in common."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.facets import ask
from ctgraph.describe.views import Headline, Value
from ctgraph.queries import Facet, Selection

MOST_DRAWN = 30  # who is in the picture
MOST_LISTED = 100  # pairs in the table
MOST_NAMED = 5  # things named for each pair


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that have `count` things in common, the first of which are named."""

    one: Value
    other: Value
    count: int
    things: tuple[Headline, ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """The strongest `pairs` of `total`, and `partners`: how many things each of these shares with others.

    `drawn` are the pairs among those few that a picture can hold.
    """

    pairs: tuple[Pair, ...]
    total: int
    partners: tuple[tuple[Value, int], ...]
    drawn: tuple[Pair, ...]

    @property
    def in_picture(self) -> tuple[tuple[Value, int], ...]:
        """Who is in the picture."""
        return self.partners[:MOST_DRAWN]


def together(catalogue: Catalogue, selection: Selection, facet: Facet) -> Together:
    """Find the pairs among the values of a facet, those with the most in common first."""
    rows = ask(catalogue, selection.pairs(facet))
    weights = [(row["value"], row["value_other"], int(row["count"].value)) for row in rows]
    sums: Counter[ox.NamedNode] = Counter()
    for one, other, count in weights:
        sums.update({one: count, other: count})
    order = sorted(sums, key=lambda term: (-sums[term], str(term)))
    few = set(order[:MOST_DRAWN])
    listed = weights[:MOST_LISTED]
    drawn = [w for w in weights if w[0] in few and w[1] in few]
    values = catalogue.values([*order, *(t for one, other, _ in listed for t in (one, other))])
    things = _things(catalogue, selection, facet, [(a, b) for a, b, _ in listed])
    return Together(
        tuple(Pair(values[a], values[b], n, things.get((a, b), ())) for a, b, n in listed),
        len(weights),
        tuple((values[term], sums[term]) for term in order),
        tuple(Pair(values[a], values[b], n) for a, b, n in drawn),
    )


def _things(
    catalogue: Catalogue,
    selection: Selection,
    facet: Facet,
    pairs: Sequence[tuple[ox.NamedNode, ox.NamedNode]],
) -> dict[tuple[ox.NamedNode, ox.NamedNode], tuple[Headline, ...]]:
    if not pairs:
        return {}
    found: dict[tuple[ox.NamedNode, ox.NamedNode], list[ox.NamedNode]] = defaultdict(list)
    for row in ask(catalogue, selection.between(facet, pairs)):
        met = found[row["value"], row["value_other"]]
        if len(met) < MOST_NAMED:
            met.append(row["thing"])
    every: Iterable[ox.NamedNode] = dict.fromkeys(t for met in found.values() for t in met)
    headlines = {h.entity.term: h for h in catalogue.headlines(every)}
    return {
        pair: tuple(sorted((headlines[t] for t in met), key=lambda h: h.earliest))
        for pair, met in found.items()
    }
