"""What changed between two releases: things that came, went, or are described otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from ctgraph.publish.released import lasting
from ctgraph.terms import Names


def changes(
    before: Path, after: Iterable[ox.Quad], names: Names
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Compare an earlier N-Quads dump with a graph: what was added, removed and changed, sorted.

    Only what is held to be true counts, not what is recorded about it.
    """
    with before.open("rb") as file:
        earlier = _accepted(ox.parse(file, ox.RdfFormat.N_QUADS))
    now = _accepted(after)
    old, new = lasting(earlier, names), lasting(now, names)
    said_before, said_now = _said(earlier), _said(now)
    changed = {iri for iri in old & new if said_before[iri] != said_now[iri]}
    return tuple(sorted(new - old)), tuple(sorted(old - new)), tuple(sorted(changed))


def _accepted(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    return [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]


def _said(quads: Iterable[ox.Quad]) -> dict[str, set[str]]:
    """What is held to be true of each thing."""
    said: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            said[quad.subject.value].add(f"{quad.predicate} {quad.object}")
    return said
