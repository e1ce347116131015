"""The interface for programs in OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ctgraph import __version__
from ctgraph.formats import GRAPHS, PROBLEM, SOLUTIONS, Format
from ctgraph.queries.questions import Parameter, Question
from ctgraph.settings import Settings

_SCHEMAS: dict[str, dict[str, Any]] = {
    "thing": {"type": "string", "description": "An IRI, prefix:name, or what it is called."},
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "language": {"type": "string", "description": "A language tag, such as en."},
}
_LANGUAGE = "en"  # of the descriptions: OpenAPI has one


def document(
    settings: Settings, server: str, questions: Sequence[Question], more: Sequence[Format]
) -> dict[str, Any]:
    """Write the description of what is served at `server`; `more` are forms of rows beside SPARQL's."""
    rows = (*SOLUTIONS, *more)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _text(settings.title) or "ctgraph",
            "description": _text(settings.description),
            "version": __version__,
        },
        "servers": [{"url": server}],
        "paths": {
            "/sparql": {"get": _sparql(rows), "post": _sparql_post(rows)},
            "/store": {"get": _store()},
            "/q": {"get": _operation("listQuestions", "List the questions", (), _json("List"))},
            **{f"/q/{q.name}": {"get": _question(q, rows)} for q in questions},
        },
        "components": {"responses": {"Problem": _problem()}, "schemas": {"Problem": _PROBLEM}},
    }


_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def _text(texts: Any) -> str:
    return str(texts.get(_LANGUAGE) or next(iter(texts.values()), ""))


def _question(question: Question, forms: Sequence[Format]) -> dict[str, Any]:
    given = [_parameter(p) for p in question.parameters]
    summary = _text(question.titles)
    made = _operation(f"ask_{question.name}", summary, (*given, _format(forms)), _in(forms))
    return made | {"description": _text(question.descriptions), "tags": ["questions"]}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": _text(parameter.labels),
        "schema": _SCHEMAS[parameter.type],
    }


def _sparql(rows: Sequence[Format]) -> dict[str, Any]:
    query = {
        "name": "query",
        "in": "query",
        "description": "A SPARQL 1.1 query; without one the service describes itself.",
        "schema": {"type": "string"},
    }
    graphs = [
        {
            "name": name,
            "in": "query",
            "description": "Graphs of this store (SPARQL 1.1 Protocol, section 2.1.4).",
            "schema": {"type": "array", "items": {"type": "string", "format": "iri"}},
        }
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    forms = (*rows, *GRAPHS)
    return _operation("query", "Run a SPARQL query", (query, *graphs, _format(forms)), _in(forms))


def _sparql_post(rows: Sequence[Format]) -> dict[str, Any]:
    schema = {"type": "string"}
    form = {"type": "object", "required": ["query"], "properties": {"query": schema}}
    content = {
        "application/sparql-query": {"schema": schema},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    made = _operation("queryByPost", "Run a SPARQL query", (), _in((*rows, *GRAPHS)))
    return made | {"requestBody": {"required": True, "content": content}}


def _store() -> dict[str, Any]:
    graph = {
        "name": "graph",
        "in": "query",
        "description": "The IRI of a named graph.",
        "schema": {"type": "string", "format": "iri"},
    }
    default = {
        "name": "default",
        "in": "query",
        "description": "The default graph.",
        "allowEmptyValue": True,
        "schema": {"type": "string"},
    }
    return _operation("readGraph", "Read a graph whole", (graph, default), _in(GRAPHS))


def _format(forms: Sequence[Format]) -> dict[str, Any]:
    return {
        "name": "format",
        "in": "query",
        "description": "The form of the answer; else the Accept header says it.",
        "schema": {"type": "string", "enum": sorted({form.name for form in forms})},
    }


def _operation(
    name: str, summary: str, given: Sequence[dict[str, Any]], content: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": list(given),
        "responses": {
            "200": {"description": "The answer, whole", "content": content},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }


def _in(forms: Sequence[Format]) -> dict[str, Any]:
    return {form.media_type: {} for form in forms}


def _json(title: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": "object", "title": title}}}


def _problem() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": "What is wrong, and what to do",
        "content": {PROBLEM.media_type: {"schema": schema}},
    }
