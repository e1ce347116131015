"""The first sentence of a thing's page: what it is, when and where, and who is behind it.

Names are things' labels, which have no article and no gender to agree with, so roles are given as in a
newspaper's fact box: “organisers: A and B; donor: C”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ctgraph.describe import EntityView, Fact, Value
from ctgraph.vocab import CONCEPT, CT
from ctgraph.web import wording
from ctgraph.web.translation import gettext, ngettext

_ALSO = str(CT.Donor)  # a type that things have beside what they are


@dataclass(frozen=True, slots=True)
class Lead:
    """What the sentence is made of, in its order.

    `kinds` are what the thing is, with `amount` before them in a count; `happened` are the words that
    say whether it took place; `when` is one date at most; `roles` are words with what they introduce.
    """

    kinds: tuple[Value, ...]
    amount: str
    happened: str
    when: tuple[Fact, ...]
    languages: tuple[str, ...]
    roles: tuple[tuple[str, tuple[Fact, ...]], ...]
    documents: int

    @property
    def says_something(self) -> bool:
        """Whether it says more than what kind of thing this is."""
        more = (self.amount, self.happened, self.when, self.languages)
        return any(more) or bool(self.roles or self.documents)


def lead(view: EntityView) -> Lead:
    """Say in one sentence what a thing is."""
    headline = view.headline
    dates = [f for p in (CT.date, CT.signedOn) for f in view.facts(str(p))]
    return Lead(
        kinds=_kinds(view),
        amount=_amount(view),
        happened=_happened(view),
        when=tuple(dates) if len(dates) == 1 and wording.when(dates[0].value) else (),
        languages=tuple(wording.language_name(code) for code in headline.languages),
        roles=tuple((words, facts) for words, facts in _roles(view) if facts),
        documents=0 if headline.languages else len(view.documents),
    )


def _kinds(view: EntityView) -> tuple[Value, ...]:
    """Name what it is: its count's scope, its kinds, or its classes."""
    if _amount(view):
        return view.values(str(CT.scope))
    types = view.headline.types
    return view.headline.kinds or tuple(t for t in types if t.iri != _ALSO) or types


def _amount(view: EntityView) -> str:
    least = view.headline.at_least
    exactly = view.headline.exactly
    return exactly or (gettext("at least %(n)s") % {"n": least} if least else "")


def _happened(view: EntityView) -> str:
    """The words after the kind that say whether it took place; they agree with no gender."""
    statuses = {v.iri for v in view.values(str(CT.eventStatus))}
    if str(CONCEPT.held) in statuses:
        return gettext("that took place")
    if str(CONCEPT.planned) in statuses:
        return gettext("that is to take place")
    return gettext("that was signed") if view.values(str(CT.signedOn)) else ""


def _roles(view: EntityView) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """The roles that make a thing known, in the order of the sentence."""

    def of(name: str) -> tuple[Fact, ...]:
        return view.facts(str(CT[name]))

    def n(name: str) -> int:
        return len(of(name))

    yield gettext("place"), of("place")
    yield ngettext("organiser", "organisers", n("organizer")), of("organizer")
    yield ngettext("host", "hosts", n("host")), of("host")
    yield gettext("run by"), of("runBy")
    yield gettext("launched by"), of("launchedBy")
    yield ngettext("donor", "donors", n("fundedBy")), of("fundedBy")
    yield ngettext("party", "parties", n("party")), of("party")
    yield ngettext("signatory", "signatories", n("signatory")), of("signatory")
    yield ngettext("speaker", "speakers", n("speaker")), of("speaker")
    yield gettext("decided by"), of("decidedBy")
    yield ngettext("post", "posts", n("holds")), of("holds")
    yield ngettext("body", "bodies", n("body")), of("body")
    yield gettext("based in"), of("basedIn")
    yield ngettext("parent body", "parent bodies", n("parentBody")), of("parentBody")
    yield gettext("said at"), of("madeAt")
    yield gettext("counted at"), of("countOf")
    yield gettext("part of"), of("partOf")
    yield ngettext("country", "countries", n("inCountry")), of("inCountry")
    yield gettext("of the country"), of("ofCountry")
    yield ngettext("region", "regions", n("inRegion")), of("inRegion")
    yield gettext("seat of"), of("seatOf")
    yield gettext("credited to"), of("creditedTo")
