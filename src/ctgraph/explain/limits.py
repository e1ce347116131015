"""How much is looked at: explaining must cost less than what it explains."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from ctgraph.sparql.scan import Tokens

LONGEST_TEXT = 20_000
MOST_TOKENS = 4_000
DEEPEST = 60


class OutOfTime(Exception):
    """The deadline has passed, or as many queries were asked as may be."""


@dataclass(slots=True)
class Budget:
    """Seconds and queries that one explanation may take."""

    seconds: float = 5.0
    probes: int = 250
    asked: int = field(default=0, init=False)
    _end: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    def spend(self) -> None:
        """Count one query. Raises OutOfTime."""
        self.asked += 1
        if self.asked > self.probes or time.monotonic() > self._end:
            raise OutOfTime


def is_too_large(text: str) -> bool:
    """Say whether a text is beyond what is explained."""
    if len(text) > LONGEST_TEXT:
        return True
    tokens = Tokens(text)
    return len(tokens) > MOST_TOKENS or tokens.depth > DEEPEST
