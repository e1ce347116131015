"""What the rules know beside the file that they look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import RDF, SKOS, URIRef
from rdflib.term import Node

from ctgraph.dataset import Dataset, Schema, Source
from ctgraph.validate.findings import Shown
from ctgraph.vocab import CT

NAMING = (SKOS.prefLabel, SKOS.altLabel, CT.namedAs)


@dataclass(slots=True)
class Things:
    """What all files together say of things, by IRI: how they are called, and of what types they are."""

    names: dict[str, set[str]] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)

    def add(self, names: Mapping[str, Iterable[str]], types: Mapping[str, Iterable[str]]) -> None:
        """Take in what one file says."""
        for mine, theirs in ((self.names, names), (self.types, types)):
            for iri, values in theirs.items():
                mine.setdefault(iri, set()).update(values)


class Context:
    """The project without its documents, and what its files say of things.

    `things` is what all of them say, once all of them are added; `reference` the reference data alone.
    """

    def __init__(self, frame: Dataset) -> None:
        self.frame = frame
        self.schema: Schema = frame.schema()
        self.shown = Shown(frame.names.prefixes())
        self.languages = frame.settings.languages
        self.reference, self.things = Things(), Things()
        for source in frame.reference:
            self.reference.add(names_in(source), types_in(source))
        self.begin()

    def begin(self) -> None:
        """Forget what documents say of things."""
        self.things = Things()
        self.things.add(self.reference.names, self.reference.types)

    def is_a(self, iri: str, *classes: URIRef) -> bool:
        """Whether any file says that the thing is of one of these classes, or of a subclass."""
        types: set[Node] = {URIRef(t) for t in self.things.types.get(iri, ())}
        return any(self.schema.is_a(types, c) for c in classes)

    def sources(self) -> Iterator[Source]:
        """The files of data that are no documents."""
        yield from self.frame.reference
        yield from self.frame.adjudications
        yield from self.frame.meta


def names_in(source: Source) -> dict[str, list[str]]:
    """What things are called in a file: our labels, and what a document calls them."""
    found: dict[str, set[str]] = {}
    for prop in NAMING:
        for subject, name in source.graph.subject_objects(prop):
            found.setdefault(str(subject), set()).add(str(name))
    return {iri: sorted(names) for iri, names in found.items()}


def types_in(source: Source) -> dict[str, list[str]]:
    """The types that a file gives to things."""
    found: dict[str, set[str]] = {}
    for subject, kind in source.graph.subject_objects(RDF.type):
        if isinstance(subject, URIRef):
            found.setdefault(str(subject), set()).add(str(kind))
    return {iri: sorted(types) for iri, types in found.items()}
