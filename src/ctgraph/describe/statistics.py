"""How much there is of what: VoID's partitions by class and property (VoID, section 4), without blank nodes.

A class's partition has one for each property of its things, and that has one for each class or datatype of
its values: what editors of queries read to know which property leads where.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pyoxigraph as ox
from rdflib import RDF, VOID

from ctgraph.describe.catalogue import Catalogue, Graphs, Row
from ctgraph.terms import content_id

_EXT = "http://ldf.fi/void-ext#"
_TYPE = ox.NamedNode(str(RDF.type))


def statistics(
    catalogue: Catalogue, dataset: str, partition_base: str, graphs: Graphs = ()
) -> list[ox.Triple]:
    """Count the default graph, and `graphs` beside it (None: all named ones).

    Partitions get IRIs that begin with `partition_base` and end in digits made from what they hold.
    """
    return sorted(set(_Counter(catalogue, dataset, partition_base, graphs).triples()), key=str)


class _Counter:
    def __init__(
        self, catalogue: Catalogue, dataset: str, partition_base: str, graphs: Graphs
    ) -> None:
        self._dataset = ox.NamedNode(dataset)
        self._base = partition_base
        terms = {"graph": graphs}
        self._classes = [r for r in catalogue.rows("classes", terms) if r["class"] is not None]
        self._properties = catalogue.rows("property-partitions", terms)
        self._of_classes = catalogue.rows("class-properties", terms)
        self._values = catalogue.rows("class-property-values", terms)

    def triples(self) -> Iterator[ox.Triple]:
        """Say it all."""
        yield from self._totals()
        for row in self._classes:
            part = self._part(row["class"])
            yield ox.Triple(self._dataset, _void("classPartition"), part)
            yield ox.Triple(part, _TYPE, _void("Dataset"))
            yield ox.Triple(part, _void("class"), row["class"])
            yield ox.Triple(part, _void("entities"), row["count"])
        for row in self._properties:
            yield from self._property(self._dataset, self._part(None, row["property"]), row)
        for row in self._of_classes:
            part = self._part(row["class"], row["property"])
            yield from self._property(self._part(row["class"]), part, row)
        for row in self._values:
            yield from self._of_values(row)

    def _totals(self) -> Iterator[ox.Triple]:
        triples = sum(int(row["triples"].value) for row in self._properties)
        yield ox.Triple(self._dataset, _TYPE, _void("Dataset"))
        yield ox.Triple(self._dataset, _void("triples"), ox.Literal(triples))
        yield ox.Triple(self._dataset, _void("classes"), ox.Literal(len(self._classes)))
        yield ox.Triple(self._dataset, _void("properties"), ox.Literal(len(self._properties)))
        used = {_namespace(row["property"].value) for row in self._properties}
        used |= {_namespace(row["class"].value) for row in self._classes}
        for namespace in used - {""}:
            yield ox.Triple(self._dataset, _void("vocabulary"), ox.NamedNode(namespace))

    def _property(self, whole: ox.NamedNode, part: ox.NamedNode, row: Row) -> Iterator[ox.Triple]:
        yield ox.Triple(whole, _void("propertyPartition"), part)
        yield ox.Triple(part, _TYPE, _void("Dataset"))
        yield ox.Triple(part, _void("property"), row["property"])
        yield ox.Triple(part, _void("triples"), row["triples"])
        yield ox.Triple(part, _void("distinctSubjects"), row["subjects"])
        yield ox.Triple(part, _void("distinctObjects"), row["objects"])

    def _of_values(self, row: Row) -> Iterator[ox.Triple]:
        kind = row["objectClass"] or row["datatype"]
        if kind is None:
            return
        whole = self._part(row["class"], row["property"])
        part = self._part(row["class"], row["property"], kind)
        yield ox.Triple(part, _TYPE, _void("Dataset"))
        yield ox.Triple(part, _void("triples"), row["triples"])
        if row["objectClass"] is not None:
            yield ox.Triple(whole, _void("classPartition"), part)
            yield ox.Triple(part, _void("class"), kind)
        else:
            yield ox.Triple(whole, ox.NamedNode(_EXT + "datatypePartition"), part)
            yield ox.Triple(part, ox.NamedNode(_EXT + "datatype"), kind)

    def _part(self, *of: ox.NamedNode | None) -> ox.NamedNode:
        return ox.NamedNode(self._base + content_id(*map(str, of)))


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
