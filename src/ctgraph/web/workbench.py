"""The page of /sparql: the query in its form, and below it the answer and how to take it away."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request

from ctgraph import queries
from ctgraph.describe import Text
from ctgraph.formats import BOOLEANS, GRAPHS, HTML, SOLUTIONS
from ctgraph.store import Boolean, QueryRequest, Solutions, Triples
from ctgraph.web import editor, links, rendering, responses, sharing, translation
from ctgraph.web.examples import examples, tour_step
from ctgraph.web.network import network
from ctgraph.web.services import public_url, services
from ctgraph.web.tables import Table, tabulate
from ctgraph.web.timeline import timeline

OFFERS = {"solutions": SOLUTIONS, "boolean": BOOLEANS, "triples": GRAPHS}
_VIEWS = ("names", "sort", "texts", "tour", "view")  # parameters that say how an answer is shown, not what it is
_SHORT = 10  # digits of a release that are enough to tell it from others


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer is shown: a query, its dataset and its view, in addresses of every kind."""

    asked: QueryRequest
    view: dict[str, str]

    def again(self, **changes: str | None) -> str:
        """Give the address of this page, with another view."""
        values = {"query": self.asked.text, **self._dataset, **self.view, **changes}
        return links.href("sparql.endpoint", **values)

    @property
    def permalink(self) -> str:
        """An address that holds the query, its view and the release that it was asked of."""
        release = services().release[:_SHORT]
        view = {name: value for name, value in self.view.items() if name != "tour"}
        return self._packed(**view, **({"release": release} if release else {}))

    def data(self, name: str) -> str:
        """Give an address of the answer in a format; it needs no quoting."""
        return self._packed(format=name)

    def _packed(self, **values: str) -> str:
        path = public_url(f"/s/{sharing.pack(self.asked.text)}")
        return f"{path}?{urlencode({**self._dataset, **values}, doseq=True)}"

    @property
    def _dataset(self) -> dict[str, list[str]]:
        given = {
            "default-graph-uri": self.asked.default_graphs,
            "named-graph-uri": self.asked.named_graphs,
        }
        return {name: list(graphs) for name, graphs in given.items() if graphs}


def form_page() -> Response:
    """Show the form, with the first of the examples in it."""
    step = tour_step(request.args.get("tour", ""))
    return _send((step or examples()[0]).query, forms=(HTML, *SOLUTIONS))


def results_page(
    asked: QueryRequest, answer: Solutions | Boolean | Triples, *, stable: bool
) -> Response:
    """Show the form as it was sent, and below it the answer."""
    view = {name: request.args[name] for name in _VIEWS if request.args.get(name)}
    table = None if answer.kind == "boolean" else _table(answer, view)
    return _send(
        asked.text,
        stable=stable,
        forms=(HTML, *OFFERS[answer.kind]),
        kind=answer.kind,
        boolean=bool(answer) if answer.kind == "boolean" else None,
        table=table,
        timeline=timeline(table) if table else None,
        network=network(table) if table else None,
        shown=Shown(asked, view),
        view=view,
        linked_release=_other_release(),
    )


def _table(answer: Solutions | Triples, view: dict[str, str]) -> Table:
    naming = services().catalogue.values
    return tabulate(
        answer,
        services().settings.max_table_rows,
        (lambda _: {}) if view.get("names") == "no" else naming,
        rendering.reading_languages(),
        view.get("sort", ""),
        one_language=view.get("texts") == "one",
    )


def _other_release() -> Text | None:
    """The release that a link was made with, if it is not the one that answers."""
    linked = request.args.get("release", "")
    same = not linked or services().release.startswith(linked)
    return None if same else Text(linked[:_SHORT])


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
