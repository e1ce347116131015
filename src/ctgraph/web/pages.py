"""Pages for people who do not know what is in here: start, lists, disagreements, explanations."""

from __future__ import annotations

import pyoxigraph as ox
from flask import Blueprint, Response, request

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import GRAPHS, HTML
from ctgraph.store.deviations import deviations
from ctgraph.vocab import CT, CT_IRI
from ctgraph.web import rendering, responses, sheets, translation
from ctgraph.web.examples import examples
from ctgraph.web.explanations import EXPLANATIONS
from ctgraph.web.linked import documents, home, publication, signposts
from ctgraph.web.services import services

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def start() -> Response:
    """Say what is in here, and what can be asked; to machines, as DCAT and VoID."""
    catalogue = services().catalogue
    form = responses.choose((HTML, *GRAPHS), request.args.get("format", ""))
    if form is not HTML:
        triples = publication.description()
        response = responses.send(form, lambda out: documents.write(triples, form, out))
        return signposts.add(response, home.links_of_data(form))
    posts = tuple(home.links_of_page())
    classes = describe.classes(catalogue)
    numbers = describe.numbers(catalogue)
    if not catalogue.curated:
        return rendering.page(
            "anything.html",
            links_of=posts,
            classes=classes,
            numbers=numbers,
            examples=examples(),
        )
    disagreements = describe.all_disagreements(catalogue)
    return rendering.page(
        "start.html",
        links_of=posts,
        structured=home.structured(),
        classes=classes,
        numbers=numbers,
        events=_members(str(CT.Event), classes),
        documents=_members(str(CT.Document), classes),
        claims=describe.claims_by_document(catalogue),
        questions=describe.questions(catalogue),
        disagreements=disagreements,
        decided=[d for d in disagreements if d.decision],
    )


@blueprint.get("/browse")
def classes() -> Response:
    """List the classes, or, with `?class=` and its IRI, the things of one."""
    if "class" in request.args:
        return _listing(request.args["class"])
    return rendering.page("classes.html", classes=describe.classes(services().catalogue))


@blueprint.get("/browse/<name>")
def browse(name: str) -> Response:
    """List the things of a class of the vocabulary."""
    return _listing(CT_IRI + name)


@blueprint.get("/contradictions")
def contradictions() -> Response:
    """Show where documents disagree, side by side, and what decides."""
    found = describe.all_disagreements(services().catalogue)
    return rendering.page("contradictions.html", disagreements=found)


@blueprint.get("/about")
def about() -> Response:
    """Explain the publication."""
    return rendering.page("about.html", numbers=describe.numbers(services().catalogue))


@blueprint.get("/about/endpoint")
def endpoint() -> Response:
    """Say what the SPARQL endpoint promises: its limits, and where its engine departs from SPARQL."""
    language = translation.language()
    known = deviations()
    spoken = language if all(language in d.cause for d in known) else translation.SOURCE_LANGUAGE
    return rendering.page(
        "endpoint.html", deviations=known, spoken=spoken, most_sheet_rows=sheets.MOST_ROWS
    )


@blueprint.get("/problems/<code>")
def problem(code: str) -> Response:
    """Explain a kind of error."""
    if code not in EXPLANATIONS:
        raise NotFound(f"There is no kind of error called {code!r}.")
    return rendering.page("explanation.html", explanation=EXPLANATIONS[code])


def _listing(iri: str) -> Response:
    offset = request.args.get("start", 0, type=int)
    listing = describe.members(services().catalogue, iri, start=max(offset, 0))
    things = describe.by_name(listing.things, rendering.reading_languages())
    return rendering.page("browse.html", listing=listing, things=things)


def _members(iri: str, classes: tuple[describe.ClassCount, ...]) -> list[describe.Headline]:
    """List the things of a class, if there are any."""
    if not any(c.value.term == ox.NamedNode(iri) for c in classes):
        return []
    listing = describe.members(services().catalogue, iri)
    return describe.by_name(listing.things, rendering.reading_languages())
