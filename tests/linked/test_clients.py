"""Independent clients read what is served: rdflib, pyoxigraph, a JSON-LD processor, SPARQLWrapper."""

from __future__ import annotations

import json
from pathlib import Path

import html5lib
import httpx
import pyoxigraph as ox
import pytest
from pyld import jsonld
from rdflib import DCTERMS, FOAF, RDF, VOID, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from SPARQLWrapper import JSON, SPARQLWrapper
from tests.linked.projects import serving

BASE = "https://w3id.org/ctgraph/"
CT = Namespace(f"{BASE}ns#")
SCHEMA = Namespace("https://schema.org/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
OA = Namespace("http://www.w3.org/ns/oa#")
SH = Namespace("http://www.w3.org/ns/shacl#")
THING = URIRef(f"{BASE}id/event-marrakech-sahel-workshop")
PATH = "/data/event-marrakech-sahel-workshop"
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "trig", "nq": "nquads"}


def graph(client: httpx.Client, url: str, form: str = "nt") -> Graph:
    answer = client.get(url, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    parsed = Dataset(default_union=True) if form in {"trig", "nquads"} else Graph()
    parsed.parse(data=answer.content, format=form)
    flat = Graph()
    for s, p, o in parsed.triples((None, None, None)):
        flat.add((s, p, o))
    return flat


@pytest.mark.parametrize("profile", ["plain", "labelled", "evidence", "schema.org"])
def test_rdflib_reads_the_same_graph_in_every_format(client: httpx.Client, profile: str) -> None:
    graphs = {e: graph(client, f"{PATH}.{e}?profile={profile}", form) for e, form in RDFLIB.items()}
    assert len(graphs["nt"]) > 30
    assert [e for e, g in graphs.items() if not isomorphic(g, graphs["nt"])] == []


def test_a_json_ld_processor_reads_what_turtle_says(client: httpx.Client) -> None:
    def refuse(url: str, _: object) -> object:
        raise AssertionError(f"the document needs {url}")

    for url in (PATH, "/data/ns/Event", "/data/concept/workshop"):
        document = client.get(f"{url}.jsonld?profile=evidence").json()
        nquads = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})
        read = set(ox.parse(nquads.encode(), ox.RdfFormat.N_QUADS))
        turtle = set(ox.parse(client.get(f"{url}.ttl?profile=evidence").content, ox.RdfFormat.TURTLE))
        assert read == turtle


def test_a_document_holds_all_that_is_said_of_its_thing(client: httpx.Client, root: str) -> None:
    said = graph(client, f"{PATH}.nt")
    endpoint = SPARQLWrapper(f"{root}/sparql", returnFormat=JSON)
    endpoint.setQuery(f"SELECT ?p ?o {{ <{THING}> ?p ?o }}")
    out = endpoint.queryAndConvert()["results"]["bindings"]
    endpoint.setQuery(f"SELECT ?s ?p {{ ?s ?p <{THING}> }}")
    incoming = endpoint.queryAndConvert()["results"]["bindings"]
    assert len(out) > 10
    assert len(incoming) > 2
    for row in out:
        assert any(str(o) == row["o"]["value"] for o in said.objects(THING, URIRef(row["p"]["value"]))), row
    for row in incoming:
        assert (URIRef(row["s"]["value"]), URIRef(row["p"]["value"]), THING) in said
    neighbours = {o for o in said.objects(THING) if str(o).startswith(f"{BASE}id/")}
    assert all(any("abel" in p for p in said.predicates(n)) for n in neighbours)


def test_a_page_for_people_shows_what_its_data_says(client: httpx.Client) -> None:
    for name in ("event-marrakech-sahel-workshop", "country-italy", "agency-g5-sahel", "concept/workshop"):
        data = client.get(f"/data/{name}.nt?profile=plain")
        assert data.status_code == 200, name
        page = client.get(f"/page/{name}", headers={"Accept": "text/html"})
        tree = html5lib.HTMLParser(strict=True, tree=html5lib.getTreeBuilder("etree")).parse(page.text)
        hrefs = {a.attrib["href"] for a in tree.iter("{http://www.w3.org/1999/xhtml}a") if "href" in a.attrib}
        said = Graph().parse(data=data.content, format="nt")
        thing = URIRef(f"{BASE}{name if '/' in name else 'id/' + name}")
        values = {o for o in said.objects(thing) if str(o).startswith((f"{BASE}id/", f"{BASE}concept/"))}
        values |= {s for s in said.subjects(None, thing) if str(s).startswith(f"{BASE}id/")}
        missing = {v for v in values if f"/page/{str(v).removeprefix(BASE).removeprefix('id/')}" not in {h.partition('#')[0] for h in hrefs}}
        assert missing == set() or len(values) > 12 * 3, (name, missing)
        structured = next(s for s in tree.iter("{http://www.w3.org/1999/xhtml}script") if s.attrib.get("type") == "application/ld+json")
        assert jsonld.to_rdf(json.loads(structured.text), {"format": "application/n-quads"})


def test_the_document_node_says_what_it_is(client: httpx.Client, root: str) -> None:
    said, page = graph(client, f"{PATH}.nt"), URIRef(f"{root}/page/event-marrakech-sahel-workshop")
    assert said.value(page, FOAF.primaryTopic) == THING
    assert said.value(page, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(said.value(page, DCTERMS.modified)) == "2025-03-01"
    assert said.value(page, VOID.inDataset) == URIRef(f"{BASE}id/dataset")
    assert URIRef(f"{BASE}id/doc-marrakech-sahel-workshop") in said.objects(page, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))
    for file in said.objects(page, DCTERMS.hasFormat):
        answer = client.get(str(file))
        assert answer.headers["Content-Type"].partition(";")[0] == str(said.value(file, DCTERMS["format"]))


def test_evidence_is_web_annotations(client: httpx.Client) -> None:
    said = graph(client, f"{PATH}.nt?profile=evidence")
    annotations = set(said.subjects(RDF.type, OA.Annotation))
    assert len(annotations) > 5
    for annotation in annotations:
        target = said.value(annotation, OA.hasTarget)
        assert said.value(target, OA.hasSource) is not None
        kinds = {t for s in said.objects(target, OA.hasSelector) for t in said.objects(s, RDF.type)}
        assert kinds == {OA.TextPositionSelector, OA.TextQuoteSelector}
        assert {CT.Claim} == {t for b in said.objects(annotation, OA.hasBody) for t in said.objects(b, RDF.type)}


def test_schema_org_knows_the_event(client: httpx.Client) -> None:
    said = graph(client, f"{PATH}.nt?profile=schema.org")
    assert (THING, RDF.type, SCHEMA.Event) in said
    assert said.value(THING, SCHEMA.name) is not None
    assert (THING, SCHEMA.funder, URIRef(f"{BASE}id/country-italy")) in said
    assert said.value(URIRef(f"{BASE}id/country-italy"), SCHEMA.name) is not None


def test_what_is_very_often_a_value_has_counts_first_and_then_pages(tmp_path: Path) -> None:
    """Each statement is on one page, the same in every format and on the page for people."""
    hydra = Namespace("http://www.w3.org/ns/hydra/core#")
    often = URIRef("http://example.org/often")
    data = tmp_path / "often.nt"
    lines = [f"<http://example.org/s{n:04}> <http://example.org/{'p' if n % 3 else 'q'}> <{often}> ." for n in range(600)]
    data.write_text("\n".join([*lines, f'<{often}> <http://www.w3.org/2000/01/rdf-schema#label> "often"@en .']), encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "ctgraph.toml").write_text('base_iri = "http://example.org/"\n[title]\nen = "x"\n', encoding="utf-8")
    with serving(tmp_path, "--data", str(data)) as root, httpx.Client(base_url=root, trust_env=False, timeout=60) as client:
        first = graph(client, f"/describe?iri={often}&format=nt")
        assert not list(first.subjects(URIRef("http://example.org/p"), often))
        collection = next(first.subjects(RDF.type, hydra.Collection))
        assert int(str(first.value(collection, hydra.totalItems))) == 600
        counts = {str(first.value(p, VOID.property))[-1]: int(str(first.value(p, VOID.triples))) for p in first.objects(collection, VOID.propertyPartition)}
        assert counts == {"p": 400, "q": 200}
        view = first.value(collection, hydra.view)
        seen: list[str] = []
        while view is not None:
            page = graph(client, f"{view}&format=nt")
            assert isomorphic(page, graph(client, f"{view}&format=jsonld", "json-ld"))
            subjects = {str(s) for p in "pq" for s in page.subjects(URIRef(f"http://example.org/{p}"), often)}
            html = client.get(str(view), headers={"Accept": "text/html"}).text
            assert all(s.rpartition("/")[2] in html for s in subjects)
            seen += subjects
            view = page.value(view, hydra.next)
        assert len(seen) == len(set(seen)) == 600


def test_void_is_what_schema_aware_editors_query(client: httpx.Client, root: str) -> None:
    query = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?class ?property ?valueClass ?datatype WHERE {
          ?partition void:class ?class ; void:propertyPartition ?part . ?part void:property ?property .
          OPTIONAL { { ?part void:classPartition [ void:class ?valueClass ] }
            UNION { ?part ext:datatypePartition [ ext:datatype ?datatype ] } } }"""
    void = graph(client, "/.well-known/void?format=nt")
    found = {tuple(str(v).rpartition("/")[2] for v in row) for row in void.query(query)}
    assert ("ns#Event", "ns#fundedBy", "ns#Country", "None") in found
    assert ("ns#Event", "ns#date", "None", "EDTF") in found
    endpoint = SPARQLWrapper(f"{root}/sparql", returnFormat=JSON)
    endpoint.setQuery(query)
    endpoint.addDefaultGraph(f"{BASE}id/graph-meta")
    assert len(endpoint.queryAndConvert()["results"]["bindings"]) == len(found)
    dataset = URIRef(f"{BASE}id/dataset")
    counted = {void.value(p, VOID["class"]): void.value(p, VOID.entities) for p in void.objects(dataset, VOID.classPartition)}
    endpoint = SPARQLWrapper(f"{root}/sparql", returnFormat=JSON)
    endpoint.setQuery(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{CT.Event}> }}")
    assert counted[CT.Event] == Literal(int(endpoint.queryAndConvert()["results"]["bindings"][0]["n"]["value"]))


def test_the_publication_is_a_dcat_dataset(client: httpx.Client, root: str) -> None:
    said = graph(client, "/?format=nt")
    dataset = URIRef(f"{BASE}id/dataset")
    assert {DCAT.Dataset, VOID.Dataset} <= set(said.objects(dataset, RDF.type))
    assert {t.language for t in said.objects(dataset, DCTERMS.title) if isinstance(t, Literal)} == {"en", "fr"}
    assert (URIRef(f"{BASE}id/catalogue"), DCAT.dataset, dataset) in said
    service = next(said.subjects(RDF.type, DCAT.DataService))
    assert said.value(service, DCAT.endpointURL) == URIRef(f"{root}/sparql")
    release = URIRef(f"{BASE}id/release-1.0.0")
    assert said.value(dataset, DCAT.hasVersion) == release
    assert str(said.value(release, DCTERMS.issued)) == "2025-03-01"
    distributions = set(said.objects(dataset, DCAT.distribution))
    assert len(distributions) > 10
    for distribution in distributions:
        answer = client.get(str(said.value(distribution, DCAT.downloadURL)))
        media = str(said.value(distribution, DCAT.mediaType)).partition("media-types/")[2]
        assert answer.headers["Content-Type"].partition(";")[0] == media
        if size := said.value(distribution, DCAT.byteSize):
            assert int(str(size)) == len(answer.content)
    assert set(graph(client, "/.well-known/void?format=nt")) == set(said)
    declared = {str(said.value(d, SH.prefix)): str(said.value(d, SH.namespace)) for d in said.objects(dataset, SH.declare)}
    assert declared["ct"] == str(CT)
    assert declared["id"] == f"{BASE}id/"


def test_the_vocabulary_is_read_whole_and_term_by_term(client: httpx.Client) -> None:
    whole = graph(client, "/ns?format=nt")
    terms = {s for s in whole.subjects() if str(s).startswith(str(CT))}
    assert len(terms) > 120
    for term in sorted(terms)[::10]:
        name = str(term).removeprefix(str(CT))
        own = graph(client, f"/data/ns/{name}.nt")
        assert set(whole.predicate_objects(term)) <= set(own.predicate_objects(term))
        page = client.get(f"/page/ns/{name}?lang=fr", headers={"Accept": "text/html"})
        assert '<svg class="diagram"' in page.text
        assert "Sa place dans le vocabulaire" in page.text
    version = str(whole.value(URIRef(f"{BASE}ns"), URIRef("http://www.w3.org/2002/07/owl#versionInfo")))
    assert set(graph(client, f"/ns/{version}.nt")) == set(whole)
    assert client.get("/ns", headers={"Accept": "text/html"}).text.count("<article id=") > 120
