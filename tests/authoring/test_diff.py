"""The command diff, on real git repositories: a row is what is changed, and what is then said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ctgraph.cli import cli
from ctgraph.errors import CtgraphError

PREFIXES = """@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <http://example.org/rivers/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
FILES = {
    "ctgraph.toml": 'base_iri = "http://example.org/rivers/"\n[title]\nen = "Rivers"\n',
    "data/documents/page.txt": "A workshop in Lisbon in May 2023, paid for by Iceland.\nIceland gave money.\nIt was held on 3 May 2023.\n",
    "data/documents/page.ttl": PREFIXES
    + """
id:doc-page a ct:Document ;
    skos:prefLabel "The page"@en , "La page"@fr .

id:workshop a ct:Event ;
    ct:date "2023-05"^^edtf:EDTF ;
    ct:fundedBy id:iceland ;
    ct:evidence
        [ ct:quote "in May 2023"@en ;
          ct:supports ct:date ] ,
        [ ct:quote "paid for by Iceland"@en ;
          ct:supports ct:fundedBy ] .
""",
    "data/documents/note.txt": "The workshop of Lisbon, May 2023. Iceland paid. Norway paid. On 4 May 2023.\n",
    "data/documents/note.ttl": PREFIXES
    + """
id:doc-note a ct:Document ;
    skos:prefLabel "The note"@en , "La note"@fr .

id:workshop a ct:Event ;
    ct:fundedBy id:iceland ;
    ct:evidence [ ct:quote "Iceland paid"@en ] .
""",
    "data/reference/things.ttl": PREFIXES
    + """
id:workshop a ct:Event ;
    skos:prefLabel "Workshop in Lisbon"@en , "Atelier à Lisbonne"@fr .

id:iceland a ct:Country ;
    skos:prefLabel "Iceland"@en , "Islande"@fr .

id:norway a ct:Country ;
    skos:prefLabel "Norway"@en , "Norvège"@fr .
""",
}
PAGE, NOTE, THINGS = "data/documents/page.ttl", "data/documents/note.ttl", "data/reference/things.ttl"
DECISIONS = "data/adjudications.ttl"
DECISION = PREFIXES + """
id:adjudication-date a ct:Adjudication ;
    ct:subject id:workshop ;
    ct:predicate ct:date ;
    ct:setsAside "2023-05"^^edtf:EDTF ;
    ct:prefers "2023-05-03"^^edtf:EDTF ;
    ct:basis concept:editorial ;
    ct:reasoning "The page knows the day."@en , "La page connaît le jour."@fr .
"""


def git(folder: Path, *words: str) -> str:
    names = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *names, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit: a project in a folder of it, and something beside."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q", "-b", "main")
    for name, text in FILES.items():
        file = root / "rivers" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (root / "README").write_text("beside\n", encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "first")
    return root


@pytest.fixture
def rivers(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "repository", symlinks=True)
    return tmp_path / "repository" / "rivers"


@pytest.fixture(autouse=True)
def locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


def diff(project: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--project", str(project), "diff", *words])


def edit(project: Path, name: str, *changes: tuple[str, str]) -> None:
    text = (project / name).read_text(encoding="utf-8")
    for words, become in changes:
        assert text.count(words) == 1, words
        text = text.replace(words, become)
    (project / name).write_text(text, encoding="utf-8")


def set_date(project: Path) -> None:
    edit(project, PAGE, ('"2023-05"^^', '"2023-05-03"^^'), ('"in May 2023"', '"held on 3 May 2023"'))


def decide(project: Path) -> None:
    (project / DECISIONS).write_text(DECISION, encoding="utf-8")


def withdraw(project: Path) -> None:
    edit(project, NOTE, ("id:doc-note a ct:Document ;", 'id:doc-note a ct:Document ; ct:withdrawn true ; ct:withdrawalReason "A forgery."@en ;'))


ROWS: dict[str, tuple[Callable[[Path], None], list[str], str]] = {
    "nothing": (lambda p: None, [], "No fact has changed."),
    "white space and order": (
        lambda p: edit(p, THINGS, ("\nid:iceland a", "\n\n\nid:iceland\n  a"), ('"Workshop in Lisbon"@en , "Atelier à Lisbonne"@fr', '"Atelier à Lisbonne"@fr,"Workshop in Lisbon"@en')),
        [],
        "No fact has changed.",
    ),
    "a date": (
        set_date,
        ["Workshop in Lisbon · id:workshop", "  ~ date: 2023-05 → 2023-05-03", "      because The page says “held on 3 May 2023”"],
        "Facts changed: 1.",
    ),
    "a second donor": (
        lambda p: edit(p, NOTE, ("fundedBy id:iceland", "fundedBy id:iceland , id:norway"), ('"Iceland paid"@en', '"Iceland paid"@en , "Norway paid"@en')),
        ["  + funded by: Norway", "      because The note says “Iceland paid” … “Norway paid”", "  ~ funded by: Iceland (other evidence)", "      The note now: “Iceland paid” … “Norway paid”"],
        "Facts added: 1, with other evidence: 1.",
    ),
    "a donor that one of two documents says no more": (
        lambda p: edit(p, NOTE, ("    ct:fundedBy id:iceland ;\n", "")),
        ["  - funded by: Iceland (held before and after)", "      no longer said by The note"],
        "Facts said by fewer documents: 1.",
    ),
    "a donor that nobody says any more": (
        lambda p: (edit(p, NOTE, ("    ct:fundedBy id:iceland ;\n", "")), edit(p, PAGE, ("    ct:fundedBy id:iceland ;\n", "")), None)[2],
        ["  - funded by: Iceland", "      no longer said by The note", "      no longer said by The page"],
        "Facts removed: 1.",
    ),
    "a day where the month was known": (
        lambda p: edit(p, NOTE, ("ct:fundedBy", 'ct:date "2023-05-04"^^edtf:EDTF ; ct:fundedBy'), ('"Iceland paid"@en', '"Iceland paid"@en , "On 4 May 2023"@en')),
        ["  ~ date: 2023-05 → 2023-05-04", "      because The note says “Iceland paid” … “On 4 May 2023”", "      gives way to what The note says: “Iceland paid” … “On 4 May 2023”"],
        "Facts changed: 1, with other evidence: 1.",
    ),
    "a decision": (
        decide,
        ["id:adjudication-date · id:adjudication-date (new)", "  ~ date: 2023-05 → 2023-05-03", "      decided: “The page knows the day.”"],
        "Facts added: 8, changed: 1.",
    ),
    "a withdrawal": (
        withdraw,
        ["The note · id:doc-note", "  + reason for withdrawal: “A forgery.” (en)", "  - funded by: Iceland (held before and after)", "      The note is withdrawn"],
        "Facts added: 2, removed: 3, said by fewer documents: 1.",
    ),
    "a document more": (
        lambda p: ((p / "data/documents/new.ttl").write_text(PREFIXES + 'id:doc-new a ct:Document ; skos:prefLabel "New"@en . id:workshop a ct:Event ; ct:fundedBy id:iceland ; ct:evidence [ ct:quote "It paid"@en ] .', encoding="utf-8"), (p / "data/documents/new.txt").write_text("It paid.", encoding="utf-8"), None)[2],
        ["New · id:doc-new (new)", "  + funded by: Iceland (held before and after)", "      also said by New: “It paid”"],
        "Facts added: 2, said by more documents: 1.",
    ),
    "a label in one language": (
        lambda p: edit(p, THINGS, ('"Norvège"', '"La Norvège"')),
        ["Norway · id:norway", "  ~ label: “Norvège” (fr) → “La Norvège” (fr)"],
        "Facts changed: 1.",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_said_of_a_change(name: str, rivers: Path) -> None:
    change, lines, summary = ROWS[name]
    change(rivers)
    result = diff(rivers, "HEAD")
    assert result.exit_code == 0, result.output
    said = result.output.splitlines()
    assert [line for line in lines if line not in said] == [], result.output
    assert summary in said[-1]
    assert diff(rivers, "HEAD", "--exit-code").exit_code == (1 if lines else 0)


def test_in_french(rivers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_date(rivers)
    wanted = ["Atelier à Lisbonne · id:workshop", "  ~ date\u00a0: 2023-05 → 2023-05-03", "      car La page dit «\u00a0held on 3 May 2023\u00a0»", "", "Faits modifiés\u00a0: 1."]
    assert diff(rivers, "HEAD", "--lang", "fr").output.splitlines() == wanted
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert diff(rivers, "HEAD").output.splitlines() == wanted


def test_as_data(rivers: Path) -> None:
    set_date(rivers)
    found = json.loads(diff(rivers, "HEAD", "--format", "json").output)
    assert found["counts"] == {"added": 0, "removed": 0, "changed": 1, "said": 0, "unsaid": 0, "reworded": 0}
    assert found["things"] == [
        {
            "iri": "http://example.org/rivers/id/workshop",
            "label": {"en": "Workshop in Lisbon", "fr": "Atelier à Lisbonne"},
            "changes": [
                {
                    "kind": "changed",
                    "property": "https://w3id.org/ctgraph/ns#date",
                    "before": '"2023-05"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
                    "after": '"2023-05-03"^^<http://id.loc.gov/datatypes/edtf/EDTF>',
                    "because": [{"reason": "says", "source": "http://example.org/rivers/id/doc-page", "sentences": [['"held on 3 May 2023"@en']]}],
                }
            ],
        }
    ]


def test_two_revisions_and_the_files_left_alone(rivers: Path) -> None:
    set_date(rivers)
    git(rivers, "commit", "-aqm", "second")
    edit(rivers, THINGS, ('"Norvège"', '"La Norvège"'))
    before = git(rivers, "status", "--porcelain")
    forth = diff(rivers, "HEAD~1", "HEAD").output
    assert "2023-05 → 2023-05-03" in forth
    assert "Norvège" not in forth
    assert "2023-05-03 → 2023-05" in diff(rivers, "HEAD", "HEAD~1").output
    assert "La Norvège" in diff(rivers, "main").output
    assert git(rivers, "status", "--porcelain") == before
    assert git(rivers, "worktree", "list").count("\n") == 1


def test_a_project_at_the_top_of_its_repository(rivers: Path) -> None:
    shutil.rmtree(rivers.parent / ".git")
    git(rivers, "init", "-q")
    git(rivers, "add", "-A")
    git(rivers, "commit", "-qm", "first")
    set_date(rivers)
    assert "2023-05 → 2023-05-03" in diff(rivers, "HEAD").output


def failed(project: Path, *words: str) -> str:
    result = diff(project, *words)
    assert isinstance(result.exception, CtgraphError), result.output
    assert result.exception.exit_code == 2
    return f"{result.exception.extra} {result.exception.detail}"


def test_what_cannot_be_compared(rivers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for unknown in ("no-such-branch", "--output=x", "HEAD:rivers", ""):
        assert "git knows no revision" in failed(rivers, "--", unknown)
    assert not list(rivers.glob("*x"))
    git(rivers, "rm", "-q", "--cached", "-r", ".")
    git(rivers, "commit", "-qm", "gone")
    assert "has no ctgraph.toml" in failed(rivers, "HEAD")
    assert str(tmp_path) in failed(rivers, "HEAD"), "it names the project's folder, not a temporary one"
    edit(rivers, THINGS, ("id:norway a", "id:norway a a"))
    git(rivers, "add", "-A")
    git(rivers, "commit", "-qm", "broken")
    assert "HEAD:data/reference/things.ttl" in failed(rivers, "HEAD", "HEAD~2")
    assert "'line': 13" in failed(rivers, "HEAD", "HEAD~2")
    shutil.rmtree(rivers.parent / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "not a git repository" in failed(rivers, "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "needs git" in failed(rivers, "HEAD")


def test_the_message_and_the_exit_code_at_the_shell(rivers: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "ctgraph", "diff", "nowhere"], cwd=rivers / "data", capture_output=True, text=True, check=False, env=os.environ)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "error: git knows no revision 'nowhere'\n"
