"""The pages of the help as files: `<number>-<name>.<language>.md`, in the order of their numbers.

A page is Markdown (CommonMark and tables, no HTML). Its first heading is its title, the paragraph below
that says what it is for. Every other heading ends in its anchor, `{#so}`: the same in every language, so
that a link holds in each.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

_FILE = re.compile(r"(?:\d+-)?(?P<name>[a-z][a-z0-9-]*)\.(?P<language>[a-z]{2})\.md")
_ANCHOR = re.compile(r"\s*\{#([a-z][a-z0-9-]*)\}$")
_LOOSE = re.compile(r" (?=[;:?!»])|(?<=«) ")  # where French has a space, but no line may end
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading below the title: its level is 2 or more."""

    level: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language; `own` if it is the project's. Its body is Markdown that was parsed."""

    name: str
    language: str
    own: bool
    title: str
    purpose: str
    sections: tuple[Section, ...]
    body: Sequence[Token]

    @classmethod
    def of(cls, name: str, language: str, text: str, *, own: bool) -> Page:
        """Read a page. What it lacks is left empty; without a title it has its name."""
        tokens = _MARKDOWN.parse(text)
        _prepare(tokens, french=language == "fr")
        title, tokens = _take(tokens, "heading")
        purpose, tokens = _take(tokens, "paragraph")
        sections = tuple(_anchored(tokens))
        return cls(name, language, own, title or name, purpose, sections, tokens)


@dataclass(frozen=True, slots=True)
class Manual:
    """All pages: by name, and then by language. `digest` stands for what they say."""

    pages: dict[str, dict[str, Page]]
    digest: str

    @classmethod
    def read(cls, own: Path | None, without: Collection[str] = ()) -> Manual:
        """Read a project's pages, if it has such a folder, and then ctgraph's, some of them left out."""
        pages: dict[str, dict[str, Page]] = {}
        digest = hashlib.sha256()
        for folder, is_own in ((own, True), (resources.files(__package__), False)):
            for name, language, text in _files(folder):
                if name in without and not is_own:
                    continue
                page = Page.of(name, language, text, own=is_own)
                pages.setdefault(name, {}).setdefault(language, page)
                digest.update(f"{name}.{language}\n{text}".encode())
        return cls(pages, digest.hexdigest())

    @property
    def names(self) -> tuple[str, ...]:
        """The pages' names, in their order."""
        return tuple(self.pages)

    def find(self, name: str, languages: Sequence[str]) -> Page | None:
        """Find a page in the first of these languages that it is written in, else in any."""
        there = self.pages.get(name, {})
        return next((there[code] for code in (*languages, *there) if code in there), None)

    def beside(self, name: str) -> tuple[str, str]:
        """Name the pages before and after one; empty where there is none."""
        at = self.names.index(name)
        around = ("", *self.names, "")
        return around[at], around[at + 2]


def _files(folder: Traversable | None) -> Iterator[tuple[str, str, str]]:
    """Read the files that are pages, in order: name, language, text."""
    if folder is None or not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=_place):
        if found := _FILE.fullmatch(file.name):
            text = file.read_bytes().decode(errors="replace")
            yield found["name"], found["language"], text


def _place(file: Traversable) -> tuple[int, str]:
    number = file.name.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() else 0, file.name


def _take(tokens: list[Token], kind: str) -> tuple[str, list[Token]]:
    """Take the words of the first block away from a text, if it is of this kind."""
    if len(tokens) < 3 or tokens[0].type != f"{kind}_open":
        return "", tokens
    return _words(tokens[1]), tokens[3:]


def _words(inline: Token) -> str:
    """The words of a line, without its marks."""
    kinds = {"text", "code_inline"}
    return "".join(
        t.content if t.type in kinds else " " * (t.type == "softbreak")
        for t in inline.children or ()
    )


def _prepare(tokens: list[Token], *, french: bool) -> None:
    """Mark code that stands in a table, and set French as French is set."""
    for before, token in pairwise(tokens):
        for part in token.children or ():
            if part.type == "code_inline" and before.type == "td_open":
                part.meta["in_cell"] = True
            if part.type == "text" and french:
                part.content = _LOOSE.sub("\u00a0", part.content)


def _anchored(tokens: list[Token]) -> Iterator[Section]:
    """Move the anchors out of the headings' texts, to where the renderer finds them."""
    for token, line in pairwise(tokens):
        if token.type != "heading_open" or not line.children:
            continue
        last = line.children[-1]
        if found := _ANCHOR.search(last.content):
            last.content = _ANCHOR.sub("", last.content)
            token.attrSet("id", found[1])
            yield Section(int(token.tag[1:]), _words(line), found[1])
