"""What is on disk: a project's ontology, reference data, documents with their texts, adjudications.

`load` reads it all and derives nothing. Files that do not parse are kept as problems, so that a validator
can report all of them; `Dataset.require_sound` raises the first.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import DCTERMS, RDF, Graph, URIRef

from ctgraph.dataset.schema import Schema
from ctgraph.dataset.texts import Text
from ctgraph.dataset.turtle import Position, Source, parse, read
from ctgraph.errors import ProjectError, SourceSyntaxError
from ctgraph.settings import Settings
from ctgraph.terms import Names
from ctgraph.vocab import CT

_SUFFIXES = (".ttl", ".txt")

__all__ = [
    "Dataset",
    "DocumentSource",
    "Position",
    "Schema",
    "Source",
    "Text",
    "document_files",
    "document_of",
    "frame_files",
    "load",
    "load_frame",
    "read_document",
    "source_files",
]


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """One document: its Turtle and its text. `text` is None where the file is missing or not UTF-8."""

    slug: str
    iri: URIRef
    source: Source
    text: Text | None

    @property
    def graph(self) -> Graph:
        """What the document says, with its evidence."""
        return self.source.graph

    @property
    def withdrawn(self) -> bool:
        """Whether nothing of it is held to be true any longer."""
        return bool(self.graph.value(self.iri, CT.withdrawn))

    def language_at(self, line: int) -> str | None:
        """The language of a line (from 1) by the document's parts of text; None if none covers it."""
        for part in self.graph.subjects(RDF.type, CT.TextPart):
            first, last = (self.graph.value(part, p) for p in (CT.firstLine, CT.lastLine))
            if first is not None and last is not None and int(str(first)) <= line <= int(str(last)):
                language = self.graph.value(part, DCTERMS.language)
                return None if language is None else str(language)
        return None


@dataclass(slots=True)
class Dataset:
    """Everything read from a project folder."""

    settings: Settings
    names: Names
    ontology: list[Source] = field(default_factory=list)
    shapes: list[Source] = field(default_factory=list)
    reference: list[Source] = field(default_factory=list)
    documents: list[DocumentSource] = field(default_factory=list)
    adjudications: list[Source] = field(default_factory=list)
    meta: list[Source] = field(default_factory=list)
    problems: list[SourceSyntaxError] = field(default_factory=list)

    def require_sound(self) -> None:
        """Raise the first file's SourceSyntaxError, if any file did not parse."""
        if self.problems:
            raise self.problems[0]

    def live(self) -> Iterator[DocumentSource]:
        """The documents that are not withdrawn."""
        return (d for d in self.documents if not d.withdrawn)

    def schema(self) -> Schema:
        """The ontology's declarations."""
        return Schema.of(union(self.ontology))

    def background(self) -> Graph:
        """Ontology, concepts and reference data in one graph."""
        return union([*self.ontology, *self.reference])


def union(sources: Iterable[Source]) -> Graph:
    """The sources' triples in one graph."""
    graph = Graph()
    for source in sources:
        graph += source.graph
    return graph


def source_files(settings: Settings) -> list[Path]:
    """Every file that the graph is made from, sorted by path."""
    documents = (settings.folder("data") / "documents").glob("*")
    return sorted([*frame_files(settings), *(f for f in documents if f.suffix in _SUFFIXES)])


def frame_files(settings: Settings) -> list[Path]:
    """Those of them that belong to no document, sorted by path."""
    data, found = settings.folder("data"), [settings.root / "ctgraph.toml"]
    for folder in (settings.folder("ontology"), settings.folder("shapes"), data):
        for inside, below, names in os.walk(folder):
            if Path(inside) == data and "documents" in below:
                below.remove("documents")  # there may be very many
            found += [Path(inside, name) for name in names if name.endswith(_SUFFIXES)]
    return sorted(found)


def load(settings: Settings) -> Dataset:
    """Read a project. Raises ProjectError if its data folder is missing."""
    dataset = load_frame(settings)
    for path in document_files(settings):
        try:
            dataset.documents.append(read_document(settings, path))
        except SourceSyntaxError as error:
            dataset.problems.append(error)
    return dataset


def load_frame(settings: Settings) -> Dataset:
    """Read a project without its documents. Raises ProjectError if its data folder is missing."""
    data = settings.folder("data")
    if not data.is_dir():
        raise ProjectError(f"{data}: the project has no data folder")
    dataset = Dataset(settings, Names(settings.base_iri))
    dataset.ontology = _read(dataset, settings.folder("ontology"), "**/*.ttl")
    dataset.shapes = _read(dataset, settings.folder("shapes"), "**/*.ttl")
    dataset.reference = _read(dataset, data / "reference", "*.ttl")
    dataset.adjudications = _read(dataset, data, "adjudications.ttl")
    dataset.meta = [
        s for name in ("ledger", "releases") for s in _read(dataset, data, f"{name}.ttl")
    ]
    return dataset


def document_files(settings: Settings, only: Collection[str] | None = None) -> list[Path]:
    """The Turtle files of documents, sorted: all that there are, or those with these slugs."""
    folder = settings.folder("data") / "documents"
    return sorted(folder.glob("*.ttl") if only is None else (folder / f"{s}.ttl" for s in only))


def read_document(settings: Settings, path: Path) -> DocumentSource:
    """Read a document and its text. Raises SourceSyntaxError."""
    text = path.with_suffix(".txt")
    received = text.read_bytes() if text.is_file() else None
    return document_of(settings, path.stem, path.read_bytes(), received, settings.name_of(path))


def document_of(
    settings: Settings, slug: str, turtle: bytes, received: bytes | None, name: str
) -> DocumentSource:
    """The document in these bytes; `name` is what its Turtle file is called. Raises SourceSyntaxError."""
    iri = Names(settings.base_iri).document(slug)
    return DocumentSource(slug, iri, read(turtle, name), _text(received))


def _read(dataset: Dataset, folder: Path, pattern: str) -> list[Source]:
    sources = []
    for path in sorted(folder.glob(pattern)):
        try:
            sources.append(parse(path, dataset.settings.name_of(path)))
        except SourceSyntaxError as error:
            dataset.problems.append(error)
    return sources


def _text(received: bytes | None) -> Text | None:
    try:
        return None if received is None else Text.of(received)
    except UnicodeDecodeError:
        return None
