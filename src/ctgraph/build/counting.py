"""Counts that follow a change: what VoID says of the accepted graph, without counting all of it again.

Triples and subjects are counted thing by thing, so those of the things of which something changed are
taken away as they were and added as they are. Whether an object is still, or already, one of a property's
is looked up in the store, before and after the change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import pyoxigraph as ox
from rdflib import RDF, URIRef

from ctgraph.describe import Counts
from ctgraph.store.joins import Spread
from ctgraph.terms import nt, read_nt

Pair = tuple[str, str]  # property and object
Held = Mapping[str, tuple[frozenset[str], frozenset[str]]]
_K = TypeVar("_K")
_TYPE = nt(RDF.type)
_LANGUAGE_TAGGED = nt(RDF.langString)
_STRING = "<http://www.w3.org/2001/XMLSchema#string>"


@dataclass(slots=True)
class _Tally:
    """What some things add to the counts."""

    classes: Counter[str] = field(default_factory=Counter)
    triples: Counter[str] = field(default_factory=Counter)
    subjects: Counter[str] = field(default_factory=Counter)
    class_triples: Counter[Pair] = field(default_factory=Counter)
    class_subjects: Counter[Pair] = field(default_factory=Counter)
    of_things: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    of_literals: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    objects: set[Pair] = field(default_factory=set)
    class_objects: set[tuple[str, str, str]] = field(default_factory=set)


class Recount:
    """Counts of a store's accepted graph while it is changed: made before, asked after.

    `held` is what was and is held about each thing of which that changes, in N-Triples.
    """

    def __init__(self, counts: Counts, store: ox.Store, accepted: str, held: Held) -> None:
        self._counts = counts
        self._store = store
        self._graph = ox.NamedNode(accepted)
        self._types = {
            s: (frozenset(_types(_pairs(old))), frozenset(_types(_pairs(new))))
            for s, (old, new) in held.items()
        }
        self._old, self._new = _Tally(), _Tally()
        for before, after in held.values():
            self._add(self._old, _pairs(before), 0)
            self._add(self._new, _pairs(after), 1)
        for subject in self._pointing() - held.keys():
            pairs = _pairs(self._triples(subject))
            self._add(self._old, pairs, 0)
            self._add(self._new, pairs, 1)
        self._were = self._there()

    def counts(self) -> Counts:
        """The counts as they are now that the store is changed."""
        old, new, counts = self._old, self._new, self._counts
        objects, class_objects = Counter[str](), Counter[Pair]()
        now = self._there()
        for (prop, value), is_there in now[0].items():
            objects[prop] += is_there - self._were[0][prop, value]
        for (cls, prop, value), is_there in now[1].items():
            class_objects[cls, prop] += is_there - self._were[1][cls, prop, value]
        return Counts(
            _changed(counts.classes, old.classes, new.classes),
            _spread(
                counts.properties,
                (old.triples, new.triples),
                (old.subjects, new.subjects),
                objects,
            ),
            _spread(
                counts.of_classes,
                (old.class_triples, new.class_triples),
                (old.class_subjects, new.class_subjects),
                class_objects,
            ),
            _changed(counts.of_things, old.of_things, new.of_things),
            _changed(counts.of_literals, old.of_literals, new.of_literals),
        )

    def _add(self, tally: _Tally, pairs: list[Pair], when: int) -> None:
        classes = set(_types(pairs))
        tally.classes.update(classes)
        for prop in {prop for prop, _ in pairs}:
            tally.subjects[prop] += 1
            tally.class_subjects.update((cls, prop) for cls in classes)
        for prop, value in pairs:
            tally.triples[prop] += 1
            tally.objects.add((prop, value))
            things = self._classes(value, when) if value.startswith("<") else ()
            for cls in classes:
                tally.class_triples[cls, prop] += 1
                tally.class_objects.add((cls, prop, value))
                tally.of_things.update((cls, prop, thing) for thing in things)
                if value.startswith('"'):
                    tally.of_literals[cls, prop, _datatype(value)] += 1

    def _classes(self, thing: str, when: int) -> frozenset[str]:
        """The classes of a thing, before the change (0) or after it (1)."""
        if known := self._types.get(thing):
            return known[when]
        return frozenset(_types(_pairs(self._triples(thing, _TYPE))))

    def _pointing(self) -> set[str]:
        """The things that say something of a thing of which the classes change."""
        changed = (thing for thing, (old, new) in self._types.items() if old != new)
        return {
            str(quad.subject)
            for thing in changed
            for quad in self._store.quads_for_pattern(None, None, _ox(thing), self._graph)
        }

    def _triples(self, subject: str, prop: str | None = None) -> Iterator[str]:
        predicate = None if prop is None else ox.NamedNode(prop[1:-1])
        about = ox.NamedNode(subject[1:-1])
        for quad in self._store.quads_for_pattern(about, predicate, None, self._graph):
            yield f"{quad.subject} {quad.predicate} {quad.object}"

    def _there(self) -> tuple[dict[Pair, bool], dict[tuple[str, str, str], bool]]:
        """Whether what is an object at one time only is an object in the store as it is."""
        old, new = self._old, self._new
        return (
            {pair: self._is_object(*pair) for pair in old.objects ^ new.objects},
            {
                (cls, prop, value): self._is_object(prop, value, cls)
                for cls, prop, value in old.class_objects ^ new.class_objects
            },
        )

    def _is_object(self, prop: str, value: str, cls: str = "") -> bool:
        predicate, kind = ox.NamedNode(prop[1:-1]), ox.NamedNode(str(RDF.type))
        found = self._store.quads_for_pattern(None, predicate, _ox(value), self._graph)
        return any(
            not cls or ox.Quad(q.subject, kind, ox.NamedNode(cls[1:-1]), self._graph) in self._store
            for q in found
        )


def _pairs(triples: Iterable[str]) -> list[Pair]:
    pairs = set()
    for triple in triples:
        _, prop, value = triple.split(" ", 2)
        pairs.add((prop, value.removesuffix(f"^^{_STRING}")))
    return sorted(pairs)


def _types(pairs: Iterable[Pair]) -> Iterator[str]:
    return (value for prop, value in pairs if prop == _TYPE and value.startswith("<"))


def _datatype(literal: str) -> str:
    _, _, kind = literal.rpartition('"')
    if kind.startswith("@"):
        return _LANGUAGE_TAGGED
    return kind.removeprefix("^^") or _STRING


def _ox(text: str) -> ox.NamedNode | ox.Literal:
    term = read_nt(text)
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    language, datatype = getattr(term, "language", None), getattr(term, "datatype", None)
    if language:
        return ox.Literal(str(term), language=language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(datatype)) if datatype else None)


def _changed(counts: Mapping[_K, int], old: Counter[_K], new: Counter[_K]) -> dict[_K, int]:
    made = Counter(counts)
    made.subtract(old)
    made.update(new)
    return {key: count for key, count in made.items() if count}


def _spread(
    spreads: Mapping[_K, Spread],
    triples: tuple[Counter[_K], Counter[_K]],
    subjects: tuple[Counter[_K], Counter[_K]],
    objects: Counter[_K],
) -> dict[_K, Spread]:
    made = {}
    for key in spreads.keys() | triples[1].keys():
        before = spreads.get(key, Spread(0, 0, 0))
        now = Spread(
            before.triples - triples[0][key] + triples[1][key],
            before.subjects - subjects[0][key] + subjects[1][key],
            before.objects + objects[key],
        )
        if now.triples:
            made[key] = now
    return made
