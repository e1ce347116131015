"""The command as its users meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = [sys.executable, "-m", "ctgraph"]


def ctgraph(*words: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RUN, *words], capture_output=True, text=True, cwd=cwd, input=stdin, check=False)


@pytest.fixture(scope="module")
def here(repository: Path) -> Path:
    return repository


@pytest.mark.parametrize("command", ["build", "validate", "query", "serve", "quote", "fmt", "diff"])
def test_every_command_has_help(command: str, here: Path) -> None:
    result = ctgraph(command, "--help", cwd=here)
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) > 6


def test_quote_gives_the_text_as_received(here: Path) -> None:
    result = ctgraph("quote", "marrakech-sahel-workshop", "généreux soutien financier", cwd=here)
    assert result.stdout == '"g谷n谷reux soutien financier"@fr\n'
    assert result.returncode == 0


def test_quote_takes_the_received_file_name_and_says_how_often(here: Path) -> None:
    result = ctgraph("quote", "000_75c6ee08a110a6ed.txt", "Marrakech", cwd=here)
    assert result.returncode == 1
    assert "occurs 3 times" in result.stderr
    assert ctgraph("quote", "marrakech-sahel-workshop", "nowhere", cwd=here).returncode == 1
    unknown = ctgraph("quote", "no-such-document", "x", cwd=here)
    assert unknown.returncode == 2
    assert "marrakech-sahel-workshop" in unknown.stderr


def test_query_reads_text_file_and_standard_input(here: Path, tmp_path: Path) -> None:
    text = "SELECT ?donor { ?event ct:fundedBy ?donor }"
    file = tmp_path / "q.rq"
    file.write_text(text, encoding="utf-8")
    answers = [ctgraph("query", *w, cwd=here, stdin=text).stdout for w in ([text], [str(file)], ["-"], [])]
    assert len(set(answers)) == 1
    assert "id:country-italy" in answers[0]


def test_query_formats(here: Path) -> None:
    select = "SELECT ?d { ?e ct:fundedBy ?d }"
    found = json.loads(ctgraph("query", "-f", "json", select, cwd=here).stdout)
    assert found["results"]["bindings"][0]["d"]["value"].endswith("country-italy")
    turtle = ctgraph("query", "CONSTRUCT WHERE { ?e ct:fundedBy ?d }", cwd=here).stdout
    assert "id:event-marrakech-sahel-workshop ct:fundedBy id:country-italy" in turtle
    wrong = ctgraph("query", "-f", "csv", "ASK { ?s ?p ?o }", cwd=here)
    assert wrong.returncode == 2
    assert "csv" in wrong.stderr
    assert ctgraph("query", "ASK { ?s a ct:Donor }", cwd=here).returncode == 0
    assert ctgraph("query", "ASK { ?s a ct:Nothing }", cwd=here).returncode == 1


def test_a_wrong_query_says_where(here: Path) -> None:
    result = ctgraph("query", "SELECT ?d {\n  ?e ct:fundedBy ?d ;;; .. }", cwd=here)
    assert result.returncode == 2
    assert "2:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_project_that_is_none(tmp_path: Path) -> None:
    result = ctgraph("--project", str(tmp_path), "validate", cwd=tmp_path)
    assert result.returncode == 2
    assert "ctgraph.toml" in result.stderr
    (tmp_path / "ctgraph.toml").write_text('base_iri = "http://e/"\ntitle = { en = "x" }\nhots = "y"\n', encoding="utf-8")
    result = ctgraph("--project", str(tmp_path), "validate", cwd=tmp_path)
    assert result.returncode == 2
    assert "hots" in result.stderr


def test_query_of_other_files(tmp_path: Path, here: Path) -> None:
    data = tmp_path / "x.ttl"
    data.write_text("<http://e/a> <http://e/b> 1 .", encoding="utf-8")
    result = ctgraph("query", "--data", str(data), "-f", "csv", "SELECT ?o { ?s ?p ?o }", cwd=here)
    assert result.stdout.splitlines() == ["o", "1"]
    data.write_text("<http://e/a> <http://e/b>\n 1 , .", encoding="utf-8")
    result = ctgraph("query", "--data", str(data), "SELECT ?o { ?s ?p ?o }", cwd=here)
    assert result.returncode == 2
    assert "x.ttl" in result.stderr
