"""The text of a query, taken apart and put together again (SPARQL 1.1 Query, section 19.8)."""

from ctgraph.sparql.reader import NotUnderstood, read
from ctgraph.sparql.tree import Query
from ctgraph.sparql.writer import write

__all__ = ["NotUnderstood", "Query", "read", "write"]
