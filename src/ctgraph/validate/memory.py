"""What validations found, kept in a file from one run to the next.

A row is used only if its key is that of everything it depends on (see `session`) and its content has the
hash that was stored with it. A file that cannot be read is thrown away: it can always be made again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ctgraph.validate.evidence import Unnamed
from ctgraph.validate.findings import Finding, Fix
from ctgraph.validate.session import Entry
from ctgraph.validate.shacl import Checked
from ctgraph.validate.summary import Said, Summary

_TABLE = (
    "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, hash TEXT, body TEXT) WITHOUT ROWID"
)
_BATCH = 500  # of the variables that SQLite takes in one statement


class FileMemory:
    """Entries in an SQLite file, which is made when there is something to keep."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, keys: Sequence[str]) -> dict[str, Entry]:
        """Those of the entries that there are."""
        found: dict[str, Entry] = {}
        if not self._path.is_file():
            return found
        try:
            with self._opened() as database:
                for start in range(0, len(keys), _BATCH):
                    batch = keys[start : start + _BATCH]
                    marks = ",".join("?" * len(batch))
                    query = f"SELECT key, hash, body FROM entry WHERE key IN ({marks})"  # noqa: S608
                    for key, digest, body in database.execute(query, batch):
                        if digest == _hash(key, body):
                            found[key] = _entry(json.loads(body))
        except (sqlite3.Error, ValueError, TypeError, KeyError):
            self._path.unlink(missing_ok=True)
            return {}
        return found

    def store(self, entries: Mapping[str, Entry], current: Sequence[str] | None) -> None:
        """Keep entries and forget those that are not current. Where that cannot be, nothing is kept."""
        rows = []
        for key, entry in entries.items():
            body = json.dumps(asdict(entry), ensure_ascii=False)
            rows.append((key, _hash(key, body), body))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._opened() as database:
                database.execute(_TABLE)
                if current is not None:
                    known = {key for (key,) in database.execute("SELECT key FROM entry")}
                    gone = [(key,) for key in known - set(current)]
                    database.executemany("DELETE FROM entry WHERE key = ?", gone)
                database.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", rows)
        except (sqlite3.Error, OSError):
            return

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=1)
        try:
            with database:
                yield database
        finally:
            database.close()


def _hash(key: str, body: str) -> str:
    return hashlib.sha256(f"{key}\n{body}".encode()).hexdigest()


def _entry(data: Mapping[str, Any]) -> Entry:
    shapes = data["shapes"]
    return Entry(
        _summary(data["summary"]),
        [finding_of(f) for f in data["findings"]],
        [Unnamed(**u) for u in data["unnamed"]],
        _checked(shapes) if shapes else None,
    )


def _checked(data: Mapping[str, Any]) -> Checked:
    return Checked([finding_of(f) for f in data["findings"]], data["matched"], data["digest"])


def _summary(data: Mapping[str, Any]) -> Summary:
    said = Said(**data["said"])
    rest = {name: value for name, value in data.items() if name != "said"}
    rest["contested"] = [(line, tuple(place)) for line, place in rest["contested"]]
    return Summary(said, **rest)


def finding_of(data: Mapping[str, Any]) -> Finding:
    """The finding that was made plain data."""
    texts = {name: tuple(map(tuple, data[name])) for name in ("messages", "expected", "help")}
    end, fix = data["end"], data["fix"]
    made = {"end": tuple(end) if end else None, "fix": Fix(**fix) if fix else None}
    return Finding(**{**data, **texts, **made})
