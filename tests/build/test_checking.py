"""What a build that goes on does not look at has nothing wrong that a look at everything would find."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bench import generate

from ctgraph.build import build
from ctgraph.dataset import load
from ctgraph.errors import InvalidData, SourceSyntaxError
from ctgraph.settings import Settings
from ctgraph.validate import run

DOCUMENTS = 10
HEAD = """id:doc-{slug} a ct:Document ; skos:prefLabel "{slug}"@en , "{slug}"@fr ; dcterms:language "en" ;
    ct:receivedAs "{slug}.txt" ; ct:sha256 "{digest}"^^xsd:hexBinary ; ct:textAccess concept:full .
id:doc-{slug}-part a ct:TextPart ; skos:prefLabel "Text"@en , "Texte"@fr ; dcterms:language "en" ;
    dcterms:isPartOf id:doc-{slug} ; ct:firstLine 1 ; ct:lastLine {lines} .
"""


def write(root: Path, slug: str, text: str, facts: str) -> None:
    folder = root / "data" / "documents"
    (folder / f"{slug}.txt").write_bytes(text.encode())
    digest = hashlib.sha256(text.encode()).hexdigest().upper()
    head = HEAD.format(slug=slug, digest=digest, lines=text.count("\n") + 1)
    (folder / f"{slug}.ttl").write_text(generate.PREFIXES + head + facts, encoding="utf-8")


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    """Documents of an event each, in which the one before says how many came."""
    generate.write(tmp_path, 0)
    said, counted = "", ""
    for number in range(DOCUMENTS):
        text, facts = generate.event(number, 0)
        held, came, paid, _ = text.split("\n")
        event, *counts = facts.split("\nid:count-")
        write(tmp_path, f"page-{chr(97 + number)}", f"{held}\n{paid}\n{said}", f"{event}\n{counted}")
        said = f"{came}\n"
        counted = f"id:event-{2 * number} a ct:Event .\n" + "".join(f"id:count-{count}" for count in counts)
    return tmp_path


def settings(root: Path) -> Settings:
    return Settings.load(root, environ={}, check_all=0)


def builds(root: Path) -> bool:
    try:
        build(settings(root))
    except (InvalidData, SourceSyntaxError):
        return False
    return True


def is_sound(root: Path) -> bool:
    return not any(finding.severity == "error" for finding in run(load(settings(root))))


def say(text: str, chance: random.Random) -> str:
    event, other = (f"id:event-{2 * chance.randrange(DOCUMENTS)}" for _ in range(2))
    said = chance.choice([
        f"{other} a ct:Event", f"{event} a ct:Session", f"{event} a ct:Event ; ct:eventStatus concept:planned",
        f'{event} a ct:Event ; ct:namedAs "no such words"@en', f"id:count-0-all a ct:Count ; ct:countOf {other}",
        f'{event} a ct:Event ; skos:prefLabel "Another"@en , "Une autre"@fr',
    ])
    return f"{text}{said} .\n"


def rename(text: str, chance: random.Random) -> str:
    return text.replace(*(f"id:event-{2 * chance.randrange(DOCUMENTS)}" for _ in range(2)))


def without_a_line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    lines.pop(chance.randrange(15, len(lines)))
    return "".join(lines)


def reword(text: str, chance: random.Random) -> str:
    return text.replace("persons took part", chance.choice(["people came", "persons took part "]))


def comment(text: str, chance: random.Random) -> str:
    return f"{text}# a comment {chance.random()}\n"


def withdraw(text: str, chance: random.Random) -> str:
    return re.sub(r"(id:doc-\S+) a ct:Document ;", r'\g<0> ct:withdrawn true ; ct:withdrawalReason "a mistake"@en , "une erreur"@fr ;', text)


def decide(root: Path, chance: random.Random) -> None:
    aside, event = chance.choice(["2010-01-01", "2011-06-01"]), f"id:event-{2 * chance.randrange(3)}"
    (root / "data" / "adjudications.ttl").write_text(
        f'{generate.PREFIXES} id:adjudication-a a ct:Adjudication ; skos:prefLabel "A"@en , "A"@fr ; ct:subject {event} ; ct:predicate ct:date ;\n'
        f'ct:basis concept:editorial ; ct:setsAside "{aside}"^^edtf:EDTF ; ct:prefers "2012"^^edtf:EDTF ; ct:reasoning "So."@en , "Ainsi."@fr .\n', encoding="utf-8")


def harm(root: Path, chance: random.Random) -> None:
    """Change something so that it may be wrong."""
    path = chance.choice(sorted((root / "data" / "documents").glob("*.ttl")))
    how = chance.choice([say, say, rename, without_a_line, reword, comment, withdraw, Path.unlink, decide])
    if how is Path.unlink:
        path.unlink()
    elif how is decide:
        decide(root, chance)
    else:
        path.write_text(how(path.read_text(encoding="utf-8"), chance), encoding="utf-8")


@pytest.mark.parametrize("seed", range(2))
def test_a_build_that_goes_on_fails_where_a_look_at_everything_does(chain: Path, seed: int) -> None:
    chance, sound = random.Random(seed), chain.with_name("sound")
    assert builds(chain)
    outcomes = set()
    for step in range(8):
        shutil.rmtree(sound, ignore_errors=True)
        shutil.copytree(chain / "data", sound)
        harm(chain, chance)
        outcomes.add(expected := is_sound(chain))
        assert builds(chain) == expected, step
        if not expected:
            shutil.rmtree(chain / "data")
            shutil.copytree(sound, chain / "data")
    assert outcomes == {True, False}


def test_only_whom_a_change_concerns_is_looked_at(chain: Path) -> None:
    assert build(settings(chain)).work.checked == DOCUMENTS
    path = chain / "data" / "documents" / "page-d.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    work = build(settings(chain)).work
    assert (work.read, work.checked) == (1, 4)  # itself, its neighbours, and who describes what one of these counts
    assert build(settings(chain)).work.checked == 0
    path.write_text(path.read_text(encoding="utf-8") + "# another\n", encoding="utf-8")
    assert build(replace(settings(chain), check_all=DOCUMENTS)).work.checked == DOCUMENTS


def test_a_build_that_was_not_checked_is_checked_whole_next_time(chain: Path) -> None:
    path = chain / "data" / "documents" / "page-d.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + 'id:event-0 a ct:Event ; skos:prefLabel "Another"@en .\n', encoding="utf-8")
    build(settings(chain), check=False)
    with pytest.raises(InvalidData):
        build(settings(chain))
