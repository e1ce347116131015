"""What the publication says of itself: DCAT 3 and VoID, as the start page's data and /.well-known/void."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph import describe
from ctgraph.errors import RequestError
from ctgraph.formats import GRAPHS, Format
from ctgraph.terms import Names
from ctgraph.web import links
from ctgraph.web.linked.documents import outside, term
from ctgraph.web.linked.dumps import Dump, dumps
from ctgraph.web.services import services

_IANA = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_EXAMPLES = 3
Triples = Iterator[ox.Triple]


def dataset_iri() -> str:
    """Name the dataset: under the project's base, or, of others' data, by where it is served."""
    if services().catalogue.curated:
        return str(services().catalogue.names.id("dataset"))
    return start_url() + "#dataset"


def start_url() -> str:
    """Where the publication begins."""
    return outside(links.plain("pages.start"))


def is_the_publication(iri: str) -> bool:
    """Whether an IRI is that of the dataset or of the catalogue, which the start page describes."""
    names = services().catalogue.names
    return services().catalogue.curated and iri in {dataset_iri(), str(names.id("catalogue"))}


def description() -> list[ox.Triple]:
    """Describe the publication: the dataset first, then the rest, sorted."""
    triples = {*_dataset(), *_catalogue(), *_service(), *_distributions(), *_versions(), *_page()}
    triples |= {*_void(), *_statistics(), *prefixes()}
    dataset = f"<{dataset_iri()}>"
    return sorted(triples, key=lambda t: (str(t.subject) != dataset, str(t)))


def prefixes() -> Triples:
    """Declare the prefixes that queries and files use (SHACL, section 5.2.1)."""
    dataset = _iri(dataset_iri())
    yield _is_a(dataset, "owl:Ontology")
    names = {**Names(services().settings.base_iri).prefixes(), **services().prefixes}
    for prefix, namespace in names.items():
        declaration = _iri(outside(links.plain("site.prefixes")) + f"#{prefix}")
        yield ox.Triple(dataset, term("sh:declare"), declaration)
        yield _is_a(declaration, "sh:PrefixDeclaration")
        yield ox.Triple(declaration, term("sh:prefix"), ox.Literal(prefix))
        typed = ox.Literal(namespace, datatype=term("xsd:anyURI"))
        yield ox.Triple(declaration, term("sh:namespace"), typed)


def live_url(form: Format) -> str:
    """Where what is held to be true can be had now, in a format."""
    return outside(links.plain("graph_store.graph", default="", format=form.extension))


def _dataset() -> Triples:
    settings, dataset = services().settings, _iri(dataset_iri())
    yield _is_a(dataset, "dcat:Dataset")
    yield _is_a(dataset, "void:Dataset")
    yield ox.Triple(dataset, term("dcat:landingPage"), _iri(start_url()))
    yield ox.Triple(dataset, term("foaf:homepage"), _iri(start_url()))
    if not services().catalogue.curated:
        yield ox.Triple(dataset, term("dcterms:title"), ox.Literal("ctgraph"))
        return
    for language, text in settings.title.items():
        title = ox.Literal(text, language=language)
        yield ox.Triple(dataset, term("dcterms:title"), title)
    for language, text in settings.description.items():
        said = ox.Literal(text, language=language)
        yield ox.Triple(dataset, term("dcterms:description"), said)
    for language in settings.languages:
        yield ox.Triple(dataset, term("dcterms:language"), ox.Literal(language))
    yield from _rights(dataset)
    if settings.publisher:
        publisher = _iri(start_url() + "#publisher")
        yield ox.Triple(dataset, term("dcterms:publisher"), publisher)
        yield _is_a(publisher, "foaf:Agent")
        yield ox.Triple(publisher, term("foaf:name"), ox.Literal(settings.publisher))
    if links.outside(settings.contact):
        yield ox.Triple(dataset, term("dcat:contactPoint"), _iri(settings.contact))
    if links.outside(settings.source):
        yield ox.Triple(dataset, term("dcterms:source"), _iri(settings.source))
    yield ox.Triple(dataset, term("dcterms:conformsTo"), _iri(links.VOCABULARY_IRI))


def _rights(thing: ox.NamedNode) -> Triples:
    licence = services().settings.licence
    if services().catalogue.curated and links.outside(licence):
        yield ox.Triple(thing, term("dcterms:license"), _iri(licence))


def _catalogue() -> Triples:
    names = services().catalogue.names
    catalogue = _iri(str(names.id("catalogue")))
    if not services().catalogue.curated:
        catalogue = _iri(start_url() + "#catalogue")
    yield _is_a(catalogue, "dcat:Catalog")
    yield ox.Triple(catalogue, term("dcat:dataset"), _iri(dataset_iri()))
    yield ox.Triple(catalogue, term("dcat:service"), _service_iri())
    yield ox.Triple(catalogue, term("foaf:homepage"), _iri(start_url()))
    titles = services().settings.title if services().catalogue.curated else {"en": "ctgraph"}
    for language, text in titles.items():
        title = ox.Literal(text, language=language)
        yield ox.Triple(catalogue, term("dcterms:title"), title)
    yield from _rights(catalogue)


def _service() -> Triples:
    endpoint, service = _iri(_endpoint()), _service_iri()
    yield _is_a(service, "dcat:DataService")
    yield ox.Triple(service, term("rdf:type"), _iri(_SD + "Service"))
    yield ox.Triple(service, _iri(_SD + "endpoint"), endpoint)
    yield ox.Triple(service, term("dcterms:title"), ox.Literal("SPARQL", language="en"))
    yield ox.Triple(service, term("dcat:endpointURL"), endpoint)
    yield ox.Triple(service, term("dcat:endpointDescription"), endpoint)
    yield ox.Triple(service, term("dcat:servesDataset"), _iri(dataset_iri()))
    yield ox.Triple(service, term("dcterms:conformsTo"), _iri(_PROTOCOL))
    yield from _rights(service)


def _distributions() -> Triples:
    """What can be had now, from the store; the dumps are those of releases."""
    dataset = _iri(dataset_iri())
    for form in GRAPHS:
        distribution = _iri(f"{start_url()}#distribution-{form.extension}")
        url = _iri(live_url(form))
        yield ox.Triple(dataset, term("dcat:distribution"), distribution)
        yield _is_a(distribution, "dcat:Distribution")
        yield ox.Triple(distribution, term("dcterms:title"), ox.Literal(form.label))
        yield ox.Triple(distribution, term("dcat:accessURL"), url)
        yield ox.Triple(distribution, term("dcat:downloadURL"), url)
        yield ox.Triple(distribution, term("dcat:mediaType"), _iri(_IANA + form.media_type))
        yield ox.Triple(distribution, term("dcat:accessService"), _service_iri())
        yield from _rights(distribution)


def _versions() -> Triples:
    """Releases, each with its dumps (DCAT 3, section 11)."""
    dataset, catalogue = _iri(dataset_iri()), services().catalogue
    found = describe.releases(catalogue)
    for release in found:
        version = _iri(release.iri)
        date = ox.Literal(release.issued.isoformat(), datatype=term("xsd:date"))
        yield _is_a(version, "dcat:Dataset")
        yield ox.Triple(dataset, term("dcat:hasVersion"), version)
        yield ox.Triple(version, term("dcat:isVersionOf"), dataset)
        yield ox.Triple(version, term("dcat:version"), ox.Literal(release.version))
        yield ox.Triple(version, term("dcterms:issued"), date)
        if release.previous:
            yield ox.Triple(version, term("dcat:previousVersion"), _iri(release.previous))
        if release.current:
            yield ox.Triple(dataset, term("dcat:hasCurrentVersion"), version)
            yield ox.Triple(dataset, term("dcat:version"), ox.Literal(release.version))
            yield ox.Triple(dataset, term("dcterms:modified"), date)
        for dump in dumps(release.version):
            yield from _dump(version, dump)
            if release.current:
                yield ox.Triple(dataset, term("dcat:distribution"), _iri(dump.url() + "#dump"))
                yield ox.Triple(dataset, term("void:dataDump"), _iri(dump.url()))
        yield from _rights(version)
    if found:
        first = ox.Literal(min(r.issued for r in found).isoformat(), datatype=term("xsd:date"))
        yield ox.Triple(dataset, term("dcterms:issued"), first)


def _dump(version: ox.NamedNode, dump: Dump) -> Triples:
    distribution, url = _iri(dump.url() + "#dump"), _iri(dump.url())
    checksum = _iri(dump.url() + "#checksum")
    yield ox.Triple(version, term("dcat:distribution"), distribution)
    yield _is_a(distribution, "dcat:Distribution")
    yield ox.Triple(distribution, term("dcterms:title"), ox.Literal(dump.name))
    yield ox.Triple(distribution, term("dcat:accessURL"), url)
    yield ox.Triple(distribution, term("dcat:downloadURL"), url)
    yield ox.Triple(distribution, term("dcat:mediaType"), _iri(_IANA + dump.media_type))
    size = ox.Literal(str(dump.size), datatype=term("xsd:nonNegativeInteger"))
    yield ox.Triple(distribution, term("dcat:byteSize"), size)
    yield ox.Triple(distribution, term("spdx:checksum"), checksum)
    yield _is_a(checksum, "spdx:Checksum")
    yield ox.Triple(checksum, term("spdx:algorithm"), term("spdx:checksumAlgorithm_sha256"))
    digest = ox.Literal(dump.sha256, datatype=term("xsd:hexBinary"))
    yield ox.Triple(checksum, term("spdx:checksumValue"), digest)
    yield from _rights(distribution)


def _page() -> Triples:
    page = _iri(start_url())
    yield _is_a(page, "foaf:Document")
    yield ox.Triple(page, term("foaf:primaryTopic"), _iri(dataset_iri()))
    yield from _rights(page)
    described = _iri(outside(links.plain("site.void")))
    yield _is_a(described, "void:DatasetDescription")
    yield ox.Triple(described, term("foaf:primaryTopic"), _iri(dataset_iri()))


def _void() -> Triples:
    dataset, catalogue = _iri(dataset_iri()), services().catalogue
    yield ox.Triple(dataset, term("void:sparqlEndpoint"), _iri(_endpoint()))
    lookup = outside(links.plain("resource.anything", iri=""))
    yield ox.Triple(dataset, term("void:uriLookupEndpoint"), _iri(lookup))
    for form in GRAPHS:
        yield ox.Triple(dataset, term("void:feature"), _iri(form.iri))
    if catalogue.curated:
        space = ox.Literal(f"{catalogue.names.base_iri}id/")
        yield ox.Triple(dataset, term("void:uriSpace"), space)
    for iri in describe.described(catalogue, most=_EXAMPLES):
        yield ox.Triple(dataset, term("void:exampleResource"), iri)


def _statistics() -> Triples:
    """Counts by class and property: a build has recorded them; other data is counted, if that is quick."""
    catalogue = services().catalogue
    try:
        yield from describe.recorded_statistics(catalogue, dataset_iri(), start_url() + "#part-")
    except RequestError:  # it takes longer, or more memory, than a page's query may
        return


def _endpoint() -> str:
    return outside(links.plain("sparql.endpoint"))


def _service_iri() -> ox.NamedNode:
    return _iri(_endpoint() + "#service")


def _is_a(thing: ox.NamedNode, kind: str) -> ox.Triple:
    return ox.Triple(thing, term("rdf:type"), term(kind))


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)
