"""What a document says that concerns the others, as plain data: enough for every rule about several.

Terms are written as in N-Triples. Summaries can be kept as JSON and read faster than files are parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import SKOS, BNode, Literal, URIRef
from rdflib.term import Node

from ctgraph.accepted import Key, computed
from ctgraph.claims import Claim, DocumentClaims, Triple
from ctgraph.dataset import Source
from ctgraph.validate.context import Context, names_in, types_in
from ctgraph.validate.findings import Place, place_of
from ctgraph.vocab import CT


@dataclass(slots=True)
class Said:
    """What a file says of things, and where: labels, descriptions, and things that it points to."""

    file: str
    names: dict[str, list[str]]
    types: dict[str, list[str]]
    labelled: dict[str, Place]
    things: dict[str, Place]
    refers: list[tuple[str, Place]]


@dataclass(slots=True)
class Summary:
    """A document: what it says of things, its claims (`facts`) and its editorial statements.

    Statements are lines of N-Triples. `contested` are the claims that can contradict, `computed` is what
    follows from a claim, and `unstated` what the document says that it does not state.
    """

    said: Said
    iri: str
    withdrawn: bool
    facts: str
    editorial: str
    unstated: list[str]
    computed: dict[str, str]
    contested: list[tuple[str, Place]]

    def about(self, keys: Iterable[Key]) -> Iterator[str]:
        """The claims about these properties of these subjects."""
        beginnings = tuple(f"<{s}> <{p}> " for s, p in keys)
        return (row for row in self.facts.splitlines(keepends=True) if row.startswith(beginnings))

    def claims(self, keys: set[Key]) -> list[tuple[Claim, Place]]:
        """The claims that can contradict, and those about the properties in `keys`."""
        places = dict(self.contested)
        if keys:
            places |= {row: (1, 1, 1, 1) for row in self.about(keys) if row not in places}
        iri = URIRef(self.iri)
        return [
            (Claim(iri, iri, *triple, ()), place)
            for triple, place in zip(_terms(places), places.values(), strict=True)
        ]


def said_in(context: Context, source: Source) -> Said:
    """What any file says of things."""
    is_thing = context.frame.names.is_thing
    labelled = {
        str(s): place_of(source.place(s, SKOS.prefLabel))
        for s in set(source.graph.subjects(SKOS.prefLabel))
    }
    return Said(
        source.name,
        names_in(source),
        types_in(source),
        labelled,
        {str(s): place_of(source.place(s)) for s in set(source.graph.subjects()) if is_thing(s)},
        [
            (str(o), place_of(source.place(s, p, o)))
            for s, p, o in source.graph
            if is_thing(o) and p != CT.formerly  # of which the ledger says what became
        ],
    )


def summarised(context: Context, document: DocumentClaims) -> Summary:
    """What a document says that concerns the others."""
    source, schema = document.document.source, context.schema
    facts, follows, contested = list[str](), dict[str, str](), list[tuple[str, Place]]()
    for claim in document.claims:
        line = as_line(claim.triple)
        facts.append(line)
        if more := _computed(claim.triple, context):
            follows[line] = more
        if claim.predicate in schema.single_valued or claim.predicate == CT.eventStatus:
            contested.append((line, place_of(source.place(*claim.triple))))
    editorial = list(document.editorial())
    return Summary(
        said_in(context, source),
        str(document.document.iri),
        document.withdrawn,
        "".join(facts),
        "".join(as_line(t) for t in editorial if t[1] != CT.notStated),
        [as_line(t) for t in editorial if t[1] == CT.notStated],
        follows,
        contested,
    )


def _computed(triple: Triple, context: Context) -> str:
    """What follows from a fact; nothing from a date that is none, which is reported elsewhere."""
    try:
        return "".join(as_line(t) for t in computed([triple], context.schema))
    except ValueError:
        return ""


def as_line(triple: Iterable[Node]) -> str:
    """A triple as a line of N-Triples."""
    return " ".join(as_text(term) for term in triple) + " .\n"


def as_text(term: Node) -> str:
    """A term as in N-Triples."""
    if isinstance(term, URIRef):
        return f"<{term}>"
    if not isinstance(term, Literal):
        return term.n3()
    if term.language:
        return str(ox.Literal(str(term), language=term.language))
    if term.datatype:
        return str(ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype))))
    return str(ox.Literal(str(term)))


def _terms(lines: Iterable[str]) -> Iterator[Triple]:
    """Lines as triples of terms, in their order."""
    for quad in ox.parse("".join(lines).encode(), ox.RdfFormat.N_TRIPLES):
        s, p, o = (_term(t) for t in quad.triple)
        yield s, p, o


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError("a triple is no term of Turtle 1.1")
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
