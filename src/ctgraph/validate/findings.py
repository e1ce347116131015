"""What a validator reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ctgraph.dataset import Dataset, Source
from ctgraph.dataset.turtle import Position
from ctgraph.terms import curie

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong: where (line and column from 1), how bad, which rule, and what to do."""

    file: str
    line: int
    column: int
    severity: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.severity} {self.rule} {self.message}"


Check = Callable[[Dataset], Iterator[Finding]]


def finding(
    source: Source, at: Position, rule: str, message: str, severity: str = "error"
) -> Finding:
    """A finding at a place in a source file."""
    return Finding(source.name, at.line, at.column, severity, rule, message)


class Shown:
    """Terms as people write them in this project's files."""

    def __init__(self, dataset: Dataset) -> None:
        self._prefixes = dataset.names.prefixes()

    def __call__(self, term: object) -> str:
        """The term as prefix:local, <IRI> or a literal."""
        n3 = getattr(term, "n3", None)
        text = n3() if n3 else str(term)
        return curie(text[1:-1], self._prefixes) if text.startswith("<") else text
