"""What the build derives: what is held to be true, and how claims stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctgraph.build import build
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.terms import Names

CEREMONY = "data/documents/rabat-anniversary-ceremony.ttl"
PREFIXES = """
PREFIX ct: <https://w3id.org/ctgraph/ns#>
PREFIX concept: <https://w3id.org/ctgraph/concept/>
PREFIX id: <https://w3id.org/ctgraph/id/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def rows(store: EmbeddedStore, query: str) -> list[tuple[str, ...]]:
    answer = store.query(QueryRequest(PREFIXES + query))
    return sorted(tuple("" if v is None else v.value for v in row) for row in answer)


def open_build(project: Path, *, check: bool) -> EmbeddedStore:
    settings = Settings.load(project, environ={})
    accepted = str(Names(settings.base_iri).accepted)
    return EmbeddedStore([build(settings, check=check).graph_file], accepted=accepted)


def test_a_single_valued_property_has_one_accepted_value(real_store: EmbeddedStore) -> None:
    assert rows(real_store, """SELECT ?s ?p { ?p ct:singleValued true . ?s ?p ?a , ?b FILTER (STR(?a) < STR(?b)) }""") == []


def test_dates_have_bounds_donors_a_class_and_roles_their_common_property(real_store: EmbeddedStore) -> None:
    assert rows(real_store, "SELECT ?s { ?s ct:date|ct:signedOn ?d FILTER NOT EXISTS { ?s ct:earliest ?e ; ct:latest ?l } }") == []
    assert [d for (d,) in rows(real_store, "SELECT ?d { ?d a ct:Donor }")] == ["https://w3id.org/ctgraph/id/country-italy"]
    assert rows(real_store, "SELECT ?s ?r ?o { ?r rdfs:subPropertyOf ct:involves . ?s ?r ?o FILTER NOT EXISTS { ?s ct:involves ?o } }") == []
    assert rows(real_store, "SELECT ?s ?o { ?s ct:involves ?o FILTER NOT EXISTS { ?r rdfs:subPropertyOf ct:involves . ?s ?r ?o } }") == []


def test_the_default_graph_holds_no_evidence(real_store: EmbeddedStore) -> None:
    assert rows(real_store, "SELECT ?s { ?s ct:evidence|ct:quote|ct:passage ?o }") == []


def test_a_set_aside_date_is_a_deprecated_claim_and_no_fact(real_store: EmbeddedStore) -> None:
    accepted = rows(real_store, "SELECT ?d { id:event-heads-of-agencies-meeting ct:date ?d }")
    assert accepted == [("2022-06-23/2022-06-24",)]
    claims = rows(real_store, """SELECT ?d ?r { GRAPH id:graph-claims {
        ?c rdf:subject id:event-heads-of-agencies-meeting ; rdf:predicate ct:date ; rdf:object ?d ; ct:rank ?r } }""")
    assert [(d, r.rsplit("/", 1)[-1]) for d, r in claims] == [("2021-06-23", "deprecated"), ("2022-06-23/2022-06-24", "preferred")]


def test_a_plan_gives_way_to_a_report(real_store: EmbeddedStore) -> None:
    dialogue = "id:event-morocco-unoct-strategic-dialogue"
    assert rows(real_store, f"SELECT ?s {{ {dialogue} ct:eventStatus ?s }}") == [("https://w3id.org/ctgraph/concept/held",)]
    overtaken = rows(real_store, f"""SELECT ?by {{ GRAPH id:graph-claims {{
        ?c rdf:subject {dialogue} ; rdf:object concept:planned ; ct:rank concept:deprecated ; ct:givesWayTo/ct:document ?by }} }}""")
    assert overtaken == [("https://w3id.org/ctgraph/id/doc-dialogue-strategique",)]


def test_not_stated_is_said_only_where_no_document_states(real_store: EmbeddedStore) -> None:
    """One document does not name the dialogue's date; another does."""
    dialogue = "id:event-morocco-unoct-strategic-dialogue"
    in_document = rows(real_store, f"SELECT ?p {{ GRAPH id:doc-rabat-anniversary-ceremony {{ {dialogue} ct:notStated ?p }} }}")
    assert ("https://w3id.org/ctgraph/ns#date",) in in_document
    assert ("https://w3id.org/ctgraph/ns#date",) not in rows(real_store, f"SELECT ?p {{ {dialogue} ct:notStated ?p }}")
    assert rows(real_store, "SELECT ?s ?p { ?s ct:notStated ?p ; ?p ?o }") == []


@pytest.mark.parametrize("graph", ["graph-claims", "graph-adjudications", "graph-meta", "graph-shapes", "doc-dialogue-strategique"])
def test_graphs_are_there(graph: str, real_store: EmbeddedStore) -> None:
    assert rows(real_store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH id:{graph} {{ ?s ?p ?o }} }}") != [("0",)]


def test_the_accepted_graph_has_a_name_but_is_no_named_graph_unasked(real_store: EmbeddedStore) -> None:
    named = rows(real_store, "SELECT ?n FROM id:graph-accepted { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }")
    assert named == rows(real_store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    graphs = rows(real_store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert not [g for (g,) in graphs if g.endswith("graph-accepted")]
    assert len(graphs) == 9


def test_a_withdrawn_document_leaves_its_claims_and_nothing_else(project: Path) -> None:
    path = project / CEREMONY
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("ct:receivedAs", 'ct:withdrawn true ; ct:withdrawalReason "retracted by its publisher"@en ;\n    ct:receivedAs'),
        encoding="utf-8",
    )
    store = open_build(project, check=False)
    withdrawn = "id:doc-rabat-anniversary-ceremony"
    assert rows(store, f"SELECT ?p {{ {withdrawn} ?p ?o }}") == []
    assert rows(store, f"SELECT ?p {{ GRAPH {withdrawn} {{ ?s ?p ?o }} }}") == []
    ranks = rows(store, f"SELECT DISTINCT ?r {{ GRAPH id:graph-claims {{ ?c a ct:Claim ; ct:document {withdrawn} ; ct:rank ?r }} }}")
    assert ranks == [("https://w3id.org/ctgraph/concept/deprecated",)]
    assert rows(store, f"SELECT ?q {{ GRAPH id:graph-claims {{ ?e a ct:Evidence ; ct:document {withdrawn} ; ct:quote ?q }} }}") == []
    assert rows(store, f"SELECT ?w {{ GRAPH id:graph-meta {{ {withdrawn} ct:withdrawalReason ?w }} }}") == [("retracted by its publisher",)]
    assert rows(store, "SELECT ?d { id:event-rabat-office-anniversary-ceremony ct:date ?d }") == []
