"""A report as it is to be shown: which findings, in which language, with which source lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ctgraph.settings import Settings
from ctgraph.validate.findings import SEVERITIES, Finding
from ctgraph.validate.session import Report

Paint = Callable[[str, str], str]  # a text and what it is: 'error', 'place', 'mark' …


def _plain(text: str, _: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Edition:
    """What a form is made of.

    `lines` gives a file's lines; `folder` is put before file names where another program follows them
    from elsewhere; `samples` is how many findings of a rule are shown whole when there are many (0: all).
    """

    settings: Settings
    report: Report
    findings: Sequence[Finding]
    language: str
    lines: Callable[[str], Sequence[str]]
    folder: str = ""
    samples: int = 3
    width: int = 100
    paint: Paint = field(default=_plain)

    def line(self, finding: Finding) -> str:
        """The source line that a finding begins in; empty if it cannot be had."""
        lines = self.lines(finding.file)
        return lines[finding.line - 1].rstrip("\r") if finding.line <= len(lines) else ""

    def fingerprints(self) -> list[str]:
        """For each finding what it is known by when lines move: file, rule, message, and which of equals."""
        seen: Counter[tuple[str, str, str]] = Counter()
        made = []
        for finding in self.findings:
            what = identity(finding)
            said = "\x00".join((*what, str(seen[what])))
            made.append(hashlib.sha256(said.encode()).hexdigest()[:32])
            seen[what] += 1
        return made

    def count(self, severity: str) -> int:
        """How many findings are of this level."""
        return sum(f.severity == severity for f in self.findings)


def identity(finding: Finding) -> tuple[str, str, str]:
    """What makes a finding the same one when its file is edited elsewhere."""
    return finding.file, finding.rule, finding.message


def source_lines(settings: Settings) -> Callable[[str], Sequence[str]]:
    """Read files of the project (or of the one that ships with ctgraph) by the names in findings."""

    @cache
    def lines(name: str) -> Sequence[str]:
        path = settings.root / name
        shared = Path(name)
        if shared.parts[:1] == ("ctgraph",) and not path.is_file():
            kind = shared.parts[1]
            path = settings.folder(kind) / Path(*shared.parts[2:])
        try:
            return path.read_bytes().decode("utf-8-sig", errors="replace").split("\n")
        except OSError:
            return ()

    return lines


def worst_first(severity: str) -> int:
    """A sort key of levels."""
    return SEVERITIES.index(severity)
