"""Following an IRI: 303 to a page or to data, and what the data holds."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from ctgraph.dataset import Dataset

BASE = "https://w3id.org/ctgraph/"
WORKSHOP = "event-marrakech-sahel-workshop"
FORMATS = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig", "nq": "application/n-quads"}


def read(client: FlaskClient, url: str, **headers: str) -> list[ox.Quad]:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, response.text
    form = ox.RdfFormat.from_media_type(response.mimetype)
    assert form is not None
    return list(ox.parse(io.BytesIO(response.data), form))


@pytest.mark.parametrize(("accept", "where"), [("text/html", f"/page/{WORKSHOP}"), ("*/*", f"/page/{WORKSHOP}"), ("text/turtle", f"/data/{WORKSHOP}.ttl"), ("application/json", f"/data/{WORKSHOP}.jsonld"), ("text/html;q=0.1, application/rdf+xml", f"/data/{WORKSHOP}.rdf")])
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


@pytest.mark.parametrize("profile", ["", "plain", "labelled", "evidence", "schema.org"])
def test_every_format_says_the_same(client: FlaskClient, profile: str) -> None:
    query = f"?profile={profile}" if profile else ""
    said = {}
    for extension, media_type in FORMATS.items():
        for url, accept in ((f"/data/{WORKSHOP}.{extension}{query}", ""), (f"/page/{WORKSHOP}{query}", media_type), (f"/page/{WORKSHOP}{query}{'&' if query else '?'}format={extension}", "text/html")):
            assert client.get(url, headers={"Accept": accept}).mimetype == media_type
            said[url, accept] = {q.triple for q in read(client, url, Accept=accept)}
    first = said[f"/data/{WORKSHOP}.ttl{query}", ""]
    assert len(first) > 30
    assert {key for key, triples in said.items() if triples != first} == set()


def test_profiles_are_asked_for_by_header_too(client: FlaskClient) -> None:
    for name, iri in (("evidence", f"{BASE}profile/evidence"), ("schema.org", "https://schema.org/")):
        response = client.get(f"/data/{WORKSHOP}.ttl", headers={"Accept-Profile": f"<urn:other>, <{iri}>;q=0.9"})
        assert response.headers["Content-Profile"] == f"<{iri}>"
        assert "Accept-Profile" in response.headers["Vary"]
        assert response.data == client.get(f"/data/{WORKSHOP}.ttl?profile={name}").data
    assert client.get(f"/data/{WORKSHOP}.ttl?profile=none").status_code == 406
    listed = read(client, f"/page/{WORKSHOP}?profile=alt&format=nt")
    files = {q.subject.value for q in listed if q.predicate.value.endswith("#type")}
    assert len(files) == 4 * 6
    assert all(client.get(f.removeprefix("http://localhost")).status_code == 200 for f in files)


def test_evidence_can_be_found_in_the_text(client: FlaskClient, real_dataset: Dataset) -> None:
    """Web Annotation: the words and the position of each passage lead to the same place."""
    oa = "http://www.w3.org/ns/oa#"
    said: dict[str, dict[str, str]] = {}
    for q in read(client, f"/data/{WORKSHOP}.nt?profile=evidence"):
        said.setdefault(str(q.subject), {})[q.predicate.value.removeprefix(oa)] = q.object.value
    quotes = {s: v for s, v in said.items() if "prefix" in v}
    texts = {str(d.iri): d.text.read for d in real_dataset.documents if d.text}
    assert len(quotes) > 5
    for subject, quote in quotes.items():
        passage = subject.strip("<>").partition("#")[0]
        position, text = said[f"<{passage}#position>"], texts[said[f"<{passage}>"]["hasSource"]]
        assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
        assert text[int(position["start"]) : int(position["end"])] == quote["exact"]


def test_data_without_an_extension_goes_by_accept(client: FlaskClient) -> None:
    assert client.get(f"/data/{WORKSHOP}", headers={"Accept": "application/n-triples"}).mimetype == "application/n-triples"
    for path in (f"/data/{WORKSHOP}", f"/page/{WORKSHOP}", f"/id/{WORKSHOP}"):
        assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_data_holds_both_directions_and_names_of_neighbours(client: FlaskClient) -> None:
    quads = read(client, "/data/country-italy.ttl")
    italy = ox.NamedNode(f"{BASE}id/country-italy")
    funded = ox.Quad(ox.NamedNode(f"{BASE}id/{WORKSHOP}"), ox.NamedNode(f"{BASE}ns#fundedBy"), italy)
    assert funded in quads
    label = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    assert any(q.subject == funded.subject and q.predicate == label for q in quads)


def test_a_document_says_what_it_is_about_and_under_which_licence(client: FlaskClient) -> None:
    quads = read(client, "/data/country-italy.ttl")
    said = {(q.predicate.value, q.object.value) for q in quads if q.subject.value == "http://localhost/page/country-italy"}
    assert ("http://xmlns.com/foaf/0.1/primaryTopic", f"{BASE}id/country-italy") in said
    assert ("http://purl.org/dc/terms/license", "https://creativecommons.org/licenses/by/4.0/") in said
    assert ("http://www.w3.org/ns/prov#wasDerivedFrom", f"{BASE}id/doc-regional-technical-workshop") in said or any("wasDerivedFrom" in p for p, _ in said)
    files = {o for p, o in said if p.endswith("hasFormat")}
    assert files == {f"http://localhost/data/country-italy.{e}" for e in FORMATS}


def test_turtle_has_prefixes(client: FlaskClient) -> None:
    text = client.get(f"/data/{WORKSHOP}.ttl").text
    assert f"@prefix id: <{BASE}id/> ." in text
    assert "ct:fundedBy id:country-italy" in text


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
