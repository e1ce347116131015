"""What is kept from one build to the next, in an SQLite file beside the builds: each document's part.

Two sets of parts are of interest: those of the documents as they are *now*, and those that the *base*,
the last build that was finished, *was* made of. What lies between them is what changed. Everything here
can be made again from the project's files: a file that cannot be read, that is of other code or another
ontology, or in which a row is not what was written, is thrown away.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from ctgraph.build.deriving import Part
from ctgraph.build.settling import Voice
from ctgraph.readings import Reading

_TABLES = """
CREATE TABLE note (name TEXT PRIMARY KEY, body TEXT, seal BLOB) WITHOUT ROWID;
CREATE TABLE document (slug TEXT PRIMARY KEY, stamp TEXT, digest TEXT, part INTEGER) WITHOUT ROWID;
CREATE TABLE was (part INTEGER PRIMARY KEY);
CREATE TABLE part (id INTEGER PRIMARY KEY, slug TEXT, digest TEXT, iri TEXT, withdrawn INTEGER, claims INTEGER,
    subjects INTEGER, notes TEXT, seal BLOB);
CREATE INDEX part_by_digest ON part (slug, digest);
CREATE INDEX document_by_part ON document (part);
CREATE TABLE content (part INTEGER PRIMARY KEY, lines BLOB, reading BLOB, seal BLOB);
CREATE TABLE said (part INTEGER, subject TEXT, body TEXT, seal BLOB);
CREATE INDEX said_by_subject ON said (subject);
CREATE INDEX said_by_part ON said (part);
CREATE TABLE refers (thing TEXT, part INTEGER, PRIMARY KEY (thing, part)) WITHOUT ROWID;
CREATE INDEX refers_by_part ON refers (part);
"""
_NOW, _WAS = (
    "EXISTS (SELECT 1 FROM document d WHERE d.part = p.id)",
    "p.id IN (SELECT part FROM was)",
)
_VOICES = """
SELECT s.part, s.subject, s.body, s.seal, p.iri, p.withdrawn FROM said s JOIN part p ON p.id = s.part
WHERE {which} ORDER BY {order} p.slug || '.ttl'
"""


class Untrusted(Exception):
    """What was kept is not what was written, or does not fit the build that it belongs to."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it was when it was last looked at."""

    stamp: str
    digest: str
    part: int


class Parts:
    """The parts of documents; one process at a time has them."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    # ---- documents as they are now

    def known(self) -> dict[str, Known]:
        """The documents that were there when it was last looked, by slug."""
        rows = self._database.execute("SELECT slug, stamp, digest, part FROM document")
        return {slug: Known(*rest) for slug, *rest in rows}

    def look(self, slug: str, known: Known) -> None:
        """Note how a document is now."""
        row = (slug, known.stamp, known.digest, known.part)
        self._database.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?)", row)

    def miss(self, slugs: Iterable[str]) -> None:
        """Note that documents are there no longer."""
        self._database.executemany("DELETE FROM document WHERE slug = ?", ((s,) for s in slugs))

    def find(self, slug: str, digest: str) -> int | None:
        """The part that was made from this document with this content."""
        query = "SELECT id FROM part WHERE slug = ? AND digest = ?"
        row = self._database.execute(query, (slug, digest)).fetchone()
        return None if row is None else int(row[0])

    def add(self, slug: str, digest: str, part: Part) -> int:
        """Keep a part."""
        execute = self._database.execute
        values = (
            slug,
            digest,
            part.document,
            int(part.withdrawn),
            part.claims,
            len(part.words),
            json.dumps(part.notes, ensure_ascii=False),
        )
        query = "INSERT INTO part VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
        number = execute(query, (*values, _seal(*values))).lastrowid or 0
        lines = zlib.compress("\n".join(part.lines).encode(), 1) if part.lines else b""
        reading = _packed(part.reading)
        seal = _seal(number, lines, reading)
        execute("INSERT INTO content VALUES (?, ?, ?, ?)", (number, lines, reading, seal))
        for subject, words in part.words.items():
            body = words.written()
            seal = _seal(number, subject, body)
            execute("INSERT INTO said VALUES (?, ?, ?, ?)", (number, subject, body, seal))
        rows = ((thing, number) for thing in part.refers)
        self._database.executemany("INSERT INTO refers VALUES (?, ?)", rows)
        return number

    # ---- what changed, and what is said

    def came(self) -> list[int]:
        """The parts that are there now and were not."""
        query = "SELECT part FROM document WHERE part NOT IN (SELECT part FROM was) ORDER BY part"
        return [number for (number,) in self._database.execute(query)]

    def went(self) -> list[int]:
        """The parts that were there and are not."""
        query = "SELECT part FROM was WHERE part NOT IN (SELECT part FROM document) ORDER BY part"
        return [number for (number,) in self._database.execute(query)]

    def count(self) -> int:
        """How many documents there are now."""
        return int(self._database.execute("SELECT COUNT(*) FROM document").fetchone()[0])

    def lines(self, number: int) -> list[str]:
        """A part's lines of N-Quads. Raises Untrusted."""
        row = self._database.execute(
            "SELECT lines, reading, seal FROM content WHERE part = ?", (number,)
        )
        lines, reading, seal = row.fetchone() or (b"", None, b"")
        _require(seal, number, lines, reading)
        return zlib.decompress(lines).decode().split("\n") if lines else []

    def subjects(self, number: int) -> list[str]:
        """What a part says something of. Raises Untrusted."""
        query = "SELECT subject FROM said WHERE part = ?"
        found = [subject for (subject,) in self._database.execute(query, (number,))]
        row = self._database.execute("SELECT subjects FROM part WHERE id = ?", (number,)).fetchone()
        if row is None or row[0] != len(found):
            raise Untrusted
        return found

    def voices(self, subject: str, *, now: bool) -> list[Voice]:
        """What documents say, or said, of a subject, by their files. Raises Untrusted."""
        query = _VOICES.format(which=f"s.subject = ? AND {_NOW if now else _WAS}", order="")
        return [_voice(row) for row in self._database.execute(query, (subject,))]

    def all_voices(self) -> Iterator[tuple[str, Voice]]:
        """What documents say now of each subject, by subject and file. Raises Untrusted."""
        query = _VOICES.format(which=_NOW, order="s.subject,")
        for row in self._database.execute(query):
            yield row[1], _voice(row)

    def around(self, things: Iterable[str], looked_at: Iterable[str]) -> tuple[set[str], set[str]]:
        """Documents that a change concerns, and others that describe what those speak of, by slug.

        It concerns those that changed, those that describe or point to something that changed ones spoke
        of or speak of, or one of the `things`, and those that describe what changed ones point or pointed
        to. What is `looked_at` is to be described, too.
        """
        execute, many = self._database.execute, self._database.executemany
        for table in ("changed", "thing", "near", "told"):
            execute(f"DROP TABLE IF EXISTS temp.{table}")
            execute(f"CREATE TEMP TABLE {table} (key PRIMARY KEY) WITHOUT ROWID")
        many("INSERT INTO changed VALUES (?)", ((n,) for n in (*self.came(), *self.went())))
        execute("INSERT INTO thing SELECT DISTINCT subject FROM said WHERE part IN changed")
        many("INSERT OR IGNORE INTO thing VALUES (?)", ((thing,) for thing in things))
        for found in (
            "key FROM changed",
            "part FROM said WHERE subject IN thing",
            "part FROM refers WHERE thing IN thing",
            "part FROM said WHERE subject IN (SELECT thing FROM refers WHERE part IN changed)",
        ):
            execute(f"INSERT OR IGNORE INTO near SELECT {found}")
        execute("INSERT INTO told SELECT DISTINCT thing FROM refers WHERE part IN near")
        many("INSERT OR IGNORE INTO told VALUES (?)", ((thing,) for thing in looked_at))
        told = (
            "SELECT slug FROM document WHERE part IN (SELECT part FROM said WHERE subject IN told)"
        )
        near = {slug for (slug,) in execute("SELECT slug FROM document WHERE part IN near")}
        return near, {slug for (slug,) in execute(told)} - near

    # ---- claims, notes and texts of the documents as they are now

    def claims(self) -> int:
        """How many claims there are now."""
        query = f"SELECT SUM(claims) FROM part p WHERE {_NOW}"  # noqa: S608 - of constants
        return int(self._database.execute(query).fetchone()[0] or 0)

    def notes(self) -> list[str]:
        """What is noted of the documents that are withdrawn now, as triples. Raises Untrusted."""
        query = f"""SELECT slug, digest, iri, withdrawn, claims, subjects, notes, seal
            FROM part p WHERE withdrawn AND {_NOW}"""  # noqa: S608 - of constants
        found = list[str]()
        for *values, seal in self._database.execute(query):
            _require(seal, *values)
            found += json.loads(values[6])
        return found

    def numbers(self) -> list[int]:
        """The parts that are there now."""
        query = "SELECT part FROM document ORDER BY part"
        return [number for (number,) in self._database.execute(query)]

    def readings(self) -> Iterator[tuple[str, Reading]]:
        """The texts that may be shown whole, by document."""
        query = f"""SELECT p.id, p.iri, c.lines, c.reading, c.seal FROM part p JOIN content c ON c.part = p.id
            WHERE c.reading IS NOT NULL AND {_NOW} ORDER BY p.iri"""  # noqa: S608 - of constants
        for number, iri, lines, reading, seal in self._database.execute(query):
            _require(seal, number, lines, reading)
            yield iri, Reading(**json.loads(zlib.decompress(reading)))

    def same_readings(self) -> bool:
        """Whether the texts that may be shown whole are those of the base."""
        query = """SELECT p.iri, c.reading FROM part p JOIN content c ON c.part = p.id
            WHERE p.id = ? AND c.reading IS NOT NULL"""
        old, new = (
            {self._database.execute(query, (number,)).fetchone() for number in numbers} - {None}
            for numbers in (self.went(), self.came())
        )
        return old == new

    # ---- keeping

    def begin(self, key: str) -> None:
        """Make the tables of a file that is empty, for what depends on this key."""
        for statement in _TABLES.split(";"):
            self._database.execute(statement)
        row = ("key", key, _seal("key", key))
        self._database.execute("INSERT INTO note VALUES (?, ?, ?)", row)

    def is_sound(self, key: str) -> bool:
        """Whether it is of this key, and as SQLite leaves it: that takes a second or two for a gigabyte."""
        checked = self._database.execute("PRAGMA integrity_check(1)")
        return self.note("key") == key and list(checked) == [("ok",)]

    def note(self, name: str) -> str | None:
        """What was noted under a name. Raises Untrusted."""
        query = "SELECT body, seal FROM note WHERE name = ?"
        body, seal = self._database.execute(query, (name,)).fetchone() or (None, None)
        if body is not None:
            _require(seal, name, body)
        return body

    def save(self) -> None:
        """Keep for good what was derived up to now."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")

    def settle(self, name: str, body: str) -> None:
        """The build is finished that is made of the documents as they are now, and `body` says which it is."""
        execute = self._database.execute
        gone = list(execute("SELECT id FROM part WHERE id NOT IN (SELECT part FROM document)"))
        execute("DELETE FROM was")
        execute("INSERT INTO was SELECT part FROM document")
        execute("INSERT OR REPLACE INTO note VALUES (?, ?, ?)", (name, body, _seal(name, body)))
        for table, key in (
            ("part", "id"),
            ("content", "part"),
            ("said", "part"),
            ("refers", "part"),
        ):
            self._database.executemany(f"DELETE FROM {table} WHERE {key} = ?", gone)  # noqa: S608
        self.save()


def _voice(row: tuple[int, str, str, bytes, str, int]) -> Voice:
    number, subject, body, seal, document, withdrawn = row
    _require(seal, number, subject, body)
    return Voice.read(document, withdrawn=bool(withdrawn), subject=subject, body=body)


def _packed(reading: Reading | None) -> bytes | None:
    if reading is None:
        return None
    return zlib.compress(json.dumps(asdict(reading), ensure_ascii=False).encode(), 1)


def _seal(*values: object) -> bytes:
    return hashlib.blake2b(repr(values).encode(), digest_size=8).digest()


def _require(seal: object, *values: object) -> None:
    if seal != _seal(*values):
        raise Untrusted
