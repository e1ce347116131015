"""What is wrong with a text that does not parse, and what would mend it.

The engine alone says what is valid. The rules here read the tokens and propose changes; a change is
kept if the engine then accepts the text, or gets further in it. What no rule knows is shown by its
place and by what stands there: the list of everything that a grammar would take helps nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ctgraph.errors import QueryRefused, QuerySyntaxError
from ctgraph.explain.findings import Diagnosis, Edit, Finding, origin, original
from ctgraph.explain.messages import say
from ctgraph.explain.prefixes import known_prefixes
from ctgraph.explain.syntax import characters, clauses, patterns
from ctgraph.explain.syntax.source import Source
from ctgraph.sparql.scan import Lines
from ctgraph.store import QueryRequest, Store

_NOWHERE = "urn:x-ctgraph:nowhere"
_MOST_DIAGNOSES = 8
_MOST_TRIALS = 150
_RULES = (
    *clauses.RULES[:2],
    *characters.RULES,
    *clauses.RULES[2:],
    *patterns.RULES,
    clauses.keywords,
    clauses.bare_words,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the engine gave up."""

    offset: int


@dataclass(frozen=True, slots=True)
class SyntaxReport:
    """Every diagnosis of a text; `cured` is the text with all cures, if the engine takes it."""

    diagnoses: tuple[Diagnosis, ...]
    cured: str | None = None

    @property
    def valid(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.diagnoses


Judge = Callable[[str], Verdict | None]


def judge_of(store: Store, base_iri: str | None = None) -> Judge:
    """Let a store's engine judge: texts are run on an empty dataset."""

    def judge(text: str) -> Verdict | None:
        try:
            store.query(QueryRequest(text, (_NOWHERE,), (), base_iri)).close()
        except QuerySyntaxError as error:
            line, column = error.extra.get("line"), error.extra.get("column")
            if isinstance(line, int) and isinstance(column, int):
                return Verdict(Lines(text).offset(line, column))
            return Verdict(len(text))
        except (QueryRefused, RuntimeError):
            return None  # it parses; a function that the engine does not have is found out later
        return None

    return judge


def diagnose(text: str, judge: Judge, prefixes: Mapping[str, str]) -> SyntaxReport:
    """Say what is wrong with a text of moderate size, mending it piece by piece.

    `prefixes` are the project's, which win over those that are well known.
    """
    known = known_prefixes(prefixes)
    diagnoses: list[Diagnosis] = []
    edits: list[Edit] = []
    current = text
    trials = _Trials(judge)
    while (verdict := judge(current)) and len(diagnoses) < _MOST_DIAGNOSES:
        finding, sure = _choose(current, verdict, trials, known)
        diagnoses.append(_diagnosis(finding, text, edits, sure=sure))
        if finding.edit is None or not sure:
            break
        current = finding.edit.apply(current)
        edits.append(finding.edit)
    return SyntaxReport(tuple(diagnoses), current if diagnoses and not verdict else None)


class _Trials:
    """A judge that hears a limited number of texts."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._left = _MOST_TRIALS

    def left(self, text: str) -> int | None:
        """How much of a text the engine did not get to; 0 if it takes it, None if it is not asked."""
        if self._left <= 0:
            return None
        self._left -= 1
        verdict = self._judge(text)
        return 0 if verdict is None else max(1, len(text) - verdict.offset)


def _choose(
    text: str, verdict: Verdict, trials: _Trials, known: Mapping[str, str]
) -> tuple[Finding, bool]:
    """The first finding whose cure makes the text valid, else the one that gets furthest."""
    source = Source(text, known)
    left = len(text) - verdict.offset
    best: Finding | None = None
    uncured: Finding | None = None
    for finding in _findings(source):
        if finding.edit is None:
            if finding.certain:
                return (best, True) if best else (finding, False)
            if uncured is None and _fits(finding, text, verdict):
                uncured = finding
            continue
        remaining = trials.left(finding.edit.apply(text))
        if remaining == 0:
            return finding, True
        if remaining is not None and remaining < left:
            best, left = finding, remaining
    if best:
        return best, True
    return uncured or _unexpected(source, verdict), False


def _fits(finding: Finding, text: str, verdict: Verdict) -> bool:
    """Say whether a triple pattern that looks incomplete stands where the engine gave up."""
    if finding.code != "incomplete-triple":
        return True
    between = text[finding.end : verdict.offset].strip()
    return finding.start <= verdict.offset and between in {"", "}", ".", ";", "/"}


def _findings(source: Source) -> Iterator[Finding]:
    for rule in _RULES:
        yield from rule(source)


def _unexpected(source: Source, verdict: Verdict) -> Finding:
    """What no rule knows: the token at which the engine gave up, or the one before it."""
    token = next((t for t in source.tokens.all if t.end > verdict.offset), source.tokens.end)
    if token.kind == "end":
        return Finding("unexpected-end", token.start, token.end)
    return Finding("unexpected", token.start, token.end, None, {"found": token.text})


def _diagnosis(finding: Finding, text: str, edits: list[Edit], *, sure: bool) -> Diagnosis:
    start = origin(finding.start, edits)
    end = max(start, origin(finding.end, edits))
    lines = Lines(text)
    edit = original(finding.edit, edits) if finding.edit and sure else None
    return Diagnosis(
        finding.code,
        *lines.place(start),
        *lines.place(end),
        offending=text[start:end],
        message=say(finding.code, **finding.values),
        edit=edit,
        near=finding.near,
    )


def too_large(text: str, place: tuple[int, int]) -> SyntaxReport:
    """What can be said of a large text whose error the engine has placed: line and column."""
    offset = Lines(text).offset(*place)
    finding = Finding("too-large-to-diagnose", offset, offset)
    return SyntaxReport((_diagnosis(finding, text, [], sure=False),))
