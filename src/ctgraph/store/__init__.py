"""Where queries run: one port, engines behind it."""

from ctgraph.store.base import Answer, Boolean, QueryRequest, Solutions, Store, Triples
from ctgraph.store.embedded import EmbeddedStore
from ctgraph.store.isolated import IsolatedStore
from ctgraph.store.plan import Limits
from ctgraph.store.results import EngineTriples
from ctgraph.store.supervisor import Supervisor

__all__ = [
    "Answer",
    "Boolean",
    "EmbeddedStore",
    "EngineTriples",
    "IsolatedStore",
    "Limits",
    "QueryRequest",
    "Solutions",
    "Store",
    "Supervisor",
    "Triples",
]
