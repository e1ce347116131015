"""Rules about several files: contradictions, adjudications, the ledger, labels, links between files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from ctgraph.accepted import Adjudication, Settlement, adjudications, settle
from ctgraph.claims import Claim
from ctgraph.dataset import Source
from ctgraph.validate.context import Context
from ctgraph.validate.findings import Finding, Place, finding, position_of
from ctgraph.validate.form import nearest
from ctgraph.validate.summary import Said, Summary, as_line, as_text, said_in
from ctgraph.vocab import CT


@dataclass(slots=True)
class Speaker:
    """A document with those of its claims that can be set aside; see `ctgraph.accepted.Speaker`."""

    file: str
    withdrawn: bool
    claims: Sequence[Claim]
    places: Mapping[Claim, Place]


@dataclass(slots=True)
class Together:
    """All documents put together: what was decided, and which of their claims stand."""

    summaries: Sequence[Summary]
    decisions: list[Adjudication] = field(default_factory=list)
    speakers: dict[URIRef, Speaker] = field(default_factory=dict)
    settlement: Settlement = field(default_factory=Settlement)

    @classmethod
    def of(cls, context: Context, summaries: Sequence[Summary]) -> Together:
        """Settle what documents say."""
        decisions = adjudications(context.frame)
        keys = {d.key for d in decisions}
        speakers = {}
        for summary in summaries:
            places = dict(summary.claims(keys))
            speakers[URIRef(summary.iri)] = Speaker(
                summary.said.file, summary.withdrawn, list(places), places
            )
        settlement = settle(speakers.values(), decisions, context.schema)
        return cls(summaries, decisions, speakers, settlement)

    def set_aside(self) -> dict[str, set[str]]:
        """The facts of each document that do not stand, as lines of N-Triples."""
        aside: dict[str, set[str]] = {}
        for claim in self.settlement.deprecated:
            aside.setdefault(str(claim.document), set()).add(as_line(claim.triple))
        return aside


def agreement(context: Context, together: Together) -> Iterator[Finding]:
    """All rules about several files."""
    documents = [s.said for s in together.summaries]
    files = [said_in(context, s) for s in context.frame.reference]
    files += documents
    files += [said_in(context, s) for s in (*context.frame.adjudications, *context.frame.meta)]
    yield from dangling(context, files)
    yield from labels_once(context, files)
    yield from contradictions(context, together)
    yield from decisions(context, together)
    yield from ledger(context, files)


def dangling(context: Context, files: Sequence[Said]) -> Iterator[Finding]:
    """Every IRI of ours that is pointed to is described somewhere."""
    described = {iri for said in files for iri in said.types}
    for said in files:
        for iri, place in said.refers:
            if iri not in described:
                near = nearest(iri, iter(described))
                meant = context.shown(URIRef(near)) if near else ""
                at, thing = position_of(place), context.shown(URIRef(iri))
                yield finding(said.file, at, "dangling", thing=thing, near=meant)


def labels_once(context: Context, files: Sequence[Said]) -> Iterator[Finding]:
    """A thing has its labels in one file; one that several documents describe, in the reference data."""
    first: dict[str, str] = {}
    for said in files:
        for iri, place in said.labelled.items():
            if (file := first.setdefault(iri, said.file)) != said.file:
                subject = context.shown(URIRef(iri))
                yield finding(
                    said.file, position_of(place), "label-twice", subject=subject, file=file
                )
    for said in files:
        for iri, place in said.things.items():
            if iri not in first:
                subject = context.shown(URIRef(iri))
                yield finding(said.file, position_of(place), "no-label", subject=subject)


def contradictions(context: Context, together: Together) -> Iterator[Finding]:
    """Two live values of a single-valued property, of which none gives way."""
    shown, speakers = context.shown, together.speakers
    for claims in together.settlement.contradictions:
        for claim in claims:
            others = {
                f"{shown(c.value)} ({speakers[c.document].file})"
                for c in claims
                if c.value != claim.value
            }
            speaker = speakers[claim.document]
            yield finding(
                speaker.file,
                position_of(speaker.places[claim]),
                "contradiction",
                subject=shown(claim.subject),
                property=shown(claim.predicate),
                value=shown(claim.value),
                others=", ".join(sorted(others)),
            )


def decisions(context: Context, together: Together) -> Iterator[Finding]:
    """Adjudications are complete and decide between values that live documents give."""
    made = {a.iri: a for a in together.decisions}
    keys = {d.key for d in together.decisions}
    live = (s for s in together.summaries if keys and not s.withdrawn)
    said = {line for summary in live for line in summary.about(keys)}
    for source in context.frame.adjudications:
        for iri in sorted(source.graph.subjects(RDF.type, CT.Adjudication), key=str):
            yield from _complete(context, source, iri)
            if iri in made:
                yield from _grounded(context, source, made[iri], said)


def _complete(context: Context, source: Source, iri: Node) -> Iterator[Finding]:
    graph = source.graph
    for prop in (CT.subject, CT.predicate):
        if len(set(graph.objects(iri, prop))) != 1:
            at = source.place(iri, prop)
            yield finding(source, at, "adjudication", "once", property=context.shown(prop))
    if len(set(graph.objects(iri, CT.prefers))) > 1:
        yield finding(source, source.place(iri, CT.prefers), "adjudication", "prefers")
    if (iri, CT.setsAside, None) not in graph:
        yield finding(source, source.place(iri), "adjudication", "aside")
    given = {r.language for r in graph.objects(iri, CT.reasoning) if isinstance(r, Literal)}
    for language in context.languages:
        if language not in given:
            yield finding(source, source.place(iri), "no-reasoning", "decision", language=language)


def _grounded(
    context: Context, source: Source, decision: Adjudication, said: set[str]
) -> Iterator[Finding]:
    shown = context.shown

    def is_said(value: Node) -> bool:
        return as_line((*decision.key, value)) in said

    for value in sorted(decision.sets_aside, key=as_text):
        if not is_said(value):
            at = source.place(decision.iri, CT.setsAside, value)
            yield finding(source, at, "adjudication-unsaid", "aside", value=shown(value))
    prefers = decision.prefers
    if prefers is None:
        return
    at = source.place(decision.iri, CT.prefers, prefers)
    if not decision.editorial and not is_said(prefers):
        yield finding(source, at, "adjudication-unsaid", "preferred", value=shown(prefers))
    if prefers in decision.sets_aside:
        yield finding(source, at, "adjudication", "both")


def ledger(context: Context, files: Iterable[Said]) -> Iterator[Finding]:
    """What the ledger says is gone is described nowhere; what it points to is."""
    described = {iri for said in files for iri in said.types}
    for source in context.frame.meta:
        for entry, former in source.graph.subject_objects(CT.formerly):
            if str(former) in described:
                at = source.place(entry, CT.formerly, former)
                yield finding(source, at, "ledger", thing=context.shown(former))
