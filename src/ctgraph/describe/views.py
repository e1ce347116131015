"""What pages are made of: terms with their names, claims with their sentences; all frozen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.vocab import EDTF

_LAST_PART = re.compile(r".*[/#:]")
Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and its language, which may not be known."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A term and what it is called, by language; a thing without a label goes by its IRI's end."""

    term: Term
    labels: tuple[Text, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI; empty for a literal."""
        return self.term.value if isinstance(self.term, ox.NamedNode) else ""

    @property
    def local(self) -> str:
        """The last part of its IRI, and of a literal its text."""
        if isinstance(self.term, ox.Triple):
            return str(self.term)
        return _LAST_PART.sub("", self.iri.rstrip("/#")) or self.term.value

    @property
    def datatype(self) -> str:
        """The IRI of a literal's datatype; empty for other terms."""
        return self.term.datatype.value if isinstance(self.term, ox.Literal) else ""

    @property
    def is_date(self) -> bool:
        """Whether it is a date in EDTF."""
        return self.datatype == str(EDTF.EDTF)

    def called(self, languages: Sequence[str]) -> Text:
        """Say what it is called in the first of the languages in which it has a name."""
        if isinstance(self.term, ox.Literal):
            return Text(self.term.value, self.term.language or "")
        return best(self.labels, languages) or Text(self.local)


@dataclass(frozen=True, slots=True)
class Property:
    """A property: its name, and how its values are to be read.

    `support` says how texts support them: 'quoted', 'verbatim' or 'editorial', empty where no
    ontology says; `single` that there is one value at most.
    """

    value: Value
    support: str = ""
    role: bool = False
    name: bool = False
    single: bool = False

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.value.iri


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document's text; `received` is empty where it reads as it was received."""

    document: Value
    start: int
    end: int
    exact: Text
    received: str = ""

    @property
    def anchor(self) -> str:
        """The fragment that stands for it on the document's page."""
        return f"t{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Passages that count together, and how they do."""

    iri: str
    inferred: bool
    passages: tuple[Passage, ...]
    reasoning: tuple[Text, ...] = ()
    reported_by: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """That a document says something; `rank` is 'preferred', 'normal' or 'deprecated'."""

    iri: str
    subject: Value
    predicate: Property
    value: Value
    document: Value
    rank: str
    inferred: bool
    evidence: tuple[Evidence, ...]
    settled_by: str = ""
    gives_way_to: str = ""

    @property
    def anchor(self) -> str:
        """The fragment that stands for it on the subject's page; made from content."""
        return "q-" + self.iri.rsplit("-", 1)[-1][:12]

    @property
    def set_aside(self) -> bool:
        """Whether it is not held to be true."""
        return self.rank == "deprecated"

    @property
    def reported_by(self) -> tuple[Value, ...]:
        """Who says so according to the document, if all its evidence is such."""
        if not self.evidence or not all(e.reported_by for e in self.evidence):
            return ()
        return tuple(dict.fromkeys(who for e in self.evidence for who in e.reported_by))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage of its evidence, once, in the order of the text."""
        every = dict.fromkeys(p for e in self.evidence for p in e.passages)
        return tuple(sorted(every, key=lambda p: (p.start, p.end)))


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that is held to be true, and the claims that say so (none for what is ours)."""

    value: Value
    claims: tuple[Claim, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether no document states it outright."""
        return bool(self.claims) and all(c.inferred for c in self.claims)

    @property
    def reported_by(self) -> tuple[Value, ...]:
        """Who says so, if documents know it from others only."""
        if not self.claims or not all(c.reported_by for c in self.claims):
            return ()
        return tuple(dict.fromkeys(who for c in self.claims for who in c.reported_by))

    @property
    def preferred(self) -> bool:
        """Whether it was chosen among values that disagree."""
        return any(c.rank == "preferred" for c in self.claims)


@dataclass(frozen=True, slots=True)
class PropertyFacts:
    """The values of one property."""

    predicate: Property
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Properties that belong together: those of a group of the shapes, or (`title` None) of none."""

    title: Value | None
    groups: tuple[PropertyFacts, ...]

    @property
    def ours(self) -> bool:
        """Whether nothing in it is from a document."""
        return all(group.predicate.support == "editorial" for group in self.groups)

    @property
    def anchor(self) -> str:
        """The fragment that stands for it."""
        return f"s-{self.title.local}" if self.title else "s-ours" if self.ours else "s-known"


@dataclass(frozen=True, slots=True)
class Adjudication:
    """A decision between values, with its reasons."""

    value: Value
    reasoning: tuple[Text, ...]
    prefers: Value | None
    editorial: bool
    created: str

    @property
    def anchor(self) -> str:
        """The fragment that stands for it on the page of disagreements."""
        return self.value.local


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What documents say differently about one property of one subject.

    `decision` is None where no decision was needed: a plan was overtaken, a date made finer.
    """

    subject: Value
    predicate: Property
    claims: tuple[Claim, ...]
    decision: Adjudication | None

    @property
    def kept(self) -> tuple[Claim, ...]:
        """The claims that stand."""
        return tuple(c for c in self.claims if not c.set_aside)

    @property
    def aside(self) -> tuple[Claim, ...]:
        """The claims that are set aside."""
        return tuple(c for c in self.claims if c.set_aside)


@dataclass(frozen=True, slots=True)
class Headline:
    """A thing as a list shows it."""

    entity: Value
    types: tuple[Value, ...] = ()
    kinds: tuple[Value, ...] = ()
    statuses: tuple[Value, ...] = ()
    dates: tuple[Value, ...] = ()
    places: tuple[Value, ...] = ()
    exactly: str = ""
    at_least: str = ""
    earliest: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """The things of which an entity is the value of one property: the first of `total`."""

    predicate: Property
    total: int
    subjects: tuple[Headline, ...]


@dataclass(frozen=True, slots=True)
class Referring:
    """One page, from 1, of what refers to a thing."""

    headline: Headline
    incoming: tuple[Incoming, ...]
    page: int
    pages: int

    @property
    def entity(self) -> Value:
        """The thing itself."""
        return self.headline.entity


@dataclass(frozen=True, slots=True)
class NotStated:
    """A property that one would expect, and the documents that were searched for it in vain."""

    predicate: Property
    documents: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class EntityView:
    """Everything that a page says about one thing."""

    headline: Headline
    sections: tuple[Section, ...]
    named_by: tuple[PropertyFacts, ...]
    disagreements: tuple[Disagreement, ...]
    not_stated: tuple[NotStated, ...]
    incoming: tuple[Incoming, ...]

    @property
    def entity(self) -> Value:
        """The thing itself."""
        return self.headline.entity

    @property
    def names(self) -> tuple[Fact, ...]:
        """What documents call it."""
        return tuple(fact for group in self.named_by for fact in group.facts)

    @property
    def name_properties(self) -> tuple[Property, ...]:
        """The properties that hold these names."""
        return tuple(group.predicate for group in self.named_by)

    @property
    def documents(self) -> tuple[Value, ...]:
        """The documents that say or name something of it."""
        facts = (f for section in self.sections for group in section.groups for f in group.facts)
        every = (claim.document for fact in (*facts, *self.names) for claim in fact.claims)
        return tuple(sorted(set(every), key=lambda value: value.iri))

    def facts(self, predicate: str) -> tuple[Fact, ...]:
        """Give the facts of one property."""
        groups = (group for section in self.sections for group in section.groups)
        return tuple(fact for g in groups if g.predicate.iri == predicate for fact in g.facts)

    def values(self, predicate: str) -> tuple[Value, ...]:
        """Give the values of one property."""
        return tuple(fact.value for fact in self.facts(predicate))


def best(texts: Sequence[Text], languages: Sequence[str]) -> Text | None:
    """Choose the text in the first language that there is one for; else the first text."""
    for language in languages:
        for text in texts:
            if text.language.split("-")[0] == language:
                return text
    return next((t for t in texts if not t.language), texts[0] if texts else None)
