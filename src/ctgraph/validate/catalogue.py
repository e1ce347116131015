"""What is said of each rule: the tables in `rules/*.toml`, in every language that they are written in.

A rule has a `title`, what is `expected` and `why`; a `message` and perhaps a `help`, each one text or
several by name; and examples of data, `valid` and `invalid`, as parts of a small project (`document`,
`decisions`, `ledger` and so on; tests run them). Messages are templates of `str.format`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

LANGUAGES = ("en", "fr")  # in which rules speak, the first being the default

Texts = tuple[tuple[str, str], ...]  # (language, text)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as people read of it. `helps` and `messages` are by name, '' being the only one."""

    name: str
    group: str
    title: Texts
    expected: Texts
    why: Texts
    messages: Mapping[str, Texts]
    helps: Mapping[str, Texts]
    valid: Mapping[str, str]
    invalid: Mapping[str, str]

    def message(self, key: str, said: Mapping[str, object]) -> Texts:
        """The message of this name, filled in."""
        return _filled(self.messages[key], said)

    def help(self, said: Mapping[str, object]) -> Texts:
        """The first help that can be filled in with what is said; empty if there is none."""
        known = {name for name, value in said.items() if value}
        fitting = (texts for texts in self.helps.values() if _fields(texts) <= known)
        return _filled(next(fitting, ()), said)


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by name, in the order of the tables."""
    found = {}
    for group in ("files", "evidence", "agreement"):
        table = files("ctgraph.validate").joinpath(f"rules/{group}.toml")
        for name, row in tomllib.loads(table.read_text(encoding="utf-8")).items():
            found[name] = _rule(name, group, row)
    return found


def _rule(name: str, group: str, row: Mapping[str, Any]) -> Rule:
    return Rule(
        name,
        group,
        title=_texts(row["title"]),
        expected=_texts(row["expected"]),
        why=_texts(row["why"]),
        messages=_by_name(row["message"]),
        helps=_by_name(row.get("help", {})),
        valid=row["valid"],
        invalid=row["invalid"],
    )


def _by_name(row: Mapping[str, Any]) -> dict[str, Texts]:
    """One text is written without a name."""
    if not row or isinstance(row.get(LANGUAGES[0]), str):
        return {"": _texts(row)} if row else {}
    return {key: _texts(texts) for key, texts in row.items()}


def _texts(row: Mapping[str, str]) -> Texts:
    return tuple(row.items())


def _filled(texts: Texts, said: Mapping[str, object]) -> Texts:
    return tuple((language, text.format(**said)) for language, text in texts)


def _fields(texts: Texts) -> set[str]:
    return {field for _, text in texts for _, field, _, _ in Formatter().parse(text) if field}


def best(texts: Texts, language: str) -> str:
    """The text in a language, else in the first; empty if there is none."""
    return dict(texts).get(language) or next((text for _, text in texts), "")
