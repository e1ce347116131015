"""The page of /sparql: the query in its form, and below it the answer and how to take it away."""

from __future__ import annotations

from flask import Response, render_template, request

from ctgraph import queries
from ctgraph.formats import BOOLEANS, GRAPHS, HTML, SOLUTIONS, Format
from ctgraph.store import Boolean, QueryRequest, Solutions, Triples
from ctgraph.web import editor, responses, sheets, taking, translation
from ctgraph.web.examples import examples, tour_step
from ctgraph.web.results import Results, results
from ctgraph.web.services import services
from ctgraph.web.tables import Head

_VIEWS = (
    "names",
    "sort",
    "texts",
    "tour",
    "view",
)  # parameters that say how an answer is shown, not what it is


def offers(kind: str) -> tuple[Format, ...]:
    """List the forms that an answer of a kind can have, beside the page."""
    if kind == "solutions":
        return (*SOLUTIONS, *sheets.offers())
    return BOOLEANS if kind == "boolean" else GRAPHS


def form_page() -> Response:
    """Show the form, with the first of the examples in it."""
    step = tour_step(request.args.get("tour", ""))
    return _send((step or examples()[0]).query, forms=(HTML, *offers("solutions")))


def results_page(
    asked: QueryRequest, answer: Solutions | Boolean | Triples, *, stable: bool
) -> Response:
    """Show the form as it was sent, and below it the answer."""
    view = {name: request.args[name] for name in _VIEWS if request.args.get(name)}
    found = None if answer.kind == "boolean" else _results(answer, view)
    return _send(
        asked.text,
        stable=stable,
        forms=(HTML, *offers(answer.kind)),
        kind=answer.kind,
        boolean=bool(answer) if answer.kind == "boolean" else None,
        results=found,
        shown=taking.Shown(asked, view),
        view=view,
        linked_release=taking.other_release(),
    )


def _results(answer: Solutions | Triples, view: dict[str, str]) -> Results:
    return results(
        Head.of(answer, services().settings.max_table_rows),
        names=view.get("names") != "no",
        order=view.get("sort", ""),
        one_language=view.get("texts") == "one",
    )


def _send(query: str, *, stable: bool = True, **shown: object) -> Response:
    """Render the one template of this address; its page may run the editor."""
    number = request.args.get("tour", "")
    step = tour_step(number)
    tour = {"step": step, "number": int(number), "steps": len(queries.tour())} if step else None
    body = render_template(
        "sparql.html", query=query, examples=examples(), tour=tour, **shown
    ).encode()
    language = translation.language()
    return editor.admit(
        responses.send(HTML, lambda out: out.write(body), language=language, stable=stable)
    )
