"""Looking only at what has changed finds what looking at everything finds."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import Session, run
from ctgraph.validate.memory import FileMemory

DOCUMENTS = "data/documents"
CHANGES = [  # a file, words, what they become: of one document, of several, and of what all depend on
    (f"{DOCUMENTS}/rabat-anniversary-ceremony.ttl", "ct:place id:place-marrakech ;", "ct:place id:place-rabat ;"),
    (f"{DOCUMENTS}/heads-of-agencies-press-release.ttl", 'ct:namedAs "Mr. Annadif', 'ct:namedAs "Mr. Anadif'),
    ("data/reference/places.ttl", "id:place-dakar a ct:Place ;", "id:place-dakkar a ct:Place ;"),
    ("data/adjudications.ttl", 'ct:prefers "2021-06-24"^^edtf:EDTF ;', 'ct:prefers "2021-06-25"^^edtf:EDTF ;'),
    ("data/reference/countries.ttl", 'skos:prefLabel "Italy"@en , "Italie"@fr ;', 'skos:prefLabel "Etruria"@en , "Étrurie"@fr ;'),
    ("shapes/accepted.ttl", "sh:in ( concept:held concept:planned ) ;", "sh:in ( concept:held ) ;"),
    ("ontology/ctgraph.ttl", "ct:presenter a owl:ObjectProperty ;", "ct:presentor a owl:ObjectProperty ;"),
    (f"{DOCUMENTS}/dialogue-strategique.txt", "deux conférences", "trois conférences"),
    ("ctgraph.toml", 'languages = ["en", "fr"]', 'languages = ["en", "fr", "de"]'),
]


def fresh(project: Path) -> list[str]:
    return sorted(map(str, run(load(Settings.load(project, environ={})))))


def remembered(project: Path) -> list[str]:
    """What a new process would find with what the last one kept."""
    memory = FileMemory(project / "build" / "validation.sqlite")
    return sorted(map(str, Session(Settings.load(project, environ={}), memory).check().findings))


def test_after_each_change_the_findings_are_those_of_a_fresh_look(project: Path) -> None:
    assert remembered(project) == []
    for file, words, become in CHANGES:
        path = project / file
        sound = path.read_text(encoding="utf-8")
        assert words in sound, (file, words)
        path.write_text(sound.replace(words, become), encoding="utf-8", newline="")
        found = remembered(project)
        assert found == fresh(project), file
        assert found or "Etruria" in become, file
        path.write_text(sound, encoding="utf-8", newline="")
    assert remembered(project) == []


def test_documents_that_come_and_go(project: Path) -> None:
    remembered(project)
    for name in ("marrakech-sahel-workshop", "rabat-anniversary-ceremony"):
        kept = project / f"{name}.kept"
        path = project / DOCUMENTS / f"{name}.ttl"
        shutil.move(path, kept)
        found = remembered(project)
        assert found == fresh(project)
        assert found
        shutil.move(kept, path)
    assert remembered(project) == []


def test_a_session_looks_only_at_what_changed_and_at_whom_it_concerns(project: Path) -> None:
    session = Session(Settings.load(project, environ={}))
    assert session.check().examined == 5
    assert session.check().examined == 0
    path = project / DOCUMENTS / "commission-nationale-connect.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert session.check().examined == 1
    places = project / "data" / "reference" / "places.ttl"
    places.write_text(places.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    assert session.check().examined == 5


def test_a_name_that_another_document_gives_is_looked_at_where_it_is_used(project: Path) -> None:
    """Evidence is checked for every name that any document knows."""
    remembered(project)
    path = project / DOCUMENTS / "marrakech-sahel-workshop.ttl"
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r'ct:namedAs "[^"]+"@en', text)[:6]:
        path.write_text(text.replace(name, 'ct:namedAs "UNOCT"@en', 1), encoding="utf-8")
        assert remembered(project) == fresh(project), name


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_never_trusted_blindly(seed: int, project: Path) -> None:
    remembered(project)
    kept, chance = project / "build" / "validation.sqlite", random.Random(seed)
    content = bytearray(kept.read_bytes())
    if seed == 0:
        kept.write_bytes(b"no database")
    elif seed == 1:
        kept.write_bytes(content[: len(content) // 2])
    elif seed == 2:
        with sqlite3.connect(kept) as database:
            database.execute("UPDATE entry SET body = replace(body, '\"findings\": []', '\"findings\": [1]')")
    else:
        for _ in range(200):
            content[chance.randrange(100, len(content))] = chance.randrange(256)
        kept.write_bytes(content)
    assert remembered(project) == []


def test_a_folder_that_cannot_be_written_only_costs_time(project: Path) -> None:
    (project / "build").write_text("in the way", encoding="utf-8")
    assert remembered(project) == []
