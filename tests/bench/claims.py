"""The real vocabulary: a made-up project as ctgraph builds it, with its claims and their sentences."""

from __future__ import annotations

import gzip
import random
import shutil
import tempfile
from pathlib import Path

from tests.bench.generate import AGENCIES, COUNTRIES, EVENTS, PLACES, write
from tests.bench.workload import JSON, NT, Kind, Request, Workload

from ctgraph.build import build
from ctgraph.settings import Settings
from ctgraph.terms import Names

NAMES = Names("https://example.org/")
STATEMENTS_OF_A_DOCUMENT = 600
QUERIES = {
    "facts of a thing": Kind(8, JSON, "SELECT ?p ?o WHERE {{ {event} ?p ?o }}"),
    "names": Kind(6, JSON, "SELECT ?name WHERE {{ {event} skos:prefLabel ?name FILTER(LANG(?name) = 'fr') }}"),
    "who paid, and who says so": Kind(6, JSON, """SELECT ?donor ?sentence ?document WHERE {{
  {event} ct:fundedBy ?donor .
  GRAPH id:graph-claims {{ ?claim rdf:subject {event} ; rdf:predicate ct:fundedBy ; rdf:object ?donor ; ct:document ?document ; ct:evidence/ct:passage/ct:exact ?sentence }} }}"""),
    "events of a country": Kind(4, JSON, """SELECT ?event ?name ?date WHERE {{
  ?event ct:participatingCountry {country} ; skos:prefLabel ?name ; ct:date ?date FILTER(LANG(?name) = 'en') }} ORDER BY ?date LIMIT 100"""),
    "held by an agency at a place": Kind(3, JSON, "SELECT ?event ?date ?donor WHERE {{ ?event a ct:Event ; ct:eventStatus concept:held ; ct:organizer {agency} ; ct:place {place} ; ct:date ?date ; ct:fundedBy ?donor }}"),
    "who met whom": Kind(2, JSON, "SELECT DISTINCT ?other WHERE {{ ?one ct:organizer {agency} . ?one ct:fundedBy ?donor . ?two ct:fundedBy ?donor ; ct:place {place} ; ct:organizer ?other }}"),
    "women among participants": Kind(2, JSON, "SELECT ?all ?women WHERE {{ ?a ct:countOf {event} ; ct:scope concept:participants ; ct:exactly ?all . ?w ct:subCountOf ?a ; ct:scope concept:women ; ct:exactly ?women }}"),
    "events of a year": Kind(1, JSON, """SELECT (COUNT(*) AS ?n) WHERE {{ ?event a ct:Event ; ct:earliest ?day
  FILTER(?day >= "{year}-01-01"^^xsd:date && ?day <= "{year}-12-31"^^xsd:date) }}"""),
    "largest donors": Kind(0.5, JSON, "SELECT ?donor (COUNT(*) AS ?n) WHERE {{ ?event ct:fundedBy ?donor }} GROUP BY ?donor ORDER BY DESC(?n) ?donor LIMIT 10"),
    "claims of a document": Kind(2, NT, """CONSTRUCT {{ ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }} WHERE {{
  GRAPH id:graph-claims {{ ?known rdf:subject {event} ; ct:document ?document . ?claim ct:document ?document ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }} }}"""),
}
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in NAMES.prefixes().items())


def generate(statements: int, data: Path) -> int:
    """Write a project of about that size, build it unchecked, and take the graph."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), documents(statements))
        built = build(Settings.load(Path(name), environ={}), check=False)
        with gzip.open(built.graph_file) as packed, data.open("wb") as out:
            shutil.copyfileobj(packed, out)
    with data.open("rb") as lines:
        return sum(1 for _ in lines)


def documents(statements: int) -> int:
    return max(20, statements // STATEMENTS_OF_A_DOCUMENT)


def instances(_: Path, statements: int, each: int, seed: int = 8) -> dict[str, list[Request]]:
    """So many different instances of each kind of query, for data of that size."""
    chance, events = random.Random(seed), documents(statements) * EVENTS
    return {
        name: [(PREFIXES + kind.text.format(**_values(chance, events)), kind.accept) for _ in range(each)]
        for name, kind in QUERIES.items()
    }


def pages(statements: int, each: int) -> list[str]:
    """Paths of pages about events."""
    return [f"/page/event-{number}" for number in random.Random(9).sample(range(documents(statements) * EVENTS), each)]


def _values(chance: random.Random, events: int) -> dict[str, object]:
    number = chance.randrange(events)
    return {
        "event": f"id:event-{number}",
        "country": f"id:country-{chance.randrange(COUNTRIES)}",
        "agency": f"id:agency-{number * 7 % AGENCIES}",
        "place": f"id:place-{number % PLACES}",
        "year": chance.randrange(2010, 2023),
    }


CLAIMS = Workload(
    name="claims",
    file="data.nq",
    kinds=QUERIES,
    light=("facts of a thing", "names", "who paid, and who says so", "women among participants"),
    accepted=str(NAMES.accepted),
    named=(str(NAMES.claims),),
    most=1_000_000,  # a larger project takes long to build
    write=generate,
    instances=instances,
    pages=pages,
)
