"""Opening the file of what is kept: one build at a time has it, and what cannot be relied on is thrown away."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctgraph.build.parts import Known, Parts, Untrusted
from ctgraph.errors import BuildError

_PATIENCE = 60.0  # seconds to wait for another build
_PAUSE = 0.1  # seconds between two attempts


@contextmanager
def opened(path: Path, key: str) -> Iterator[Parts]:
    """What was kept with this key: that of everything but the documents on which parts depend.

    Raises BuildError if another build has it or it cannot be written, Untrusted (on use, too) if it is of
    no use.
    """
    database = _connected(path)
    try:
        parts = Parts(database)
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            parts.begin(key)
        elif not parts.is_sound(key):
            raise Untrusted
        yield parts
        database.execute("COMMIT")
    except sqlite3.Error as error:
        raise _meaning(error, path) from error
    finally:
        database.close()


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that has the file for itself until it is closed; waits for others for a while."""
    given_up = time.monotonic() + _PATIENCE
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(path, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise BuildError(f"{path} cannot be written: {error}") from error
        try:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            database.close()
            if "locked" not in str(error) or time.monotonic() > given_up:
                raise _meaning(error, path) from error
            time.sleep(_PAUSE)
        else:
            return database


def glanced(path: Path) -> dict[str, Known]:
    """The documents that were there when a build last looked; none if that cannot be found out now."""
    if not path.is_file():
        return {}
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", timeout=0, uri=True)
    try:
        return Parts(database).known()
    except sqlite3.Error:
        return {}
    finally:
        database.close()


def _meaning(error: sqlite3.Error, path: Path) -> Exception:
    if "locked" in str(error):
        return BuildError(f"another build is under way: it holds {path}")
    unwritable = ("readonly", "unable to open", "disk I/O", "full")
    if any(word in str(error) for word in unwritable):
        return BuildError(f"{path} cannot be written: {error}")
    return Untrusted()


def forget(path: Path) -> None:
    """Throw away what was kept. Raises OSError."""
    path.unlink(missing_ok=True)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
