"""Rules about evidence: every fact leads back to the words that say it, and they do say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from rdflib import SKOS, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from ctgraph.claims import Claim, DocumentClaims, Evidence
from ctgraph.dataset import Dataset, DocumentSource
from ctgraph.dataset.dates import bounds, fits_weekday, says_date, says_number, weekdays_in
from ctgraph.dataset.repair import repaired
from ctgraph.dataset.texts import Text
from ctgraph.validate.findings import Finding, Shown, finding
from ctgraph.vocab import CONCEPT, CT, EDTF

_NAMED_CLASSES = (CT.Agency, CT.Country, CT.Person, CT.Place, CT.Region, CT.Programme)


def evidence(dataset: Dataset) -> Iterator[Finding]:
    """All rules about evidence, document by document."""
    context = _Context(dataset)
    for document in dataset.documents:
        if document.text is not None:
            yield from _Document(context, document).findings()


class _Context:
    """What all documents share: the schema, and the names of things."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.schema = dataset.schema()
        self.shown = Shown(dataset)
        self.languages = dataset.settings.languages

    @cached_property
    def names(self) -> dict[Node, set[str]]:
        """What things are called: our labels, and what any document calls them."""
        found: dict[Node, set[str]] = {}
        for source in [*self.dataset.reference, *(d.source for d in self.dataset.documents)]:
            for prop in (SKOS.prefLabel, SKOS.altLabel, CT.namedAs):
                for subject, name in source.graph.subject_objects(prop):
                    found.setdefault(subject, set()).add(str(name))
        return found

    def must_be_named(self, value: Node) -> bool:
        types = self.dataset.types(value) if isinstance(value, URIRef) else set()
        return any(self.schema.is_a(types, c) for c in _NAMED_CLASSES)


class _Document:
    def __init__(self, context: _Context, document: DocumentSource) -> None:
        self.context = context
        self.document = document
        self.source = document.source
        self.claims = DocumentClaims(document, context.schema, context.dataset.names)

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
            yield self._at(node, CT.evidence, "no-quote", "evidence without ct:quote")
        for quote in node.quotes:
            yield from self._quote(node, quote)
        yield from self._reach(node)
        if node.basis == CONCEPT.inferred:
            given = {r.language for r in node.reasoning}
            for language in self.context.languages:
                if language not in given:
                    yield self._at(
                        node,
                        CT.basis,
                        "no-reasoning",
                        f"an inferred value needs ct:reasoning in {language!r}",
                    )

    def _quote(self, node: Evidence, quote: Literal) -> Iterator[Finding]:
        text = _text(self.document)
        spans = text.find(str(quote))
        at = self.source.place(_node_of(node), CT.quote, quote)
        if not spans:
            yield finding(self.source, at, "quote-not-found", _not_found(text, str(quote)))
        elif len(spans) > 1:
            yield finding(
                self.source,
                at,
                "quote-not-unique",
                f"the quote stands {len(spans)} times in the text; lengthen it",
            )
        elif "\n" in quote:
            yield finding(
                self.source,
                at,
                "quote-over-lines",
                "a quote is a piece of one line; use several ct:quote",
            )
        else:
            line = text.line_of(spans[0].start)
            language = self.document.language_at(line)
            if quote.language != language:
                yield finding(
                    self.source,
                    at,
                    "quote-language",
                    f"the quote is tagged {quote.language!r}, "
                    f"line {line} of the text is {language or 'in no declared language'!r}",
                )

    def _reach(self, node: Evidence) -> Iterator[Finding]:
        """Evidence names only what its subject has, and is evidence for something."""
        graph, shown = self.document.graph, self.context.shown
        for prop in sorted(node.properties, key=str):
            if (node.subject, prop, None) not in graph:
                yield self._at(
                    node,
                    CT.supports,
                    "supports-nothing",
                    f"{shown(node.subject)} has no {shown(prop)} in this document",
                    prop,
                )
            elif self.context.schema.support(prop) != "quoted":
                yield self._at(
                    node, CT.supports, "supports-unquoted", f"{shown(prop)} needs no evidence", prop
                )
        covered = [c for c in self.claims.claims if node in c.evidence]
        for value in sorted(node.values, key=lambda v: v.n3()):
            if all(c.value != value for c in covered):
                yield self._at(
                    node,
                    CT.value,
                    "supports-nothing",
                    f"{shown(value)} is no value that this evidence could be for",
                    value,
                )
        if not covered and not node.properties:
            yield self._at(node, CT.evidence, "supports-nothing", "evidence for no fact")

    # ---- one claim

    def _verbatim(self, claim: Claim) -> Iterator[Finding]:
        if not any(e.passages for e in claim.evidence):
            text, value = _text(self.document), str(claim.value)
            hint = (
                " (it stands there in its received form: write the repaired reading)"
                if text.find(value) and repaired(value) != value
                else ""
            )
            yield self._claim(
                claim,
                "not-verbatim",
                f"the words do not stand in the text, in lines of their language{hint}",
            )

    def _quoted(self, claim: Claim) -> Iterator[Finding]:
        if not claim.evidence:
            yield self._claim(
                claim,
                "no-evidence",
                f"no evidence for {self.context.shown(claim.predicate)} {self.context.shown(claim.value)}",
            )
        for node in claim.evidence:
            if len(node.passages) == len(node.quotes) > 0:
                yield from self._says(claim, node)

    def _says(self, claim: Claim, node: Evidence) -> Iterator[Finding]:
        """The quotes of one evidence node say the value."""
        said, value = _readings(node, _text(self.document)), claim.value
        inferred = node.basis == CONCEPT.inferred
        if isinstance(value, Literal) and value.datatype == EDTF.EDTF:
            yield from self._says_date(claim, node, said)
        elif isinstance(value, Literal) and value.datatype == XSD.integer and not inferred:
            if not any(says_number(s, int(value), self.context.languages) for s in said):
                yield self._claim(
                    claim, "number-not-said", f"the number {value} does not stand in the quote"
                )
        elif isinstance(value, Literal) and not inferred:
            if not any(str(value) in s for s in said):
                yield self._claim(
                    claim, "value-not-said", f"{value.n3()} does not stand in the quote"
                )
        elif (
            not node.reasoning
            and self.context.must_be_named(value)
            and not self._named(value, said)
        ):
            yield self._claim(
                claim,
                "name-not-said",
                f"no name of {self.context.shown(value)} stands in the quote; "
                "give ct:reasoning if it is meant all the same",
            )

    def _says_date(self, claim: Claim, node: Evidence, said: list[str]) -> Iterator[Finding]:
        edtf, languages = str(claim.value), self.context.languages
        inferred = node.basis == CONCEPT.inferred
        try:
            bounds(edtf)
        except ValueError as error:
            yield self._claim(claim, "edtf", str(error))
            return
        if not inferred and not any(says_date(s, edtf, languages) for s in said):
            yield self._claim(
                claim,
                "date-not-said",
                f"{edtf} cannot be read from the quote; mark it ct:basis concept:inferred if it follows from it",
            )
        when = bounds(edtf)
        for quote in node.quotes:
            about = any(says_number(quote, d.day, ()) for d in (when.earliest, when.latest))
            weekdays = weekdays_in(quote, languages) if about else set()
            if weekdays and not fits_weekday(edtf, weekdays):
                yield self._claim(claim, "weekday", f"{quote!r} names a weekday that {edtf} is not")

    def _named(self, value: Node, said: Iterable[str]) -> bool:
        readings = [Text.of(s.casefold().encode()) for s in said]
        names = self.context.names.get(value, set())
        return any(r.find_words(name.casefold()) for name in names for r in readings)

    # ---- places

    def _claim(self, claim: Claim, rule: str, message: str) -> Finding:
        return finding(self.source, self.source.place(*claim.triple), rule, message)

    def _at(
        self, node: Evidence, prop: URIRef, rule: str, message: str, value: Node | None = None
    ) -> Finding:
        if prop == CT.evidence:
            return finding(
                self.source, self.source.place(node.subject, prop, node.node), rule, message
            )
        return finding(self.source, self.source.place(_node_of(node), prop, value), rule, message)


def _readings(node: Evidence, text: Text) -> list[str]:
    """The quotes together, as received and as repaired."""
    received = " … ".join(str(p.received(text)) for p in node.passages)
    return [received, " … ".join(str(p.read(text)) for p in node.passages)]


def _not_found(text: Text, quote: str) -> str:
    if text.find_read(quote):
        return (
            "the quote stands in the repaired reading; quotes are taken from the text as received "
            "(ctgraph quote prints it)"
        )
    longest = _longest_start(text.raw, quote)
    if longest >= max(8, len(quote) // 3):
        return f"the quote does not stand in the text: it differs after {quote[:longest][-30:]!r}"
    return "the quote does not stand in the text"


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


def _text(document: DocumentSource) -> Text:
    if document.text is None:
        raise TypeError("documents without a text are reported elsewhere")
    return document.text
