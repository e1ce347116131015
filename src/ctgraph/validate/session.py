"""One validation after another: what has not changed is not looked at again.

A document is read, summarised and checked by itself; its summary is all that rules about several files
need. What was found is kept under a hash of everything that it depends on: the document's two files, the
rest of the project (ontology, shapes, reference data, settings), and ctgraph itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from ctgraph.claims import DocumentClaims
from ctgraph.code import add, digest_of_code
from ctgraph.dataset import (
    Dataset,
    DocumentSource,
    Source,
    document_files,
    frame_files,
    load_frame,
    read_document,
)
from ctgraph.errors import SourceSyntaxError
from ctgraph.queries import problems
from ctgraph.settings import Settings
from ctgraph.validate import form
from ctgraph.validate.agreement import Together, agreement
from ctgraph.validate.context import Context
from ctgraph.validate.evidence import Unnamed, evidence, unnamed
from ctgraph.validate.findings import Finding
from ctgraph.validate.shacl import Checked, Shacl
from ctgraph.validate.summary import Summary, summarised

_CODE = ("accepted.py", "claims.py", "terms.py", "vocab.py", "dataset", "validate")
_CONCERNS_NO_DOCUMENT = ("adjudications.ttl", "ledger.ttl", "releases.ttl", "released.txt")


@dataclass(slots=True)
class Entry:
    """What is known of one document; `shapes` is None where they have not been applied."""

    summary: Summary
    findings: list[Finding] = field(default_factory=list)
    unnamed: list[Unnamed] = field(default_factory=list)
    shapes: Checked | None = None


class Memory(Protocol):
    """Where entries are kept from one run to the next, by key."""

    def load(self, keys: Sequence[str]) -> Mapping[str, Entry]:
        """Those of the entries that there are."""

    def store(self, entries: Mapping[str, Entry], current: Sequence[str] | None) -> None:
        """Keep entries; whatever is not `current` may go, if that is known."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a validation found. `matched`: how many nodes each node shape selected, by its IRI.

    `examined` counts the documents that had to be looked at. `local` are the findings that depend on
    one document alone.
    """

    findings: list[Finding]
    documents: int
    examined: int
    matched: Mapping[str, int] = field(default_factory=dict)
    local: frozenset[Finding] = frozenset()


class _Project:
    """A project without its documents, made ready for one run after another."""

    def __init__(self, frame: Dataset) -> None:
        self.context = Context(frame)

    @cached_property
    def shacl(self) -> Shacl:
        """Its shapes. Raises ProjectError if they cannot be applied."""
        return Shacl(self.context)


class _Document:
    """One of the documents of a run; it is read when it has to be."""

    def __init__(
        self, settings: Settings, path: Path, key: str, read: DocumentSource | None
    ) -> None:
        self.name = settings.name_of(path) if read is None else read.source.name
        self.key = key
        self.problem: SourceSyntaxError | None = None
        self._settings = settings
        self._path = path
        self._read = self._given = read

    def source(self) -> DocumentSource | None:
        """The document; None if it does not parse."""
        if self._read is None and self.problem is None:
            try:
                self._read = read_document(self._settings, self._path)
            except SourceSyntaxError as error:
                self.problem = error
        return self._read

    def claims(self, context: Context) -> DocumentClaims | None:
        """The document's claims; None if it does not parse."""
        document = self.source()
        return DocumentClaims(document, context.schema, context.frame.names) if document else None

    def forget(self) -> None:
        """Let go of what can be read again: there may be thousands."""
        self._read = self._given


class Session:
    """Validates one project as often as is wanted."""

    def __init__(self, settings: Settings, memory: Memory | None = None) -> None:
        self._settings = settings
        self._memory = memory
        self._project: tuple[str, _Project] | None = None
        self._known: dict[str, Entry] = {}
        self._accepted: Checked | None = None

    def check(
        self,
        *,
        shapes: bool = True,
        guest: DocumentSource | None = None,
        only: Collection[str] | None = None,
    ) -> Report:
        """Validate the files as they are now; `guest` is one more document, or another version of one.

        With `only`, as if there were no other documents than those with these slugs. Raises ProjectError
        if the project cannot be read.
        """
        frame_key, key = self._frame_keys()
        if self._project is None or self._project[0] != frame_key:
            self._project = (frame_key, _Project(load_frame(self._settings)))
        documents = [
            _Document(self._settings, path, self._key(key, path), None)
            for path in document_files(self._settings, only)
            if guest is None or path.stem != guest.slug
        ]
        if guest:
            documents.append(_Document(self._settings, Path(), "guest", guest))
        keys = [d.key for d in documents]
        self._known = {k: self._known[k] for k in keys if k in self._known}
        missing = [k for k in keys if k not in self._known]
        if self._memory and missing:
            self._known.update(self._memory.load(missing))
        run = _Run(self._project[1], documents, self._known, self._accepted)
        report = run.check(shapes=shapes)
        self._accepted = run.accepted
        if self._memory and run.changed:
            current = keys if only is None else None
            self._memory.store({k: self._known[k] for k in run.changed}, current)
        return report

    def _frame_keys(self) -> tuple[str, str]:
        """Hashes of everything but the documents, and of that part of it on which a document's entry depends."""
        every = hashlib.sha256(digest_of_code(*_CODE).encode())
        concerning = every.copy()
        data = self._settings.folder("data")
        for path in frame_files(self._settings):
            name = self._settings.name_of(path)
            add(every, name, path)
            if path.parent != data or path.name not in _CONCERNS_NO_DOCUMENT:
                add(concerning, name, path)
        return every.hexdigest(), concerning.hexdigest()

    def _key(self, frame_key: str, path: Path) -> str:
        digest = hashlib.sha256(frame_key.encode())
        add(digest, path.name, path)
        add(digest, ".txt", path.with_suffix(".txt"))
        return digest.hexdigest()


def run(dataset: Dataset, *, shapes: bool = True) -> list[Finding]:
    """Every finding of a dataset that is read already, each once, sorted by file, line and column."""
    documents = [_Document(dataset.settings, Path(), d.slug, d) for d in dataset.documents]
    frame = replace(dataset, documents=[])
    return _Run(_Project(frame), documents, {}).check(shapes=shapes).findings


class _Run:
    """One pass over the documents."""

    def __init__(
        self,
        project: _Project,
        documents: list[_Document],
        known: dict[str, Entry],
        accepted: Checked | None = None,
    ) -> None:
        self._project = project
        self._context = project.context
        self._context.begin()
        self._documents = documents
        self._known = known
        self.changed: set[str] = set()
        self.accepted = accepted

    def check(self, *, shapes: bool) -> Report:
        """Look at what has to be looked at, and at all documents together."""
        found = {form.syntax(p) for p in self._context.frame.problems}
        found |= {form.question(p) for p in problems(self._context.frame.settings)}
        for source in self._context.sources():
            found |= {*form.no_nodes(source), *form.source(self._context, source)}
        shapes = shapes and not self._context.frame.problems
        entries = self._entries(shapes=shapes)
        found |= {form.syntax(d.problem) for d in self._documents if d.problem}
        local = {
            f for e in entries for f in (*e.findings, *(e.shapes.findings if e.shapes else ()))
        }
        together = Together.of(self._context, [e.summary for e in entries])
        found |= {*agreement(self._context, together)}
        for entry in entries:
            found |= {*unnamed(self._context, entry.summary.said.file, entry.unnamed)}
        matched: dict[str, int] = {}
        if shapes and not any(f.rule in {"syntax", "edtf"} for f in found | local):
            checked = self._project.shacl.accepted(together, self._open, self.accepted)
            self.accepted = checked
            for part in (*(e.shapes for e in entries if e.shapes), checked):
                for shape, count in part.matched.items():
                    matched[shape] = matched.get(shape, 0) + count
            found |= {*checked.findings, *self._project.shacl.unmatched(matched)}
        every = sorted(found | local)
        return Report(every, len(self._documents), len(self.changed), matched, frozenset(local))

    def _entries(self, *, shapes: bool) -> list[Entry]:
        """What there is to say of each document that can be read."""
        entries = []
        for document in self._documents:
            if entry := self._entry(document, shapes=shapes):
                entries.append(entry)
                said = entry.summary.said
                self._context.things.add(said.names, said.types)
        return entries

    def _entry(self, document: _Document, *, shapes: bool) -> Entry | None:
        """What is known of a document; it is looked at if that is not enough."""
        context, entry = self._context, self._known.get(document.key)
        if entry and (entry.shapes or not shapes):
            return entry
        claims = document.claims(context)
        if claims is None:
            return None
        if entry is None:
            found, waiting = evidence(context, claims)
            found += form.document(context, claims.document)
            entry = Entry(summarised(context, claims), sorted(set(found)), waiting)
        if shapes:
            entry.shapes = self._project.shacl.document(claims)
        self._known[document.key] = entry
        self.changed.add(document.key)
        document.forget()
        return entry

    def _open(self, name: str) -> Source | None:
        document = next((d.source() for d in self._documents if d.name == name), None)
        return document.source if document else None
