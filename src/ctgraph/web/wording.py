"""Words for what the data has no words for: dates, kinds of support, terms of other vocabularies."""

from __future__ import annotations

import datetime as dt
import re

from babel import Locale
from babel.dates import format_date, format_skeleton, get_month_names
from babel.numbers import format_decimal
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, VOID

from ctgraph.describe import Property, Text, Value
from ctgraph.vocab import SCHEMA
from ctgraph.web.translation import gettext, language, mark

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"\d{4}")
_LOCALES = {"en": "en_GB"}
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_-]")

# What an ontology of our own has no business naming
_OTHERS = {
    str(DCTERMS.created): mark("created"),
    str(DCTERMS.description): mark("description"),
    str(DCTERMS.isPartOf): mark("part of"),
    str(DCTERMS.issued): mark("date of issue"),
    str(DCTERMS.language): mark("language"),
    str(DCTERMS.license): mark("licence"),
    str(DCTERMS.modified): mark("last changed"),
    str(DCTERMS.publisher): mark("publisher"),
    str(DCTERMS.rights): mark("rights"),
    str(DCTERMS.source): mark("where this was read"),
    str(DCTERMS.title): mark("title"),
    str(FOAF.name): mark("name"),
    str(OWL.sameAs): mark("the same as"),
    str(RDF.object): mark("object"),
    str(RDF.predicate): mark("property"),
    str(RDF.subject): mark("subject"),
    str(RDF.type): mark("kind"),
    str(RDFS.comment): mark("remark"),
    str(RDFS.label): mark("label"),
    str(RDFS.seeAlso): mark("see also"),
    str(RDFS.subClassOf): mark("narrower than"),
    str(SCHEMA.latitude): mark("latitude"),
    str(SCHEMA.longitude): mark("longitude"),
    str(SKOS.altLabel): mark("also called"),
    str(SKOS.broadMatch): mark("narrower than"),
    str(SKOS.closeMatch): mark("close to"),
    str(SKOS.definition): mark("definition"),
    str(SKOS.exactMatch): mark("the same concept as"),
    str(SKOS.example): mark("example"),
    str(SKOS.inScheme): mark("in the scheme"),
    str(SKOS.narrowMatch): mark("broader than"),
    str(SKOS.notation): mark("code"),
    str(SKOS.note): mark("note"),
    str(SKOS.prefLabel): mark("label"),
    str(SKOS.relatedMatch): mark("related to"),
    str(SKOS.topConceptOf): mark("at the top of the scheme"),
    str(VOID.triples): mark("triples"),
    str(VOID.uriSpace): mark("IRIs begin with"),
}


def called(prop: Property, languages: tuple[str, ...]) -> Text:
    """Say what a property is called: by its label, by a word of ours, or by its name taken apart."""
    if prop.value.labels:
        return prop.value.called(languages)
    if prop.iri in _OTHERS:
        return Text(gettext(_OTHERS[prop.iri]), language())
    return Text(_WORDS.sub(" ", prop.value.local).lower())


def in_words(value: Value | str) -> str:
    """Write an EDTF date in words; a date of a kind that has no words here stays as it is."""
    edtf = value if isinstance(value, str) else value.local
    first, slash, last = edtf.partition("/")
    if slash:
        return _interval(first, last) or edtf
    return _single(edtf) or edtf


def when(value: Value) -> str:
    """Say when, in words that can follow a verb: "on 3 May 2020", "from 25 to 27 June 2024", "in 2024"."""
    first, slash, last = value.local.partition("/")
    if slash:
        begin, end = _single(first), _single(last)
        same_month = bool(_day(first) and _day(last)) and first[:7] == last[:7]
        begin = _ordinal(str(int(first[8:]))) if same_month else begin
        said = gettext("from %(first)s to %(last)s") % {"first": begin, "last": end}
        return said if begin and end else ""
    if said := _single(first):
        pattern = gettext("on %(day)s") if _day(first) else gettext("in %(period)s")
        return pattern % {"day": said, "period": said}
    return ""


def number(value: float) -> str:
    """Write a number with the separators of the language."""
    return str(format_decimal(value, locale=_locale()))


def months() -> tuple[str, ...]:
    """Give the first letters of the months."""
    names = get_month_names("narrow", context="stand-alone", locale=_locale())
    return tuple(str(names[number]) for number in range(1, 13))


def language_name(code: str) -> str:
    """Name a language in the language of the interface."""
    try:
        return str(Locale.parse(_locale()).languages.get(code.split("-")[0], code))
    except (ValueError, TypeError):
        return code


def own_name(code: str) -> str:
    """Name a language in itself."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


def _interval(first: str, last: str) -> str:
    days = _day(first), _day(last)
    end = _single(last)
    if days[0] and days[1] and days[0].year == days[1].year:
        begin = "d" if days[0].month == days[1].month else "d MMMM"
        dash = "–" if begin == "d" else " – "
        return _ordinal(format_date(days[0], begin, locale=_locale())) + dash + end
    begin = _single(first)
    return f"{begin} – {end}" if begin and end else ""


def _single(edtf: str) -> str:
    if day := _day(edtf):
        return _ordinal(format_date(day, "d MMMM y", locale=_locale()))
    if (month := _MONTH.fullmatch(edtf)) and 1 <= int(month[2]) <= 12:
        return format_skeleton("yMMMM", dt.date(int(month[1]), int(month[2]), 1), locale=_locale())
    return edtf if _YEAR.fullmatch(edtf) else ""


def _ordinal(words: str) -> str:
    """French counts the first day of a month with an ordinal, for which Babel has no pattern."""
    return "1er" + words[1:] if language() == "fr" and words.split()[:1] == ["1"] else words


def _day(edtf: str) -> dt.date | None:
    if not _DAY.fullmatch(edtf):
        return None
    try:
        return dt.date.fromisoformat(edtf)
    except ValueError:
        return None


def _locale() -> str:
    return _LOCALES.get(language(), language())
