"""What a project says at one time: what it holds to be true, and who says what in which words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, RDFS, SKOS, Graph, Literal
from rdflib.term import Node

from ctgraph.accepted import Adjudication, Settlement, accepted_graph, adjudications, settle
from ctgraph.claims import Claim, DocumentClaims, Triple
from ctgraph.dataset import Dataset, union
from ctgraph.terms import curie, skolemised
from ctgraph.vocab import CT

_COMPUTED = {CT.earliest, CT.latest, CT.involves}  # they follow from other facts
_LABELS = (SKOS.prefLabel, RDFS.label, CT.namedAs)
Key = tuple[Node, Triple]  # a document, and what it says


@dataclass(frozen=True)
class State:
    """A project's facts and claims. `facts` are ours too: decisions, the ledger, what terms mean."""

    dataset: Dataset
    documents: dict[Node, DocumentClaims]
    decisions: list[Adjudication]
    settlement: Settlement

    @classmethod
    def of(cls, dataset: Dataset) -> State:
        """Derive the state from what was read."""
        schema, names = dataset.schema(), dataset.names
        documents = [DocumentClaims(d, schema, names) for d in dataset.documents]
        decisions = adjudications(dataset)
        settlement = settle(documents, decisions, schema)
        return cls(dataset, {d.document.iri: d for d in documents}, decisions, settlement)

    @cached_property
    def facts(self) -> frozenset[Triple]:
        """What is held to be true, without what is computed; blank nodes under names made from content."""
        held = accepted_graph(
            self.dataset,
            self.documents.values(),
            self.decisions,
            self.settlement,
            self.dataset.schema(),
        )
        graph = held + union([*self.dataset.adjudications, *self.dataset.meta])
        for document in self.dataset.documents:
            for prop in (CT.withdrawn, CT.withdrawalReason):
                for value in document.graph.objects(document.iri, prop):
                    graph.add((document.iri, prop, value))
        named = skolemised(graph, self.dataset.settings.base_iri)
        return frozenset(
            (s, p, o) for s, p, o in named if p not in _COMPUTED and (p, o) != (RDF.type, CT.Donor)
        )

    @cached_property
    def things(self) -> frozenset[Node]:
        """Whatever a fact is about."""
        return frozenset(s for s, _, _ in self.facts)

    @cached_property
    def claims(self) -> dict[Key, Claim]:
        """Every claim by who says what."""
        return {(c.document, c.triple): c for d in self.documents.values() for c in d.claims}

    @cached_property
    def live(self) -> dict[Key, Claim]:
        """The claims of documents that are not withdrawn."""
        return {k: c for k, c in self.claims.items() if not self.documents[k[0]].document.withdrawn}

    @cached_property
    def claimed(self) -> dict[Triple, list[Claim]]:
        """The claims of a triple."""
        found: dict[Triple, list[Claim]] = defaultdict(list)
        for claim in self.claims.values():
            found[claim.triple].append(claim)
        return found

    @cached_property
    def _labels(self) -> Graph:
        graph = self.dataset.background() + union(self.dataset.adjudications)
        for document in self.documents.values():
            graph += document.document.graph
        return graph

    def label(self, thing: Node, language: str) -> str | None:
        """What the thing is called, in this language if there is a name in it; None if it has none."""
        for prop in _LABELS:
            names = [o for o in self._labels.objects(thing, prop) if isinstance(o, Literal)]
            if names:
                return str(min(names, key=lambda n: (n.language != language, n.language or "", n)))
        return None

    def curie(self, iri: Node) -> str:
        """The IRI as it is written in files."""
        return curie(str(iri), self.dataset.names.prefixes())

    def sentences(self, claim: Claim) -> tuple[tuple[Literal, ...], ...]:
        """What each evidence of a claim quotes, as people read it."""
        text = self.documents[claim.document].document.text
        return tuple(
            tuple(dict.fromkeys(p.read(text) for p in e.passages))
            if text and e.passages
            else e.quotes
            for e in claim.evidence
        )

    def reasoning(self, decision: Adjudication) -> tuple[Literal, ...]:
        """Why it was decided so, in every language that is given."""
        said = union(self.dataset.adjudications).objects(decision.iri, CT.reasoning)
        return tuple(sorted((r for r in said if isinstance(r, Literal)), key=lambda r: r.n3()))
