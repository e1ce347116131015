"""W3C SHACL: shapes compiled once, applied to data in the embedded store.

The engine is pyshacl-turbo. tests/shacl holds it to pyshacl's reports, on the W3C's test suite and on
this project's planted faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyshacl_turbo
from pyshacl_turbo.rdf import Input
from rdflib import XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ctgraph.errors import ProjectError
from ctgraph.validate.catalogue import Texts
from ctgraph.vocab import SH

_LEVELS = {str(SH.Violation): "error", str(SH.Warning): "warning", str(SH.Info): "info"}


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result, SHACL 3.6.2."""

    focus: Node | None
    path: Node | None
    value: Node | None
    shape: Node | None
    component: Node | None
    severity: str
    messages: Texts


class Shapes:
    """A shapes graph that can be applied to many data graphs. Raises ProjectError if it cannot be."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        try:
            self._compiled = pyshacl_turbo.CompiledShapes(graph)  # type: ignore[no-untyped-call]
        except (RuntimeError, pyshacl_turbo.ValidationFailure) as error:
            raise ProjectError(f"the shapes cannot be applied: {error}") from error

    def validate(self, data: bytes, focus: Iterable[URIRef] | None = None) -> list[Result]:
        """The results for the targets in this N-Triples data, or for those of them in `focus`.

        Text is what the engine reads fastest, and in which literals stay as they were written.
        """
        nodes = None if focus is None else sorted(focus, key=str)
        if nodes == []:
            return []
        try:
            source = Input(data.decode(), "nt", None, {})
            answer = self._compiled.validate(source, focus_nodes=nodes)  # type: ignore[no-untyped-call]
        except (RuntimeError, pyshacl_turbo.ValidationFailure) as error:
            raise ProjectError(f"the shapes cannot be applied: {error}") from error
        _, report, text = answer
        if not isinstance(report, Graph):
            raise ProjectError(f"the shapes cannot be applied: {text}")
        return [self._result(report, node) for node in report.objects(None, SH.result)]

    def _result(self, report: Graph, node: Node) -> Result:
        severity = _LEVELS.get(str(report.value(node, SH.resultSeverity)), "error")
        return Result(
            _as_in_turtle(report.value(node, SH.focusNode)),
            report.value(node, SH.resultPath),
            _as_in_turtle(report.value(node, SH.value)),
            report.value(node, SH.sourceShape),
            report.value(node, SH.sourceConstraintComponent),
            severity,
            self._messages(report, node),
        )

    def _messages(self, report: Graph, node: Node) -> Texts:
        """What is said, in every language: engines fill in messages, but in one language only."""
        spoken = [m for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal)]
        sources = (report.value(node, p) for p in (SH.sourceConstraint, SH.sourceShape))
        for source in filter(None, sources):
            written = [m for m in self.graph.objects(source, SH.message) if isinstance(m, Literal)]
            if written and not any("{" in m for m in written):
                spoken = written
                break
        texts = {m.language or "en": _plain(str(m)) for m in sorted(spoken, reverse=True)}
        return tuple(sorted(texts.items())) or (("en", "does not conform"),)

    def owner(self, shape: Node | None) -> Node | None:
        """The node shape that a property shape belongs to, else the shape itself."""
        return next(self.graph.subjects(SH.property, shape), shape) if shape else None


def _as_in_turtle(term: Node | None) -> Node | None:
    """A string without its datatype, as parsers give it."""
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
