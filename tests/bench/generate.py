"""A made-up project of any size on the real vocabulary, in which nothing is wrong.

`python -m tests.bench.generate FOLDER [DOCUMENTS]` writes it: reference data, and documents of some fifty
facts each with their sentences. Equal arguments give equal files.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import date, timedelta
from pathlib import Path

COUNTRIES, AGENCIES, PLACES = 60, 300, 300
EVENTS = 2  # of a document
KINDS = ("workshop", "conference", "visit", "ceremony")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SYLLABLES = ("ba", "den", "fo", "gul", "hi", "jor", "ka", "lem", "mo", "nar", "pe", "quin", "ro", "sal", "ti", "vor", "wen", "xa", "yu", "zel")
PREFIXES = """@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <https://example.org/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""


def word(number: int) -> str:
    """A name for a number; different numbers have different names."""
    made = ""
    number += 400
    while number:
        number, digit = divmod(number, len(SYLLABLES))
        made += SYLLABLES[digit]
    return made.capitalize()


def reference() -> str:
    lines = [PREFIXES]
    for kind, cls, count in (("country", "Country", COUNTRIES), ("agency", "Agency", AGENCIES), ("place", "Place", PLACES)):
        for n in range(count):
            name = named(kind, n)
            more = f" ; ct:inCountry id:country-{n % COUNTRIES}" if kind == "place" else ""
            lines.append(f'id:{kind}-{n} a ct:{cls} ; skos:prefLabel "{name}"@en , "{name}"@fr{more} .\n')
    return "".join(lines)


def named(kind: str, number: int) -> str:
    return {"country": word(number), "agency": f"{word(number + 1000)} Office", "place": f"{word(number + 2000)}burg"}[kind]


def event(document: int, number: int) -> tuple[str, str]:
    """The sentences about one event, and the facts in them."""
    n = document * EVENTS + number
    day = date(2010, 1, 1) + timedelta(days=(n * 7) % 5000)
    place, agency, country, other = n % PLACES, (n * 7) % AGENCIES, (n * 11) % COUNTRIES, (n * 13 + 1) % COUNTRIES
    if other == country:
        other = (other + 1) % COUNTRIES
    all_of_them, women = 20 + n % 60, 3 + n % 15
    title = f"{word(n + 5000)} Meeting"
    said = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    text = (
        f"The {named('agency', agency)} held the {title} in {named('place', place)} on {said} about training.\n"
        f"At the {title}, {all_of_them} persons took part, {women} of them women.\n"
        f"{named('country', country)} paid for the {title}, and {named('country', other)} came.\n"
    )
    iri = f"id:event-{n}"
    facts = f"""
{iri} a ct:Event ;
    skos:prefLabel "{title}"@en , "Réunion {title}"@fr ;
    ct:namedAs "{title}"@en ;
    ct:eventType concept:{KINDS[n % len(KINDS)]} ; ct:eventStatus concept:held ;
    ct:date "{day.isoformat()}"^^edtf:EDTF ;
    ct:place id:place-{place} ; ct:organizer id:agency-{agency} ;
    ct:topic concept:training ;
    ct:fundedBy id:country-{country} ; ct:participatingCountry id:country-{other} ;
    ct:evidence
        [ ct:quote "The {named('agency', agency)} held the {title} in {named('place', place)} on {said} about training"@en ;
          ct:supports ct:eventType , ct:eventStatus , ct:date , ct:place , ct:organizer , ct:topic ] ,
        [ ct:quote "{named('country', country)} paid for the {title}"@en ; ct:supports ct:fundedBy ] ,
        [ ct:quote "the {title}, and {named('country', other)} came"@en ; ct:supports ct:participatingCountry ] .

id:count-{n}-all a ct:Count ; skos:prefLabel "Participants"@en , "Participants"@fr ;
    ct:countOf {iri} ; ct:scope concept:participants ; ct:exactly {all_of_them} ;
    ct:evidence [ ct:quote "At the {title}, {all_of_them} persons took part"@en ] .

id:count-{n}-women a ct:Count ; skos:prefLabel "Women"@en , "Femmes"@fr ;
    ct:countOf {iri} ; ct:scope concept:women ; ct:subCountOf id:count-{n}-all ; ct:exactly {women} ;
    ct:evidence [ ct:quote "At the {title}, {all_of_them} persons took part, {women} of them women"@en ] .
"""
    return text, facts


def write(folder: Path, documents: int) -> None:
    """Write the project into `folder`."""
    data = folder / "data"
    (data / "documents").mkdir(parents=True)
    (data / "reference").mkdir()
    (folder / "ctgraph.toml").write_text('base_iri = "https://example.org/"\nlanguages = ["en", "fr"]\n[title]\nen = "Made up"\n', encoding="utf-8")
    (data / "reference" / "things.ttl").write_text(reference(), encoding="utf-8")
    for number in range(documents):
        slug = f"page-{word(number).lower()}"
        parts = [event(number, n) for n in range(EVENTS)]
        text = "".join(t for t, _ in parts)
        (data / "documents" / f"{slug}.txt").write_bytes(text.encode())
        digest = hashlib.sha256(text.encode()).hexdigest().upper()
        head = f"""id:doc-{slug} a ct:Document ; skos:prefLabel "Page {number}"@en , "Page {number}"@fr ; dcterms:language "en" ;
    ct:receivedAs "{number}.txt" ; ct:sha256 "{digest}"^^xsd:hexBinary ; ct:textAccess concept:full .

id:doc-{slug}-part a ct:TextPart ; skos:prefLabel "Text"@en , "Texte"@fr ; dcterms:language "en" ;
    dcterms:isPartOf id:doc-{slug} ; ct:firstLine 1 ; ct:lastLine {text.count(chr(10)) + 1} .
"""
        path = data / "documents" / f"{slug}.ttl"
        path.write_text(PREFIXES + head + "".join(f for _, f in parts), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
