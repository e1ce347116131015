"""Every rule is told in both languages, and its examples are what it says they are."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Mapping
from pathlib import Path

import pytest

import ctgraph.validate
from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import LANGUAGES, Rule, rules, run

TEXT = """The Blue Office held a workshop in Zenda on Tuesday 6 May 2031.
25 participants came, 8 of them women. The workshop was paid for by Ruritania.
Write to office@example.org.
"""
PREFIXES = """
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <https://example.org/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HEAD = """
id:doc-{slug} a ct:Document ; skos:prefLabel "An example"@en , "Un exemple"@fr ; dcterms:language "en" ;
    ct:receivedAs "example.txt" ; ct:sha256 "{sha256}"^^xsd:hexBinary ; ct:textAccess concept:full .
"""
PART = """
id:doc-{slug}-part a ct:TextPart ; skos:prefLabel "Text"@en , "Texte"@fr ; dcterms:language "en" ;
    dcterms:isPartOf id:doc-{slug} ; ct:firstLine 1 ; ct:lastLine 3 .
"""
REFERENCE = """
id:place-zenda a ct:Place ; skos:prefLabel "Zenda"@en , "Zenda"@fr .
id:place-streslau a ct:Place ; skos:prefLabel "Streslau"@en , "Streslau"@fr .
id:country-ruritania a ct:Country ; skos:prefLabel "Ruritania"@en , "Ruritanie"@fr .
id:agency-blue-office a ct:Agency ; skos:prefLabel "Blue Office"@en , "Bureau bleu"@fr .
"""
PARTS = {"document", "slug", "text", "decisions", "ledger", "shapes", "question"}


def written(folder: Path, example: Mapping[str, str]) -> Path:
    """A small project around an example."""
    assert example.keys() <= PARTS
    slug = example.get("slug", "example")
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest().upper()
    fill = {"{slug}": slug, "{sha256}": sha256}
    document = example.get("document", "")
    around = PART if "a ct:Document" in document else HEAD + PART
    files = {
        "ctgraph.toml": 'base_iri = "https://example.org/"\nlanguages = ["en", "fr"]\n[title]\nen = "Example"\n',
        "data/reference/things.ttl": PREFIXES + REFERENCE,
        f"data/documents/{slug}.ttl": PREFIXES + around + document,
        "data/adjudications.ttl": PREFIXES + example.get("decisions", ""),
        "data/ledger.ttl": PREFIXES + example.get("ledger", ""),
    }
    if "text" not in example:
        files[f"data/documents/{slug}.txt"] = TEXT
    if "question" in example:
        files["data/questions/offices.rq"] = example["question"]
    if "shapes" in example:
        files["shapes/document.ttl"] = PREFIXES + example["shapes"]
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for mark, value in fill.items():
            content = content.replace(mark, value)
        path.write_text(content, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("rule", rules().values(), ids=lambda r: r.name)
def test_the_examples_are_what_they_are_said_to_be(rule: Rule, tmp_path: Path) -> None:
    for example, wanted in ((rule.valid, set()), (rule.invalid, {rule.name})):
        project = written(tmp_path / str(len(wanted)), example)
        found = run(load(Settings.load(project, environ={})), shapes="shapes" in example)
        assert {f.rule for f in found} == wanted, "\n".join(map(str, found))


@pytest.mark.parametrize("rule", rules().values(), ids=lambda r: r.name)
def test_everything_is_said_in_every_language_with_the_same_places(rule: Rule) -> None:
    said = [rule.title, rule.expected, rule.why, *rule.messages.values(), *rule.helps.values()]
    for texts in said:
        assert tuple(language for language, _ in texts) == LANGUAGES
    for texts in rule.messages.values():
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for _, text in texts]
        assert fields[0] == fields[1] or rule.name == "edtf", "one language says what the other does not"
    french = [dict(texts)["fr"] for texts in said]
    assert not [t for t in french if re.search(r"\w'\w", t)], "an apostrophe is ’"


def test_every_rule_that_speaks_is_in_the_tables() -> None:
    code = "".join(f.read_text(encoding="utf-8") for f in Path(ctgraph.validate.__file__).parent.rglob("*.py"))
    spoken = {name for name in re.findall(r'"([a-z0-9-]+)"', code) if name in rules()}
    assert spoken == rules().keys()
