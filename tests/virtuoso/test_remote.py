"""The real graph as ctgraph itself loads it into the second engine, and serves it from there."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from ctgraph import readings
from ctgraph.build import Build, build
from ctgraph.errors import EngineAway, NotFound
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest, Store
from ctgraph.store.remote import Loader, Place, RemoteStore
from ctgraph.terms import Names
from ctgraph.web import create_app

pytestmark = pytest.mark.virtuoso
QUESTIONS = sorted((Path(__file__).parent.parent / "competency").glob("*.rq"))
ONE_AND_ALL = """SELECT ?title (COUNT(?claim) AS ?n) {
  GRAPH ?m { ?d a <http://rdfs.org/ns/void#Dataset> ; <http://purl.org/dc/terms/title> ?title FILTER(LANG(?title) = "en") }
  GRAPH ?g { ?claim a <https://w3id.org/ctgraph/ns#Claim> }
} GROUP BY ?title"""
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
PAGES = (
    "/", "/browse", "/browse/Event", "/browse/Agency", "/contradictions", "/about", "/sparql", "/rules",
    "/page/event-marrakech-sahel-workshop", "/page/doc-marrakech-sahel-workshop", "/page/country-italy",
    "/page/agency-unodc", "/page/ns/Event", "/page/ns/fundedBy", "/page/concept/women", "/ns", "/q", "/q/who-paid",
    "/q/participants", "/q/who-paid?language=fr", "/dumps", "/browse?class=https://w3id.org/ctgraph/ns%23Document",
)
LINKED = ("/data/event-marrakech-sahel-workshop.nt", "/data/country-italy.nt?profile=schema", "/data/doc-marrakech-sahel-workshop.nt")


def placed(settings: Settings, built: Build) -> Place:
    return Place(settings.base_iri, built.manifest.hash, str(Names(settings.base_iri).accepted))


def store_of(endpoint: str, settings: Settings, built: Build) -> RemoteStore:
    values = {"base_iri": settings.base_iri, "title": dict(settings.title), "engine_url": endpoint}
    names = Names(settings.base_iri)
    return RemoteStore(Settings.of(settings.root, values), placed(settings, built), EmbeddedStore([]), names.prefixes())


@pytest.fixture(scope="session")
def remote(virtuoso: Any, real_settings: Settings, real_build: Build) -> Iterator[RemoteStore]:
    """The real build, loaded."""
    store = store_of(virtuoso.endpoint, real_settings, real_build)
    loader = Loader(store_settings(virtuoso.endpoint), virtuoso.endpoint, placed(real_settings, real_build), 1000)
    said: list[tuple[str, int, int]] = []
    loader.load(real_build.graph_file, lambda *news: said.append(news), keep=True)
    loader.close()
    assert said[-1][1:] == (10, 10)
    yield store
    store.close()


def store_settings(endpoint: str) -> Settings:
    return Settings.of(Path(), {"base_iri": "https://w3id.org/ctgraph/", "title": {}, "engine_url": endpoint})


def client_of(store: Store, settings: Settings, built: Build) -> FlaskClient:
    names, texts = Names(settings.base_iri), readings.load(built.texts_file)
    return create_app(settings, store, release=built.manifest.hash, prefixes=names.prefixes(), texts=texts).test_client()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_question_has_the_approved_answer(question: Path, remote: RemoteStore) -> None:
    out = io.BytesIO()
    with remote.query(QueryRequest(question.read_text(encoding="utf-8"))) as answer:
        answer.serialize(out, "text/csv")
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        approved = sorted(tuple(row.values()) for row in csv.DictReader(file))
    given = csv.DictReader(io.StringIO(out.getvalue().decode()))
    assert sorted(tuple(row.values()) for row in given) == approved


@pytest.fixture(scope="session")
def sites(remote: RemoteStore, real_store: EmbeddedStore, real_settings: Settings, real_build: Build) -> tuple[FlaskClient, FlaskClient]:
    return client_of(real_store, real_settings, real_build), client_of(remote, real_settings, real_build)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same(path: str, language: str, sites: tuple[FlaskClient, FlaskClient]) -> None:
    address = f"{path}{'&' if '?' in path else '?'}lang={language}"
    ours, theirs = (c.get(address, headers={"Accept": "text/html"}, follow_redirects=True, buffered=True) for c in sites)
    assert ours.status_code == theirs.status_code == 200
    if path.startswith("/q/"):  # rows that the question leaves in no order
        assert sorted(ROW.findall(theirs.text)) == sorted(ROW.findall(ours.text))
        assert ROW.sub("", theirs.text) == ROW.sub("", ours.text)
    else:
        assert theirs.text == ours.text


@pytest.mark.parametrize("path", LINKED)
def test_what_machines_get_says_the_same(path: str, sites: tuple[FlaskClient, FlaskClient]) -> None:
    ours, theirs = (c.get(path, buffered=True) for c in sites)
    assert ours.status_code == theirs.status_code == 200
    assert graph_of(ox.parse(theirs.data, ox.RdfFormat.N_TRIPLES)) == graph_of(ox.parse(ours.data, ox.RdfFormat.N_TRIPLES))


def graph_of(triples: Any) -> set[ox.Quad]:
    """Triples with their literals in one spelling: as the embedded engine has them."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return set(store)


def test_every_graph_is_had_whole(remote: RemoteStore, real_store: EmbeddedStore, real_settings: Settings) -> None:
    names = (None, str(Names(real_settings.base_iri).accepted), *real_store.named_graphs())
    assert remote.named_graphs() == real_store.named_graphs()
    for name in names:
        with remote.graph(name) as theirs:
            assert graph_of(theirs) == graph_of(real_store.graph(name)), name


@pytest.mark.parametrize("graph", ["http://www.openlinksw.com/schemas/virtrdf#", "http://localhost:8890/DAV/"])
def test_the_engines_own_graphs_are_nowhere(graph: str, remote: RemoteStore) -> None:
    def count(text: str, **dataset: Any) -> int:
        with remote.query(QueryRequest(text, **dataset)) as rows:
            return int(next(iter(cast("Any", rows)))[0].value)

    with pytest.raises(NotFound):
        remote.graph(graph)
    asked = "SELECT (COUNT(*) AS ?n) "
    assert count(f"{asked} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}") == 0
    assert count(f"{asked} FROM <{graph}> {{ ?s ?p ?o }}") == 0
    assert count(f"{asked} FROM NAMED <{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}") == 0
    assert count(f"{asked} {{ ?s ?p ?o }}", default_graphs=(graph,)) == 0
    assert count(f"{asked} {{ GRAPH ?g {{ ?s ?p ?o }} }}", named_graphs=(graph,)) == 0
    assert count(f"{asked} {{ VALUES ?g {{ <{graph}> }} GRAPH ?g {{ ?s ?p ?o }} }}") == 0
    with remote.query(QueryRequest("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")) as rows:
        assert sorted(row[0].value for row in cast("Any", rows)) == list(remote.named_graphs())


# ---- switching from one build to another


def run_load(project: Path, endpoint: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    quick = {"CTGRAPH_QUERY_TIMEOUT": "1", "CTGRAPH_PAGE_TIMEOUT": "1"}
    command = [sys.executable, "-m", "ctgraph", "--project", str(project), "load", endpoint, "--piece", "300", *arguments]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | quick | environment)


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    with process:
        _, said = process.communicate(timeout=120)
    return process.returncode, said


def retitled(project: Path, title: str) -> tuple[Settings, Build]:
    """The same project as another build."""
    file = project / "ctgraph.toml"
    file.write_text(re.sub(r'(?m)^en = .*$', f'en = "{title}"', file.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    settings = Settings.load(project, environ={})
    return settings, build(settings, check=False)


def test_readers_see_one_build_or_another_whatever_is_killed(
    project: Path, virtuoso: Any, remote: RemoteStore, real_settings: Settings, real_build: Build
) -> None:
    settings, built = retitled(project, "Second")
    second = store_of(virtuoso.endpoint, settings, built)
    old, new = answer_of(remote), answer_of(EmbeddedStore([built.graph_file], accepted=placed(settings, built).accepted))
    seen, stop = set[Any](), threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(answer_of(remote))
            seen.add(answer_of(second))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with run_load(project, virtuoso.endpoint) as process:
            for line in cast("Any", process.stderr):
                if line.startswith("loaded: 9,0"):
                    process.kill()
        assert process.returncode == -9
        assert answer_of(second) == "away"
        code, said = finished(run_load(project, virtuoso.endpoint))
        assert code == 0, said
        went_on = re.search(r"went on after ([\d,]+)", said)
        assert went_on
        assert int(went_on[1].replace(",", "")) >= 8700
        assert "loaded: 300 of" not in said
    finally:
        stop.set()
        reader.join()
    assert answer_of(second) == new != old
    assert answer_of(remote) == old
    assert old in seen
    assert seen <= {old, new, "away"}

    third_settings, third_built = retitled(project, "Third")
    place = (f"{virtuoso.endpoint}-auth", "--query", virtuoso.endpoint)
    as_dba = {"CTGRAPH_ENGINE_AUTH": "digest", "CTGRAPH_ENGINE_USER": "dba", "CTGRAPH_ENGINE_PASSWORD": "wrong"}
    code, said = finished(run_load(project, *place, **as_dba))
    assert (code, "who writes" in said) == (2, True)
    assert finished(run_load(project, *place, **as_dba | {"CTGRAPH_ENGINE_PASSWORD": "dba"}))[0] == 0
    third = store_of(virtuoso.endpoint, third_settings, third_built)
    assert answer_of(third) not in {old, new, "away"}
    anew = store_of(virtuoso.endpoint, real_settings, real_build)
    assert answer_of(anew) == "away"  # two builds old: it has been removed
    assert answer_of(second) == new
    for store in (second, third, anew):
        store.close()


def answer_of(store: Store) -> Any:
    try:
        with store.query(QueryRequest(ONE_AND_ALL)) as rows:
            return tuple(str(term) for row in cast("Any", rows) for term in row)
    except EngineAway:
        return "away"
