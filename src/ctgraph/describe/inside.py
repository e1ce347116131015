"""What is inside a store, for those who write queries: classes, their properties, names of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.overview import classes as classes_of
from ctgraph.describe.views import Text, Value
from ctgraph.explain.nearness import folded

MOST_CLASSES, MOST_PROPERTIES, MOST_NAMES = 500, 2_000, 200_000
_FOUND = 30


@dataclass(frozen=True, slots=True)
class ClassUse:
    """A class, how many things it has, and how many of those have each property (by IRI).

    `listed` is true of the classes of the store's subject: those that lists of classes show.
    """

    value: Value
    count: int
    properties: Mapping[str, int]
    listed: bool


@dataclass(frozen=True, slots=True)
class PropertyUse:
    """A property, in how many triples it is, and the classes (IRIs) of what it leads to."""

    value: Value
    count: int
    ranges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing by one of its names."""

    iri: str
    name: Text
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a store holds, the most used first."""

    classes: tuple[ClassUse, ...]
    properties: tuple[PropertyUse, ...]
    names: tuple[tuple[str, Named], ...]  # by folded name

    def find(self, text: str, namespace: str = "", property_iri: str = "") -> list[Named]:
        """Find things by a part of a name, whatever its capitals and accents, or of a local name.

        Those to which the property leads come first, then those with a name that begins so.
        """
        ranges = {c for p in self.properties if p.value.iri == property_iri for c in p.ranges}
        wanted = folded(text)
        found: dict[str, tuple[tuple[bool, int, int, str], Named]] = {}
        for name, thing in self.names:
            local = thing.iri.removeprefix(namespace)
            if not thing.iri.startswith(namespace) or not (wanted in name or wanted in local):
                continue
            place = 0 if name.startswith(wanted) else 1 if f" {wanted}" in f" {name}" else 2
            order = (not ranges & set(thing.classes), place, len(name), name)
            if thing.iri not in found or order < found[thing.iri][0]:
                found[thing.iri] = (order, thing)
        return [thing for _, thing in sorted(found.values(), key=lambda f: f[0])[:_FOUND]]


def inside(catalogue: Catalogue) -> Inside:
    """Look through the whole store; that takes a while where it is large."""
    graphs = {"graph": catalogue.records}
    counted = _counted(catalogue.rows("classes", graphs), "class")[:MOST_CLASSES]
    used = _counted(catalogue.rows("property-counts", graphs), "property")[:MOST_PROPERTIES]
    values = catalogue.values(term for term, _ in (*counted, *used))
    uses, ranges = defaultdict[str, dict[str, int]](dict), defaultdict[str, list[str]](list)
    for row in catalogue.rows("uses", graphs):
        uses[row["class"].value][row["property"].value] = int(row["count"].value)
    for row in catalogue.rows("ranges", graphs):
        ranges[row["property"].value].append(row["class"].value)
    listed = {one.value.iri for one in classes_of(catalogue)}
    classes = tuple(ClassUse(values[c], n, uses[c.value], c.value in listed) for c, n in counted)
    properties = tuple(PropertyUse(values[p], n, tuple(ranges[p.value])) for p, n in used)
    terms = {term.value for term, _ in (*counted, *used)}
    rows = catalogue.rows("names", graphs, limit=MOST_NAMES)
    return Inside(classes, properties, tuple(_names(rows, terms)))


def _counted(rows: Iterable[Row], name: str) -> list[tuple[ox.NamedNode, int]]:
    return [(row[name], int(row["count"].value)) for row in rows if row[name] is not None]


def _names(rows: Iterable[Row], terms: set[str]) -> Iterator[tuple[str, Named]]:
    """Gather the classes of each thing's name; classes and properties are no things here."""
    found: dict[tuple[str, ox.Literal], list[str]] = defaultdict(list)
    for row in rows:
        if row["thing"].value not in terms:
            classes = found[row["thing"].value, row["name"]]
            if row["class"] is not None:
                classes.append(row["class"].value)
    for (iri, name), classes in found.items():
        text = Text(name.value, name.language or "")
        yield folded(name.value), Named(iri, text, tuple(classes))
