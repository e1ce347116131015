"""Help with queries: what is wrong with one that does not parse, why one finds nothing.

Nothing here evaluates a query: the store's engine says what is valid and what is found.

Layers: web → explain → store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ctgraph.explain.emptiness import Explanation, Suggestion, explain
from ctgraph.explain.emptiness.bench import Bench
from ctgraph.explain.findings import Diagnosis, cure_json
from ctgraph.explain.limits import Budget, is_too_large
from ctgraph.explain.messages import LANGUAGES
from ctgraph.explain.syntax import SyntaxReport, diagnose, judge_of, too_large
from ctgraph.explain.tidy import tidy
from ctgraph.explain.vocabulary import Vocabulary
from ctgraph.explain.warnings import large, warn
from ctgraph.sparql import NotUnderstood, read
from ctgraph.store import QueryRequest, Store

__all__ = [
    "LANGUAGES",
    "Budget",
    "Check",
    "Diagnosis",
    "Explainer",
    "Explanation",
    "Suggestion",
    "SyntaxReport",
    "cure_json",
    "tidy",
]


@dataclass(frozen=True, slots=True)
class Check:
    """A text looked through.

    `valid` is None for a text that is too large to be looked at; `kind` is select, ask, construct or
    describe, empty if that is not known.
    """

    valid: bool | None
    kind: str
    diagnoses: tuple[Diagnosis, ...]
    cured: str | None = None


class Explainer:
    """Explains queries to one store. What the store knows is read once, when it is first needed."""

    def __init__(self, store: Store, prefixes: Mapping[str, str]) -> None:
        self._store = store
        self._prefixes = dict(prefixes)

    def mend(
        self, text: str, base_iri: str | None = None, place: tuple[int, int] = (1, 1)
    ) -> SyntaxReport:
        """Say what is wrong with a text that the engine has refused, and what would mend it.

        Of a large text no more is said than the place (line and column) that the engine gave.
        """
        if is_too_large(text):
            return too_large(text, place)
        return diagnose(text, judge_of(self._store, base_iri), self._prefixes)

    def check(self, text: str, base_iri: str | None = None) -> Check:
        """Look through a text: mistakes if it does not parse, else what is worth a second look."""
        if is_too_large(text):
            return Check(valid=None, kind="", diagnoses=(large(text),))
        report = diagnose(text, judge_of(self._store, base_iri), self._prefixes)
        if not report.valid:
            return Check(valid=False, kind="", diagnoses=report.diagnoses, cured=report.cured)
        try:
            query = read(text, base_iri or "")
        except NotUnderstood:
            return Check(valid=True, kind="", diagnoses=())
        found = warn(query, self.vocabulary, self._prefixes)
        return Check(valid=True, kind=query.form.lower(), diagnoses=found)

    def explain(self, request: QueryRequest, budget: Budget | None = None) -> Explanation:
        """Say why a request finds nothing, or that it does find something."""
        bench = Bench(self._store, self.vocabulary, request, self._prefixes, budget or Budget())
        return explain(bench)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What the store knows."""
        return Vocabulary.of(self._store)
