"""The terms that a store knows, and which of them come nearest to one that it does not.

Read once for a release, from the data and from what is declared in it; names are those that any
vocabulary uses (labels of RDFS and SKOS), besides what documents call things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, SKOS

from ctgraph.explain.nearness import folded, nearest, words
from ctgraph.store import QueryRequest, Store
from ctgraph.vocab import CT

_MOST_NAMES = 200_000
_LABELS = " ".join(f"<{iri}>" for iri in (SKOS.prefLabel, RDFS.label, SKOS.altLabel, CT.namedAs))
_ANYWHERE = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_PROPERTIES = f"SELECT ?p (COUNT(*) AS ?n) WHERE {_ANYWHERE} GROUP BY ?p"
_CLASSES = """SELECT ?c (COUNT(*) AS ?n) WHERE {
  { ?s a ?c } UNION { GRAPH ?g { ?s a ?c } } FILTER (isIRI(?c)) } GROUP BY ?c"""
_DECLARED = f"""SELECT ?term ?kind WHERE {{ ?term a ?kind
  VALUES ?kind {{ <{OWL.Class}> <{RDFS.Class}> <{OWL.ObjectProperty}> <{OWL.DatatypeProperty}>
    <{OWL.AnnotationProperty}> <{RDF.Property}> }} }}"""
_NAMES = f"""SELECT DISTINCT ?thing ?name WHERE {{
  VALUES ?p {{ {_LABELS} }} ?thing ?p ?name FILTER (isIRI(?thing) && isLiteral(?name)) }}
LIMIT {_MOST_NAMES}"""
_THINGS = f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER (isIRI(?s)) }} LIMIT {_MOST_NAMES}"
_KNOWN = """ASK {{ VALUES ?x {{ <{iri}> }}
  {{ ?x ?p ?o }} UNION {{ ?s ?x ?o }} UNION {{ ?s ?p ?x }} UNION {{ GRAPH ?g {{
    {{ ?x ?p ?o }} UNION {{ ?s ?x ?o }} UNION {{ ?s ?p ?x }} }} }} UNION {{ GRAPH ?x {{ ?s ?p ?o }} }} }}"""
_CLASS_KINDS = frozenset({str(OWL.Class), str(RDFS.Class)})


def split_iri(iri: str) -> tuple[str, str]:
    """Namespace and local name."""
    at = max(iri.rfind("#"), iri.rfind("/"), iri.rfind(":")) + 1
    return iri[:at], iri[at:]


@dataclass(frozen=True)
class Vocabulary:
    """What a store knows: properties and classes with how often they are used, names of things."""

    properties: Mapping[str, int]
    classes: Mapping[str, int]
    names: Mapping[str, tuple[ox.Literal, ...]]
    things: frozenset[str]
    graphs: tuple[str, ...]
    _store: Store = field(repr=False)

    @classmethod
    def of(cls, store: Store) -> Vocabulary:
        """Read it from a store."""
        names: dict[str, list[ox.Literal]] = defaultdict(list)
        for thing, name in _rows(store, _NAMES):
            if isinstance(thing, ox.NamedNode) and isinstance(name, ox.Literal):
                names[thing.value].append(name)
        properties, classes = _counts(store, _PROPERTIES), _counts(store, _CLASSES)
        for term, kind in _rows(store, _DECLARED):
            if isinstance(term, ox.NamedNode) and isinstance(kind, ox.NamedNode):
                (classes if kind.value in _CLASS_KINDS else properties).setdefault(term.value, 0)
        things = {row[0].value for row in _rows(store, _THINGS) if isinstance(row[0], ox.NamedNode)}
        return cls(
            properties,
            classes,
            {thing: tuple(found) for thing, found in names.items()},
            frozenset(things),
            store.named_graphs(),
            store,
        )

    def has_graph(self, iri: str) -> bool:
        """Say whether a graph has anything in it, the default graph's own name included."""
        with self._store.query(QueryRequest("ASK { ?s ?p ?o }", (iri,), ())) as answer:
            return answer.kind == "boolean" and bool(answer)

    def knows(self, iri: str) -> bool:
        """Say whether an IRI stands anywhere in the store."""
        if (
            iri in self.properties
            or iri in self.classes
            or iri in self.things
            or iri in self.graphs
        ):
            return True
        if any(character in iri for character in '<>"{}|^`\\ \n'):
            return False
        with self._store.query(QueryRequest(_KNOWN.format(iri=iri))) as answer:
            return answer.kind == "boolean" and bool(answer)

    def near_properties(self, iri: str) -> tuple[str, ...]:
        """Properties that may have been meant by an IRI."""
        return _near(iri, self.properties)

    def near_classes(self, iri: str) -> tuple[str, ...]:
        """Classes that may have been meant by an IRI."""
        return _near(iri, self.classes)

    def near_things(self, iri: str) -> tuple[str, ...]:
        """Things that may have been meant by an IRI."""
        namespace, local = split_iri(iri)
        named = self.named(local.replace("-", " ").replace("_", " "))
        near = _near(iri, {thing: 0 for thing in self.things if thing.startswith(namespace)})
        return tuple(dict.fromkeys((*near, *named)))[:3] or _near(
            iri, dict.fromkeys(self.things, 0)
        )

    def near_graphs(self, iri: str) -> tuple[str, ...]:
        """Graphs that may have been meant by an IRI."""
        return _near(iri, dict.fromkeys(self.graphs, 0))

    def described(self, iri: str) -> tuple[str, ...]:
        """Properties whose label has the words of an IRI's local name."""
        meant = words(split_iri(iri)[1])
        found = [
            thing for thing, names in self.names.items()
            if thing in self.properties and any(meant & words(name.value) for name in names)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda thing: -self.properties[thing])[:3])

    def named(self, text: str) -> tuple[str, ...]:
        """Things that are called `text`, but for capitals and accents; else nearly that."""
        if exact := self._by_name.get(folded(text)):
            return tuple(exact[:3])
        close = nearest(folded(text), self._by_name) if len(text) < 80 else ()
        return tuple(dict.fromkeys(thing for name in close for thing in self._by_name[name][:1]))

    def label(self, iri: str, language: str = "en") -> str:
        """What a thing is called in a language, else at all; empty if nothing is known."""
        names = self.names.get(iri, ())
        own = (name.value for name in names if name.language == language)
        return next(own, names[0].value if names else "")

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for thing, names in self.names.items():
            if thing not in self.properties and thing not in self.classes:
                for name in names:
                    found[folded(name.value)].append(thing)
        return dict(found)


def _near(iri: str, terms: Mapping[str, int]) -> tuple[str, ...]:
    """Terms with a like local name: those of the same namespace, then the most used first."""
    namespace, local = split_iri(iri)
    by_local: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        if term != iri:
            by_local[split_iri(term)[1]].append(term)
    same = by_local.get(local, [])
    close = [term for name in nearest(local, by_local, 4) for term in by_local[name]]
    found = [*same, *sorted(close, key=lambda t: not t.startswith(namespace))]
    return tuple(dict.fromkeys(found))[:3]


def _counts(store: Store, query: str) -> dict[str, int]:
    found = {}
    for term, number in _rows(store, query):
        if isinstance(term, ox.NamedNode) and isinstance(number, ox.Literal):
            found[term.value] = int(number.value)
    return found


def _rows(store: Store, query: str) -> Iterator[tuple[object, ...]]:
    with store.query(QueryRequest(query)) as answer:
        if answer.kind == "solutions":
            for row in answer:
                yield tuple(row)
