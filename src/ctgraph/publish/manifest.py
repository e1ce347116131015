"""What a folder of dumps holds: `release.json`, written last, so that a folder with one is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

FILE_NAME = "release.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class File:
    """One file: its size in bytes and its SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One release. `content` is the hash of what was released; `ontology` the vocabulary's version.

    `added`, `removed` and `changed` list IRIs by comparison with the release before, `compared`; they are
    empty if that was not at hand.
    """

    version: str
    issued: date
    content: str
    ontology: str
    quads: int
    files: tuple[File, ...]
    compared: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Write it: equal manifests, equal text."""
        plain = asdict(self) | {"issued": self.issued.isoformat()}
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read it again. Raises ValueError, TypeError or KeyError for what is no manifest."""
        plain: dict[str, Any] = json.loads(text)
        files = tuple(File(**file) for file in plain.pop("files"))
        issued = date.fromisoformat(plain.pop("issued"))
        rest: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in plain.items()}
        return cls(**rest, issued=issued, files=files)


def load_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder of dumps; None if there is none that is whole."""
    try:
        return Manifest.from_json((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def manifests(dumps: Path) -> Iterator[Manifest]:
    """Read the manifests of all releases whose dumps are there, the latest first."""
    folders = [f for f in dumps.glob("*") if not f.name.startswith(".")] if dumps.is_dir() else []
    found = [m for m in map(load_manifest, sorted(folders)) if m]
    yield from sorted(found, key=lambda m: (m.issued, m.version), reverse=True)
