"""A graph of events, agencies and sources of any size, and nineteen kinds of query to it.

Equal arguments give equal triples and equal queries. Weights, popularity and sizes are uneven, as they are
in life: a few agencies organise most events, a few countries take part in most of them.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.bench.workload import CSV, JSON, NT, Kind, Request, Workload

ONT, BASE = "https://example.org/ct/ontology#", "https://example.org/ct/id/"
RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
SKOS, DCT, XSD = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/", "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX : <{ONT}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> PREFIX dct: <{DCT}> "
VOCABULARY = {"type": RDF, "label": RDFS, "subClassOf": RDFS, "prefLabel": SKOS, "broader": SKOS, "title": DCT, "issued": DCT, "publisher": DCT, "description": DCT, "source": DCT}
KINDS = {
    "TrainingCourse": "Formation", "Workshop": "Atelier", "Conference": "Conférence", "TechnicalAssistance": "Assistance technique", "Exercise": "Exercice",
    "StudyVisit": "Visite d’étude", "ExpertMeeting": "Réunion d’experts", "MentoringMission": "Mission de mentorat", "EquipmentDelivery": "Livraison d’équipement", "PolicyDialogue": "Dialogue politique",
}
THEMES = (
    ("border security", "sécurité des frontières"), ("terrorist financing", "financement du terrorisme"), ("foreign fighters", "combattants étrangers"),
    ("aviation security", "sûreté de l’aviation"), ("maritime security", "sûreté maritime"), ("criminal justice", "justice pénale"),
    ("prisons", "prisons"), ("violent extremism", "extrémisme violent"), ("cyber investigations", "enquêtes cybernétiques"),
    ("victims of terrorism", "victimes du terrorisme"), ("chemical threats", "menaces chimiques"), ("critical infrastructure", "infrastructures critiques"),
)
REGIONS, COUNTRIES = 17, 195
NARROWER = 6  # topics under each
TOPICS = len(THEMES) * (1 + NARROWER + NARROWER**2)
TRIPLES_OF_AN_EVENT = 37.1  # with all that comes with it; measured


@dataclass(frozen=True)
class Size:
    """How many there are of each kind of thing."""

    events: int
    documents: int
    agencies: int
    cities: int

    @classmethod
    def of(cls, triples: int) -> Size:
        events = max(50, int(triples / TRIPLES_OF_AN_EVENT))
        return cls(events, max(20, events // 3), max(40, events // 60), max(60, min(6000, events // 10)))


def iri(kind: str, number: object) -> str:
    return f"<{BASE}{kind}/{number}>"


def term(name: str) -> str:
    return f"<{ONT}{name}>"


def text(value: object, language: str) -> str:
    return f'"{value}"@{language}'


def typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


class Writer:
    """Writes N-Triples in large pieces, and counts them."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.count, self._write, self._lines = 0, write, list[str]()

    def put(self, subject: str, **properties: str | list[str]) -> None:
        for name, values in properties.items():
            for value in [values] if isinstance(values, str) else values:
                self._lines.append(f"{subject} <{VOCABULARY.get(name, ONT)}{name}> {value} .\n")
                self.count += 1
        if len(self._lines) > 50_000:
            self.flush()

    def flush(self) -> None:
        self._write("".join(self._lines))
        self._lines.clear()


def generate(triples: int, data: Path, seed: int = 7) -> int:
    """Write about so many triples; gives how many they are."""
    with data.open("w", encoding="utf-8") as file:
        size, chance, out = Size.of(triples), random.Random(seed), Writer(file.write)
        _frame(size, chance, out)
        for number in range(size.events):
            _event(number, size, chance, out)
        out.flush()
    return out.count


def _frame(size: Size, chance: random.Random, out: Writer) -> None:
    """What events refer to."""
    for kind in KINDS:
        out.put(term(kind), subClassOf=term("Event"), label=text(kind, "en"))
    for n in range(REGIONS):
        out.put(iri("region", n), type=term("Region"), label=text(f"Region {n}", "en"))
    for n in range(COUNTRIES):
        code = f'"{chr(65 + n // 26)}{chr(65 + n % 26)}"'
        out.put(iri("country", n), type=term("Country"), label=[text(f"Country {n:03d}", "en"), text(f"Pays {n:03d}", "fr")], isoCode=code, locatedIn=iri("region", n % REGIONS))
    for n in range(size.cities):
        out.put(iri("city", n), type=term("City"), label=text(f"City {n}", "en"), locatedIn=iri("country", n % COUNTRIES))
    for n in range(TOPICS):
        english, french = THEMES[_theme(n)]
        parents = [] if n < len(THEMES) else [iri("topic", _broader(n))]
        out.put(iri("topic", n), type=f"<{SKOS}Concept>", prefLabel=[text(f"{english} {n}", "en"), text(f"{french} {n}", "fr")], broader=parents)
    for n in range(size.agencies):
        english, french = THEMES[n % len(THEMES)]
        parents = [] if n < 20 else [iri("org", chance.randrange(n // 2))]
        out.put(iri("org", n), type=term("Organization"), basedIn=iri("country", chance.randrange(COUNTRIES)), partOf=parents,
                label=[text(f"Organization {n} for {english}", "en"), text(f"Organisation {n} pour {french}", "fr")])
    for n in range(size.documents):
        issued = f"{2004 + chance.randrange(21)}-{chance.randrange(1, 13):02d}-01"
        out.put(iri("doc", n), type=term("SourceDocument"), title=text(f"Report {n} on {chance.choice(THEMES)[0]}", "en"), issued=typed(issued, "date"),
                publisher=iri("org", int(size.agencies * chance.random() ** 2)), url=typed(f"https://documents.example.org/{n}.pdf", "anyURI"))


def _broader(topic: int) -> int:
    """The topic above one that is no theme."""
    second = len(THEMES) * (1 + NARROWER)
    return (topic - len(THEMES)) // NARROWER if topic < second else len(THEMES) + (topic - second) // NARROWER


def _theme(topic: int) -> int:
    while topic >= len(THEMES):
        topic = _broader(topic)
    return topic


def _event(number: int, size: Size, chance: random.Random, out: Writer) -> None:
    event, kind = iri("event", number), list(KINDS)[int(len(KINDS) * chance.random() ** 1.6)]
    topics = sorted({int(TOPICS * chance.random()) for _ in range(chance.randrange(1, 4))})
    english, french = THEMES[topics[0] % len(THEMES)]
    start = dt.date(2004, 1, 1) + dt.timedelta(days=int(7600 * chance.random() ** 0.7))
    city = int(size.cities * chance.random() ** 2)
    out.put(
        event,
        type=[term("Event"), term(kind)],
        label=[text(f"{kind} on {english}, session {number}", "en"), text(f"{KINDS[kind]} sur {french}, session {number}", "fr")],
        description=text(f"A {kind} held in City {city} for officials working on {english}; it covered {len(topics)} subject(s) and lasted several days.", "en"),
        startDate=typed(start, "date"),
        endDate=typed(start + dt.timedelta(days=chance.randrange(1, 12)), "date"),
        place=iri("city", city),
        organizer=[iri("org", n) for n in sorted({int(size.agencies * chance.random() ** 2) for _ in range(chance.randrange(1, 4))})],
        participant=[iri("country", n) for n in sorted({int(COUNTRIES * chance.random() ** 1.5) for _ in range(chance.randrange(2, 14))})],
        topic=[iri("topic", n) for n in topics],
    )
    for part in range(chance.randrange(0, 3)):
        contribution = iri("contribution", f"{number}-{part}")
        out.put(event, contribution=contribution)
        out.put(contribution, type=term("Contribution"), donor=iri("country", int(COUNTRIES * chance.random() ** 3)),
                amount=typed(1000 * chance.randrange(5, 2000), "integer"), currency='"EUR"' if chance.random() < 0.4 else '"USD"')
    if chance.random() < 0.25:
        out.put(event, follows=iri("event", chance.randrange(number + 1)))
    for part in range(chance.choice((0, 1, 1, 2, 2, 3))):
        document = iri("doc", chance.randrange(size.documents))
        out.put(event, source=document)
        out.put(iri("evidence", f"{number}-{part}"), type=term("Evidence"), about=event, document=document, page=typed(chance.randrange(1, 120), "integer"),
                quote=f'"the session {number} on {english} was attended by {chance.randrange(8, 90)} officials"', confidence=typed(f"0.{chance.randrange(50, 100)}", "decimal"))


QUERIES = {
    "point": Kind(10, JSON, "SELECT ?p ?o WHERE {{ {event} ?p ?o }}"),
    "ask": Kind(3, JSON, "ASK {{ {event} a :Event ; :startDate ?d }}"),
    "label": Kind(5, JSON, "SELECT ?e ?d WHERE {{ ?e rdfs:label {label} ; :startDate ?d }}"),
    "prefix scan": Kind(3, JSON, 'SELECT ?e ?l WHERE {{ ?e a :Event ; rdfs:label ?l FILTER(LANG(?l) = "en" && STRSTARTS(LCASE(STR(?l)), {beginning})) }} LIMIT 20'),
    "star join": Kind(6, JSON, "SELECT ?e ?l ?d ?org ?cl WHERE {{ ?e a {kind} ; :participant {country} ; :startDate ?d ; :place ?c ; :organizer ?org ; rdfs:label ?l . ?c rdfs:label ?cl . ?e :topic {topic2} }}"),
    "2 hops": Kind(2, JSON, "SELECT ?c (COUNT(DISTINCT ?e) AS ?n) WHERE {{ ?e :organizer {agency} ; :participant ?c }} GROUP BY ?c ORDER BY DESC(?n) ?c LIMIT 20"),
    "3 hops": Kind(3, JSON, "SELECT DISTINCT ?donor WHERE {{ ?e :organizer {agency} . ?e :topic ?t . ?f :topic ?t ; :place {city} ; :contribution ?k . ?k :donor ?donor }}"),
    "broader*": Kind(2, JSON, "SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE {{ ?t skos:broader* {topic2} . ?e :topic ?t }}"),
    "partOf+": Kind(3, JSON, "SELECT ?o ?l WHERE {{ {small} :partOf+ ?o . ?o rdfs:label ?l FILTER(LANG(?l) = 'fr') }}"),
    "path": Kind(3, JSON, "SELECT (COUNT(*) AS ?n) WHERE {{ ?c :locatedIn {country} . ?e :place ?c . ?e :contribution/:donor ?d }}"),
    "by year": Kind(1, JSON, "SELECT ?y (COUNT(*) AS ?n) WHERE {{ ?e :participant {country} ; :startDate ?d BIND(SUBSTR(STR(?d), 1, 4) AS ?y) }} GROUP BY ?y ORDER BY ?y"),
    "donors": Kind(1, JSON, "SELECT ?d (SUM(?a) AS ?total) (COUNT(*) AS ?n) WHERE {{ ?e :topic {topic1} ; :contribution ?k . ?k :donor ?d ; :amount ?a ; :currency {currency} }} GROUP BY ?d ORDER BY DESC(?total) ?d LIMIT 25"),
    "all countries": Kind(0.2, JSON, "SELECT ?c (COUNT(*) AS ?n) WHERE {{ ?e a {kind} ; :participant ?c }} GROUP BY ?c ORDER BY DESC(?n) ?c"),
    "optional": Kind(4, JSON, "SELECT ?e ?l ?d ?f WHERE {{ ?e :topic {topic3} ; :startDate ?d ; rdfs:label ?l FILTER(LANG(?l) = 'en') OPTIONAL {{ ?e :follows ?f }} }} ORDER BY DESC(?d) ?e LIMIT 25"),
    "union": Kind(4, JSON, "SELECT DISTINCT ?x WHERE {{ {{ ?x :organizer {small} }} UNION {{ ?x dct:publisher {small} }} UNION {{ ?x :partOf {small} }} }}"),
    "not exists": Kind(2, JSON, "SELECT ?e WHERE {{ ?e :topic {topic3} ; a {kind} FILTER NOT EXISTS {{ ?v :about ?e }} }}"),
    "construct": Kind(6, NT, "CONSTRUCT {{ {event} ?p ?o . ?o rdfs:label ?l . ?v ?vp ?vo }} WHERE {{ {{ {event} ?p ?o OPTIONAL {{ ?o rdfs:label ?l }} }} UNION {{ ?v :about {event} ; ?vp ?vo }} }}"),
    "describe": Kind(4, NT, "DESCRIBE {event}"),
    "export": Kind(0, CSV, "SELECT ?e ?c ?d WHERE {{ ?e :participant ?c ; :startDate ?d }} LIMIT 100000"),
}
LIGHT = ("point", "ask", "label", "union", "construct", "describe")


def instances(data: Path, triples: int, each: int, seed: int = 8) -> dict[str, list[Request]]:
    """So many different instances of each kind of query, for data of that size."""
    size, chance, labels = Size.of(triples), random.Random(seed), _labels_in(data)
    made: dict[str, list[Request]] = {}
    for name, kind in QUERIES.items():
        number = 1 if name == "export" else each
        made[name] = [(PREFIXES + kind.text.format(**_values(size, labels, chance)), kind.accept) for _ in range(number)]
    return made


def _values(size: Size, labels: list[str], chance: random.Random) -> dict[str, str]:
    kind, theme = chance.choice(list(KINDS)), chance.choice(THEMES)[0]
    return {
        "event": iri("event", chance.randrange(int(size.events * 0.9))),
        "label": chance.choice(labels),
        "beginning": f'"{kind.lower()} on {theme[:5]}"',
        "kind": f":{chance.choice(list(KINDS))}",
        "currency": chance.choice(('"USD"', '"EUR"')),
        "country": iri("country", chance.randrange(COUNTRIES)),
        "city": iri("city", chance.randrange(size.cities // 4)),
        "agency": iri("org", chance.randrange(size.agencies // 4, size.agencies // 2)),
        "small": iri("org", chance.randrange(size.agencies // 2, size.agencies)),
        "topic1": iri("topic", chance.randrange(12)),
        "topic2": iri("topic", chance.randrange(12, 84)),
        "topic3": iri("topic", chance.randrange(84, TOPICS)),
    }


def _labels_in(data: Path, most: int = 5000) -> list[str]:
    """The English labels of the first events."""
    with data.open(encoding="utf-8") as lines:
        found = (line.split("> ", 2)[2].removesuffix(" .\n") for line in lines if f"> <{RDFS}label> " in line and "/event/" in line)
        return list(islice((label for label in found if label.endswith("@en")), most))


EVENTS = Workload(
    name="events",
    file="data.nt",
    kinds=QUERIES,
    light=LIGHT,
    accepted="https://example.org/accepted",
    most=10_000_000,
    write=generate,
    instances=instances,
    unchecked=frozenset({"describe"}),
)
