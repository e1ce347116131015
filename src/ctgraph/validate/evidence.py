"""Rules about evidence: every fact leads back to the words that say it, and they do say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from ctgraph.claims import Claim, DocumentClaims, Evidence
from ctgraph.dataset import Position
from ctgraph.dataset.dates import bounds, fits_weekday, says_date, says_number, weekdays_in
from ctgraph.dataset.repair import repaired
from ctgraph.dataset.texts import Text
from ctgraph.validate.context import Context, names_in
from ctgraph.validate.findings import Finding, Fix, Place, finding, place_of, position_of
from ctgraph.vocab import CONCEPT, CT, EDTF

NAMED = (CT.Agency, CT.Country, CT.Person, CT.Place, CT.Region, CT.Programme)
_TAG = re.compile(r"(?:@[A-Za-z0-9-]+)?$")


@dataclass(slots=True)
class Unnamed:
    """A value of which no name that the document or the reference data know stands in its quotes.

    It is wrong if the value must be named and no other document knows a name either.
    """

    place: Place
    value: str
    said: list[str]


def evidence(context: Context, claims: DocumentClaims) -> tuple[list[Finding], list[Unnamed]]:
    """What is wrong with the evidence of a document, and what other documents decide."""
    if claims.document.text is None:
        return [], []
    document = _Document(context, claims, claims.document.text)
    return list(document.findings()), document.unnamed


def unnamed(context: Context, file: str, values: Iterable[Unnamed]) -> Iterator[Finding]:
    """What is wrong of it once all documents are known."""
    for value in values:
        names = context.things.names.get(value.value, set())
        if context.is_a(value.value, *NAMED) and not _named(names, value.said):
            shown, known = context.shown(URIRef(value.value)), ", ".join(sorted(names))
            at = position_of(value.place)
            yield finding(file, at, "name-not-said", value=shown, names=known)


class _Document:
    def __init__(self, context: Context, claims: DocumentClaims, text: Text) -> None:
        self.context = context
        self.claims = claims
        self.document = claims.document
        self.source = claims.document.source
        self.text = text
        self.unnamed: list[Unnamed] = []
        self._names = names_in(self.source)

    def findings(self) -> Iterator[Finding]:
        for nodes in self.claims.written_evidence.values():
            for node in nodes:
                yield from self._node(node)
        for claim in self.claims.claims:
            if self.context.schema.support(claim.predicate) == "verbatim":
                yield from self._verbatim(claim)
            else:
                yield from self._quoted(claim)

    # ---- one evidence node

    def _node(self, node: Evidence) -> Iterator[Finding]:
        if not node.quotes:
            yield self._at(node, CT.evidence, None, "no-quote")
        for quote in node.quotes:
            yield from self._quote(node, quote)
        yield from self._reach(node)
        if node.basis == CONCEPT.inferred:
            given = {r.language for r in node.reasoning}
            for language in self.context.languages:
                if language not in given:
                    at = node.basis
                    yield self._at(
                        node, CT.basis, at, "no-reasoning", "inferred", language=language
                    )

    def _quote(self, node: Evidence, quote: Literal) -> Iterator[Finding]:
        at = self.source.place(_node_of(node), CT.quote, quote)
        spans = self.text.find(str(quote))
        if not spans:
            yield self._not_found(at, quote)
        elif len(spans) > 1:
            yield finding(self.source, at, "quote-not-unique", count=len(spans))
        elif "\n" in quote:
            yield finding(self.source, at, "quote-over-lines")
        else:
            line = self.text.line_of(spans[0].start)
            language = self.document.language_at(line)
            if quote.language != language:
                yield self._mistagged(at, quote, line, language)

    def _mistagged(self, at: Position, quote: Literal, line: int, language: str | None) -> Finding:
        written, fix = self.source.written(at), None
        if language and written:
            fix = Fix(written, _TAG.sub(f"@{language}", written, count=1))
        key = "other" if language else "undeclared"
        tag = quote.language or ""
        return finding(
            self.source, at, "quote-language", key, fix=fix, tag=tag, line=line, language=language
        )

    def _not_found(self, at: Position, quote: Literal) -> Finding:
        text, words = self.text, str(quote)
        if read := text.find_read(words):
            received = Literal(text.raw[read[0].start : read[0].end], lang=quote.language).n3()
            written = self.source.written(at)
            fix = (
                Fix(written, received) if len(read) == 1 and written and "\n" not in words else None
            )
            return finding(
                self.source, at, "quote-not-found", "repaired", fix=fix, received=received
            )
        longest = _longest_start(text.raw, words)
        if longest < max(8, len(words) // 3):
            return finding(self.source, at, "quote-not-found", "plain")
        after = words[:longest]
        begun = text.raw.index(after) + len(after)
        goes_on = text.raw[begun : begun + 30].partition("\n")[0]
        return finding(
            self.source, at, "quote-not-found", "differs", after=after[-30:], goes_on=goes_on
        )

    def _reach(self, node: Evidence) -> Iterator[Finding]:
        """Evidence names only what its subject has, and is evidence for something."""
        graph, shown = self.document.graph, self.context.shown
        subject = shown(node.subject)
        for prop in sorted(node.properties, key=str):
            said = {"property": shown(prop), "subject": subject}
            if (node.subject, prop, None) not in graph:
                yield self._at(node, CT.supports, prop, "supports-nothing", "property", **said)
            elif self.context.schema.support(prop) != "quoted":
                yield self._at(node, CT.supports, prop, "supports-unquoted", **said)
        covered = [c for c in self._of(node.subject) if node in c.evidence]
        for value in sorted(node.values, key=lambda v: v.n3()):
            if all(c.value != value for c in covered):
                said = {"value": shown(value)}
                yield self._at(node, CT.value, value, "supports-nothing", "value", **said)
        if not covered and not node.properties:
            yield self._at(node, CT.evidence, None, "supports-nothing", "nothing")

    def _of(self, subject: Node) -> list[Claim]:
        return self._by_subject.get(subject, [])

    @cached_property
    def _by_subject(self) -> dict[Node, list[Claim]]:
        found: dict[Node, list[Claim]] = {}
        for claim in self.claims.claims:
            found.setdefault(claim.subject, []).append(claim)
        return found

    # ---- one claim

    def _verbatim(self, claim: Claim) -> Iterator[Finding]:
        if not any(e.passages for e in claim.evidence):
            value = str(claim.value)
            damaged = self.text.find(value) and repaired(value) != value
            yield self._claim(claim, "not-verbatim", "received" if damaged else "plain")

    def _quoted(self, claim: Claim) -> Iterator[Finding]:
        if not claim.evidence:
            shown = self.context.shown
            said = {"property": shown(claim.predicate), "value": shown(claim.value)}
            yield self._claim(claim, "no-evidence", **said)
        for node in claim.evidence:
            if len(node.passages) == len(node.quotes) > 0:
                yield from self._says(claim, node)

    def _says(self, claim: Claim, node: Evidence) -> Iterator[Finding]:
        """The quotes of one evidence node say the value."""
        said, value = _readings(node, self.text), claim.value
        inferred = node.basis == CONCEPT.inferred
        if isinstance(value, Literal):
            if value.datatype == EDTF.EDTF:
                yield from self._says_date(claim, node, said)
            elif inferred:
                return
            elif value.datatype == XSD.integer:
                if not any(says_number(s, int(value), self.context.languages) for s in said):
                    yield self._claim(claim, "number-not-said", number=value)
            elif not any(str(value) in s for s in said):
                yield self._claim(claim, "value-not-said", value=value.n3())
        elif not node.reasoning and not self.context.schema.declares(value):
            iri = str(value)
            known = {*self._names.get(iri, ()), *self.context.reference.names.get(iri, ())}
            if not _named(known, said):
                place = place_of(self.source.place(*claim.triple))
                self.unnamed.append(Unnamed(place, iri, said))

    def _says_date(self, claim: Claim, node: Evidence, said: list[str]) -> Iterator[Finding]:
        edtf, languages = str(claim.value), self.context.languages
        inferred = node.basis == CONCEPT.inferred
        try:
            when = bounds(edtf)
        except ValueError as error:
            yield self._claim(claim, "edtf", detail=str(error), value=edtf)
            return
        if not inferred and not any(says_date(s, edtf, languages) for s in said):
            yield self._claim(claim, "date-not-said", date=edtf)
        for quote in node.quotes:
            about = any(says_number(quote, d.day, ()) for d in (when.earliest, when.latest))
            weekdays = weekdays_in(quote, languages) if about else set()
            if weekdays and not fits_weekday(edtf, weekdays):
                yield self._claim(claim, "weekday", quote=str(quote), date=edtf)

    # ---- places

    def _claim(self, claim: Claim, rule: str, key: str = "", /, **said: Any) -> Finding:
        return finding(self.source, self.source.place(*claim.triple), rule, key, **said)

    def _at(
        self,
        node: Evidence,
        prop: URIRef,
        value: Node | None,
        rule: str,
        key: str = "",
        /,
        **said: Any,
    ) -> Finding:
        if prop == CT.evidence:
            at = self.source.place(node.subject, prop, node.node)
        else:
            at = self.source.place(_node_of(node), prop, value)
        return finding(self.source, at, rule, key, **said)


def _named(names: Iterable[str], said: Iterable[str]) -> bool:
    readings = [Text.of(s.casefold().encode()) for s in said]
    return any(r.find_words(name.casefold()) for name in names for r in readings)


def _readings(node: Evidence, text: Text) -> list[str]:
    """The quotes together, as received and as repaired."""
    received = " … ".join(str(p.received(text)) for p in node.passages)
    return [received, " … ".join(str(p.read(text)) for p in node.passages)]


def _longest_start(raw: str, quote: str) -> int:
    low, high = 0, len(quote)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if quote[:middle] in raw else (low, middle - 1)
    return low


def _node_of(node: Evidence) -> BNode:
    if node.node is None:
        raise TypeError("evidence of a verbatim literal has no node in a file")
    return node.node
