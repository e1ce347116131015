"""How the triples of a graph are spread over its properties."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

_COUNTS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE {{ ?s {predicate} ?o }}
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """The triples of a property, and how many different subjects and objects they have."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The spread of each property by its IRI."""

    properties: Mapping[str, Spread]

    @property
    def whole(self) -> Spread:
        """That of all properties together; subjects and objects at least as many as one of them has."""
        spreads = self.properties.values()
        return Spread(
            sum(s.triples for s in spreads),
            max((s.subjects for s in spreads), default=0),
            max((s.objects for s in spreads), default=0),
        )

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        properties = {iri: asdict(spread) for iri, spread in self.properties.items()}
        path.write_text(json.dumps(properties, indent=0) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Statistics:
        """Read what `save` wrote."""
        properties = json.loads(path.read_text(encoding="utf-8"))
        return cls({iri: Spread(**spread) for iri, spread in properties.items()})


def gather(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Statistics:
    """Count, one property after the other: a second for a million triples, memory for one property."""
    found = _rows(engine, graph, "SELECT DISTINCT ?p WHERE { ?s ?p ?o }")
    return Statistics({p.value: _spread(engine, graph, p) for p in [row["p"] for row in found]})


def _spread(
    engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, predicate: ox.NamedNode
) -> Spread:
    row = next(_rows(engine, graph, _COUNTS.format(predicate=predicate)))
    return Spread(*(int(row[name].value) for name in ("triples", "subjects", "objects")))


def _rows(
    engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, query: str
) -> Iterator[ox.QuerySolution]:
    found = engine.query(query, default_graph=graph)
    return iter(found) if isinstance(found, ox.QuerySolutions) else iter(())
