"""Which code this is: what other code worked out and kept may not hold with this one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

_ENGINES = ("rdflib", "pyoxigraph", "pyshacl-turbo", "edtf", "babel", "num2words")


@cache
def digest_of_code(*parts: str) -> str:
    """A hash of modules and folders of this package, and of the versions of the libraries they rest on."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in _ENGINES).encode())
    package = Path(str(files("ctgraph")))
    for part in parts:
        path = package / part
        inside = sorted(p for p in path.rglob("*") if p.suffix in {".py", ".toml"})
        add_file(digest, package, inside if path.is_dir() else [path])
    return digest.hexdigest()


def add_file(digest: hashlib._Hash, root: Path, paths: Iterable[Path]) -> None:
    """Take files below a folder into a hash: their names and what they hold."""
    for path in paths:
        add(digest, path.relative_to(root).as_posix(), path)


def add(digest: hashlib._Hash, name: str, path: Path) -> None:
    """Take a file, or that it is not there, into a hash."""
    content = path.read_bytes() if path.is_file() else b"(none)"
    digest.update(f"{name}\x00{len(content)}\x00".encode())
    digest.update(content)
