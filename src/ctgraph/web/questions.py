"""Questions as an API: `/q` lists them, `/q/<name>` asks one, as a form for people and in every format.

Programs find them described in OpenAPI, and editors of queries as SHACL's executables (SHACL Advanced
Features, section 5.3, in the shape of SIB's collections of examples).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, current_app, request

from ctgraph import describe, queries
from ctgraph.describe import Text, Value
from ctgraph.errors import BadRequest, NotFound
from ctgraph.formats import GRAPHS, HTML, SOLUTIONS, Format
from ctgraph.queries.questions import RESERVED, Parameter, Question
from ctgraph.store import QueryRequest, Solutions
from ctgraph.web import observing, openapi, parameters, rendering, responses, sheets, taking
from ctgraph.web.examples import as_query, in_words
from ctgraph.web.linked import documents
from ctgraph.web.linked.executables import executables
from ctgraph.web.results import results
from ctgraph.web.services import public_url, services
from ctgraph.web.tables import Head

blueprint = Blueprint("questions", __name__)

_JSON = Format("json", "application/json", "json", "JSON")
_OPENAPI = Format("openapi", "application/json", "json", "OpenAPI")
Terms = dict[str, queries.Term]
_EXTENSION = "ctgraph.choices"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as the form shows it: what was chosen, and what can be."""

    parameter: Parameter
    label: Text
    value: str
    choices: tuple[Value, ...]


@blueprint.get("/q")
def listing() -> Response:
    """List the questions."""
    form = responses.choose((_JSON, HTML), request.args.get("format", ""))
    found = services().questions
    if form is HTML:
        offers = [(q, in_words(q.titles), in_words(q.descriptions)) for q in found]
        return rendering.page("questions.html", offers=offers)
    body = {"questions": [_as_json(question) for question in found]}
    return responses.send(form, lambda out: out.write(_encode(body)))


@blueprint.get("/q/<name>")
def ask(name: str) -> Response:
    """Ask a question: answer in the form of the extension, of `format=` or of Accept."""
    stem, dot, extension = name.rpartition(".")
    wanted = extension if dot else request.args.get("format", "")
    form = sheets.choose((*SOLUTIONS, *sheets.offers(), HTML), wanted)
    if form is HTML:
        return _page(_question(stem if dot else name), _given())
    question, terms, _ = read(stem if dot else name, services().settings.languages)
    with answer(question, terms) as found:
        return sheets.send(form, found, name=question.name)


def read(name: str, languages: Sequence[str]) -> tuple[Question, Terms, dict[str, str]]:
    """Read which question is asked, with which terms, made of which values.

    Raises NotFound, and BadRequest for a value that is wrong or missing.
    """
    question, given = _question(name), _given()
    terms = describe.bound(services().catalogue, question, given, languages)
    if missing := describe.missing(question, terms):
        needed = ", ".join(p.name for p in missing)
        raise BadRequest(f"This question needs a value of {needed}; {public_url('/q')} lists them.")
    return question, terms, given


@contextmanager
def answer(question: Question, terms: Terms) -> Iterator[Solutions]:
    """Ask a question."""
    text = question.filled(terms, services().catalogue.names)
    asked = QueryRequest(text, base_iri=public_url("/sparql"))
    with observing.query(question.name), services().store.query(asked) as found:
        yield cast("Solutions", found)  # questions are SELECT queries


def for_people(question: Question, head: Head) -> Head:
    """Name the columns in words, and leave out those that name what is in others: things go by their names."""
    shown = [
        (n, in_words(c.labels).text) for n, c in enumerate(question.columns) if c.holds != "label"
    ]
    rows = [tuple(row[n] for n, _ in shown) for row in head.rows]
    return Head(tuple(label for _, label in shown), rows, head.total)


@blueprint.get("/openapi.json")
def described() -> Response:
    """Describe the interface for programs (OpenAPI 3.1)."""
    responses.choose((_OPENAPI,))
    body = openapi.document(
        services().settings, public_url("/").rstrip("/"), services().questions, sheets.offers()
    )
    return responses.send(_OPENAPI, lambda out: out.write(_encode(body)))


@blueprint.get("/.well-known/sparql-examples")
def examples() -> Response:
    """Give the questions as a graph of SHACL's SPARQL executables."""
    form = responses.choose(GRAPHS, request.args.get("format", ""))
    triples = list(executables())
    return responses.send(form, lambda out: documents.write(triples, form, out))


def _question(name: str) -> Question:
    found = next((q for q in services().questions if q.name == name), None)
    if found is None:
        raise NotFound(f"There is no question called {name!r}; {public_url('/q')} lists them.")
    return found


def _given() -> dict[str, str]:
    """Read the values that the URL gives. Raises BadRequest for one that is given twice."""
    values = parameters.of_url()
    given = {name: values.getlist(name) for name in values if name not in RESERVED}
    for name, texts in given.items():
        if len(texts) > 1:
            raise BadRequest(f"{name} is given {len(texts)} times; it takes one value.")
    return {name: texts[0] for name, texts in given.items()}


def _page(question: Question, given: dict[str, str]) -> Response:
    terms = describe.bound(services().catalogue, question, given, rendering.reading_languages())
    head = None
    if not describe.missing(question, terms):
        with answer(question, terms) as found:
            head = for_people(question, Head.of(found, services().settings.max_table_rows))
    chosen = given | {n: t.value for n, t in terms.items()}
    kept = {name: text for name, text in given.items() if text}
    view = request.args.get("view") or question.view
    return rendering.page(
        "question.html",
        question=question,
        title=in_words(question.titles),
        description=in_words(question.descriptions),
        fields=[_field(question, p, chosen.get(p.name, "")) for p in question.parameters],
        given=kept,
        forms=(*SOLUTIONS, *sheets.offers()),
        query=as_query(question, terms),
        head=head,
        values=services().catalogue.values({t for row in head.rows for t in row}) if head else {},
        results=results(head) if head else None,
        view=view,
        shown=taking.Asked(question, kept, view),
    )


def _field(question: Question, parameter: Parameter, value: str) -> Field:
    choices = _choices(question, parameter) if parameter.type == "thing" else ()
    ordered = sorted(choices, key=lambda v: rendering.called(v).text.casefold())
    return Field(parameter, in_words(parameter.labels), value, tuple(ordered))


def _choices(question: Question, parameter: Parameter) -> tuple[Value, ...]:
    """Find what can be chosen, once for as long as the application lives: its data never changes."""
    known = current_app.extensions.setdefault(_EXTENSION, {})
    key = (question.name, parameter.name)
    if key not in known:
        known[key] = describe.choices(
            services().catalogue, question, parameter.name, services().settings.languages[0]
        )
    return cast("tuple[Value, ...]", known[key])


def _as_json(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "url": public_url(f"/q/{question.name}"),
        "title": dict(question.titles),
        "description": dict(question.descriptions),
        "view": question.view,
        "parameters": [
            {"name": p.name, "type": p.type, "label": dict(p.labels), "required": p.required}
            for p in question.parameters
        ],
        "columns": [
            {"name": c.name, "holds": c.holds, "label": dict(c.labels)} for c in question.columns
        ],
        "query": question.filled({}, services().catalogue.names),
    }


def _encode(body: dict[str, Any]) -> bytes:
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()
