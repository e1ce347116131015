"""Why a query finds nothing, and what would find something.

The pattern is taken apart, and pieces of it are tried on the store: a piece that finds nothing by
itself is a cause; else a smallest set of pieces that find nothing together is. For the pieces found,
likely mistakes are tried one by one, and a change is proposed only if the changed query finds rows
(or if that piece then does, and the search goes on). Nothing is evaluated here: the store answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ctgraph.errors import EngineBusy, QueryTimeout
from ctgraph.explain.emptiness import blocks, filters, frame, triples
from ctgraph.explain.emptiness.bench import MOST_ROWS, Bench
from ctgraph.explain.emptiness.case import Case, exists_in, minimal, omissions, shown
from ctgraph.explain.findings import Diagnosis, Edit, Finding, Message, origin, original
from ctgraph.explain.limits import OutOfTime, is_too_large
from ctgraph.explain.messages import say
from ctgraph.sparql import NotUnderstood, Query, read
from ctgraph.sparql.scan import Lines
from ctgraph.sparql.tree import Block, Element, Filter, Group, SubSelect, Triple, Union

_MOST_ROUNDS = 4
_MOST_TRIALS = 60
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A changed query and how many rows it has."""

    query: str
    rows: int

    def as_json(self) -> dict[str, Any]:
        """Write it as clients read it."""
        return {"query": self.query, "rows": self.rows, "atLeast": self.rows >= MOST_ROWS}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found out.

    `outcome` is has-rows, explained, counted-nothing (an aggregate made its row from nothing),
    not-found-out, out-of-time, too-large or not-understood; `message` says it for people. `rows` is
    None where the query was not run. Each cause after the first is what remains when those before
    it are mended.
    """

    outcome: str
    rows: int | None
    message: Message
    causes: tuple[Diagnosis, ...] = ()
    suggestion: Suggestion | None = None

    def as_json(self, text: str) -> dict[str, Any]:
        """Write it as clients read it."""
        return {
            "outcome": self.outcome,
            "message": self.message,
            "causes": [cause.as_json(text) for cause in self.causes],
            "suggestion": self.suggestion.as_json() if self.suggestion else None,
        }


def explain(bench: Bench) -> Explanation:
    """Explain why the bench's request finds nothing; say so if it does find something.

    Raises what the store raises for the request itself, such as QuerySyntaxError.
    """
    text = bench.request.text
    if is_too_large(text):
        return _told("too-large", None)
    try:
        rows = bench.rows(text)
    except OutOfTime:
        return _told("out-of-time", None)
    try:
        query = read(text, bench.request.base_iri or "")
        if rows and not _counts_nothing(bench, query):
            return _told("has-rows", rows)
        return _Search(bench, text, "counted-nothing" if rows else "explained").run()
    except NotUnderstood as error:
        return _told("has-rows" if rows else "not-understood", rows, found=str(error))
    except (OutOfTime, QueryTimeout, EngineBusy):
        return _told("out-of-time", 0)


def _told(outcome: str, rows: int | None, **values: object) -> Explanation:
    return Explanation(outcome, rows, say(outcome, rows=rows, **values))


def _counts_nothing(bench: Bench, query: Query) -> bool:
    """Say whether a query makes its one row from no solution at all: COUNT gives 0 then."""
    if query.form != "SELECT" or not query.aggregates:
        return False
    case = Case(bench, query)
    return not case.holds(case.leaves)


def _rows(bench: Bench, query: Query, text: str) -> int:
    """How many rows a text has; none for aggregates over nothing."""
    rows = bench.count(text)
    return 0 if rows and _counts_nothing(bench, query) else rows


class _Search:
    """Looks for causes, one after the other, each in the text in which those before are mended."""

    def __init__(self, bench: Bench, text: str, success: str) -> None:
        self.bench = bench
        self.success = success
        self.text = text
        self.original = text
        self.causes: list[Diagnosis] = []
        self.edits: list[Edit] = []
        self.suggestion: Suggestion | None = None
        self.trials = 0

    def run(self) -> Explanation:
        """Look until the query finds something, or nothing more can be said."""
        timely = True
        try:
            while self.suggestion is None and len(self.causes) < _MOST_ROUNDS and self._round():
                pass
        except (OutOfTime, QueryTimeout, EngineBusy):
            timely = False
        outcome = self.success if self.causes else "not-found-out" if timely else "out-of-time"
        told = _told(outcome, 0)
        return replace(told, causes=tuple(self.causes), suggestion=self.suggestion)

    def _round(self) -> bool:
        """Find a cause; say whether to go on."""
        query = read(self.text, self.bench.request.base_iri or "")
        case = Case(self.bench, query)
        finding = self._best(case)
        if finding is None:
            return False
        self._add(finding)
        if finding.edit is None:
            self._leave_out(case, finding)
            return False
        self.text = finding.edit.apply(self.text)
        self.edits.append(finding.edit)
        rows = self._rows(self.text)
        if rows:
            self.suggestion = Suggestion(self.text, rows)
        return True

    def _leave_out(self, case: Case, finding: Finding) -> None:
        """Suggest to do without a piece that nothing mends, if that finds something."""
        for edit in omissions(case, finding.start):
            changed = edit.apply(self.text)
            if rows := self._rows(changed):
                self.suggestion = Suggestion(changed, rows)
                return

    def _add(self, finding: Finding) -> None:
        start = origin(finding.start, self.edits)
        end = max(start, origin(finding.end, self.edits))
        lines = Lines(self.original)
        edit = original(finding.edit, self.edits) if finding.edit else None
        self.causes.append(
            Diagnosis(
                finding.code,
                *lines.place(start),
                *lines.place(end),
                offending=self.original[start:end] or self.text[finding.start : finding.end],
                message=say(finding.code, **finding.values),
                severity="error" if finding.code != "not-stated" else "information",
                edit=edit,
                near=finding.near,
            )
        )

    def _rows(self, text: str) -> int:
        try:
            return _rows(self.bench, read(text, self.bench.request.base_iri or ""), text)
        except NotUnderstood:
            return 0

    def _best(self, case: Case) -> Finding | None:
        """The first finding whose cure finds rows; else one that helps its piece; else any."""
        helpful: Finding | None = None
        said: Finding | None = None
        self.trials = 0
        for finding, helps in _candidates(case, _DEEPEST):
            if finding.edit is None:
                said = said if said and (said.certain or not finding.certain) else finding
                continue
            self.trials += 1
            if self.trials > _MOST_TRIALS:
                break
            changed = finding.edit.apply(self.text)
            if self._rows(changed):
                return finding
            if helpful is None and (finding.certain or (helps and helps(changed))):
                helpful = finding
        return helpful or said


Helps = Callable[[str], bool]
Candidates = Iterator[tuple[Finding, Helps | None]]


def _candidates(case: Case, depth: int) -> Candidates:
    """Every finding worth a trial, from the frame inwards."""
    if case.holds(case.leaves):
        yield from ((finding, None) for finding in frame.findings(case))
        return
    yield from ((finding, None) for finding in blocks.graphs(case))
    dead = [
        leaf for leaf in case.leaves if not isinstance(leaf, Filter) and not case.holds_alone(leaf)
    ]
    if dead:
        culprits: tuple[Element, ...] = tuple(dead)
    else:
        culprits = minimal(_removable(case), lambda kept: not case.holds(kept))
    for leaf in sorted(culprits, key=_rank) if not dead else culprits:
        helps = _helper(case, culprits) if dead else None
        yield from ((finding, helps) for finding in _of(case, leaf, depth))
    yield from ((finding, None) for finding in blocks.without_dataset(case))
    yield from ((finding, None) for finding in _last_words(case, culprits, dead=bool(dead)))


def _removable(case: Case) -> list[Element]:
    """The pieces in the order in which they are left out: what others hang on comes last."""
    return sorted(case.leaves, key=lambda leaf: (_hangs(leaf), leaf.start))


def _hangs(leaf: Element) -> int:
    return 0 if isinstance(leaf, Block) else 2 if isinstance(leaf, Filter) else 1


def _rank(leaf: Element) -> int:
    """Conditions are likelier to be wrong than what they are about."""
    return 0 if isinstance(leaf, Filter | Block) else 1


def _of(case: Case, leaf: Element, depth: int) -> Iterator[Finding]:
    """The findings about one piece."""
    if isinstance(leaf, Triple):
        yield from triples.findings(case, leaf)
    elif isinstance(leaf, Filter):
        yield from filters.findings(case, leaf)
        for part in exists_in(leaf.condition):
            if part.group and not part.operator and depth:
                yield from _inside(case, leaf, part.group, depth)
    elif isinstance(leaf, Union) and depth:
        for branch in leaf.branches:
            yield from _inside(case, leaf, branch, depth)
    elif isinstance(leaf, SubSelect) and depth:
        inner = Case(case.bench, replace(leaf.query, text=case.query.text))
        yield from (finding for finding, _ in _candidates(inner, depth - 1))
    else:
        yield from blocks.findings(case, leaf)


def _inside(case: Case, leaf: Element, group: Group, depth: int) -> Iterator[Finding]:
    """Look into a group as if it stood in the place of the piece that it is part of."""
    others = tuple(e for e in case.group.elements if not e.start <= leaf.start < e.end)
    alone = case.sub(group)
    inner = (
        alone
        if not alone.holds(alone.leaves)
        else case.sub(replace(group, elements=(*others, *group.elements)))
    )
    if not inner.holds(inner.leaves):
        yield from (finding for finding, _ in _candidates(inner, depth - 1))


def _helper(case: Case, culprits: Iterable[Element]) -> Helps:
    """Say of a changed text whether fewer of its pieces find nothing by themselves."""
    dead = len(list(culprits))

    def helps(text: str) -> bool:
        try:
            changed = Case(case.bench, read(text, case.bench.request.base_iri or ""))
        except NotUnderstood:
            return False
        pieces = [p for p in changed.leaves if not isinstance(p, Filter)]
        return sum(not changed.holds_alone(piece) for piece in pieces) < dead

    return helps


def _last_words(case: Case, culprits: tuple[Element, ...], *, dead: bool) -> Iterator[Finding]:
    """What can be said where no mistake is recognised: which pieces it is."""
    for leaf in culprits:
        if isinstance(leaf, Filter) and not dead:
            yield filters.fallback(case, leaf)
    if dead:
        leaf = culprits[0]
        yield Finding("matches-nothing", leaf.start, leaf.end, None, {"found": shown(case, leaf)})
    elif len(culprits) > 1:
        yield from blocks.optional_join(case, culprits)
        if finding := triples.joined(case, culprits):
            yield finding
    if not dead and culprits:
        found = " · ".join(shown(case, leaf) for leaf in culprits)
        yield Finding(
            "nothing-together", culprits[0].start, culprits[-1].end, None, {"found": found}
        )
