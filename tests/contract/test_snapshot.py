"""Data on disk: whole or made anew, and all of it within reach of a process that may open no file."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.contract.test_store import LIMITS

from ctgraph.build import build, readable
from ctgraph.errors import ProjectError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, IsolatedStore, QueryRequest, Supervisor, snapshot

EX = "http://example.org/"
ACCEPTED = EX + "accepted"
PIECES, SIZE = 30, 2000
AT_ONCE = 16  # files that RocksDB opens with a store
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"



def graph_file(folder: Path) -> Path:
    file = folder / "graph.nt"
    file.write_text("".join(lines(0, PIECES * SIZE)))
    return file


def lines(start: int, end: int) -> Iterator[str]:
    return (f'<{EX}{i}> <{EX}p{i % 7}> "value {i % 11}" .\n' for i in range(start, end))


def count(store: EmbeddedStore | IsolatedStore) -> int:
    with store.query(QueryRequest(COUNT)) as rows:
        return int(next(iter(rows))["n"].value)


@pytest.fixture
def of_many_files(tmp_path: Path) -> Path:
    """A snapshot of more files than RocksDB opens at once: each load makes files of its own."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    store = ox.Store(str(folder / "rocksdb"))
    for piece in range(PIECES):
        text = "".join(lines(piece * SIZE, (piece + 1) * SIZE))
        store.bulk_load(text, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(ACCEPTED))
    store.flush()
    del store
    snapshot.seal(folder, ACCEPTED)
    assert len(list(folder.glob("rocksdb/*.sst"))) > AT_ONCE
    return folder


def test_readers_reach_all_files(of_many_files: Path) -> None:
    with Supervisor([of_many_files], accepted=ACCEPTED, limits=LIMITS) as supervisor:
        store = supervisor.store()
        assert count(store) == PIECES * SIZE
        for i in range(0, PIECES * SIZE, 997):
            for pattern in (f"<{EX}{i}> ?p ?o", f'?s <{EX}p{i % 7}> "value {i % 11}"', f'?s ?p "value {i % 11}"'):
                with store.query(QueryRequest(f"ASK {{ {pattern} }}")) as answer:
                    assert answer, pattern
        store.close()


def test_files_that_stay_closed_are_noticed_at_the_start(of_many_files: Path) -> None:
    (of_many_files / "witnesses.nq").write_text("")
    with pytest.raises(ProjectError, match=r"stayed closed.*Remove it"), Supervisor([of_many_files], accepted=ACCEPTED, limits=LIMITS):
        pass


def test_what_is_no_snapshot_is_said_to_be_none(tmp_path: Path) -> None:
    for make in (EmbeddedStore, lambda files: Supervisor(files, limits=LIMITS).start()):
        with pytest.raises(ProjectError, match=r"cannot be read.*Remove it"):
            make([tmp_path])


@pytest.mark.parametrize("harm", ["shorter", "gone", "other engine", "other graph"])
def test_a_damaged_snapshot_is_made_anew(tmp_path: Path, harm: str) -> None:
    folder, file = tmp_path / "snapshot", graph_file(tmp_path)
    snapshot.write([file], folder, ACCEPTED)
    largest = max(folder.glob("rocksdb/*.sst"), key=lambda f: f.stat().st_size)
    manifest = folder / "snapshot.json"
    match harm:
        case "shorter":
            largest.write_bytes(largest.read_bytes()[:-1])
        case "gone":
            largest.unlink()
        case "other engine":
            manifest.write_text(manifest.read_text().replace('"engine": "', '"engine": "9'))
        case "other graph":
            manifest.write_text(manifest.read_text().replace(ACCEPTED, EX + "other"))
    assert not snapshot.is_whole(folder, ACCEPTED)
    snapshot.write([file], folder, ACCEPTED)
    assert snapshot.is_whole(folder, ACCEPTED)
    assert count(EmbeddedStore([folder], accepted=ACCEPTED)) == PIECES * SIZE
    assert sorted(p.name for p in tmp_path.iterdir()) == ["graph.nt", "snapshot"]


WRITE = """
import sys
from pathlib import Path
from ctgraph.store import snapshot
print("begun", flush=True)
snapshot.write([Path(sys.argv[1])], Path(sys.argv[2]), sys.argv[3])
"""


def test_a_snapshot_whose_making_is_killed_is_not_there(tmp_path: Path) -> None:
    folder, file = tmp_path / "snapshot", graph_file(tmp_path)
    for moment in range(12):
        with subprocess.Popen([sys.executable, "-c", WRITE, str(file), str(folder), ACCEPTED], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment * 0.03)
            process.send_signal(signal.SIGKILL)
        assert not folder.exists() or snapshot.is_whole(folder, ACCEPTED)
    snapshot.write([file], folder, ACCEPTED)
    assert count(EmbeddedStore([folder], accepted=ACCEPTED)) == PIECES * SIZE


def test_a_build_is_read_from_disk_above_the_set_size(real_settings: Settings, tmp_path: Path) -> None:
    settings = dataclasses.replace(real_settings, build=str(tmp_path / "build"))
    built = build(settings, check=False)
    quads = built.manifest.quads
    assert readable(built, dataclasses.replace(settings, disk_above=quads)) == built.graph_file
    folder = readable(built, dataclasses.replace(settings, disk_above=quads - 1))
    accepted = settings.base_iri + "id/graph-accepted"
    in_memory, on_disk = (EmbeddedStore([path], accepted=accepted) for path in (built.graph_file, folder))
    assert on_disk.named_graphs() == in_memory.named_graphs()
    for graph in (None, *in_memory.named_graphs()):
        assert set(on_disk.graph(graph)) == set(in_memory.graph(graph))
    made = (folder / "snapshot.json").stat().st_mtime_ns
    assert readable(built, dataclasses.replace(settings, disk_above=0)) == folder
    assert (folder / "snapshot.json").stat().st_mtime_ns == made
