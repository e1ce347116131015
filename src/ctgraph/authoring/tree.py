"""A Turtle text as a small tree: what is written, in its order, each comment at what it speaks of.

A comment on lines of its own stands `before` what follows it; one at a line's end stands `beside` what
it follows. Where nothing follows, it is left `over` at the end of what holds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ctgraph.authoring.tokens import Comment


@dataclass(slots=True)
class Commented:
    """Whatever can be commented on."""

    before: list[Comment] = field(default_factory=list)
    beside: Comment | None = None


@dataclass(slots=True)
class Atom(Commented):
    """An IRI, a literal or a blank node's label, as written."""

    text: str = ""


@dataclass(slots=True)
class Property(Commented):
    """A verb with its objects."""

    verb: str = ""
    objects: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Inline(Commented):
    """A blank node: [ property ; property ]."""

    properties: list[Property] = field(default_factory=list)
    over: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Collection(Commented):
    """A list: ( item item )."""

    items: list[Node] = field(default_factory=list)
    over: list[Comment] = field(default_factory=list)


Node = Atom | Inline | Collection


@dataclass(slots=True)
class Directive(Commented):
    """@prefix, @base, PREFIX or BASE with what it declares. `prefix` is None for a base."""

    text: str = ""
    prefix: str | None = None
    iri: str = ""
    after_blank: bool = False


@dataclass(slots=True)
class Statement:
    """A subject and what is said of it."""

    subject: Node
    properties: list[Property] = field(default_factory=list)
    over: list[Comment] = field(default_factory=list)
    after_blank: bool = False


@dataclass(slots=True)
class Text:
    """A whole text; `over` stands at its end."""

    parts: list[Directive | Statement] = field(default_factory=list)
    over: list[Comment] = field(default_factory=list)
