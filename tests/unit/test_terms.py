"""IRIs and how they are shown."""

from __future__ import annotations

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from ctgraph.terms import CURIE_SAFE, Names, content_id, curie, ntriples, skolemised

LOCAL = st.text(alphabet="abcXYZ019-._é", min_size=1, max_size=20)
EX = "http://example.org/"


@given(LOCAL)
def test_a_curie_can_be_read_back(local: str) -> None:
    iri = f"https://w3id.org/ctgraph/id/{local}"
    shown = curie(iri, {"id": "https://w3id.org/ctgraph/id/"})
    assert shown == (f"id:{local}" if CURIE_SAFE.fullmatch(local) else f"<{iri}>")
    turtle = f"@prefix id: <https://w3id.org/ctgraph/id/> . {shown} {shown} {shown} ."
    assert next(iter(ox.parse(turtle, format=ox.RdfFormat.TURTLE))).subject.value == iri


def test_the_longest_namespace_wins() -> None:
    assert curie("http://e/a/b", {"e": "http://e/", "a": "http://e/a/"}) == "a:b"
    assert curie("http://other/x", {"e": "http://e/"}) == "<http://other/x>"


def test_names_lie_under_the_base_iri() -> None:
    names = Names("http://example.org/x/")
    assert str(names.document("some-page")) == "http://example.org/x/id/doc-some-page"
    assert str(names.passage(names.document("p"), 3, 9)) == "http://example.org/x/id/doc-p-t3-9"
    assert names.is_thing(names.claims)
    assert not names.is_thing(Literal("http://example.org/x/id/a"))


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_content_ids_tell_contents_apart(one: list[str], other: list[str]) -> None:
    if not any("\x00" in part for part in one + other):
        both_say_nothing = not "".join(one + other) and len(one) + len(other) <= 1
        assert (content_id(*one) == content_id(*other)) == (one == other or both_say_nothing)


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=30), max_size=5))
def test_ntriples_are_read_back_as_they_were(values: list[str]) -> None:
    graph = Graph()
    for value in values:
        graph.add((URIRef(EX + "s"), URIRef(EX + "p"), Literal(value, lang="en")))
    text = "".join(line + " .\n" for line in ntriples(graph))
    read = {quad.object.value for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)}
    assert read == set(values)


def test_skolemised_graphs_do_not_depend_on_labels_of_blank_nodes() -> None:
    def tree() -> Graph:
        graph, outer, inner = Graph(), BNode(), BNode()
        graph.add((URIRef(EX + "s"), URIRef(EX + "p"), outer))
        graph.add((outer, URIRef(EX + "q"), inner))
        graph.add((inner, URIRef(EX + "r"), Literal(1)))
        Collection(graph, head := BNode(), [Literal(1), URIRef(EX + "x"), BNode()])
        graph.add((URIRef(EX + "s"), URIRef(EX + "list"), head))
        return graph

    one, other = (skolemised(tree(), EX) for _ in range(2))
    assert ntriples(one) == ntriples(other)
    assert not any(isinstance(term, BNode) for term in one.all_nodes())
    assert len(one) == len(tree())
