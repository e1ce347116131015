"""The form of document graphs, and the completeness of what we hold to be true, by SHACL shapes.

Shapes for documents are in shapes/document*.ttl and see one document with the reference data and the
ontology, focus nodes being the document's; shapes for the accepted graph are in shapes/accepted*.ttl.
Results are placed at the triple in the source file that they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.term import Node

from ctgraph.accepted import computed
from ctgraph.claims import DocumentClaims, document_graph
from ctgraph.dataset import Position, Source, union
from ctgraph.terms import last_name, ntriples
from ctgraph.validate.agreement import Together
from ctgraph.validate.context import Context
from ctgraph.validate.engine import Result, Shapes
from ctgraph.validate.findings import Finding, finding
from ctgraph.validate.summary import Row, as_row, lines
from ctgraph.validate.targets import Targets
from ctgraph.vocab import CT, SH

_NOT_STATED = f"<{CT.notStated}>"


@dataclass(slots=True)
class Checked:
    """What shapes find, and how many nodes each node shape selected."""

    findings: list[Finding] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)


class Shacl:
    """The shapes of a project, applied to its documents one by one and to the accepted graph."""

    def __init__(self, context: Context) -> None:
        self._context = context
        background = context.frame.background()
        self._document = Shapes(_of_kind(context, "document"))
        self._accepted = Shapes(_of_kind(context, "accepted"))
        self._document_targets = Targets(self._document.graph, background)
        self._accepted_targets = Targets(self._accepted.graph, background)
        self._background = _encode(background)

    def document(self, claims: DocumentClaims) -> Checked:
        """Check one document's graph."""
        graph = document_graph(claims)
        data = self._background + _encode(graph)
        focus = {s for s in graph.subjects() if isinstance(s, URIRef)}
        results = self._document.validate(data, focus)
        matched = self._document_targets.count((str(s), str(p), str(o)) for s, p, o in graph)
        inline: dict[Node, Node] = {
            e.iri: e.node for nodes in claims.written_evidence.values() for e in nodes if e.node
        }
        source = claims.document.source
        found = [self._placed(self._document, r, [source], inline) for r in results]
        return Checked(found, matched)

    def accepted(self, together: Together, opened: Callable[[str], Source | None]) -> Checked:
        """Check what is held to be true; `opened` parses a document's file by its name."""
        rows = accepted_rows(self._context, together)
        data = self._background + "".join(lines(rows)).encode()
        results = self._accepted.validate(data)
        found = []
        for result in results:
            files = [s.said.file for s in together.summaries if str(result.focus) in s.said.types]
            sources = [source for file in files if (source := opened(file))]
            sources += self._context.frame.reference
            found.append(self._placed(self._accepted, result, sources, {}))
        rows += [as_row(t) for s in self._context.frame.reference for t in s.graph]
        bare = ((s[1:-1], p[1:-1], o[1:-1]) for s, p, o in rows)
        return Checked(found, self._accepted_targets.count(bare))

    def unmatched(self, matched: dict[str, int]) -> Iterator[Finding]:
        """A warning for each of the project's own shapes that selected nothing."""
        for source in self._context.frame.shapes:
            if source.name.startswith("ctgraph/"):
                continue
            for shape in set(source.graph.subjects(RDF.type, SH.NodeShape)):
                if not matched.get(str(shape)):
                    at, shown = source.place(shape), self._context.shown(shape)
                    yield finding(source, at, "shape-unmatched", severity="warning", shape=shown)

    def _placed(
        self, shapes: Shapes, result: Result, sources: list[Source], inline: dict[Node, Node]
    ) -> Finding:
        """A finding at the triple that a result is about."""
        shown, focus = self._context.shown, result.focus
        at_node = inline.get(focus, focus) if focus else None
        value = inline.get(result.value, result.value) if result.value else None
        source, at = _place(sources, at_node, result.path, value)
        shape = shapes.owner(result.shape)
        about = shown(focus) if focus not in inline else "ct:evidence"
        if isinstance(result.path, URIRef):
            about += f" {shown(result.path)}"
        messages = tuple((lang, f"{text} [{about}]") for lang, text in result.messages)
        named = result.shape if isinstance(result.shape, URIRef) else shape
        return Finding(
            source.name,
            at.line,
            at.column,
            result.severity,
            f"shape:{last_name(str(shape))}",
            messages,
            end=at.end,
            help=_found(shown(value)) if value and result.path and value != focus else (),
            shape=str(named),
        )


def accepted_rows(context: Context, together: Together) -> list[Row]:
    """The accepted graph without its background; a triple that is said twice is in it twice."""
    aside, rows = together.set_aside(), list[Row]()
    live = [s for s in together.summaries if not s.withdrawn]
    unstated = {r for s in live for r in s.editorial if r[1] == _NOT_STATED}
    about = {(s, o) for s, _, o in unstated}
    stated = {row[:2] for s in live for row in s.facts if row[:2] in about} if about else set()
    for summary in live:
        gone = aside.get(summary.iri, set())
        standing = [r for r in summary.facts if r not in gone] if gone else summary.facts
        rows.extend(standing)
        for number, more in summary.computed.items():
            if summary.facts[int(number)] not in gone:
                rows.extend(more)
        rows.extend(r for r in summary.editorial if r not in unstated or (r[0], r[2]) not in stated)
    ours = [
        (d.subject, d.predicate, d.prefers)
        for d in together.decisions
        if d.prefers is not None and d.editorial
    ]
    rows.extend(as_row(t) for t in [*ours, *computed(ours, context.schema)])
    return rows


def _of_kind(context: Context, kind: str) -> Graph:
    """The shapes of one kind: 'document' or 'accepted'."""
    files = (s for s in context.frame.shapes if s.name.rsplit("/", 1)[-1].startswith(kind))
    return union(files)


def _encode(graph: Graph) -> bytes:
    return "".join(f"{line} .\n" for line in ntriples(graph)).encode()


def _found(value: str) -> tuple[tuple[str, str], ...]:
    return (("en", f"found: {value}"), ("fr", f"trouvé : {value}"))


def _place(
    sources: list[Source], focus: Node | None, path: Node | None, value: Node | None
) -> tuple[Source, Position]:
    """The file that says the triple, else that describes the focus node, else the first."""
    for source in sources:
        if path is not None and value is not None and (focus, path, value) in source.places:
            return source, source.places[focus, path, value]  # type: ignore[index]  # focus is in it
    for source in sources:
        if focus is not None and path is not None and (focus, path) in source.verbs:
            return source, source.verbs[focus, path]
    for source in sources:
        if focus in source.subjects:
            return source, source.subjects[focus]
    for source in sources:
        if isinstance(focus, BNode) and (
            owner := next(source.graph.subjects(CT.evidence, focus), None)
        ):
            return source, source.place(owner, CT.evidence, focus)
    return sources[0], Position(1, 1)
