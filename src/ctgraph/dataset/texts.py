"""A document's text: as received and as people read it, line by line, with exact places."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ctgraph.dataset.repair import repaired


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text from code point `start` up to, not including, `end`; both counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """One text in two readings of equal length: `raw` as received, `read` as repaired."""

    raw: str
    read: str
    sha256: str

    @classmethod
    def of(cls, content: bytes) -> Text:
        """The text in these bytes, which must be UTF-8 (UnicodeDecodeError if not)."""
        raw = content.decode("utf-8")
        return cls(raw, repaired(raw), hashlib.sha256(content).hexdigest().upper())

    def find(self, quote: str) -> list[Span]:
        """Every place where the quote stands in the raw text, overlapping ones included."""
        return list(_occurrences(self.raw, quote))

    def find_read(self, words: str) -> list[Span]:
        """Every place where the words stand in the repaired reading."""
        return list(_occurrences(self.read, words))

    def find_words(self, literal: str) -> list[Span]:
        """Every place where the literal stands as whole words in the repaired reading."""
        left = r"(?<!\w)" if literal[:1].isalnum() else ""
        right = r"(?!\w)" if literal[-1:].isalnum() else ""
        pattern = left + re.escape(literal) + right
        return [Span(*match.span()) for match in re.finditer(pattern, self.read)] if literal else []

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, that holds this offset."""
        return self.raw.count("\n", 0, offset) + 1

    def lines(self) -> list[Span]:
        """The lines' places, without their line ends."""
        spans, start = [], 0
        for line in self.raw.split("\n"):
            spans.append(Span(start, start + len(line)))
            start += len(line) + 1
        return spans


def _occurrences(text: str, piece: str) -> Iterator[Span]:
    at = text.find(piece) if piece else -1
    while at >= 0:
        yield Span(at, at + len(piece))
        at = text.find(piece, at + 1)
