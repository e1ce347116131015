"""What changed between two states of a project, thing by thing, and why.

First what is held to be true; then what documents say where that changed nothing; then the words in
which they say it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from rdflib import Literal
from rdflib.term import Node

from ctgraph.accepted import Adjudication
from ctgraph.authoring.state import Key, State
from ctgraph.claims import Claim, Triple

Kind = OneOf["added", "removed", "changed", "said", "unsaid", "reworded"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "said", "unsaid", "reworded")
Because = OneOf["says", "no-longer-says", "gives-way", "decided", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Why: what a document says (or says no more), or the reasoning of a decision (its IRI is `source`).

    `sentences` has one group of quotes for each evidence; those of a group count together.
    """

    because: Because
    source: Node
    sentences: tuple[tuple[Literal, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a property of a thing.

    'added', 'removed' and 'changed' are facts, held to be true. 'said' and 'unsaid' are claims that come
    or go without that; 'reworded' ones have other evidence.
    """

    kind: Kind
    predicate: Node
    before: Node | None
    after: Node | None
    grounds: tuple[Ground, ...]


def changes(before: State, after: State) -> dict[Node, list[Change]]:
    """The changes of each thing, in the order of their IRIs and properties."""
    found: dict[Node, list[Change]] = defaultdict(list)
    for subject, change in [*_facts(before, after), *_claims(before, after)]:
        found[subject].append(change)
    return {thing: sorted(found[thing], key=_order) for thing in sorted(found, key=str)}


def _order(change: Change) -> tuple[int, str, str, str]:
    held = KINDS.index(change.kind) >= KINDS.index("said")
    return held, str(change.predicate), str(change.before), str(change.after)


def _facts(before: State, after: State) -> Iterator[tuple[Node, Change]]:
    gone: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
    new: dict[tuple[Node, Node], list[Node]] = defaultdict(list)
    for s, p, o in before.facts - after.facts:
        gone[s, p].append(o)
    for s, p, o in after.facts - before.facts:
        new[s, p].append(o)
    for s, p in gone.keys() | new.keys():
        for old, value in _pairs(gone[s, p], new[s, p]):
            kind: Kind = "removed" if value is None else "added" if old is None else "changed"
            grounds: list[Ground] = []
            if value is not None:
                grounds += _why(after, (s, p, value))
            if old is not None:
                grounds += _why_not(before, after, (s, p, old), replaced=value is not None)
            yield s, Change(kind, p, old, value, tuple(dict.fromkeys(grounds)))


def _pairs(gone: list[Node], new: list[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Values that took the place of others: one that went and one that came, of the same language."""
    languages = {_language(v) for v in [*gone, *new]}
    for language in languages:
        olds = sorted((v for v in gone if _language(v) == language), key=str)
        news = sorted((v for v in new if _language(v) == language), key=str)
        if len(olds) == len(news) == 1:
            yield olds[0], news[0]
        else:
            yield from ((old, None) for old in olds)
            yield from ((None, value) for value in news)


def _language(value: Node) -> str | None:
    return value.language if isinstance(value, Literal) else None


def _why(state: State, fact: Triple) -> Iterator[Ground]:
    """What a fact rests on: the documents that say it, and the decision that prefers it."""
    claims = [c for c in state.claimed.get(fact, ()) if c not in state.settlement.deprecated]
    for claim in claims:
        yield Ground("says", claim.document, state.sentences(claim))
    for decision in state.decisions:
        if (decision.subject, decision.predicate, decision.prefers) == fact:
            yield _decided(state, decision)


def _decided(state: State, decision: Adjudication) -> Ground:
    return Ground("decided", decision.iri, tuple((r,) for r in state.reasoning(decision)))


def _why_not(before: State, after: State, fact: Triple, *, replaced: bool) -> Iterator[Ground]:
    """Why a fact is held no longer: nobody says it, or it is set aside, or gives way."""
    still = {c.document for c in after.claimed.get(fact, ())}
    for claim in after.claimed.get(fact, ()):
        standing = after.settlement.deprecated.get(claim)
        if isinstance(standing, Adjudication):
            yield _decided(after, standing)
        elif isinstance(standing, Claim):
            yield Ground("gives-way", standing.document, after.sentences(standing))
        else:
            yield Ground("withdrawn", claim.document)
    for claim in before.claimed.get(fact, ()):
        if claim.document not in still and not replaced:
            yield Ground("no-longer-says", claim.document)


def _claims(before: State, after: State) -> Iterator[tuple[Node, Change]]:
    """Claims that came, went or have other evidence, where this changed nothing that is held to be true."""
    moved = before.facts ^ after.facts
    for key in _only(after.live, before.live):
        if key[1] not in moved:
            claim = after.live[key]
            ground = Ground("says", claim.document, after.sentences(claim))
            yield claim.subject, Change("said", claim.predicate, None, claim.value, (ground,))
    for key in _only(before.live, after.live):
        if key[1] not in moved:
            claim = before.live[key]
            ground = Ground("withdrawn" if key in after.claims else "no-longer-says", key[0])
            yield claim.subject, Change("unsaid", claim.predicate, claim.value, None, (ground,))
    for key in before.live.keys() & after.live.keys():
        old, new = before.live[key], after.live[key]
        if key[1] not in moved and _evidence(old) != _evidence(new):
            ground = Ground("says", new.document, after.sentences(new))
            yield new.subject, Change("reworded", new.predicate, old.value, new.value, (ground,))


def _only(these: Iterable[Key], those: Iterable[Key]) -> list[Key]:
    known = set(those)
    return [key for key in these if key not in known]


def _evidence(claim: Claim) -> frozenset[tuple[object, ...]]:
    """What a claim rests on, without what else rests on that."""
    return frozenset(
        (frozenset(e.quotes), e.basis, frozenset(e.reasoning), frozenset(e.reported_by))
        for e in claim.evidence
    )
