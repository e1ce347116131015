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
the project need not be declared. A project has questions of its own in a folder of such files (the setting
`questions`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from ctgraph.errors import BadRequest, ProjectError
from ctgraph.queries import header
from ctgraph.queries.header import Header
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.terms import Names

Term = ox.NamedNode | ox.Literal
TYPES = ("thing", "text", "integer", "date", "language")
HOLDS = ("iri", "label", "text", "number", "date", "edtf", "any")
RESERVED = {"format", "lang", "release", "view"}  # names in addresses that are no parameters
VIEWS = ("table", "map", "timeline", "network")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_SHIPPED = resources.files(__package__) / "questions"
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
    """List the questions that ship with ctgraph, in their order."""
    return _in_order(
        _read(file, f"ctgraph/queries/questions/{file.name}") for file in _files(_SHIPPED)
    )


def questions_of(settings: Settings) -> tuple[Question, ...]:
    """List the questions about a project's graph: those that ship, and its own.

    One of its own takes the place of one that ships with the same name. Raises ProjectError for the first that
    is not sound.
    """
    own = [_own(settings, file) for file in own_files(settings)]
    return _in_order({q.name: q for q in (*questions(), *own)}.values())


def problems(settings: Settings) -> Iterator[ProjectError]:
    """Find what is wrong with a project's own questions: of each file the first thing."""
    for file in own_files(settings):
        try:
            _own(settings, file)
        except ProjectError as error:
            yield error


def hash_of(found: Iterable[Question]) -> str:
    """Tell questions from others, and from what they were before."""
    return hashlib.sha256(repr(list(found)).encode()).hexdigest()


def own_files(settings: Settings) -> list[Path]:
    """List the files of a project's own questions, sorted."""
    return sorted(settings.folder("questions").glob("*.rq"))


def _files(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.name.endswith(".rq")]


def _in_order(found: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(sorted(found, key=lambda question: (question.order, question.name)))


def _own(settings: Settings, file: Path) -> Question:
    """Read a project's question. Raises ProjectError, too, if the engine does not take the query."""
    question = _read(file, shown := settings.name_of(file))
    source = file.read_text("utf-8")  # its header is comments: lines stay as they are
    text = with_prologue(source, Names(settings.base_iri))
    try:
        answer = EmbeddedStore(()).query(QueryRequest(text, base_iri=settings.base_iri))
    except BadRequest as error:
        line = int(str(error.extra.get("line", 1))) - text.count("\n") + source.count("\n")
        raise header.wrong(
            shown, max(line, 1), error.detail.partition(": ")[2] or error.detail
        ) from None
    selected = list(answer.variables) if answer.kind == "solutions" else []
    if selected != (columns := [c.name for c in question.columns]):
        rule = f"the query selects {', '.join(selected) or 'nothing'}, the header has the columns {', '.join(columns)}"
        raise header.wrong(shown, 1, rule)
    return question


def _read(file: Traversable, shown: str) -> Question:
    try:
        source = file.read_text("utf-8")
    except UnicodeDecodeError:
        raise header.wrong(shown, 1, "it is not UTF-8") from None
    return parse(file.name.removesuffix(".rq"), source, shown)


def parse(name: str, source: str, file: str = "") -> Question:
    """Read a question; `file` is what its file is called in errors.

    Raises ProjectError that says what is wrong with its header, and on which line (`extra`: file, line).
    """
    said = header.read(source, file or f"{name}.rq")
    question = Question(
        name,
        order=said.integer("order"),
        titles=said.texts("title"),
        descriptions=said.texts("description"),
        view=said.one_of("view", VIEWS),
        parameters=tuple(
            Parameter(
                variable,
                said.one_of(f"parameters.{variable}.type", TYPES),
                said.texts(f"parameters.{variable}.label"),
                said.flag(f"parameters.{variable}.required"),
            )
            for variable in said.names("parameters")
        ),
        columns=tuple(
            Column(
                column,
                said.one_of(f"columns.{column}.holds", HOLDS),
                said.texts(f"columns.{column}", but="holds"),
            )
            for column in said.names("columns")
        ),
        text=header.below(source),
    )
    _require_sound(question, said)
    return question


def with_prologue(text: str, names: Names) -> str:
    """Declare the prefixes that a text uses; those of the project are not known before."""
    used = set(_PREFIX_USED.findall(text))
    lines = [f"PREFIX {p}: <{iri}>\n" for p, iri in names.prefixes().items() if p in used]
    return "".join(lines) + "\n" * bool(lines) + text


def _require_sound(question: Question, said: Header) -> None:
    if not _NAME.fullmatch(question.name):
        raise said.wrong(
            "", "its name may hold small letters, digits and hyphens: it is part of an address"
        )
    if not question.columns:
        raise said.wrong("", "its header lacks 'columns': the variables selected, in their order")
    places, declared = _PLACE.findall(question.text), [p.name for p in question.parameters]
    for name in declared:
        if name in RESERVED:
            raise said.wrong(
                f"parameters.{name}", f"{name} is no name for a parameter: addresses use it"
            )
        if places.count(name) != 1:
            rule = f"the query needs one line 'VALUES ?{name} {{ }}'; it has {places.count(name)}"
            raise said.wrong(f"parameters.{name}", rule)
    if undeclared := next((name for name in places if name not in declared), ""):
        raise said.wrong(
            "parameters", f"the query leaves ?{undeclared} open, which is no parameter"
        )
    columns = [c.name for c in question.columns]
    for parameter in question.parameters:
        if parameter.type == "thing" and parameter.name not in columns:
            raise said.wrong(
                f"parameters.{parameter.name}", "a thing to choose is one of the columns"
            )
