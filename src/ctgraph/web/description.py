"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

import pyoxigraph as ox

from ctgraph.formats import GRAPHS, SOLUTIONS
from ctgraph.store import EngineTriples
from ctgraph.web.services import Services

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = ox.NamedNode(_RDF + "type")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SEE_ALSO, _COMMENT = ox.NamedNode(_RDFS + "seeAlso"), ox.NamedNode(_RDFS + "comment")
_MOST_GRAPHS = 1000  # beyond that a list of all graphs is no description


def describe(endpoint: str, promises: str, services: Services) -> EngineTriples:
    """Describe the service at `endpoint`: its formats, its dataset, its limits (page: `promises`)."""
    service, dataset = ox.NamedNode(endpoint + "#service"), ox.NamedNode(endpoint + "#dataset")
    default_graph = ox.NamedNode(endpoint + "#default-graph")
    triples = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _SEE_ALSO, ox.NamedNode(promises)),
        ox.Triple(service, _COMMENT, ox.Literal(_limits(services), language="en")),
        *(
            ox.Triple(service, _sd("resultFormat"), ox.NamedNode(form.iri))
            for form in (*SOLUTIONS, *GRAPHS)
        ),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), default_graph),
        ox.Triple(default_graph, _TYPE, _sd("Graph")),
    ]
    names = services.store.named_graphs()
    for number, name in enumerate(names if len(names) <= _MOST_GRAPHS else ()):
        graph = ox.BlankNode(f"graph{number}")
        triples += [
            ox.Triple(dataset, _sd("namedGraph"), graph),
            ox.Triple(graph, _TYPE, _sd("NamedGraph")),
            ox.Triple(graph, _sd("name"), ox.NamedNode(name)),
        ]
    return EngineTriples(triples, {"sd": _SD, "rdf": _RDF, "rdfs": _RDFS})


def _limits(services: Services) -> str:
    """Say what a query may take. The vocabulary has no terms for that."""
    settings = services.settings
    here = (
        f" ({settings.query_share} s while others wait), use {settings.query_memory} MiB of memory,"
    )
    return (
        f"A query may run for {settings.query_timeout} s{'' if services.store.product else here} "
        f"and give {settings.max_result_bytes} bytes; it may be {settings.max_query_bytes} bytes "
        "long. SERVICE is refused."
    )


def _sd(term: str) -> ox.NamedNode:
    """Name a term of the vocabulary."""
    return ox.NamedNode(_SD + term)
