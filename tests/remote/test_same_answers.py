"""However a query is worded for an engine elsewhere, it asks the same: held against the embedded engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctgraph.build import Build
from ctgraph.queries import examples, questions, tour, with_prologue
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest, Store
from ctgraph.store.remote import Loader, Place, RemoteStore
from ctgraph.terms import Names

COMPETENCY = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))
PREFIXES = "PREFIX ct: <https://w3id.org/ctgraph/ns#> PREFIX id: <https://w3id.org/ctgraph/id/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
CLAIMS = "id:graph-claims"
ODD = (
    "SELECT ?e { ?e a ct:Event . # a comment with { and 'quotes\n ?e ct:fundedBy ?d }",
    "SELECT ?e { ?e a <ns#Event> }",
    "BASE <https://w3id.org/> PREFIX x: <ctgraph/ns#> SELECT ?e { ?e a x:Event }",
    "PREFIX x: <a:b> PREFIX x: <https://w3id.org/ctgraph/ns#> SELECT ?e { ?e a x:Event }",
    "prefix : <https://w3id.org/ctgraph/ns#> select ?e { ?e a :Event }",
    "SELECT ?l { ?e skos:prefLabel ?l FILTER(STR(?l) = '''Italy''' || STR(?l) = \"\"\"Itali\"\"\" || CONTAINS(?l, 'l\\'atelier')) }",
    "SELECT ?l { ?e skos:prefLabel ?l FILTER(CONTAINS(?l, '\\u00e9')) }",
    "SELECT ('\\u0022 } # \\\\u0022 \\t\\n' AS ?x) (\"it's\" AS ?y) ('''two\nlines''' AS ?z) {}",
    "SELECT ?x { VALUES ?x { 'a'@en 1 1.5 2e0 true <a:b> ct:Event '1'^^<http://www.w3.org/2001/XMLSchema#byte> } }",
    "SELECT ?e ?g { GRAPH ?g { ?e a ct:Event } }",
    "SELECT DISTINCT ?g { GRAPH ?g { } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    f"SELECT ?c {{ GRAPH {CLAIMS} {{ ?c a ct:Claim }} ?c ?p ?o }}",
    "SELECT ?d ?t { GRAPH ?d { ?d a ?t } }",
    "SELECT ?d ?n { ?d a ct:Document OPTIONAL { GRAPH ?d { ?d ct:namedAs ?n } } }",
    "SELECT ?e { ?e a ct:Event MINUS { GRAPH ?g { ?e ct:fundedBy ?d } } }",
    "SELECT ?e { ?e a ct:Event FILTER NOT EXISTS { GRAPH ?g { ?e ct:fundedBy ?d } } }",
    f"SELECT ?g {{ VALUES ?g {{ {CLAIMS} id:graph-none id:graph-accepted }} GRAPH ?g {{ ?s a ?t }} }}",
    "SELECT ?g ?h { GRAPH ?g { ?e a ct:Event GRAPH ?h { ?e ct:fundedBy ?d } } }",
    "SELECT ?g { { GRAPH ?g { ?e a ct:Event } } UNION { GRAPH ?g { ?e a ct:Agreement } } }",
    f"SELECT (COUNT(*) AS ?n) FROM {CLAIMS} FROM id:graph-accepted {{ ?s ?p ?o }}",
    f"SELECT ?g (COUNT(*) AS ?n) FROM NAMED {CLAIMS} FROM NAMED id:graph-accepted FROM NAMED <a:none> {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g",
    f"SELECT DISTINCT ?g FROM NAMED {CLAIMS} FROM NAMED id:graph-accepted {{ GRAPH ?g {{ }} }}",
    f"SELECT (COUNT(*) AS ?n) FROM NAMED id:graph-meta {{ GRAPH {CLAIMS} {{ ?s ?p ?o }} }}",
    f"ASK FROM NAMED id:graph-meta {{ GRAPH {CLAIMS} {{ ?s ?p ?o }} }}",
    "ASK { GRAPH <a:none> { ?s ?p ?o } }",
    "ASK { GRAPH <https://w3id.org/ctgraph/id/build?0123456789abcdef> { ?s ?p ?o } }",
    f"CONSTRUCT {{ ?s a [] }} FROM {CLAIMS} WHERE {{ ?s a ct:Claim }} LIMIT 1",
    "CONSTRUCT WHERE { id:country-italy ?p ?o }",
    "DESCRIBE id:country-italy",
    "DESCRIBE ?e { ?e ct:fundedBy id:country-italy }",
    "SELECT ?x { id:event-marrakech-sahel-workshop ct:fundedBy/skos:prefLabel|^ct:about ?x }",
    "SELECT ?e { ?e ct:fundedBy ?d } ORDER BY STR(?e) LIMIT 1 OFFSET 0",
    "SELECT ?e{?e a ct:Event .FILTER(1 < 2&&STRLEN(STR(?e)) > 3)}",
    "SELECT ?ctgraph1 ?g { GRAPH ?g { ?ctgraph1 a ct:Event } }",
    "SELECT * { GRAPH ?g { ?e ct:fundedBy ?d } }",
)


def filled() -> Iterator[Any]:
    names = Names("https://w3id.org/ctgraph/")
    for question in questions():
        yield pytest.param(question.filled(question.spoken("en"), names), id=question.name)
    for example in (*examples(), *tour()):
        if "LIMIT" not in example.text:  # which rows come is the engine's choice
            yield pytest.param(with_prologue(example.text, names), id=example.name)
    for path in COMPETENCY:
        yield pytest.param(path.read_text(encoding="utf-8"), id=path.stem)
    for text in ODD:
        yield pytest.param(text if text.lower().startswith(("base", "prefix")) else PREFIXES + text, id=text[:60])


@pytest.fixture(scope="module")
def remote(elsewhere: Any, real_settings: Settings, real_build: Build) -> Iterator[RemoteStore]:
    settings = Settings.of(Path(), {"base_iri": real_settings.base_iri, "title": {}, "engine_url": elsewhere.endpoint})
    place = Place(real_settings.base_iri, "0123456789abcdef00", str(Names(real_settings.base_iri).accepted))
    loader = Loader(settings, elsewhere.endpoint, place, 5000)
    loader.load(real_build.graph_file, lambda *_: None, keep=True)
    loader.close()
    store = RemoteStore(settings, place, EmbeddedStore([]), {})
    yield store
    store.close()


def answer(store: Store, text: str) -> Any:
    with store.query(QueryRequest(text, base_iri="https://w3id.org/ctgraph/")) as found:
        if found.kind == "boolean":
            return bool(found)
        if found.kind == "triples":
            return sorted(f"{t.predicate} {t.object}" if "_:" in str(t) else str(t) for t in found if "_:" not in str(t)), 0
        columns = sorted(found.variables)
        return columns, sorted(tuple(str(row[name]) for name in columns) for row in found)


@pytest.mark.parametrize("text", [*filled()])
def test_it_asks_the_same(text: str, remote: RemoteStore, real_store: EmbeddedStore) -> None:
    assert answer(remote, text) == answer(real_store, text)
