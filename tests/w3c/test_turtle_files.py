"""The W3C's own Turtle files, formatted: the same graph, stable, or refused with their place.

W3C_TESTS=DIR names a folder of the W3C's tests; every .ttl file below it is taken.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ctgraph.authoring.formatting import formatted
from ctgraph.authoring.proof import Reading, same_comments, same_graph
from ctgraph.errors import SourceSyntaxError

TURTLE_1_2 = re.compile(r"<<|\{\||--(?:ltr|rtl)\b")
FOLDER = os.environ.get("W3C_TESTS", "")

pytestmark = pytest.mark.skipif(not FOLDER, reason="NOT RUN: W3C_TESTS=DIR is not set")


def test_every_file_is_formatted_or_refused() -> None:
    done, refused = 0, []
    for path in sorted(Path(FOLDER).rglob("*.ttl")):
        text = path.read_bytes().decode("utf-8-sig")
        try:
            after = formatted(text, path.name)
        except SourceSyntaxError as error:
            refused.append((path, error))
            continue
        readings = Reading(text, path.name), Reading(after, path.name)
        assert same_graph(*readings), path
        assert same_comments(*readings), path
        assert formatted(after, path.name) == after, path
        done += 1
    assert done > 500
    for path, error in refused:
        assert "line" in error.extra, path
        assert TURTLE_1_2.search(path.read_text(encoding="utf-8")), f"{path} is Turtle 1.1: {error}"
