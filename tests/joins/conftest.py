"""Joins that rewrite whatever they can, so that every rewriting is looked at."""

from __future__ import annotations

import random

import pyoxigraph as ox

from ctgraph.store.joins import Joins, Statistics, gather
from ctgraph.store.joins.statistics import Spread

DEFAULT = ox.DefaultGraph()


def eager(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT) -> Joins:
    """Rewrite wherever there are two patterns, whether it gains anything or not."""
    return Joins(engine, graph, gather(engine, graph), gain=1e-9, slow=0.0, fewest=2)


def misled(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, seed: int) -> Joins:
    """Rewrite by numbers that are made up: they may lead to any plan, and never to other solutions."""
    chance = random.Random(seed)

    def number() -> int:
        return int(10 ** chance.uniform(0, 6))

    spreads = {name: Spread(number(), number(), number()) for name in gather(engine, graph).properties}
    return Joins(engine, graph, Statistics(spreads), gain=1e-9, slow=0.0, fewest=2)
