"""Turtle as its author wrote it: terminals with the comments before them (RDF 1.1 Turtle, 6.5).

Parsers throw comments away, and this is all that a formatter wants of them. What a text *means* is never
read here: real parsers do that (see `proof`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ctgraph.errors import SourceSyntaxError

_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = r"\\[tbnrf\"'\\]"
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS = rf"{_BASE}0-9_\-\u00b7\u0300-\u036f\u203f-\u2040"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?)?:"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"
_EXPONENT = r"[eE][+-]?[0-9]+"

# Of two terminals that fit, the longer stands first. Turtle has no two kinds that this leaves undecided.
_TERMINALS = {
    "string": (
        rf'"""(?:[^"\\]++|"{{1,2}}(?!")|{_ECHAR}|{_UCHAR})*+"""'
        rf"|'''(?:[^'\\]++|'{{1,2}}(?!')|{_ECHAR}|{_UCHAR})*+'''"
        rf'|"(?:[^"\\\n\r]++|{_ECHAR}|{_UCHAR})*+"'
        rf"|'(?:[^'\\\n\r]++|{_ECHAR}|{_UCHAR})*+'"
    ),
    "iri": rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>',
    "label": rf"_:[{_BASE}_0-9](?:[{_CHARS}.]*[{_CHARS}])?",
    "name": rf"{_PREFIX}(?:{_LOCAL})?",
    "number": (rf"[+-]?(?:[0-9]+\.[0-9]*{_EXPONENT}|\.?[0-9]+{_EXPONENT}|[0-9]*\.[0-9]+|[0-9]+)"),
    "at": r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*",
    "word": r"[A-Za-z]+",
    "mark": r"\^\^|[.;,\[\]()]",
}
_TERMINAL = re.compile("|".join(f"(?P<{kind}>{text})" for kind, text in _TERMINALS.items()))
_SPACES = (" ", "\t", "\r", "\n")
_SPACE = re.compile(r"[ \t\r\n]+")
_COMMENT = re.compile(r"#[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its '#' on. `alone`: nothing stands before it on its line."""

    text: str
    alone: bool
    after_blank: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A terminal as it is written; `kind` is a key of the table above, or 'end'."""

    kind: str
    text: str
    start: int
    comments: tuple[Comment, ...]
    after_blank: bool


def tokens(text: str, name: str) -> list[Token]:
    """The terminals of a Turtle text, the last of kind 'end'. Raises SourceSyntaxError with the place."""
    found: list[Token] = []
    at = 0
    while True:
        comments, after_blank, at = _trivia(text, at)
        if at == len(text):
            return [*found, Token("end", "", at, comments, after_blank)]
        match = _TERMINAL.match(text, at)
        if match is None or match.lastgroup is None:
            raise syntax_error(text, name, at, f"{text[at]!r} begins nothing that Turtle 1.1 knows")
        found.append(Token(match.lastgroup, match.group(), at, comments, after_blank))
        at = match.end()


def syntax_error(text: str, name: str, at: int, detail: str) -> SourceSyntaxError:
    """The error for what stands at this offset."""
    ends = [m.end() for m in _LINE_END.finditer(text, 0, at)]
    column = at - (ends[-1] if ends else 0) + 1
    return SourceSyntaxError(detail, file=name, line=len(ends) + 1, column=column)


def _trivia(text: str, at: int) -> tuple[tuple[Comment, ...], bool, int]:
    """The comments from here to the next terminal, whether a blank line stands before it, its start."""
    comments: list[Comment] = []
    lines = 1 if at == 0 else 0  # line ends since the last thing that was not space
    while True:
        if text.startswith(_SPACES, at) and (space := _SPACE.match(text, at)):
            lines += len(_LINE_END.findall(text, at, space.end()))
            at = space.end()
        if not text.startswith("#", at) or not (comment := _COMMENT.match(text, at)):
            return tuple(comments), lines > 1, at
        comments.append(Comment(comment.group().rstrip(" \t"), lines > 0, lines > 1))
        lines, at = 0, comment.end()
