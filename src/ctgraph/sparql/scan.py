"""Cut the text of a query into tokens with their places, whatever state the text is in.

What is valid is for the engine to say. What no rule of SPARQL 1.1 (section 19.8)
fits becomes a token too, so that it can be named: a string that is not closed, a URL without its
brackets, a character from a word processor.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<space> [ \t\r\n]++ )
    | (?P<comment> \#[^\r\n]*+ )
    | (?P<iri> < (?: [^<>"{}|^`\\\x00-\x20] | \\[uU][0-9A-Fa-f]++ )*+ > )
    | (?P<string> '{3} (?: [^'\\] | \\. | '{1,2}(?!') )*+ '{3}
                | "{3} (?: [^"\\] | \\. | "{1,2}(?!") )*+ "{3}
                | ' (?: [^'\\\r\n] | \\. )*+ '
                | " (?: [^"\\\r\n] | \\. )*+ " )
    | (?P<unclosed> ['"] [^\r\n]*+ )
    | (?P<variable> [?$]\w++ )
    | (?P<language> @[A-Za-z]++ (?: -{1,2}[A-Za-z0-9]++ )*+ )
    | (?P<url> https?:// [^\s<>"{}|\\^`]++ )
    | (?P<blank> _:\w (?: [\w-] | \.++(?=[\w-]) )*+ )
    | (?P<name> (?: [^\W\d_][\w.-]{0,99} )? :
                (?: (?: [\w:] | %[0-9A-Fa-f]{2} | \\[_~.!$&'()*+,;=/?\#@%-] )
                    (?: [\w:-] | \.++(?=[\w:%\\-]) | %[0-9A-Fa-f]{2}
                      | \\[_~.!$&'()*+,;=/?\#@%-] )*+
                )? )
    | (?P<number> (?: \d++ (?: \.\d++ )? | \.\d++ ) (?: [eE][+-]?\d++ )?+ )
    | (?P<word> [^\W\d]\w*+ )
    | (?P<mark> \^\^ | && | \|\| | != | <= | >= | <> | == | <<\( | \)>> | << | >> | \{\| | \|\}
              | [{}()\[\].;,*/|^!=<>+?&~@-] )
    | (?P<foreign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_BETWEEN = frozenset({"space", "comment"})
_OPENING = {"{": "}", "(": ")", "[": "]"}
_CLOSING = frozenset(_OPENING.values())


class Token(NamedTuple):
    """A piece of the text; `start` and `end` are offsets in code points."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in capitals, or the mark; empty for whatever is neither."""
        return self.text.upper() if self.kind == "word" else self.text * (self.kind == "mark")


def pieces(text: str) -> Iterator[Token]:
    """Cut a text into tokens, comments and space."""
    return map(_token, _TOKEN.finditer(text))


def _token(match: re.Match[str]) -> Token:
    return Token(str(match.lastgroup), match[0], *match.span())


class Tokens:
    """The tokens of a text, comments and space left out."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = _TOKEN.finditer(text)
        self.all = tuple(_token(match) for match in found if match.lastgroup not in _BETWEEN)
        self.end = Token("end", "", len(text), len(text))

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, index: int) -> Token:
        """The token, or the end of the text beyond the last (and before the first)."""
        return self.all[index] if 0 <= index < len(self.all) else self.end

    @cached_property
    def depth(self) -> int:
        """How deep brackets of any kind are nested."""
        deepest = now = 0
        for token in self.all:
            if token.kind == "mark":
                now += token.text in _OPENING
                now -= token.text in _CLOSING
                deepest = max(deepest, now)
        return deepest

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """For each token the index of the bracket that it stands in, -1 outside all."""
        stack, parents = [-1], []
        for index, token in enumerate(self.all):
            if token.kind == "mark" and token.text in _CLOSING and len(stack) > 1:
                stack.pop()
            parents.append(stack[-1])
            if token.kind == "mark" and token.text in _OPENING:
                stack.append(index)
        return tuple(parents)

    def inside(self, index: int) -> str:
        """Which bracket the token stands in: '{', '(' or '['; empty outside all."""
        parent = self.parents[index] if index < len(self.all) else -1
        return self.all[parent].text if parent >= 0 else ""

    def closing(self, index: int) -> int:
        """The index of the bracket that closes the one at `index`; the text's end if none does."""
        depth = 0
        for at in range(index, len(self.all)):
            token = self.all[at]
            if token.kind == "mark":
                depth += token.text in _OPENING
                depth -= token.text in _CLOSING
                if depth == 0:
                    return at
        return len(self.all)

    @cached_property
    def declared(self) -> dict[str, str]:
        """The prefixes that the prologue declares."""
        found = {}
        for index, token in enumerate(self.all[:-2]):
            name, iri = self.all[index + 1], self.all[index + 2]
            if token.word == "PREFIX" and name.kind == "name" and iri.kind == "iri":
                found[name.text.rstrip(":")] = iri.text[1:-1]
        return found


class Lines:
    """Lines and columns, both from 1, of offsets in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Say the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Find the offset of a line and a column."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return min(start + column - 1, len(self._text))
