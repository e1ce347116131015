"""Joins in a good order: what the graph's own counts say of a query's triple patterns.

The engine orders the patterns of a group by their form alone, so that a country in which thousands
take part counts as much as one in which two do. Here the number of triples, subjects and objects of
each property is known, and a group that the engine would take slowly is written anew: in an order
of its own (LATERAL, SEP-0006), or as parts that are found apart and then joined (sub-selects). The
solutions are the same; what is not surely understood stays as it was written.
"""

from ctgraph.store.joins.rewriting import Joins
from ctgraph.store.joins.statistics import Spread, Statistics, gather

__all__ = ["Joins", "Spread", "Statistics", "gather"]
