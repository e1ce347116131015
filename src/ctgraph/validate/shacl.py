"""The form of document graphs, and the completeness of what we hold to be true, by SHACL shapes.

Shapes for documents are in shapes/document*.ttl and see one document with the reference data and the
ontology, focus nodes being the document's; shapes for the accepted graph are in shapes/accepted*.ttl.
Results are placed at the triple in the source file that they are about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
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
from ctgraph.validate.summary import Summary, as_line
from ctgraph.validate.targets import Targets
from ctgraph.vocab import CT, SH


@dataclass(slots=True)
class Checked:
    """What shapes find, and how many nodes each node shape selected; `digest` is of the data."""

    findings: list[Finding] = field(default_factory=list)
    matched: dict[str, int] = field(default_factory=dict)
    digest: str = ""


class Shacl:
    """The shapes of a project, applied to its documents one by one and to the accepted graph."""

    def __init__(self, context: Context) -> None:
        self._context = context
        background = context.frame.background()
        self._document = Shapes(_of_kind(context, "document"))
        self._accepted = Shapes(_of_kind(context, "accepted"))
        self._document_targets = Targets(self._document.graph, background)
        self._accepted_targets = Targets(self._accepted.graph, background)
        self._encoded_ontology = _encode(union(context.frame.ontology))
        self._encoded_reference = _encode(union(context.frame.reference))

    def document(self, claims: DocumentClaims) -> Checked:
        """Check one document's graph."""
        graph = document_graph(claims)
        own = _encode(graph)
        data = self._encoded_ontology + self._encoded_reference + own
        focus = {s for s in graph.subjects() if isinstance(s, URIRef)}
        results = self._document.validate(data, focus)
        matched = self._document_targets.count(own.decode())
        inline: dict[Node, Node] = {
            e.iri: e.node for nodes in claims.written_evidence.values() for e in nodes if e.node
        }
        source = claims.document.source
        found = [self._placed(self._document, r, [source], inline) for r in results]
        return Checked(found, matched)

    def accepted(
        self,
        together: Together,
        opened: Callable[[str], Source | None],
        known: Checked | None = None,
    ) -> Checked:
        """Check what is held to be true, if it is not what was `known` before.

        `opened` parses a document's file by its name.
        """
        text = self._encoded_reference + accepted_lines(self._context, together).encode()
        data = self._encoded_ontology + text
        digest = hashlib.sha256(data).hexdigest()
        if known and known.digest == digest and not known.findings:  # which may have moved
            return known
        results = self._accepted.validate(data)
        found = []
        for result in results:
            files = [s.said.file for s in together.summaries if str(result.focus) in s.said.types]
            sources = [source for file in files if (source := opened(file))]
            sources += self._context.frame.reference
            found.append(self._placed(self._accepted, result, sources, {}))
        return Checked(found, self._accepted_targets.count(text.decode()), digest)

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


def accepted_lines(context: Context, together: Together) -> str:
    """The accepted graph without its background, as lines of N-Triples."""
    aside, parts = together.set_aside(), list[str]()
    live = [s for s in together.summaries if not s.withdrawn]
    for summary in live:
        if gone := aside.get(summary.iri):
            facts = summary.facts.splitlines(keepends=True)
            parts.extend(line for line in facts if line not in gone)
            parts.extend(more for line, more in summary.computed.items() if line not in gone)
        else:
            parts.append(summary.facts)
            parts.extend(summary.computed.values())
        parts.append(summary.editorial)
    parts.extend(_unstated(live))
    ours = [
        (d.subject, d.predicate, d.prefers)
        for d in together.decisions
        if d.prefers is not None and d.editorial
    ]
    parts.extend(as_line(t) for t in [*ours, *computed(ours, context.schema)])
    return "".join(parts)


def _unstated(live: Sequence[Summary]) -> Iterator[str]:
    """What documents say that they do not state, as far as no other does."""
    beginnings = {}
    for line in (line for summary in live for line in summary.unstated):
        subject, _, stated, _ = line.split(" ")
        beginnings[line] = (subject, stated)
    if not beginnings:
        return
    rows = (line.split(" ", 2) for summary in live for line in summary.facts.splitlines())
    said = {(row[0], row[1]) for row in rows}
    yield from (line for line, beginning in beginnings.items() if beginning not in said)


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
