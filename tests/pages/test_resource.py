"""Following an IRI: 303 to a page or to data, and what the data holds."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

BASE = "https://w3id.org/ctgraph/"
WORKSHOP = "event-marrakech-sahel-workshop"
FORMATS = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig", "nq": "application/n-quads"}


def read(client: FlaskClient, url: str, **headers: str) -> list[ox.Quad]:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, response.text
    form = ox.RdfFormat.from_media_type(response.mimetype)
    assert form is not None
    return list(ox.parse(io.BytesIO(response.data), form))


@pytest.mark.parametrize(("accept", "where"), [("text/html", f"/page/{WORKSHOP}"), ("*/*", f"/page/{WORKSHOP}"), ("image/png", f"/page/{WORKSHOP}"), ("text/turtle", f"/data/{WORKSHOP}.ttl"), ("application/json", f"/data/{WORKSHOP}.jsonld"), ("text/html;q=0.1, application/rdf+xml", f"/data/{WORKSHOP}.rdf")])
def test_an_iri_leads_where_the_client_wants_to_go(client: FlaskClient, accept: str, where: str) -> None:
    response = client.get(f"/id/{WORKSHOP}", headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, where)
    assert "Accept" in response.headers["Vary"]


def test_concepts_are_followed_in_the_same_way(client: FlaskClient) -> None:
    response = client.get("/concept/workshop", headers={"Accept": "text/turtle"})
    assert response.headers["Location"] == "/data/concept/workshop.ttl"
    quads = read(client, "/data/concept/workshop.ttl")
    assert any(q.object == ox.NamedNode(f"{BASE}concept/workshop") for q in quads)


def test_a_graph_leads_to_the_graph_store(client: FlaskClient) -> None:
    response = client.get("/id/graph-claims", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/store?graph={BASE}id/graph-claims")


@pytest.mark.parametrize("extension", FORMATS)
def test_every_format_says_the_same(client: FlaskClient, extension: str) -> None:
    response = client.get(f"/data/{WORKSHOP}.{extension}")
    assert response.mimetype == FORMATS[extension]
    quads = read(client, f"/data/{WORKSHOP}.{extension}")
    triples = {q.triple for q in quads if q.graph_name == ox.DefaultGraph() and "/data/" not in str(q.subject)}
    assert triples == {q.triple for q in read(client, f"/data/{WORKSHOP}.ttl") if "/data/" not in str(q.subject)}
    claims = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    assert claims == ({f"{BASE}id/graph-claims"} if extension in {"trig", "nq"} else set())


def test_data_without_an_extension_goes_by_accept(client: FlaskClient) -> None:
    assert client.get(f"/data/{WORKSHOP}", headers={"Accept": "application/n-triples"}).mimetype == "application/n-triples"
    assert client.get(f"/data/{WORKSHOP}", headers={"Accept": "image/png"}).status_code == 406


def test_data_holds_both_directions_and_names_of_neighbours(client: FlaskClient) -> None:
    quads = read(client, "/data/country-italy.ttl")
    italy = ox.NamedNode(f"{BASE}id/country-italy")
    funded = ox.Quad(ox.NamedNode(f"{BASE}id/{WORKSHOP}"), ox.NamedNode(f"{BASE}ns#fundedBy"), italy)
    assert funded in quads
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    assert any(q.subject == funded.subject and q.predicate == label for q in quads)


def test_a_file_says_what_it_is_about_and_under_which_licence(client: FlaskClient) -> None:
    said = {(q.predicate.value, q.object.value) for q in read(client, "/data/country-italy.ttl") if q.subject.value == "http://localhost/data/country-italy.ttl"}
    assert ("http://xmlns.com/foaf/0.1/primaryTopic", f"{BASE}id/country-italy") in said
    assert ("http://purl.org/dc/terms/license", "https://creativecommons.org/licenses/by/4.0/") in said


def test_turtle_has_prefixes(client: FlaskClient) -> None:
    text = client.get(f"/data/{WORKSHOP}.ttl").text
    assert f"@prefix id: <{BASE}id/> ." in text
    assert "ct:fundedBy id:country-italy" in text


def test_a_document_comes_with_its_own_graph(client: FlaskClient) -> None:
    quads = read(client, "/data/doc-dialogue-strategique.trig")
    graphs = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    assert graphs == {f"{BASE}id/graph-claims", f"{BASE}id/doc-dialogue-strategique"}


def test_the_vocabulary_is_page_and_data(client: FlaskClient) -> None:
    assert client.get("/ns", headers={"Accept": "text/html"}).mimetype == "text/html"
    assert client.get("/ns", headers={"Accept": "*/*"}).mimetype == "text/html"
    quads = read(client, "/ns", Accept="text/turtle")
    subjects = {q.subject.value for q in quads}
    assert {f"{BASE}ns", f"{BASE}ns#Event", f"{BASE}ns#fundedBy"} <= subjects
    version = next(q.object.value for q in quads if q.predicate.value.endswith("versionInfo"))
    assert client.get(f"/ns/{version}", headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get("/ns?format=jsonld").mimetype == "application/ld+json"


def test_data_can_be_revalidated(client: FlaskClient) -> None:
    first = client.get(f"/data/{WORKSHOP}.ttl")
    assert client.get(f"/data/{WORKSHOP}.ttl", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
