"""Joins that rewrite whatever they can, so that every rewriting is looked at."""

from __future__ import annotations

import pyoxigraph as ox

from ctgraph.store.joins import Joins, gather

DEFAULT = ox.DefaultGraph()


def eager(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT) -> Joins:
    """Rewrite wherever there are two patterns, whether it gains anything or not."""
    return Joins(engine, graph, gather(engine, graph), gain=1e-9, slow=0.0, fewest=2)
