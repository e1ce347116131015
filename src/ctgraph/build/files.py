"""Which documents are as they were: by size, times and inode first, by content where these differ."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ctgraph.dataset import frame_files
from ctgraph.settings import Settings

_RECENT = 2_000_000_000  # nanoseconds in which a file can change again without showing it


@dataclass(frozen=True, slots=True)
class Found:
    """A document's two files as they are now. `stamp` is empty if it says nothing for certain."""

    slug: str
    stamp: str
    folder: Path

    @property
    def turtle(self) -> Path:
        """The file that says what the document says; its text lies beside it."""
        return self.folder / f"{self.slug}.ttl"

    def read(self) -> tuple[bytes, bytes | None]:
        """The Turtle and, if it is there, the text."""
        text = self.folder / f"{self.slug}.txt"
        return self.turtle.read_bytes(), text.read_bytes() if text.is_file() else None


def documents(settings: Settings) -> Iterator[Found]:
    """The project's documents, sorted by the names of their files."""
    folder = settings.folder("data") / "documents"
    settled = time.time_ns() - _RECENT
    stamps: dict[str, dict[str, str]] = {"ttl": {}, "txt": {}}
    for entry in os.scandir(folder) if folder.is_dir() else ():
        slug, dot, suffix = entry.name.rpartition(".")
        if dot and suffix in stamps:
            stamps[suffix][slug] = _stamp(entry.stat(), settled)
    turtles, texts = stamps["ttl"], stamps["txt"]
    for slug in sorted(turtles, key=lambda slug: f"{slug}.ttl"):
        turtle, text = turtles[slug], texts.get(slug, "none")
        yield Found(slug, f"{turtle}; {text}" if turtle and text else "", folder)


def _stamp(stat: os.stat_result, settled: int) -> str:
    """What changes whenever the file does; empty if it was changed too shortly ago to be sure of that."""
    changed, touched = stat.st_mtime_ns, stat.st_ctime_ns
    if changed >= settled or touched >= settled:
        return ""
    return f"{stat.st_size} {changed} {touched} {stat.st_ino}"


def digest_of(turtle: bytes, text: bytes | None) -> str:
    """A hash of what a document is made from."""
    digest = hashlib.sha256(f"{len(turtle)} {-1 if text is None else len(text)} ".encode())
    digest.update(turtle)
    digest.update(text or b"")
    return digest.hexdigest()


def digest_of_all(settings: Settings, digests: Iterable[tuple[str, str]]) -> str:
    """A hash of everything that the graph is made from; of documents, by slug and hash, sorted."""
    digest = hashlib.sha256()
    for path in frame_files(settings):
        content = path.read_bytes()
        digest.update(f"{settings.name_of(path)}\x00{len(content)}\x00".encode())
        digest.update(content)
    for slug, made_from in digests:
        digest.update(f"{slug}\x00{made_from}\x00".encode())
    return digest.hexdigest()
