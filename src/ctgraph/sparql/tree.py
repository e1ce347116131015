"""What a query consists of, each part with its place in the text.

Names are SPARQL 1.1's (section 18): triple pattern, property path, group graph pattern. A part's
text is a slice of the query as written; only blank nodes, which are variables that cannot be
selected, are given names, so that patterns can be taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
Node = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a triple pattern or an expression; `node` is what it denotes, None for a variable."""

    text: str
    start: int
    end: int
    variable: str = ""
    node: Node | None = None
    inner: frozenset[str] = frozenset()

    @property
    def iri(self) -> str:
        """The IRI that it is, or nothing."""
        return self.node.value if isinstance(self.node, ox.NamedNode) else ""

    @property
    def literal(self) -> ox.Literal | None:
        """The literal that it is, if it is one."""
        return self.node if isinstance(self.node, ox.Literal) else None

    @property
    def variables(self) -> frozenset[str]:
        """The variables in it."""
        return frozenset({self.variable}) if self.variable else self.inner


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a property path; `term` only where it is a property or its inverse."""

    text: str
    start: int
    end: int
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: what is done one after the other."""

    text: str
    start: int
    end: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: `kind` is or, and, compare, in, arithmetic, not, call, exists or term."""

    kind: str
    start: int
    end: int
    operator: str = ""
    parts: tuple[Expression, ...] = ()
    term: Term | None = None
    group: Group | None = None

    @property
    def variables(self) -> frozenset[str]:
        """The variables that it looks at, without those of EXISTS."""
        own = self.term.variables if self.term else frozenset[str]()
        return own.union(*(part.variables for part in self.parts))

    def walk(self) -> Iterator[Expression]:
        """It and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a group graph pattern."""

    start: int
    end: int
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        return frozenset()

    @property
    def needs(self) -> frozenset[str]:
        """The variables without whose values it says nothing."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Triple(Element):
    """A triple pattern, or a property path pattern."""

    subject: Term
    verb: Term | Path
    object: Term

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        verb = self.verb.variables if isinstance(self.verb, Term) else frozenset[str]()
        return self.subject.variables | verb | self.object.variables

    @property
    def predicate(self) -> str:
        """The property's IRI; empty for a variable or a path."""
        return self.verb.iri if isinstance(self.verb, Term) else ""


@dataclass(frozen=True, slots=True)
class Filter(Element):
    """One condition: what FILTER joins by && is taken apart. `whole` is the FILTER's own extent."""

    condition: Expression
    whole: tuple[int, int]
    alone: bool

    @property
    def needs(self) -> frozenset[str]:
        """The variables without whose values it says nothing."""
        return self.condition.variables


@dataclass(frozen=True, slots=True)
class Bind(Element):
    """BIND (expression AS ?variable)."""

    value: Expression
    name: Term

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        return self.name.variables

    @property
    def needs(self) -> frozenset[str]:
        """The variables without whose values it says nothing."""
        return self.value.variables


@dataclass(frozen=True, slots=True)
class Values(Element):
    """VALUES: rows of terms, None standing for UNDEF."""

    names: tuple[Term, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        return frozenset(name.variable for name in self.names)


@dataclass(frozen=True, slots=True)
class Block(Element):
    """GRAPH, OPTIONAL, MINUS or a group in braces (`keyword` empty)."""

    keyword: str
    group: Group
    name: Term | None = None

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        own = self.name.variables if self.name else frozenset[str]()
        return frozenset() if self.keyword == "MINUS" else own | self.group.variables


@dataclass(frozen=True, slots=True)
class Union(Element):
    """Alternatives."""

    branches: tuple[Group, ...]

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        return frozenset[str]().union(*(branch.variables for branch in self.branches))


@dataclass(frozen=True, slots=True)
class SubSelect(Element):
    """A query within the query."""

    query: Query

    @property
    def variables(self) -> frozenset[str]:
        """The variables to which it can give values."""
        return frozenset(self.query.given)


@dataclass(frozen=True, slots=True)
class Group:
    """A group graph pattern; `start` and `end` are those of its braces."""

    start: int
    end: int
    elements: tuple[Element, ...]

    @property
    def variables(self) -> frozenset[str]:
        """All variables to which it can give values."""
        return frozenset[str]().union(*(element.variables for element in self.elements))


@dataclass(frozen=True, slots=True)
class Slice:
    """A modifier and where it stands; `number` for LIMIT and OFFSET."""

    start: int
    end: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """A query: form, dataset, pattern, modifiers."""

    text: str
    form: str
    prologue: str
    prefixes: dict[str, str]
    head: str
    datasets: tuple[tuple[bool, Term], ...]
    where: Group
    selected: tuple[tuple[Expression | None, Term], ...] = ()
    template: tuple[Triple, ...] = ()
    group_by: Slice | None = None
    having: tuple[Expression, ...] = ()
    having_slice: Slice | None = None
    order_by: Slice | None = None
    limit: Slice | None = None
    offset: Slice | None = None
    values: Values | None = None
    blanks: frozenset[str] = field(default=frozenset())
    grouped: frozenset[str] = field(default=frozenset())

    @property
    def given(self) -> tuple[str, ...]:
        """The variables that SELECT gives; all for *."""
        if not self.selected:
            return tuple(sorted(self.where.variables - self.blanks))
        return tuple(name.variable for _, name in self.selected)

    @property
    def dataset_clause(self) -> str:
        """FROM and FROM NAMED, as written."""
        return " ".join(f"FROM {'NAMED ' * named}{term.text}" for named, term in self.datasets)

    @property
    def aggregates(self) -> bool:
        """Whether the query makes one row of all solutions."""
        found = (e for expression, _ in self.selected if expression for e in expression.walk())
        return self.group_by is None and any(e.operator in AGGREGATES for e in found)


AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
