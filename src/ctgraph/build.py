"""From files to an immutable graph: `build/<hash>/` with graph.nq.gz, texts.json and manifest.json.

A graph that is too large to be held in memory has a snapshot of it beside these, made when it is wanted.

Same input, same bytes: quads are sorted, blank nodes named by content, nothing takes the time of day. A
build is made beside the others and switched to by one rename of `build/current`, so whoever stops it
leaves the previous graph as it was. What does not match its manifest is built again, never opened.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, VOID, Graph, Literal, URIRef

from ctgraph import __version__, readings
from ctgraph.accepted import Settlement, accepted_graph, adjudications, settle
from ctgraph.claims import Claim, DocumentClaims, claims_graph, document_graph
from ctgraph.dataset import Dataset, load, source_files, union
from ctgraph.describe import Catalogue, statistics
from ctgraph.errors import BuildError, InvalidData
from ctgraph.holding import is_held
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, snapshot
from ctgraph.terms import Names, ntriples, skolemised
from ctgraph.validate import run
from ctgraph.vocab import CT

FORMAT = 3
_GRAPH, _TEXTS, _MANIFEST, _SNAPSHOT = "graph.nq.gz", "texts.json", "manifest.json", "snapshot"
_CURRENT, _MAKING = "current", ".making-"
_ABANDONED_AFTER = 3600.0  # seconds; a build in progress is younger


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is made of. `hash` is the SHA-256 of the N-Quads, `inputs` that of the files.

    `content` is the SHA-256 of the N-Quads without what is said about the graph itself, so that recording
    a release does not change what was released.
    """

    format: int
    ctgraph: str
    hash: str
    content: str
    inputs: str
    quads: int
    claims: int
    documents: int
    graph_sha256: str
    texts_sha256: str


@dataclass(frozen=True, slots=True)
class Build:
    """An immutable build on disk."""

    folder: Path
    manifest: Manifest

    @property
    def graph_file(self) -> Path:
        """The gzipped N-Quads."""
        return self.folder / _GRAPH

    @property
    def manifest_file(self) -> Path:
        """What says what the build is made of; holding it holds the build."""
        return self.folder / _MANIFEST

    @property
    def texts_file(self) -> Path:
        """The documents' texts, as far as they may be shown whole."""
        return self.folder / _TEXTS


def build(settings: Settings, *, check: bool = True) -> Build:
    """Build the project's graph and make it the current one.

    Raises InvalidData if `check` finds errors (its `extra["findings"]` lists all findings),
    SourceSyntaxError if a file does not parse, BuildError if the folder cannot be written.
    """
    inputs = _digest_of_files(settings)
    dataset = load(settings)
    dataset.require_sound()
    if check:
        _require_valid(dataset)
    documents, graphs = derive(dataset)
    content_hash = _content_hash(graphs, dataset)
    graphs[dataset.names.meta] += _counted(graphs, dataset)
    this = (dataset.names.id("dataset"), CT.contentHash, Literal(content_hash))
    graphs[dataset.names.meta].add(this)
    lines = sorted(nquads(graphs))
    content = "".join(line + "\n" for line in lines).encode()
    packed = gzip.compress(content, mtime=0)
    texts = readings.packed(readings.readable(dataset.documents))
    manifest = Manifest(
        FORMAT,
        __version__,
        hashlib.sha256(content).hexdigest(),
        content_hash,
        inputs,
        len(lines),
        sum(len(d.claims) for d in documents),
        len(documents),
        hashlib.sha256(packed).hexdigest(),
        hashlib.sha256(texts).hexdigest(),
    )
    return _publish(_folder(settings), {_GRAPH: packed, _TEXTS: texts}, manifest)


def pointer(settings: Settings) -> Path:
    """The file that says which build is current; it changes when another is switched to."""
    return _folder(settings) / _CURRENT


def standing(settings: Settings) -> Build | None:
    """The current build, if it is whole and of this version, whatever the files are now."""
    folder = _folder(settings)
    try:
        name = pointer(settings).read_text(encoding="ascii").strip()
        manifest = Manifest(**json.loads((folder / name / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    ours = (manifest.format, manifest.ctgraph) == (FORMAT, __version__)
    return Build(folder / name, manifest) if ours and _is_whole(folder / name) else None


def current(settings: Settings) -> Build | None:
    """The current build, if it is whole and made from the files as they are now."""
    built = standing(settings)
    return built if built and built.manifest.inputs == _digest_of_files(settings) else None


def ensure(settings: Settings) -> Build:
    """The current build, made first if there is none that fits the files."""
    return current(settings) or build(settings)


def readable(built: Build, settings: Settings) -> Path:
    """What a store is made of: the graph's file, or, above the set size, a snapshot of it.

    The snapshot is made when it is first wanted. Raises BuildError if it cannot be written.
    """
    if built.manifest.quads <= settings.disk_above:
        return built.graph_file
    folder, accepted = built.folder / _SNAPSHOT, str(Names(settings.base_iri).accepted)
    if not snapshot.is_whole(folder, accepted):
        try:
            snapshot.write([built.graph_file], folder, accepted)
        except OSError as error:
            raise BuildError(f"{folder} cannot be written: {error}") from error
    return folder


def derive(
    dataset: Dataset,
) -> tuple[list[DocumentClaims], dict[URIRef | None, Graph]]:
    """The documents' claims, and every graph by name (None: the default graph)."""
    names, schema = dataset.names, dataset.schema()
    documents = [DocumentClaims(d, schema, names) for d in dataset.documents]
    made = adjudications(dataset)
    settlement = settle(documents, made, schema)
    claims = claims_graph(documents, names)
    for document in documents:
        for claim in document.claims:
            _rank(claims, claim, settlement)
    graphs: dict[URIRef | None, Graph] = {
        None: accepted_graph(dataset, documents, made, settlement, schema),
        names.claims: claims,
        names.adjudications: union(dataset.adjudications),
        names.shapes: union(dataset.shapes),
    }
    graphs |= {d.document.iri: document_graph(d) for d in documents if not d.document.withdrawn}
    named = {name: skolemised(graph, names.base_iri) for name, graph in graphs.items()}
    named[names.meta] = _meta(dataset)
    return documents, named


def nquads(graphs: dict[URIRef | None, Graph]) -> Iterator[str]:
    """The graphs as lines of RDF 1.1 N-Quads, without line ends, in no order."""
    for name, graph in graphs.items():
        graph_name = f" <{name}>" if name is not None else ""
        yield from (f"{line}{graph_name} ." for line in ntriples(graph))


def _rank(graph: Graph, claim: Claim, settlement: Settlement) -> None:
    graph.add((claim.iri, CT.rank, settlement.rank(claim)))
    decided = settlement.deprecated.get(claim) or settlement.preferred.get(claim)
    if isinstance(decided, Claim):
        graph.add((claim.iri, CT.givesWayTo, decided.iri))
    elif decided is not None:
        graph.add((claim.iri, CT.settledBy, decided.iri))


def _meta(dataset: Dataset) -> Graph:
    """What is said about the graph itself: VoID, ledger, releases, and what was withdrawn and why."""
    graph, settings = union(dataset.meta), dataset.settings
    iri = dataset.names.id("dataset")
    graph.add((iri, RDF.type, VOID.Dataset))
    for language, title in settings.title.items():
        graph.add((iri, DCTERMS.title, Literal(title, lang=language)))
    for language, text in settings.description.items():
        graph.add((iri, DCTERMS.description, Literal(text, lang=language)))
    if settings.licence:
        graph.add((iri, DCTERMS.license, URIRef(settings.licence)))
    graph.add((iri, VOID.uriSpace, Literal(f"{settings.base_iri}id/")))
    for document in dataset.documents:
        if document.withdrawn:
            for prop in (RDF.type, CT.withdrawn, CT.withdrawalReason):
                for value in document.graph.objects(document.iri, prop):
                    graph.add((document.iri, prop, value))
    return graph


def _content_hash(graphs: Mapping[URIRef | None, Graph], dataset: Dataset) -> str:
    """Hash the content as `Manifest.content` says."""
    content = {name: graph for name, graph in graphs.items() if name != dataset.names.meta}
    digest = hashlib.sha256()
    for line in sorted(nquads(content)):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _counted(graphs: Mapping[URIRef | None, Graph], dataset: Dataset) -> Graph:
    """Count what is held to be true, by class and property."""
    names = dataset.names
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accepted.nt"
        file.write_text("".join(f"{line} .\n" for line in ntriples(graphs[None])), "utf-8")
        catalogue = Catalogue(EmbeddedStore([file]), names, curated=True)
        counted = statistics(catalogue, str(names.id("dataset")), str(names.id("partition-")))
    text = "".join(f"{triple} .\n" for triple in counted)
    return Graph().parse(data=text, format="nt")


def _require_valid(dataset: Dataset) -> None:
    findings = run(dataset)
    errors = sum(f.severity == "error" for f in findings)
    if errors:
        raise InvalidData(
            f"{errors} error{'s' * (errors > 1)}; the previous graph, if any, is untouched",
            findings=findings,
        )


def _folder(settings: Settings) -> Path:
    return settings.folder("build")


def _digest_of_files(settings: Settings) -> str:
    digest = hashlib.sha256()
    for path in source_files(settings):
        content = path.read_bytes()
        digest.update(f"{settings.name_of(path)}\x00{len(content)}\x00".encode())
        digest.update(content)
    return digest.hexdigest()


def _publish(folder: Path, files: Mapping[str, bytes], manifest: Manifest) -> Build:
    """Write the build beside the others, then switch to it. Equal builds have equal names."""
    described = json.dumps(asdict(manifest), indent=1) + "\n"
    target = folder / hashlib.sha256(described.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder))
        for name, content in files.items():
            (making / name).write_bytes(content)
        (making / _MANIFEST).write_text(described, encoding="utf-8")
        if target.exists() and not _is_whole(target):
            target.rename(folder / f"{making.name}-broken")
        if not target.exists():
            making.rename(target)
        _switch(folder, target.name)
        _sweep(folder, keep=target)
    except OSError as error:
        raise BuildError(f"{folder} cannot be written: {error}") from error
    return Build(target, manifest)


def _switch(folder: Path, name: str) -> None:
    pointer = folder / f".{_CURRENT}-new"
    pointer.write_text(name + "\n", encoding="ascii")
    pointer.replace(folder / _CURRENT)


def _is_whole(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        digests = [
            hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (_GRAPH, _TEXTS)
        ]
    except (OSError, ValueError):
        return False
    return digests == [manifest.get("graph_sha256"), manifest.get("texts_sha256")]


def _sweep(folder: Path, keep: Path) -> None:
    """Remove what stopped builds left behind, and builds older than the one before `keep`.

    What is being served stays.
    """
    long_ago = time.time() - _ABANDONED_AFTER
    leftovers = [
        f
        for f in folder.glob(f"{_MAKING}*")
        if f.stat().st_mtime < long_ago or f.name.endswith("-broken")
    ]
    builds = sorted(
        (f.parent for f in folder.glob(f"*/{_MANIFEST}") if not f.parent.name.startswith(".")),
        key=lambda f: f.stat().st_mtime,
    )
    others = [b for b in builds if b != keep][:-1]
    for unused in [*leftovers, *(b for b in others if not is_held(b / _MANIFEST))]:
        shutil.rmtree(unused, ignore_errors=True)
