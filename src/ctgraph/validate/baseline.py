"""Findings that are known and accepted for now: a file of them, matched though lines move."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ctgraph.errors import ProjectError
from ctgraph.validate.findings import Finding
from ctgraph.validate.fixes import replace_file
from ctgraph.validate.output.edition import identity

_NAMES = ("file", "rule", "message")


def write(path: Path, findings: Iterable[Finding]) -> None:
    """Write what is known, sorted, so that the file can be reviewed."""
    counted = sorted(Counter(identity(f) for f in findings).items())
    rows = [dict(zip(_NAMES, what, strict=True)) | {"count": n} for what, n in counted]
    content = json.dumps({"findings": rows}, ensure_ascii=False, indent=1) + "\n"
    path.touch()
    replace_file(path, content.encode())


def unknown(path: Path, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that the file does not know. Raises ProjectError if it is no baseline."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["findings"]
        left = Counter({tuple(str(r[n]) for n in _NAMES): int(r["count"]) for r in rows})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(f"{path} is no baseline that can be read ({error})") from error
    new = []
    for finding in findings:
        if left[identity(finding)] > 0:
            left[identity(finding)] -= 1
        else:
            new.append(finding)
    return new
