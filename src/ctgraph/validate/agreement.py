"""Rules about documents among themselves: contradictions, adjudications, the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from ctgraph.accepted import Adjudication, adjudications, settle
from ctgraph.claims import Claim, DocumentClaims
from ctgraph.dataset import Dataset, Source
from ctgraph.validate.findings import Finding, Shown, finding
from ctgraph.vocab import CT


def contradictions(dataset: Dataset) -> Iterator[Finding]:
    """Two live values of a single-valued property, of which none gives way."""
    schema, shown = dataset.schema(), Shown(dataset)
    documents = [DocumentClaims(d, schema, dataset.names) for d in dataset.documents]
    sources = {d.iri: d.source for d in dataset.documents}
    for claims in settle(documents, adjudications(dataset), schema).contradictions:
        for claim in sorted(claims, key=lambda c: (sources[c.document].name, c.value.n3())):
            others = [_said(c, sources, shown) for c in claims if c.value != claim.value]
            message = (
                f"{shown(claim.subject)} {shown(claim.predicate)} {shown(claim.value)} is contradicted by "
                f"{', '.join(sorted(set(others)))}; adjudicate it in adjudications.ttl"
            )
            source = sources[claim.document]
            yield finding(source, source.place(*claim.triple), "contradiction", message)


def _said(claim: Claim, sources: Mapping[URIRef, Source], shown: Shown) -> str:
    return f"{shown(claim.value)} ({sources[claim.document].name})"


def decisions(dataset: Dataset) -> Iterator[Finding]:
    """Adjudications are complete and decide between values that live documents give."""
    schema = dataset.schema()
    live = [DocumentClaims(d, schema, dataset.names) for d in dataset.live()]
    said: set[tuple[Node, Node, Node]] = {c.triple for d in live for c in d.claims}
    made = {a.iri: a for a in adjudications(dataset)}
    for source in dataset.adjudications:
        for iri in sorted(source.graph.subjects(RDF.type, CT.Adjudication), key=str):
            yield from _complete(dataset, source, iri)
            if iri in made:
                yield from _grounded(dataset, source, made[iri], said)


def _complete(dataset: Dataset, source: Source, iri: Node) -> Iterator[Finding]:
    graph = source.graph
    for prop in (CT.subject, CT.predicate):
        if len(set(graph.objects(iri, prop))) != 1:
            yield finding(
                source,
                source.place(iri, prop),
                "adjudication",
                f"an adjudication has exactly one {Shown(dataset)(prop)}",
            )
    if len(set(graph.objects(iri, CT.prefers))) > 1:
        yield finding(
            source,
            source.place(iri, CT.prefers),
            "adjudication",
            "an adjudication prefers one value at most",
        )
    if (iri, CT.setsAside, None) not in graph:
        yield finding(
            source,
            source.place(iri),
            "adjudication",
            "an adjudication sets aside at least one value (ct:setsAside)",
        )
    given = {r.language for r in graph.objects(iri, CT.reasoning) if isinstance(r, Literal)}
    for language in dataset.settings.languages:
        if language not in given:
            yield finding(
                source,
                source.place(iri),
                "no-reasoning",
                f"an adjudication needs ct:reasoning in {language!r}",
            )


def _grounded(
    dataset: Dataset, source: Source, decision: Adjudication, said: set[tuple[Node, Node, Node]]
) -> Iterator[Finding]:
    shown = Shown(dataset)
    for value in sorted(decision.sets_aside, key=lambda v: v.n3()):
        if (*decision.key, value) not in said:
            at = source.place(decision.iri, CT.setsAside, value)
            yield finding(
                source, at, "adjudication-unsaid", f"no live document says {shown(value)}"
            )
    prefers = decision.prefers
    if prefers is not None and not decision.editorial and (*decision.key, prefers) not in said:
        at = source.place(decision.iri, CT.prefers, prefers)
        yield finding(
            source,
            at,
            "adjudication-unsaid",
            f"no live document says {shown(prefers)}; if it is ours, mark ct:basis concept:editorial",
        )
    if prefers is not None and prefers in decision.sets_aside:
        yield finding(
            source,
            source.place(decision.iri, CT.prefers, prefers),
            "adjudication",
            "a value cannot be preferred and set aside",
        )


def ledger(dataset: Dataset) -> Iterator[Finding]:
    """What the ledger says is gone is described nowhere; what it points to is."""
    described = {s for d in dataset.documents for s in d.graph.subjects(RDF.type)}
    described |= {s for r in dataset.reference for s in r.graph.subjects(RDF.type)}
    for source in dataset.meta:
        for entry, former in source.graph.subject_objects(CT.formerly):
            if former in described:
                at = source.place(entry, CT.formerly, former)
                yield finding(
                    source,
                    at,
                    "ledger",
                    f"{Shown(dataset)(former)} is in the ledger as gone but described still",
                )
