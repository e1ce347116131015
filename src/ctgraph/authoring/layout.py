"""From the tree to text, in one style.

Nothing but the tree decides, so however a text was wrapped, it comes out the same. A property has its
line, and its objects share it if they fit; else each object has its line too, so that a change touches
the line of what was changed. Words are written as their author wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctgraph.authoring.tokens import Comment
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

WIDTH = 120  # a line is wrapped between objects, never within a literal
_STEP = 4


def text_of(tree: Text) -> str:
    """The tree as Turtle."""
    lines: list[str] = []
    previous: Directive | Statement | None = None
    tall_before = False
    for part in tree.parts:
        comments, body = _head(part).before, _Page().part(part)
        tall = isinstance(part, Statement) and (len(body) > 1 or "\n" in body[0])
        first = comments[0].after_blank if comments else part.after_blank
        grouped = isinstance(part, Directive) and isinstance(previous, Directive) and not comments
        apart = tall or tall_before or type(part) is not type(previous) or (first and not grouped)
        if lines and apart:
            lines.append("")
        lines += _paragraphs(comments)
        if comments and part.after_blank:
            lines.append("")
        lines += body
        previous, tall_before = part, tall
    if lines and tree.over and tree.over[0].after_blank:
        lines.append("")
    lines += _paragraphs(tree.over)
    return "".join(line + "\n" for line in lines)


def _head(part: Directive | Statement) -> Directive | Node:
    return part if isinstance(part, Directive) else part.subject


def _paragraphs(comments: list[Comment]) -> Iterator[str]:
    """Lines of comments, with the blank lines that their author put between them."""
    for i, comment in enumerate(comments):
        if i and comment.after_blank:
            yield ""
        yield comment.text


class _Page:
    """The lines of one part. A comment beside something is held until its line ends."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._beside: Comment | None = None

    def part(self, part: Directive | Statement) -> list[str]:
        if isinstance(part, Directive):
            self._write(part.text)
            self._beside = part.beside
        else:
            self._statement(part)
        self._new_line(0)
        return self._lines

    def _write(self, text: str) -> None:
        self._line += text

    def _new_line(self, indent: int) -> None:
        """End the line, with the comment beside it, and begin one; an empty line is only moved."""
        if line := self._line.rstrip(" "):
            self._lines.append(line + (f" {self._beside.text}" if self._beside else ""))
            self._beside = None
        self._line = " " * indent

    def _comments(self, comments: list[Comment], indent: int) -> None:
        for comment in comments:
            self._new_line(indent)
            self._write(comment.text)
        if comments:
            self._new_line(indent)

    def _fits(self, text: str, closing: int = 2) -> bool:
        column = len(self._line) - self._line.rfind("\n") - 1
        return "\n" not in text and column + len(text) + closing <= WIDTH

    def _statement(self, statement: Statement) -> None:
        subject = statement.subject
        self._node(subject, 0)
        if statement.properties:
            first = statement.properties[0]
            if subject.beside or first.before or len(self._lines):
                self._new_line(_STEP)
            else:
                self._write(" ")
            self._properties(statement.properties, _STEP)
        self._close(" .", statement.over, _STEP, ended=bool(statement.properties))

    def _close(self, mark: str, over: list[Comment], indent: int, *, ended: bool) -> None:
        """A dot or bracket; on a line of its own only below comments that nothing follows."""
        if over:
            self._write(" ;" if ended else "")
            self._comments(over, indent)
            self._write(mark.strip())
        else:
            self._write(mark)

    def _properties(self, properties: list[Property], indent: int) -> None:
        for i, made in enumerate(properties):
            if i:
                self._write(" ;")
                self._new_line(indent)
            self._comments(made.before, indent)
            self._property(made, indent)

    def _property(self, made: Property, indent: int) -> None:
        self._write(made.verb)
        flat = _flat_objects(made)
        if flat is not None and self._fits(f" {flat}"):
            self._write(f" {flat}")
            self._beside = made.objects[-1].beside
            return
        self._beside = made.beside
        hanging = isinstance(made.objects[0], Atom) and not made.beside
        hanging = hanging and all(isinstance(o, Atom) for o in made.objects)
        for i, node in enumerate(made.objects):
            if i:
                self._write(" ,")
            if i or not hanging or node.before:
                self._new_line(indent + _STEP)
            else:
                self._write(" ")
            self._comments(node.before, indent + _STEP)
            self._node(node, indent + _STEP)

    def _node(self, node: Node, indent: int) -> None:
        """An object, a subject or an item, at the start of a line or after a verb; not what is before it."""
        flat = _flat(node)
        if flat is not None and (isinstance(node, Atom) or len(flat) == 2 or self._fits(flat)):
            self._write(flat)
        elif isinstance(node, Inline):
            self._write("[ ")
            self._properties(node.properties, indent + 2)
            self._bracket("]", node.over, indent, ended=bool(node.properties))
        elif isinstance(node, Collection):
            self._write("( ")
            for i, item in enumerate(node.items):
                if i:
                    self._new_line(indent + 2)
                self._comments(item.before, indent + 2)
                self._node(item, indent + 2)
            self._bracket(")", node.over, indent, ended=False)
        self._beside = node.beside

    def _bracket(self, mark: str, over: list[Comment], indent: int, *, ended: bool) -> None:
        if over:
            self._write(" ;" if ended else "")
            self._comments(over, indent + 2)
        if over or self._beside:
            self._new_line(indent)
            self._write(mark)
        else:
            self._write(f" {mark}")


def _flat_objects(made: Property) -> str | None:
    """The objects on one line; None where there must be several: for comments, or several brackets."""
    several = len(made.objects) > 1 and not all(isinstance(o, Atom) for o in made.objects)
    commented = made.beside or any(o.before for o in made.objects)
    commented = commented or any(o.beside for o in made.objects[:-1])
    parts = [_flat(o) for o in made.objects]
    if several or commented or None in parts:
        return None
    return " , ".join(p for p in parts if p is not None)


def _flat(node: Node) -> str | None:
    """The node on one line; None where it has comments within, or more than one property."""
    if isinstance(node, Atom):
        return node.text
    if node.over:
        return None
    if isinstance(node, Collection):
        parts = [None if i.before or i.beside else _flat(i) for i in node.items]
        return None if None in parts else f"( {' '.join(filter(None, parts))} )" if parts else "()"
    if not node.properties:
        return "[]"
    if len(node.properties) > 1:
        return None
    made = node.properties[0]
    objects = None if made.before or made.objects[-1].beside else _flat_objects(made)
    return None if objects is None else f"[ {made.verb} {objects} ]"
