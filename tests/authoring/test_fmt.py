"""The command fmt as its users meet it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from ctgraph.authoring.files import format_file, replace
from ctgraph.errors import ProjectError

RUN = [sys.executable, "-m", "ctgraph"]
UNTIDY = '@prefix ex: <http://example.org/> .\nex:a   ex:p "1" ; # kept\n  a ex:T.\n'
TIDY = '@prefix ex: <http://example.org/> .\n\nex:a a ex:T ;\n    ex:p "1" . # kept\n'


def fmt(*words: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*RUN, "fmt", *words], capture_output=True, cwd=cwd, input=stdin, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.ttl").write_text(UNTIDY, encoding="utf-8")
    (tmp_path / "b.ttl").write_text(TIDY, encoding="utf-8")
    return tmp_path


def test_the_repository_is_formatted(repository: Path) -> None:
    result = fmt("--check", cwd=repository)
    assert result.returncode == 0, result.stdout.decode()
    files = len(list(repository.glob("data/**/*.ttl")) + list(repository.glob("ontology/**/*.ttl")) + list(repository.glob("shapes/*.ttl")))
    assert f"{files} in style already" in result.stderr.decode()


def test_files_are_written_and_named_once(folder: Path) -> None:
    result = fmt("a.ttl", "b.ttl", ".", cwd=folder)
    assert (result.returncode, result.stdout) == (0, b"a.ttl\n")
    assert (folder / "a.ttl").read_text(encoding="utf-8") == TIDY
    again = fmt(".", cwd=folder)
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"2 in style already\n")
    assert sorted(f.name for f in folder.iterdir()) == ["a.ttl", "b.ttl"]


def test_check_shows_the_difference_and_writes_nothing(folder: Path) -> None:
    result = fmt("--check", ".", cwd=folder)
    assert result.returncode == 1
    assert b'-ex:a   ex:p "1" ; # kept\n' in result.stdout
    assert b'+    ex:p "1" . # kept\n' in result.stdout
    assert b"1 would be formatted" in result.stderr
    assert (folder / "a.ttl").read_text(encoding="utf-8") == UNTIDY


WRONG = {
    "not Turtle": (b"<http://example.org/a> <http://example.org/p>\n  1 , .\n", ":2:7 not Turtle: "),
    "not UTF-8": (b"<a> <b> <c> .\n# \xff\n", ":2:3 not UTF-8"),
    "the file ends too early": (b'<a> <b> """x\n', ":1:9 not Turtle: "),
    "a triple as a subject": (b"<< <a> <b> <c> >> <d> <e> .\n", ":1:1 "),
    "too deep": (b"<a> <b> " + b"[ <b> " * 5000 + b"1" + b" ]" * 5000 + b" .", "more than 100 levels deep"),
    "a prefix that is not declared": (b"<a> ex:b <c> .\n", ":1:"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_cannot_be_read_stays_and_says_where(fault: str, folder: Path) -> None:
    content, message = WRONG[fault]
    (folder / "wrong.ttl").write_bytes(content)
    result = fmt("wrong.ttl", "a.ttl", cwd=folder)
    assert result.returncode == 2
    said = result.stderr.decode()
    assert said.startswith("error: wrong.ttl:")
    assert message in said
    assert "Traceback" not in said
    assert (folder / "wrong.ttl").read_bytes() == content
    assert (folder / "a.ttl").read_text(encoding="utf-8") == TIDY, "the other files are formatted all the same"


def test_check_of_what_cannot_be_read(folder: Path) -> None:
    (folder / "wrong.ttl").write_text("<a> <b> .", encoding="utf-8")
    result = fmt("--check", ".", cwd=folder)
    assert result.returncode == 2, "that a file would change is the lesser matter"
    assert b"wrong.ttl:1:9 " in result.stderr
    assert b'+    ex:p "1" . # kept\n' in result.stdout


def test_missing_and_protected_files(folder: Path) -> None:
    missing = fmt("none.ttl", cwd=folder)
    assert missing.returncode == 2
    assert "none.ttl" in missing.stderr.decode()
    if os.geteuid() != 0:
        (folder / "a.ttl").chmod(0o444)
        assert "write-protected" in fmt("a.ttl", cwd=folder).stderr.decode()


def test_the_project_is_the_one_that_is_asked_for(folder: Path, repository: Path) -> None:
    nowhere = fmt(cwd=folder)
    assert nowhere.returncode == 2
    assert b"no project here" in nowhere.stderr
    (folder / "data" / "reference").mkdir(parents=True)
    (folder / "a.ttl").rename(folder / "data" / "reference" / "a.ttl")
    (folder / "ctgraph.toml").write_text('base_iri = "http://example.org/"\ntitle = { en = "x" }\n', encoding="utf-8")
    assert fmt(cwd=folder / "data").stdout == b"reference/a.ttl\n", "not the ontology and shapes that ship with ctgraph"


def test_standard_input(folder: Path) -> None:
    result = fmt("-", cwd=folder, stdin=UNTIDY.encode())
    assert (result.returncode, result.stdout) == (0, TIDY.encode())
    check = fmt("--check", "-", cwd=folder, stdin=UNTIDY.encode())
    assert check.returncode == 1
    assert b'+    ex:p "1" . # kept\n' in check.stdout
    assert fmt("-", cwd=folder, stdin=b"<a> .").returncode == 2
    assert fmt("-", "a.ttl", cwd=folder).returncode == 2


def test_evidence_goes_by_the_text_beside_the_file(folder: Path) -> None:
    head = "@prefix ct: <https://w3id.org/ctgraph/ns#> .\n\n<a>"
    first, second = '[ ct:quote "one" ]', '[ ct:quote "two" ]'
    (folder / "doc.txt").write_text("two then one", encoding="utf-8")
    text = f"{head} ct:evidence {first} , {second} .\n"
    (folder / "doc.ttl").write_text(text, encoding="utf-8")
    fmt("doc.ttl", cwd=folder)
    after = (folder / "doc.ttl").read_text(encoding="utf-8")
    assert after.index("two") < after.index("one")
    assert fmt("-", "--as", "doc.ttl", cwd=folder, stdin=text.encode()).stdout.decode() == after
    untold = fmt("-", cwd=folder, stdin=text.encode()).stdout.decode()
    assert untold.index("one") < untold.index("two"), "without a text they stay as they are"


def test_the_mode_of_a_file_and_links_to_it_are_kept(folder: Path) -> None:
    (folder / "a.ttl").chmod(0o640)
    (folder / "link.ttl").symlink_to("a.ttl")
    assert fmt("link.ttl", cwd=folder).returncode == 0
    assert (folder / "link.ttl").is_symlink()
    assert (folder / "a.ttl").read_text(encoding="utf-8") == TIDY
    assert (folder / "a.ttl").stat().st_mode & 0o777 == 0o640


def test_what_somebody_else_writes_meanwhile_is_not_lost(folder: Path) -> None:
    path = folder / "a.ttl"
    made = format_file(path, "a.ttl")
    path.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="changed meanwhile"):
        replace(made)
    assert path.read_text(encoding="utf-8") == "# mine\n"
    path.write_bytes(made.after)
    replace(made)
    assert sorted(f.name for f in folder.iterdir()) == ["a.ttl", "b.ttl"]


def test_line_ends_within_literals_stay(folder: Path) -> None:
    (folder / "a.ttl").write_bytes(b'<http://example.org/a>\r\n<http://example.org/p> """x\r\ny""" ;\r\n.\r\n')
    fmt("a.ttl", cwd=folder)
    assert (folder / "a.ttl").read_bytes() == b'<http://example.org/a> <http://example.org/p> """x\r\ny""" .\n'


def many(folder: Path) -> tuple[list[Path], str]:
    body = "".join(f'<http://example.org/{i}>   <http://example.org/p> "{i}" . # {i}\n' for i in range(400))
    files = [folder / f"{n}.ttl" for n in range(6)]
    for file in files:
        file.write_text(body, encoding="utf-8")
    return files, body


@pytest.mark.parametrize("progress", range(12))
def test_a_killed_command_leaves_each_file_as_before_or_as_after(progress: int, tmp_path: Path) -> None:
    """Killed when so many files are written, or when the next one is about to be."""
    files, body = many(tmp_path)
    after = body.replace("   ", " ")
    written, begun = divmod(progress, 2)
    with subprocess.Popen([*RUN, "fmt", "."], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            done = sum(file.stat().st_size != len(body) for file in files)
            if done > written or (done == written and begun and list(tmp_path.glob(".*"))):
                break
        process.kill()
    assert {file.read_text(encoding="utf-8") for file in files} <= {body, after}
    for left in tmp_path.glob(".*"):
        assert left.suffix != ".ttl", "nothing that is left behind is read as data"


DYING = """
import os, signal, sys, tempfile
from pathlib import Path
from ctgraph.cli import main
name, when = sys.argv[1:]
owner = {"mkstemp": tempfile, "fsync": os, "replace": Path}[name]
function = getattr(owner, name)
def dying(*words, **more):
    if when == "after":
        function(*words, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(owner, name, dying)
sys.argv = ["ctgraph", "fmt", "."]
main()
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["mkstemp", "fsync", "replace"])
def test_killed_at_each_step(step: str, when: str, tmp_path: Path) -> None:
    files, body = many(tmp_path)
    killed = subprocess.run([sys.executable, "-c", DYING, step, when], cwd=tmp_path, capture_output=True, check=False)
    assert killed.returncode == -9
    after = body.replace("   ", " ")
    states = [file.read_text(encoding="utf-8") for file in files]
    assert states == [after if (step, when) == ("replace", "after") else body, *[body] * 5]
    left = list(tmp_path.glob(".*"))
    assert len(left) == ((step, when) not in {("mkstemp", "before"), ("replace", "after")})
    for file in left:
        os.utime(file, (0, 0))
    fmt(".", cwd=tmp_path)
    assert not list(tmp_path.glob(".*")), "the next command sweeps"
    assert {file.read_text(encoding="utf-8") for file in files} == {after}


def test_other_parsers_read_the_same(repository: Path) -> None:
    """What rdflib reads from a text that is laid out anew is what it read before."""
    text = (repository / "data" / "adjudications.ttl").read_text(encoding="utf-8")
    words = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    again = fmt("-", cwd=repository, stdin=words.encode()).stdout.decode()
    assert len(again.splitlines()) > 40
    assert isomorphic(Graph().parse(data=words, format="turtle"), Graph().parse(data=again, format="turtle"))
