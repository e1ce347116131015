"""Releases: what is recorded, what the dumps hold, and what may never vanish."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest
from pyarrow import parquet
from rdflib import Dataset, Graph
from tests.linked.projects import RIVERS, ctgraph, serving, write_rivers

from ctgraph.dataset import load
from ctgraph.publish.released import lasting, released, vanished
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.terms import Names

COMPETENCY = sorted((Path(__file__).parents[1] / "competency").glob("*.rq"))
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_rivers(tmp_path)


def release(project: Path, version: str, *words: str) -> str:
    made = ctgraph("release", version, *words, cwd=project)
    assert made.returncode == 0, made.stderr
    return made.stderr


def refused(project: Path, *words: str) -> str:
    before = {f: f.read_bytes() for f in (project / "data").rglob("*") if f.is_file()}
    made = ctgraph("release", *words, cwd=project)
    assert made.returncode in {1, 2}, made.stdout
    assert {f: f.read_bytes() for f in (project / "data").rglob("*") if f.is_file()} == before
    return made.stderr


def edit(project: Path, old: str, new: str) -> None:
    file = project / "data" / "documents" / "page.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def read_csv(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))


def test_a_release_is_recorded_and_its_dumps_are_the_same_bytes_again(project: Path) -> None:
    release(project, "1.0.0", "--date", "2024-05-06", "--parquet")
    record = Graph().parse(project / "data" / "releases.ttl")
    assert "2024-05-06" in {str(o) for o in record.objects()}
    folder = project / "dumps" / "1.0.0"
    first = {f.name: f.read_bytes() for f in folder.iterdir()}
    sums = dict(line.split("  ")[::-1] for line in first["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(first) - {"SHA256SUMS", "release.json"}
    assert all(hashlib.sha256(first[name]).hexdigest() == digest for name, digest in sums.items())
    shutil.rmtree(project / "dumps")
    shutil.rmtree(project / "build")
    release(project, "1.0.0", "--parquet")
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == first
    assert ctgraph("validate", cwd=project).returncode == 0


def test_tables_agree_with_the_graph_and_with_each_other(project: Path) -> None:
    release(project, "1.0.0", "--date", "2024-05-06", "--parquet")
    folder = project / "dumps" / "1.0.0"
    for name in ("things", "facts", "claims", "passages"):
        rows = read_csv(folder / f"{name}.csv")
        assert rows == parquet.read_table(folder / f"{name}.parquet").to_pylist()
        assert rows
    rows = read_csv(folder / "facts.csv")
    assert {"subject": f"{RIVERS}id/workshop", "predicate": "https://w3id.org/ctgraph/ns#fundedBy", "object": f"{RIVERS}id/iceland", "object_kind": "iri", "datatype": "", "language": ""} in rows
    sentences = [row["exact"] for row in read_csv(folder / "passages.csv")]
    assert "paid for by Iceland" in sentences


def test_e_mail_addresses_are_in_dumps_only_if_wanted(project: Path) -> None:
    release(project, "1.0.0", "--date", "2024-05-06")
    folder = project / "dumps" / "1.0.0"
    assert [f.name for f in folder.iterdir() if b"rivers@" in f.read_bytes()] == []
    quads = list(ox.parse((folder / "graph.nq").read_bytes(), ox.RdfFormat.N_QUADS))
    subjects = {q.subject for q in quads}
    pointed = {q.object for q in quads if isinstance(q.object, ox.NamedNode) and q.object.value.startswith((f"{RIVERS}id/claim-", f"{RIVERS}id/evidence-", f"{RIVERS}id/doc-page-t"))}
    assert pointed <= subjects, "nothing points to what was left out"
    release(project, "1.0.0", "--with-addresses")
    assert b"rivers@" in (folder / "graph.nq").read_bytes()


def test_what_does_not_fit_is_refused_and_changes_nothing(project: Path) -> None:
    assert "--date" in refused(project, "1.0.0")
    assert "no version" in refused(project, "one", "--date", "2024-05-06")
    refused(project, "1.0.0", "--date", "yesterday")
    release(project, "1.0.0", "--date", "2024-05-06")
    assert "after 2024-05-05" in refused(project, "1.1.0", "--date", "2024-05-05")
    edit(project, '"Lisbon"@en , "Lisbonne"@fr', '"The city of Lisbon"@en , "Lisbonne"@fr')
    assert "published already" in refused(project, "1.0.0", "--date", "2024-05-06")
    (project / "dumps").rename(project / "moved")
    (project / "dumps").write_text("in the way")
    assert "cannot be written" in refused(project, "1.1.0", "--date", "2024-05-07")


def test_a_published_iri_cannot_vanish_silently(project: Path) -> None:
    release(project, "1.0.0", "--date", "2024-05-06")
    edit(project, "id:lisbon", "id:city-of-lisbon")
    assert f"{RIVERS}id/lisbon" in refused(project, "1.1.0", "--date", "2024-06-01")
    ledger = project / "data" / "ledger.ttl"
    ledger.write_text(f"""@prefix ct: <https://w3id.org/ctgraph/ns#> . @prefix id: <{RIVERS}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:merger-1 a ct:Merger ; skos:prefLabel "Lisbon"@en , "Lisbonne"@fr ; ct:formerly id:lisbon ; ct:mergedInto id:city-of-lisbon .""", encoding="utf-8")
    said = release(project, "1.1.0", "--date", "2024-06-01")
    assert "since 1.0.0: 1 added, 1 removed, 1 changed" in said
    with serving(project) as root, httpx.Client(base_url=root, trust_env=False, timeout=60) as client:
        moved = client.get("/id/lisbon", headers={"Accept": "text/turtle"})
        assert (moved.status_code, moved.headers["Location"]) == (301, "/id/city-of-lisbon")
        assert client.get("/data/lisbon.ttl").headers["Location"] == "/data/city-of-lisbon.ttl"
        feed = ET.fromstring(client.get("/changes.atom").content)
        entries = {e.findtext(f"{ATOM}title"): e for e in feed.iter(f"{ATOM}entry")}
        assert set(entries) == {"1.0.0", "1.1.0"}
        changes = entries["1.1.0"].findtext(f"{ATOM}content") or ""
        assert f"Added: {RIVERS}id/city-of-lisbon" in changes
        assert f"Removed: {RIVERS}id/lisbon" in changes
        assert f"Changed: {RIVERS}id/workshop" in changes
        assert feed.findtext(f"{ATOM}updated") == "2024-06-01T00:00:00Z"


def test_withdrawn_things_say_so_and_why(project: Path) -> None:
    release(project, "1.0.0", "--date", "2024-05-06")
    edit(project, "id:lisbon", "id:city-of-lisbon")
    (project / "data" / "ledger.ttl").write_text(f"""@prefix ct: <https://w3id.org/ctgraph/ns#> . @prefix id: <{RIVERS}id/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:withdrawal-1 a ct:Withdrawal ; skos:prefLabel "Lisbon"@en , "Lisbonne"@fr ; ct:formerly id:lisbon ; ct:withdrawalReason "It was a mistake."@en , "C’était une erreur."@fr .""", encoding="utf-8")
    with serving(project) as root, httpx.Client(base_url=root, trust_env=False, timeout=60) as client:
        for url in ("/id/lisbon", "/page/lisbon", "/data/lisbon.ttl"):
            for accept in ("text/turtle", "application/json", "text/html"):
                answer = client.get(url, headers={"Accept": accept})
                assert answer.status_code == 410
                assert "It was a mistake." in answer.text


def test_no_released_iri_of_ours_has_vanished(repository: Path, real_settings: Settings, real_store: EmbeddedStore) -> None:
    dataset = load(real_settings)
    quads = []
    for name in [None, *real_store.named_graphs()]:
        graph_name = ox.NamedNode(name) if name else ox.DefaultGraph()
        with real_store.graph(name) as triples:
            quads += [ox.Quad(t.subject, t.predicate, t.object, graph_name) for t in triples]
    assert vanished(real_settings, dataset, quads) == []
    assert released(real_settings) <= lasting(quads, dataset.names) | released(real_settings)
    assert len(lasting(quads, dataset.names)) > 300


@pytest.fixture(scope="module")
def dumps(ours: Path) -> Path:
    return ours / "dumps" / "1.0.0"


def answers(store: EmbeddedStore, question: Path, names: Names) -> list[tuple[str, ...]]:
    out = io.BytesIO()
    store.query(QueryRequest(question.read_text(encoding="utf-8"), base_iri=names.base_iri)).serialize(out, "text/csv")
    return sorted(tuple(row.values()) for row in csv.DictReader(io.StringIO(out.getvalue().decode())))


@pytest.mark.parametrize("name", ["graph.nq", "graph.trig", "graph.jsonld"])
def test_pyoxigraph_answers_the_questions_from_each_dump(dumps: Path, name: str, tmp_path: Path) -> None:
    names = Names("https://w3id.org/ctgraph/")
    store = EmbeddedStore([dumps / name], accepted=str(names.accepted), prefixes=names.prefixes())
    assert len(COMPETENCY) >= 50
    for question in COMPETENCY:
        with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            approved = sorted(tuple(row.values()) for row in csv.DictReader(file))
        assert answers(store, question, names) == approved, question.stem


def test_rdflib_answers_the_questions_from_a_dump(dumps: Path) -> None:
    dataset = Dataset()
    dataset.parse(dumps / "graph.nq", format="nquads")
    different = []
    for question in COMPETENCY:
        found = list(csv.DictReader(io.StringIO(dataset.query(question.read_text(encoding="utf-8")).serialize(format="csv").decode())))
        with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            approved = sorted(tuple(row.values()) for row in csv.DictReader(file))
        if sorted(tuple(row.values()) for row in found) != approved:
            different.append(question.stem)
    assert different == []


def test_the_dumps_hold_the_same_quads(dumps: Path) -> None:
    forms = {"graph.nq": ox.RdfFormat.N_QUADS, "graph.trig": ox.RdfFormat.TRIG, "graph.jsonld": ox.RdfFormat.JSON_LD}
    read = {name: set(ox.parse(path=dumps / name, format=form)) for name, form in forms.items()}
    assert len(read["graph.nq"]) == json.loads((dumps / "release.json").read_text())["quads"]
    assert read["graph.trig"] == read["graph.nq"] == read["graph.jsonld"]
    accepted = {q.triple for q in ox.parse(path=dumps / "accepted.ttl", format=ox.RdfFormat.TURTLE)}
    assert accepted == {q.triple for q in read["graph.nq"] if isinstance(q.graph_name, ox.DefaultGraph)}


def test_a_server_has_the_dumps_of_the_release_that_it_serves(project: Path) -> None:
    """A clone of a project has the record of its releases, and no dumps."""
    release(project, "1.0.0", "--date", "2031-05-06")
    folder = project / "dumps" / "1.0.0"
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    shutil.rmtree(project / "dumps")
    with serving(project) as root:
        sums = httpx.get(f"{root}/dumps/1.0.0/SHA256SUMS", trust_env=False).text
        for line in sums.splitlines():
            digest, name = line.split()
            assert hashlib.sha256(httpx.get(f"{root}/dumps/1.0.0/{name}", trust_env=False).content).hexdigest() == digest
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before
    shutil.rmtree(project / "dumps")
    (project / "dumps").write_text("no folder")
    with serving(project) as root:
        assert httpx.get(f"{root}/", trust_env=False).status_code == 200
