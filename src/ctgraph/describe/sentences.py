"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sentencex import segment

_ABBREVIATED = re.compile(r"(?:^|\W)[A-ZÀ-Þ]\w?\.\s*$")  # "M.", "Dr.": what follows goes on


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, by its offsets in the text, without white space around it."""

    start: int
    end: int
    text: str

    @property
    def anchor(self) -> str:
        """The fragment that stands for it."""
        return f"s{self.start}-{self.end}"


def sentences(text: str, start: int, end: int, language: str) -> list[Sentence]:
    """Divide a piece of a text into its sentences; without a language as English."""
    made = []
    for part in _joined(segment(language or "en", text[start:end])):
        if words := part.strip():
            begin = start + len(part) - len(part.lstrip())
            made.append(Sentence(begin, begin + len(words), words))
        start += len(part)
    return made


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Join what was parted after an initial or a short title."""
    begun = ""
    for part in parts:
        begun += part
        if not _ABBREVIATED.search(part):
            yield begun
            begun = ""
    if begun:
        yield begun
