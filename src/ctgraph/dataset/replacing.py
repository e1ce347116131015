"""Replacing a file by one rename: whoever stops it leaves the file as it was or as it is to be."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Container
from pathlib import Path

_NEW = ".ctgraph-new"
_ABANDONED_AFTER = 3600.0  # seconds; a file that is being written is younger
_MODE = 0o644  # of a file that was not there


class ChangedMeanwhile(Exception):
    """The file holds something else than what its replacement was made from."""


def replace_file(path: Path, content: bytes, expected: Container[bytes] | None = None) -> None:
    """Give a file other content; its mode is kept, and a symbolic link stays one.

    With `expected`, only if the file holds one of these: raises ChangedMeanwhile. Raises OSError if it
    cannot be written.
    """
    path = path.resolve()
    _sweep(path)
    mode = path.stat().st_mode & 0o7777 if path.exists() else _MODE
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(None, "is write-protected")
    handle, written = tempfile.mkstemp(_NEW, f".{path.name}.", path.parent)
    new = Path(written)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            new.chmod(mode)
            os.fsync(file.fileno())
        if expected is not None and path.read_bytes() not in expected:
            raise ChangedMeanwhile(path)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what somebody who was stopped left beside the file."""
    for left in path.parent.glob(f".*{_NEW}"):
        if left.name.startswith(f".{path.name}.") and _age(left) > _ABANDONED_AFTER:
            left.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
