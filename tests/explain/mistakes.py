"""Queries that find nothing, each for a mistake that people make, and what is to be said of it.

A row: a name, the query (prefixes are declared before it), the code, the text of the culprit, and what
the proposed query holds that the one asked did not.
"""

from __future__ import annotations

from typing import NamedTuple

from ctgraph.terms import Names

PROLOGUE = "".join(
    f"PREFIX {p}: <{iri}>\n"
    for p, iri in Names("https://w3id.org/ctgraph/").prefixes().items()
    if p in {"ct", "concept", "id", "rdf", "rdfs", "skos", "xsd", "edtf", "dcterms"}
)


class Mistake(NamedTuple):
    """A row of the table."""

    name: str
    query: str
    code: str
    culprit: str
    cure: str


MISTAKES = [
    Mistake("language tag missing", 'SELECT * { ?c a ct:Country ; skos:prefLabel "Italy" }', "language-tag-missing", '"Italy"', '"Italy"@en'),
    Mistake("language tag missing in a filter", 'SELECT * { ?c a ct:Country ; skos:prefLabel ?l FILTER (?l = "Italy") }', "language-tag-missing", '"Italy"', '"Italy"@en'),
    Mistake("wrong language tag", 'SELECT * { ?c a ct:Country ; skos:prefLabel "Italy"@fr }', "language-tag-wrong", '"Italy"@fr', '"Italy"@en'),
    Mistake("superfluous language tag", 'SELECT * { ?d ct:receivedAs "003_f5236c37187dde59.txt"@en }', "language-tag-superfluous", '"003_f5236c37187dde59.txt"@en', '"003_f5236c37187dde59.txt" '),
    Mistake("case of the tag in LANG", 'SELECT * { ?c a ct:Country ; skos:prefLabel ?l FILTER (LANG(?l) = "EN") }', "language-tag-case", '"EN"', 'LANG(?l) = "en"'),
    Mistake("language that is not there", 'SELECT * { ?c a ct:Country ; skos:prefLabel ?l FILTER (LANG(?l) = "de") }', "language-not-there", '"de"', 'LANG(?l) = "en"'),
    Mistake("text for a number", 'SELECT * { ?e ct:durationDays "3" }', "datatype-wrong", '"3"', "ct:durationDays 3"),
    Mistake("text for a number in a filter", 'SELECT * { ?e ct:exactly ?n FILTER (?n > "2") }', "datatype-wrong", '"2"', "?n > 2"),
    Mistake("typed text for text with a language", 'SELECT * { ?c skos:prefLabel "Italy"^^xsd:string }', "language-tag-missing", '"Italy"^^xsd:string', '"Italy"@en'),
    Mistake("misspelt property", "SELECT * { ?e a ct:Event ; ct:fundedBuy ?donor }", "misspelt-property", "ct:fundedBuy", "ct:fundedBy"),
    Mistake("British spelling", "SELECT * { ?e a ct:Event ; ct:organiser ?who }", "misspelt-property", "ct:organiser", "ct:organizer"),
    Mistake("misspelt class", "SELECT * { ?e a ct:Evnet ; ct:place ?p }", "misspelt-class", "ct:Evnet", "ct:Event"),
    Mistake("class in wrong case", "SELECT * { ?e a ct:event }", "wrong-case-class", "ct:event", "a ct:Event"),
    Mistake("property in wrong case", "SELECT * { ?e ct:fundedby ?d }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
    Mistake("property that is not declared", "SELECT * { ?e a ct:Event ; ct:xyzzy id:country-italy }", "undeclared-property", "ct:xyzzy", "ct:fundedBy"),
    Mistake("property that is declared and not used", "SELECT * { id:country-italy ct:funds ?e }", "unused-property", "ct:funds", ""),
    Mistake("wrong prefix", "SELECT * { ?c a ct:Country ; ct:prefLabel ?l }", "wrong-namespace-property", "ct:prefLabel", "skos:prefLabel"),
    Mistake("http for https", "SELECT * { ?p <http://schema.org/latitude> ?l }", "wrong-namespace-property", "<http://schema.org/latitude>", "<https://schema.org/latitude>"),
    Mistake("class for a property", "SELECT * { ?e ct:Event ?x }", "class-as-property", "ct:Event", "a ct:Event"),
    Mistake("thing that is absent", "SELECT * { ?e ct:fundedBy id:country-itlay }", "misspelt-thing", "id:country-itlay", "id:country-italy"),
    Mistake("thing by half of its name", "SELECT * { ?e ct:fundedBy id:italy }", "misspelt-thing", "id:italy", "id:country-italy"),
    Mistake("inverse direction", "SELECT * { id:country-italy ct:fundedBy ?event }", "inverse-direction", "id:country-italy ct:fundedBy ?event", "^ct:fundedBy"),
    Mistake("inverse direction among variables", "SELECT * { ?d a ct:Document . ?t a ct:TextPart . ?d dcterms:isPartOf ?t }", "inverse-direction", "?d dcterms:isPartOf ?t", "^dcterms:isPartOf"),
    Mistake("evidence in the default graph", "SELECT * { ?claim rdf:subject ?event ; rdf:predicate ct:fundedBy ; ct:document ?doc }", "in-named-graph", "?claim rdf:subject ?event", "GRAPH id:graph-claims"),
    Mistake("accepted facts in a named graph", "SELECT * { GRAPH id:graph-claims { ?event ct:fundedBy ?d } }", "in-default-graph", "?event ct:fundedBy ?d", "?event ct:fundedBy ?d"),
    Mistake("unknown graph", "SELECT * { GRAPH id:graph-claim { ?c ct:document ?d } }", "unknown-graph", "id:graph-claim", "id:graph-claims"),
    Mistake("unknown graph in FROM", "SELECT * FROM id:graph-claim { ?c ct:document ?d }", "unknown-graph", "id:graph-claim", "FROM id:graph-claims"),
    Mistake("text for a thing", 'SELECT * { ?e ct:fundedBy "Italy" }', "literal-for-iri", '"Italy"', "id:country-italy"),
    Mistake("text for a thing in a filter", 'SELECT * { ?e ct:fundedBy ?d FILTER (?d = "Italy") }', "literal-for-iri", '"Italy"', "?d = id:country-italy"),
    Mistake("thing for a text", "SELECT * { ?c a ct:Country ; skos:prefLabel id:country-italy }", "iri-for-literal", "id:country-italy", '"Italy"@en'),
    Mistake("label in other case", 'SELECT * { ?c a ct:Country ; skos:prefLabel "ITALY"@en }', "letter-case", '"ITALY"@en', '"Italy"@en'),
    Mistake("label without its accents", 'SELECT * { ?c a ct:Country ; skos:prefLabel "Senegal"@fr }', "accents", '"Senegal"@fr', '"Sénégal"@fr'),
    Mistake("date compared as text", 'SELECT * { ?e a ct:Event ; ct:earliest ?day FILTER (?day >= "2022-01-01") }', "date-compared-as-text", '?day >= "2022-01-01"', '"2022-01-01"^^xsd:date'),
    Mistake("EDTF compared as date", 'SELECT * { ?e a ct:Event ; ct:date ?d FILTER (?d >= "2024-01-01"^^xsd:date) }', "edtf-compared-as-date", '?d >= "2024-01-01"^^xsd:date', "ct:earliest ?d"),
    Mistake("EDTF compared as text", 'SELECT * { ?e a ct:Event ; ct:date ?d FILTER (?d >= "2024-01-01") }', "edtf-compared-as-date", '?d >= "2024-01-01"', "ct:earliest ?d"),
    Mistake("date typed as another datatype", 'SELECT * { ?e a ct:Event ; ct:date "2022-06-08"^^xsd:date }', "edtf-not-date", '"2022-06-08"^^xsd:date', '"2022-06-08"^^edtf:EDTF'),
    Mistake("YEAR of EDTF", "SELECT * { ?e a ct:Event ; ct:date ?d FILTER (YEAR(?d) = 2024) }", "edtf-compared-as-date", "YEAR(?d) = 2024", "ct:earliest ?d"),
    Mistake("year compared with a number", "SELECT * { ?e a ct:Event ; ct:earliest ?day FILTER (?day = 2024) }", "date-compared-with-number", "?day = 2024", "YEAR(?day) = 2024"),
    Mistake("two equalities", "SELECT * { ?e a ct:Event ; ct:eventType ?t FILTER (?t = concept:visit && ?t = concept:workshop) }", "contradiction", "?t = concept:visit && ?t = concept:workshop", "IN (concept:visit, concept:workshop)"),
    Mistake("impossible range", 'SELECT * { ?e a ct:Event ; ct:earliest ?d FILTER (?d > "2024-12-31"^^xsd:date && ?d < "2024-01-01"^^xsd:date) }', "contradiction", '?d > "2024-12-31"^^xsd:date && ?d < "2024-01-01"^^xsd:date', '?d > "2024-01-01"^^xsd:date'),
    Mistake("variable that is never bound", "SELECT * { ?e a ct:Event ; ct:fundedBy ?donor FILTER (?doner = id:country-italy) }", "variable-never-bound", "?doner", "?donor = id:country-italy"),
    Mistake("condition on OPTIONAL", "SELECT * { ?e a ct:Event ; ct:eventType concept:visit OPTIONAL { ?e ct:fundedBy ?d } FILTER (?d = id:country-italy) }", "optional-variable", "FILTER (?d = id:country-italy)", "!BOUND(?d)"),
    Mistake("OPTIONAL variable in a later join", "SELECT * { ?e a ct:Event ; ct:eventType concept:workshop ; ct:fundedBy ?x OPTIONAL { ?e ct:fundedBy ?d } ?d a ct:Agency }", "optional-in-join", "?d a ct:Agency", "OPTIONAL { ?e ct:fundedBy ?d . ?d a ct:Agency . }"),
    Mistake("OPTIONAL variable in a second join", "SELECT * { ?e ct:fundedBy ?x OPTIONAL { ?e ct:fundedBy ?d . } ?e ct:organizer ?d }", "optional-in-join", "?e ct:organizer ?d", "OPTIONAL { ?e ct:fundedBy ?d . ?e ct:organizer ?d . }"),
    Mistake("condition out of scope", "SELECT * { ?e ct:fundedBy ?d { ?e a ct:Event FILTER (?d = id:country-italy) } }", "filter-out-of-scope", "FILTER (?d = id:country-italy)", "}  FILTER (?d = id:country-italy)"),
    Mistake("variables mixed up", "SELECT * { ?event ct:fundedBy ?donor ; ct:place ?place . ?donor ct:inCountry ?country }", "variable-mixed-up", "?donor", "?place ct:inCountry ?country"),
    Mistake("NOT EXISTS with a typo", "SELECT * { ?event a ct:Event FILTER NOT EXISTS { ?evnt ct:fundedBy ?d } }", "variable-typo", "?evnt", "{ ?event ct:fundedBy ?d }"),
    Mistake("NOT EXISTS that excludes all", "SELECT * { ?event a ct:Event FILTER NOT EXISTS { ?event skos:prefLabel ?l } }", "not-exists-excludes-all", "FILTER NOT EXISTS { ?event skos:prefLabel ?l }", "?event a ct:Event"),
    Mistake("MINUS that removes all", "SELECT * { ?event a ct:Event MINUS { ?event skos:prefLabel ?l } }", "minus-removes-all", "MINUS { ?event skos:prefLabel ?l }", "?event a ct:Event"),
    Mistake("VALUES that never occur", "SELECT * { VALUES ?t { concept:full } ?e ct:eventType ?t }", "values-never-occur", "VALUES ?t { concept:full }", ""),
    Mistake("VALUES with a typo", "SELECT * { VALUES ?t { concept:workshp } ?e ct:eventType ?t }", "misspelt-thing", "concept:workshp", "concept:workshop"),
    Mistake("VALUES without language tag", 'SELECT * { VALUES ?l { "Italy" } ?c skos:prefLabel ?l }', "language-tag-missing", '"Italy"', '"Italy"@en'),
    Mistake("HAVING that no group satisfies", "SELECT ?t (COUNT(?e) AS ?n) { ?e ct:eventType ?t } GROUP BY ?t HAVING (COUNT(?e) > 1000)", "having-excludes-all", "HAVING (COUNT(?e) > 1000)", "GROUP BY ?t"),
    Mistake("LIMIT 0", "SELECT * { ?e a ct:Event } LIMIT 0", "limit-zero", "LIMIT 0", "?e a ct:Event"),
    Mistake("OFFSET beyond the end", "SELECT * { ?e a ct:Event } OFFSET 1000", "offset-beyond-end", "OFFSET 1000", "?e a ct:Event"),
    Mistake("wrong step of a path", "SELECT * { GRAPH id:graph-claims { ?claim ct:evidence/ct:quote/ct:exact ?text } }", "path-step", "ct:quote", "ct:evidence/ct:passage/ct:exact"),
    Mistake("misspelt step of a path", "SELECT * { GRAPH id:graph-claims { ?claim ct:evidence/ct:pasage/ct:exact ?text } }", "misspelt-property", "ct:pasage", "ct:passage"),
    Mistake("not stated", "SELECT * { ?e a ct:Event ; ct:eventType concept:visit ; ct:fundedBy ?donor }", "not-stated", "ct:fundedBy ?donor", "ct:notStated ct:fundedBy"),
    Mistake("not stated, with the label of what is not there", 'SELECT ?l { ?e ct:eventType concept:visit ; ct:fundedBy ?donor . ?donor skos:prefLabel ?l FILTER (LANG(?l) = "en") }', "not-stated", "ct:fundedBy ?donor", "ct:notStated ct:fundedBy"),
    Mistake("CONTAINS on IRIs", 'SELECT * { ?e ct:fundedBy ?d FILTER (CONTAINS(?d, "italy")) }', "string-function-on-iri", 'CONTAINS(?d, "italy")', "STR(?d)"),
    Mistake("REGEX counts capitals", 'SELECT * { ?c a ct:Country ; skos:prefLabel ?l FILTER (REGEX(?l, "^ita")) }', "regex-case", 'REGEX(?l, "^ita")', '"^ita", "i"'),
    Mistake("CONTAINS counts capitals", 'SELECT * { ?c a ct:Country ; skos:prefLabel ?l FILTER (CONTAINS(?l, "ITAL")) }', "text-case", 'CONTAINS(?l, "ITAL")', "LCASE(STR(?l))"),
    Mistake("COUNT of nothing", "SELECT (COUNT(?e) AS ?n) { ?e a ct:Evnt }", "misspelt-class", "ct:Evnt", "ct:Event"),
    Mistake("ASK", "ASK { ?e ct:fundedBy id:country-itlay }", "misspelt-thing", "id:country-itlay", "id:country-italy"),
    Mistake("CONSTRUCT", "CONSTRUCT { ?e a ct:Event } WHERE { ?e ct:fundedby ?d }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
    Mistake("template without its variable", "CONSTRUCT { ?evnt a ct:Event } WHERE { ?event ct:fundedBy ?d }", "template-variable", "?evnt", "CONSTRUCT { ?event"),
    Mistake("within a UNION", "SELECT * { { ?e ct:fundedby ?d } UNION { ?e ct:xplace ?d } }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
    Mistake("within a sub-query", "SELECT * { ?e a ct:Event { SELECT ?e { ?e ct:fundedby ?d } } }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
    Mistake("within EXISTS", "SELECT * { ?e a ct:Event FILTER EXISTS { ?e ct:fundedby ?d } }", "wrong-case-property", "ct:fundedby", "ct:fundedBy"),
    Mistake("two mistakes", 'SELECT * { ?e a ct:event ; ct:fundedBy ?d . ?d skos:prefLabel "Italy" }', "wrong-case-class", "ct:event", '"Italy"@en'),
    Mistake("in a blank node's brackets", 'SELECT * { ?e ct:fundedBy [ skos:prefLabel "Italy" ] }', "language-tag-missing", '"Italy"', '"Italy"@en'),
    Mistake("a kind for a class", "SELECT * { ?e a ct:Workshop }", "kind-not-class", "ct:Workshop", "ct:eventType concept:workshop"),
    Mistake("property of other things", "SELECT * { ?c a ct:Country ; rdfs:label ?l }", "other-property", "rdfs:label", "skos:prefLabel ?l"),
    Mistake("one step too early", "SELECT * { ?e a ct:Event ; ct:place ?c . ?c a ct:Country }", "one-step-further", "ct:place ?c", "ct:place/ct:inCountry ?c"),
    Mistake("name of a concept, in another graph", 'SELECT * { ?c ct:rank "preferred" }', "in-named-graph", '?c ct:rank "preferred"', "?c ct:rank concept:preferred"),
    Mistake("evidence outside its graph, all of it", "SELECT * { ?x ct:exact ?text . ?e ct:passage ?x . ?claim ct:evidence ?e }", "in-named-graph", "?x ct:exact ?text", "GRAPH id:graph-claims"),
    Mistake("local name as text", 'SELECT * { ?e a ct:Event FILTER (?e = "event-marrakech-sahel-workshop") }', "literal-for-iri", '"event-marrakech-sahel-workshop"', "id:event-marrakech-sahel-workshop"),
    Mistake("value that never occurs", 'SELECT * { ?e ct:date "1924" }', "value-never-occurs", '"1924"', ""),
    Mistake("nothing of the kind", "SELECT * { ?e ct:participatingCountry id:country-atlantis }", "unknown-thing", "id:country-atlantis", ""),
    Mistake("condition that nothing satisfies", "SELECT * { ?e a ct:Event ; ct:edition ?n FILTER (?n > 5) }", "filter-excludes-all", "?n > 5", ""),
]
