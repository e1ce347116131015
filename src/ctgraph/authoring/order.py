"""What has an order of its own, whatever order it was written in.

Only three things are moved, with the comments that belong to them: prefixes go by name, ours first; a
thing's types come first and its evidence last; and evidence goes by where its first quote stands in the
document's text. All else stays in the order that its author gave it: that says something to readers, and
a property added in its place is then a diff of one line.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

import pyoxigraph as ox
from rdflib import RDF

from ctgraph.authoring.layout import text_of
from ctgraph.authoring.tree import (
    Atom,
    Collection,
    Directive,
    Inline,
    Node,
    Property,
    Statement,
    Text,
)
from ctgraph.vocab import CT

_OURS = {"ct:": 0, "concept:": 1, "id:": 2}
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def arrange(tree: Text, document: str | None) -> None:
    """Put the tree in order; `document` is the text as received, None where there is none."""
    prefixes: dict[str, str] = {}
    for part in tree.parts:
        if isinstance(part, Directive):
            if part.prefix is not None:
                prefixes[part.prefix] = part.iri[1:-1]
        else:
            _Arrangement(prefixes, document).statement(part)
    tree.parts = [part for run in _runs(tree.parts) for part in run]


def _runs(parts: list[Directive | Statement]) -> list[list[Directive | Statement]]:
    """The parts, sorted prefixes together.

    A prefix with a comment before it stays where it is, and so does one whose place could matter: one
    that is declared twice, or lies below a base.
    """
    declared = Counter(p.prefix for p in parts if isinstance(p, Directive))

    def free(part: Directive | Statement) -> bool:
        return (
            isinstance(part, Directive)
            and part.prefix is not None
            and declared[part.prefix] == 1
            and _ABSOLUTE.match(part.iri) is not None
            and not part.before
        )

    runs = ((is_free, list(run)) for is_free, run in groupby(parts, key=free))
    return [sorted(run, key=_rank) if is_free else run for is_free, run in runs]


def _rank(part: Directive | Statement) -> tuple[int, str]:
    prefix = (part.prefix or "") if isinstance(part, Directive) else ""
    return _OURS.get(prefix, len(_OURS)), prefix


class _Arrangement:
    """The order within one statement."""

    def __init__(self, prefixes: dict[str, str], document: str | None) -> None:
        self._prefixes = prefixes
        self._document = document

    def statement(self, statement: Statement) -> None:
        self._node(statement.subject)
        statement.properties = self._properties(statement.properties)

    def _node(self, node: Node) -> None:
        if isinstance(node, Collection):
            for item in node.items:
                self._node(item)
        elif isinstance(node, Inline):
            node.properties = self._properties(node.properties)

    def _properties(self, properties: list[Property]) -> list[Property]:
        types: list[Property] = []
        others: list[Property] = []
        evidence: list[Property] = []
        for made in properties:
            for node in made.objects:
                self._node(node)
            meaning = self._meaning(made.verb)
            if meaning == str(RDF.type):
                types.append(made)
            else:
                (evidence if meaning == str(CT.evidence) else others).append(made)
        return [*types, *others, *self._evidence(evidence)]

    def _meaning(self, verb: str) -> str:
        """The verb's IRI, where it is written without escapes; else as it is written."""
        if verb == "a":
            return str(RDF.type)
        if verb.startswith("<"):
            return verb[1:-1]
        prefix, _, local = verb.partition(":")
        return self._prefixes.get(f"{prefix}:", verb) + local

    def _evidence(self, evidence: list[Property]) -> list[Property]:
        """One property with all the nodes, in the order of the text."""
        if not evidence or self._document is None:
            return evidence
        first, *rest = evidence
        for made in rest:
            beside = [made.beside] if made.beside else []
            made.objects[0].before[:0] = [*made.before, *beside]
            first.objects += made.objects
        if len(first.objects) > 1:
            first.objects.sort(key=self._place)
        return [first]

    def _place(self, node: Node) -> tuple[float, str]:
        """Where the first quote stands; equal ones, and those not found, go by what is written."""
        found = -1
        if self._document is not None and (quote := self._first_quote(node)):
            found = self._document.find(quote)
        return (found if found >= 0 else float("inf")), text_of(Text([Statement(node)]))

    def _first_quote(self, node: Node) -> str | None:
        for made in node.properties if isinstance(node, Inline) else ():
            for value in made.objects if self._meaning(made.verb) == str(CT.quote) else ():
                if isinstance(value, Atom) and value.text[:1] in "\"'":
                    return _value(value.text)
        return None


def _value(literal: str) -> str | None:
    """The value of a literal that is written with quotation marks; None where its datatype has a prefix."""
    try:
        triple = next(iter(ox.parse(f"<a:a> <a:a> {literal} .", ox.RdfFormat.TURTLE)))
    except SyntaxError:
        return None
    return triple.object.value if isinstance(triple.object, ox.Literal) else None
