"""Help with queries over HTTP: `POST /sparql/check`, `/sparql/tidy`, `explain=empty`, errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Blueprint, Response, current_app, request

from ctgraph.errors import BadRequest, QuerySyntaxError, UnsupportedMediaType
from ctgraph.explain import LANGUAGES, Explainer, cure_json, tidy
from ctgraph.formats import HTML, Format
from ctgraph.store import QueryRequest
from ctgraph.web import parameters, rendering, responses, translation
from ctgraph.web.services import public_url, services

blueprint = Blueprint("advice", __name__)

_JSON = Format("json", "application/json", "json", "JSON")
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_EXTENSION = "ctgraph.explain"


@blueprint.post("/sparql/check")
def check() -> Response:
    """Say what is wrong with a query, or worth a second look, without running it."""
    text = _text()
    form = responses.choose((_JSON,))
    found = _explainer().check(text, public_url("/sparql"))
    answer = {
        "valid": found.valid,
        "kind": found.kind or None,
        "diagnoses": [diagnosis.as_json(text) for diagnosis in found.diagnoses],
        "cured": found.cured,
    }
    return responses.send(form, lambda out: out.write(_encode(answer)), stable=False)


@blueprint.post("/sparql/tidy")
def tidied() -> Response:
    """Write a query in one style; what it asks stays the same."""
    text = _text()
    form = responses.choose((_JSON,))
    answer = {"query": tidy(text)}
    return responses.send(form, lambda out: out.write(_encode(answer)), stable=False)


@contextmanager
def mended(asked: QueryRequest) -> Iterator[None]:
    """Let the error of a query that does not parse say where and what to do."""
    try:
        yield
    except QuerySyntaxError as error:
        raise _cured(asked, error) from None


def is_wanted(value: str) -> bool:
    """Say whether `explain=` asks for an explanation. Raises BadRequest for what it does not take."""
    if value not in {"", "empty"}:
        raise BadRequest(
            f"explain={value} is not known here: explain=empty explains an empty result."
        )
    return bool(value)


def explain(asked: QueryRequest, name: str) -> Response:
    """Answer with how many rows a query has and, if it has none, with why."""
    form = responses.choose((_JSON, HTML), name)
    with mended(asked):
        found = _explainer().explain(asked)
    if form is HTML:
        return rendering.page(
            "explanation_empty.html",
            stable=False,
            query=asked.text,
            found=found,
            spoken=_language(),
        )
    answer = {"rows": found.rows, "explanation": found.as_json(asked.text)}
    return responses.send(form, lambda out: out.write(_encode(answer)), stable=False)


def _cured(asked: QueryRequest, error: QuerySyntaxError) -> QuerySyntaxError:
    """Make an error of ours of the engine's."""
    line, column = error.extra.get("line"), error.extra.get("column")
    place = (line, column) if isinstance(line, int) and isinstance(column, int) else (1, 1)
    report = _explainer().mend(asked.text, asked.base_iri, place)
    found = report.diagnoses
    if not found:
        return error
    first = found[0]
    return QuerySyntaxError(
        f"Line {first.line}, column {first.column}: {first.message['en']}",
        line=first.line,
        column=first.column,
        offending=first.offending,
        message=first.message,
        cure=cure_json(first.edit, asked.text),
        cured=report.cured,
        diagnoses=[diagnosis.as_json(asked.text) for diagnosis in found],
    )


def _text() -> str:
    """Read the query to be checked: the body, or `query` of a form."""
    if request.mimetype == _FORM:
        texts = parameters.parse(request.get_data(cache=False)).getlist("query")
        if len(texts) != 1:
            raise BadRequest("One query is checked at a time: the parameter is called 'query'.")
        return texts[0]
    if request.mimetype != _QUERY:
        raise UnsupportedMediaType(f"A query is posted as {_QUERY} or in a form ({_FORM}).")
    try:
        return request.get_data(cache=False).decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8: see byte {error.start + 1}.") from None


def _explainer() -> Explainer:
    """The explainer of the application that handles the current request."""
    extensions = current_app.extensions
    if _EXTENSION not in extensions:
        extensions[_EXTENSION] = Explainer(services().store, services().prefixes)
    return cast("Explainer", extensions[_EXTENSION])


def _language() -> str:
    """The language of the interface, if explanations are written in it."""
    language = translation.language()
    return language if language in LANGUAGES else LANGUAGES[0]


def _encode(answer: dict[str, Any]) -> bytes:
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
