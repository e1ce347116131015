"""From rows about claims, evidence and passages to claims with their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib import RDF

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.views import Claim, Evidence, Passage, Property, Term, Text, Value
from ctgraph.vocab import CONCEPT, CT

Said = Mapping[str, list[Term]]


class Records:
    """Statements by subject and property, and the names of what they speak of."""

    def __init__(self, catalogue: Catalogue, rows: Iterable[Row]) -> None:
        self._said: dict[ox.NamedNode, dict[str, list[Term]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for row in rows:
            self._said[row["s"]][row["p"].value].append(row["o"])
        objects = [o for said in self._said.values() for values in said.values() for o in values]
        predicates = [p for s in self._said for p in self.all(s, RDF.predicate)]
        self._values = catalogue.values([*self._said, *objects])
        self._properties = catalogue.properties(
            p for p in predicates if isinstance(p, ox.NamedNode)
        )

    def subjects(self, type_: str) -> list[ox.NamedNode]:
        """List the subjects of a type, sorted by IRI."""
        of_type = (s for s in self._said if any(t.value == type_ for t in self._iris(s, RDF.type)))
        return sorted(of_type, key=str)

    def all(self, subject: ox.NamedNode, predicate: str) -> list[Term]:
        """List the values of a property, in a stable order."""
        return sorted(self._said[subject][str(predicate)], key=str)

    def one(self, subject: ox.NamedNode, predicate: str) -> Term | None:
        """Give the first value of a property."""
        return next(iter(self.all(subject, predicate)), None)

    def value(self, term: Term | None) -> Value:
        """Name a term."""
        return self._values[term] if term is not None else Value(ox.Literal(""))

    def values(self, subject: ox.NamedNode, predicate: str) -> tuple[Value, ...]:
        """Name the values of a property."""
        return tuple(self._values[term] for term in self.all(subject, predicate))

    def texts(self, subject: ox.NamedNode, predicate: str) -> tuple[Text, ...]:
        """Give a property's literals as texts."""
        literals = (t for t in self.all(subject, predicate) if isinstance(t, ox.Literal))
        return tuple(Text(t.value, t.language or "") for t in literals)

    def property(self, term: Term | None) -> Property:
        """Describe a property that a claim is about."""
        return (
            self._properties.get(term) or Property(self.value(term))
            if term
            else Property(self.value(None))
        )

    def _iris(self, subject: ox.NamedNode, predicate: str) -> Iterable[ox.NamedNode]:
        return (t for t in self.all(subject, predicate) if isinstance(t, ox.NamedNode))


def claims(
    catalogue: Catalogue, query: str, terms: Mapping[str, Iterable[ox.NamedNode]]
) -> tuple[Claim, ...]:
    """Read the claims that a query finds, with their evidence and its passages."""
    if not catalogue.curated:
        return ()
    records = Records(catalogue, catalogue.rows(query, terms))
    return tuple(_claim(records, iri) for iri in records.subjects(str(CT.Claim)))


def _claim(records: Records, iri: ox.NamedNode) -> Claim:
    evidence = (
        _evidence(records, e) for e in records.all(iri, CT.evidence) if isinstance(e, ox.NamedNode)
    )
    return Claim(
        iri=iri.value,
        subject=records.value(records.one(iri, RDF.subject)),
        predicate=records.property(records.one(iri, RDF.predicate)),
        value=records.value(records.one(iri, RDF.object)),
        document=records.value(records.one(iri, CT.document)),
        rank=records.value(records.one(iri, CT.rank)).local,
        inferred=_is_inferred(records, iri),
        evidence=tuple(sorted(evidence, key=lambda e: [(p.start, p.end) for p in e.passages])),
        settled_by=records.value(records.one(iri, CT.settledBy)).iri,
        gives_way_to=records.value(records.one(iri, CT.givesWayTo)).iri,
    )


def _evidence(records: Records, iri: ox.NamedNode) -> Evidence:
    passages = (
        _passage(records, p) for p in records.all(iri, CT.passage) if isinstance(p, ox.NamedNode)
    )
    return Evidence(
        iri=iri.value,
        inferred=_is_inferred(records, iri),
        passages=tuple(sorted(passages, key=lambda p: (p.start, p.end))),
        reasoning=records.texts(iri, CT.reasoning),
        reported_by=records.values(iri, CT.reportedBy),
    )


def _passage(records: Records, iri: ox.NamedNode) -> Passage:
    return Passage(
        document=records.value(records.one(iri, CT.document)),
        start=int(records.value(records.one(iri, CT.start)).local or 0),
        end=int(records.value(records.one(iri, CT.end)).local or 0),
        exact=next(iter(records.texts(iri, CT.exact)), Text("")),
        received=next((t.text for t in records.texts(iri, CT.asReceived)), ""),
    )


def _is_inferred(records: Records, iri: ox.NamedNode) -> bool:
    return records.value(records.one(iri, CT.basis)).iri == str(CONCEPT.inferred)
