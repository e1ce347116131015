"""Findings for programs: JSON of our own, and SARIF 2.1.0 (OASIS Standard, 27 March 2020)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from ctgraph import __version__
from ctgraph.validate.catalogue import Rule, best, rules
from ctgraph.validate.findings import Finding
from ctgraph.validate.output.edition import Edition

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_json(edition: Edition) -> str:
    """The report as one JSON object."""
    return _dumped(json_of(edition))


def as_sarif(edition: Edition) -> str:
    """The report as a SARIF log."""
    return _dumped(sarif_of(edition))


def json_of(edition: Edition) -> dict[str, Any]:
    """The report as plain data; lines and columns are counted from 1, ends are after the last character."""
    matched = edition.report.matched
    return {
        "ctgraph": __version__,
        "language": edition.language,
        "documents": edition.report.documents,
        "counts": {level: edition.count(level) for level in _LEVELS},
        "findings": [_json_finding(edition, f) for f in edition.findings],
        "shapes": [{"shape": iri, "matched": matched[iri]} for iri in sorted(matched)],
    }


def _json_finding(edition: Edition, finding: Finding) -> dict[str, Any]:
    language = edition.language
    return {
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "endLine": finding.end[0] if finding.end else None,
        "endColumn": finding.end[1] if finding.end else None,
        "severity": finding.severity,
        "rule": finding.rule,
        "message": best(finding.messages, language),
        "expected": best(finding.expected, language) or None,
        "help": best(finding.help, language) or None,
        "page": finding.page(edition.settings),
        "source": edition.line(finding),
        "fix": {"replace": finding.fix.old, "with": finding.fix.new} if finding.fix else None,
    }


def sarif_of(edition: Edition) -> dict[str, Any]:
    """The report as a SARIF log with one run."""
    findings = edition.findings
    spoken = {f.rule: f for f in findings}
    order = {rule: index for index, rule in enumerate(sorted(spoken))}
    marks = edition.fingerprints()
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ctgraph",
                        "version": __version__,
                        "rules": [_sarif_rule(edition, spoken[rule]) for rule in order],
                    }
                },
                "language": edition.language,
                "columnKind": "unicodeCodePoints",
                "results": [
                    _sarif_result(edition, f, order[f.rule], mark)
                    for f, mark in zip(findings, marks, strict=True)
                ],
            }
        ],
    }


def _sarif_rule(edition: Edition, finding: Finding) -> dict[str, Any]:
    rule: Rule | None = rules().get(finding.rule)
    language = edition.language
    title = best(rule.title, language) if rule else best(finding.messages, language)
    described = {
        "id": finding.rule,
        "shortDescription": {"text": title},
        "helpUri": quote(finding.page(edition.settings), safe=":/?#[]@!$&'()*+,;=%-._~"),
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }
    if rule:
        described["fullDescription"] = {"text": best(rule.why, language)}
        described["help"] = {"text": best(rule.expected, language)}
    return described


def _sarif_result(edition: Edition, finding: Finding, index: int, mark: str) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": finding.line, "startColumn": finding.column}
    if finding.end:
        region |= {"endLine": finding.end[0], "endColumn": finding.end[1]}
    if line := edition.line(finding):
        context = {"startLine": finding.line, "snippet": {"text": line}}
    artifact = {"uri": quote(edition.folder + finding.file)}
    location: dict[str, Any] = {"artifactLocation": artifact, "region": region}
    if line:
        location["contextRegion"] = context
    texts = (finding.messages, finding.help)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": ". ".join(filter(None, (best(t, edition.language) for t in texts)))},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"finding/v1": mark},
    }
    if finding.fix:
        inserted = {"deletedRegion": region, "insertedContent": {"text": finding.fix.new}}
        result["fixes"] = [
            {"artifactChanges": [{"artifactLocation": artifact, "replacements": [inserted]}]}
        ]
    return result


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
