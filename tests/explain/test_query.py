"""Queries taken apart and written anew mean the same; rdflib's parser, another's work, is the witness."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery, traverse
from rdflib.plugins.sparql.parser import parseQuery

from ctgraph.sparql import NotUnderstood, read, write
from ctgraph.sparql.tree import Block, Element, Filter, Group, SubSelect, Triple, Union
from ctgraph.sparql.tree import Path as PropertyPath
from ctgraph.store import EmbeddedStore, QueryRequest

QUESTIONS = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))
PREFIX = "PREFIX e: <http://e/> "
OTHERS = [
    "SELECT * { ?s ?p ?o }",
    "SELECT DISTINCT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (COUNT(*) > 1) ORDER BY DESC(?n) LIMIT 3 OFFSET 1",
    "SELECT (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?all) { ?s e:p ?o }",
    "SELECT * { ?s e:p [ e:q ?x ; e:r 1, 2 ] . [] e:p ?s . _:b e:q _:b }",
    "SELECT * { ?s e:p/e:q*|^e:r ?o . ?s !(e:a|^e:b) ?t . ?s (e:p/e:q)+ ?u . ?s a? ?v }",
    "SELECT * { ?s e:list (1 ?x 'y'@en) ; }",
    "SELECT * { { ?s e:p ?o } UNION { ?s e:q ?o } UNION { ?s e:r ?o } MINUS { ?s e:x 1 } OPTIONAL { ?s e:y ?z FILTER (?z > -1) } }",
    "SELECT * { GRAPH ?g { ?s e:p ?o { ?o e:q 'a' } } FILTER NOT EXISTS { ?s e:z ?g } FILTER (EXISTS { ?s e:p 1 } || !BOUND(?o)) }",
    "SELECT * { VALUES (?a ?b) { (1 UNDEF) ('x'@en e:y) } BIND (?a + 2 * -3 - 4 / ?b AS ?c) FILTER (?c IN (1, 2) && ?a NOT IN (3)) }",
    "SELECT * { { SELECT ?s (MAX(?o) AS ?m) { ?s e:p ?o } GROUP BY ?s } ?s e:q ?m } VALUES ?s { e:a e:b }",
    "ASK FROM <http://e/g> FROM NAMED e:h { ?s e:p true ; e:q 1.5, 1e3, +2 }",
    "CONSTRUCT { ?s e:p ?o } WHERE { ?s e:p ?o FILTER (REGEX(STR(?o), 'a.b', \"i\") && <http://www.w3.org/2001/XMLSchema#integer>(?o) = 2) }",
    "CONSTRUCT WHERE { ?s e:p ?o }",
    "DESCRIBE e:a ?x { ?x e:p e:a }",
    "DESCRIBE e:a",
    "BASE <http://b/> SELECT * { <x> <y> '''l'o\n\"ng''' . # comment { with } braces\n ?a <z> \"\\\"}{\\u00e9\" }",
]


def answer(store: EmbeddedStore, text: str) -> list[str]:
    with store.query(QueryRequest(text)) as found:
        if found.kind == "boolean":
            return [str(bool(found))]
        out = io.BytesIO()
        found.serialize(out, "text/tab-separated-values" if found.kind == "solutions" else "application/n-triples")
        return sorted(out.getvalue().decode().splitlines())


def triples(group: Group) -> int:
    """How many triple patterns there are, a path counting for one."""
    number = 0
    for element in group.elements:
        number += isinstance(element, Triple)
        number += sum(triples(inner) for inner in within(element))
    return number


def within(element: Element) -> list[Group]:
    match element:
        case Block():
            return [element.group]
        case Union():
            return list(element.branches)
        case SubSelect():
            return [element.query.where]
        case Filter():
            return [part.group for part in element.condition.walk() if part.group]
    return []


def triples_of_rdflib(text: str) -> int:
    found: set[int] = set()
    number = 0

    def visit(node: object) -> None:
        nonlocal number
        if getattr(node, "name", "") == "BGP" and id(node) not in found:
            found.add(id(node))
            number += len(node.triples)  # type: ignore[attr-defined]

    traverse(translateQuery(parseQuery(text)).algebra, visitPost=visit)
    return number


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_what_is_written_anew_has_the_same_answer(question: Path, real_store: EmbeddedStore) -> None:
    text = question.read_text(encoding="utf-8")
    again = write(read(text))
    assert answer(real_store, again) == answer(real_store, text)
    assert write(read(again)).split() == again.split()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_rdflib_sees_as_many_triple_patterns(question: Path) -> None:
    text = question.read_text(encoding="utf-8")
    assert triples(read(text).where) == triples_of_rdflib(text)


@pytest.mark.parametrize("text", OTHERS)
def test_every_form_is_read_and_written(text: str, real_store: EmbeddedStore) -> None:
    query = read(PREFIX + text)
    again = write(query)
    assert answer(real_store, again) == answer(real_store, PREFIX + text)
    assert answer(real_store, write(read(again))) == answer(real_store, again)


def test_every_part_says_where_it_stands() -> None:
    text = PREFIX + OTHERS[7]
    for element in read(text).where.elements:
        assert text[element.start : element.end].strip()


@pytest.mark.parametrize("text", ["SELECT * { << ?s ?p ?o >> ?q ?r }", "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", "SELECT", "", "{", "SELECT * { ?s", "ASK { ?s un:known ?o }", "SELECT * { ?s ?p ?o {| ?a ?b |} }"])
def test_what_goes_beyond_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read(text)


TERMS = st.sampled_from(["?a", "?b", "?c", "<http://e/x>", "'text'@en", "1", "[]", "_:n"])
PATTERNS = st.builds(lambda s, p, o: f"{s} {p} {o} .", st.sampled_from(["?a", "?b", "<http://e/x>", "[]"]), st.sampled_from(["?p", "a", "<http://e/p>", "<http://e/p>/<http://e/q>", "^<http://e/p>*"]), TERMS)
GROUPS = st.recursive(
    st.lists(PATTERNS, min_size=1, max_size=3).map(" ".join),
    lambda inner: st.one_of(
        st.builds("{{ {} }}".format, inner),
        st.builds("OPTIONAL {{ {} }}".format, inner),
        st.builds("MINUS {{ {} }}".format, inner),
        st.builds("GRAPH ?g {{ {} }}".format, inner),
        st.builds("{{ {} }} UNION {{ {} }}".format, inner, inner),
        st.builds("{} FILTER (?a = 1 && (?b > 2 || !BOUND(?c)))".format, inner),
        st.builds("{} FILTER NOT EXISTS {{ {} }}".format, inner, inner),
        st.builds("{} {}".format, inner, inner).filter(lambda text: "_:n" not in text),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(GROUPS)
def test_any_pattern_survives(pattern: str) -> None:
    text = f"SELECT * {{ {pattern} }}"
    data = EmbeddedStore([])
    try:
        data.query(QueryRequest(text))
    except Exception:
        return
    query = read(text)
    again = write(query)
    data.query(QueryRequest(again))
    assert triples(read(again).where) == triples(query.where)
    assert read(again).where.variables == query.where.variables


def test_paths_show_their_steps() -> None:
    (triple,) = read(PREFIX + "SELECT * { ?s e:a/^e:b/(e:c|e:d)* ?o }").where.elements
    assert isinstance(triple, Triple)
    assert isinstance(triple.verb, PropertyPath)
    assert [step.text for step in triple.verb.steps] == ["e:a", "^e:b", "(e:c|e:d)*"]
    assert [bool(step.term) for step in triple.verb.steps] == [True, True, False]
