"""Which of many names comes nearest to one that was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import takewhile

_WORDS = re.compile(r"[A-Z]?[^\W\dA-Z_]+|[A-Z]+(?![a-z])|\d+")
_LIKE = 0.72
_TAILS_LIKE = 0.6


def folded(text: str) -> str:
    """Leave out capitals and accents: 'Sénégal' becomes 'senegal'."""
    parts = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold().strip()


def words(text: str) -> frozenset[str]:
    """The words of a name, whether written-so, soWritten or so_written."""
    return frozenset(folded(word) for word in _WORDS.findall(text))


def likeness(meant: str, name: str) -> float:
    """Say how alike two names are: 1 for names that differ in capitals and accents alone."""
    a, b = folded(meant), folded(name)
    if a == b:
        return 1.0
    short, long = sorted((words(meant), words(name)), key=len)
    if short and short < long and max(map(len, short)) > 3:
        return 0.9
    matcher = SequenceMatcher(None, a, b)
    if matcher.real_quick_ratio() < _LIKE or matcher.quick_ratio() < _LIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _LIKE and _tails_are_like(a, b) else 0.0


def _tails_are_like(a: str, b: str) -> bool:
    """Names that begin with the same word, as those of a kind often do, must be alike after it too."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    start = max(a.rfind(mark, 0, common) for mark in "-_ ") + 1
    return not start or SequenceMatcher(None, a[start:], b[start:]).ratio() >= _TAILS_LIKE


def nearest(meant: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The names that come near enough, the nearest first."""
    scored = [(likeness(meant, name), name) for name in names if name != meant]
    scored.sort(key=lambda pair: (-pair[0], abs(len(pair[1]) - len(meant)), pair[1]))
    return tuple(name for score, name in scored[:most] if score)
