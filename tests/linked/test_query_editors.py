"""Editors of others complete on our endpoint as it is: what SIB's sparql-editor (0.2) asks for, in its order.

It asks the endpoint, without naming a graph; where that has no answer, it reads the address of the endpoint as a
file (its service description) and asks that.
"""

from __future__ import annotations

from functools import partial

import httpx
import pyoxigraph as ox
import pytest
from tests.linked.projects import RIVERS, serving

CT = "https://w3id.org/ctgraph/ns#"
AS_A_FILE = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,application/json;q=0.45,text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3,text/xml;q=0.2,text/html;q=0.2,application/xhtml+xml;q=0.18"
PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix } ORDER BY ?prefix
"""
EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq
"""
PARTITIONS = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?graph ?graphLabel ?subjectClass ?prop ?objectClass ?objectDatatype
  ?triples ?subjectClassLabel ?objectClassLabel ?subjectClassComment ?objectClassComment ?propLabel ?propComment WHERE {
  {
    OPTIONAL { ?graph sd:graph ?graphDesc . OPTIONAL { ?graph rdfs:label ?graphLabel } ?graphDesc void:classPartition ?cp . }
    ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
    OPTIONAL { ?subjectClass rdfs:label ?subjectClassLabel }
    OPTIONAL { ?subjectClass rdfs:comment ?subjectClassComment }
    ?pp void:property ?prop .
    OPTIONAL { ?pp void:triples ?triples }
    OPTIONAL { ?prop rdfs:label ?propLabel }
    OPTIONAL { ?prop rdfs:comment ?propComment }
    OPTIONAL {
      {
        ?pp void:classPartition [ void:class ?objectClass ] .
        OPTIONAL { ?objectClass rdfs:label ?objectClassLabel }
        OPTIONAL { ?objectClass rdfs:comment ?objectClassComment }
      } UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    }
  } UNION { ?linkset void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ; void:objectsTarget [ void:class ?objectClass ] }
} ORDER BY ?subjectClass ?objectClass ?objectDatatype ?graph ?triples
"""


def asked(root: str, query: str) -> list[dict[str, str]]:
    """The answer that the editor gets: from the endpoint, else from its description."""
    get = partial(httpx.get, f"{root}/sparql", trust_env=False, timeout=5)
    answer = get(params={"ac": "1", "query": query}, headers={"Accept": "application/sparql-results+json", "Origin": "https://editor.example"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    if rows := answer.json()["results"]["bindings"]:
        return [{name: term["value"] for name, term in row.items()} for row in rows]
    described = get(headers={"Accept": AS_A_FILE})
    assert described.headers["content-type"] == "application/n-quads"
    store = ox.Store()
    store.load(described.content, ox.RdfFormat.N_QUADS)
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    names = [v.value for v in found.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in found]


def test_it_learns_the_prefixes(root: str) -> None:
    known = {row["prefix"]: row["namespace"] for row in asked(root, PREFIXES)}
    assert known["ct"] == CT
    assert known["id"] == "https://w3id.org/ctgraph/id/"
    assert len(known) > 10


def test_it_offers_the_questions_and_they_run(root: str) -> None:
    offered = asked(root, EXAMPLES)
    listed = httpx.get(f"{root}/q", headers={"Accept": "application/json"}, trust_env=False).json()["questions"]
    assert {row["sq"] for row in offered} == {question["url"] for question in listed}
    assert {row["comment"] for row in offered} == {title for question in listed for title in question["title"].values()}
    for query in {row["query"] for row in offered}:
        answer = httpx.get(f"{root}/sparql", params={"query": query}, headers={"Accept": "application/sparql-results+json"}, trust_env=False)
        assert answer.json()["results"]["bindings"], query


def test_it_completes_the_properties_of_a_class_and_knows_where_they_lead(root: str) -> None:
    rows = asked(root, PARTITIONS)
    leads: dict[str, set[str]] = {}
    for row in rows:
        if row["subjectClass"] == f"{CT}Event":
            leads.setdefault(row["prop"], set()).update({row[n] for n in ("objectClass", "objectDatatype") if n in row})
    assert f"{CT}Country" in leads[f"{CT}fundedBy"]
    assert leads[f"{CT}date"] == {"http://id.loc.gov/datatypes/edtf/EDTF"}
    assert f"{CT}exactly" not in leads, "events have no counts of their own"
    dates = next(row for row in rows if (row["subjectClass"], row["prop"]) == (f"{CT}Event", f"{CT}date"))
    count = f"SELECT (COUNT(*) AS ?n) {{ ?e a <{CT}Event> ; <{CT}date> ?d }}"
    assert dates["triples"] == asked(root, count)[0]["n"]


def test_the_default_graph_says_nothing_of_itself(root: str) -> None:
    """What is held to be true of the world is not mixed with counts of it."""
    counted = "SELECT (COUNT(*) AS ?n) { { ?s a <http://rdfs.org/ns/void#Dataset> } UNION { ?s a <http://www.w3.org/ns/shacl#SPARQLExecutable> } }"
    assert asked(root, counted) == [{"n": "0"}]


@pytest.mark.parametrize("query", [PREFIXES, EXAMPLES, PARTITIONS])
def test_it_learns_from_any_project(rivers, query: str) -> None:
    with serving(rivers) as root:
        rows = asked(root, query)
        assert rows
        assert query is not PREFIXES or f"{RIVERS}id/" in {row["namespace"] for row in rows}
