"""What is held to be true about one subject, and how the claims about it stand, as lines of N-Triples.

Both follow from what documents and decisions say of that subject, and from nothing else. So a change to
a document is settled by looking at the subjects that it is or was about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from ctgraph.accepted import Adjudication, held, settle
from ctgraph.claims import Claim, Triple
from ctgraph.dataset import Schema
from ctgraph.terms import nt, read_nt


@dataclass(frozen=True, slots=True)
class Voice:
    """What one document says of one subject; see `ctgraph.accepted.Author`."""

    withdrawn: bool
    claims: Sequence[Claim]
    statements: Sequence[Triple]

    def editorial(self) -> Sequence[Triple]:
        """What it says that is no claim."""
        return self.statements

    @classmethod
    def read(cls, document: str, *, withdrawn: bool, subject: str, body: str) -> Voice:
        """Read what `Words.written` wrote. Raises ValueError, KeyError or TypeError if it is not that."""
        plain, about, iri = json.loads(body), read_nt(subject), URIRef(document)
        return cls(
            withdrawn,
            [
                Claim(URIRef(claim), iri, about, read_nt(p), read_nt(o), ())
                for claim, p, o in plain["claims"]
            ],
            [(about, read_nt(p), read_nt(o)) for p, o in plain["editorial"]],
        )


@dataclass(slots=True)
class Words:
    """What one document says of one subject, in terms of N-Triples: its claims and other statements."""

    claims: list[tuple[str, str, str]]
    editorial: list[tuple[str, str]]

    def written(self) -> str:
        """As text, for `Voice.read`."""
        return json.dumps(
            {"claims": self.claims, "editorial": self.editorial},
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows from all that is said of one subject, as triples in N-Triples.

    `own` are facts about it, `others` facts about other things that follow from those, `records` how the
    claims stand.
    """

    own: frozenset[str]
    others: frozenset[str]
    records: frozenset[str]


def settled(
    subject: str, voices: Iterable[Voice], decisions: Sequence[Adjudication], schema: Schema
) -> Settled:
    """Settle what is said of a subject, by voices in the order of their documents' files."""
    heard = list(voices)
    settlement = settle(heard, decisions, schema)
    facts = {_line(triple) for triple in held(heard, decisions, settlement, schema)}
    own = frozenset(fact for fact in facts if fact.startswith(f"{subject} "))
    claims = (claim for voice in heard for claim in voice.claims)
    records = frozenset(_line(t) for claim in claims for t in settlement.standing(claim))
    return Settled(own, frozenset(facts - own), records)


def _line(triple: tuple[Node, Node, Node]) -> str:
    return " ".join(map(nt, triple))


def decided(adjudications: Iterable[Adjudication]) -> dict[str, list[Adjudication]]:
    """Decisions by the subject that they are about."""
    found: dict[str, list[Adjudication]] = {}
    for decision in adjudications:
        found.setdefault(nt(decision.subject), []).append(decision)
    return found


def plain(decisions: Iterable[Adjudication]) -> Iterator[dict[str, Any]]:
    """Decisions as plain data, for `decision_of`."""
    for d in decisions:
        yield {
            "iri": nt(d.iri),
            "subject": nt(d.subject),
            "predicate": nt(d.predicate),
            "sets_aside": sorted(map(nt, d.sets_aside)),
            "prefers": None if d.prefers is None else nt(d.prefers),
            "editorial": d.editorial,
        }


def decision_of(data: Mapping[str, Any]) -> Adjudication:
    """The decision that was made plain data."""
    return Adjudication(
        read_nt(data["iri"]),
        read_nt(data["subject"]),
        read_nt(data["predicate"]),
        frozenset(map(read_nt, data["sets_aside"])),
        None if data["prefers"] is None else read_nt(data["prefers"]),
        bool(data["editorial"]),
    )
