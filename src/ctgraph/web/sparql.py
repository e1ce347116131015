"""The endpoint: SPARQL 1.1 Protocol, query operation (section 2.1), read-only.

A request is read strictly, run by the store and answered in the form that was asked for. For people
the same address is a form, and a table of results.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from ctgraph.errors import BadRequest, UnsupportedMediaType
from ctgraph.formats import GRAPHS, HTML
from ctgraph.store import QueryRequest, tokens
from ctgraph.web import (
    advice,
    exchange,
    observing,
    parameters,
    responses,
    sharing,
    sheets,
    workbench,
)
from ctgraph.web.description import describe
from ctgraph.web.services import public_url, services

blueprint = Blueprint("sparql", __name__)

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Run a query; without one, describe the service or show a form."""
    asked, name, explain = _read()
    if asked is None:
        return _introduce(name)
    if advice.is_wanted(explain):
        return advice.explain(asked, name)
    if exchange.RAISED in request.environ:
        with advice.mended(asked):
            # taken out, so that the error and what it was raised over do not hold each other
            raise request.environ.pop(exchange.RAISED)
    return _answer(asked, name)


@blueprint.get("/s/<packed>")
def shared(packed: str) -> Response:
    """Run a query that the address itself holds, as links to a result do."""
    values = parameters.of_url()
    text = sharing.unpack(packed, services().settings.max_query_bytes)
    asked = parameters.query(text, values, public_url("/sparql"))
    return _answer(asked, values.get("format", ""))


def _answer(asked: QueryRequest, name: str) -> Response:
    with (
        observing.query(asked.text),
        advice.mended(asked),
        services().store.query(asked) as answer,
    ):
        form = sheets.choose((*workbench.offers(answer.kind), HTML), name)
        stable = not tokens.is_volatile(asked.text)
        if form is HTML:
            return workbench.results_page(asked, answer, stable=stable)
        if answer.kind == "solutions":
            return sheets.send(form, answer, stable=stable)
        return responses.send(
            form, lambda out: answer.serialize(out, form.media_type), stable=stable
        )


def _read() -> tuple[QueryRequest | None, str, str]:
    """Read the request: what is to be run, if anything, and the values of `format=`, `explain=`."""
    values, texts = parameters.of_url(), list[str]()
    if request.method == "POST":
        body = _body()
        if request.mimetype == _FORM:
            values.update(parameters.parse(body))
        else:
            texts.append(_decode(body))
    texts += values.getlist("query")
    if "update" in values:
        raise BadRequest("Updates are not taken here: changes go to the source files.")
    if len(texts) > 1:
        raise BadRequest(f"There are {len(texts)} queries; one request runs one.")
    name, explain = values.get("format", ""), values.get("explain", "")
    if not texts and request.method != "POST":
        return None, name, explain
    if not texts:
        raise BadRequest("There is no query in this request: the parameter is called 'query'.")
    return parameters.query(texts[0], values, public_url("/sparql")), name, explain


def _body() -> bytes:
    """Read the body of a POST (sections 2.1.2 and 2.1.3). Raises UnsupportedMediaType."""
    if request.mimetype not in {_FORM, _QUERY}:
        raise UnsupportedMediaType(
            f"A query is posted as {_QUERY} or in a form ({_FORM}). "
            "Updates are not taken here: changes go to the source files."
        )
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("Queries are written in UTF-8.")
    if request.content_encoding not in {None, "", "identity"}:
        raise UnsupportedMediaType("Requests with a content coding are not read here.")
    return request.get_data(cache=False)


def _decode(body: bytes) -> str:
    """Read a query that is the whole body."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8: see byte {error.start + 1}.") from None


def _introduce(name: str) -> Response:
    """Answer a request without a query (SPARQL 1.1 Service Description, section 2)."""
    form = responses.choose((*GRAPHS, HTML), name)
    if form is HTML:
        return workbench.form_page()
    triples = describe(public_url(request.path), public_url("/about/endpoint"))
    return responses.send(form, lambda out: triples.serialize(out, form.media_type))
