"""Results as pages that others may frame: small, without scripts, and with the way back to where they are from.

Only what is under `/embed/` may be framed.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from ctgraph.describe import Text
from ctgraph.formats import HTML
from ctgraph.store import Solutions, Triples, tokens
from ctgraph.web import (
    observing,
    parameters,
    questions,
    rendering,
    responses,
    sharing,
    taking,
    translation,
)
from ctgraph.web.examples import in_words
from ctgraph.web.results import Results, results
from ctgraph.web.services import public_url, services
from ctgraph.web.tables import Head

blueprint = Blueprint("embedding", __name__)

MOST_ROWS = 200  # of a page in a page
_KEPT = ("names", "sort", "texts", "view")  # of how the result was shown


@blueprint.after_request
def _admit(response: Response) -> Response:
    """Let other sites frame this, errors too: an empty frame would tell nobody why."""
    response.headers["Content-Security-Policy"] = responses.EMBEDDED_POLICY
    return response


@blueprint.get("/embed/s/<packed>")
def shared(packed: str) -> Response:
    """Show the answer to a query that the address holds."""
    values = parameters.of_url()
    text = sharing.unpack(packed, services().settings.max_query_bytes)
    asked = parameters.query(text, values, public_url("/sparql"))
    view = {name: values[name] for name in _KEPT if values.get(name)}
    with observing.query(text), services().store.query(asked) as answer:
        boolean = bool(answer) if answer.kind == "boolean" else None
        found = None if answer.kind == "boolean" else _results(answer, view)
    shown = taking.Shown(asked, view)
    return _send(found, boolean, shown, stable=not tokens.is_volatile(text))


@blueprint.get("/embed/q/<name>")
def question(name: str) -> Response:
    """Show the answer to a question, in the view that was asked for or that suits it best."""
    asked, terms, given = questions.read(name, rendering.reading_languages())
    with questions.answer(asked, terms) as answer:
        found = results(questions.for_people(asked, Head.of(answer, MOST_ROWS)))
    view = request.args.get("view") or asked.view
    shown = taking.Asked(asked, given, view)
    return _send(found, None, shown, title=in_words(asked.titles))


def _results(answer: Solutions | Triples, view: dict[str, str]) -> Results:
    return results(
        Head.of(answer, MOST_ROWS),
        names=view.get("names") != "no",
        order=view.get("sort", ""),
        one_language=view.get("texts") == "one",
    )


def _send(
    found: Results | None,
    boolean: bool | None,
    shown: taking.Shown | taking.Asked,
    *,
    title: Text | None = None,
    stable: bool = True,
) -> Response:
    view = shown.view if isinstance(shown, taking.Asked) else shown.view.get("view", "")
    body = render_template(
        "embed.html",
        results=found,
        boolean=boolean,
        shown=shown,
        view=view,
        title=title or rendering.site_title(),
        linked_release=taking.other_release(),
    ).encode()
    language = translation.language()
    return responses.send(HTML, lambda out: out.write(body), language=language, stable=stable)
