"""Asking a question: what may be chosen for its parameters, and from what people write to terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.views import Value
from ctgraph.errors import BadRequest
from ctgraph.queries.questions import Parameter, Question, Term
from ctgraph.store import QueryRequest
from ctgraph.vocab import CONCEPT_IRI, CT_IRI

MOST_CHOICES = 500
_MOST_NAMED = 5
_XSD = "http://www.w3.org/2001/XMLSchema#"


def choices(
    catalogue: Catalogue, question: Question, parameter: str, language: str
) -> tuple[Value, ...]:
    """List the things with which a question has an answer, by name; none if more than MOST_CHOICES.

    `language` is one in which things have names.
    """
    text = question.values_of(parameter, language, catalogue.names, MOST_CHOICES + 1)
    request = QueryRequest(text, base_iri=catalogue.names.base_iri, trusted=True)
    with catalogue.store.query(request) as answer:
        found = [row[0] for row in answer] if answer.kind == "solutions" else []
    if len(found) > MOST_CHOICES:
        return ()
    values = catalogue.values(found)
    things = (values[term] for term in found if isinstance(term, ox.NamedNode))
    return tuple(sorted(things, key=lambda v: (v.called((language,)).text.casefold(), v.iri)))


def bound(
    catalogue: Catalogue, question: Question, given: Mapping[str, str], languages: Sequence[str]
) -> dict[str, Term]:
    """Make terms of the values that people give by parameter; what is empty is left open.

    A thing is given by its IRI, by prefix:name, or as it is called. A language that is not given is
    the first of `languages`. Raises BadRequest for an unknown parameter or a value that is none.
    """
    known = {p.name: p for p in question.parameters}
    if unknown := sorted(given.keys() - known.keys()):
        raise BadRequest(
            f"This question has no parameter {unknown[0]!r}; it has {', '.join(known) or 'none'}."
        )
    terms: dict[str, Term] = dict(question.spoken(languages[0]))
    for name, text in given.items():
        if not text.strip():
            continue
        if known[name].type == "thing":
            terms[name] = _thing(catalogue, question, name, text.strip(), languages[0])
        else:
            terms[name] = _READERS[known[name].type](name, text.strip())
    return terms


def missing(question: Question, terms: Mapping[str, Term]) -> tuple[Parameter, ...]:
    """List the parameters without which the question is not asked."""
    return tuple(p for p in question.parameters if p.required and p.name not in terms)


def _thing(
    catalogue: Catalogue, question: Question, name: str, text: str, language: str
) -> ox.NamedNode:
    if "://" in text or text.startswith("urn:"):
        return _iri(name, text.strip("<>"))
    prefix, colon, local = text.partition(":")
    namespace = catalogue.names.prefixes().get(prefix)
    if colon and namespace:
        return _iri(name, namespace + local)
    offered = choices(catalogue, question, name, language)
    called = {
        one.casefold(): value.iri
        for value in offered
        for one in (_short(value.iri, catalogue), *(label.text for label in value.labels))
    }
    if iri := called.get(text.casefold()):
        return _iri(name, iri)
    near = get_close_matches(text.casefold(), called, n=_MOST_NAMED)
    known = dict.fromkeys(_short(called[one], catalogue) for one in near or called)
    raise BadRequest(
        f"{name}: nothing that can be chosen is called {text!r}. Give an IRI, prefix:name or a name, "
        f"such as {', '.join(list(known)[:_MOST_NAMED])}."
    )


def _short(iri: str, catalogue: Catalogue) -> str:
    for start in (catalogue.names.base_iri + "id/", CONCEPT_IRI, CT_IRI):
        if iri.startswith(start):
            return iri.removeprefix(start)
    return f"<{iri}>"


def _iri(name: str, text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise BadRequest(f"{name}: {text!r} is no IRI ({error}).") from None


def _text(_: str, text: str) -> ox.Literal:
    return ox.Literal(text)


def _integer(name: str, text: str) -> ox.Literal:
    try:
        return ox.Literal(int(text))
    except ValueError:
        raise BadRequest(f"{name}: {text!r} is no whole number.") from None


def _date(name: str, text: str) -> ox.Literal:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"{name}: {text!r} is no day such as 2024-06-30.") from None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(_XSD + "date"))


_READERS: Mapping[str, Callable[[str, str], Term]] = {
    "text": _text,
    "language": _text,
    "integer": _integer,
    "date": _date,
}
