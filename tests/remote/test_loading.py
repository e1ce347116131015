"""Putting a build into an engine elsewhere: in pieces, once, and saying clearly what stands in the way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from ctgraph.errors import LoadError
from ctgraph.settings import Settings
from ctgraph.store.remote import Loader, Place

BASE = "http://example.org/"
Load = Callable[..., Any]
PLACE = Place(BASE, "fedcba9876543210", f"{BASE}id/graph-accepted")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """Two hundred statements in two graphs."""
    file = tmp_path / "graph.nq"
    lines = [f'<{BASE}s{n:03}> <{BASE}p> "{n}"{f" <{BASE}d>" if n % 2 else ""} .' for n in range(200)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def load(elsewhere: Any, graph: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    monkeypatch.setattr("ctgraph.store.remote.updating._PAUSES", (0.0,))
    monkeypatch.setattr("ctgraph.store.remote.loading.LEASE", -2.0)  # with query_timeout=1: no waiting
    loaders: list[Loader] = []

    values = {"base_iri": BASE, "title": {}, "engine_url": elsewhere.endpoint, "query_timeout": 1, "page_timeout": 1}
    settings = Settings.of(Path(), values)

    def run(place: Place = PLACE, url: str = "", piece: int = 30, **options: Any) -> Any:
        loaders.append(Loader(settings, url or elsewhere.endpoint, place, piece))
        return loaders[-1].load(graph, lambda *_: None, **options)

    yield run
    for loader in loaders:
        loader.close()
    elsewhere.refuse = lambda _: None
    for name in list(elsewhere.store.named_graphs()):
        if "fedcba" in name.value or "build?b" in name.value or "build=b" in name.value:
            elsewhere.store.remove_graph(name)


def held(elsewhere: Any, place: Place = PLACE) -> int:
    names = [ox.NamedNode(place.graph(name)) for name in (place.accepted, f"{BASE}d")]
    return sum(len(list(elsewhere.store.quads_for_pattern(None, None, None, name))) for name in names)


def test_a_build_comes_whole_and_once(load: Load, elsewhere: Any) -> None:
    assert load().sent == 200
    assert held(elsewhere) == 200
    sent = len(elsewhere.updated)
    assert load().sent == 0
    assert len(elsewhere.updated) == sent


@pytest.mark.parametrize("after", [1, 4, 9, 14])
def test_what_is_stopped_goes_on(after: int, load: Load, elsewhere: Any) -> None:
    sent = 0

    def refuse(_: str) -> tuple[int, str, bytes] | None:
        nonlocal sent
        sent += 1
        return (500, "text/plain", b"disk full") if sent > after else None

    elsewhere.refuse = refuse
    with pytest.raises(LoadError, match="disk full"):
        load()
    elsewhere.refuse = lambda _: None
    done = load()
    assert done.found == min(after // 2 * 30, 200)  # a piece and the note of it are two updates
    assert done.found + done.sent == 200
    assert held(elsewhere) == 200


def test_a_piece_that_is_too_long_goes_in_halves(load: Load, elsewhere: Any) -> None:
    elsewhere.refuse = lambda text: (400, "text/plain", b"too long") if text.count("\n") > 12 else None
    assert load(piece=100).sent == 200
    assert held(elsewhere) == 200


def test_what_did_not_arrive_is_noticed(load: Load, elsewhere: Any) -> None:
    elsewhere.refuse = lambda text: (204, "", b"") if '"7"' in text else None  # it says yes and does nothing
    with pytest.raises(LoadError, match=r"has 85 of the 100 statements of <http://example.org/"):
        load()
    assert held(elsewhere) == 0
    elsewhere.refuse = lambda _: None
    assert load().sent == 200


def test_only_the_build_before_is_kept(load: Load, elsewhere: Any) -> None:
    builds = [replace(PLACE, release=f"b{n}".ljust(16, "0")) for n in range(3)]
    for place in builds:
        load(place)
    assert [held(elsewhere, place) for place in builds] == [0, 200, 200]
    load(builds[0], keep=True)
    assert [held(elsewhere, place) for place in builds] == [200, 200, 200]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, "text/html", b"<p>who?"), "CTGRAPH_ENGINE_USER"),
        ((403, "text/plain", b"read only"), r"does not let this user write\. It says: “read only”"),
        ((500, "text/plain", b"Virtuoso 42000 Error SR186:SECURITY: No permission to execute"), "does not let this user write"),
        ((404, "text/html", b"nothing"), "No updates are taken at this URL"),
        ((405, "text/html", b"nothing"), "No updates are taken at this URL"),
        ((302, "text/html", b"there"), "sends us elsewhere"),
        ((507, "text/plain", b"no space left on device"), "no space left"),
        ((400, "text/plain", b"no such statement"), "no such statement"),
        ((503, "text/plain", b"later"), "later"),
    ],
)
def test_what_stands_in_the_way_is_said(answer: Any, said: str, load: Load, elsewhere: Any) -> None:
    elsewhere.refuse = lambda _: answer
    with pytest.raises(LoadError, match=said):
        load()


def test_an_engine_that_is_not_there_is_said_to_be(load: Load) -> None:
    with pytest.raises(LoadError, match="cannot be reached"):
        load(url="http://127.0.0.1:9/")


def command(project: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "ctgraph", "--project", str(project), *arguments],
        env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_command_says_what_it_did_and_fails_with_2(project: Path, elsewhere: Any) -> None:
    code, said = command(project, "load", elsewhere.endpoint, "--piece", "5000")
    assert code == 0, said
    assert re.search(r"loaded: 5,000 of \d+,\d+\n", said)
    assert re.search(r"id/build\?[0-9a-f]{16}: loaded", said)
    assert "was there already" in command(project, "load", elsewhere.endpoint)[1]
    code, said = command(project, "load", "http://127.0.0.1:9/sparql", CTGRAPH_ENGINE_PASSWORD="pass-word", CTGRAPH_ENGINE_USER="me")
    assert (code, "pass-word" in said) == (2, False)
    assert "error: The engine behind this endpoint cannot be reached" in said
    assert command(project, "load", "nowhere")[0] == 2


def test_a_password_in_a_file_is_refused_and_none_is_shown(project: Path) -> None:
    said = command(project, "serve", "--print-settings", CTGRAPH_ENGINE_PASSWORD="pass-word")[1]
    assert "engine_password = (set)" in said
    assert "pass-word" not in said
    file = project / "ctgraph.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text('engine_password = "pass-word"\n' + text, encoding="utf-8")
    code, said = command(project, "serve", "--print-settings")
    assert (code, "pass-word" in said) == (2, False)
    assert "CTGRAPH_ENGINE_PASSWORD" in said
    file.write_text(text, encoding="utf-8")
    code, said = command(project, "serve", "--print-settings", CTGRAPH_ENGINE_URL="http://me:pass-word@example.org/")
    assert (code, "pass-word" in said) == (2, False)
