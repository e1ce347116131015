"""What is said about a text: where, what is wrong, and the change that mends it.

Offsets count code points; lines and columns begin at 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ctgraph.sparql.scan import Lines

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of what stands from `start` up to `end`."""

    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        """Give the changed text."""
        return text[: self.start] + self.text + text[self.end :]

    def origin(self, offset: int) -> int:
        """Where an offset in the changed text was before the change."""
        if offset <= self.start:
            return offset
        grown = len(self.text) - (self.end - self.start)
        return (
            max(self.start, offset - grown) if offset >= self.start + len(self.text) else self.start
        )


def origin(offset: int, edits: Sequence[Edit]) -> int:
    """Where an offset in a text was before several changes, the last of them first undone."""
    for edit in reversed(edits):
        offset = edit.origin(offset)
    return offset


def original(edit: Edit, edits: Sequence[Edit]) -> Edit:
    """The same change, at its place in the text before `edits`."""
    start = origin(edit.start, edits)
    return Edit(start, max(start, origin(edit.end, edits)), edit.text)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing that is wrong with a query, with its cure where that is sure."""

    code: str
    line: int
    column: int
    end_line: int
    end_column: int
    offending: str
    message: Message
    severity: str = "error"
    edit: Edit | None = None
    near: tuple[str, ...] = ()

    def as_json(self, text: str) -> dict[str, Any]:
        """Write it as editors and clients read it."""
        return {
            "line": self.line,
            "column": self.column,
            "endLine": self.end_line,
            "endColumn": self.end_column,
            "severity": self.severity,
            "code": self.code,
            "offending": self.offending,
            "message": self.message,
            "near": list(self.near),
            "cure": cure_json(self.edit, text),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosis in the making: offsets for places, values for the message."""

    code: str
    start: int
    end: int
    edit: Edit | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    certain: bool = False


def cure_json(edit: Edit | None, text: str) -> dict[str, Any] | None:
    """Write a change with its range; None where there is none."""
    if edit is None:
        return None
    lines = Lines(text)
    (line, column), (end_line, end_column) = lines.place(edit.start), lines.place(edit.end)
    where = {"line": line, "column": column, "endLine": end_line, "endColumn": end_column}
    return {"range": where, "text": edit.text}
