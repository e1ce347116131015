"""The folder of builds: `<hash>/` each with a manifest, and `current`, which says which of them it is.

A build is made beside the others and switched to by one rename of `current`, so whoever stops it leaves
the previous graph as it was. What does not match its manifest is made again, never opened.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ctgraph import __version__
from ctgraph.build.lines import sha256_of
from ctgraph.errors import BuildError
from ctgraph.holding import is_held
from ctgraph.settings import Settings
from ctgraph.store import snapshot
from ctgraph.terms import Names

FORMAT = 4
GRAPH, TEXTS, SNAPSHOT = "graph.nq.gz", "texts.json", "snapshot"
_MANIFEST = "manifest.json"
_CURRENT, _MAKING = "current", ".making-"
_ABANDONED_AFTER = 3600.0  # seconds; a build in progress is younger


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of. `hash` is that of all its statements, `inputs` the SHA-256 of the files.

    `content` is the hash of the statements without what is said about the graph itself, so that recording
    a release does not change what was released. See `fingerprint` for how statements are hashed.
    `graph_sha256` is of the packed graph; empty where there is a snapshot in its place.
    """

    format: int
    ctgraph: str
    hash: str
    content: str
    inputs: str
    quads: int
    claims: int
    documents: int
    graph_sha256: str
    texts_sha256: str


@dataclass(frozen=True, slots=True)
class Work:
    """What was done for a build: documents that were read, of all that there are; quads that came and went.

    `checked` are the documents that the rules looked at; `afresh` says that all quads were written again.
    """

    read: int = 0
    checked: int = 0
    documents: int = 0
    added: int = 0
    removed: int = 0
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Build:
    """An immutable build on disk; `work` is what was done for it, if it was made just now."""

    folder: Path
    manifest: Manifest
    work: Work = field(default=Work(), compare=False)

    @property
    def graph_file(self) -> Path:
        """The gzipped N-Quads. Of a graph that is read from disk, `written` makes them."""
        return self.folder / GRAPH

    @property
    def snapshot(self) -> Path:
        """The graph as it is read from disk, where it is, or if it once was wanted so."""
        return self.folder / SNAPSHOT

    @property
    def manifest_file(self) -> Path:
        """What says what the build is made of; holding it holds the build."""
        return self.folder / _MANIFEST

    @property
    def texts_file(self) -> Path:
        """The documents' texts, as far as they may be shown whole."""
        return self.folder / TEXTS


def builds(settings: Settings) -> Path:
    """The folder of builds."""
    return settings.folder("build")


def pointer(settings: Settings) -> Path:
    """The file that says which build is current; it changes when another is switched to."""
    return builds(settings) / _CURRENT


def standing(settings: Settings) -> Build | None:
    """The current build, if it is whole and of this version, whatever the files are now."""
    try:
        name = pointer(settings).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
    return named(settings, name)


def named(settings: Settings, name: str) -> Build | None:
    """The build of this name, if it is whole and of this version."""
    folder = builds(settings) / name
    try:
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    built = Build(folder, manifest)
    ours = (manifest.format, manifest.ctgraph) == (FORMAT, __version__)
    return built if ours and _is_whole(built, settings) else None


@contextmanager
def making(settings: Settings) -> Iterator[Path]:
    """A folder for a build that is being made; it is gone afterwards unless it was published.

    Raises BuildError if the folder of builds cannot be written.
    """
    folder = builds(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise BuildError(f"{folder} cannot be written: {error}") from error


def publish(settings: Settings, made: Path, manifest: Manifest, work: Work) -> Build:
    """Put a build beside the others, then switch to it. Equal builds have equal names. Raises OSError."""
    folder = builds(settings)
    described = json.dumps(asdict(manifest), indent=1) + "\n"
    target = folder / hashlib.sha256(described.encode()).hexdigest()[:16]
    built = Build(target, manifest, work)
    (made / _MANIFEST).write_text(described, encoding="utf-8")
    if target.exists() and not _is_whole(built, settings):
        target.rename(folder / f"{made.name}-broken")
    if not target.exists():
        made.rename(target)
    new = folder / f".{_CURRENT}-new"
    new.write_text(target.name + "\n", encoding="ascii")
    new.replace(folder / _CURRENT)
    _sweep(folder, keep=target)
    return built


def _is_whole(built: Build, settings: Settings) -> bool:
    """Whether a build is as it was written: its files by their content, a snapshot by the sizes of its files."""
    manifest = built.manifest
    try:
        if sha256_of(built.texts_file) != manifest.texts_sha256:
            return False
        if not manifest.graph_sha256:
            return snapshot.is_whole(built.snapshot, accepted(settings))
        return sha256_of(built.graph_file) == manifest.graph_sha256
    except OSError:
        return False


def accepted(settings: Settings) -> str:
    """The name under which a snapshot has the default graph."""
    return str(Names(settings.base_iri).accepted)


def _sweep(folder: Path, keep: Path) -> None:
    """Remove what stopped builds left behind, and builds older than the one before `keep`.

    What is being served stays.
    """
    long_ago = time.time() - _ABANDONED_AFTER
    leftovers = [
        f
        for f in folder.glob(f"{_MAKING}*")
        if f.name.endswith("-broken") or f.stat().st_mtime < long_ago
    ]
    there = sorted(
        (f.parent for f in folder.glob(f"*/{_MANIFEST}") if not f.parent.name.startswith(".")),
        key=lambda f: f.stat().st_mtime,
    )
    others = [b for b in there if b != keep][:-1]
    for unused in [*leftovers, *(b for b in others if not is_held(b / _MANIFEST))]:
        shutil.rmtree(unused, ignore_errors=True)
