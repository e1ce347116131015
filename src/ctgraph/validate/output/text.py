"""Findings for people at a terminal: place, source line with the mark, expectation, help, page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from unicodedata import category, east_asian_width

from ctgraph.validate.catalogue import best
from ctgraph.validate.findings import Finding
from ctgraph.validate.output.edition import Edition, worst_first

_MANY = 20  # findings, above which they are grouped
_MOST_PLACES = 8  # of those that are not shown whole
_WORDS = {
    "en": {
        ":": ":", "error": "error", "warning": "warning", "info": "info", "expected": "expected",
        "help": "help", "fix": "fix", "page": "see", "sure": "{old} becomes {new} (--fix does it)",
        "group": "{rule}: {count} findings", "more": "and {count} more: {places}",
        "clean": "clean: {count} documents", "clean-one": "clean: 1 document",
        "found": "{count} findings, of which {errors} errors", "found-one": "1 finding, of which {errors} errors",
        "fixable": "{count} can be mended with --fix", "matched": "nodes  shape",
    },
    "fr": {
        ":": " :", "error": "erreur", "warning": "avertissement", "info": "note", "expected": "attendu",
        "help": "aide", "fix": "correction", "page": "voir", "sure": "{old} devient {new} (--fix le fait)",
        "group": "{rule} : {count} constats", "more": "et {count} de plus : {places}",
        "clean": "rien à redire : {count} documents", "clean-one": "rien à redire : 1 document",
        "found": "{count} constats, dont {errors} erreurs", "found-one": "1 constat, dont {errors} erreurs",
        "fixable": "{count} corrigeables par --fix", "matched": "nœuds  forme",
    },
}  # fmt: skip


def as_lines(edition: Edition) -> str:
    """One line for each finding: 'file:line:column severity rule message'."""
    return "".join(f"{clean(f.as_line(edition.language))}\n" for f in edition.findings)


def as_text(edition: Edition) -> str:
    """Every finding with its source line; many findings in groups, with samples."""
    if not edition.samples or len(edition.findings) <= _MANY:
        return "".join(_finding(edition, f) for f in edition.findings)
    groups: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in edition.findings:
        groups[worst_first(finding.severity), finding.rule].append(finding)
    return "".join(_group(edition, groups[key]) for key in sorted(groups))


def summary(edition: Edition) -> str:
    """What came of it, in one line."""
    words, count = _words(edition), len(edition.findings)
    if not count:
        documents = edition.report.documents
        return words["clean" if documents != 1 else "clean-one"].format(count=documents)
    errors = edition.count("error")
    said = words["found" if count != 1 else "found-one"].format(count=count, errors=errors)
    fixable = sum(f.fix is not None for f in edition.findings)
    return f"{said}; {words['fixable'].format(count=fixable)}" if fixable else said


def matched(edition: Edition) -> str:
    """How many nodes each shape was applied to."""
    rows = sorted(edition.report.matched.items(), key=lambda row: (row[1], row[0]))
    table = "".join(f"{count:5}  {iri.rsplit('/', 1)[-1]}\n" for iri, count in rows)
    return f"{_words(edition)['matched']}\n{table}"


def _group(edition: Edition, findings: Sequence[Finding]) -> str:
    words, shown = _words(edition), findings[: edition.samples]
    heading = words["group"].format(rule=findings[0].rule, count=len(findings))
    text = edition.paint(f"── {heading}", "title") + "\n\n"
    text += "".join(_finding(edition, f) for f in shown)
    rest = findings[len(shown) :]
    if rest:
        places = [f"{f.file}:{f.line}" for f in islice(rest, _MOST_PLACES)]
        places += ["…"] * (len(rest) > _MOST_PLACES)
        text += "   " + words["more"].format(count=len(rest), places=", ".join(places)) + "\n\n"
    return text


def _finding(edition: Edition, finding: Finding) -> str:
    paint, words = edition.paint, _words(edition)
    severity = paint(f"{words[finding.severity]}[{finding.rule}]", finding.severity)
    gutter = " " * len(str(finding.line))
    lines = [
        f"{severity}{words[':']} {clean(best(finding.messages, edition.language))}",
        f"{gutter}{paint('-->', 'place')} {finding.file}:{finding.line}:{finding.column}",
        *_marked(edition, finding, gutter),
    ]
    for kind, text in _notes(edition, finding):
        lines.append(f"{gutter} {paint('=', 'place')} {words[kind]}{words[':']} {clean(text)}")
    return "\n".join(lines) + "\n\n"


def _notes(edition: Edition, finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.expected:
        yield "expected", best(finding.expected, edition.language)
    if finding.help:
        yield "help", best(finding.help, edition.language)
    if finding.fix:
        sure = _words(edition)["sure"]
        yield "fix", sure.format(old=finding.fix.old, new=finding.fix.new)
    yield "page", finding.page(edition.settings)


def _marked(edition: Edition, finding: Finding, gutter: str) -> Iterator[str]:
    """The source line, cut to the width, and below it the mark."""
    line, paint = edition.line(finding), edition.paint
    bar = paint("|", "place")
    yield f"{gutter} {bar}"
    start = min(finding.column - 1, len(line))
    ends_here = finding.end is not None and finding.end[0] == finding.line
    end = min(finding.end[1] - 1, len(line)) if finding.end and ends_here else len(line.rstrip())
    if finding.end is None:
        end = start + 1
    first, last = _window(len(line), start, max(end, start + 1), edition.width - len(gutter) - 3)
    before = ("…" if first else "") + clean(line[first:start])
    marked, after = clean(line[start : min(end, last)]), clean(line[end:last])
    shown = f"{before}{marked}{after}" + ("…" if last < len(line) else "")
    mark = "^" * max(_width(marked), 1)
    yield f"{paint(str(finding.line), 'place')} {bar} {shown}"
    yield f"{gutter} {bar} {' ' * _width(before)}{paint(mark, finding.severity)}"


def _window(length: int, start: int, end: int, width: int) -> tuple[int, int]:
    """Which part of a line is shown: all of it, or what is around the mark."""
    if length <= width:
        return 0, length
    first = 0 if end <= width else max(0, min(start - width // 4, length - width))
    return first, min(first + width, length)


def clean(text: str) -> str:
    """The text in one line that no terminal takes for a command."""
    return "".join(
        " " if c in "\t\n" else "\ufffd" if category(c) in _UNPRINTED else c for c in text
    )


_UNPRINTED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if category(c) == "Mn" else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _words(edition: Edition) -> dict[str, str]:
    return _WORDS.get(edition.language, _WORDS["en"])
