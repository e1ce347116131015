"""What is worth a second look in a query that parses.

Terms that the store does not know, and variables that nothing gives a value to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ctgraph.explain.emptiness.triples import how_named
from ctgraph.explain.findings import Diagnosis, Edit, Finding
from ctgraph.explain.messages import say
from ctgraph.explain.nearness import nearest
from ctgraph.explain.vocabulary import Vocabulary
from ctgraph.sparql import Query
from ctgraph.sparql.scan import Lines
from ctgraph.sparql.tree import (
    RDF_TYPE,
    Block,
    Element,
    Filter,
    Group,
    Path,
    SubSelect,
    Term,
    Triple,
    Union,
)
from ctgraph.terms import curie

_MOST = 20


def warn(
    query: Query, vocabulary: Vocabulary, prefixes: Mapping[str, str]
) -> tuple[Diagnosis, ...]:
    """Look through a query, sub-queries and all."""
    lines = Lines(query.text)
    found = sorted(_Check(vocabulary, prefixes, query).findings(), key=lambda f: f.start)
    seen = {finding.start: finding for finding in reversed(found)}
    return tuple(
        Diagnosis(
            finding.code,
            *lines.place(finding.start),
            *lines.place(finding.end),
            offending=query.text[finding.start : finding.end],
            message=say(finding.code, **finding.values),
            severity="warning",
            edit=finding.edit,
            near=finding.near,
        )
        for finding in sorted(seen.values(), key=lambda f: f.start)[:_MOST]
    )


def large(text: str) -> Diagnosis:
    """Say of a text that it is too large to be looked at."""
    end = Lines(text).place(len(text))
    return Diagnosis("too-large-to-check", 1, 1, *end, "", say("too-large-to-check"), "warning")


class _Check:
    """Walks through a query."""

    def __init__(self, vocabulary: Vocabulary, prefixes: Mapping[str, str], query: Query) -> None:
        self.vocabulary = vocabulary
        self.prefixes = prefixes
        self.query = query

    def findings(self) -> Iterator[Finding]:
        for _, term in self.query.datasets:
            yield from self.graph(term)
        bound = set(self.query.grouped)
        groups = list(_groups(self.query.where))
        for group in groups:
            for element in group.elements:
                bound |= element.variables
                if isinstance(element, Triple):
                    yield from self.triple(element)
                elif isinstance(element, Block) and element.name:
                    yield from self.graph(element.name)
        if self.query.values:
            bound |= self.query.values.variables
        yield from self.unbound(bound, groups)

    def unbound(self, bound: set[str], groups: list[Group]) -> Iterator[Finding]:
        for expression, term in self.query.selected:
            if expression is None and term.variable not in bound:
                yield from self.variable("selected-never-bound", term, bound)
        named = {term.variable for _, term in self.query.selected}
        for group in groups:
            for element in group.elements:
                if isinstance(element, Filter):
                    for part in element.condition.walk():
                        if (
                            part.term
                            and part.term.variable
                            and part.term.variable not in bound | named
                        ):
                            yield from self.variable("variable-never-bound", part.term, bound)

    def variable(self, code: str, term: Term, bound: set[str]) -> Iterator[Finding]:
        near = tuple(f"?{name}" for name in nearest(term.variable, sorted(bound)))
        edit = Edit(term.start, term.end, near[0]) if near else None
        suffix = "" if near else "-only"
        values = {"found": term.text, "cure": near[0] if near else ""}
        yield Finding(code + suffix, term.start, term.end, edit, values, near)

    def triple(self, triple: Triple) -> Iterator[Finding]:
        terms = [triple.verb] if isinstance(triple.verb, Term) else []
        if isinstance(triple.verb, Path):
            terms = [step.term for step in triple.verb.steps if step.term]
        for term in terms:
            if term.iri and term.iri != RDF_TYPE and self.is_unused(term.iri):
                code = (
                    "unused-term" if term.iri in self.vocabulary.properties else "unknown-property"
                )
                yield self.unknown(
                    term, "property", self.vocabulary.near_properties(term.iri), code
                )
        if triple.predicate == RDF_TYPE:
            yield from self.kind(triple.object)
        else:
            yield from self.thing(triple.object)
        yield from self.thing(triple.subject)

    def is_unused(self, iri: str) -> bool:
        """Declared and not used, or not known at all; not what is said to be not stated."""
        known = self.vocabulary.properties.get(iri)
        return not known if known is not None else not self.vocabulary.knows(iri)

    def kind(self, term: Term) -> Iterator[Finding]:
        if term.iri and not self.vocabulary.classes.get(term.iri):
            code = "unused-class" if term.iri in self.vocabulary.classes else "undeclared-class"
            yield self.unknown(term, "class", self.vocabulary.near_classes(term.iri), code)

    def thing(self, term: Term) -> Iterator[Finding]:
        if term.iri and not self.vocabulary.knows(term.iri):
            yield self.unknown(
                term, "thing", self.vocabulary.near_things(term.iri), "unknown-thing"
            )

    def graph(self, term: Term) -> Iterator[Finding]:
        if not term.iri or self.vocabulary.knows(term.iri) or self.vocabulary.has_graph(term.iri):
            return
        near = self.vocabulary.near_graphs(term.iri)
        yield self.unknown(term, "graph", near, "unknown-graph-only")

    def unknown(self, term: Term, kind: str, near: tuple[str, ...], alone: str) -> Finding:
        if not near or alone.startswith("unused"):
            return Finding(alone, term.start, term.end, None, {"found": term.text})
        code = "unknown-graph" if kind == "graph" else how_named(term.iri, near[0], kind)
        edit = Edit(term.start, term.end, curie(near[0], self.query.prefixes))
        names = tuple(curie(iri, self.prefixes) for iri in near)
        return Finding(
            code, term.start, term.end, edit, {"found": term.text, "cure": names[0]}, names
        )


def _groups(group: Group) -> Iterator[Group]:
    """A group and all within it."""
    yield group
    for element in group.elements:
        for inner in _within(element):
            yield from _groups(inner)


def _within(element: Element) -> Iterator[Group]:
    if isinstance(element, Block):
        yield element.group
    elif isinstance(element, Union):
        yield from element.branches
    elif isinstance(element, SubSelect):
        yield element.query.where
    elif isinstance(element, Filter):
        yield from (part.group for part in element.condition.walk() if part.group)
