"""Queries whose triple patterns the engine would join slowly, with the order written into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import pyoxigraph as ox

from ctgraph.sparql import NotUnderstood, Query, read
from ctgraph.sparql.tree import (
    Bind,
    Block,
    Element,
    Filter,
    Group,
    SubSelect,
    Term,
    Triple,
    Union,
    Values,
)
from ctgraph.store.joins.ordering import Apart, Leaf, Loop, Plan, as_the_engine, best, leaves
from ctgraph.store.joins.statistics import Statistics

# what stands between triple patterns, if not only there; what is no group are strings, IRIs and comments
_BETWEEN = re.compile(
    r"""<[^<>"{}|^`\\\s]*+>|'[^'\\]*+'|"[^"\\]*+"|\#[^\r\n]*+|([;,]|\.(?![\w/]))""", re.VERBOSE
)
# that end a list of properties, though none follows
_SEMICOLONS = re.compile(r"(?:(?:\s|\#[^\r\n]*+)*+;)*+")
_FEWEST, _MOST = 3, 16  # triple patterns: fewer need no order, more take long to put in one
_LONGEST = 10_000  # characters
_COUNTED = 100  # triples that are counted of a pattern; the rest is estimated
_REMEMBERED = 128  # texts
_SLOW = 4_000.0  # steps from which the engine's own order may be improved on
_GAIN = 3.0  # times that it must be slower
_AFTER = {"OPTIONAL", "MINUS"}


class Joins:
    """Rewrites queries to one graph of an engine, as its default graph.

    A group of at least `fewest` triple patterns is rewritten if the engine would take more than
    `slow` steps for it, and more than `gain` times as many as for the better order.
    """

    def __init__(
        self,
        engine: ox.Store,
        graph: ox.NamedNode | ox.DefaultGraph,
        statistics: Statistics,
        *,
        gain: float = _GAIN,
        slow: float = _SLOW,
        fewest: int = _FEWEST,
    ) -> None:
        self._engine, self._graph, self._statistics = engine, graph, statistics
        self._gain, self._slow, self._fewest = gain, slow, fewest
        self.ordered = lru_cache(_REMEMBERED)(self._ordered)

    def _ordered(self, text: str, base_iri: str) -> str:
        """Give the same query with a better order of joins; as it is where there is none to be had."""
        if len(text) > _LONGEST or sum(map(bool, _BETWEEN.findall(text))) < self._fewest - 1:
            return text
        try:
            query = read(text, base_iri)
        except NotUnderstood:
            return text
        if query.datasets:
            return text
        runs = (run for run in _runs(query) if len(run.members) >= self._fewest)
        for run in sorted(runs, key=lambda run: run.start, reverse=True):
            if better := self._better(run):
                text = f"{text[: run.start]}{better}{text[run.end :]}"
        return text

    def _better(self, run: _Run) -> str:
        """Write a run of patterns in a better order; empty if the engine's is not much worse."""
        found = leaves(run.members, self._statistics, self._count)
        own = as_the_engine(found)
        if own.cost < self._slow:
            return ""
        plan = best(found, streaming=run.streaming, enough=min(self._slow, own.cost / self._gain))
        if plan.cost * self._gain > own.cost:
            return ""
        return " ".join([_written(plan), *run.conditions])

    def _count(self, predicate: ox.NamedNode, subject: Term, value: Term) -> float | None:
        """Count the triples of a pattern; None if they are many, or it has a term that none can have."""
        if isinstance(subject.node, ox.Literal):
            return 0.0
        quads = self._engine.quads_for_pattern(subject.node, predicate, value.node, self._graph)
        number = sum(1 for _ in islice(quads, _COUNTED))
        return None if number == _COUNTED else float(number)


@dataclass(frozen=True, slots=True)
class _Run:
    """Triple patterns and VALUES that a group joins before all else, and the conditions among them.

    `streaming` if perhaps not all their solutions are wanted.
    """

    members: tuple[Triple | Values, ...]
    conditions: tuple[str, ...]
    start: int
    end: int
    streaming: bool


def _runs(query: Query) -> Iterator[_Run]:
    """Find what may be put in order, in a query and the queries within it."""
    ordered = query.order_by or query.group_by or query.aggregates
    streaming = query.form == "ASK" or (query.limit is not None and not ordered)
    is_template = query.form == "CONSTRUCT" and query.head.upper() == "CONSTRUCT"
    if query.values is None and not is_template:
        yield from _in_group(query.text, query.where, query.blanks, streaming=streaming)


def _in_group(
    text: str, group: Group, blanks: frozenset[str], *, streaming: bool
) -> Iterator[_Run]:
    patterns = [e for e in group.elements if not isinstance(e, Filter)]
    for element in patterns:
        if isinstance(element, SubSelect):
            yield from _runs(element.query)
        elif isinstance(element, Union) and len(patterns) == 1:
            for branch in element.branches:
                yield from _in_group(text, branch, blanks, streaming=streaming)
    length = next(
        (n for n, e in enumerate(patterns) if not isinstance(e, Triple | Values)), len(patterns)
    )
    members = [e for e in patterns[:length] if isinstance(e, Triple | Values)]
    if all(map(_may_follow, patterns[length:])) and _may_be_ordered(members, blanks):
        yield _run(text, group, members, streaming=streaming)


def _run(text: str, group: Group, members: Sequence[Triple | Values], *, streaming: bool) -> _Run:
    start, end = min(m.start for m in members), max(m.end for m in members)
    if semicolons := _SEMICOLONS.match(text, end):
        end = semicolons.end()
    filters = (e.whole for e in group.elements if isinstance(e, Filter))
    among = dict.fromkeys(whole for whole in filters if start < whole[0] < end)
    return _Run(tuple(members), tuple(text[a:b] for a, b in among), start, end, streaming)


def _may_follow(element: Element) -> bool:
    """Whether it leaves the patterns before it to themselves."""
    return isinstance(element, Bind) or (isinstance(element, Block) and element.keyword in _AFTER)


def _may_be_ordered(members: Sequence[Triple | Values], blanks: frozenset[str]) -> bool:
    triples = [m for m in members if isinstance(m, Triple)]
    return (
        0 < len(triples) <= _MOST
        and len(members) - len(triples) <= 1
        and all(_is_plain(triple, blanks) for triple in triples)
        and all(None not in row for m in members if isinstance(m, Values) for row in m.rows)
    )


def _is_plain(triple: Triple, blanks: frozenset[str]) -> bool:
    """Whether it is three terms, each a variable, an IRI or a literal."""
    terms = (triple.subject, triple.verb, triple.object)
    return all(
        isinstance(t, Term) and t.variable not in blanks and bool(t.variable or t.node is not None)
        for t in terms
    )


def _written(plan: Plan) -> str:
    match plan.how:
        case Leaf(element=element):
            return element.text
        case Loop(outer=outer, inner=inner):
            return f"{_written(outer)} LATERAL {{ {inner.element.text} }}"
        case Apart(left=left, right=right):
            return f"{{ SELECT * {{ {_written(left)} }} }} {{ SELECT * {{ {_written(right)} }} }}"
