"""The project's shapes as people read of them: what each wants of which things, why, and examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.views import Term, Text, Value
from ctgraph.terms import last_name
from ctgraph.vocab import CT_IRI, SH

_COMMENT = "http://www.w3.org/2000/01/rdf-schema#comment"
_TARGETS = tuple(
    str(SH[name]) for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
)
_Said = Mapping[str, Sequence[Term]]


@dataclass(frozen=True, slots=True)
class ShapePart:
    """One thing that a shape wants: of a property, by a query, or of the node itself."""

    local: str
    messages: tuple[Text, ...]
    path: Value | None
    valid: str
    invalid: str


@dataclass(frozen=True, slots=True)
class ShapeView:
    """A node shape. `level` is 'error', 'warning' or 'info'; `local` the end of its IRI."""

    iri: str
    local: str
    names: tuple[Text, ...]
    why: tuple[Text, ...]
    level: str
    targets: tuple[Value, ...]
    parts: tuple[ShapePart, ...]


_LEVELS = {str(SH.Warning): "warning", str(SH.Info): "info"}


def shapes(catalogue: Catalogue) -> list[ShapeView]:
    """Every node shape of the project, sorted by its IRI."""
    said: dict[str, dict[str, dict[str, list[Term]]]] = {}
    for row in catalogue.rows("shapes"):
        owner, shape = row["owner"].value, row["shape"]
        if isinstance(shape, ox.NamedNode):
            parts = said.setdefault(owner, {}).setdefault(shape.value, defaultdict(list))
            parts[row["property"].value].append(row["value"])
    terms = {t for o in said.values() for p in o.values() for v in p.values() for t in v}
    values = catalogue.values(t for t in terms if isinstance(t, ox.NamedNode))
    return [_shape(values, iri, said[iri]) for iri in sorted(said)]


def _shape(values: Mapping[Term, Value], iri: str, said: Mapping[str, _Said]) -> ShapeView:
    own = said.get(iri, {})
    targets = (values[t] for p in _TARGETS for t in own.get(p, ()) if t in values)
    levels = own.get(str(SH.severity), ())
    severity = next((t.value for t in levels if isinstance(t, ox.NamedNode)), "")
    return ShapeView(
        iri,
        last_name(iri),
        _texts(own.get(str(SH.name), ())),
        _texts(own.get(_COMMENT, ())),
        _LEVELS.get(severity, "error"),
        tuple(sorted(targets, key=lambda v: v.iri)),
        tuple(_parts(values, iri, said)),
    )


def _parts(
    values: Mapping[Term, Value], owner: str, said: Mapping[str, _Said]
) -> Iterable[ShapePart]:
    """The shape's own wish first. The message of a query belongs to the shape that has the query."""
    for iri in sorted(said, key=lambda iri: (iri != owner, iri)):
        parts = said[iri]
        messages = list(parts.get(str(SH.message), ()))
        valid = _text(parts, "validExample")
        if iri == owner and valid and not messages:
            messages = [m for q in said for m in said[q].get(str(SH.message), ())]
        if valid:
            path = next((values[t] for t in parts.get(str(SH.path), ()) if t in values), None)
            yield ShapePart(
                last_name(iri),
                _texts(messages),
                path,
                valid,
                _text(parts, "invalidExample"),
            )


def _text(said: _Said, name: str) -> str:
    return min(
        (t.value for t in said.get(CT_IRI + name, ()) if isinstance(t, ox.Literal)), default=""
    )


def _texts(terms: Iterable[Term]) -> tuple[Text, ...]:
    literals = (t for t in terms if isinstance(t, ox.Literal))
    return tuple(
        sorted((Text(t.value, t.language or "") for t in literals), key=lambda t: t.language)
    )
