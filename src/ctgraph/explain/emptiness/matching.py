"""A value that was asked for, beside those that there are: which was meant, and how it differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.explain.nearness import folded, likeness, nearest
from ctgraph.explain.vocabulary import Vocabulary, split_iri
from ctgraph.sparql.tree import Node
from ctgraph.vocab import EDTF

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
EDTF_TYPE = str(EDTF) + "EDTF"
DATES = frozenset({_XSD + "date", _XSD + "dateTime", _XSD + "gYear", _XSD + "gYearMonth"})


@dataclass(frozen=True, slots=True)
class Match:
    """An actual value that may have been meant, and the code of how it differs."""

    code: str
    node: Node


def matches(wanted: Node, actual: Sequence[Node], vocabulary: Vocabulary) -> Iterator[Match]:
    """Actual values that differ from the wanted one in what is easily mistaken, the surest first."""
    if isinstance(wanted, ox.Literal):
        literals = [node for node in actual if isinstance(node, ox.Literal)]
        yield from _same_text(wanted, literals)
        yield from _like_text(wanted, literals)
        if any(isinstance(node, ox.NamedNode) for node in actual):
            yield from _things_called(wanted, actual, vocabulary)
    else:
        yield from _texts_for(wanted, actual, vocabulary)


def _same_text(wanted: ox.Literal, actual: Sequence[ox.Literal]) -> Iterator[Match]:
    if wanted.language:
        yield from _spelling(wanted, [node for node in actual if node.language == wanted.language])
    for node in actual:
        if node.value == wanted.value and node != wanted:
            yield Match(_difference(wanted, node), node)
    for node in actual:
        if _number(node) is not None and _number(node) == _number(wanted) and node != wanted:
            yield Match("datatype-wrong", node)


def _difference(wanted: ox.Literal, node: ox.Literal) -> str:
    if wanted.language and node.language:
        return "language-tag-wrong"
    if node.language:
        return "language-tag-missing"
    if wanted.language:
        return "language-tag-superfluous"
    if node.datatype.value == EDTF_TYPE:
        return "edtf-not-date"
    return "datatype-wrong"


def _number(node: ox.Literal) -> float | None:
    try:
        return float(node.value)
    except ValueError:
        return None


def _like_text(wanted: ox.Literal, actual: Sequence[ox.Literal]) -> Iterator[Match]:
    """Capitals, accents, spelling. Of texts in several languages, the wanted language first."""
    order = sorted(actual, key=lambda node: node.language != wanted.language)
    yield from _spelling(wanted, order)
    by_text = {node.value: node for node in reversed(order)}
    if wanted.datatype.value not in DATES and _number(wanted) is None:
        for text in nearest(wanted.value, by_text):
            yield Match("misspelt-text", by_text[text])


def _spelling(wanted: ox.Literal, actual: Sequence[ox.Literal]) -> Iterator[Match]:
    for node in actual:
        if node.value != wanted.value and folded(node.value) == folded(wanted.value):
            same = node.value.casefold() == wanted.value.casefold()
            yield Match("letter-case" if same else "accents", node)


def _things_called(
    wanted: ox.Literal, actual: Sequence[Node], vocabulary: Vocabulary
) -> Iterator[Match]:
    there = {node.value for node in actual if isinstance(node, ox.NamedNode)}
    called = vocabulary.named(wanted.value)
    own = [iri for iri in sorted(there) if split_iri(iri)[1] == wanted.value]
    own += [iri for iri in called if iri in there]
    for iri in own or called:
        yield Match("literal-for-iri", ox.NamedNode(iri))


def _texts_for(
    wanted: ox.NamedNode, actual: Sequence[Node], vocabulary: Vocabulary
) -> Iterator[Match]:
    local = split_iri(wanted.value)[1]
    names = {folded(name.value) for name in vocabulary.names.get(wanted.value, ())} | {
        folded(local)
    }
    found = [n for n in actual if isinstance(n, ox.Literal) and folded(n.value) in names]
    for node in sorted(found, key=lambda n: (-likeness(local, n.value), str(n))):
        yield Match("iri-for-literal", node)
