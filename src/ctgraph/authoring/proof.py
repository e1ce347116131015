"""That two texts say the same: the same graph, and the same comments.

The graphs are read by a real parser. They are compared by RDF 1.1's isomorphism, narrowed to what a
formatter may do, so that it takes linear time on whatever is thrown at it: a blank node with a label keeps
the label, and one without stands at one place, so it is told apart by what is said in its brackets.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict

import pyoxigraph as ox

from ctgraph.authoring.tokens import tokens
from ctgraph.errors import SourceSyntaxError

_BASE = "http://formatted.invalid/"  # relative IRIs are the same wherever the file lies

_PLACE = re.compile(r"^Parser error [^:]*: ")  # is told apart from the message

Quads = list[ox.Quad]


class Reading:
    """A Turtle text as it is read by a parser, and its terminals. `name` is the file's, for errors.

    Raises SourceSyntaxError, with the place, for what is not Turtle 1.1.
    """

    def __init__(self, text: str, name: str) -> None:
        self.quads = _parsed(text, name)
        self.tokens = tokens(text, name)

    @property
    def comments(self) -> Counter[str]:
        """The comments, and how often each is there."""
        return Counter(c.text for token in self.tokens for c in token.comments)

    @property
    def labels(self) -> set[str]:
        """The labels of blank nodes."""
        return {token.text[2:] for token in self.tokens if token.kind == "label"}


def same_comments(before: Reading, after: Reading) -> bool:
    """Whether both texts have the same comments, each as often."""
    return before.comments == after.comments


def same_graph(before: Reading, after: Reading) -> bool:
    """Whether both texts mean the same graph."""
    labels = before.labels | after.labels
    return _content(before.quads, labels) == _content(after.quads, labels)


def _parsed(text: str, name: str) -> Quads:
    try:
        return list(ox.parse(text, ox.RdfFormat.TURTLE, base_iri=_BASE))
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        detail = _PLACE.sub("", str(error.msg), count=1)
        raise SourceSyntaxError(
            f"not Turtle: {detail}", file=name, line=line, column=column
        ) from error


def _content(quads: Quads, labels: set[str]) -> Counter[tuple[str, ...]]:
    """The triples with each nameless blank node named by what is said of it, innermost first."""
    says: dict[str, list[ox.Quad]] = defaultdict(list)
    inner_of: dict[str, set[str]] = defaultdict(set)
    held_by: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        subject, value = _nameless(quad.subject, labels), _nameless(quad.object, labels)
        if subject is not None:
            says[subject].append(quad)
            if value is not None:
                inner_of[subject].add(value)
        if value is not None:
            held_by[value].append(subject or "")
    names: dict[str, str] = {}
    nodes = says.keys() | held_by.keys()
    ready = [node for node in nodes if not inner_of[node]]
    while ready:
        node = ready.pop()
        names[node] = _digest(sorted(" ".join(_words(q, names)[1:]) for q in says[node]))
        for holder in held_by[node]:
            inner_of[holder].discard(node)
            if holder in nodes and holder not in names and not inner_of[holder]:
                ready.append(holder)
    return Counter(_words(quad, names) for quad in quads)


def _nameless(term: object, labels: set[str]) -> str | None:
    return term.value if isinstance(term, ox.BlankNode) and term.value not in labels else None


def _words(quad: ox.Quad, names: dict[str, str]) -> tuple[str, ...]:
    terms = (quad.subject, quad.predicate, quad.object)
    return tuple(
        names.get(t.value, str(t)) if isinstance(t, ox.BlankNode) else str(t) for t in terms
    )


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
