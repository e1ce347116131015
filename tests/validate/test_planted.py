"""Faults planted in a copy of the real project: each is found, at its file and line, by its rule.

A row is a file of the project, words in it that occur once, what they become, the rule that must speak,
and a mark: the fault is reported on the line that holds the mark after the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from ctgraph.cli import cli
from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import Finding, run

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


FAULTS = [
    Fault("one letter changed in a quote", WORKSHOP, "gathered 25 participants from Burkina Faso", "gathered 25 participonts from Burkina Faso", "quote-not-found", "participonts"),
    Fault("a value without evidence", DIALOGUE, "ct:launchedBy id:country-morocco ;", "ct:launchedBy id:country-morocco ; ct:runBy id:agency-unoct ;", "no-evidence", "ct:runBy id:agency-unoct"),
    Fault("a count changed under an unchanged quote", WORKSHOP, "ct:subCountOf id:count-marrakech-sahel-workshop-all ;\n    ct:exactly 8 ;", "ct:subCountOf id:count-marrakech-sahel-workshop-all ;\n    ct:exactly 9 ;", "number-not-said", "ct:exactly 9"),
    Fault("a donor swapped for another country", WORKSHOP, "ct:fundedBy id:country-italy ;", "ct:fundedBy id:country-mali ;", "name-not-said", "ct:fundedBy id:country-mali"),
    Fault("a subject without a type", WORKSHOP, "id:agency-united-nations a ct:Agency ;\n    ct:namedAs", "id:agency-united-nations\n    ct:namedAs", "no-type", "id:agency-united-nations\n    ct:namedAs"),
    Fault("an undeclared property", VISIT, "ct:presenter id:agency", "ct:presentor id:agency", "undeclared", "ct:presentor"),
    Fault("an undeclared class", VISIT, "a ct:Event ;", "a ct:Evnt ;", "undeclared", "a ct:Evnt"),
    Fault("an undeclared concept", VISIT, "ct:eventType concept:visit ;", "ct:eventType concept:visiting ;", "undeclared", "concept:visiting"),
    Fault("a dangling IRI", RELEASE, "ct:organizer id:agency-unoct-programme-office-rabat ;", "ct:organizer id:agency-unoct-programme-office-tunis ;", "dangling", "office-tunis"),
    Fault("two documents that disagree without adjudication", CEREMONY, "ct:place id:place-marrakech ;", "ct:place id:place-rabat ;", "contradiction", "ct:place id:place-rabat ;\n    ct:participantsFrom"),
    Fault("an adjudication taken away", DECISIONS, "ct:subject id:event-rabat-office-opening ;\n    ct:predicate ct:date ;", "ct:subject id:event-dakar-sahel-workshop ;\n    ct:predicate ct:date ;", "adjudication-unsaid", '"2020-06-24"'),
    Fault("an event planned and held in one document", DIALOGUE, "ct:eventType concept:conference ;\n    ct:eventStatus concept:planned ;", "ct:eventType concept:conference ;\n    ct:eventStatus concept:planned , concept:held ;", "contradiction", "concept:planned , concept:held"),
    Fault("a literal that the store would alter", WORKSHOP, "ct:durationDays 3 ;", "ct:durationDays 03 ;", "literal", "ct:durationDays 03"),
    Fault("a derived integer type that the store would lose", WORKSHOP, "ct:durationDays 3 ;", 'ct:durationDays "3"^^xsd:positiveInteger ;', "literal", "xsd:positiveInteger"),
    Fault("a quote tagged with the wrong language", WORKSHOP, '[ ct:quote "During the 3-day workshop"@en', '[ ct:quote "During the 3-day workshop"@fr', "quote-language", "During the 3-day workshop"),
    Fault("a quote that occurs more than once", WORKSHOP, '[ ct:quote "During the 3-day workshop"@en', '[ ct:quote "workshop"@en', "quote-not-unique", '[ ct:quote "workshop"@en'),
    Fault("a quote in the repaired reading", WORKSHOP, "pour renforcer les capacit谷s nationales", "pour renforcer les capacités nationales", "quote-not-found", '"pour renforcer les capacités nationales"'),
    Fault("evidence for a property that the subject has not", WORKSHOP, "in December 2023\"@en ;\n          ct:supports ct:buildsOn ]", "in December 2023\"@en ;\n          ct:supports ct:commemorates ]", "supports-nothing", "ct:commemorates"),
    Fault("evidence for a value that is not there", WORKSHOP, "suspected terrorists\"@en ;\n          ct:supports ct:topic ;\n          ct:value concept:terrorist-movement ]", "suspected terrorists\"@en ;\n          ct:supports ct:topic ;\n          ct:value concept:prisons ]", "supports-nothing", "concept:prisons"),
    Fault("a date that the quote does not say", VISIT, 'ct:date "2025-09-16"^^edtf:EDTF ;', 'ct:date "2025-09-18"^^edtf:EDTF ;', "no-evidence", '"2025-09-18"'),
    Fault("a date against the weekday in its quote", CEREMONY, 'ct:date "2022-06-24"^^edtf:EDTF ;', 'ct:date "2021-06-24"^^edtf:EDTF ;\n    # another year\n   ', "weekday", 'ct:date "2021-06-24"^^edtf:EDTF ;\n    # another'),
    Fault("a date that is no date", DIALOGUE, 'ct:date "2024-12"^^edtf:EDTF ;', 'ct:date "2024-13"^^edtf:EDTF ;', "edtf", '"2024-13"'),
    Fault("an inferred value without reasoning in French", DIALOGUE, " ,\n              \"« Novembre prochain » dans un texte daté de septembre 2024 est novembre 2024.\"@fr", "", "no-reasoning", "ct:basis concept:inferred ;\n          ct:reasoning \"‘Novembre"),
    Fault("words that do not stand in the text", RELEASE, 'ct:namedAs "Mr. Annadif Khatir Mahamat Saleh"@en', 'ct:namedAs "Mr. Anadif Khatir Mahamat Saleh"@en', "not-verbatim", "Mr. Anadif"),
    Fault("a blank node that is no evidence", VISIT, "ct:programmeType concept:project ;", "ct:programmeType concept:project ; ct:launchedBy [ a ct:Country ] ;", "blank-node", "[ a ct:Country ]"),
    Fault("an unknown property of evidence", VISIT, '[ ct:quote "au siège du ministère de la Justice"@fr ]', '[ ct:quote "au siège du ministère de la Justice"@fr ; ct:place id:place-rabat ]', "evidence-property", "ct:place id:place-rabat"),
    Fault("a text that is not the received one", "data/documents/dialogue-strategique.txt", "deux conférences", "trois conférences", "sha256", "ct:sha256"),
    Fault("a preferred value that nobody says", DECISIONS, 'ct:prefers "2021-06-24"^^edtf:EDTF ;', 'ct:prefers "2021-06-25"^^edtf:EDTF ;', "adjudication-unsaid", '"2021-06-25"'),
    Fault("an adjudication without reasons", DECISIONS, 'ct:reasoning "It reports on the opening', 'skos:note "It reports on the opening', "no-reasoning", "id:adjudication-heads-of-agencies-press-release-issued"),
    Fault("a second set of labels", DIALOGUE, "id:agency-lnt a ct:Agency ;", 'id:agency-lnt a ct:Agency ; skos:prefLabel "LNT"@en ;', "label-twice", 'skos:prefLabel "LNT"@en'),
    Fault("a missing semicolon", WORKSHOP, '"Dakar"@en , "Dakar"@fr ;\n', '"Dakar"@en , "Dakar"@fr\n', "syntax", "ct:inCountry id:country-senegal"),
    Fault("a part larger than the whole", WORKSHOP, "ct:scope concept:participants ;\n    ct:exactly 25 ;", "ct:scope concept:participants ;\n    ct:exactly 3 ;", "shape:shape-sub-count-not-larger", "ct:exactly 8", shapes=True),
    Fault("a person without a post", RELEASE, "ct:holds id:post-head-defense-security-g5-sahel ;\n    ct:evidence [ ct:quote \"Head of Defense and Security Department G5 Sahel Général Mohamed Ely Znagui\"@en ] .", "ct:acronym \"Znagui\"@en .", "shape:shape-person", "id:person-mohamed-ely-znagui a", shapes=True),
    Fault("a result of what is only planned", DIALOGUE, 'ct:aim "Il réunira', 'ct:outcome "Il réunira', "shape:shape-planned-has-no-outcome", 'ct:outcome "Il réunira', shapes=True),
    Fault("a donor without evidence of its own", CEREMONY, "ct:opens id:agency-unoct-programme-office-rabat ;\n    ct:notStated ct:fundedBy ;", "ct:opens id:agency-unoct-programme-office-rabat ;\n    ct:fundedBy id:agency-unoct-programme-office-rabat ;", "shape:shape-funding-evidence", "ct:fundedBy id:agency", shapes=True),
]


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
def test_planted_fault_is_found_at_its_line(fault: Fault, project: Path) -> None:
    line = plant(project, fault)
    found = findings(project, shapes=fault.shapes)
    file = fault.file.replace(".txt", ".ttl")
    assert [f for f in found if f.rule == fault.rule and f.file == file and f.line == line], "\n".join(map(str, found))


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
