"""The pages of the help as their authors write them: blocks of code in order, and what is said to come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

REPOSITORY = Path(__file__).parents[2]
FOLDERS = {"ours": REPOSITORY / "docs", "software": REPOSITORY / "src" / "ctgraph" / "web" / "manual"}
FILES = sorted(file for folder in FOLDERS.values() for file in folder.glob("*.md"))
IDS = [file.name for file in FILES]
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, the file that it names, its text, and the table right below it."""

    place: str
    kind: str
    file: str
    text: str
    table: list[list[str]] = field(default_factory=list)


def blocks(file: Path) -> Iterator[Block]:
    """The blocks of a page, in order."""
    tokens = MarkdownIt("commonmark").enable("table").parse(file.read_text(encoding="utf-8"))
    for number, token in enumerate(tokens):
        assert token.type not in {"code_block", "html_block", "html_inline"}, f"{file.name}: {token.content}"
        if token.type == "fence":
            kind, _, name = token.info.partition(" ")
            line = token.map[0] + 1 if token.map else 0
            yield Block(f"{file.name}:{line}", kind, name, token.content, table(tokens[number + 1 :]))


def table(tokens: list[Token]) -> list[list[str]]:
    """The cells of the table that these begin with, row by row, without their marks; else nothing."""
    rows: list[list[str]] = []
    if not tokens or tokens[0].type != "table_open":
        return rows
    for number, token in enumerate(tokens):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append("".join(t.content for t in tokens[number + 1].children or ()))
    return rows


def headings(file: Path) -> list[tuple[str, str]]:
    """Level and text of each heading, with its anchor."""
    tokens = MarkdownIt("commonmark").parse(file.read_text(encoding="utf-8"))
    return [(t.tag, tokens[n + 1].content) for n, t in enumerate(tokens) if t.type == "heading_open"]
