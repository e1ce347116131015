"""Whether two queries have the same answer, as far as SPARQL says what the answer is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pyoxigraph as ox

DEFAULT = ox.DefaultGraph()
_SLICE = re.compile(r"\n(?:LIMIT|OFFSET) [^\n]*")
_SET = re.compile(r"^(?:SELECT REDUCED|DESCRIBE|CONSTRUCT)", re.MULTILINE)


def answer(engine: ox.Store, text: str, graph: ox.NamedNode | ox.DefaultGraph = DEFAULT, base: str | None = None) -> Counter[str]:
    """The answer as a multiset: columns and rows, or triples, or a boolean. Raises SyntaxError."""
    return Counter(_lines(engine, text, graph, base))


def _lines(engine: ox.Store, text: str, graph: ox.NamedNode | ox.DefaultGraph, base: str | None) -> Iterator[str]:
    found = engine.query(text, default_graph=graph, base_iri=base)
    match found:
        case ox.QueryBoolean():
            yield str(bool(found))
        case ox.QueryTriples():
            yield from map(str, found)
        case _:
            names = [v.value for v in found.variables]
            yield str(names)
            yield from (str([str(row[name]) for name in names]) for row in found)


def same(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, one: str, other: str) -> bool:
    """Whether the second query has an answer that the first could have. Raises SyntaxError.

    REDUCED leaves open how often a row comes, and LIMIT which rows come; DESCRIBE and CONSTRUCT give sets.
    """
    wanted, got = answer(engine, one, graph), answer(engine, other, graph)
    if wanted == got:
        return True
    whole = _SLICE.sub("\n", one)
    possible = wanted if whole == one else answer(engine, whole, graph)
    if _SET.search(one):
        return got.keys() <= possible.keys() and (whole != one or got.keys() == wanted.keys())
    return whole != one and got.total() == wanted.total() and got <= possible


def smallest(text: str, is_wrong: Callable[[str], bool]) -> str:
    """Leave out of a text whatever lines can be left out of it while it stays wrong."""
    lines = text.split("\n")
    for size in (8, 4, 3, 2, 1, 2, 1):
        start = 0
        while start < len(lines):
            fewer = lines[:start] + lines[start + size :]
            if is_wrong("\n".join(fewer)):
                lines = fewer
            else:
                start += 1
    return "\n".join(lines)
