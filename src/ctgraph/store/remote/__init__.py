"""The remote engine: a build that lies in a SPARQL 1.1 endpoint of somebody else's making."""

from ctgraph.store.remote.connection import Connection
from ctgraph.store.remote.loading import Loader
from ctgraph.store.remote.placing import Place
from ctgraph.store.remote.store import RemoteStore

__all__ = ["Connection", "Loader", "Place", "RemoteStore"]
