"""The graph as tables, for those who read CSV or data frames: things, facts, claims, passages.

Every cell is text; an object is parted into its text, its kind, its datatype and its language.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF, SKOS

from ctgraph.terms import Names
from ctgraph.vocab import CT

_OBJECT = ("object", "object_kind", "datatype", "language")
Said = Mapping[str, Mapping[str, Sequence[ox.NamedNode | ox.Literal]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts; its rows are sorted."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(quads: Iterable[ox.Quad], names: Names, languages: Sequence[str]) -> tuple[Table, ...]:
    """Make the tables of a graph."""
    accepted: list[ox.Quad] = []
    claims: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            accepted.append(quad)
        elif quad.graph_name.value == str(names.claims) and _is_plain(quad):
            claims[quad.subject.value][quad.predicate.value].append(quad.object)  # type: ignore[union-attr,arg-type]
    return (
        _things(accepted, names, languages),
        _facts(accepted, names),
        _claims(claims),
        _passages(claims),
    )


def to_csv(table: Table) -> bytes:
    """Write a table as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return out.getvalue().encode()


def _is_plain(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and isinstance(
        quad.object, ox.NamedNode | ox.Literal
    )


def _things(accepted: Iterable[ox.Quad], names: Names, languages: Sequence[str]) -> Table:
    types: dict[str, set[str]] = defaultdict(set)
    labels: dict[tuple[str, str], str] = {}
    for quad in accepted:
        thing = quad.subject.value  # type: ignore[union-attr]
        if thing.startswith(names.base_iri) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            if quad.predicate.value == str(RDF.type):
                types[thing].add(quad.object.value)
            elif quad.predicate.value == str(SKOS.prefLabel) and isinstance(
                quad.object, ox.Literal
            ):
                labels[thing, quad.object.language or ""] = quad.object.value
    rows = [
        (thing, " ".join(sorted(kinds)), *(labels.get((thing, lang), "") for lang in languages))
        for thing, kinds in types.items()
    ]
    return Table("things", ("iri", "types", *(f"label_{lang}" for lang in languages)), sorted(rows))


def _facts(accepted: Iterable[ox.Quad], names: Names) -> Table:
    rows = [
        (q.subject.value, q.predicate.value, *_cells(q.object))
        for q in accepted
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(names.base_iri)
    ]
    return Table("facts", ("subject", "predicate", *_OBJECT), sorted(rows))


def _claims(said: Said) -> Table:
    columns = ("claim", "document", "subject", "predicate", *_OBJECT, "rank", "basis")
    rows = []
    for iri, values in said.items():
        if str(RDF.object) not in values:
            continue
        rows.append(
            (
                iri,
                *(_one(values, p) for p in (CT.document, RDF.subject, RDF.predicate)),
                *_cells(values[str(RDF.object)][0]),
                *(_one(values, p) for p in (CT.rank, CT.basis)),
            )
        )
    return Table("claims", columns, sorted(rows))


def _passages(said: Said) -> Table:
    columns = ("claim", "evidence", "passage", "document", "start", "end", "language", "exact")
    rows = []
    for claim, values in said.items():
        for evidence in values.get(str(CT.evidence), ()):
            for passage in said.get(evidence.value, {}).get(str(CT.passage), ()):
                found = said.get(passage.value, {})
                exact = found.get(str(CT.exact), [ox.Literal("")])[0]
                place = (_one(found, p) for p in (CT.document, CT.start, CT.end))
                language = (exact.language or "") if isinstance(exact, ox.Literal) else ""
                rows.append((claim, evidence.value, passage.value, *place, language, exact.value))
    return Table("passages", columns, sorted(rows))


def _one(values: Mapping[str, Sequence[ox.NamedNode | ox.Literal]], prop: str) -> str:
    return min((term.value for term in values.get(str(prop), ())), default="")


def _cells(term: object) -> tuple[str, str, str, str]:
    if isinstance(term, ox.Literal):
        return term.value, "literal", term.datatype.value, term.language or ""
    return (term.value if isinstance(term, ox.NamedNode) else str(term)), "iri", "", ""
