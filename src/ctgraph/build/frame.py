"""Everything that the graph is made from besides documents: background, decisions, graphs that are as written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import URIRef

from ctgraph.accepted import Adjudication, adjudications
from ctgraph.build.settling import decided, decision_of, plain
from ctgraph.claims import Triple
from ctgraph.dataset import Dataset, union
from ctgraph.terms import ntriples, without_blanks


@dataclass(frozen=True, slots=True)
class Frame:
    """`background`: ontology and reference data as triples by subject; `fixed`: lines of N-Quads.

    `decisions` are by subject. All in terms of N-Triples.
    """

    background: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    decisions: Mapping[str, Sequence[Adjudication]] = field(default_factory=dict)

    @classmethod
    def of(cls, dataset: Dataset) -> Frame:
        """What was read of a project, made ready."""
        names, base = dataset.names, dataset.settings.base_iri
        fixed = [
            line
            for graph, sources in (
                (names.adjudications, dataset.adjudications),
                (names.shapes, dataset.shapes),
            )
            for line in in_graph(without_blanks(union(sources), base), graph)
        ]
        background = by_subject(ntriples(without_blanks(dataset.background(), base)))
        return cls(background, frozenset(fixed), decided(adjudications(dataset)))

    def about(self, subject: str) -> frozenset[str]:
        """The background that is about a thing."""
        return self.background.get(subject, frozenset())

    def decided_otherwise(self, before: Frame) -> set[str]:
        """The things about which there are other decisions than before."""
        return differing(before.decisions, self.decisions)

    def to_json(self) -> str:
        """Write it, for `from_json`."""
        made = [d for several in self.decisions.values() for d in several]
        return json.dumps(
            {
                "background": sorted(t for some in self.background.values() for t in some),
                "fixed": sorted(self.fixed),
                "decisions": list(plain(made)),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Frame:
        """Read it again. Raises ValueError, KeyError or TypeError for what is no frame."""
        data = json.loads(text)
        decisions = decided(map(decision_of, data["decisions"]))
        return cls(by_subject(data["background"]), frozenset(data["fixed"]), decisions)


def by_subject(triples: Iterable[str]) -> dict[str, frozenset[str]]:
    """Triples in N-Triples by what they are about."""
    found: dict[str, set[str]] = {}
    for triple in triples:
        found.setdefault(subject_of(triple), set()).add(triple)
    return {subject: frozenset(some) for subject, some in found.items()}


def subject_of(triple: str) -> str:
    """What a triple is about."""
    return triple.partition(" ")[0]


def in_graph(triples: Iterable[Triple], name: URIRef) -> list[str]:
    """Triples as lines of N-Quads in the graph of this name."""
    return [quad(triple, f"<{name}>") for triple in ntriples(triples)]


def quad(triple: str, graph: str = "") -> str:
    """A triple as a line of N-Quads, without its line end; in the default graph if none is named."""
    return f"{triple} {graph} ." if graph else f"{triple} ."


def differing(was: Mapping[str, object], now: Mapping[str, object]) -> set[str]:
    """The keys that are in one only, or have another value in each."""
    return {key for key in was.keys() | now.keys() if was.get(key) != now.get(key)}
