"""A project that is hard to show: thousands of links to one thing, long and right-to-left titles, quotes that
lie in one another, and texts that mean harm."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rdflib import Literal

MANY = 5000
LONG = "A meeting " + "of delegates and of observers " * 6 + "in one town."
ARABIC = "مؤتمر القاهرة لمكافحة الإرهاب"
WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk" * 5
HOSTILE = "<script>alert('x')</script> & \"quotes\" {{ 7*7 }} zero\u200bwidth"
LINES = (
    "The Fair of Ulm was held in Ulm on 3 May 2023 and paid for by Ada Land.",
    f"{ARABIC} عُقد في Ulm يوم 3 May 2023.",
    f"Ada Land said: {HOSTILE} today.",
    f"Ada Land spoke of {WORD} at length.",
    "Nobody takes anything from this sentence. Nor from this one.",
)
SETTINGS = """base_iri = "http://example.org/hard/"
languages = ["en", "fr"]
[title]
en = "Hard to show"
fr = "Difficile à montrer"
"""
PREFIXES = """@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <http://example.org/hard/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def text(words: str, language: str = "en") -> str:
    """A literal as Turtle writes it."""
    return Literal(words, lang=language).n3()


def labels(words: str) -> str:
    return f"skos:prefLabel {text(words)} , {text(words, 'fr')}"


def document() -> str:
    sha256 = hashlib.sha256(raw()).hexdigest().upper()
    because = 'ct:basis concept:inferred ; ct:reasoning "It follows."@en , "Il s’ensuit."@fr'
    return PREFIXES + f"""
id:doc-hard a ct:Document ; {labels("Hard page")} ; dcterms:language "en" , "ar" ;
    ct:receivedAs "hard.txt" ; ct:sha256 "{sha256}"^^xsd:hexBinary ; ct:textAccess concept:full .
id:part-1 a ct:TextPart ; {labels("First")} ; dcterms:language "en" ; dcterms:isPartOf id:doc-hard ; ct:firstLine 1 ; ct:lastLine 1 .
id:part-2 a ct:TextPart ; {labels("Arabic")} ; dcterms:language "ar" ; dcterms:isPartOf id:doc-hard ; ct:firstLine 2 ; ct:lastLine 2 .
id:part-3 a ct:TextPart ; {labels("Rest")} ; dcterms:language "en" ; dcterms:isPartOf id:doc-hard ; ct:firstLine 3 ; ct:lastLine 5 .
id:fair a ct:Event ; {labels(LONG)} ; ct:eventType concept:conference ; ct:eventStatus concept:held ;
    ct:date "2023-05-03"^^edtf:EDTF ; ct:place id:ulm ; ct:fundedBy id:ada ;
    ct:evidence
        [ ct:quote "The Fair of Ulm was held in Ulm on 3 May 2023 and paid for by Ada Land"@en ; ct:supports ct:eventType ; {because} ] ,
        [ ct:quote "The Fair of Ulm was held"@en ; ct:supports ct:eventStatus ] ,
        [ ct:quote "was held in Ulm on 3 May 2023"@en ; ct:supports ct:date , ct:place ] ,
        [ ct:quote "on 3 May 2023 and paid for by Ada Land"@en ; ct:supports ct:fundedBy ] .
id:cairo a ct:Event ; {labels(ARABIC)} ; ct:eventType concept:conference ; ct:eventStatus concept:held ;
    ct:date "2023-05-03"^^edtf:EDTF ; ct:place id:ulm ; ct:namedAs {text(ARABIC, "ar")} ; ct:notStated ct:fundedBy ;
    ct:evidence [ ct:quote {text(LINES[1].removesuffix("."), "ar")} ; {because} ] .
id:ulm a ct:Place ; {labels("Ulm")} ; ct:namedAs "Ulm"@en , "Ulm"@ar .
id:ada a ct:Country ; {labels("Ada Land")} ; ct:namedAs "Ada Land"@en .
id:hostile a ct:Statement ; {labels(HOSTILE)} ; ct:speaker id:ada ; ct:about id:ada ; ct:wording {text(HOSTILE)} ;
    ct:evidence [ ct:quote {text("Ada Land said: " + HOSTILE)} ; ct:supports ct:speaker , ct:about ] .
id:long-word a ct:Statement ; {labels(WORD)} ; ct:speaker id:ada ; ct:about id:ada ; ct:wording {text(WORD)} ;
    ct:evidence [ ct:quote {text("Ada Land spoke of " + WORD)} ; ct:supports ct:speaker , ct:about ] .
"""


def raw() -> bytes:
    return ("\n".join(LINES) + "\n").encode()


def write(folder: Path) -> Path:
    """Write the project."""
    for name in ("documents", "reference"):
        (folder / "data" / name).mkdir(parents=True)
    (folder / "ctgraph.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "data" / "documents" / "hard.txt").write_bytes(raw())
    (folder / "data" / "documents" / "hard.ttl").write_text(document(), encoding="utf-8")
    places = (f"id:town-{n} a ct:Place ; {labels(f'Town {n}')} ; ct:inCountry id:ada .\n" for n in range(MANY))
    (folder / "data" / "reference" / "towns.ttl").write_text(PREFIXES + "".join(places), encoding="utf-8")
    return folder
