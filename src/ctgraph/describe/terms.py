"""A term of the vocabulary: the terms around it, how it is used, an example, the shapes that govern it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import OWL, SKOS

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.evidence import claims
from ctgraph.describe.order import order
from ctgraph.describe.views import Claim, EntityView, Headline, Property, Text, Value
from ctgraph.vocab import CT_IRI

_EXAMPLES = 3
_CLASS = str(OWL.Class)


@dataclass(frozen=True, slots=True)
class Term:
    """What the page of a term says beyond the statements about it.

    `around` holds other terms by how they stand to it: 'parent', 'child', 'domain', 'range', 'property' and
    'leads-here' (of a class), 'inverse', 'disjoint'. `members` counts the things of a class, `statements`
    those with a property, both in what is held to be true.
    """

    kind: Property
    is_class: bool
    definitions: tuple[Text, ...]
    examples: tuple[Text, ...]
    around: Mapping[str, tuple[Value, ...]]
    members: int
    statements: int
    things: tuple[Headline, ...]
    claims: tuple[Claim, ...]
    shapes: tuple[Value, ...]
    group: Value | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of concepts."""

    value: Value
    concepts: tuple[Value, ...]


def is_term(view: EntityView) -> bool:
    """Say whether a thing is a class or a property of the vocabulary."""
    return view.entity.iri.startswith(CT_IRI)


def term(catalogue: Catalogue, view: EntityView) -> Term:
    """Describe a term."""
    iri = ox.NamedNode(view.entity.iri)
    bound = {"term": [iri]}
    is_class = any(t.iri == _CLASS for t in view.headline.types)
    counts = catalogue.rows("term-members", bound)[0]
    found = [row["claim"] for row in catalogue.rows("term-example", bound, limit=_EXAMPLES)]
    shapes = [row["shape"] for row in catalogue.rows("term-shapes", bound)]
    return Term(
        kind=catalogue.properties([iri])[iri],
        is_class=is_class,
        definitions=_texts(view, str(SKOS.definition)),
        examples=_texts(view, str(SKOS.example)),
        around=_around(catalogue, iri),
        members=int(counts["members"].value),
        statements=int(counts["statements"].value),
        things=_things(catalogue, iri) if is_class else (),
        claims=claims(catalogue, "claims", {"claim": found}) if found else (),
        shapes=tuple(catalogue.values(shapes)[shape] for shape in shapes),
        group=None if is_class else order(catalogue, [iri]).group_of(iri.value),
    )


def schemes(catalogue: Catalogue) -> tuple[Scheme, ...]:
    """List the schemes of concepts."""
    rows = catalogue.rows("schemes")
    values = catalogue.values([*(r["scheme"] for r in rows), *(r["concept"] for r in rows)])
    listed: dict[ox.NamedNode, list[Value]] = defaultdict(list)
    for row in rows:
        listed[row["scheme"]] += [values[row["concept"]]] if row["concept"] is not None else []
    return tuple(Scheme(values[scheme], tuple(found)) for scheme, found in listed.items())


def _around(catalogue: Catalogue, iri: ox.NamedNode) -> dict[str, tuple[Value, ...]]:
    rows = catalogue.rows("term-neighbours", {"term": [iri]})
    values = catalogue.values(row["other"] for row in rows)
    around: dict[str, list[Value]] = defaultdict(list)
    for row in rows:
        around[row["role"].value].append(values[row["other"]])
    return {role: tuple(found) for role, found in around.items()}


def _things(catalogue: Catalogue, iri: ox.NamedNode) -> tuple[Headline, ...]:
    rows = catalogue.rows("instances", {"class": [iri], "graph": ()}, limit=_EXAMPLES)
    return tuple(catalogue.headlines(row["entity"] for row in rows if row["entity"] is not None))


def _texts(view: EntityView, prop: str) -> tuple[Text, ...]:
    terms = (value.term for value in view.values(prop))
    return tuple(Text(t.value, t.language or "") for t in terms if isinstance(t, ox.Literal))
