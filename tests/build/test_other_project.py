"""A project that is not ours: another base IRI, one document, nothing but the data."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctgraph.build import build
from ctgraph.cli import cli
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.terms import Names

TEXT = "The Ministry of Rivers held a workshop in Lisbon on 3 May 2023.\nIt was paid for by Iceland.\n"
DOCUMENT = """
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <http://example.org/rivers/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:doc-page a ct:Document ; skos:prefLabel "Page"@en , "Page"@fr ; dcterms:language "en" ;
    ct:receivedAs "page.txt" ; ct:sha256 "%s"^^xsd:hexBinary ; ct:textAccess concept:full .
id:part a ct:TextPart ; skos:prefLabel "Text"@en ; dcterms:language "en" ; dcterms:isPartOf id:doc-page ; ct:firstLine 1 ; ct:lastLine 2 .
id:workshop a ct:Event ; skos:prefLabel "Workshop"@en , "Atelier"@fr ;
    ct:eventType concept:workshop ; ct:eventStatus concept:held ; ct:date "2023-05-03"^^edtf:EDTF ;
    ct:place id:lisbon ; ct:organizer id:ministry ; ct:fundedBy id:iceland ;
    ct:evidence
        [ ct:quote "The Ministry of Rivers held a workshop in Lisbon on 3 May 2023"@en ;
          ct:supports ct:eventType , ct:eventStatus , ct:date , ct:place , ct:organizer ] ,
        [ ct:quote "paid for by Iceland"@en ; ct:supports ct:fundedBy ] .
id:lisbon a ct:Place ; skos:prefLabel "Lisbon"@en , "Lisbonne"@fr ; ct:namedAs "Lisbon"@en .
id:ministry a ct:Agency ; skos:prefLabel "Ministry of Rivers"@en , "Ministère des fleuves"@fr ; ct:namedAs "Ministry of Rivers"@en .
id:iceland a ct:Country ; skos:prefLabel "Iceland"@en , "Islande"@fr ; ct:namedAs "Iceland"@en .
"""


@pytest.fixture
def rivers(tmp_path: Path) -> Path:
    documents = tmp_path / "data" / "documents"
    documents.mkdir(parents=True)
    (tmp_path / "ctgraph.toml").write_text('base_iri = "http://example.org/rivers/"\nlanguages = ["en", "fr"]\n[title]\nen = "Rivers"\n', encoding="utf-8")
    (documents / "page.txt").write_bytes(TEXT.encode())
    digest = hashlib.sha256(TEXT.encode()).hexdigest().upper()
    (documents / "page.ttl").write_text(DOCUMENT % digest, encoding="utf-8")
    return tmp_path


def test_it_validates_builds_and_answers(rivers: Path) -> None:
    result = CliRunner().invoke(cli, ["--project", str(rivers), "validate"])
    assert result.output == "clean: 1 document\n"
    settings = Settings.load(rivers, environ={})
    names = Names(settings.base_iri)
    store = EmbeddedStore([build(settings).graph_file], accepted=str(names.accepted))
    prefixes = "".join(f"PREFIX {p}: <{iri}> " for p, iri in names.prefixes().items())
    query = prefixes + """SELECT ?donor ?sentence { ?e ct:fundedBy ?donor . GRAPH id:graph-claims {
        ?c rdf:subject ?e ; rdf:predicate ct:fundedBy ; ct:evidence/ct:passage/ct:exact ?sentence } }"""
    found = [(row["donor"].value, row["sentence"].value) for row in store.query(QueryRequest(query))]
    assert found == [("http://example.org/rivers/id/iceland", "paid for by Iceland")]


def test_its_faults_are_reported_in_its_files(rivers: Path) -> None:
    path = rivers / "data" / "documents" / "page.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("by Iceland", "by Ireland"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["--project", str(rivers), "validate"])
    assert result.exit_code == 1
    assert result.stdout.startswith("data/documents/page.ttl:19:20 error quote-not-found")
