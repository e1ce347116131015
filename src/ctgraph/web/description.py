"""What the endpoint says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

import pyoxigraph as ox

from ctgraph.formats import GRAPHS, SOLUTIONS
from ctgraph.store import EngineTriples
from ctgraph.web.services import Services

_SD = "http://www.w3.org/ns/sparql-service-description#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = ox.NamedNode(_RDF + "type")
_MOST_GRAPHS = 1000  # beyond that a list of all graphs is no description


def describe(endpoint: str, services: Services) -> EngineTriples:
    """Describe the service at `endpoint`, its formats and its dataset."""
    service, dataset = ox.NamedNode(endpoint + "#service"), ox.NamedNode(endpoint + "#dataset")
    default_graph = ox.NamedNode(endpoint + "#default-graph")
    triples = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), ox.NamedNode(endpoint)),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
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
    return EngineTriples(triples, {"sd": _SD, "rdf": _RDF})


def _sd(term: str) -> ox.NamedNode:
    """Name a term of the vocabulary."""
    return ox.NamedNode(_SD + term)
