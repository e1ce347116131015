"""A document about a thing: where it is, in which files it can be had, and what it says.

`/id/x` names the thing. `/page/x` is the document about it, negotiable; `/data/x.ttl` and its like are its
files. Things outside the project's own paths have `/describe?iri=…` instead, with `&format=`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyoxigraph as ox
from flask import request, url_for

from ctgraph import describe
from ctgraph.formats import GRAPHS, JSON_LD, Format
from ctgraph.store import EngineTriples
from ctgraph.vocab import PREFIXES
from ctgraph.web import links
from ctgraph.web.linked import jsonld
from ctgraph.web.linked.profiles import DEFAULT, Profile
from ctgraph.web.services import public_url, services

_HYDRA = "http://www.w3.org/ns/hydra/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_FILE_PREFIXES = {"hydra": _HYDRA}


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of one thing, `iri`; `name` is its path under /page, empty for things of others.

    `profile` and `page` (0: none) are parts of what it is: another view is another document.
    """

    iri: str
    name: str
    profile: Profile = DEFAULT
    page: int = 0

    def path(self, form: Format | None = None, profile: Profile | None = None) -> str:
        """Where the document is on this server: the negotiable one, or its file in one format."""
        kind = self.profile if profile is None else profile
        values: dict[str, Any] = {} if kind == DEFAULT else {"profile": kind.name}
        if self.page:
            values["page"] = self.page
        if not self.name:
            values |= {"format": form.extension} if form else {}
            return url_for("resource.anything", iri=self.iri, **values)
        if form is None or form not in GRAPHS:
            return url_for("resource.page", name=self.name, **values)
        return url_for("resource.data", name=f"{self.name}.{form.extension}", **values)

    def url(self, form: Format | None = None, profile: Profile | None = None) -> str:
        """The same as the world knows it."""
        return outside(self.path(form, profile))

    def alternates(self) -> str:
        """Where the list of its views and formats is."""
        path = Document(self.iri, self.name).path()
        return f"{path}{'&' if '?' in path else '?'}profile=alt"

    def turned_to(self, page: int) -> Document:
        """The same document at another page."""
        return Document(self.iri, self.name, self.profile, page)

    def write(self, form: Format, out: BinaryIO) -> None:
        """Write it in a format: the thing, what is around it, the document. Every format holds the same."""
        said = describe.statements(
            services().catalogue, self.iri, self.profile.name, self.page, services().texts
        )
        every = {*said.triples, *_about(self, said)}
        thing, here = f"<{self.iri}>", f"<{outside(links.plain('pages.start'))}"

        def order(triple: ox.Triple) -> tuple[bool, bool, str]:
            subject = str(triple.subject)
            return subject != thing, subject.startswith(here), str(triple)

        write(sorted(every, key=order), form, out)

    def structured(self) -> dict[str, Any]:
        """What search engines are told of the thing in its page: the view in terms of schema.org."""
        said = describe.statements(services().catalogue, self.iri, describe.SCHEMA)
        return jsonld.document(said.triples, {**PREFIXES, **services().prefixes})


def write(triples: list[ox.Triple], form: Format, out: BinaryIO) -> None:
    """Write triples in a format, abbreviated where the format can."""
    prefixes = {**PREFIXES, **_FILE_PREFIXES, **services().prefixes}
    if form is JSON_LD:
        jsonld.write(triples, prefixes, out)
        return
    text = "\n".join(map(str, triples))
    used = {prefix: iri for prefix, iri in prefixes.items() if iri in text}
    EngineTriples(triples, used).serialize(out, form.media_type)


def outside(path: str) -> str:
    """Say where a path of this application is reached from outside."""
    return public_url(path.removeprefix(request.script_root))


def _about(document: Document, said: describe.Statements) -> Iterator[ox.Triple]:
    """Say what the document is: its subject, its files, its licence, dates and sources."""
    settings, curated = services().settings, services().catalogue.curated
    about = ox.NamedNode(document.url())
    topic = ox.NamedNode(document.iri)
    yield ox.Triple(about, term("rdf:type"), term("foaf:Document"))
    yield ox.Triple(about, term("foaf:primaryTopic"), topic)
    yield ox.Triple(topic, term("foaf:isPrimaryTopicOf"), about)
    yield ox.Triple(about, term("dcterms:conformsTo"), ox.NamedNode(document.profile.iri))
    for form in GRAPHS:
        file = ox.NamedNode(document.url(form))
        yield ox.Triple(about, term("dcterms:hasFormat"), file)
        yield ox.Triple(file, term("rdf:type"), term("foaf:Document"))
        yield ox.Triple(file, term("foaf:primaryTopic"), topic)
        yield ox.Triple(file, term("dcterms:format"), ox.Literal(form.media_type))
    if curated:
        dataset = ox.NamedNode(str(services().catalogue.names.id("dataset")))
        yield ox.Triple(about, term("void:inDataset"), dataset)
        if settings.licence:
            yield ox.Triple(about, term("dcterms:license"), ox.NamedNode(settings.licence))
        for source in describe.sources(services().catalogue, document.iri):
            yield ox.Triple(about, term("prov:wasDerivedFrom"), source)
    if issued := services().issued:
        date = ox.Literal(issued.isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        yield ox.Triple(about, term("dcterms:modified"), date)
    if said.pages:
        yield from _paged(document, said)


def _paged(document: Document, said: describe.Statements) -> Iterator[ox.Triple]:
    """Count what refers to the thing, and say on which pages it is (Hydra Core, section 5.4)."""
    first, last = document.turned_to(1), document.turned_to(said.pages)
    whole = document.turned_to(0).url()
    collection = ox.NamedNode(f"{whole}#incoming")
    total = sum(said.counts.values())
    yield ox.Triple(collection, term("rdf:type"), _hydra("Collection"))
    yield ox.Triple(collection, term("rdf:type"), term("void:Dataset"))
    yield ox.Triple(collection, _hydra("totalItems"), ox.Literal(total))
    yield ox.Triple(collection, term("void:triples"), ox.Literal(total))
    for number, (prop, count) in enumerate(sorted(said.counts.items(), key=str), start=1):
        part = ox.NamedNode(f"{whole}#incoming-{number}")
        yield ox.Triple(collection, term("void:propertyPartition"), part)
        yield ox.Triple(part, term("void:property"), prop)
        yield ox.Triple(part, term("void:triples"), ox.Literal(count))
    view = ox.NamedNode(document.turned_to(document.page or 1).url())
    yield ox.Triple(collection, _hydra("view"), view)
    yield ox.Triple(view, term("rdf:type"), _hydra("PartialCollectionView"))
    yield ox.Triple(view, _hydra("first"), ox.NamedNode(first.url()))
    yield ox.Triple(view, _hydra("last"), ox.NamedNode(last.url()))
    if document.page > 1:
        before = document.turned_to(document.page - 1)
        yield ox.Triple(view, _hydra("previous"), ox.NamedNode(before.url()))
    if 0 < (after := (document.page or 1) + 1) <= said.pages:
        yield ox.Triple(view, _hydra("next"), ox.NamedNode(document.turned_to(after).url()))


def term(name: str) -> ox.NamedNode:
    """Read an abbreviated IRI of a well-known vocabulary."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _hydra(local: str) -> ox.NamedNode:
    return ox.NamedNode(_HYDRA + local)
