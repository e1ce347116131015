"""From terminals to the tree, each comment brought to what it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ctgraph.authoring.tokens import Comment, Token, syntax_error
from ctgraph.authoring.tree import (
    Atom,
    Collection,
    Commented,
    Directive,
    Inline,
    Node,
    Property,
    Statement,
    Text,
)
from ctgraph.errors import SourceSyntaxError

DEEPEST = 100  # levels of brackets: some five Python calls each, of a thousand that there are


def read(text: str, name: str, found: Sequence[Token]) -> Text:
    """Read the terminals of a Turtle 1.1 text; `name` is the file's, for errors.

    Raises SourceSyntaxError, with the place, for what it cannot make a tree of.
    """
    return _Reader(text, name, found).text()


class _Reader:
    """Recursive descent over the grammar of RDF 1.1 Turtle, 6.5.

    `_host` is what a comment at the end of this line would stand beside; `_waiting` are the comments
    that what comes next will have before it.
    """

    def __init__(self, text: str, name: str, found: Sequence[Token]) -> None:
        self._source, self._name = text, name
        self._tokens = list(found)
        self._at = 0
        self._depth = 0
        self._host: Commented | None = None
        self._waiting: list[Comment] = []

    def text(self) -> Text:
        whole = Text()
        while self._next.kind != "end":
            whole.parts.append(self._directive() if self._at_directive() else self._statement())
        self._take()
        whole.over = self._comments()
        return whole

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *marks: str) -> bool:
        return self._next.kind == "mark" and self._next.text in marks

    def _take(self, *expected: str) -> Token:
        """The next token, of one of these kinds if any are named; its comments find their places."""
        token = self._next
        if expected and token.kind not in expected:
            raise self._error(f"expected {' or '.join(expected)}, not {token.text!r}")
        for comment in token.comments:
            if self._host is not None and self._host.beside is None and not comment.alone:
                self._host.beside = comment
            else:
                self._waiting.append(comment)
        self._at += token.kind != "end"
        self._host = None
        return token

    def _take_mark(self, mark: str) -> None:
        """A mark of punctuation; a comment after it stands beside what the mark ends."""
        if not self._is(mark):
            raise self._error(f"expected {mark!r}, not {self._next.text!r}")
        host = self._host
        self._take()
        self._host = host

    def _comments(self) -> list[Comment]:
        comments, self._waiting = self._waiting, []
        return comments

    def _late(self) -> list[Comment]:
        """A comment beside the end of a statement, where the last object has one beside it already."""
        comments = self._next.comments
        if self._host is None or self._host.beside is None or not comments or comments[0].alone:
            return []
        self._tokens[self._at] = replace(self._next, comments=comments[1:])
        return [comments[0]]

    def _error(self, detail: str) -> SourceSyntaxError:
        return syntax_error(self._source, self._name, self._next.start, detail)

    def _at_directive(self) -> bool:
        token = self._next
        return token.text in {"@prefix", "@base"} or (
            token.kind == "word" and token.text.upper() in {"PREFIX", "BASE"}
        )

    def _directive(self) -> Directive:
        first = self._take()
        directive = Directive(before=self._comments(), after_blank=first.after_blank)
        words = [first.text]
        if first.text.upper().endswith("PREFIX"):
            words.append(self._take("name").text)
            directive.prefix = words[-1]
        words.append(self._take("iri").text)
        directive.iri = words[-1]
        if first.kind == "at":
            self._take_mark(".")
            words.append(".")
        directive.before += self._comments()
        directive.text = " ".join(words)
        self._host = directive
        return directive

    def _statement(self) -> Statement:
        after_blank = self._next.after_blank
        statement = Statement(self._node(), after_blank=after_blank)
        if not self._is("."):
            statement.properties = self._properties(".")
        self._take_mark(".")
        statement.over = [*self._comments(), *self._late()]
        return statement

    def _properties(self, end: str) -> list[Property]:
        properties = []
        while not self._is(end):
            properties.append(self._property())
            if not self._is(";"):
                break
            while self._is(";"):
                self._take_mark(";")
        return properties

    def _property(self) -> Property:
        verb = self._take("iri", "name", "word")
        made = Property(before=self._comments(), verb=verb.text)
        self._host = made
        made.objects.append(self._node())
        while self._is(","):
            self._take_mark(",")
            made.objects.append(self._node())
        return made

    def _node(self) -> Node:
        if self._is("["):
            return self._inline()
        if self._is("("):
            return self._collection()
        return self._atom()

    def _atom(self) -> Atom:
        token = self._take("string", "iri", "label", "name", "number", "word")
        atom = Atom(text=token.text, before=self._comments())
        if token.kind == "string" and self._next.kind == "at":
            atom.text += self._take().text
        elif token.kind == "string" and self._is("^^"):
            atom.text += self._take().text + self._take("iri", "name").text
        atom.before += self._comments()
        self._host = atom
        return atom

    def _inline(self) -> Inline:
        self._take()
        node = Inline(before=self._comments())
        self._enter()
        node.properties = self._properties("]")
        node.over = self._leave("]")
        self._host = node
        return node

    def _collection(self) -> Collection:
        self._take()
        node = Collection(before=self._comments())
        self._enter()
        while not self._is(")"):
            node.items.append(self._node())
        node.over = self._leave(")")
        self._host = node
        return node

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"brackets within brackets, more than {DEEPEST} levels deep")

    def _leave(self, bracket: str) -> list[Comment]:
        self._take_mark(bracket)
        self._depth -= 1
        return self._comments()
