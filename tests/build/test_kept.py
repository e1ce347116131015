"""What is kept between builds saves work, is not trusted blindly, and survives whatever stops a build."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.build.test_going_on import ACCEPTED, FORMS, PREFIXES, edit, root, same, settings

from ctgraph.build import Build, build, current, readable, standing, written
from ctgraph.errors import SourceSyntaxError
from ctgraph.store import EmbeddedStore, QueryRequest

__all__ = ["root"]  # a fixture
SUBJECTS = "SELECT ?s (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } GROUP BY ?s ORDER BY ?s"


def documents(root: Path) -> list[Path]:
    return sorted((root / "data" / "documents").glob("*.ttl"))


def rows(store: EmbeddedStore) -> list[tuple[str, ...]]:
    with store.query(QueryRequest(SUBJECTS)) as found:
        return [tuple(str(value) for value in row) for row in found]


def test_only_documents_that_changed_are_read(root: Path) -> None:
    now, count = settings(root), len(documents(root))
    assert build(now, check=False).work.read == count
    one = next(path for path in documents(root) if "withdrawn" not in path.read_text(encoding="utf-8"))
    one.write_text(one.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    for path in documents(root):
        path.touch()
    work = build(now, check=False).work
    assert (work.read, work.documents, work.added, work.removed) == (1, count, 0, 0)
    one.write_text(one.read_text(encoding="utf-8") + "id:event-9 a ct:Event .\n", encoding="utf-8")
    work = build(now, check=False).work
    assert work.read == 1
    assert work.added > work.removed > 0  # the counts that grew are among both
    one.rename(one.with_name("page-z.ttl"))
    assert build(now, check=False).work.read == 1


def test_a_change_that_keeps_size_and_time_is_noticed(root: Path) -> None:
    for slug in ("page-a", "page-b"):
        (root / "data" / "documents" / f"{slug}.ttl").write_text(f"{PREFIXES} id:event-7 a ct:Event .", encoding="utf-8")
    time.sleep(2.1)  # younger files are looked into anyway
    build(settings(root), check=False)
    path = root / "data" / "documents" / "page-a.ttl"
    stat, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(text.replace("event-7", "event-8"), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert current(settings(root)) is None
    assert build(settings(root), check=False).work.read == 1


def test_the_command_says_what_it_did(root: Path) -> None:
    def command() -> str:
        words = [sys.executable, "-m", "ctgraph", "--project", str(root), "build", "--no-check"]
        return subprocess.run(words, capture_output=True, text=True, check=True).stderr

    count = len(documents(root))
    assert f"{count} of {count} documents read, 0 checked; all quads written" in command()
    documents(root)[0].write_text(PREFIXES, encoding="utf-8")
    assert f"1 of {count} documents read, 0 checked; " in (said := command())
    assert "quads added, " in said


@pytest.mark.parametrize("file", ["reference", "adjudications", "shapes", "title"])
def test_what_is_no_document_asks_for_no_reading_of_documents(root: Path, file: str) -> None:
    build(settings(root), check=False)
    match file:
        case "reference":
            (root / "data/reference/more.ttl").write_text(f'{PREFIXES} id:event-0 skos:altLabel "E"@en .', encoding="utf-8")
        case "adjudications":
            (root / "data/adjudications.ttl").write_text(
                f"{PREFIXES} id:a a ct:Adjudication ; ct:subject id:event-0 ; ct:predicate ct:date ; ct:setsAside '2023'^^edtf:EDTF .", encoding="utf-8")
        case "shapes":
            (root / "shapes").mkdir()
            (root / "shapes" / "own.ttl").write_text("<urn:s> a <http://www.w3.org/ns/shacl#NodeShape> .", encoding="utf-8")
        case "title":
            path = root / "ctgraph.toml"
            path.write_text(path.read_text(encoding="utf-8").replace("Made up", "Invented"), encoding="utf-8")
    built = build(settings(root), check=False)
    assert built.work.read == 0
    assert not built.work.afresh
    assert same(built, root)


def test_another_ontology_asks_for_all(root: Path, repository: Path) -> None:
    build(settings(root), check=False)
    shutil.copytree(repository / "ontology", root / "ontology")
    (root / "ontology" / "own.ttl").write_text(f"{PREFIXES} ct:organizer ct:singleValued true .", encoding="utf-8")
    built = build(settings(root), check=False)
    assert built.work.read == built.work.documents
    assert same(built, root)


@pytest.mark.parametrize("harm", ["no database", "cut", "a body", "a part", "noise 1", "noise 2", "noise 3", "base"])
def test_what_was_kept_is_not_trusted_blindly(root: Path, harm: str) -> None:
    now = settings(root, disk_above=10_000_000 if harm in {"cut", "a part", "noise 2"} else 1000)
    build(now, check=False)
    kept = root / "build" / "parts.sqlite"
    content = bytearray(kept.read_bytes())
    match harm.split():
        case ["no", _]:
            kept.write_bytes(b"no database at all")
        case ["cut"]:
            kept.write_bytes(content[: len(content) // 2])
        case ["a", "body"]:
            with sqlite3.connect(kept) as database:
                database.execute("UPDATE said SET body = replace(body, '2023', '2024')")
        case ["a", "part"]:
            with sqlite3.connect(kept) as database:
                database.execute("UPDATE content SET lines = x'00'")
        case ["noise", seed]:
            chance = random.Random(int(seed))
            for _ in range(200):
                content[chance.randrange(100, len(content))] = chance.randrange(256)
            kept.write_bytes(content)
        case ["base"]:
            with sqlite3.connect(kept) as database:
                database.execute("UPDATE note SET body = '{}' WHERE name = 'base'")
    chance = random.Random(1)
    for _ in range(4):
        edit(root, chance)
    assert same(build(now, check=False), root)


@FORMS
def test_a_base_that_is_gone_or_damaged_is_done_without(root: Path, disk_above: int) -> None:
    now = settings(root, disk_above=disk_above)
    before = build(now, check=False)
    largest = max((f for f in before.folder.rglob("*") if f.is_file()), key=lambda f: f.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    assert current(now) is None
    built = build(now, check=False)
    assert built.work.read == 0
    assert same(built, root)


def test_the_form_changes_with_the_size_that_is_set(root: Path) -> None:
    hashes = set()
    for disk_above in (10_000_000, 1000, 10_000_000):
        now = settings(root, disk_above=disk_above)
        built = build(now, check=False)
        hashes.add(built.manifest.hash)
        assert readable(built, now).is_dir() == (disk_above == 1000)
        edit_nothing = build(now, check=False)
        assert (edit_nothing.folder, edit_nothing.work.read) == (built.folder, 0)
    assert len(hashes) == 1


def test_whoever_reads_a_snapshot_notices_nothing_of_the_next(root: Path) -> None:
    now = settings(root, disk_above=1000)
    first = build(now, check=False)
    store = EmbeddedStore([readable(first, now)], accepted=ACCEPTED)
    before, chance = rows(store), random.Random(2)
    inodes = {f.stat().st_ino for f in first.snapshot.rglob("*.sst")}
    for step in range(4):
        edit(root, chance)
        documents(root)[0].write_text(f"{PREFIXES} id:event-{step} a ct:Event .", encoding="utf-8")
        second = build(now, check=False)
        if step == 0:
            assert inodes & {f.stat().st_ino for f in second.snapshot.rglob("*.sst")}  # shared, not copied
        assert rows(store) == before
    assert rows(EmbeddedStore([readable(second, now)], accepted=ACCEPTED)) != before


def test_a_file_that_does_not_parse_costs_only_itself(root: Path) -> None:
    broken, *others = documents(root)[::-1]
    sound = broken.read_text(encoding="utf-8")
    broken.write_text(sound + "id:x a ct:Event", encoding="utf-8")
    with pytest.raises(SourceSyntaxError):
        build(settings(root), check=False)
    assert not (root / "build" / "current").exists()
    broken.write_text(sound, encoding="utf-8")
    assert build(settings(root), check=False).work.read <= len(others) + 1
    assert same(build(settings(root), check=False), root)


@FORMS
def test_a_killed_build_leaves_a_graph_and_the_next_is_right(root: Path, disk_above: int) -> None:
    now, chance = settings(root, disk_above=disk_above), random.Random(3)
    words = [sys.executable, "-m", "ctgraph", "--project", str(root), "build", "--no-check"]
    environment = os.environ | {"CTGRAPH_DISK_ABOVE": str(disk_above), "CTGRAPH_BUILD": str(root / "build")}
    begun = time.monotonic()
    subprocess.run(words, env=environment, check=True, capture_output=True)
    whole = time.monotonic() - begun
    for _ in range(6):
        edit(root, chance)
        with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * chance.uniform(0.3, 1))
            process.send_signal(signal.SIGKILL)
        left = standing(now)
        assert left is not None
        assert rows(EmbeddedStore([readable(left, now)], accepted=ACCEPTED))
    assert same(build(now, check=False), root)


def test_two_builds_at_once_both_succeed(root: Path) -> None:
    words = [sys.executable, "-m", "ctgraph", "--project", str(root), "build", "--no-check"]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert {out.strip() for out, _ in said} == {str(path_of(standing(settings(root))))}


def path_of(built: Build | None) -> Path:
    assert built is not None
    return built.graph_file


def test_the_packed_graph_of_a_snapshot_is_made_when_it_is_wanted(root: Path) -> None:
    now = settings(root, disk_above=1000)
    built = build(now, check=False)
    assert not built.graph_file.exists()
    made = written(built, now)
    assert made == built.graph_file
    assert current(now) == built
    assert rows(EmbeddedStore([made], accepted=ACCEPTED)) == rows(EmbeddedStore([built.snapshot], accepted=ACCEPTED))
