"""Where queries run: one port, engines behind it."""

from ctgraph.store.base import Answer, Boolean, QueryRequest, Solutions, Store, Triples
from ctgraph.store.embedded import EmbeddedStore
from ctgraph.store.results import EngineTriples

__all__ = [
    "Answer",
    "Boolean",
    "EmbeddedStore",
    "EngineTriples",
    "QueryRequest",
    "Solutions",
    "Store",
    "Triples",
]
