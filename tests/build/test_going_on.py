"""A build that goes on from the one before is, quad for quad and hash for hash, the build from nothing."""

from __future__ import annotations

import gzip
import random
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from ctgraph.build import Build, build, readable, written
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.store.joins import gather
from ctgraph.store.snapshot import statistics

BASE = "http://example.org/"
ACCEPTED = BASE + "id/graph-accepted"
PREFIXES = f"""@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <{BASE}id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
LINES = ("It was held on 3 May 2023.", "Iceland paid.", "The « Ministry » of Rivers came, in Lisbon.")
DATES = ("2023", "2023-05", "2023-05-03", "2023-05-04", "2023-05-03/2023-05-04")
FORMS = pytest.mark.parametrize("disk_above", [10_000_000, 1000], ids=["file", "snapshot"])


def settings(root: Path, folder: str = "build", **overrides: object) -> Settings:
    return Settings.load(root, environ={}, build=str(root / folder), **overrides)


def document(slug: str, chance: random.Random) -> tuple[str, str]:
    """What a document says at random, of things of which others speak, too; and its text."""
    text = "".join(f"{line}\n" for line in chance.sample(LINES, chance.randint(1, 3)))
    facts = [f'id:doc-{slug} a ct:Document ; skos:prefLabel "{slug}"@en']
    if chance.random() < 0.7:
        facts.append(f"id:doc-{slug} ct:textAccess concept:full")
    if chance.random() < 0.15:
        facts.append(f'id:doc-{slug} ct:withdrawn true ; ct:withdrawalReason "by mistake"@en')
    for event in chance.sample(range(4), chance.randint(1, 3)):
        iri = f"id:event-{event}"
        facts.append(f"{iri} a ct:{chance.choice(['Event', 'Event', 'Session'])}")
        facts += [f"{iri} {said}" for said in (
            f'ct:date "{chance.choice(DATES)}"^^edtf:EDTF',
            f"ct:eventStatus concept:{chance.choice(['held', 'planned'])}",
            f"ct:fundedBy id:country-{chance.randrange(3)}",
            f"ct:organizer id:agency-{chance.randrange(2)}",
            f"ct:notStated ct:{chance.choice(['date', 'place', 'fundedBy'])}",
            f'ct:namedAs "{chance.choice(["Ministry", "Rivers"])}"@en',
            f"ct:place id:place-{chance.randrange(2)} ; ct:evidence [ ct:quote \"Iceland paid\"@en ; ct:supports ct:place ]",
        ) if chance.random() < 0.5]
    if chance.random() < 0.3:
        facts.append(f"id:country-{chance.randrange(3)} a ct:Country , ct:{chance.choice(['Donor', 'Agency'])}")
    return PREFIXES + "".join(f"{fact} .\n" for fact in facts), text


def reference(chance: random.Random) -> str:
    facts = [f'id:{kind}-{n} a ct:{kind.capitalize()} ; skos:prefLabel "{kind} {chance.randrange(2)}"@en'
             for kind in ("country", "agency", "place") for n in range(3) if chance.random() < 0.8]
    facts += [f"id:country-{n} a ct:Donor" for n in range(3) if chance.random() < 0.2]
    facts += ['id:event-0 ct:place id:place-1' for _ in range(2) if chance.random() < 0.3]
    return PREFIXES + "".join(f"{fact} .\n" for fact in facts)


def adjudications(chance: random.Random) -> str:
    made = ""
    for n in range(chance.randint(0, 3)):
        aside, prefers = chance.sample(DATES, 2)
        basis = "ct:basis concept:editorial ; " if chance.random() < 0.4 else ""
        made += (f'id:adjudication-{n} a ct:Adjudication ; ct:subject id:event-{chance.randrange(5)} ; ct:predicate ct:date ;\n'
                 f'    {basis}ct:setsAside "{aside}"^^edtf:EDTF ; ct:prefers "{prefers}"^^edtf:EDTF .\n')
    return PREFIXES + made


def edit(root: Path, chance: random.Random) -> None:
    data = root / "data"
    what = chance.choice(["document", "document", "document", "remove", "adjudications", "reference", "both", "touch"])
    slug = f"page-{chance.choice('abcdef')}" + chance.choice(["", "-x"])
    turtle, text = data / "documents" / f"{slug}.ttl", data / "documents" / f"{slug}.txt"
    if what in {"document", "both"}:
        said, words = document(slug, chance)
        turtle.write_text(said, encoding="utf-8")
        text.write_text(words, encoding="utf-8")
    if what == "remove":
        turtle.unlink(missing_ok=True)
    if what in {"adjudications", "both"}:
        (data / "adjudications.ttl").write_text(adjudications(chance), encoding="utf-8")
    if what == "reference":
        (data / "reference" / "things.ttl").write_text(reference(chance), encoding="utf-8")
    if what == "touch":
        for file in (data / "documents").iterdir():
            file.touch()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "documents").mkdir(parents=True)
    (data / "reference").mkdir()
    (tmp_path / "ctgraph.toml").write_text(f'base_iri = "{BASE}"\n[title]\nen = "Made up"\n', encoding="utf-8")
    chance = random.Random(0)
    (data / "reference" / "things.ttl").write_text(reference(chance), encoding="utf-8")
    for _ in range(8):
        edit(tmp_path, chance)
    return tmp_path


def same(built: Build, root: Path) -> bool:
    """Whether it is the graph that is built from nothing; and if so, whether readers find all that is in it."""
    now = settings(root, disk_above=1000 if not built.manifest.graph_sha256 else 10_000_000)
    nothing = settings(root, "nothing")
    shutil.rmtree(root / "nothing", ignore_errors=True)
    fresh = build(nothing, check=False)
    assert fresh.work.afresh
    assert fresh.work.read == fresh.work.documents
    for figure in ("hash", "content", "inputs", "quads", "claims", "documents", "texts_sha256"):
        assert getattr(built.manifest, figure) == getattr(fresh.manifest, figure), figure
    if built.manifest.graph_sha256:
        return built.manifest == fresh.manifest
    path = readable(built, now)
    one, other = EmbeddedStore([path], accepted=ACCEPTED), EmbeddedStore([fresh.graph_file], accepted=ACCEPTED)
    engine = ox.Store.read_only(str(path / "rocksdb"))
    assert one.named_graphs() == other.named_graphs()
    assert statistics(path) == gather(engine, ox.NamedNode(ACCEPTED))
    rows = lambda file: gzip.decompress(file.read_bytes()).decode().split("\n")  # noqa: E731
    return rows(written(built, now)) == rows(fresh.graph_file)


@FORMS
@pytest.mark.parametrize("seed", range(2))
def test_after_each_change_the_graph_is_the_one_from_nothing(root: Path, seed: int, disk_above: int) -> None:
    chance = random.Random(seed + 1)
    now = settings(root, disk_above=disk_above)
    build(now, check=False)
    for step in range(8):
        for _ in range(chance.randint(1, 3)):
            edit(root, chance)
        built = build(now, check=False)
        assert not built.work.afresh
        assert same(built, root), step
