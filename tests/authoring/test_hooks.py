"""The hooks as pre-commit runs them, and the recipe for CI, in a real repository."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

WRONG = "Plaice"  # no class of the ontology


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `ctgraph` is the one under test."""
    command = tmp_path / "bin" / "ctgraph"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ctgraph "$@"\n', encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    kept = {n: v for n, v in os.environ.items() if not n.startswith("GIT_")}
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return kept | names | {"PATH": f"{command.parent}:{os.environ['PATH']}", "PRE_COMMIT_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}


@pytest.fixture
def rivers(tmp_path: Path, environment: dict[str, str]) -> Path:
    """A repository that is a project: valid, in style, committed."""
    root = tmp_path / "rivers"
    (root / "data" / "reference").mkdir(parents=True)
    (root / "ctgraph.toml").write_text('base_iri = "http://example.org/rivers/"\n[title]\nen = "Rivers"\n', encoding="utf-8")
    (root / "data" / "reference" / "things.ttl").write_text(
        "@prefix ct: <https://w3id.org/ctgraph/ns#> .\n@prefix id: <http://example.org/rivers/id/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        'id:oder a ct:Place ;\n    skos:prefLabel "Oder"@en , "Oder"@fr .\n',
        encoding="utf-8",
    )
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run(["git", *words], cwd=root, env=environment, check=True)
    return root


@pytest.fixture
def hooks(repository: Path, rivers: Path, environment: dict[str, str]) -> Path:
    """The hooks, installed; pre-commit takes them as they are, but for the environment that it would make."""
    made = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    local = [{**hook, "language": "system"} for hook in made]
    (rivers / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]}), encoding="utf-8")
    for words in (["git", "add", "-A"], ["git", "commit", "-qm", "hooks"], [sys.executable, "-m", "pre_commit", "install"]):
        subprocess.run(words, cwd=rivers, env=environment, check=True, capture_output=True)
    return rivers


def commit(root: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    subprocess.run(["git", "add", "-A"], cwd=root, env=environment, check=True)
    return subprocess.run(["git", "commit", "-m", "change"], cwd=root, env=environment, capture_output=True, text=True, check=False)


def append(root: Path, text: str) -> Path:
    path = root / "data" / "reference" / "things.ttl"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_the_manifest_is_one(repository: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"], cwd=repository, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_a_commit_is_formatted_and_then_goes_through(hooks: Path, environment: dict[str, str]) -> None:
    path = append(hooks, 'id:elbe a   ct:Place; skos:prefLabel "Elbe"@en,"Elbe"@fr. # a river\n')
    first = commit(hooks, environment)
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stderr
    assert path.read_text(encoding="utf-8").endswith('\nid:elbe a ct:Place ;\n    skos:prefLabel "Elbe"@en , "Elbe"@fr . # a river\n')
    second = commit(hooks, environment)
    assert second.returncode == 0, second.stderr
    log = subprocess.run(["git", "log", "--oneline"], cwd=hooks, capture_output=True, text=True, check=True).stdout
    assert len(log.splitlines()) == 3


def test_what_is_wrong_is_not_committed(hooks: Path, environment: dict[str, str]) -> None:
    path = append(hooks, f'\nid:elbe a ct:{WRONG} ;\n    skos:prefLabel "Elbe"@en , "Elbe"@fr .\n')
    result = commit(hooks, environment)
    assert result.returncode == 1
    assert "data/reference/things.ttl:8:11" in result.stderr
    path.write_text(path.read_text(encoding="utf-8").replace(f"{WRONG} ;", "Place"), encoding="utf-8")
    result = commit(hooks, environment)
    assert result.returncode == 1
    assert "data/reference/things.ttl:9:" in result.stderr, "ctgraph fmt says where the file does not parse"


def test_other_files_run_no_hook(hooks: Path, environment: dict[str, str]) -> None:
    (hooks / "NOTES.md").write_text("notes\n", encoding="utf-8")
    result = commit(hooks, environment)
    assert result.returncode == 0
    assert result.stderr.count("no files to check") == 2


def test_a_repository_that_is_no_project_is_an_error(hooks: Path, environment: dict[str, str]) -> None:
    (hooks / "ctgraph.toml").rename(hooks / "ctgraph.txt")
    result = commit(hooks, environment)
    assert result.returncode == 1
    assert "it has no ctgraph.toml" in result.stderr


def test_the_recipe_for_ci(repository: Path, rivers: Path, environment: dict[str, str]) -> None:
    readme = (repository / "README.md").read_text(encoding="utf-8")
    steps = re.findall(r"^- run: (ctgraph .*)$", readme, re.MULTILINE)
    assert len(steps) == 3

    def run() -> list[subprocess.CompletedProcess[str]]:
        return [subprocess.run(step, shell=True, cwd=rivers, env=environment | {"BASE": "main"}, capture_output=True, text=True, check=False) for step in steps]

    assert [r.returncode for r in run()] == [0, 0, 0]
    append(rivers, f"id:elbe a ct:{WRONG} .\n")
    results = run()
    assert [r.returncode for r in results] == [1, 1, 0]
    assert "id:elbe (new)" in results[2].stdout
    assert {h["id"] for h in yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))} == set(re.findall(r"- id: (ctgraph-\w+)", readme))
