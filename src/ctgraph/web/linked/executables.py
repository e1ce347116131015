"""Questions as SHACL's executables (SHACL Advanced Features, section 5.3), in the shape of SIB's collections.

Editors of queries read them, from `/.well-known/sparql-examples` or from the description of the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph.queries.questions import Question
from ctgraph.web.linked.documents import term
from ctgraph.web.services import public_url, services


def executables() -> Iterator[ox.Triple]:
    """Describe every question as sh:SPARQLSelectExecutable, its parameters left open."""
    for question in services().questions:
        yield from _executable(question)


def _executable(question: Question) -> Iterator[ox.Triple]:
    iri = ox.NamedNode(public_url(f"/q/{question.name}"))
    spoken = question.spoken(services().settings.languages[0])
    text = question.filled(spoken, services().catalogue.names)
    for class_ in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
        yield ox.Triple(iri, term("rdf:type"), term(class_))
    for language, title in question.titles.items():
        yield ox.Triple(iri, term("rdfs:comment"), ox.Literal(title, language=language))
    yield ox.Triple(iri, term("sh:select"), ox.Literal(text))
    yield ox.Triple(iri, term("schema:target"), ox.NamedNode(public_url("/sparql")))
