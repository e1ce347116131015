"""The build: same bytes from the same files, and nothing lost when it stops."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset as RdflibDataset

from ctgraph.build import Build, build, current, ensure
from ctgraph.errors import InvalidData, SourceSyntaxError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest

DIALOGUE = "data/documents/dialogue-strategique.ttl"


def settings(project: Path, **overrides: object) -> Settings:
    return Settings.load(project, environ={}, **overrides)


def quads(built: Build) -> bytes:
    return gzip.decompress(built.graph_file.read_bytes())


def command(project: Path, *words: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctgraph", "--project", str(project), *words],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": hash_seed, "HOME": str(project)},
    )


def test_two_builds_have_the_same_bytes(project: Path) -> None:
    contents = []
    for seed in ("1", "2"):
        result = command(project, "build", "--no-check", hash_seed=seed)
        assert result.returncode == 0, result.stderr
        contents.append(Path(result.stdout.strip()).read_bytes())
        (project / "build" / "current").unlink()
    assert contents[0] == contents[1]


def test_the_order_of_statements_does_not_matter(project: Path) -> None:
    before = quads(build(settings(project), check=False))
    path = project / DIALOGUE
    head, *blocks = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join([head, *reversed(blocks)]), encoding="utf-8")
    assert quads(build(settings(project), check=False)) == before


def test_the_graph_has_no_blank_nodes_and_loads_everywhere(real_build: Build) -> None:
    content = quads(real_build)
    store = ox.Store()
    store.load(content, format=ox.RdfFormat.N_QUADS)
    assert len(store) == real_build.manifest.quads
    assert not any(isinstance(t, ox.BlankNode) for q in store for t in (q.subject, q.object))
    dataset = RdflibDataset()
    dataset.parse(data=content.decode(), format="nquads")
    assert sum(1 for _ in dataset.quads()) == real_build.manifest.quads


def test_well_over_two_hundred_claims_each_with_a_passage(real_store: EmbeddedStore, real_build: Build) -> None:
    assert real_build.manifest.claims > 400
    without = real_store.query(QueryRequest("""
        PREFIX ct: <https://w3id.org/ctgraph/ns#>
        SELECT ?claim { GRAPH ?g { ?claim a ct:Claim FILTER NOT EXISTS { ?claim ct:evidence/ct:passage ?passage } } }"""))
    assert list(without) == []


def test_a_build_that_fits_is_not_made_again(project: Path) -> None:
    first = build(settings(project), check=False)
    made = first.graph_file.stat().st_mtime_ns
    again = ensure(settings(project))
    assert again.graph_file == first.graph_file
    assert again.graph_file.stat().st_mtime_ns == made


def test_what_does_not_match_its_manifest_is_made_again(project: Path) -> None:
    first = build(settings(project), check=False)
    content = first.graph_file.read_bytes()
    first.graph_file.write_bytes(content[:-1] + b"?")
    assert current(settings(project)) is None
    assert build(settings(project), check=False).graph_file.read_bytes() == content


def test_a_changed_file_asks_for_a_new_build(project: Path) -> None:
    build(settings(project), check=False)
    path = project / DIALOGUE
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert current(settings(project)) is None


@pytest.mark.parametrize("broken", ["cut", "invalid"])
def test_a_failed_build_keeps_the_graph_before(project: Path, broken: str) -> None:
    before = build(settings(project), check=False)
    path = project / DIALOGUE
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:2000] if broken == "cut" else text.replace("prévue en", "prevue en"), encoding="utf-8")
    with pytest.raises((SourceSyntaxError, InvalidData)):
        build(settings(project))
    pointer = (project / "build" / "current").read_text(encoding="ascii").strip()
    assert pointer == before.folder.name
    assert json.loads((before.folder / "manifest.json").read_text(encoding="utf-8"))["hash"] == before.manifest.hash


def test_a_killed_build_keeps_the_graph_before(project: Path) -> None:
    """Kill it at twelve moments, from its first to its last."""
    before = build(settings(project), check=False)
    path = project / DIALOGUE
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    begun = time.monotonic()
    assert command(project, "build", "--no-check").returncode == 0
    whole = time.monotonic() - begun
    after = (project / "build" / "current").read_text(encoding="ascii").strip()
    for moment in range(12):
        (project / "build" / "current").write_text(before.folder.name + "\n", encoding="ascii")
        process = subprocess.Popen(
            [sys.executable, "-m", "ctgraph", "--project", str(project), "build", "--no-check"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * (moment + 1) / 12)
        process.send_signal(signal.SIGKILL)
        process.wait()
        pointer = (project / "build" / "current").read_text(encoding="ascii").strip()
        assert pointer in {before.folder.name, after}
        store = EmbeddedStore([project / "build" / pointer / "graph.nq.gz"])
        assert store.named_graphs()


def test_old_builds_are_removed_but_the_one_before_stays(project: Path) -> None:
    path = project / DIALOGUE
    folders = []
    for n in range(4):
        path.write_text(path.read_text(encoding="utf-8") + f"# {n}\n", encoding="utf-8")
        folders.append(build(settings(project), check=False).folder)
    assert [f.is_dir() for f in folders] == [False, False, True, True]


def test_commands_need_neither_fork_nor_resource(project: Path, tmp_path: Path) -> None:
    """Building, validating and querying run where there is no fork, no resource and no granian."""
    block = tmp_path / "block"
    block.mkdir()
    for name in ("resource", "fcntl", "granian"):
        (block / f"{name}.py").write_text("raise ImportError('not on this platform')\n", encoding="utf-8")
    (block / "sitecustomize.py").write_text("import os\nfor name in ('fork', 'forkpty'):\n    delattr(os, name)\n", encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(block), "HOME": str(tmp_path)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ctgraph", "--project", str(project), *words],
            capture_output=True, text=True, env=environment, check=False,
        )

    assert run("validate").returncode == 0
    assert run("build").returncode == 0
    asked = run("query", "--format", "csv", "SELECT ?e { ?e a ct:Event ; ct:fundedBy ?d }")
    assert asked.stdout.splitlines()[1].endswith("event-marrakech-sahel-workshop")
    refused = run("serve")
    assert refused.returncode == 2
    assert "granian" in refused.stderr
