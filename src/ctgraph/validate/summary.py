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

Row = tuple[str, str, str]


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
    """A document: what it says of things, its claims and its editorial statements.

    `contested` are the claims that can contradict; `computed` is what follows from a claim, by its
    place in `facts`.
    """

    said: Said
    iri: str
    withdrawn: bool
    facts: list[Row]
    editorial: list[Row]
    computed: dict[str, list[Row]]
    contested: list[tuple[Row, Place]]

    def claims(self, keys: set[Key]) -> list[tuple[Claim, Place]]:
        """The claims that can contradict, and those about the properties in `keys`."""
        rows = [row for row, _ in self.contested]
        places = [place for _, place in self.contested]
        if keys:
            wanted = {(f"<{s}>", f"<{p}>") for s, p in keys}
            known = set(rows)
            others = [r for r in self.facts if r[:2] in wanted and r not in known]
            rows, places = rows + others, places + [(1, 1, 1, 1)] * len(others)
        iri = URIRef(self.iri)
        return [
            (Claim(iri, iri, *triple, ()), place)
            for triple, place in zip(_terms(rows), places, strict=True)
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
        [(str(o), place_of(source.place(s, p, o))) for s, p, o in source.graph if is_thing(o)],
    )


def summarised(context: Context, document: DocumentClaims) -> Summary:
    """What a document says that concerns the others."""
    source, schema = document.document.source, context.schema
    facts, follows, contested = [], {}, []
    for number, claim in enumerate(document.claims):
        row = as_row(claim.triple)
        facts.append(row)
        if more := _computed(claim.triple, context):
            follows[str(number)] = more
        if claim.predicate in schema.single_valued or claim.predicate == CT.eventStatus:
            contested.append((row, place_of(source.place(*claim.triple))))
    return Summary(
        said_in(context, source),
        str(document.document.iri),
        document.withdrawn,
        facts,
        [as_row(t) for t in document.editorial()],
        follows,
        contested,
    )


def _computed(triple: Triple, context: Context) -> list[Row]:
    """What follows from a fact; nothing from a date that is none, which is reported elsewhere."""
    try:
        return [as_row(t) for t in computed([triple], context.schema)]
    except ValueError:
        return []


def as_row(triple: Iterable[Node]) -> Row:
    """A triple as N-Triples terms."""
    s, p, o = (as_text(term) for term in triple)
    return s, p, o


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


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Rows as lines of N-Triples."""
    return (f"{s} {p} {o} .\n" for s, p, o in rows)


def _terms(rows: list[Row]) -> Iterator[Triple]:
    """Rows as triples of terms, in their order."""
    for quad in ox.parse("".join(lines(rows)).encode(), ox.RdfFormat.N_TRIPLES):
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
