"""Pages for people who do not know what is in here: start, lists, disagreements, explanations."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import GRAPHS, HTML
from ctgraph.store.deviations import deviations
from ctgraph.vocab import CT, CT_IRI
from ctgraph.web import listing, overviews, rendering, responses, sheets, translation
from ctgraph.web.examples import examples
from ctgraph.web.explanations import EXPLANATIONS
from ctgraph.web.linked import documents, home, publication, signposts
from ctgraph.web.listing import EVENT
from ctgraph.web.services import services

blueprint = Blueprint("pages", __name__)

_MOST_EVENTS, _MOST_DOCUMENTS = 12, 20  # on the start page


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
    has = {c.value.iri: c.count for c in classes}
    return rendering.page(
        "start.html",
        links_of=posts,
        structured=home.structured(),
        classes=classes,
        numbers=numbers,
        has_events=has.get(EVENT, 0),
        has_documents=has.get(str(CT.Document), 0),
        events=_first(EVENT, _MOST_EVENTS) if EVENT in has else (),
        documents=_first(str(CT.Document), _MOST_DOCUMENTS),
        years=overviews.years_of_events() if EVENT in has else (),
        claims=describe.claims_by_document(catalogue),
        questions=describe.questions(catalogue),
        disagreements=disagreements,
        decided=[d for d in disagreements if d.decision],
    )


@blueprint.get("/browse")
def classes() -> Response:
    """List the classes, or, with `?class=` and its IRI, the things of one."""
    if "class" in request.args:
        return listing.page(request.args["class"])
    return rendering.page("classes.html", classes=describe.classes(services().catalogue))


@blueprint.get("/browse/<name>")
def browse(name: str) -> Response:
    """List the things of a class of the vocabulary."""
    return listing.page(CT_IRI + name)


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
    product = services().store.product
    known = deviations(product)
    told = all(language in d.cause for d in known or ())
    return rendering.page(
        "endpoint.html",
        deviations=known,
        spoken=language if told else translation.SOURCE_LANGUAGE,
        product=product,
        most_sheet_rows=sheets.MOST_ROWS,
    )


@blueprint.get("/problems/<code>")
def problem(code: str) -> Response:
    """Explain a kind of error."""
    if code not in EXPLANATIONS:
        raise NotFound(f"There is no kind of error called {code!r}.")
    return rendering.page("explanation.html", explanation=EXPLANATIONS[code])


def _first(iri: str, most: int) -> tuple[describe.Headline, ...]:
    """List the first things of a class: the latest."""
    catalogue = services().catalogue
    selected = describe.of_class(catalogue, iri)
    return describe.found(catalogue, selected, translation.language()).things[:most]
