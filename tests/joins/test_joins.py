"""Queries with their joins put in order have the same solutions as before, and are put in a good order."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.joins import queries
from tests.joins.compared import answer, same, smallest
from tests.joins.conftest import eager, misled
from tests.joins.queries import E, node

from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.store.joins import Joins, Statistics, gather

PARTS = 4
QUERIES_OF_DATA = 5
REFUSED = (SyntaxError, RuntimeError)
PREFIX = "PREFIX e: <http://e/> "
QUESTIONS = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))


def store_of(triples: list[tuple[str, str, str]]) -> ox.Store:
    """A store of triples; an object that is digits is a number."""
    made = ox.Store()
    for s, p, o in triples:
        value = ox.Literal(int(o)) if o.isdigit() else node(o)
        made.add(ox.Quad(node(s), node(p), value))
    return made


# ---- random data, random queries


@pytest.mark.parametrize("part", range(PARTS))
def test_random_queries_keep_their_solutions(part: int) -> None:
    """JOINS_QUERIES says how many are tried; equal numbers, equal data and equal queries."""
    rewritten = answered = 0
    for number in range(part, int(os.environ.get("JOINS_QUERIES", "8000")), PARTS):
        graph = (ox.DefaultGraph(), node("accepted"))[number // QUERIES_OF_DATA % 2]
        engine, text = queries.data(number // QUERIES_OF_DATA, graph), queries.query(number)
        try:
            answers = answer(engine, text, graph)
        except REFUSED:
            continue  # a BIND to a variable that is there, say
        joins = misled(engine, graph, number) if number % 2 else eager(engine, graph)
        ordered = joins.ordered(text, "")
        if ordered == text:
            continue
        rewritten += 1
        answered += answers.total() > 1

        def is_wrong(text: str, engine: ox.Store = engine, graph: ox.NamedNode | ox.DefaultGraph = graph, joins: Joins = joins) -> bool:
            try:
                answer(engine, text, graph)
            except REFUSED:
                return False
            return not kept(engine, graph, text, joins.ordered(text, ""))

        if not kept(engine, graph, text, ordered):
            short = smallest(text, is_wrong)
            pytest.fail(f"query {number}:\n{short}\nbecomes\n{joins.ordered(short, '')}")
    assert rewritten > 100, "else this says nothing"
    assert answered > 30


def kept(engine: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, text: str, ordered: str) -> bool:
    """Whether a rewritten query is one, with the same solutions."""
    try:
        return same(engine, graph, text, ordered)
    except REFUSED:
        return False


# ---- real questions, and texts that are easily misread


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_the_questions_are_answered_as_before(question: Path, real_store: EmbeddedStore) -> None:
    engine, graph = real_store._engine, real_store._default_graph
    text = question.read_text(encoding="utf-8")
    ordered = eager(engine, graph).ordered(text, "")
    assert answer(engine, ordered, graph) == answer(engine, text, graph)


CHAIN = [("a", "p", "b"), ("b", "q", "c"), ("c", "r", "2"), ("a", "p", "d"), ("d", "q", "c"), ("c", "r", "1")]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x ?z { ?x e:p ?y ; e:p ?y2 . ?y e:q ?z ; }",
        "SELECT ?x ?z { ?x e:p ?y , ?y2 ; . ?y e:q ?z . }",
        "SELECT ?x ?z { ?x e:p ?y . ?y e:q ?z ; # ;\n ; # .\n}",
        "SELECT ?x { ?x e:p ?y . # } ?y e:q ?z\n ?y e:q ?z . ?z e:r ?n FILTER(?n<2&&?n>0) }",
        "SELECT ?x { ?x e:p ?y FILTER(?n < 2) ?y e:q ?z FILTER(?n > 0) ?z e:r ?n }",
        "SELECT ?x { FILTER(?n=1) . ?x e:p ?y . ?y e:q ?z . ?z e:r ?n . }",
        "SELECT ?x{?x e:p ?y.?y e:q ?z.?z e:r 2.?z e:r 1}",
        "SELECT ?x { ?x e:p [ e:q ?z ] . ?z e:r ?n . ?x e:p ?y }",
        "SELECT ?x { ?x e:p/e:q ?z . ?z e:r ?n . ?x e:p ?y }",
        "SELECT ?x { ?x e:p ?y . ?y e:q+ ?z . ?z e:r ?n }",
        "SELECT ?x { VALUES ?y { e:b e:b } ?x e:p ?y . ?y e:q ?z . ?z e:r ?n }",
        "SELECT ?x { ?x e:p ?y VALUES ?y { e:b e:b } ?y e:q ?z . ?z e:r ?n }",
        "SELECT ?x { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n } VALUES ?n { 1 1 }",
        "SELECT ?x { ?x e:p ?y . ?y e:q ?z OPTIONAL { ?z e:r ?n } ?x e:p ?d }",
        "SELECT ?x { BIND(e:a AS ?x) ?x e:p ?y . ?y e:q ?z . ?z e:r ?n }",
        "SELECT ?x { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n BIND(?n + 1 AS ?m) FILTER(?m = 2) }",
        "SELECT ?x { ?a e:p ?b . ?c e:q ?d . ?e e:r ?f }",
        "SELECT (1 AS ?one) { ?x e:p ?x . ?x e:q ?x . ?x ?x ?x }",
        "SELECT ?p { ?x ?p ?y . ?y ?p2 ?z . ?z ?p3 2 }",
        "SELECT ?x { 'text' e:p ?y . ?y e:q ?z . ?z e:r ?n }",
        "SELECT ?x { ?x e:nothing ?y . ?y e:q ?z . ?z e:r ?n }",
        "BASE <http://e/> SELECT ?x { ?x <p> ?y . ?y <q> ?z . ?z <r> 2 }",
        "SELECT ?x { ?x e:p ?y . ?y e:q ?z . ?z e:r '2'^^<http://www.w3.org/2001/XMLSchema#integer> }",
        "SELECT ?x { ?x e:p ?y . ?y e:q ?z { ?z e:r ?n } UNION { ?z e:r ?m } }",
        "SELECT ?x { ?x e:p ?y LATERAL { ?y e:q ?z . ?z e:r ?n } ?x e:p ?d }",
        "ASK { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n FILTER NOT EXISTS { ?z e:r 3 . ?z e:q ?n . ?n e:p ?x } }",
        "DESCRIBE ?x { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n }",
        "CONSTRUCT WHERE { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n }",
    ],
)
def test_whatever_the_text_looks_like(text: str) -> None:
    engine = store_of(CHAIN)
    ordered = eager(engine).ordered(PREFIX + text, "")
    assert answer(engine, ordered) == answer(engine, PREFIX + text)


def test_a_request_that_names_a_dataset_is_left_alone() -> None:
    text = PREFIX + "SELECT ?x FROM <http://e/g> { ?x e:p ?y . ?y e:q ?z . ?z e:r ?n }"
    assert eager(store_of(CHAIN)).ordered(text, "") == text


@pytest.mark.parametrize("text", ["SELECT * {" * 3000, "SELECT ?x { ?x e:p ?y . " * 400, "?a ?b ?c ?d ?e ?f <", "((((" * 2000 + "?x" * 9, "\x00?a?b?c?d?e?f"])
def test_what_is_no_query_comes_back(text: str) -> None:
    assert eager(store_of(CHAIN)).ordered(text, "") == text


# ---- a good order


SEVERAL, FEW = 300, 3


@pytest.fixture(scope="module")
def skewed() -> ox.Store:
    """Events: all are of a kind that many are of and in a country that many are in; few have a topic."""
    made = ox.Store()
    for n in range(SEVERAL * 10):
        event = node(f"event{n}")
        made.add(ox.Quad(event, node("kind"), node("workshop")))
        made.add(ox.Quad(event, node("in"), node("country")))
        made.add(ox.Quad(event, node("date"), ox.Literal(n)))
        made.add(ox.Quad(event, node("topic"), node("rare" if n < FEW else f"topic{n % 50}")))
        made.add(ox.Quad(event, node("by"), node(f"agency{n % 900}")))
    return made


def test_the_rare_is_looked_for_first(skewed: ox.Store) -> None:
    text = PREFIX + "SELECT ?e ?d { ?e e:kind e:workshop ; e:in e:country ; e:date ?d ; e:topic e:rare }"
    ordered = Joins(skewed, ox.DefaultGraph(), gather(skewed, ox.DefaultGraph())).ordered(text, "")
    first = ordered.partition("LATERAL")[0]
    assert "e:rare" in first
    assert "e:kind" not in first
    assert answer(skewed, ordered) == answer(skewed, text)


def test_two_ends_are_found_apart(skewed: ox.Store) -> None:
    """Events of one agency and of another that share a topic: from neither end through all in between."""
    text = PREFIX + "SELECT DISTINCT ?f { ?e e:by e:agency7 . ?e e:topic ?t . ?f e:topic ?t . ?f e:by e:agency8 }"
    ordered = Joins(skewed, ox.DefaultGraph(), gather(skewed, ox.DefaultGraph()), slow=100.0).ordered(text, "")
    assert ordered.count("SELECT *") == 2
    assert answer(skewed, ordered) == answer(skewed, text)


def test_a_query_of_which_the_first_rows_are_wanted_streams(skewed: ox.Store) -> None:
    text = PREFIX + "SELECT ?f { ?e e:by e:agency7 . ?e e:topic ?t . ?f e:topic ?t . ?f e:by e:agency8 } LIMIT 1"
    assert "SELECT *" not in eager(skewed).ordered(text, "")


def test_what_the_engine_does_well_is_left_alone(skewed: ox.Store) -> None:
    text = PREFIX + "SELECT * { ?e e:by e:agency7 ; e:topic ?t ; e:date ?d }"
    joins = Joins(skewed, ox.DefaultGraph(), gather(skewed, ox.DefaultGraph()))
    assert joins.ordered(text, "") == text


def test_statistics_are_kept_as_they_are(skewed: ox.Store, tmp_path: Path) -> None:
    found = gather(skewed, ox.DefaultGraph())
    found.save(tmp_path / "statistics.json")
    assert Statistics.load(tmp_path / "statistics.json") == found
    spread = found.properties[E + "topic"]
    assert (spread.triples, spread.subjects, spread.objects) == (3000, 3000, 51)


def test_a_large_store_orders_and_a_small_one_does_not(tmp_path: Path) -> None:
    lines = [f"<{E}event{n}> <{E}{p}> <{E}{o}> .\n" for n in range(20_000) for p, o in (("kind", "w"), ("in", "c"), ("by", f"a{n}"))]
    text = PREFIX + "SELECT ?e { ?e e:kind e:w ; e:in e:c ; e:by e:a7 }"
    for number, expected in ((len(lines), True), (900, False)):
        (tmp_path / "data.nt").write_text("".join(lines[:number]), encoding="utf-8")
        store = EmbeddedStore([tmp_path / "data.nt"], accepted=E + "accepted")
        assert (store._prepared(QueryRequest(text)) != text) == expected
        assert len(list(store.query(QueryRequest(text)))) == 1
        asked = QueryRequest(text, default_graphs=(E + "accepted",))
        assert store._prepared(asked) == text
        assert len(list(store.query(asked))) == 1
