"""What lies between the graph of the base and the graph of the documents as they are now.

What is held to be true about a thing is its background, what is settled of it, and what follows for it
from other things. So it is enough to look at the things that changed parts speak of, that decisions and
background were changed about, and for which something else follows than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from ctgraph.build.frame import Frame, differing, quad, subject_of
from ctgraph.build.parts import Parts
from ctgraph.build.settling import Settled, settled
from ctgraph.dataset import Schema
from ctgraph.terms import Names


@dataclass(frozen=True, slots=True)
class State:
    """A graph's ingredients: parts of documents, those that are there `now` or that were, and the frame.

    `implied` are the facts that follow from facts about other things, and from how many things each does.
    """

    parts: Parts
    frame: Frame
    schema: Schema
    now: bool
    implied: Mapping[str, int] = field(default_factory=dict)

    def settled(self, subject: str) -> Settled:
        """Settle what is said of a subject."""
        decisions = self.frame.decisions.get(subject, ())
        return settled(subject, self.parts.voices(subject, now=self.now), decisions, self.schema)


@dataclass(slots=True)
class Difference:
    """Lines of N-Quads that go and come; what was and is `held` about each thing of which that changed.

    `implied` is as in `State`, of the later one.
    """

    removed: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    held: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    implied: Mapping[str, int] = field(default_factory=dict)

    def take(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Some lines as they were and as they are."""
        old, new = set(before), set(after)
        self.removed |= old - new
        self.added |= new - old


def between(was: State, now: State, names: Names) -> Difference:
    """What changed from one state to the next; both have the same parts at hand. Raises Untrusted."""
    parts, claims, difference = now.parts, f"<{names.claims}>", Difference()
    went, came = parts.went(), parts.came()
    difference.take(
        (line for number in went for line in parts.lines(number)),
        (line for number in came for line in parts.lines(number)),
    )
    difference.take(was.frame.fixed, now.frame.fixed)
    touched = {subject for number in (*went, *came) for subject in parts.subjects(number)}
    touched |= now.frame.decided_otherwise(was.frame)
    touched |= differing(was.frame.background, now.frame.background)
    implied, own = Counter(was.implied), dict[str, tuple[frozenset[str], frozenset[str]]]()
    for subject in touched:
        old, new = was.settled(subject), now.settled(subject)
        difference.take(_in(old.records, claims), _in(new.records, claims))
        implied.subtract(old.others)
        implied.update(new.others)
        own[subject] = (old.own, new.own)
    later = {fact: count for fact, count in implied.items() if count > 0}
    for fact in later.keys() ^ was.implied.keys():
        if (subject := subject_of(fact)) not in own:
            own[subject] = (was.settled(subject).own, now.settled(subject).own)
    before, after = _by_subject(was.implied, own.keys()), _by_subject(later, own.keys())
    for subject, (old_facts, new_facts) in own.items():
        held = (
            old_facts | was.frame.about(subject) | before.get(subject, frozenset()),
            new_facts | now.frame.about(subject) | after.get(subject, frozenset()),
        )
        if held[0] != held[1]:
            difference.held[subject] = held
            difference.take(_in(held[0]), _in(held[1]))
    difference.implied = later
    return difference


class Whole:
    """The graph from nothing: all lines once, without holding more than one thing's at a time.

    `implied` is known when all lines have been read.
    """

    def __init__(self, now: State, names: Names) -> None:
        self._now = now
        self._claims = f"<{names.claims}>"
        self.implied: Counter[str] = Counter()

    def lines(self) -> Iterator[str]:
        """Lines of N-Quads, in no order. Raises Untrusted."""
        now = self._now
        for number in now.parts.numbers():
            yield from now.parts.lines(number)
        yield from now.frame.fixed
        unheard = now.frame.background.keys() | now.frame.decisions.keys()
        for subject, rows in groupby(now.parts.all_voices(), lambda row: row[0]):
            unheard.discard(subject)
            decisions = now.frame.decisions.get(subject, ())
            yield from self._about(
                subject, settled(subject, (voice for _, voice in rows), decisions, now.schema)
            )
        for subject in unheard:
            decisions = now.frame.decisions.get(subject, ())
            yield from self._about(subject, settled(subject, (), decisions, now.schema))
        for subject, facts in _by_subject(self.implied).items():
            yield from _in(facts - now.settled(subject).own - now.frame.about(subject))

    def _about(self, subject: str, found: Settled) -> Iterator[str]:
        self.implied.update(found.others)
        yield from _in(found.records, self._claims)
        yield from _in(found.own | self._now.frame.about(subject))


def _in(triples: Iterable[str], graph: str = "") -> Iterator[str]:
    return (quad(triple, graph) for triple in triples)


def _by_subject(
    facts: Iterable[str], wanted: Iterable[str] | None = None
) -> dict[str, frozenset[str]]:
    """Facts by what they are about; only about the wanted, if any are named."""
    among = None if wanted is None else set(wanted)
    found: dict[str, set[str]] = {}
    for fact in facts:
        subject = subject_of(fact)
        if among is None or subject in among:
            found.setdefault(subject, set()).add(fact)
    return {subject: frozenset(some) for subject, some in found.items()}
