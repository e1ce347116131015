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
    turtle: Path

    def read(self) -> tuple[bytes, bytes | None]:
        """The Turtle and, if it is there, the text."""
        text = self.turtle.with_suffix(".txt")
        return self.turtle.read_bytes(), text.read_bytes() if text.is_file() else None


def documents(settings: Settings) -> Iterator[Found]:
    """The project's documents, sorted by the names of their files."""
    folder = settings.folder("data") / "documents"
    settled = time.time_ns() - _RECENT
    texts, turtles = dict[str, os.stat_result](), dict[str, os.stat_result]()
    for entry in os.scandir(folder) if folder.is_dir() else ():
        slug, dot, suffix = entry.name.rpartition(".")
        if dot and suffix in {"ttl", "txt"}:
            (turtles if suffix == "ttl" else texts)[slug] = entry.stat()
    for slug in sorted(turtles, key=lambda slug: f"{slug}.ttl"):
        stats = [turtles[slug], *([texts[slug]] if slug in texts else [])]
        certain = all(max(s.st_mtime_ns, s.st_ctime_ns) < settled for s in stats)
        stamp = "; ".join(_stamp(s) for s in stats) if certain else ""
        yield Found(slug, stamp, folder / f"{slug}.ttl")


def _stamp(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"


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
