"""Queries with their joins put in order have the same solutions as before, and are put in a good order."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.joins.conftest import eager, solutions

from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.store.joins import Joins, Statistics, gather

E = "http://e/"
PREFIX = "PREFIX e: <http://e/> "
QUESTIONS = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(E + name)


def store_of(triples: list[tuple[str, str, str]]) -> ox.Store:
    """A store of triples; an object that is digits is a number."""
    made = ox.Store()
    for s, p, o in triples:
        value = ox.Literal(int(o)) if o.isdigit() else node(o)
        made.add(ox.Quad(node(s), node(p), value))
    return made


# ---- random data, random queries

NAMES = st.sampled_from(["a", "b", "c", "d"])
PROPERTIES = st.sampled_from(["p", "q", "r"])
TRIPLES = st.lists(st.tuples(NAMES, PROPERTIES, st.one_of(NAMES, st.sampled_from(["1", "2"]))), max_size=25)
VARIABLES = st.sampled_from(["?x", "?y", "?z", "$w"])
THINGS = st.one_of(VARIABLES, VARIABLES, NAMES.map("e:{}".format))
PATTERNS = st.tuples(
    THINGS,
    st.one_of(PROPERTIES.map("e:{}".format), PROPERTIES.map("<http://e/{}>".format), VARIABLES),
    st.one_of(THINGS, st.sampled_from(["1", "2", "_:b", "[]"])),
).map(" ".join)
FILTERS = st.one_of(
    st.tuples(VARIABLES, st.sampled_from(["=", "!=", "<"]), st.one_of(VARIABLES, st.just("2"))).map("FILTER({0[0]} {0[1]} {0[2]})".format),
    st.tuples(VARIABLES, PATTERNS).map("FILTER(BOUND({0[0]}) && NOT EXISTS {{ {0[1]} }})".format),
)
VALUES = st.one_of(
    st.tuples(VARIABLES, st.lists(NAMES.map("e:{}".format), max_size=3)).map(lambda v: f"VALUES {v[0]} {{ {' '.join(v[1])} }}"),
    st.just("VALUES (?x ?y) { (e:a UNDEF) (e:b e:c) (e:b e:c) }"),
)
BLOCKS = st.lists(st.one_of(PATTERNS, PATTERNS, PATTERNS, FILTERS, VALUES), min_size=2, max_size=6).map(" . ".join)

OTHERS = st.one_of(
    BLOCKS.map("OPTIONAL {{ {} }}".format),
    BLOCKS.map("MINUS {{ {} }}".format),
    BLOCKS.map("{{ {} }}".format),
    st.tuples(BLOCKS, BLOCKS).map("{{ {0[0]} }} UNION {{ {0[1]} }}".format),
    st.tuples(VARIABLES, BLOCKS).map("{{ SELECT {0[0]} {{ {0[1]} }} LIMIT 100 }}".format),
    BLOCKS.map("{{ SELECT DISTINCT * {{ {} }} }}".format),
    BLOCKS.map("GRAPH ?g {{ {} }}".format),
    st.tuples(VARIABLES).map("BIND(STR({0[0]}) AS ?bound)".format),
)
GROUPS = st.tuples(BLOCKS, st.lists(OTHERS, max_size=2)).map(lambda g: " ".join([g[0], *g[1]]))
QUERIES = st.one_of(
    GROUPS.map("SELECT * {{ {} }}".format),
    GROUPS.map("SELECT DISTINCT ?x ?y {{ {} }}".format),
    GROUPS.map("SELECT ?x (COUNT(*) AS ?n) (SUM(?y) AS ?sum) {{ {} }} GROUP BY ?x HAVING (COUNT(*) > 0)".format),
    GROUPS.map("SELECT ?x ?z {{ {} }} VALUES ?x {{ e:a e:b }}".format),
    GROUPS.map("ASK {{ {} }}".format),
    GROUPS.map("CONSTRUCT {{ ?x e:made ?y }} WHERE {{ {} }}".format),
    st.tuples(GROUPS, GROUPS).map("SELECT * {{ {{ {0[0]} }} UNION {{ {0[1]} }} }}".format),
).map(PREFIX.__add__)


def test_random_queries_keep_their_solutions() -> None:
    rewritten = 0

    @settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(TRIPLES, QUERIES)
    def keeps_its_solutions(triples: list[tuple[str, str, str]], text: str) -> None:
        nonlocal rewritten
        engine = store_of(triples)
        try:
            wanted = solutions(engine, text)
        except SyntaxError:
            return  # a BIND to a variable that is there, say
        ordered = eager(engine).ordered(text, "")
        rewritten += ordered != text
        assert solutions(engine, ordered) == wanted, ordered

    keeps_its_solutions()
    assert rewritten > 100, "else this says nothing"


# ---- real questions, and texts that are easily misread


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_the_questions_are_answered_as_before(question: Path, real_store: EmbeddedStore) -> None:
    engine, graph = real_store._engine, real_store._default_graph
    text = question.read_text(encoding="utf-8")
    ordered = eager(engine, graph).ordered(text, "")
    assert solutions(engine, ordered, graph) == solutions(engine, text, graph)


CHAIN = [("a", "p", "b"), ("b", "q", "c"), ("c", "r", "2"), ("a", "p", "d"), ("d", "q", "c"), ("c", "r", "1")]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?x ?z { ?x e:p ?y ; e:p ?y2 . ?y e:q ?z ; }",
        "SELECT ?x ?z { ?x e:p ?y , ?y2 ; . ?y e:q ?z . }",
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
    assert solutions(engine, ordered) == solutions(engine, PREFIX + text)


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
    assert solutions(skewed, ordered) == solutions(skewed, text)


def test_two_ends_are_found_apart(skewed: ox.Store) -> None:
    """Events of one agency and of another that share a topic: from neither end through all in between."""
    text = PREFIX + "SELECT DISTINCT ?f { ?e e:by e:agency7 . ?e e:topic ?t . ?f e:topic ?t . ?f e:by e:agency8 }"
    ordered = Joins(skewed, ox.DefaultGraph(), gather(skewed, ox.DefaultGraph()), slow=100.0).ordered(text, "")
    assert ordered.count("SELECT *") == 2
    assert solutions(skewed, ordered) == solutions(skewed, text)


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
