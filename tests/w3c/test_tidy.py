"""Tidying the W3C's queries leaves what they ask as it was."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from ctgraph.explain import tidy

FOLDER = os.environ.get("W3C_TESTS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="W3C_TESTS=DIR is not set")


def algebra(text: str) -> list[str] | None:
    """What rdflib reads, but for the names of blank nodes; None where it does not read the text."""
    try:
        read = str(translateQuery(parseQuery(text)).algebra)
    except Exception:  # whatever it raises for SPARQL 1.2 and for what is wrong on purpose
        return None
    read = re.sub(r"'service_string': '[^']*'|'_vars': {[^}]*}", "", read)  # text as it was written; sets in no order
    parts = re.sub(r"BNode\('\w+'\)", "BNode", read).split(", ")
    return sorted(part.strip("[]()") for part in parts)  # the order goes by the blank nodes' names, which are random


def is_taken(text: str) -> bool:
    try:
        ox.Store().query(text, base_iri="http://example.org/")
    except (SyntaxError, RuntimeError):
        return False
    return True


def test_the_same_is_asked() -> None:
    files = sorted((Path(str(FOLDER)) / "sparql").rglob("*.rq"))
    texts = [f.read_bytes().decode("utf-8", errors="replace") for f in files]
    compared = changed = 0
    for file, text in zip(files, texts, strict=True):
        written = tidy(text)
        assert tidy(written) == written, file
        if written == text:
            continue
        changed += 1
        assert is_taken(written) == is_taken(text), file
        before = algebra(text)
        if before is not None:
            compared += 1
            assert algebra(written) == before, file
    assert (len(texts) > 800, changed > 600, compared > 400) == (True, True, True)
