"""Queries as files, and how terms get into them.

Each `.rq` file is SPARQL as it stands. A variable that is to be bound has an empty
`VALUES ?name { }`, which `request` fills with serialised terms: no text is ever pasted into a
query. Graphs of the project are named relative to its base IRI (`<id/graph-claims>`).

Layers: describe → queries → store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

import pyoxigraph as ox

from ctgraph.queries.questions import (
    Question,
    hash_of,
    own_files,
    problems,
    questions,
    questions_of,
    with_prologue,
)
from ctgraph.queries.selection import YEAR, Choice, Facet, Selection
from ctgraph.store import QueryRequest
from ctgraph.terms import Names

Term = ox.NamedNode | ox.Literal
_PLACE = re.compile(r"VALUES \?(\w+) \{\s*\}")
_TITLE = re.compile(r"^# ([a-z]{2}): (.+)$", re.MULTILINE)
UNBOUND = "UNDEF"


__all__ = [
    "YEAR",
    "Choice",
    "Example",
    "Facet",
    "Question",
    "Selection",
    "Term",
    "examples",
    "hash_of",
    "own_files",
    "problems",
    "questions",
    "questions_of",
    "readable",
    "request",
    "tour",
    "with_prologue",
]


@dataclass(frozen=True, slots=True)
class Example:
    """A query worth running over any data, with a question as its title in each language."""

    name: str
    titles: dict[str, str]
    text: str


def request(
    name: str,
    names: Names,
    terms: Mapping[str, Iterable[Term] | None],
    *,
    limit: int | None = None,
    offset: int = 0,
) -> QueryRequest:
    """Bind a query's variables to terms; None leaves a variable unbound (SPARQL's UNDEF).

    Raises KeyError where the names given are not those that the file leaves to be bound.
    """
    text = _text(f"{name}.rq")
    if (places := set(_PLACE.findall(text))) != terms.keys():
        raise KeyError(f"{name}.rq binds {sorted(places)}, not {sorted(terms)}")
    serialised = {
        variable: UNBOUND if values is None else " ".join(map(str, values))
        for variable, values in terms.items()
    }
    text = _PLACE.sub(lambda place: f"VALUES ?{place[1]} {{ {serialised[place[1]]} }}", text)
    if limit is not None:
        text += f"LIMIT {limit:d} OFFSET {offset:d}\n"
    return QueryRequest(text, base_iri=names.base_iri, trusted=True)


def readable(
    name: str, names: Names, terms: Mapping[str, Iterable[Term] | None] | None = None
) -> QueryRequest:
    """The same for a file that declares no prefixes, so that its text can be shown and run elsewhere."""
    asked = request(name, names, terms or {})
    return replace(asked, text=with_prologue(asked.text, names))


@cache
def examples() -> tuple[Example, ...]:
    """List queries that suit any data, by their file names."""
    return _folder("examples")


@cache
def tour() -> tuple[Example, ...]:
    """List the steps of the tour, whose titles say what each shows; it suits a project's graph."""
    return _folder("tour")


def _folder(name: str) -> tuple[Example, ...]:
    folder = resources.files(__name__) / name
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)
    return tuple(_example(f.name.removesuffix(".rq"), f.read_text("utf-8")) for f in files)


def _example(name: str, text: str) -> Example:
    body = _TITLE.sub("", text).lstrip()
    return Example(name, dict(_TITLE.findall(text)), body)


@cache
def _text(file: str) -> str:
    return (resources.files(__name__) / file).read_text("utf-8")
