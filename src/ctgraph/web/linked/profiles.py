"""Which of its views a document is sent in: W3C's Content Negotiation by Profile (sections 6 and 7).

A client asks with `Accept-Profile` or with `?profile=` (also `?_profile=`), by IRI or by name; the answer
says in `Content-Profile` what it is. `?profile=alt` lists what there is.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from ctgraph import describe
from ctgraph.errors import NotAcceptable
from ctgraph.web.translation import mark

_OURS = "https://w3id.org/ctgraph/profile/"
ALT_IRI = "http://www.w3.org/ns/dx/conneg/altr"
_ALT_NAMES = ("alt", "all", ALT_IRI)


@dataclass(frozen=True, slots=True)
class Profile:
    """A view of a document: its name in URLs, its IRI, and what it holds."""

    name: str
    iri: str
    title: str


DEFAULT = Profile(
    describe.LABELLED,
    _OURS + describe.LABELLED,
    mark("What is said of a thing, where it is a value, and what its neighbours are called"),
)
PROFILES = (
    DEFAULT,
    Profile(
        describe.PLAIN,
        _OURS + describe.PLAIN,
        mark("What is said of a thing, and where it is a value"),
    ),
    Profile(
        describe.EVIDENCE,
        _OURS + describe.EVIDENCE,
        mark("The same with its claims, their evidence, and passages as Web Annotation selectors"),
    ),
    Profile(describe.SCHEMA, "https://schema.org/", mark("In the terms of schema.org")),
)
_BY_NAME = {p.name: p for p in PROFILES} | {p.iri: p for p in PROFILES} | {"schema": PROFILES[3]}


def asked() -> str:
    """Tell what the URL asks for, by name or IRI; empty if it asks for nothing."""
    return request.args.get("profile", "") or request.args.get("_profile", "")


def wants_alternates() -> bool:
    """Say whether the URL asks for the list of views."""
    return asked() in _ALT_NAMES


def choose() -> Profile:
    """Choose the view: the URL's, else the best of Accept-Profile, else the default.

    A profile in the header that is not there counts as no wish (section 6.3.2). Raises NotAcceptable for
    one in the URL.
    """
    if (name := asked()) and not wants_alternates():
        if name not in _BY_NAME:
            names = ", ".join(p.name for p in PROFILES)
            raise NotAcceptable(f"Documents can be had in these profiles: {names}.")
        return _BY_NAME[name]
    wishes = parse_accept_header(request.headers.get("Accept-Profile"), Accept)
    for wish, quality in wishes:
        iri = wish.strip().removeprefix("<").removesuffix(">")
        if quality > 0 and iri in _BY_NAME:
            return _BY_NAME[iri]
    return DEFAULT
