"""JSON-LD with a context: what the engine writes without one, abbreviated with prefixes.

The engine's JSON-LD is in expanded form, which says the same at length (JSON-LD 1.1, section 5). Only
names are abbreviated here and single values unwrapped; literals keep their lexical forms.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import pyoxigraph as ox

from ctgraph.store import EngineTriples
from ctgraph.terms import curie

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def write(triples: Iterable[ox.Triple], prefixes: Mapping[str, str], out: BinaryIO) -> None:
    """Write triples as JSON-LD whose context declares the prefixes that it uses."""
    made = document(triples, prefixes)
    out.write((json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode())


def document(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Make that document, as what JSON can hold."""
    expanded = io.BytesIO()
    EngineTriples(triples, {}).serialize(expanded, "application/ld+json")
    nodes = json.loads(expanded.getvalue())
    # an IRI such as `id:x` would be taken for an abbreviated one
    schemes = {iri.partition(":")[0] for iri in _iris(nodes)}
    usable = {prefix: iri for prefix, iri in prefixes.items() if prefix not in schemes}
    graph = [_node(node, usable) for node in nodes]
    used = {iri.partition(":")[0] for iri in _iris(graph)}
    context = {prefix: iri for prefix, iri in usable.items() if prefix in used}
    return {"@context": context, "@graph": graph}


def _iris(value: Any) -> Iterator[str]:
    """Find every name in a JSON-LD value: keys, identifiers, types."""
    if isinstance(value, list):
        for item in value:
            yield from _iris(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in {"@id", "@type"}:
                yield from [item] if isinstance(item, str) else item
            elif not key.startswith("@"):
                yield key
                yield from _iris(item)


def _node(node: Mapping[str, Any], prefixes: Mapping[str, str]) -> dict[str, Any]:
    """Abbreviate one node; the types come right after its name."""
    made: dict[str, Any] = {"@id": _short(node["@id"], prefixes)} if "@id" in node else {}
    types = [*node.get("@type", ())]
    types += [value["@id"] for value in node.get(_TYPE, ()) if "@id" in value]
    if types:
        made["@type"] = _unwrapped([_short(t, prefixes) for t in types])
    for key, values in node.items():
        if not key.startswith("@") and key != _TYPE:
            made[_short(key, prefixes)] = _unwrapped([_value(v, prefixes) for v in values])
    return made


def _value(value: Mapping[str, Any], prefixes: Mapping[str, str]) -> Any:
    if "@id" in value:
        return {"@id": _short(value["@id"], prefixes)}
    if set(value) == {"@value"}:
        return value["@value"]
    short = {"@type": _short(value["@type"], prefixes)} if "@type" in value else {}
    return {**value, **short}


def _unwrapped(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    return curie(iri, prefixes).removeprefix("<").removesuffix(">")
