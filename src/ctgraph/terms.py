"""IRIs: how a project's are made, and how they are shown.

Everything that a project names lies under its base IRI: `id/` for things, documents and graphs. IRIs of
derived things (claims, evidence) are made from content, so that equal input gives equal output.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ctgraph.vocab import PREFIXES

# PN_LOCAL without escapes: what Turtle and SPARQL take as a local name everywhere
CURIE_SAFE = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_MEANT = {"\\\\": "\\", "\\n": "\n", '\\"': '"', "\\r": "\r"}  # ECHAR, as far as it must be written
_ESCAPES = str.maketrans({meant: written for written, meant in _MEANT.items()})
_ESCAPED = re.compile(r"\\.")


@dataclass(frozen=True, slots=True)
class Names:
    """The IRIs of one project."""

    base_iri: str

    def id(self, local: str) -> URIRef:
        """The thing with this local name."""
        return URIRef(f"{self.base_iri}id/{local}")

    def document(self, slug: str) -> URIRef:
        """The document, and its named graph."""
        return self.id(f"doc-{slug}")

    def passage(self, document: URIRef, start: int, end: int) -> URIRef:
        """The piece of a document's text from code point `start` up to, not including, `end`."""
        return URIRef(f"{document}-t{start}-{end}")

    def is_thing(self, term: Node) -> bool:
        """Whether the term is an IRI of the project's things."""
        return isinstance(term, URIRef) and term.startswith(f"{self.base_iri}id/")

    def local(self, iri: str) -> str:
        """What follows `id/` in a thing's IRI."""
        return iri.removeprefix(f"{self.base_iri}id/")

    def prefixes(self) -> dict[str, str]:
        """Prefixes for queries and files of the project: its own `id:` first, then the usual ones."""
        return {"id": f"{self.base_iri}id/"} | PREFIXES

    def unknown(self, *says: str) -> URIRef:
        """A blank node of which this is said (RDF 1.1 Concepts 3.5)."""
        return URIRef(f"{self.base_iri}.well-known/genid/{content_id(*says)}")

    @property
    def accepted(self) -> URIRef:
        """Names the default graph's content: what we hold to be true."""
        return self.id("graph-accepted")

    @property
    def claims(self) -> URIRef:
        """The graph of claims, their evidence and passages."""
        return self.id("graph-claims")

    @property
    def adjudications(self) -> URIRef:
        """The graph of adjudications."""
        return self.id("graph-adjudications")

    @property
    def meta(self) -> URIRef:
        """The graph about the graph: VoID, releases, ledger."""
        return self.id("graph-meta")

    @property
    def shapes(self) -> URIRef:
        """The graph of SHACL shapes."""
        return self.id("graph-shapes")


def content_id(*parts: str) -> str:
    """Twenty hexadecimal digits made from the parts: equal parts, equal digits."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:20]


def curie(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The IRI as prefix:local where a prefix fits and the local name is CURIE-safe, else <IRI>."""
    fits = [(ns, prefix) for prefix, ns in prefixes.items() if iri.startswith(ns)]
    if fits:
        namespace, prefix = max(fits, key=lambda fit: len(fit[0]))
        local = iri[len(namespace) :]
        if CURIE_SAFE.fullmatch(local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def last_name(iri: str) -> str:
    """What follows the last '/' or '#' of an IRI."""
    return re.split(r"[/#]", iri)[-1]


def skolemised(graph: Graph, base_iri: str) -> Graph:
    """A copy without blank nodes; see `without_blanks`."""
    copy = Graph()
    for triple in without_blanks(graph, base_iri):
        copy.add(triple)
    return copy


def without_blanks(graph: Graph, base_iri: str) -> Iterator[tuple[Node, Node, Node]]:
    """The triples, each blank node as an IRI made from what is said of it (RDF 1.1 Concepts 3.5).

    The blank nodes must form trees, as inline nodes and lists do.
    """
    named: dict[Node, Node] = {}

    def iri_of(node: Node) -> Node:
        if isinstance(node, BNode) and node not in named:
            says = sorted(f"{p.n3()} {iri_of(o).n3()}" for p, o in graph.predicate_objects(node))
            named[node] = Names(base_iri).unknown(*says)
        return named.get(node, node)

    for s, p, o in graph:
        yield iri_of(s), p, iri_of(o)


def ntriples(triples: Iterable[tuple[Node, Node, Node]]) -> list[str]:
    """The triples, of a graph or others, as sorted N-Triples lines without their final dot."""
    return sorted({f"{nt(s)} {nt(p)} {nt(o)}" for s, p, o in triples})


def nt(term: Node) -> str:
    """A term as in N-Triples (RDF 1.1), with the fewest escapes; blank nodes as they are called."""
    if not isinstance(term, Literal):
        return f"<{term}>" if isinstance(term, URIRef) else term.n3()
    quoted = f'"{term.translate(_ESCAPES)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return f"{quoted}^^<{term.datatype}>" if term.datatype else quoted


def read_nt(text: str) -> Node:
    """The term that `nt` wrote so; a literal in its lexical form. Raises ValueError."""
    if text.startswith("<"):
        return URIRef(text[1:-1])
    if text.startswith("_:"):
        return BNode(text[2:])
    words, end, kind = text[1:].rpartition('"')
    if not (text.startswith('"') and end):
        raise ValueError(f"{text!r} is no term of N-Triples")
    value = _ESCAPED.sub(lambda found: _MEANT[found[0]], words)
    if kind.startswith("@"):
        return Literal(value, lang=kind[1:])
    if kind.startswith("^^<"):
        return Literal(value, datatype=URIRef(kind[3:-1]), normalize=False)
    return Literal(value)
