"""Findings as GitHub's workflow commands: annotations at the line of a pull request."""

from __future__ import annotations

from collections.abc import Mapping

from ctgraph.validate.catalogue import best
from ctgraph.validate.findings import Finding
from ctgraph.validate.output.edition import Edition

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _IN_DATA | {":": "%3A", ",": "%2C"}


def github(edition: Edition) -> str:
    """One command for each finding."""
    return "".join(_command(edition, f) for f in edition.findings)


def _command(edition: Edition, finding: Finding) -> str:
    properties = {
        "file": edition.folder + finding.file,
        "line": finding.line,
        "col": finding.column,
        "title": finding.rule,
    }
    if (
        finding.end
    ):  # GitHub takes columns only where there is one line, and the last one as included
        properties |= {"endLine": finding.end[0]}
        if finding.end[0] == finding.line:
            properties |= {"endColumn": max(finding.end[1] - 1, finding.column)}
    given = ",".join(f"{name}={_escaped(str(v), _IN_PROPERTY)}" for name, v in properties.items())
    texts = [best(t, edition.language) for t in (finding.messages, finding.expected, finding.help)]
    message = "\n".join([*filter(None, texts), finding.page(edition.settings)])
    return f"::{_LEVELS[finding.severity]} {given}::{_escaped(message, _IN_DATA)}\n"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return text.translate(str.maketrans(dict[str, str | int | None](table)))
