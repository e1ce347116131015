"""Which triple patterns to join first, and how: by loops, or apart and then by their common variables.

Costs are in steps, of which one is about a microsecond. Sizes follow the textbook: values are spread
evenly, what two patterns ask of a variable has nothing to do with each other, and of two properties
the one with fewer subjects (or objects) has none that the other has not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox

from ctgraph.sparql.tree import RDF_TYPE, Term, Triple, Values
from ctgraph.store.joins.statistics import Spread, Statistics

_SEEK, _ROW, _KEEP = 6.0, 1.0, 2.0  # to look a row up, to have one, to keep one for a join
_STARTS = 3  # patterns from which an order is tried
_NONE = 0.01  # rows of what seems to be empty: an estimate is never certain of that

Count = Callable[[ox.NamedNode, Term, Term], float | None]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A triple pattern or VALUES by itself: its rows, and from how many values each variable takes its own."""

    element: Triple | Values
    rows: float
    values: Mapping[str, float]

    @property
    def looked_up(self) -> bool:
        """Whether its rows can be found for a row at a time (VALUES may not stand in LATERAL)."""
        return isinstance(self.element, Triple)


@dataclass(frozen=True, slots=True)
class Loop:
    """For each row of one side the rows of a pattern are looked up."""

    outer: Plan
    inner: Leaf


@dataclass(frozen=True, slots=True)
class Apart:
    """Both sides are found by themselves, and then joined."""

    left: Plan
    right: Plan


@dataclass(frozen=True, slots=True)
class Plan:
    """A way to find some patterns' solutions: how many they are, and the steps that it takes."""

    how: Leaf | Loop | Apart
    rows: float
    values: Mapping[str, float]
    cost: float


def leaves(elements: Sequence[Triple | Values], statistics: Statistics, count: Count) -> list[Leaf]:
    """Estimate each by itself."""
    return [
        _rows_given(element) if isinstance(element, Values) else _leaf(element, statistics, count)
        for element in elements
    ]


def best(found: Sequence[Leaf], *, streaming: bool, enough: float) -> Plan:
    """Order the joins, by loops alone if that takes no more than `enough` steps.

    `streaming` if the first rows are wanted and perhaps no more: then by loops alone whatever it takes.
    """
    starts = sorted(found, key=lambda leaf: leaf.rows)
    plan = _chain(starts[0], found)
    if plan.cost <= enough:
        return plan
    plans = [plan, *(_chain(start, found) for start in starts[1:_STARTS])]
    if not streaming:
        plans.append(_pairs(found))
    return min(plans, key=lambda plan: plan.cost)


def as_the_engine(found: Sequence[Leaf]) -> Plan:
    """The order in which the engine itself would join: by the form of each pattern."""
    left = list(found)
    first = min(left, key=lambda f: _engines_guess(f, frozenset()))
    left.remove(first)
    plan = _scan(first)
    while left:
        bound = frozenset(plan.values)
        joined = [f for f in left if bound & f.values.keys()]
        after = min(
            joined or left, key=lambda f: _engines_guess(f, bound if joined else frozenset())
        )
        left.remove(after)
        plan = _loop(plan, after) if joined else _apart(plan, _scan(after))
    return plan


def _chain(start: Leaf, found: Sequence[Leaf]) -> Plan:
    """Begin with one and go on to what makes the fewest rows."""
    left = [f for f in found if f is not start]
    plan = _scan(start)
    while left:
        joined = [f for f in left if plan.values.keys() & f.values.keys()]
        after = min(joined or left, key=lambda f: _joined(plan.rows, plan.values, f)[0])
        left.remove(after)
        plan = _loop(plan, after) if joined and after.looked_up else _apart(plan, _scan(after))
    return plan


def _pairs(found: Sequence[Leaf]) -> Plan:
    """Join, again and again, the two whose join is the smallest."""
    plans = [_scan(leaf) for leaf in found]
    while len(plans) > 1:
        pairs = [p for p in combinations(plans, 2) if p[0].values.keys() & p[1].values.keys()]
        made = (_join(a, b) for a, b in pairs or combinations(plans, 2))
        a, b, plan = min(made, key=lambda one: (one[2].rows, one[2].cost))
        plans = [p for p in plans if p is not a and p is not b] + [plan]
    return plans[0]


def _join(a: Plan, b: Plan) -> tuple[Plan, Plan, Plan]:
    ways = [_apart(a, b)]
    if a.values.keys() & b.values.keys():
        sides = ((a, b.how), (b, a.how))
        ways += [_loop(x, y) for x, y in sides if isinstance(y, Leaf) and y.looked_up]
    return a, b, min(ways, key=lambda plan: plan.cost)


def _scan(leaf: Leaf) -> Plan:
    return Plan(leaf, leaf.rows, leaf.values, _SEEK + leaf.rows * _ROW)


def _loop(outer: Plan, inner: Leaf) -> Plan:
    rows, values = _joined(outer.rows, outer.values, inner)
    return Plan(Loop(outer, inner), rows, values, outer.cost + outer.rows * _SEEK + rows * _ROW)


def _apart(left: Plan, right: Plan) -> Plan:
    rows, values = _joined(left.rows, left.values, right)
    kept = (left.rows + right.rows) * _KEEP
    return Plan(Apart(left, right), rows, values, left.cost + right.cost + kept + rows * _ROW)


def _joined(
    rows: float, values: Mapping[str, float], other: Leaf | Plan
) -> tuple[float, Mapping[str, float]]:
    """Estimate a join: its rows, and from how many values its variables take theirs."""
    size = rows * other.rows
    every = {**values, **other.values}
    for variable in values.keys() & other.values.keys():
        size /= max(values[variable], other.values[variable], 1.0)
        every[variable] = min(values[variable], other.values[variable])
    return max(size, _NONE), every


def _leaf(triple: Triple, statistics: Statistics, count: Count) -> Leaf:
    predicate = triple.verb.node if isinstance(triple.verb, Term) else None
    whole = not isinstance(predicate, ox.NamedNode)
    none = Spread(0, 0, 0)
    spread = statistics.whole if whole else statistics.properties.get(triple.predicate, none)
    rows, subjects, objects = (
        max(float(n), _NONE) for n in (spread.triples, spread.subjects, spread.objects)
    )
    subject, value = triple.subject, triple.object
    if subject.node is not None or value.node is not None:
        even = rows
        even /= max(subjects, 1.0) if subject.node is not None else 1.0
        even /= max(objects, 1.0) if value.node is not None else 1.0
        known = count(predicate, subject, value) if isinstance(predicate, ox.NamedNode) else None
        rows = max(even if known is None else known, _NONE)
    numbers: dict[str, float] = {}
    for term, most in ((subject, subjects), (value, objects)):
        if term.variable:
            numbers[term.variable] = most
    if isinstance(triple.verb, Term) and triple.verb.variable:
        numbers[triple.verb.variable] = float(len(statistics.properties))
    return Leaf(triple, rows, numbers)


def _rows_given(values: Values) -> Leaf:
    rows = float(len(values.rows))
    return Leaf(values, rows, {name.variable: rows for name in values.names})


def _engines_guess(leaf: Leaf, bound: Iterable[str]) -> float:
    """How large the engine takes a pattern to be (sparopt, estimate_triple_pattern_size)."""
    triple = leaf.element
    if isinstance(triple, Values):
        return leaf.rows
    subject, verb, value = (
        isinstance(term, Term) and (not term.variable or term.variable in bound)
        for term in (triple.subject, triple.verb, triple.object)
    )
    return _GUESSES[subject, verb, value] + (triple.predicate == RDF_TYPE)


_GUESSES = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 1_000,
    (False, False, True): 10_000,
    (False, True, False): 1_000_000,
    (False, False, False): 1_000_000_000,
}
