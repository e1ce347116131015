"""The W3C's SPARQL tests: reading their manifests, and comparing answers as they ask."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "https://w3c.github.io/rdf-tests/sparql/"
MANIFESTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql12/manifest.ttl",
)
POSITIVE = {MF + name for name in ("PositiveSyntaxTest11", "PositiveSyntaxTest12", "PositiveSyntaxTest")}
NEGATIVE = {MF + name for name in ("NegativeSyntaxTest11", "NegativeSyntaxTest12", "NegativeSyntaxTest")}
EVALUATION = {MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"}
RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Test:
    """One test. `kind` is 'positive', 'negative' or 'evaluation'."""

    __test__ = False
    id: str
    kind: str
    query: Path
    query_iri: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: Path | None = None


class Suite:
    """The tests below a folder, and the files that they use as data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.data: dict[str, Path] = {}
        self.tests = [test for name in MANIFESTS for test in self._tests(name)]

    def quads(self) -> Iterator[ox.Quad]:
        """Every file of data, as the graph that has its IRI."""
        for iri, path in self.data.items():
            name = ox.NamedNode(iri)
            for quad in ox.parse(path=path, base_iri=BASE + str(path.relative_to(self._folder)), rename_blank_nodes=True):
                within = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else name
                yield ox.Quad(quad.subject, quad.predicate, quad.object, within)

    def _tests(self, name: str) -> Iterator[Test]:
        graph = ox.Store()
        base = ox.NamedNode(BASE + name)
        graph.load(path=self._folder / name, base_iri=base.value)
        for included in _list(graph, _one(graph, None, MF + "include")):
            yield from self._tests(included.value.removeprefix(BASE))
        for node in _list(graph, _one(graph, None, MF + "entries")):
            test = self._test(graph, node, name)
            if test is not None:
                yield test

    def _test(self, graph: ox.Store, node: Any, manifest: str) -> Test | None:
        kinds = {q.object.value for q in graph.quads_for_pattern(node, ox.NamedNode(RDF + "type"), None)}
        action = _one(graph, node, MF + "action")
        identity = f"{Path(manifest).parent}#{node.value.partition('#')[2]}"
        for kind, names in (("positive", POSITIVE), ("negative", NEGATIVE)):
            if kinds & names:
                return Test(identity, kind, self._path(action), action.value)
        if not kinds & EVALUATION:
            return None
        query = _one(graph, action, QT + "query")
        named = [self._graph(graph, o) for o in _all(graph, action, QT + "graphData")]
        default = [self._graph(graph, o) for o in _all(graph, action, QT + "data")]
        named += [name for iri in default for name in _graphs_in(self.data[iri])]
        return Test(
            identity,
            "evaluation",
            self._path(query),
            query.value,
            tuple(default),
            tuple(named),
            self._path(_one(graph, node, MF + "result")),
        )

    def _path(self, iri: Any) -> Path:
        return self._folder / iri.value.removeprefix(BASE)

    def _graph(self, graph: ox.Store, node: Any) -> str:
        """The IRI of a graph of a test's dataset; its file may have another."""
        if isinstance(node, ox.NamedNode):
            self.data[node.value] = self._path(node)
            return node.value
        iri = _one(graph, node, RDFS + "label").value
        self.data[iri] = self._path(_one(graph, node, QT + "graph"))
        return str(iri)


def _graphs_in(path: Path) -> list[str]:
    """The named graphs of a TriG file."""
    if path.suffix != ".trig":
        return []
    return sorted({q.graph_name.value for q in ox.parse(path=path) if isinstance(q.graph_name, ox.NamedNode)})


def _all(graph: ox.Store, subject: Any, predicate: str) -> list[Any]:
    return [q.object for q in graph.quads_for_pattern(subject, ox.NamedNode(predicate), None)]


def _one(graph: ox.Store, subject: Any, predicate: str) -> Any:
    return next(iter(_all(graph, subject, predicate)), None)


def _list(graph: ox.Store, node: Any) -> Iterator[Any]:
    while node is not None and node != ox.NamedNode(RDF + "nil"):
        yield _one(graph, node, RDF + "first")
        node = _one(graph, node, RDF + "rest")


# ---- comparing


def read_results(data: bytes, suffix: str) -> bool | list[Row]:
    """Results as rows of terms by variable, or a boolean."""
    results = ox.parse_query_results(io.BytesIO(data), RESULTS[suffix])
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    names = sorted(v.value for v in results.variables)
    return [tuple((name, value(row[name])) for name in names if row[name] is not None) for row in results]


def read_table(data: bytes) -> list[Row]:
    """CSV, which has no types: cells by column, blank nodes all alike."""
    table = csv.DictReader(io.StringIO(data.decode()))
    return sorted(
        tuple(sorted((name, _cell(cell)) for name, cell in row.items())) for row in table
    )


def _cell(text: str) -> Any:
    if text.startswith("_:"):
        return "_:"
    try:
        return str(float(text))
    except ValueError:
        return text


def read_graph(data: bytes, path: Path | None = None) -> bool | list[Row]:
    """Triples as rows; a result set that is written as a graph as what it means."""
    kind = ox.RdfFormat.from_extension(path.suffix[1:]) if path else ox.RdfFormat.N_TRIPLES
    graph = ox.Store()
    base = BASE + "result" if path else None
    for quad in ox.parse(io.BytesIO(data), kind, base_iri=base):
        graph.add(quad)
    found = next(iter(graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(RS + "ResultSet"))), None)
    if found is None:
        return [(value(q.subject), value(q.predicate), value(q.object)) for q in graph]
    boolean = _one(graph, found.subject, RS + "boolean")
    if boolean is not None:
        return bool(boolean.value == "true")
    return [
        tuple(sorted(
            (_one(graph, b, RS + "variable").value, value(_one(graph, b, RS + "value")))
            for b in _all(graph, solution, RS + "binding")
        ))
        for solution in _all(graph, found.subject, RS + "solution")
    ]


def value(term: Any) -> Any:
    """A term as it compares: numbers by value, blank nodes by themselves."""
    match term:
        case ox.Triple():
            return ("triple", value(term.subject), value(term.predicate), value(term.object))
        case ox.BlankNode():
            return Blank(term.value)
        case ox.Literal():
            return ("literal", _number(term.value, term.datatype.value), (term.language or "").lower(), str(term.direction), term.datatype.value)
    return str(term)


def _number(text: str, datatype: str) -> Any:
    try:
        if datatype in {XSD + "integer", XSD + "decimal"}:
            return Decimal(text)
        if datatype in {XSD + "double", XSD + "float"}:
            return float(text)
    except (ValueError, InvalidOperation):
        return text
    return {"1": "true", "0": "false"}.get(text, text) if datatype == XSD + "boolean" else text


@dataclass(frozen=True)
class Blank:
    """A blank node."""

    name: str


def same(one: bool | list[Row], other: bool | list[Row]) -> bool:
    """Whether two answers are the same, whatever the order of rows and the names of blank nodes."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    firm, firm_other = ([r for r in rows if not blanks(r)] for rows in (one, other))
    return Counter(firm) == Counter(firm_other) and _match(
        [r for r in one if blanks(r)], [r for r in other if blanks(r)], {}
    )


def blanks(part: Any) -> list[str]:
    """The blank nodes in a row or a term."""
    if isinstance(part, Blank):
        return [part.name]
    return [name for item in part for name in blanks(item)] if isinstance(part, tuple) else []


def _match(rows: list[Row], others: list[Row], names: dict[str, str]) -> bool:
    """Find names of blank nodes under which all rows are there."""
    if not rows or not others:
        return len(rows) == len(others)
    for i, other in enumerate(others):
        more = _unify(rows[0], other, names)
        if more is not None and _match(rows[1:], others[:i] + others[i + 1 :], more):
            return True
    return False


def _unify(one: Any, other: Any, names: dict[str, str]) -> dict[str, str] | None:
    if isinstance(one, Blank) and isinstance(other, Blank):
        if one.name in names or other.name in names.values():
            return names if names.get(one.name) == other.name else None
        return names | {one.name: other.name}
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for a, b in zip(one, other, strict=True):
            unified = _unify(a, b, names)
            if unified is None:
                return None
            names = unified
        return names
    return names if one == other else None
