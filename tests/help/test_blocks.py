"""Every block of code in the help does what its page says, in each language."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import html5lib
import httpx
import pytest
import yaml
from rdflib import Graph
from tests.help.pages import FILES, FOLDERS, IDS, REPOSITORY, Block, blocks
from tests.help.working import Reader, dialogue, fits
from tests.linked.projects import copy_ours

from ctgraph.terms import Names, curie

NAMES = Names("https://w3id.org/ctgraph/")
SPARQL_JSON = {"Accept": "application/sparql-results+json"}
HTML = "{http://www.w3.org/1999/xhtml}"
IN_A_PROJECT = {"operators"}  # pages whose reader stands in a project that there is


def name_of(file: Path) -> tuple[str, str]:
    """Name and language of a page."""
    name, language, _ = re.sub(r"^\d+-", "", file.name).split(".")
    return name, language


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_what_run_it_runs_is_what_the_table_says(file: Path, client: httpx.Client) -> None:
    """The link is followed that the page has: the query as it is read there, with its prefixes."""
    name, language = name_of(file)
    page = html5lib.parse(client.get(f"/help/{name}", params={"lang": language}).text)
    links = [a.attrib["href"] for a in page.iter(f"{HTML}a") if a.attrib.get("class") == "run"]
    queries = [b for b in blocks(file) if b.kind == "sparql"]
    assert len(links) == len(queries)
    for block, link in zip(queries, links, strict=True):
        assert client.get(link).status_code == 200, block.place
        if block.text.lstrip().startswith("CONSTRUCT"):
            assert client.get(link, headers={"Accept": "text/turtle"}).text.count(";") > 1, block.place
            continue
        answer = client.get(link, headers=SPARQL_JSON)
        assert answer.status_code == 200, (block.place, answer.text)
        expect(block, answer.json(), needed=file.parent == FOLDERS["ours"])


def expect(block: Block, answer: dict[str, dict[str, list[dict[str, dict[str, str]]]]], *, needed: bool) -> None:
    """Compare an answer with the table; a cell may end early with an ellipsis, and so may the table."""
    variables, rows = [str(v) for v in answer["head"]["vars"]], answer["results"]["bindings"]
    assert block.table or not needed, f"{block.place}: what does it answer?"
    if not block.table:
        return
    header, *said = block.table
    found = [[cell(row.get(v)) for v in variables] for row in rows]
    assert header == variables, block.place
    if said[-1:] == [["…"] * len(header)]:
        said, found = said[:-1], found[: len(said) - 1]
    if "ORDER BY" not in block.text:
        said, found = sorted(said), sorted(found)
    assert len(said) == len(found), (block.place, found)
    for expected, given in zip(said, found, strict=True):
        assert all(g == e or (e.endswith(" …") and g.startswith(e[:-2])) for e, g in zip(expected, given, strict=True)), (block.place, expected, given)


def cell(term: dict[str, str] | None) -> str:
    """A term as tables on the pages have it."""
    if term is None:
        return ""
    return curie(term["value"], NAMES.prefixes()) if term["type"] == "uri" else " ".join(term["value"].split())


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_a_page_can_be_worked_through(file: Path, root: str, sandbox: Path) -> None:
    """Its files are written, its commands and programs run, from the top, in one folder."""
    if name_of(file)[0] in IN_A_PROJECT:
        copy_ours(sandbox)
    reader = Reader(sandbox, root)
    for block in blocks(file):
        if block.kind in ELSEWHERE:
            continue
        assert block.kind in DO, f"{block.place}: nothing is known that would test a block of the kind {block.kind!r}"
        DO[block.kind](reader, block)


def write(reader: Reader, block: Block) -> None:
    assert block.file, f"{block.place}: a text goes to a file"
    reader.write(block)


def read_toml(reader: Reader, block: Block) -> None:
    tomllib.loads(block.text)
    if block.file:
        reader.write(block)


def read_turtle(reader: Reader, block: Block) -> None:
    """Turtle that goes to no file is a piece of one, whose prefixes are the project's."""
    prefixes = "" if block.file else "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in NAMES.prefixes().items())
    Graph().parse(data=prefixes + block.text, format="turtle")
    if block.file:
        reader.write(block)


def run_script(reader: Reader, block: Block) -> None:
    result = reader.shell(block.text)
    assert result.returncode == 0, (block.place, result.stdout)


def hold_dialogue(reader: Reader, block: Block) -> None:
    """A command may fail only where it is shown what it says then."""
    for command, said in dialogue(block):
        result = reader.shell(command)
        assert fits(reader.here(said), result.stdout), (block.place, command, result.stdout)
        assert result.returncode == 0 or said.strip(), (block.place, command, result.stdout)


def run_program(reader: Reader, block: Block) -> None:
    result = reader.python(block.text)
    assert result.returncode == 0, (block.place, result.stdout)


def compare_output(reader: Reader, block: Block) -> None:
    assert fits(block.text, reader.printed), (block.place, reader.printed)


def follow(reader: Reader, block: Block) -> None:
    """Do what YAML asks for: steps of CI are run, hooks are looked up."""
    asked = yaml.safe_load(block.text)
    if isinstance(asked, list):
        for step in asked:
            result = reader.shell(step["run"], BASE="HEAD")
            assert result.returncode == 0, (block.place, step, result.stdout)
    else:
        known = {hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
        assert {hook["id"] for repo in asked["repos"] for hook in repo["hooks"]} <= known, block.place


ELSEWHERE = {"sparql", "settings", "measured"}  # kinds that have tests of their own
DO: dict[str, Callable[[Reader, Block], None]] = {
    "text": write,
    "toml": read_toml,
    "turtle": read_turtle,
    "sh": run_script,
    "console": hold_dialogue,
    "python": run_program,
    "output": compare_output,
    "yaml": follow,
}


def test_what_these_tests_need_is_there() -> None:
    assert shutil.which("curl"), "pages use curl: apt-get install curl"
    assert len(FILES) >= 8


@pytest.mark.parametrize(
    ("said", "printed", "does"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a … c\n", "a b c\n", True),
        ("…\nc\n", "a\nb\nc\n", True),
        ("a\n", "a\nb\n", False),
        ("", "b\n", False),
        ("", "", True),
    ],
)
def test_output_is_compared_line_by_line(said: str, printed: str, does: bool) -> None:
    assert fits(said, printed) is does
