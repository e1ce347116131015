"""Undo one kind of damage: GBK bytes that were read as Big5 and then width-folded.

Accented letters and typographic marks have two-byte codes in GBK; read as Big5 they become Chinese
characters (é → 谷, è → 豕) or full-width marks that a later folding made ASCII (’ → ＊ → *). One character
stays one character, so offsets hold in both readings. A line is repaired only if putting the damage on
again gives the received line exactly; sound text and real Chinese stay as they are.
"""

from __future__ import annotations

import unicodedata

_APOSTROPHE = "’"
_FOLDED_APOSTROPHE = "*"


def repaired(text: str) -> str:
    """The text with damaged lines repaired; of the same length, line for line."""
    return "".join(_line(line) for line in text.splitlines(keepends=True))


def damaged(text: str) -> str:
    """The text as the damage would leave it: the inverse of `repaired` for text that GBK can hold.

    Raises UnicodeError for a character that GBK or Big5 cannot hold.
    """
    return "".join(c if c.isascii() else _fold(c.encode("gbk").decode("big5")) for c in text)


def _line(line: str) -> str:
    letters = [_letter(c) for c in line]
    if None in letters or not any(
        _in_word(letters, i) for i, c in enumerate(line) if not c.isascii()
    ):
        return line
    mended = "".join(
        _APOSTROPHE if c == _FOLDED_APOSTROPHE and _between_letters(letters, i) else str(letters[i])
        for i, c in enumerate(line)
    )
    return mended if _damages_to(mended, line) else line


def _letter(char: str) -> str | None:
    """What the character was before the damage; None if it cannot be damage of a European text."""
    if char.isascii():
        return char
    try:
        before = char.encode("big5").decode("gbk")
    except UnicodeError:
        return None
    european = len(before) == 1 and unicodedata.name(before, "").startswith(
        ("LATIN ", "LEFT ", "RIGHT ", "EM DASH")
    )
    return before if european else None


def _in_word(letters: list[str | None], i: int) -> bool:
    """Whether the character would be a letter inside or at the edge of a word of two or more letters."""
    here = letters[i] or ""
    beside = (letters[i - 1] if i else None, letters[i + 1] if i + 1 < len(letters) else None)
    return here.isalpha() and any(c and c.isascii() and c.isalpha() for c in beside)


def _between_letters(letters: list[str | None], i: int) -> bool:
    around = letters[i - 1 : i] + letters[i + 1 : i + 2]
    return len(around) == 2 and all(c and c.isalpha() for c in around)


def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char


def _damages_to(mended: str, line: str) -> bool:
    try:
        return damaged(mended) == line
    except UnicodeError:
        return False
