"""From the parts of a query back to a text: of all of them, or of those that are kept.

Blocks of triple patterns (GRAPH, a group in braces) are written around what is kept of them; a
condition is left out where nothing kept gives values to its variables, since it would say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ctgraph.sparql.tree import Block, Element, Group, Query

Keep = Callable[[Element], bool]


def everything(_: Element) -> bool:
    """Keep all."""
    return True


def is_open(element: Element) -> bool:
    """Say whether a block can be taken apart: what stands in it counts like what stands beside it."""
    return isinstance(element, Block) and element.keyword in {"", "GRAPH"}


def leaves(group: Group) -> Iterator[Element]:
    """The elements of a group that are not taken apart further."""
    for element in group.elements:
        if isinstance(element, Block) and is_open(element):
            yield from leaves(element.group)
        else:
            yield element


def write_group(group: Group, keep: Keep = everything) -> str:
    """Write what is kept of a group, with its braces."""
    return "{ " + " ".join(_parts(group, keep)) + " }"


def _parts(group: Group, keep: Keep) -> Iterator[str]:
    for element in group.elements:
        if isinstance(element, Block) and is_open(element):
            if any(keep(leaf) for leaf in leaves(element.group)) or not element.group.elements:
                name = f"GRAPH {element.name.text} " if element.name else ""
                yield name + write_group(element.group, keep)
        elif keep(element):
            yield element.text


def write(query: Query) -> str:
    """Write a whole query anew."""
    text = query.text
    modifiers = (query.group_by, query.having_slice, query.order_by, query.limit, query.offset)
    head = query.head
    if query.form == "SELECT" and not query.selected and query.blanks and query.given:
        head = " ".join([head.rstrip().removesuffix("*"), *(f"?{name}" for name in query.given)])
    parts = [
        query.prologue + head,
        query.dataset_clause,
        f"WHERE {write_group(query.where)}",
        *(text[part.start : part.end] for part in modifiers if part),
        query.values.text if query.values else "",
    ]
    return " ".join(part for part in parts if part)
