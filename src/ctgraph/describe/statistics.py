"""How much there is of what: VoID's partitions by class and property (VoID, section 4), without blank nodes.

A class's partition has one for each property of its things, and that has one for each class or datatype of
its values: what editors of queries read to know which property leads where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib import RDF, VOID

from ctgraph.describe.catalogue import Catalogue, Graphs, Row
from ctgraph.store.joins import Spread
from ctgraph.terms import content_id

_EXT = "http://ldf.fi/void-ext#"
_TYPE = ox.NamedNode(str(RDF.type))


@dataclass(slots=True)
class Counts:
    """What there is how often, by terms of N-Triples.

    `classes`: things of a class; `properties`, `of_classes` (class, property): triples, and distinct
    subjects and objects; `values` (class, property, class or datatype of the value): triples.
    """

    classes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, Spread] = field(default_factory=dict)
    of_classes: dict[tuple[str, str], Spread] = field(default_factory=dict)
    of_things: dict[tuple[str, str, str], int] = field(default_factory=dict)
    of_literals: dict[tuple[str, str, str], int] = field(default_factory=dict)


def statistics(
    catalogue: Catalogue, dataset: str, partition_base: str, graphs: Graphs = ()
) -> list[ox.Triple]:
    """Count the default graph, and `graphs` beside it (None: all named ones), and say it in VoID."""
    return void(counted(catalogue, graphs), dataset, partition_base)


def counted(catalogue: Catalogue, graphs: Graphs = ()) -> Counts:
    """Count the default graph, and `graphs` beside it (None: all named ones)."""
    terms = {"graph": graphs}
    counts = Counts()
    for row in catalogue.rows("classes", terms):
        if row["class"] is not None:
            counts.classes[str(row["class"])] = int(row["count"].value)
    for row in catalogue.rows("property-partitions", terms):
        counts.properties[str(row["property"])] = _spread(row)
    for row in catalogue.rows("class-properties", terms):
        counts.of_classes[str(row["class"]), str(row["property"])] = _spread(row)
    for row in catalogue.rows("class-property-values", terms):
        kind = row["objectClass"] or row["datatype"]
        if kind is not None:
            into = counts.of_literals if row["objectClass"] is None else counts.of_things
            key = (str(row["class"]), str(row["property"]), str(kind))
            into[key] = int(row["triples"].value)
    return counts


def _spread(row: Row) -> Spread:
    return Spread(*(int(row[name].value) for name in ("triples", "subjects", "objects")))


def void(counts: Counts, dataset: str, partition_base: str) -> list[ox.Triple]:
    """Say counts in VoID, sorted.

    Partitions get IRIs that begin with `partition_base` and end in digits made from what they hold.
    """
    said = _Void(counts, ox.NamedNode(dataset), partition_base)
    return sorted(set(said.triples()), key=str)


@dataclass(frozen=True, slots=True)
class _Void:
    counts: Counts
    dataset: ox.NamedNode
    base: str

    def triples(self) -> Iterator[ox.Triple]:
        """Say it all."""
        yield from self._totals()
        for cls, count in self.counts.classes.items():
            part = self._part(cls)
            yield ox.Triple(self.dataset, _void("classPartition"), part)
            yield ox.Triple(part, _TYPE, _void("Dataset"))
            yield ox.Triple(part, _void("class"), _iri(cls))
            yield ox.Triple(part, _void("entities"), ox.Literal(count))
        for prop, spread in self.counts.properties.items():
            yield from self._property(self.dataset, self._part("None", prop), prop, spread)
        for (cls, prop), spread in self.counts.of_classes.items():
            yield from self._property(self._part(cls), self._part(cls, prop), prop, spread)
        for of, count in self.counts.of_things.items():
            yield from self._values(of, count, _void("classPartition"), _void("class"))
        datatype = ox.NamedNode(_EXT + "datatype")
        for of, count in self.counts.of_literals.items():
            yield from self._values(of, count, ox.NamedNode(_EXT + "datatypePartition"), datatype)

    def _totals(self) -> Iterator[ox.Triple]:
        counts = self.counts
        triples = sum(spread.triples for spread in counts.properties.values())
        yield ox.Triple(self.dataset, _TYPE, _void("Dataset"))
        yield ox.Triple(self.dataset, _void("triples"), ox.Literal(triples))
        yield ox.Triple(self.dataset, _void("classes"), ox.Literal(len(counts.classes)))
        yield ox.Triple(self.dataset, _void("properties"), ox.Literal(len(counts.properties)))
        used = {_namespace(_iri(term).value) for term in (*counts.properties, *counts.classes)}
        for namespace in used - {""}:
            yield ox.Triple(self.dataset, _void("vocabulary"), ox.NamedNode(namespace))

    def _property(
        self, whole: ox.NamedNode, part: ox.NamedNode, prop: str, spread: Spread
    ) -> Iterator[ox.Triple]:
        yield ox.Triple(whole, _void("propertyPartition"), part)
        yield ox.Triple(part, _TYPE, _void("Dataset"))
        yield ox.Triple(part, _void("property"), _iri(prop))
        yield ox.Triple(part, _void("triples"), ox.Literal(spread.triples))
        yield ox.Triple(part, _void("distinctSubjects"), ox.Literal(spread.subjects))
        yield ox.Triple(part, _void("distinctObjects"), ox.Literal(spread.objects))

    def _values(
        self,
        of: tuple[str, str, str],
        count: int,
        partition: ox.NamedNode,
        kind: ox.NamedNode,
    ) -> Iterator[ox.Triple]:
        part = self._part(*of)
        yield ox.Triple(part, _TYPE, _void("Dataset"))
        yield ox.Triple(part, _void("triples"), ox.Literal(count))
        yield ox.Triple(self._part(*of[:2]), partition, part)
        yield ox.Triple(part, kind, _iri(of[2]))

    def _part(self, *of: str) -> ox.NamedNode:
        return ox.NamedNode(self.base + content_id(*of))


def _iri(term: str) -> ox.NamedNode:
    return ox.NamedNode(term[1:-1])


def _namespace(iri: str) -> str:
    """The part of an http(s) IRI before its local name; empty for others."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut] if urlsplit(iri).scheme in {"http", "https"} else ""


def _void(local: str) -> ox.NamedNode:
    return ox.NamedNode(str(VOID) + local)


def recorded_statistics(catalogue: Catalogue, dataset: str, partition_base: str) -> list[ox.Triple]:
    """Give the statistics that a build has recorded; of other data, count all graphs now."""
    if not catalogue.curated:
        return statistics(catalogue, dataset, partition_base, None)
    rows = catalogue.rows("partitions")
    return [ox.Triple(row["s"], row["p"], row["o"]) for row in rows]


def described(catalogue: Catalogue, *, most: int, start: int = 0) -> list[ox.NamedNode]:
    """List some of the things that can be looked up, by IRI; of a project only its own."""
    graphs: Graphs = () if catalogue.curated else None
    rows = catalogue.rows("described", {"graph": graphs}, limit=most, offset=start)
    return [row["thing"] for row in rows]
