"""Changes in words, English or French, and as data for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import DCTERMS, OWL, RDF, SKOS, Literal
from rdflib.term import Node

from ctgraph.authoring.changes import KINDS, Change, Ground
from ctgraph.authoring.state import State

LANGUAGES = ("en", "fr")
_LONGEST = 200  # characters of a value or a sentence; whoever wants all of it asks for JSON
_MARKS = {"added": "+", "removed": "-", "changed": "~", "said": "+", "unsaid": "-", "reworded": "~"}
_WORDS = {
    "says": ("because {source} says {words}", "car {source} dit {words}"),
    "also-says": ("also said by {source}: {words}", "dit aussi par {source} : {words}"),
    "evidence": ("{source} now: {words}", "{source} désormais : {words}"),
    "no-longer-says": ("no longer said by {source}", "n’est plus dit par {source}"),
    "gives-way": (
        "gives way to what {source} says: {words}",
        "s’efface devant ce que dit {source} : {words}",
    ),
    "decided": ("decided: {words}", "tranché : {words}"),
    "withdrawn": ("{source} is withdrawn", "{source} est retiré"),
    "quoted": ("“{text}”", "« {text} »"),
    "property": ("{name}: {value}", "{name} : {value}"),
    "again": ("{value} (held before and after)", "{value} (tenu pour vrai avant et après)"),
    "evidence-of": ("{value} (other evidence)", "{value} (autres preuves)"),
    "set-aside": ("{value} (not held to be true)", "{value} (non tenu pour vrai)"),
    "nothing": ("no fact has changed", "aucun fait n’a changé"),
    "added": ("added", "ajoutés"),
    "removed": ("removed", "supprimés"),
    "changed": ("changed", "modifiés"),
    "said": ("said by more documents", "dits par plus de documents"),
    "unsaid": ("said by fewer documents", "dits par moins de documents"),
    "reworded": ("with other evidence", "avec d’autres preuves"),
    "count": ("{kind}: {n}", "{kind} : {n}"),
    "facts": ("Facts {counts}.", "Faits {counts}."),
    "new": ("new", "nouveau"),
    "gone": ("gone", "disparu"),
}
_NAMES: dict[Node, tuple[str, str]] = {  # of properties that are not ours to label
    DCTERMS.created: ("created", "créé"),
    DCTERMS.isPartOf: ("part of", "partie de"),
    DCTERMS.issued: ("date of issue", "date de publication"),
    DCTERMS.language: ("language", "langue"),
    DCTERMS.publisher: ("publisher", "éditeur"),
    DCTERMS.rights: ("rights", "droits"),
    DCTERMS.source: ("source", "source"),
    DCTERMS.title: ("title", "titre"),
    OWL.sameAs: ("same as", "identique à"),
    RDF.type: ("kind", "nature"),
    SKOS.prefLabel: ("label", "libellé"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Tells changes in one language, with names from the states that they lie between."""

    before: State
    after: State
    language: str

    def lines(self, found: Mapping[Node, list[Change]]) -> Iterator[str]:
        """The changes, grouped by thing, and how many there are."""
        for thing, made in found.items():
            yield f"{self._name(thing)} · {self.after.curie(thing)}{self._fate(thing)}"
            for change in made:
                yield f"  {_MARKS[change.kind]} {self._change(thing, change)}"
                yield from (f"      {self._ground(change, g)}" for g in change.grounds)
            yield ""
        yield self.summary(found)

    def summary(self, found: Mapping[Node, list[Change]]) -> str:
        """How many facts changed in which way."""
        counts = Counter(change.kind for made in found.values() for change in made)
        if not counts:
            return f"{self._say('nothing').capitalize()}."
        parts = ", ".join(
            self._say("count", kind=self._say(kind), n=str(counts[kind]))
            for kind in KINDS
            if counts[kind]
        )
        return self._say("facts", counts=parts)

    def _fate(self, thing: Node) -> str:
        was, is_ = thing in self.before.things, thing in self.after.things
        return "" if was == is_ else f" ({self._say('new' if is_ else 'gone')})"

    def _say(self, code: str, **values: str) -> str:
        template = _WORDS[code][LANGUAGES.index(self.language)]
        if self.language == "fr":
            template = (
                template.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:")
            )
        return template.format(**values)

    def _change(self, thing: Node, change: Change) -> str:
        old, new = (None if v is None else self._value(v) for v in (change.before, change.after))
        value = f"{old} → {new}" if change.kind == "changed" else new or old or ""
        if change.kind in {"said", "unsaid", "reworded"}:
            fact = (thing, change.predicate, change.after or change.before)
            held = fact in self.after.facts
            code = "evidence-of" if change.kind == "reworded" else "again" if held else "set-aside"
            value = self._say(code, value=value)
        return self._say("property", name=self._name(change.predicate), value=value)

    def _ground(self, change: Change, ground: Ground) -> str:
        code: str = ground.because
        if code == "says" and change.kind in {"said", "reworded"}:
            code = "also-says" if change.kind == "said" else "evidence"
        return self._say(code, source=self._name(ground.source), words=self._sentence(ground))

    def _sentence(self, ground: Ground) -> str:
        """What is quoted in this language, if anything is; else what is quoted first."""
        groups = [g for g in ground.sentences if g]
        ours = [g for g in groups if any(s.language == self.language for s in g)]
        chosen = next(iter(ours or groups), ())
        return " … ".join(self._say("quoted", text=_short(str(s))) for s in chosen) or "—"

    def _name(self, thing: Node) -> str:
        label = self.after.label(thing, self.language) or self.before.label(thing, self.language)
        if label is None and thing in _NAMES:
            return _NAMES[thing][LANGUAGES.index(self.language)]
        return _printable(label or self.after.curie(thing))

    def _value(self, value: Node) -> str:
        if not isinstance(value, Literal):
            return self._name(value)
        text = _short(str(value))
        return f"{self._say('quoted', text=text)} ({value.language})" if value.language else text


def data(found: Mapping[Node, list[Change]], wording: Wording) -> dict[str, object]:
    """The changes as JSON can hold them; terms are written as in N-Triples."""
    counts = Counter(change.kind for made in found.values() for change in made)
    return {
        "counts": {kind: counts[kind] for kind in KINDS},
        "things": [
            {
                "iri": str(thing),
                "label": {
                    lang: wording.after.label(thing, lang) or wording.before.label(thing, lang)
                    for lang in LANGUAGES
                },
                "changes": [_record(change) for change in made],
            }
            for thing, made in found.items()
        ],
    }


def _record(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "property": str(change.predicate),
        "before": None if change.before is None else change.before.n3(),
        "after": None if change.after is None else change.after.n3(),
        "because": [
            {
                "reason": ground.because,
                "source": str(ground.source),
                "sentences": [[s.n3() for s in group] for group in ground.sentences],
            }
            for ground in change.grounds
        ],
    }


def _printable(text: str) -> str:
    """On one line, and without what would speak to the terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def _short(text: str) -> str:
    text = _printable(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …"
