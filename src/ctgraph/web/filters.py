"""Selections in addresses: `?country=country-niger&year=2024`, each a facet and a value.

A thing of the project goes by its path (`country-niger`, `concept/held`), any other by its IRI, a literal
as N-Triples write it or by its bare text, and `none` stands for what has no value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import request

from ctgraph import describe
from ctgraph.describe import Offer, Property, Text, Value
from ctgraph.errors import BadRequest
from ctgraph.queries import YEAR, Choice, Facet
from ctgraph.vocab import CT_IRI
from ctgraph.web import links, rendering
from ctgraph.web.services import services
from ctgraph.web.translation import gettext, language, mark

NONE = "none"
_NO_FILTERS = {"class", "format", "lang", "start", "by"}
_LAST_YEAR = 9999
_PLURALS = {
    "Agency": mark("Agencies"),
    "Agreement": mark("Agreements"),
    "Count": mark("Numbers of people and things"),
    "Country": mark("Countries"),
    "Decision": mark("Decisions"),
    "Document": mark("Documents"),
    "Donor": mark("Donors"),
    "Event": mark("Events"),
    "Person": mark("Persons"),
    "Place": mark("Places"),
    "Post": mark("Posts"),
    "Programme": mark("Programmes"),
    "Region": mark("Regions"),
    "Session": mark("Sessions"),
    "Statement": mark("Statements"),
}
_CALLED = {
    "year": mark("Year"),
    "country": mark("Country involved"),
    "agency": mark("Agency involved"),
    "document": mark("Document that speaks of it"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice as the page shows it, and where one gets by taking it back."""

    facet: Text
    value: Value | None
    href: str


@dataclass(frozen=True, slots=True)
class Link:
    """A value that can be chosen, how many things are left then, and where that leads."""

    value: Value | None
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet."""

    called: Text
    links: tuple[Link, ...]
    more: int


class Filters:
    """The choices that the current address makes among the things of a class."""

    def __init__(self, kind: describe.Kind) -> None:
        """Read the address. Raises BadRequest for a facet or value that there is none of."""
        catalogue = services().catalogue
        given = [(k, v) for k, v in request.args.items(multi=True) if k not in _NO_FILTERS and v]
        self._class = kind.iri
        self.pairs = tuple(dict.fromkeys(given))
        self.choices = tuple(_choice(key, value, kind.facets) for key, value in self.pairs)
        self.selection = describe.of_class(catalogue, kind.iri).choosing(self.choices)

    def here(
        self, pairs: Iterable[tuple[str, str]] | None = None, **changes: str | int | None
    ) -> str:
        """Make the address of this page with these choices or others."""
        path = links.plain(request.endpoint or "", **(request.view_args or {}))
        kept = {name: request.args[name] for name in ("class", "by") if request.args.get(name)}
        return _address(path, self.pairs if pairs is None else pairs, {**kept, **changes})

    def things(self, *more: tuple[str, str | Value], **changes: str | None) -> str:
        """Make the address of the list of these things, or with `format=` of the same as data.

        `more` are further choices. What has a date and no class is listed on the time line.
        """
        path, named = (
            list_of(self._class) if self._class else (links.plain("overviews.timeline"), {})
        )
        return _address(path, [*self.pairs, *_texts(more)], {**named, **changes})

    def dated(self, *more: tuple[str, str | Value]) -> str:
        """Make the address of the time line of these things with further choices."""
        return self.here([*self.pairs, *_texts(more)])

    def view(self, endpoint: str, usual: str) -> str:
        """Make the address of another page that shows these things; it shows the class `usual` unasked."""
        of = {} if self._class == usual else {"class": _short(self._class)}
        return _address(links.plain(endpoint), self.pairs, of)

    def chips(self) -> list[Chip]:
        """What is chosen, each with the address without it."""
        terms = [term for choice in self.choices for term in choice.terms]
        values = services().catalogue.values(terms)
        made = []
        for pair, choice in zip(self.pairs, self.choices, strict=True):
            named = [values[term] for term in choice.terms]
            value = next((v for v in named if v.labels), named[-1] if named else None)
            rest = [other for other in self.pairs if other != pair]
            made.append(Chip(_called(choice.facet), value, self.here(rest)))
        return made

    def groups(self, offers: Iterable[Offer], total: int) -> list[Group]:
        """What can still be chosen among `total` things; what would leave all of them or none is not."""
        return [group for group in (self._group(offer, total) for offer in offers) if group.links]

    def _group(self, offer: Offer, total: int) -> Group:
        chosen = {value for key, value in self.pairs if key == offer.facet.key}
        every: list[tuple[Value | None, int, str]] = [
            (option.value, option.count, token(option.value)) for option in offer.options
        ]
        if offer.lacking and every:
            every.append((None, offer.lacking, NONE))
        made = tuple(
            Link(value, count, self.here([*self.pairs, (offer.facet.key, text)]))
            for value, count, text in every
            if text not in chosen and count < total
        )
        return Group(called(offer), made, offer.more)


def list_of(iri: str) -> tuple[str, dict[str, str]]:
    """Find the page that lists the things of a class: its path and parameters."""
    if services().catalogue.curated and iri.startswith(CT_IRI):
        return links.plain("pages.browse", name=iri.removeprefix(CT_IRI)), {}
    return links.plain("pages.classes"), {"class": iri}


def among(iri: str, *pairs: tuple[str, str | Value]) -> str:
    """Make the address of the list of a class's things that have values of facets."""
    path, named = list_of(iri)
    return _address(path, _texts(pairs), named)


def class_asked(usual: str) -> str:
    """Read `?class=`: an IRI, or the name of a class of the vocabulary."""
    text = request.args.get("class", "")
    if not text:
        return usual
    return text if ":" in text else CT_IRI + text


def plural(value: Value) -> Text:
    """Name the things of a class; of another vocabulary by the name of the class."""
    name = _PLURALS.get(value.iri.removeprefix(CT_IRI))
    return Text(gettext(name), language()) if name else rendering.called(value)


def token(value: Value) -> str:
    """Write a term for an address."""
    if isinstance(value.term, ox.Literal):
        return (
            value.term.value if value.term.datatype.value.endswith("#integer") else str(value.term)
        )
    return links.local_name(value.iri) or value.iri or str(value.term)


def _address(
    path: str, pairs: Iterable[tuple[str, str]], more: Mapping[str, str | int | None]
) -> str:
    """Make an address; pairs never reach url_for, which has parameters of its own."""
    named = [(name, str(value)) for name, value in more.items() if value is not None]
    query = urlencode([*pairs, *named])
    return links.keep(f"{path}?{query}" if query else path)


def _texts(pairs: Iterable[tuple[str, str | Value]]) -> list[tuple[str, str]]:
    return [(k, v if isinstance(v, str) else token(v)) for k, v in pairs]


def _short(iri: str) -> str:
    return iri.removeprefix(CT_IRI)


def _choice(key: str, value: str, known: Sequence[Facet]) -> Choice:
    facet = describe.facet_named(services().catalogue, key, known)
    if facet is None:
        named = ", ".join(one.key for one in known)
        raise BadRequest(f"There is nothing called {key!r} to choose by; there is {named}.")
    if value == NONE:
        return Choice(facet)
    if facet.key == YEAR:
        if not (value.isascii() and value.isdigit() and 0 < int(value[:5]) <= _LAST_YEAR):
            raise BadRequest(f"{value!r} is no year such as 2024.")
        return Choice(facet, (ox.Literal(int(value)),))
    return Choice(facet, _terms(value))


def _terms(text: str) -> tuple[ox.NamedNode | ox.Literal, ...]:
    """Read a term from an address; a bare word may be the path of a thing or a text."""
    if text.startswith('"'):
        return (_literal(text),)
    try:
        if "://" in text or text.startswith("urn:"):
            return (ox.NamedNode(text),)
        named = [ox.NamedNode(iri) for iri in links.candidates(text)]
    except ValueError:
        raise BadRequest(f"{text!r} is neither an IRI nor the name of a thing.") from None
    return (*named, ox.Literal(text))


def _literal(text: str) -> ox.Literal:
    """Read a literal as N-Triples (section 2.4) write it."""
    try:
        (triple,) = ox.parse(f"<x:s> <x:p> {text} .".encode(), ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        raise BadRequest(f"{text!r} is no literal as N-Triples write it.") from None
    if not isinstance(triple.object, ox.Literal):
        raise BadRequest(f"{text!r} is no literal.")
    return triple.object


def called(offer: Offer) -> Text:
    """Say what a facet is called."""
    return _name(offer.facet) or rendering.called_property(offer.called or _property(offer.facet))


def _called(facet: Facet) -> Text:
    return _name(facet) or rendering.called_property(_property(facet))


def _name(facet: Facet) -> Text | None:
    known = facet.key in _CALLED and not facet.property_iri
    return Text(gettext(_CALLED[facet.key]), language()) if known else None


def _property(facet: Facet) -> Property:
    term = ox.NamedNode(facet.property_iri)
    return services().catalogue.properties([term])[term]
