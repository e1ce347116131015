"""IRIs that were published are for ever: which they are, and which of them have vanished.

`data/released.txt` lists them, one a line. Claims, evidence, passages and partitions are not among them:
their IRIs are made from what they say, and go with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF

from ctgraph.dataset import Dataset, union
from ctgraph.settings import Settings
from ctgraph.terms import Names
from ctgraph.vocab import CONCEPT_IRI, CT, CT_IRI

FILE_NAME = "released.txt"
_DERIVED = ("claim-", "evidence-", "partition-", "checksum-", "graph-")
_TYPE = str(RDF.type)


def released_file(settings: Settings) -> Path:
    """Where the list is."""
    return settings.folder("data") / FILE_NAME


def released(settings: Settings) -> frozenset[str]:
    """Every IRI that a release has published."""
    file = released_file(settings)
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def lasting(quads: Iterable[ox.Quad], names: Names) -> frozenset[str]:
    """The IRIs of a graph that must go on being answered: of all that has a type, but derived records."""
    typed = {
        q.subject.value
        for q in quads
        if q.predicate.value == _TYPE
        and isinstance(q.subject, ox.NamedNode)
        and not _is_claims(q, names)
    }
    ours = {i for i in typed if i.startswith((f"{names.base_iri}id/", CT_IRI, CONCEPT_IRI))}
    return frozenset(i for i in ours if not names.local(i).startswith(_DERIVED))


def vanished(settings: Settings, dataset: Dataset, quads: Iterable[ox.Quad]) -> list[str]:
    """Published IRIs that are no longer described, and of which the ledger says nothing."""
    ledger = union(dataset.meta)
    accounted = {str(iri) for iri in ledger.objects(None, CT.formerly)}
    accounted |= {str(d.iri) for d in dataset.documents if d.withdrawn}
    return sorted(released(settings) - lasting(quads, dataset.names) - accounted)


def _is_claims(quad: ox.Quad, names: Names) -> bool:
    graph = quad.graph_name
    return isinstance(graph, ox.NamedNode) and graph.value == str(names.claims)
