"""Turtle files on disk: which there are, how each is read with its text, and how it is replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ctgraph.authoring.formatting import formatted
from ctgraph.dataset import source_files
from ctgraph.dataset.replacing import ChangedMeanwhile, replace_file
from ctgraph.errors import ProjectError, SourceSyntaxError
from ctgraph.settings import Settings


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file as it is and as it should be, both in UTF-8."""

    path: Path
    name: str
    before: bytes
    after: bytes

    @property
    def changes(self) -> bool:
        """Whether the file is not yet in ctgraph's style."""
        return self.before != self.after


def turtle_files(settings: Settings) -> list[Path]:
    """The project's own Turtle files, sorted; not the ontology and shapes that ship with ctgraph."""
    files = source_files(settings)
    return [f for f in files if f.suffix == ".ttl" and f.is_relative_to(settings.root)]


def within(paths: Iterable[Path]) -> list[Path]:
    """The files that are named, and the Turtle files below folders that are; each once."""
    found: dict[Path, None] = {}
    for path in paths:
        for file in sorted(path.rglob("*.ttl")) if path.is_dir() else [path]:
            found.setdefault(file)
    return list(found)


def format_file(path: Path, name: str) -> Formatted:
    """Format a file without writing it. The text that it speaks of lies beside it, as <stem>.txt.

    Raises ProjectError, or SourceSyntaxError with the place, if it cannot be read or formatted.
    """
    try:
        before = path.read_bytes()
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}", file=name) from error
    return Formatted(path, name, before, format_bytes(before, name, path))


def format_bytes(content: bytes, name: str, path: Path | None) -> bytes:
    """Format the content of a file that lies, or would lie, at `path`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content[: error.start]
        line, column = at.count(b"\n") + 1, error.start - at.rfind(b"\n")
        raise SourceSyntaxError("not UTF-8", file=name, line=line, column=column) from error
    return formatted(text, name, _document(path)).encode()


def _document(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.with_suffix(".txt").read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def replace(made: Formatted) -> None:
    """Put the formatted file in the place of the old one.

    Raises ProjectError if it cannot be written, or has been changed by somebody else since it was read.
    """
    try:
        replace_file(made.path, made.after, {made.before, made.after})
    except ChangedMeanwhile:
        raise ProjectError("was changed meanwhile, so it stays as it is", file=made.name) from None
    except OSError as error:
        raise ProjectError(f"cannot be written: {error.strerror}", file=made.name) from error
