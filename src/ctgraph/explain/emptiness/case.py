"""A pattern that finds nothing, in pieces that can be put together otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ctgraph.explain.emptiness.bench import Bench
from ctgraph.explain.findings import Edit
from ctgraph.sparql.tree import (
    Block,
    Element,
    Expression,
    Filter,
    Group,
    Node,
    Query,
    Triple,
)
from ctgraph.sparql.writer import is_open, leaves, write_group

_MOST_VALUES = 500


@dataclass(frozen=True)
class Case:
    """A query without an answer, and the pieces of its pattern."""

    bench: Bench
    query: Query

    @cached_property
    def group(self) -> Group:
        """The pattern, with VALUES after the modifiers as part of it."""
        where = self.query.where
        if self.query.values is None:
            return where
        return replace(where, elements=(*where.elements, self.query.values))

    @cached_property
    def leaves(self) -> tuple[Element, ...]:
        """The pieces: what stands in GRAPH and in plain groups counts like what stands beside it."""
        return tuple(leaves(self.group))

    @cached_property
    def homes(self) -> dict[int, tuple[Block, ...]]:
        """The blocks in which each piece stands, by where the piece begins."""
        return dict(_homes(self.group, ()))

    @cached_property
    def bound(self) -> frozenset[str]:
        """The variables that the pattern can give values to."""
        return self.group.variables

    def graph_of(self, leaf: Element) -> Block | None:
        """The GRAPH block in which a piece stands."""
        graphs = [block for block in self.homes.get(leaf.start, ()) if block.keyword == "GRAPH"]
        return graphs[-1] if graphs else None

    def needs(self, leaf: Element) -> frozenset[str]:
        """The variables without which a piece says nothing, as far as the pattern has them."""
        needs = leaf.needs
        if isinstance(leaf, Filter):
            needs = needs.union(*(e.group.variables for e in exists_in(leaf.condition) if e.group))
        if isinstance(leaf, Block) and leaf.keyword == "MINUS":
            needs = leaf.group.variables
        return needs & self.bound

    def without(self, *left_out: Element) -> tuple[Element, ...]:
        """All pieces but some."""
        starts = {leaf.start for leaf in left_out}
        return tuple(leaf for leaf in self.leaves if leaf.start not in starts)

    def sound(self, kept: Collection[Element]) -> tuple[Element, ...]:
        """Leave out conditions on variables that nothing kept gives values to."""
        found = self._bound_by(kept)
        return tuple(leaf for leaf in kept if self.needs(leaf) <= found)

    def _bound_by(self, kept: Collection[Element]) -> frozenset[str]:
        own = frozenset[str]().union(*(leaf.variables for leaf in kept))
        homes = (block for leaf in kept for block in self.homes.get(leaf.start, ()))
        return own | frozenset(block.name.variable for block in homes if block.name)

    def around(self, variables: Iterable[str], kept: Collection[Element]) -> tuple[Element, ...]:
        """The kept pieces that are linked with some variables, by other variables."""
        reached, found = set(variables), list[Element]()
        todo = list(kept)
        grown = True
        while grown:
            grown = False
            for leaf in list(todo):
                if (leaf.variables | self.needs(leaf)) & reached:
                    reached |= leaf.variables
                    found.append(leaf)
                    todo.remove(leaf)
                    grown = True
        starts = {leaf.start for leaf in found}
        return tuple(leaf for leaf in kept if leaf.start in starts)

    def write(self, kept: Collection[Element], extra: str = "") -> str:
        """The pattern of the kept pieces, with braces; `extra` is added to it."""
        starts = {leaf.start for leaf in self.sound(kept)}
        text = write_group(self.group, lambda leaf: leaf.start in starts)
        return f"{text[:-1]}{extra} }}"

    def holds(self, kept: Collection[Element], extra: str = "") -> bool:
        """Say whether the kept pieces find anything together."""
        return self.bench.ask(self._query("ASK", self.write(kept, extra)))

    def holds_alone(self, leaf: Element) -> bool:
        """Say whether a piece finds anything by itself."""
        return self.holds((leaf,))

    def values(self, what: str, kept: Collection[Element], extra: str = "") -> tuple[Node, ...]:
        """The values of a variable, or of an expression, in what the kept pieces find."""
        chosen = what if what.startswith("?") and what[1:].isalnum() else f"({what} AS ?value0)"
        text = self._query(f"SELECT DISTINCT {chosen}", self.write(kept, extra))
        return self.bench.column(f"{text} LIMIT {_MOST_VALUES}")

    def _query(self, head: str, pattern: str) -> str:
        return f"{self.query.prologue} {head} {self.query.dataset_clause} WHERE {pattern}"

    def short(self, node: Node | str) -> str:
        """Write a term as it can be written in this query."""
        return self.bench.short(node, self.query.prefixes)

    def slice(self, start: int, end: int) -> str:
        """A piece of the query's text."""
        return self.query.text[start:end]

    def sub(self, group: Group) -> Case:
        """The case of another pattern in the same query."""
        return Case(self.bench, replace(self.query, where=group, values=None))

    def rewritten(self, pattern: str) -> Edit:
        """The change of the whole pattern into another."""
        where = self.query.where
        return Edit(where.start, where.end, pattern)


def _homes(group: Group, outside: tuple[Block, ...]) -> Iterator[tuple[int, tuple[Block, ...]]]:
    for element in group.elements:
        if isinstance(element, Block) and is_open(element):
            yield from _homes(element.group, (*outside, element))
        else:
            yield element.start, outside


def exists_in(condition: Expression) -> Iterator[Expression]:
    """The EXISTS and NOT EXISTS in a condition."""
    return (part for part in condition.walk() if part.kind == "exists")


def shown(case: Case, element: Element) -> str:
    """A piece as people know it from their query."""
    if isinstance(element, Triple):
        if element.start == element.subject.start:
            return case.slice(element.start, element.end)
        return element.text.removesuffix(" .")
    if isinstance(element, Filter) and element.alone:
        return case.slice(*element.whole)
    return case.slice(element.start, element.end)


def omissions(case: Case, start: int) -> Iterator[Edit]:
    """Ways to leave out the triple that begins at `start`; which of them parses depends on what is around."""
    for leaf in case.leaves:
        if isinstance(leaf, Triple) and leaf.start == start:
            yield Edit(leaf.start, leaf.end, "")
            rest = case.query.text[leaf.end :].lstrip()
            after = len(case.query.text) - len(rest) + 1
            if rest.startswith("."):
                yield Edit(leaf.start, after, "")
            if rest.startswith(";"):
                yield Edit(max(leaf.start, leaf.subject.end), after, "")


def combined(text: str, edits: Collection[Edit]) -> Edit:
    """Several changes as one, over the stretch that they span."""
    start, end = min(e.start for e in edits), max(e.end for e in edits)
    changed = text[:end]
    for edit in sorted(edits, key=lambda e: -e.start):
        changed = edit.apply(changed)
    return Edit(start, end, changed[start:])


def minimal(
    pieces: Collection[Element], is_empty: Callable[[Collection[Element]], bool]
) -> tuple[Element, ...]:
    """A smallest set of pieces that still find nothing together: leave out one after the other."""
    kept = tuple(pieces)
    for piece in pieces:
        fewer = tuple(p for p in kept if p is not piece)
        if fewer and is_empty(fewer):
            kept = fewer
    return kept
