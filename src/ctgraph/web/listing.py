"""A class as a list that can be narrowed, on a page or as data; and the same choices on other pages."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

import pyoxigraph as ox
from flask import Response, request

from ctgraph import describe
from ctgraph.errors import BadRequest, NotFound
from ctgraph.formats import CSV, GRAPHS, HTML, SOLUTIONS, Format
from ctgraph.queries import YEAR
from ctgraph.store import QueryRequest
from ctgraph.terms import last_name
from ctgraph.vocab import CT
from ctgraph.web import rendering, responses, translation
from ctgraph.web.filters import Chip, Filters, Group
from ctgraph.web.services import public_url, services

EVENT = str(CT.Event)
DATA = (*SOLUTIONS, *GRAPHS)
_ENOUGH = 4  # values of a facet that are looked at for places


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a page shows around the things of a class: the choices made, and those to be made.

    `total` things are left by the choices; `offers` are the facets of these, `located` the IRIs among
    the commonest of their values that have a place on a map.
    """

    kind: describe.Kind
    filters: Filters
    total: int
    chips: list[Chip]
    offers: list[describe.Offer]
    groups: list[Group]
    located: Mapping[str, describe.Whereabouts]

    @property
    def sparql(self) -> str:
        """The selection as a query."""
        return self.filters.selection.readable(translation.language()).text

    @property
    def views(self) -> list[tuple[str, str]]:
        """The pages that can show these things, beside a list: their names and addresses."""
        keys = {offer.facet.key for offer in self.offers if offer.options}
        there = {
            "map": bool(self.located),
            "timeline": YEAR in keys,
            "network": bool(keys & {describe.AGENCY.key, describe.COUNTRY.key}),
        }
        usual = {"map": EVENT, "timeline": "", "network": EVENT}
        return [
            (name, self.filters.view(f"overviews.{name}", usual[name]))
            for name, possible in there.items()
            if possible
        ]

    def places(self) -> list[describe.Offer]:
        """The facets whose values have places: places themselves first."""
        found = [o for o in self.offers if any(x.value.iri in self.located for x in o.options)]
        return sorted(found, key=lambda o: o.facet.key != "place")


def choosing(iri: str) -> Choosing:
    """Read from the address what is chosen of a class; of none, of all that is dated.

    Raises NotFound for a class without things, BadRequest for what cannot be chosen.
    """
    catalogue = services().catalogue
    kind = describe.kind(catalogue, iri)
    filters = Filters(kind)
    total = describe.count(catalogue, filters.selection)
    offers = describe.offers(catalogue, filters.selection, kind.facets)
    located = places_of(x.value for offer in offers for x in offer.options[:_ENOUGH])
    groups = filters.groups(offers, total)
    return Choosing(kind, filters, total, filters.chips(), offers, groups, located)


def places_of(values: Iterable[describe.Value]) -> dict[str, describe.Whereabouts]:
    """Find where things are, by IRI."""
    terms = {value.term for value in values}
    things = [term for term in terms if isinstance(term, ox.NamedNode)]
    return describe.whereabouts(services().catalogue, things)


def page(iri: str) -> Response:
    """List the things of a class, those that the address selects. Raises NotFound for no class."""
    if not iri:
        raise NotFound("Nothing here is of a class without a name.")
    form = responses.choose((HTML, *DATA), request.args.get("format", ""))
    if form is not HTML:
        return data(iri, form)
    made = choosing(iri)
    found = things_of(made)
    return spare(rendering.page("browse.html", made=made, found=found, here="list"), made)


def things_of(made: Choosing) -> describe.Found:
    """Read the page of the things that the address asks for."""
    selection, language = made.filters.selection, translation.language()
    return describe.found(services().catalogue, selection, language, start_of_page())


def start_of_page() -> int:
    """Read `?start=`. Raises BadRequest for what is no number."""
    text = request.args.get("start", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest("`start` is a number, counted from 0.")
    return int(text)


def spare(response: Response, made: Choosing) -> Response:
    """Keep search engines to the pages that nothing was chosen on: there are endless others."""
    if made.chips:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def data(iri: str, form: Format) -> Response:
    """Send all that is selected: rows for a spreadsheet, or triples."""
    language = translation.language()
    kind = describe.kind(services().catalogue, iri)
    selection = Filters(kind).selection
    asked = selection.statements() if form in GRAPHS else selection.table(kind.facets, language)
    response = responses.send(form, _writer(asked, form), language=language)
    name = last_name(iri.rstrip("/#")).encode("ascii", "ignore").decode() or "dated"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form.extension}")
    return response


def _writer(asked: QueryRequest, form: Format) -> Callable[[BinaryIO], None]:
    """Write an answer under the limits of any stranger's query."""
    asked = replace(asked, trusted=False, base_iri=public_url("/sparql"))

    def write(out: BinaryIO) -> None:
        if form is CSV:
            out.write(codecs.BOM_UTF8)  # by which spreadsheets know that it is UTF-8
        with services().store.query(asked) as answer:
            answer.serialize(out, form.media_type)

    return write
