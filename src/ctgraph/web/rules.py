"""Pages about what is checked: a page for each rule of ctgraph and each shape of the project."""

from __future__ import annotations

import re

import pyoxigraph as ox
from flask import Blueprint, Response

from ctgraph import describe
from ctgraph.describe import Group, ShapeView, Text
from ctgraph.errors import NotFound
from ctgraph.validate import rules
from ctgraph.validate.catalogue import Texts
from ctgraph.web import links, rendering
from ctgraph.web.services import services

blueprint = Blueprint("rules", __name__)

_FILLED_IN = re.compile(r"\{\w+(!r)?\}")


@blueprint.get("/rules")
def index() -> Response:
    """List rules and shapes."""
    return rendering.page(
        "rules.html", rules=rules(), shapes=_shapes(), order_on_pages=_groups(), texts=texts
    )


@blueprint.get("/rules/<name>")
def rule(name: str) -> Response:
    """Explain a rule or a shape."""
    if found := rules().get(name):
        return rendering.page("rule.html", rule=found, texts=texts)
    shape = next((s for s in _shapes() if s.local == name), None)
    if shape is None:
        raise NotFound(f"There is no rule or shape called {name!r}.")
    paths = (part.path.term for part in shape.parts if part.path)
    places = describe.order(services().catalogue, (p for p in paths if isinstance(p, ox.NamedNode)))
    return rendering.page("shape.html", shape=shape, places=places)


def page_of(name: str) -> str:
    """The address of the page about the shape whose IRI ends in this; empty if there is none."""
    for shape in _shapes():
        if name == shape.local:
            return links.href("rules.rule", name=name)
        if any(name == part.local for part in shape.parts):
            return links.href("rules.rule", name=shape.local, _anchor=name)
    return ""


def texts(said: Texts) -> list[Text]:
    """Texts of a rule as pages take them, with an ellipsis where something is filled in."""
    return [Text(_FILLED_IN.sub("…", text), language) for language, text in said]


def _groups() -> tuple[Group, ...]:
    """In which groups and order the project's shapes have its pages show properties."""
    catalogue = services().catalogue
    return describe.groups(catalogue) if catalogue.curated else ()


def _shapes() -> list[ShapeView]:
    """The project's shapes; data of others has none."""
    catalogue = services().catalogue
    return describe.shapes(catalogue) if catalogue.curated else []
