"""Help in place: ctgraph's own pages, and those that a project keeps about its data."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Flask, Response, current_app

from ctgraph.errors import NotFound
from ctgraph.web import rendering, translation
from ctgraph.web.manual import writing
from ctgraph.web.manual.reading import Manual
from ctgraph.web.services import EXTENSION, Services

blueprint = Blueprint("help", __name__)

_MANUAL = "ctgraph.manual"
_OF_A_PROJECT = ("facts",)  # what these pages say does not hold of any RDF


def register(app: Flask) -> None:
    """Read the pages; those about a project's data are shown with it alone."""
    made: Services = app.extensions[EXTENSION]
    if made.catalogue.curated:
        manual = Manual.read(made.settings.folder("docs"))
    else:
        manual = Manual.read(None, without=_OF_A_PROJECT)
    app.extensions[_MANUAL] = manual


@blueprint.get("/help")
def index() -> Response:
    """List the pages there are, those of the project first."""
    shown = [_manual().find(name, rendering.reading_languages()) for name in _manual().names]
    return rendering.page("help.html", pages=shown, variant=_manual().digest)


@blueprint.get("/help/<name>")
def page(name: str) -> Response:
    """Show a page in the reader's language, or in one that it is written in."""
    languages = rendering.reading_languages()
    found = _manual().find(name, languages)
    if found is None:
        raise NotFound(f"There is no help page called {name!r}.")
    before, after = (
        _manual().find(other, languages) if other else None for other in _manual().beside(name)
    )
    return rendering.page(
        "help_page.html",
        page=found,
        body=writing.write(found),
        before=before,
        after=after,
        foreign=found.language != translation.language(),
        variant=_manual().digest,
    )


def names() -> tuple[str, ...]:
    """List the pages' names."""
    return _manual().names


def _manual() -> Manual:
    return cast("Manual", current_app.extensions[_MANUAL])
