"""Whatever stands in a file, validation ends in findings and never in a traceback."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import run

TOKEN = re.compile(r'"[^"]*"(?:@\w+|\^\^\S+)?|[\w:-]+|\S')
ODD = [
    '"x"', '"x"@en', '""@fr', '"\n"', "1", "01", "true", '"abc"^^xsd:integer', '"9"^^xsd:date', '"soon"^^edtf:EDTF',
    "[]", "( 1 2 )", "_:b", "<http://e/ é>", "id:a.b", "id:a/b", '"\\u0000"', "[ ct:quote 5 ]", "{", "§",
]


@pytest.mark.parametrize("seed", range(24))
def test_random_damage_is_reported(seed: int, project: Path) -> None:
    chance = random.Random(seed)
    settings = Settings.load(project, environ={})
    path = chance.choice(sorted((project / "data").rglob("*.ttl")))
    sound = path.read_text(encoding="utf-8")
    pool = TOKEN.findall(sound) + ODD * 4
    for _ in range(2):
        text = sound
        for _ in range(chance.randint(1, 3)):
            at = chance.choice(list(TOKEN.finditer(text)))
            text = text[: at.start()] + chance.choice(pool) + text[at.end() :]
        path.write_text(text, encoding="utf-8")
        assert isinstance(run(load(settings), shapes=False), list)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00" * 50, b"@prefix", b"<a> <b> <c>", "é".encode("latin-1")])
def test_files_that_hold_anything(content: bytes, project: Path) -> None:
    (project / "data" / "documents" / "odd.ttl").write_bytes(content)
    found = run(load(Settings.load(project, environ={})), shapes=False)
    assert [f for f in found if f.file == "data/documents/odd.ttl"]
