"""Questions: queries with a name, a title in words, and parameters to choose.

A question is an `.rq` file. Lines that begin with `#+ ` are its header, TOML:

    #+ order = 3                                its place in lists
    #+ title.en = "Who pays for what?"         in every language of the interface
    #+ description.en = "…"
    #+ view = "table"                           or map, timeline, network: what suits the result best
    #+ [parameters.donor]                       a variable that the query selects, or a text, date, …
    #+ type = "thing"                           thing, text, integer, date or language
    #+ required = true                          else it may be left open
    #+ label.en = "Donor"
    #+ [columns]                                the variables selected, in their order
    #+ donor = { holds = "iri", en = "Donor" }  iri, label (of the iri before), text, number, date, edtf or any

Below it stands the query, in which each parameter has an empty `VALUES ?donor { }` on a line of its own. A
value is bound there as a term, never pasted; the line of one that is left open is left out. Prefixes of
the project need not be declared.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyoxigraph as ox

from ctgraph.errors import ProjectError
from ctgraph.terms import Names

Term = ox.NamedNode | ox.Literal
TYPES = ("thing", "text", "integer", "date", "language")
HOLDS = ("iri", "label", "text", "number", "date", "edtf", "any")
VIEWS = ("table", "map", "timeline", "network")

_HEADER = re.compile(r"^#\+ ?(.*)\n", re.MULTILINE)
_PLACE = re.compile(r"^ *VALUES \?(\w+) \{ *\}\n", re.MULTILINE)
_PREFIX_USED = re.compile(r"(?<![\w<?])([a-z]+):(?=\w)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that may be chosen; `type` is one of TYPES, `labels` are by language."""

    name: str
    type: str
    labels: Mapping[str, str]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A variable of the result; what it `holds` is one of HOLDS, `labels` are by language."""

    name: str
    holds: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A named query, its parameters, and the variables that it selects, in order."""

    name: str
    order: int
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    view: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str

    def filled(self, terms: Mapping[str, Term], names: Names) -> str:
        """Write the query with the parameters bound that `terms` has a value for.

        Raises KeyError for a value of what is no parameter.
        """
        if unknown := terms.keys() - {p.name for p in self.parameters}:
            raise KeyError(f"{self.name} has no parameter {min(unknown)}")

        def fill(place: re.Match[str]) -> str:
            if place[1] not in terms:
                return ""
            return place[0].replace("}", f"{terms[place[1]]} }}")

        return with_prologue(_PLACE.sub(fill, self.text), names)

    def spoken(self, language: str) -> dict[str, Term]:
        """Bind what says in which language names are given."""
        return {p.name: ox.Literal(language) for p in self.parameters if p.type == "language"}

    def values_of(self, parameter: str, language: str, names: Names, most: int) -> str:
        """Write a query for the values of a parameter with which the question has an answer."""
        inner = self.filled(self.spoken(language), names)
        prologue, select, rest = inner.partition("SELECT")
        return (
            f"{prologue}SELECT DISTINCT ?{parameter} WHERE {{ {{ {select}{rest} }} "
            f"FILTER (BOUND(?{parameter})) }} LIMIT {most:d}"
        )


@cache
def questions() -> tuple[Question, ...]:
    """List the questions about a project's graph, in their order. Raises ProjectError for a bad header."""
    folder = resources.files(__package__) / "questions"
    files = (file for file in folder.iterdir() if file.name.endswith(".rq"))
    read = (parse(file.name.removesuffix(".rq"), file.read_text("utf-8")) for file in files)
    return tuple(sorted(read, key=lambda question: (question.order, question.name)))


def parse(name: str, source: str) -> Question:
    """Read a question's file. Raises ProjectError that says what is wrong with its header."""
    try:
        header = tomllib.loads("".join(f"{line}\n" for line in _HEADER.findall(source)))
        parameters = tuple(
            Parameter(variable, said["type"], said["label"], said.get("required", False))
            for variable, said in header.get("parameters", {}).items()
        )
        question = Question(
            name,
            order=header.get("order", 0),
            titles=header["title"],
            descriptions=header["description"],
            view=header.get("view", VIEWS[0]),
            parameters=parameters,
            columns=tuple(_column(name, said) for name, said in header["columns"].items()),
            text=_HEADER.sub("", source),
        )
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(f"{name}.rq: its header is no TOML: {error}") from None
    except KeyError as error:
        raise ProjectError(f"{name}.rq: its header lacks {error}") from None
    _require_sound(question)
    return question


def with_prologue(text: str, names: Names) -> str:
    """Declare the prefixes that a text uses; those of the project are not known before."""
    used = set(_PREFIX_USED.findall(text))
    lines = [f"PREFIX {p}: <{iri}>\n" for p, iri in names.prefixes().items() if p in used]
    return "".join(lines) + "\n" * bool(lines) + text


def _column(name: str, said: Mapping[str, str]) -> Column:
    return Column(name, said["holds"], {tag: text for tag, text in said.items() if tag != "holds"})


def _require_sound(question: Question) -> None:
    places, declared = _PLACE.findall(question.text), [p.name for p in question.parameters]
    wrong = {
        "parameters are not those with a line VALUES": sorted(places) != sorted(declared),
        f"types are among {', '.join(TYPES)}": any(
            p.type not in TYPES for p in question.parameters
        ),
        f"columns hold {', '.join(HOLDS)}": any(
            column.holds not in HOLDS for column in question.columns
        ),
        f"views are {', '.join(VIEWS)}": question.view not in VIEWS,
        "a thing to choose is one of the columns": any(
            p.type == "thing" and p.name not in {c.name for c in question.columns}
            for p in question.parameters
        ),
    }
    if said := next((rule for rule, broken in wrong.items() if broken), ""):
        raise ProjectError(f"{question.name}.rq: {said}")
