"""One Turtle text, formatted, and proved to say what it said."""

from __future__ import annotations

from ctgraph.authoring.layout import text_of
from ctgraph.authoring.order import arrange
from ctgraph.authoring.proof import Reading, same_comments, same_graph
from ctgraph.authoring.reader import read
from ctgraph.errors import ProjectError


def formatted(text: str, name: str, document: str | None = None) -> str:
    """The text in ctgraph's style; evidence in the order of `document`, the text as received.

    Only white space, the order of prefixes, types and evidence, and needless semicolons change. `name` is
    the file's, for errors. Raises SourceSyntaxError, with the place, for what is not Turtle 1.1, and
    ProjectError if the result would not mean the same: then nothing of it may be used.
    """
    before = Reading(text, name)
    tree = read(text, name, before.tokens)
    arrange(tree, document)
    result = text_of(tree)
    after = Reading(result, name)
    if not same_graph(before, after):
        raise ProjectError("formatting would change its graph, so it stays as it is", file=name)
    if not same_comments(before, after):
        raise ProjectError("formatting would lose a comment, so it stays as it is", file=name)
    return result
