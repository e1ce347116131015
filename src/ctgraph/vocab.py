"""Namespaces, and the terms of our own that the code itself needs.

The vocabulary and the built-in concepts belong to ctgraph and have fixed IRIs; what a project names lies
under its own base IRI (see `terms`). The namespaces are closed: a misspelt term raises AttributeError.
"""

from __future__ import annotations

from rdflib import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD, Namespace
from rdflib.namespace import ClosedNamespace

CT_IRI = "https://w3id.org/ctgraph/ns#"
CONCEPT_IRI = "https://w3id.org/ctgraph/concept/"

CT = ClosedNamespace(
    CT_IRI,
    """
    Adjudication Agency Agreement Claim Count Country Decision Document Donor Event Evidence Merger
    Occasion Passage Person Place Post Programme Region Release Session Statement TextNote TextPart
    Withdrawal
    annotates asReceived atLeast basedIn basis body characters claimCount contentHash countOf
    creditedTo date decidedBy document earliest end eventStatus evidence exact exactly firstLine
    formerly fundedBy givesWayTo holds host inCountry inRegion invalidExample involves lastLine
    latest launchedBy madeAt mergedInto namedAs notStated ofCountry organizer parentBody partOf
    party passage place predicate prefers quote rank reasoning receivedAs reportedBy runBy scope
    seatOf setsAside settledBy sha256 signatory signedOn singleValued speaker start subCountOf
    subject support supports textAccess validExample value withdrawalReason withdrawn
    """.split(),  # noqa: SIM905 - a list would take a page
)
CONCEPT = ClosedNamespace(
    CONCEPT_IRI,
    """
    deprecated editorial editorial-support excerpts full held inferred normal planned preferred quoted
    stated verbatim
    """.split(),  # noqa: SIM905
)
EDTF = Namespace("http://id.loc.gov/datatypes/edtf/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
SCHEMA = Namespace("https://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SH = Namespace("http://www.w3.org/ns/shacl#")

PREFIXES: dict[str, str] = {
    "ct": CT_IRI,
    "concept": CONCEPT_IRI,
    "edtf": str(EDTF),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "owl": str(OWL),
    "xsd": str(XSD),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "prov": str(PROV),
    "dcat": str(DCAT),
    "void": str(VOID),
    "oa": str(OA),
    "org": str(ORG),
    "schema": str(SCHEMA),
    "sh": str(SH),
    "spdx": str(SPDX),
}
