"""Sure fixes, written so that a file is as it was before or as it is after, whatever happens."""

from __future__ import annotations

import glob
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ctgraph.dataset.turtle import read
from ctgraph.errors import SourceSyntaxError
from ctgraph.settings import Settings
from ctgraph.validate.findings import Finding

_BOM = b"\xef\xbb\xbf"


def mend(settings: Settings, findings: Iterable[Finding]) -> int:
    """Apply the fixes of findings to the project's files; gives how many were.

    What does not stand where it should, and whatever would leave no Turtle, is left as it is.
    """
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.fix and finding.end and (settings.root / finding.file).is_file():
            by_file[finding.file].append(finding)
    return sum(_mend_file(settings.root / name, name, found) for name, found in by_file.items())


def _mend_file(path: Path, name: str, findings: list[Finding]) -> int:
    content = path.read_bytes()
    mark = _BOM if content.startswith(_BOM) else b""
    text = content.removeprefix(mark).decode()
    starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
    done, limit = 0, len(text)
    for finding in sorted(findings, key=lambda f: (f.line, f.column), reverse=True):
        fix, end = finding.fix, finding.end
        if fix is None or end is None:
            continue
        first = starts[finding.line - 1] + finding.column - 1
        last = starts[end[0] - 1] + end[1] - 1
        if last <= limit and text[first:last] == fix.old:
            text = text[:first] + fix.new + text[last:]
            done, limit = done + 1, first
    mended = mark + text.encode()
    if not done or not _is_turtle(mended, name):
        return 0
    replace_file(path, mended)
    return done


def _is_turtle(content: bytes, name: str) -> bool:
    try:
        read(content, name)
    except SourceSyntaxError:
        return False
    return True


def replace_file(path: Path, content: bytes) -> None:
    """Put other content in a file's place, by one rename."""
    path = path.resolve()  # a link stays a link
    for left in path.parent.glob(f".{glob.escape(path.name)}-*.new"):  # by one who was stopped
        left.unlink(missing_ok=True)
    descriptor, made = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(made).chmod(path.stat().st_mode & 0o7777)
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
