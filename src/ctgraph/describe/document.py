"""A document's text with every quoted passage in it, and the facts that each paragraph supports.

Passages may lie in one another, and may cross. They become a tree: what lies within lies below, and
of two that cross the later is cut in two, of which the first piece keeps the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue, Row
from ctgraph.describe.entity import named_node
from ctgraph.describe.evidence import claims
from ctgraph.describe.sentences import Sentence, sentences
from ctgraph.describe.views import Claim, Passage, Text, Value
from ctgraph.readings import Reading


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: plain (`text`), or a passage with pieces in it.

    `anchor` is the passage's, `first` whether this piece begins it; `kind` is 'fact', 'name', 'note' or,
    of a sentence that carries no fact, 'bare'. `named` is the one thing of which a 'name' is the name.
    """

    text: str = ""
    anchor: str = ""
    kind: str = ""
    first: bool = True
    pieces: tuple[Piece, ...] = ()
    named: Value | None = None

    @property
    def has_words(self) -> bool:
        """Whether its text has more than spaces and marks, so that a link on it has a name."""
        return any(map(str.isalnum, self.text))


@dataclass(frozen=True, slots=True)
class Said:
    """A claim, and where in a paragraph its passages are."""

    claim: Claim
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a paragraph says about one thing, and what it calls it."""

    subject: Value
    claims: tuple[Said, ...]
    names: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class TextNote:
    """An editorial remark on some characters of the text."""

    value: Value
    characters: str
    notes: tuple[Text, ...]

    @property
    def anchor(self) -> str:
        """The fragment that stands for it."""
        return self.value.local


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text, counted from 1; of a text shown in excerpts a passage, `line` being 0.

    `sentences` counts those in it, `bare` are those that carry no fact.
    """

    line: int
    pieces: tuple[Piece, ...]
    about: tuple[About, ...]
    notes: tuple[TextNote, ...] = ()
    sentences: int = 0
    bare: tuple[Sentence, ...] = ()

    @property
    def facts(self) -> int:
        """How many facts it supports."""
        return sum(len(about.claims) for about in self.about)

    @property
    def ambiguous(self) -> tuple[tuple[Claim, Passage], ...]:
        """What is a name of several things and nothing else."""
        facts = {p for about in self.about for said in about.claims for p in said.passages}
        things: dict[Passage, list[Claim]] = defaultdict(list)
        for said in (said for about in self.about for said in about.names):
            for passage in said.passages:
                things[passage].append(said.claim)
        several = {p: c for p, c in things.items() if len({x.subject.iri for x in c}) > 1}
        return tuple((c, p) for p, claims in several.items() if p not in facts for c in claims)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of paragraphs in one language; `value` is None for lines that belong to no part."""

    value: Value | None
    language: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document: `whole` or in excerpts; `differs` if it was received damaged."""

    parts: tuple[Part, ...]
    whole: bool
    differs: bool
    claims: int
    passages: int

    @property
    def sentences(self) -> int:
        """How many sentences there are; 0 of a text in excerpts."""
        return sum(p.sentences for part in self.parts for p in part.paragraphs)

    @property
    def bare(self) -> tuple[tuple[Part, Sentence], ...]:
        """The sentences that carry no fact, each with the part that it is in."""
        return tuple((q, s) for q in self.parts for p in q.paragraphs for s in p.bare)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str
    anchor: str
    first: bool = True
    named: Value | None = None

    def part(self, start: int, end: int) -> _Span:
        """A piece of it; only the piece that begins it has its name."""
        first = self.first and start == self.start
        return replace(self, start=start, end=end, first=first)


@dataclass(frozen=True, slots=True)
class _Marked:
    """All that is marked in a text: the claims, their passages, and the notes."""

    claims: tuple[Claim, ...]
    notes: tuple[TextNote, ...]

    def within(self, start: int, end: int) -> list[tuple[Passage, Claim]]:
        """Find passages that lie between two offsets, with the claims that they support."""
        return [
            (p, c) for c in self.claims for p in c.passages if start <= p.start and p.end <= end
        ]


def read_text(
    catalogue: Catalogue, iri: str, reading: Reading | None, *, received: bool = False
) -> DocumentText | None:
    """Lay out a document's text; None if there is neither a text nor a passage of it."""
    document = named_node(iri)
    found = claims(catalogue, "claims-of-document", {"document": [document]})
    places = {(p.start, p.end) for c in found for p in c.passages}
    if reading is None and not places:
        return None
    rows = catalogue.rows("text-parts", {"document": [document]})
    marked = _Marked(found, _notes(catalogue, rows))
    if reading is None:
        parts: tuple[Part, ...] = (Part(None, "", tuple(_excerpts(marked, received=received))),)
    else:
        text = reading.raw if received else reading.read
        parts = tuple(_parts(catalogue, rows, text, marked))
    differs = reading is not None and reading.raw != reading.read
    return DocumentText(parts, reading is not None, differs, len(found), len(places))


def _notes(catalogue: Catalogue, rows: Sequence[Row]) -> tuple[TextNote, ...]:
    notes = [row for row in rows if row["note"] is not None]
    values = catalogue.values(row["part"] for row in notes)
    return tuple(
        TextNote(values[part], characters, tuple(texts))
        for part, characters, texts in _by_part(notes)
    )


def _by_part(notes: Sequence[Row]) -> Iterator[tuple[ox.NamedNode, str, list[Text]]]:
    for part in dict.fromkeys(row["part"] for row in notes):
        of_part = [row for row in notes if row["part"] == part]
        texts = dict.fromkeys(Text(r["note"].value, r["note"].language or "") for r in of_part)
        yield part, of_part[0]["characters"].value, list(texts)


def _parts(catalogue: Catalogue, rows: Sequence[Row], text: str, marked: _Marked) -> Iterator[Part]:
    """Divide the text into its parts by language, and these into paragraphs."""
    parts = {row["part"]: row for row in rows if row["first"] is not None}
    values = catalogue.values(parts)
    runs: list[tuple[object, list[Paragraph]]] = []
    start = 0
    for line, content in enumerate(text.split("\n"), start=1):
        end = start + len(content)
        part = next((p for p, row in parts.items() if _covers(row, line)), None)
        if content.strip():
            if not runs or runs[-1][0] != part:
                runs.append((part, []))
            language = _language(parts.get(part))
            runs[-1][1].append(_paragraph(text, start, end, marked, line, language))
        start = end + 1
    for part, paragraphs in runs:
        row = parts.get(part) if isinstance(part, ox.NamedNode) else None
        yield Part(values[row["part"]] if row else None, _language(row), tuple(paragraphs))


def _language(row: Row | None) -> str:
    return str(row["language"].value) if row and row["language"] else ""


def _covers(row: Row, line: int) -> bool:
    return int(row["first"].value) <= line <= int(row["last"].value)


def _excerpts(marked: _Marked, *, received: bool) -> Iterator[Paragraph]:
    """Show each passage that lies in no other as a paragraph of its own."""
    passages = {(p.start, p.end): p for c in marked.claims for p in c.passages}
    reached = -1
    for start, end in sorted(passages, key=lambda place: (place[0], -place[1])):
        passage = passages[start, end]
        if end <= reached:
            continue
        reached = end
        text = (passage.received if received else "") or passage.exact.text
        yield _paragraph(" " * start + text, start, end, marked, 0)


def _paragraph(
    text: str, start: int, end: int, marked: _Marked, line: int, language: str = ""
) -> Paragraph:
    found = marked.within(start, end)
    notes = tuple(n for n in marked.notes if n.characters in text[start:end])
    every = sentences(text, start, end, language) if line else []
    spans = [*_spans(found), *_note_spans(text, start, end, notes)]
    facts = [span for span in spans if span.kind == "fact"]
    bare = [s for s in every if not any(f.start < s.end and s.start < f.end for f in facts)]
    spans += [_Span(s.start, s.end, "bare", s.anchor) for s in bare]
    pieces = _nest(text, start, end, sorted(spans, key=_outermost_first))
    first_here = tuple(n for n in notes if text.find(n.characters) >= start)
    about = tuple(_about(found))
    return Paragraph(line, tuple(pieces), about, first_here, len(every), tuple(bare))


def _spans(found: Iterable[tuple[Passage, Claim]]) -> Iterator[_Span]:
    """One span for each place: of a fact, or, where there are only names, of a name."""
    places: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for passage, claim in found:
        places[passage.start, passage.end].append(claim)
    for (start, end), of_place in places.items():
        named = {claim.subject for claim in of_place}
        kind = "name" if all(claim.predicate.name for claim in of_place) else "fact"
        thing = named.pop() if kind == "name" and len(named) == 1 else None
        yield _Span(start, end, kind, f"t{start}-{end}", named=thing)


def _note_spans(text: str, start: int, end: int, notes: Iterable[TextNote]) -> Iterator[_Span]:
    for note in notes:
        at = text.find(note.characters, start, end)
        while at >= 0:
            yield _Span(at, at + len(note.characters), "note", note.anchor, first=False)
            at = text.find(note.characters, at + len(note.characters), end)


def _outermost_first(span: _Span) -> tuple[int, int]:
    return span.start, -span.end


def _nest(text: str, start: int, end: int, spans: Sequence[_Span]) -> Iterator[Piece]:
    """Make the tree: `spans` lie between `start` and `end`, outermost first."""
    waiting = list(spans)
    while waiting:
        outer = waiting.pop(0)
        if outer.start > start:
            yield Piece(text[start : outer.start])
        within, after = [], []
        for span in waiting:
            if span.start >= outer.end:
                after.append(span)
            elif span.end <= outer.end:
                within.append(span)
            else:
                within.append(span.part(span.start, outer.end))
                after.append(span.part(outer.end, span.end))
        waiting = sorted(after, key=_outermost_first)
        pieces = tuple(_nest(text, outer.start, outer.end, within))
        yield Piece("", outer.anchor, outer.kind, outer.first, pieces, outer.named)
        start = outer.end
    if start < end:
        yield Piece(text[start:end])


def _about(found: Iterable[tuple[Passage, Claim]]) -> Iterator[About]:
    """Gather what is said by what it is said about, in the order of the text."""
    ordered = sorted(
        found, key=lambda pc: (pc[0].start, -pc[0].end, pc[1].predicate.iri, pc[1].iri)
    )
    for subject in dict.fromkeys(claim.subject for _, claim in ordered):
        places: dict[str, list[Passage]] = defaultdict(list)
        of_subject = {c.iri: c for _, c in ordered if c.subject == subject}
        for passage, claim in ordered:
            if claim.iri in of_subject:
                places[claim.iri].append(passage)
        said = [Said(claim, tuple(places[iri])) for iri, claim in of_subject.items()]
        facts = tuple(s for s in said if not s.claim.predicate.name)
        yield About(subject, facts, tuple(s for s in said if s.claim.predicate.name))
