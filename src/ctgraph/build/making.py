"""From files to an immutable graph."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ctgraph import __version__, readings
from ctgraph.build import folder
from ctgraph.build.about import about_graph
from ctgraph.build.base import Base
from ctgraph.build.changes import State
from ctgraph.build.checking import require_valid, rules_key
from ctgraph.build.deriving import derived
from ctgraph.build.files import Found, digest_of, digest_of_all, documents
from ctgraph.build.fingerprint import Fingerprint
from ctgraph.build.folder import TEXTS, Build, Manifest, Work
from ctgraph.build.forms import Made, afresh, going_on
from ctgraph.build.frame import Frame
from ctgraph.build.kept import forget, glanced, opened
from ctgraph.build.lines import sha256_of
from ctgraph.build.parts import Known, Parts, Untrusted
from ctgraph.code import digest_of_code
from ctgraph.dataset import Dataset, Schema, document_of, frame_files, load_frame
from ctgraph.describe import Counts
from ctgraph.settings import Settings

_CODE = (
    "accepted.py",
    "build",
    "claims.py",
    "dataset",
    "describe",
    "readings.py",
    "terms.py",
    "vocab.py",
)
_PARTS = "parts.sqlite"
_SAVED_AFTER = 500  # documents that are read
_MOST = 2000  # documents; what changed is held in memory, so if more did, all is written again


def build(settings: Settings, *, check: bool = True) -> Build:
    """Build the project's graph and make it the current one.

    What is known from the last build is not worked out again; a full build is one that knows nothing.
    Raises InvalidData if `check` finds errors (its `extra["findings"]` lists all findings),
    SourceSyntaxError if a file does not parse, BuildError if the folder cannot be written.
    """
    path = folder.builds(settings) / _PARTS
    try:
        return _Making.of(settings).build(path, check=check)
    except Untrusted:
        forget(path)
        return _Making.of(settings).build(path, check=check)


def ensure(settings: Settings) -> Build:
    """The current build, made first if there is none that fits the files."""
    return current(settings) or build(settings)


def current(settings: Settings) -> Build | None:
    """The current build, if it is whole and made from the files as they are now."""
    built = folder.standing(settings)
    if built is None:
        return None
    known = glanced(folder.builds(settings) / _PARTS)
    found = ((f.slug, _digest(f, known.get(f.slug))) for f in documents(settings))
    return built if built.manifest.inputs == digest_of_all(settings, found) else None


def _digest(found: Found, known: Known | None) -> str:
    return known.digest if known and known.stamp == found.stamp != "" else digest_of(*found.read())


@dataclass(slots=True)
class _Making:
    """One build."""

    settings: Settings
    dataset: Dataset
    schema: Schema
    read: int = 0

    @classmethod
    def of(cls, settings: Settings) -> _Making:
        """Of the project as it is now. Raises SourceSyntaxError."""
        dataset = load_frame(settings)
        dataset.require_sound()
        return cls(settings, dataset, dataset.schema())

    def build(self, path: Path, *, check: bool) -> Build:
        """Make it, with what was kept at `path`. Raises Untrusted, and as the function."""
        settings = self.settings
        with opened(path, self._key()) as parts:
            inputs = digest_of_all(settings, self._look(parts))
            parts.save()
            frame = Frame.of(self.dataset)
            base = Base.of(parts, settings)
            checked = require_valid(self.dataset, frame, parts, base) if check else 0
            now = State(parts, frame, self.schema, now=True)
            with folder.making(settings) as making:
                made, changed = self._make(making, base, now)
                _write_texts(making / TEXTS, parts, base)
                work = Work(
                    self.read, checked, parts.count(), made.added, made.removed, afresh=not changed
                )
                manifest = self._manifest(making, parts, made, inputs)
                built = folder.publish(settings, making, manifest, work)
            rules = rules_key(settings) if check else ""
            _base_of(built, frame, made, rules).keep(parts)
        return built

    def _look(self, parts: Parts) -> Iterator[tuple[str, str]]:
        """Look at all documents and derive what has changed; what each is made from, by slug."""
        known, seen = parts.known(), set[str]()
        for found in documents(self.settings):
            before = known.get(found.slug)
            seen.add(found.slug)
            if before and before.stamp == found.stamp != "":
                yield found.slug, before.digest
                continue
            now = self._known(found, parts)
            if now != before:
                parts.look(found.slug, now)
            yield found.slug, now.digest
        parts.miss(known.keys() - seen)

    def _known(self, found: Found, parts: Parts) -> Known:
        """Look at a document; it is derived if that has not been done yet."""
        settings, content = self.settings, found.read()
        digest = digest_of(*content)
        number = parts.find(found.slug, digest)
        if number is None:
            name = settings.name_of(found.turtle)
            document = document_of(settings, found.slug, *content, name)
            number = parts.add(
                found.slug, digest, derived(document, self.schema, self.dataset.names)
            )
            self.read += 1
            if self.read % _SAVED_AFTER == 0:
                parts.save()
        return Known(found.stamp, digest, number)

    def _make(self, making: Path, base: Base | None, now: State) -> tuple[Made, bool]:
        """Make the graph, from the base's if that is the shorter way: then true."""
        parts, settings = now.parts, self.settings
        notes = parts.notes()

        def about(counts: Counts, content: Fingerprint) -> frozenset[str]:
            return frozenset(about_graph(self.dataset, notes, counts, content.hexdigest))

        if base:
            changed = len(parts.came()) + len(parts.went())
            made = going_on(making, base, now, about, settings) if changed <= _MOST else None
            if made:
                return made, True
        return afresh(making, now, about, settings), False

    def _manifest(self, making: Path, parts: Parts, made: Made, inputs: str) -> Manifest:
        whole = made.content + Fingerprint.of(made.about)
        return Manifest(
            folder.FORMAT,
            __version__,
            whole.hexdigest,
            made.content.hexdigest,
            inputs,
            whole.count,
            parts.claims(),
            parts.count(),
            made.graph_sha256,
            sha256_of(making / TEXTS),
        )

    def _key(self) -> str:
        """A hash of everything on which documents' parts depend, besides documents."""
        settings = self.settings
        digest = hashlib.sha256(f"{__version__} {folder.FORMAT} {digest_of_code(*_CODE)}".encode())
        digest.update(settings.base_iri.encode())
        ontology = settings.folder("ontology")
        for path in frame_files(settings):
            if path.is_relative_to(ontology):
                digest.update(f"\x00{settings.name_of(path)}\x00".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()


def _write_texts(file: Path, parts: Parts, base: Base | None) -> None:
    """Write the texts that may be shown whole; if they are the base's, the file is shared with it."""
    if base and parts.same_readings():
        with suppress(OSError):  # of a file system without links
            file.hardlink_to(base.build.texts_file)
            return
    readings.write(file, parts.readings())


def _base_of(built: Build, frame: Frame, made: Made, checked: str) -> Base:
    """What the next build can go on from."""
    return Base(
        built,
        frame,
        made.content,
        made.about,
        made.implied,
        made.counts,
        made.waste,
        checked,
    )
