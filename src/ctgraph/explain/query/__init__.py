"""A query taken apart, and put together again."""

from ctgraph.explain.query.reader import NotUnderstood, read
from ctgraph.explain.query.tree import Query
from ctgraph.explain.query.writer import write

__all__ = ["NotUnderstood", "Query", "read", "write"]
