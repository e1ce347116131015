"""The whole at a glance: figures, map, time line, and who works with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, request

from ctgraph import describe
from ctgraph.describe import Text, Value, figures
from ctgraph.errors import BadRequest, NotFound
from ctgraph.formats import HTML
from ctgraph.queries import YEAR
from ctgraph.vocab import CT
from ctgraph.web import bars, links, listing, maps, rendering, responses, wording
from ctgraph.web.arcs import ROW, arcs, neighbourly
from ctgraph.web.filters import NONE, among, called, class_asked, plural, token
from ctgraph.web.listing import EVENT, Choosing
from ctgraph.web.services import services
from ctgraph.web.translation import gettext, language, mark, ngettext
from ctgraph.web.years import by_years

blueprint = Blueprint("overviews", __name__)

MOST_ON_MAP = 100  # places: more cover one another
_MOST_DOCUMENTS = 20
_EXTENSION = "ctgraph.overviews"
_DOCUMENT = str(CT.Document)
HEADINGS = {
    "organizer": mark("Who organises"),
    "host": mark("Who hosts"),
    "fundedBy": mark("Who pays"),
    "participatingCountry": mark("Which countries take part"),
}


blueprint.add_app_template_global(plural)


@blueprint.app_template_global()
def overviews_there() -> tuple[str, ...]:
    """Name the pages that show something of the data, which never changes while it is served."""
    known = current_app.extensions
    if _EXTENSION not in known:
        known[_EXTENSION] = _there()
    there: tuple[str, ...] = known[_EXTENSION]
    return there


def _there() -> tuple[str, ...]:
    catalogue = services().catalogue
    events, dated = describe.of_class(catalogue, EVENT), describe.of_class(catalogue, "")
    placed = describe.offers(catalogue, events, (describe.PLACE, describe.COUNTRY))
    located = listing.places_of(o.value for offer in placed for o in offer.options)
    facets = (describe.AGENCY, describe.COUNTRY)
    there = {
        "map": bool(located),
        "timeline": bool(describe.count(catalogue, dated)),
        "network": any(describe.ask(catalogue, events.meeting(facet)) for facet in facets),
    }
    return tuple(name for name, shows in there.items() if shows)


@blueprint.get("/overview")
def overview() -> Response:
    """Say what is in here, in figures."""
    catalogue = services().catalogue
    classes = describe.classes(catalogue)
    shown: dict[str, Any] = {"classes": classes, "numbers": describe.numbers(catalogue)}
    if catalogue.curated:
        has = {c.value.iri: c.count for c in classes}
        disagreements = describe.all_disagreements(catalogue)
        shown |= {
            "events": has.get(EVENT, 0),
            "documents": has.get(_DOCUMENT, 0),
            "boards": _boards(),
            "standings": figures.standings(catalogue),
            "queries": figures.queries_of(catalogue),
            "disagreements": disagreements,
            "decided": sum(1 for d in disagreements if d.decision),
            "releases": describe.releases(catalogue),
        }
    return rendering.page("overview.html", **shown)


def years_of_events() -> list[bars.Row]:
    """Count events by year and by what is known of whether they took place."""
    catalogue = services().catalogue
    counted = figures.by_year(catalogue, describe.of_class(catalogue, EVENT))
    return bars.of_years(counted, _among_events)


def _boards() -> dict[str, object]:
    """Make the figures that are bars."""
    catalogue = services().catalogue
    roles = [
        (o, bars.of_offer(o, _among_events)) for o in figures.roles(catalogue, tuple(HEADINGS))
    ]
    written = figures.languages(catalogue)
    return {
        "years": years_of_events(),
        "roles": [(gettext(HEADINGS[o.facet.key]), rows, _unsaid(o)) for o, rows in roles],
        "documents": bars.of_options(figures.documents(catalogue, _MOST_DOCUMENTS), _page_of),
        "languages": [
            replace(row, called=Text(wording.language_name(row.called.text), language()))
            for row in bars.of_options(written, lambda v: among(_DOCUMENT, ("language", v)))
        ],
    }


def _unsaid(offer: describe.Offer) -> tuple[int, str]:
    """How many events name nobody in a role, and where they are listed."""
    return offer.lacking, among(EVENT, (offer.facet.key, NONE))


def _among_events(*pairs: tuple[str, str | Value]) -> str:
    return among(EVENT, *pairs)


def _page_of(value: Value) -> str:
    place = links.link(value.iri)
    return place.href if place else ""


@blueprint.get("/map")
def map() -> Response:  # noqa: A001  # what the page is called
    """Show where things were, or the countries involved in them."""
    made = listing.choosing(class_asked(EVENT))
    places = made.places()
    asked = request.args.get("by", "")
    offer = next((o for o in places if o.facet.key == asked or not asked), None)
    if asked and places and offer is None:
        known = ", ".join(o.facet.key for o in places)
        raise BadRequest(f"There is no map by {asked!r}; there is one by {known}.")
    if offer is None and not made.chips:
        raise NotFound("Nothing here says where it was.")
    drawn = maps.draw(_markers(made, offer)) if offer else None
    response = rendering.page(
        "map.html",
        made=made,
        here="map",
        map=drawn,
        offer=offer,
        places=[(called(one), one) for one in places],
        counted_by=called(offer) if offer else None,
        most=MOST_ON_MAP,
    )
    return listing.spare(response, made)


@blueprint.get("/timeline")
def timeline() -> Response:
    """Show everything that has a date, or the things of a class, year by year."""
    iri = class_asked("")
    form = responses.choose((HTML, *listing.DATA), request.args.get("format", ""))
    if form is not HTML:
        return listing.data(iri, form)
    made = listing.choosing(iri)
    if not any(offer.facet.key == YEAR for offer in made.offers):
        raise NotFound("Nothing of this kind has a date.")
    catalogue = services().catalogue
    found = listing.things_of(made)
    response = rendering.page(
        "timeline.html",
        made=made,
        here="timeline",
        found=found,
        years=by_years(found.things),
        columns=bars.of_years(
            figures.by_year(catalogue, made.filters.selection), made.filters.dated
        ),
        kinds=figures.dated(catalogue),
        months=wording.months(),
    )
    return listing.spare(response, made)


@blueprint.get("/network")
def network() -> Response:
    """Show who works with whom."""
    made = listing.choosing(class_asked(EVENT))
    facets = {facet.key: facet for facet in (describe.AGENCY, describe.COUNTRY)}
    there = [facets[o.facet.key] for o in made.offers if o.facet.key in facets and o.options]
    there.sort(key=list(facets.values()).index)
    asked = request.args.get("by", "")
    if asked and asked not in facets:
        raise BadRequest(f"There is no network by {asked!r}; there is one by {', '.join(facets)}.")
    facet = next((f for f in there if f.key == asked or not asked), None)
    if facet is None and not made.chips:
        raise NotFound("Nothing here says who works with whom.")
    catalogue = services().catalogue
    met = describe.together(catalogue, made.filters.selection, facet) if facet else None
    weights = {(p.one.iri, p.other.iri): p.count for p in met.drawn} if met else {}
    partners = {value.iri: (value, shared) for value, shared in met.in_picture} if met else {}
    order = neighbourly(list(partners), weights)
    response = rendering.page(
        "network.html",
        made=made,
        here="network",
        met=met,
        facet=facet,
        there=there,
        rows=[partners[iri] for iri in order],
        height=ROW * len(order),
        arcs=arcs(order, weights),
    )
    return listing.spare(response, made)


def _markers(made: Choosing, offer: describe.Offer) -> Sequence[maps.Marker]:
    """Put the commonest values on the map, each leading to the list of its things."""
    found = []
    located = listing.places_of(option.value for option in offer.options[:MOST_ON_MAP])
    for option in offer.options[:MOST_ON_MAP]:
        known = located.get(option.value.iri, describe.Whereabouts())
        note = _events(option.count) if made.kind.iri == EVENT else _things(option.count)
        found.append(
            maps.Marker(
                rendering.called(option.value),
                made.filters.things((offer.facet.key, token(option.value))),
                known.position,
                known.country,
                note,
                option.count,
            )
        )
    return found


def _events(count: int) -> str:
    return ngettext("%(num)s event", "%(num)s events", count) % {"num": wording.number(count)}


def _things(count: int) -> str:
    return ngettext("%(num)s thing", "%(num)s things", count) % {"num": wording.number(count)}
