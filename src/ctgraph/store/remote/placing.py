"""Under which names a build's graphs lie in an engine that may hold several builds, and more.

A graph `G` of a build lies in the graph `G?build=HASH`, so that builds lie side by side: a new one is
loaded while an old one is read, and nobody can name a graph that is not of a build. The *index* of a build
is a graph of its own, which says what each of its named graphs is called, and, last of all, that the build
is whole. The index lies under a name that no graph of a build can have.
"""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = 16  # hexadecimal digits of a hash, 64 bits: enough to tell builds apart

NAME = "http://www.w3.org/ns/sparql-service-description#name"
TRIPLES = "http://rdfs.org/ns/void#triples"
WHOLE = "https://w3id.org/ctgraph/ns#contentHash"
NOWHERE = "urn:x-ctgraph:nowhere"  # names a graph that is empty everywhere


@dataclass(frozen=True, slots=True)
class Place:
    """Where the build `release` (a hash) of the project with this base IRI lies in an engine.

    `accepted` names the content of the default graph.
    """

    base_iri: str
    release: str
    accepted: str

    def graph(self, name: str) -> str:
        """What the graph `name` of the build is called there."""
        return f"{name}?build={self.release[:_SHOWN]}"

    @property
    def indexes(self) -> str:
        """What the names of all indexes of the project begin with."""
        return f"{self.base_iri}id/build?"

    @property
    def index(self) -> str:
        """What the index of the build is called."""
        return self.indexes + self.release[:_SHOWN]
