"""Leaving e-mail addresses out: they are evidence, and no business of whoever loads a dump."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from ctgraph.terms import Names

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def without_addresses(quads: Iterable[ox.Quad], names: Names) -> list[ox.Quad]:
    """Drop statements that hold an address.

    Of claims, evidence and passages the whole record goes, and what points to it: a part of one would say
    something else.
    """
    kept, claims = [], []
    for quad in quads:
        graph = quad.graph_name
        is_record = isinstance(graph, ox.NamedNode) and graph.value == str(names.claims)
        if is_record:
            claims.append(quad)
        elif not _has_address(quad):
            kept.append(quad)
    gone = {quad.subject for quad in claims if _has_address(quad)}
    gone |= _evidence_without_a_passage(claims, gone)
    return [q for q in kept + claims if q.subject not in gone and q.object not in gone]


def _has_address(quad: ox.Quad) -> bool:
    return isinstance(quad.object, ox.Literal) and bool(ADDRESS.search(quad.object.value))


def _evidence_without_a_passage(
    claims: Iterable[ox.Quad], gone: set[ox.NamedNode | ox.BlankNode | ox.Triple]
) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
    """Find what points to a record that goes: evidence of an address's passage says nothing without it."""
    passages = [q for q in claims if q.predicate.value.endswith("#passage")]
    return {q.subject for q in passages if q.object in gone}
