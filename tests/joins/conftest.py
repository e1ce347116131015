"""Joins that rewrite whatever they can, so that every rewriting is looked at."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from ctgraph.store.joins import Joins, gather

DEFAULT = ox.DefaultGraph()


def eager(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT) -> Joins:
    """Rewrite wherever there are two patterns, whether it gains anything or not."""
    return Joins(engine, graph, gather(engine, graph), gain=1e-9, slow=0.0, fewest=2)


def solutions(engine: ox.Store, text: str, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT, base: str | None = None) -> Counter[str]:
    """The answer as a multiset: columns and rows, or triples, or a boolean."""
    found = engine.query(text, default_graph=graph, base_iri=base)
    match found:
        case ox.QueryBoolean():
            return Counter([str(bool(found))])
        case ox.QueryTriples():
            return Counter(map(str, found))
    names = [v.value for v in found.variables]
    return Counter([str(names), *(str([str(row[name]) for name in names]) for row in found)])
