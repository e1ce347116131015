"""What the endpoint says of itself: SPARQL 1.1 Service Description.

Editors of queries look for prefixes, examples and VoID's counts in the default graph, and, where they find none,
here. The default graph holds what is held to be true of the world, not what is said about the data: it is here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph.describe import recorded_statistics
from ctgraph.formats import GRAPHS, SOLUTIONS
from ctgraph.store import EngineTriples
from ctgraph.vocab import PREFIXES
from ctgraph.web.linked import publication
from ctgraph.web.linked.documents import term
from ctgraph.web.linked.executables import executables
from ctgraph.web.services import services

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE, _SEE_ALSO, _COMMENT = term("rdf:type"), term("rdfs:seeAlso"), term("rdfs:comment")
_MOST_GRAPHS = 1000  # beyond that a list of all graphs is no description


def describe(endpoint: str, promises: str) -> EngineTriples:
    """Describe the service at `endpoint`: its formats, its dataset, its limits (page: `promises`)."""
    service, dataset = ox.NamedNode(endpoint + "#service"), ox.NamedNode(endpoint + "#dataset")
    default_graph = ox.NamedNode(endpoint + "#default-graph")
    triples = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _SEE_ALSO, ox.NamedNode(promises)),
        ox.Triple(service, _COMMENT, ox.Literal(_limits(), language="en")),
        *(
            ox.Triple(service, _sd("resultFormat"), ox.NamedNode(form.iri))
            for form in (*SOLUTIONS, *GRAPHS)
        ),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), default_graph),
        ox.Triple(default_graph, _TYPE, _sd("Graph")),
    ]
    names = services().store.named_graphs()
    for number, name in enumerate(names if len(names) <= _MOST_GRAPHS else ()):
        graph = ox.BlankNode(f"graph{number}")
        triples += [
            ox.Triple(dataset, _sd("namedGraph"), graph),
            ox.Triple(graph, _TYPE, _sd("NamedGraph")),
            ox.Triple(graph, _sd("name"), ox.NamedNode(name)),
        ]
    triples += [*publication.prefixes(), *_counts(endpoint), *executables()]
    return EngineTriples(triples, {**PREFIXES, "sd": _SD})


def _counts(endpoint: str) -> Iterator[ox.Triple]:
    """Say what is counted of the default graph, if a build has recorded it: counting takes too long here."""
    if services().catalogue.curated:
        dataset = publication.dataset_iri()
        yield ox.Triple(ox.NamedNode(dataset), term("void:sparqlEndpoint"), ox.NamedNode(endpoint))
        yield from recorded_statistics(services().catalogue, dataset, "")


def _limits() -> str:
    """Say what a query may take. The vocabulary has no terms for that."""
    settings = services().settings
    here = (
        f" ({settings.query_share} s while others wait), use {settings.query_memory} MiB of memory,"
    )
    return (
        f"A query may run for {settings.query_timeout} s{'' if services().store.product else here} "
        f"and give {settings.max_result_bytes} bytes; it may be {settings.max_query_bytes} bytes "
        "long. SERVICE is refused."
    )


def _sd(term: str) -> ox.NamedNode:
    """Name a term of the vocabulary."""
    return ox.NamedNode(_SD + term)
