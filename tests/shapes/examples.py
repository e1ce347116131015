"""For each shape, data that conforms (subjects ok:…) and data that does not (subjects bad:…).

Keyed by the local name of the node shape or property shape that must report the bad subject, and only it.
"""

PREFIXES = """
@prefix bad: <http://example.org/bad/> .
@prefix ok: <http://example.org/ok/> .
@prefix x: <http://example.org/x/> .
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:event a ct:Event . x:other a ct:Event . x:agency a ct:Agency . x:country a ct:Country .
x:person a ct:Person . x:post a ct:Post . x:place a ct:Place . x:programme a ct:Programme .
x:document a ct:Document . x:count a ct:Count . x:region a ct:Region .
"""

DOCUMENT = {
    "shape-document-received-as": ('ok:d a ct:Document ; ct:receivedAs "a.txt" .', 'bad:d a ct:Document .'),
    "shape-document-sha256": (f'ok:d a ct:Document ; ct:sha256 "{"01" * 32}"^^xsd:hexBinary .', f'bad:d a ct:Document ; ct:sha256 "{"01" * 31}"^^xsd:hexBinary .'),
    "shape-document-access": ("ok:d a ct:Document ; ct:textAccess concept:full .", "bad:d a ct:Document ; ct:textAccess concept:held ."),
    "shape-document-language": ('ok:d a ct:Document ; dcterms:language "en" .', 'bad:d a ct:Document ; dcterms:language "English" .'),
    "shape-document-title": ('ok:d a ct:Document ; dcterms:title "A"@en .', 'bad:d a ct:Document ; dcterms:title "A" .'),
    "shape-document-issued": ('ok:d a ct:Document ; dcterms:issued "2024-09"^^edtf:EDTF .', 'bad:d a ct:Document ; dcterms:issued "2024-09" .'),
    "shape-text-part-first": ("ok:p a ct:TextPart ; ct:firstLine 1 ; ct:lastLine 5 .", "bad:p a ct:TextPart ; ct:firstLine 6 ; ct:lastLine 5 ."),
    "shape-text-part-last": ("ok:p a ct:TextPart ; ct:lastLine 5 .", "bad:p a ct:TextPart ; ct:firstLine 1 ."),
    "shape-text-part-language": ('ok:p a ct:TextPart ; dcterms:language "fr" .', 'bad:p a ct:TextPart ; dcterms:language "fr" , "en" .'),
    "shape-text-part-of": ("ok:p a ct:TextPart ; dcterms:isPartOf x:document .", "bad:p a ct:TextPart ; dcterms:isPartOf x:event ."),
    "shape-evidence": ('x:s ct:evidence ok:e . ok:e ct:quote "so"@en .', 'x:s ct:evidence bad:e . bad:e ct:quote "so"@en ; ct:place x:place .'),
    "shape-evidence-quote": ('x:s ct:evidence ok:e . ok:e ct:quote "so"@en .', 'x:s ct:evidence bad:e . bad:e ct:quote "so" .'),
    "shape-evidence-supports": ("x:s ct:evidence ok:e . ok:e ct:supports ct:date .", 'x:s ct:evidence bad:e . bad:e ct:supports "ct:date" .'),
    "shape-evidence-value": ("x:s ct:evidence ok:e . ok:e ct:value 3 .", "x:s ct:evidence bad:e . bad:e ct:value [] ."),
    "shape-evidence-basis": ("x:s ct:evidence ok:e . ok:e ct:basis concept:inferred .", "x:s ct:evidence bad:e . bad:e ct:basis concept:editorial ."),
    "shape-evidence-reasoning": ('x:s ct:evidence ok:e . ok:e ct:reasoning "a"@en , "b"@fr .', 'x:s ct:evidence bad:e . bad:e ct:reasoning "a"@en , "b"@en .'),
    "shape-evidence-reported-by": ("x:s ct:evidence ok:e . ok:e ct:reportedBy x:person .", "x:s ct:evidence bad:e . bad:e ct:reportedBy x:place ."),
    "shape-occasion-date": ('ok:e a ct:Event ; ct:date "2024"^^edtf:EDTF .', 'bad:e a ct:Event ; ct:date "2024-06-01"^^xsd:date .'),
    "shape-occasion-place-form": ("ok:e a ct:Session ; ct:place x:place .", 'bad:e a ct:Session ; ct:place "Marrakech" .'),
    "shape-occasion-aim": ('ok:e a ct:Event ; ct:aim "to meet"@en .', 'bad:e a ct:Event ; ct:aim "to meet" .'),
    "shape-occasion-outcome": ('ok:e a ct:Event ; ct:outcome "they met"@en .', 'bad:e a ct:Event ; ct:outcome "they met" .'),
    "shape-event-duration": ("ok:e a ct:Event ; ct:durationDays 3 .", "bad:e a ct:Event ; ct:durationDays 0 ."),
    "shape-event-edition": ("ok:e a ct:Event ; ct:edition 1 .", 'bad:e a ct:Event ; ct:edition "first" .'),
    "shape-count-form": ("ok:c a ct:Count ; ct:exactly 8 .", "bad:c a ct:Count ; ct:exactly 8 ; ct:atLeast 8 ."),
    "shape-count-of": ("ok:c a ct:Count ; ct:countOf x:event .", "bad:c a ct:Count ; ct:countOf x:agency ."),
    "shape-count-scope": ("ok:c a ct:Count ; ct:scope concept:women .", 'bad:c a ct:Count ; ct:scope "women" .'),
    "shape-statement": ("ok:s a ct:Statement ; ct:notStated ct:speaker .", 'bad:s a ct:Statement ; ct:wording "so"@en .'),
    "shape-statement-wording": ('ok:s a ct:Statement ; ct:wording "so"@en .', "bad:s a ct:Statement ; ct:speaker x:person ."),
    "shape-statement-about": ("ok:s a ct:Statement ; ct:about x:event .", "bad:s a ct:Statement ."),
    "shape-decision-wording": ('ok:d a ct:Decision ; ct:wording "to meet"@en .', "bad:d a ct:Decision ."),
    "shape-decision-by": ("ok:d a ct:Decision ; ct:decidedBy x:agency .", "bad:d a ct:Decision ."),
    "shape-agreement-signed-on-form": ('ok:a a ct:Agreement ; ct:signedOn "2020-10"^^edtf:EDTF .', 'bad:a a ct:Agreement ; ct:signedOn "October 2020" .'),
    "shape-named-as": ('ok:a ct:namedAs "UN"@en .', 'bad:a ct:namedAs "UN" .'),
    "shape-acronym": ('ok:a ct:namedAs "UN"@en ; ct:acronym "UN"@en .', 'bad:a ct:namedAs "U N"@en ; ct:acronym "U N"@en .'),
    "shape-funding-evidence": ("ok:e ct:fundedBy x:country ; ct:evidence x:ev . x:ev ct:supports ct:fundedBy .", "bad:e ct:fundedBy x:country ; ct:evidence x:ev2 . x:ev2 ct:supports ct:date ."),
    "shape-acronym-is-name": ('ok:a ct:namedAs "UN"@en ; ct:acronym "UN"@en .', 'bad:a ct:namedAs "United Nations"@en ; ct:acronym "UN"@en .'),
}

ACCEPTED = {
    "shape-label-en": ('ok:e a ct:Event ; skos:prefLabel "A"@en .', 'bad:e a ct:Event ; skos:prefLabel "A"@en , "B"@en .'),
    "shape-label-fr": ('ok:e a ct:Event ; skos:prefLabel "A"@fr .', 'bad:e a ct:Event ; skos:prefLabel "A"@en .'),
    "shape-event-status": ("ok:e a ct:Event ; ct:eventStatus concept:held .", "bad:e a ct:Event ; ct:eventStatus concept:held , concept:planned ."),
    "shape-event-type": ("ok:e a ct:Event ; ct:eventType concept:workshop .", "bad:e a ct:Event ."),
    "shape-event-date-once": ('ok:e a ct:Event ; ct:date "2024"^^edtf:EDTF .', 'bad:e a ct:Event ; ct:date "2024"^^edtf:EDTF , "2023"^^edtf:EDTF .'),
    "shape-event-underprogramme": ("ok:e a ct:Event ; ct:underProgramme x:programme .", "bad:e a ct:Event ; ct:underProgramme x:agency ."),
    "shape-event-builds-on": ("ok:e a ct:Event ; ct:buildsOn x:event .", "bad:e a ct:Event ; ct:buildsOn x:agency ."),
    "shape-event-commemorates": ("ok:e a ct:Event ; ct:commemorates x:event .", "bad:e a ct:Event ; ct:commemorates x:agency ."),
    "shape-event-announced-at": ("ok:e a ct:Event ; ct:announcedAt x:event .", "bad:e a ct:Event ; ct:announcedAt x:place ."),
    "shape-event-opens": ("ok:e a ct:Event ; ct:opens x:agency .", "bad:e a ct:Event ; ct:opens x:place ."),
    "shape-event-date-or-not-stated": ("ok:e a ct:Event ; ct:notStated ct:date .", "bad:e a ct:Event ; ct:notStated ct:place ."),
    "shape-event-place-or-not-stated": ("ok:e a ct:Event ; ct:place x:place .", "bad:e a ct:Event ; ct:notStated ct:date ."),
    "shape-event-donor-or-not-stated": ("ok:e a ct:Event ; ct:notStated ct:fundedBy .", "bad:e a ct:Event ; ct:notStated ct:date ."),
    "shape-occasion-place": ("ok:s a ct:Session ; ct:place x:place .", "bad:s a ct:Session ; ct:place x:country ."),
    "shape-occasion-organizer": ("ok:e a ct:Event ; ct:organizer x:agency .", "bad:e a ct:Event ; ct:organizer x:place ."),
    "shape-occasion-host": ("ok:e a ct:Event ; ct:host x:country .", "bad:e a ct:Event ; ct:host x:place ."),
    "shape-occasion-country": ("ok:e a ct:Event ; ct:participatingCountry x:country .", "bad:e a ct:Event ; ct:participatingCountry x:region ."),
    "shape-occasion-keynote": ("ok:e a ct:Event ; ct:keynoteSpeaker x:person .", "bad:e a ct:Event ; ct:keynoteSpeaker x:post ."),
    "shape-session": ("ok:s a ct:Session .", "bad:s a ct:Session , ct:Event ."),
    "shape-session-part-of": ("ok:s a ct:Session ; ct:partOf x:event .", "bad:s a ct:Session ."),
    "shape-donor": ("ok:c a ct:Country , ct:Donor .", "bad:p a ct:Person , ct:Donor ."),
    "shape-donor-funds": ("ok:c a ct:Country , ct:Donor . x:event ct:fundedBy ok:c .", "bad:c a ct:Country , ct:Donor ."),
    "shape-agency-parent": ("ok:a a ct:Agency ; ct:parentBody x:agency .", "bad:a a ct:Agency ; ct:parentBody x:country ."),
    "shape-agency-country": ("ok:a a ct:Agency ; ct:ofCountry x:country .", "bad:a a ct:Agency ; ct:ofCountry x:region ."),
    "shape-agency-cochair": ("ok:a a ct:Agency ; ct:coChair x:country .", "bad:a a ct:Agency ; ct:coChair x:place ."),
    "shape-person-holds": ("ok:p a ct:Person ; ct:holds x:post .", "bad:p a ct:Person ."),
    "shape-post": ("ok:p a ct:Post ; ct:ofCountry x:country .", "bad:p a ct:Post ."),
    "shape-post-body": ("ok:p a ct:Post ; ct:body x:agency .", "bad:p a ct:Post ; ct:body x:country ."),
    "shape-place-country": ("ok:p a ct:Place ; ct:inCountry x:country .", "bad:p a ct:Place ; ct:inCountry x:region ."),
    "shape-programme-type": ("ok:p a ct:Programme ; ct:programmeType concept:project .", "bad:p a ct:Programme ."),
    "shape-programme-run-by": ("ok:p a ct:Programme ; ct:runBy x:agency .", "bad:p a ct:Programme ; ct:runBy x:country ."),
    "shape-agreement-signed-on": ('ok:a a ct:Agreement ; ct:signedOn "2020"^^edtf:EDTF .', 'bad:a a ct:Agreement ; ct:signedOn "2020"^^edtf:EDTF , "2021"^^edtf:EDTF .'),
    "shape-agreement-signatory": ("ok:a a ct:Agreement ; ct:signatory x:person .", "bad:a a ct:Agreement ; ct:signatory x:country ."),
    "shape-agreement-party": ("ok:a a ct:Agreement ; ct:party x:country .", "bad:a a ct:Agreement ; ct:party x:place ."),
    "shape-agreement-establishes": ("ok:a a ct:Agreement ; ct:establishes x:agency .", "bad:a a ct:Agreement ; ct:establishes x:event ."),
    "shape-count-sub-count": ("ok:c a ct:Count ; ct:subCountOf x:count .", "bad:c a ct:Count ; ct:subCountOf x:event ."),
    "shape-sub-count-not-larger": ("ok:c ct:subCountOf x:w ; ct:exactly 8 . x:w ct:exactly 25 .", "bad:c ct:subCountOf x:v ; ct:exactly 26 . x:v ct:exactly 25 ."),
    "shape-sub-count-same-occasion": ("ok:c ct:subCountOf x:w ; ct:countOf x:event . x:w ct:countOf x:event .", "bad:c ct:subCountOf x:v ; ct:countOf x:event . x:v ct:countOf x:other ."),
    "shape-planned-has-no-outcome": ("ok:e a ct:Event ; ct:eventStatus concept:planned .", "bad:e a ct:Event ; ct:eventStatus concept:planned . x:c ct:countOf bad:e ."),
    "shape-session-within-event": (
        'ok:s a ct:Session ; ct:partOf x:e ; ct:date "2024-06-25"^^edtf:EDTF ; ct:earliest "2024-06-25"^^xsd:date ; ct:latest "2024-06-25"^^xsd:date . x:e ct:earliest "2024-06-25"^^xsd:date ; ct:latest "2024-06-27"^^xsd:date .',
        'bad:s a ct:Session ; ct:partOf x:e ; ct:date "2024-06-28"^^edtf:EDTF ; ct:earliest "2024-06-28"^^xsd:date ; ct:latest "2024-06-28"^^xsd:date .',
    ),
    "shape-after-what-it-builds-on": (
        'ok:e a ct:Event ; ct:buildsOn x:e ; ct:latest "2024-06-27"^^xsd:date . x:e ct:earliest "2023-12-01"^^xsd:date .',
        'bad:e a ct:Event ; ct:commemorates x:e ; ct:latest "2022-06-24"^^xsd:date .',
    ),
    "shape-opened-after-agreement": (
        'ok:a a ct:Agreement ; ct:establishes x:o ; ct:earliest "2020-10-01"^^xsd:date . x:e ct:opens x:o ; ct:latest "2021-06-24"^^xsd:date .',
        'bad:a a ct:Agreement ; ct:establishes x:p ; ct:earliest "2020-10-01"^^xsd:date . x:f ct:opens x:p ; ct:latest "2020-06-24"^^xsd:date .',
    ),
}
