"""What may be wrong with VALUES, BIND, MINUS, and with graphs that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from ctgraph.explain.emptiness.case import Case, shown
from ctgraph.explain.emptiness.triples import replacements, unknown_thing
from ctgraph.explain.findings import Edit, Finding
from ctgraph.sparql.tree import Bind, Block, Element, Filter, Values
from ctgraph.sparql.writer import is_open, write_group
from ctgraph.store import QueryRequest

_EXAMPLES = 4


def findings(case: Case, element: Element) -> Iterator[Finding]:
    """All that is known to go wrong with an element that is neither triple pattern nor condition."""
    if isinstance(element, Values):
        yield from _values(case, element)
    elif isinstance(element, Bind):
        yield from _bind(case, element)
    elif isinstance(element, Block) and element.keyword == "MINUS":
        yield from _minus(case, element)


def _values(case: Case, element: Values) -> Iterator[Finding]:
    """Values of which none occurs."""
    if not element.rows:
        yield Finding(
            "values-empty",
            element.start,
            element.end,
            None,
            {"found": shown(case, element)},
            certain=True,
        )
    for column, name in enumerate(element.names):
        rest = case.around(name.variables, case.without(element))
        actual = case.values(name.text, rest) if rest else ()
        terms = [row[column] for row in element.rows if column < len(row)]
        for term in terms:
            if term is not None:
                yield from replacements(case, term, actual)
                yield from unknown_thing(case, term)
        if actual:
            some = ", ".join(case.bench.short(node) for node in actual[:_EXAMPLES])
            found = ", ".join(term.text for term in terms if term)
            values = {"found": found, "variable": name.text, "values": some}
            yield Finding("values-never-occur", element.start, element.end, None, values)


def _bind(case: Case, element: Bind) -> Iterator[Finding]:
    """A constant under a name that patterns then look for."""
    term = element.value.term
    if term is not None and term.node is not None:
        rest = case.around(element.variables, case.without(element))
        yield from replacements(case, term, case.values(element.name.text, rest) if rest else ())


def _minus(case: Case, element: Block) -> Iterator[Finding]:
    """MINUS that takes everything away."""
    values = {"found": shown(case, element)}
    yield Finding(
        "minus-removes-all",
        element.start,
        element.end,
        Edit(element.start, element.end, ""),
        values,
    )


def optional_join(case: Case, pieces: tuple[Element, ...]) -> Iterator[Finding]:
    """A pattern that must fit what only an OPTIONAL gives, and stands outside of it."""
    optional = [p for p in pieces if isinstance(p, Block) and p.keyword == "OPTIONAL"]
    for block in optional:
        for other in pieces:
            if other in optional or isinstance(other, Filter):
                continue
            rest = [leaf for leaf in case.leaves if leaf not in (block, other)]
            elsewhere = frozenset[str]().union(*(leaf.variables for leaf in rest))
            for name in sorted((block.variables & other.variables) - elsewhere):
                moved = f"OPTIONAL {write_group(block.group)[:-1]}{other.text} }}"
                pattern = case.write(case.without(other)).replace(block.text, moved, 1)
                values = {"variable": f"?{name}", "found": shown(case, other)}
                edit = case.rewritten(pattern)
                yield Finding("optional-in-join", other.start, other.end, edit, values)


# ---- graphs


def graphs(case: Case) -> Iterator[Finding]:
    """Graphs that are named and are not there."""
    there = set(case.bench.vocabulary.graphs)
    for _, term in case.query.datasets:
        if term.iri not in there and not _has(case, term.iri):
            yield from _unknown(case, term.start, term.end, term.iri)
    for block in _blocks(case):
        name = block.name
        if name and name.iri and name.iri not in there and not _has(case, name.iri):
            yield from _unknown(case, name.start, name.end, name.iri)


def _blocks(case: Case) -> Iterator[Block]:
    todo = list(case.query.where.elements)
    while todo:
        element = todo.pop(0)
        if isinstance(element, Block):
            todo[:0] = element.group.elements
            if is_open(element):
                yield element


def _has(case: Case, iri: str) -> bool:
    """Say whether a graph has anything in it."""
    case.bench.budget.spend()
    with case.bench.store.query(QueryRequest("ASK { ?s ?p ?o }", (iri,), ())) as answer:
        return answer.kind == "boolean" and bool(answer)


def _unknown(case: Case, start: int, end: int, iri: str) -> Iterator[Finding]:
    near = case.bench.vocabulary.near_graphs(iri)
    names = tuple(case.bench.short(graph) for graph in near)
    found = case.slice(start, end)
    for graph, name in zip(near, names, strict=True):
        edit = Edit(start, end, case.short(graph))
        yield Finding("unknown-graph", start, end, edit, {"found": found, "cure": name}, names)
    if not near:
        yield Finding("unknown-graph-only", start, end, None, {"found": found}, certain=True)


def without_dataset(case: Case) -> Iterator[Finding]:
    """FROM leaves out what is sought."""
    if case.query.datasets:
        start = case.query.datasets[0][1].start
        begin = case.query.text.upper().rfind("FROM", 0, start)
        edit = Edit(begin, case.query.datasets[-1][1].end, "")
        yield Finding(
            "dataset-leaves-it-out", begin, edit.end, edit, {"found": case.slice(begin, edit.end)}
        )
