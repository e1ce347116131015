"""`ctgraph release`: record a version in `data/releases.ttl` and write its dumps.

Either both are there in the end or neither. A version that is recorded already, with the content that
there is now, gets its dumps written again, byte for byte.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox
from rdflib import DCAT, DCTERMS, OWL, RDF, SKOS, VOID, XSD, Graph, URIRef

from ctgraph.build import Build, build, written
from ctgraph.dataset import Dataset, load, union
from ctgraph.dataset.replacing import replace_file
from ctgraph.errors import BuildError, InvalidData, ProjectError
from ctgraph.publish import files, parquet
from ctgraph.publish.addresses import without_addresses
from ctgraph.publish.changes import changes
from ctgraph.publish.manifest import FILE_NAME, SUMS, File, Manifest, manifests
from ctgraph.publish.released import lasting, released, released_file, vanished
from ctgraph.settings import Settings
from ctgraph.vocab import CT, CT_IRI

_DCAT_VERSION = URIRef(f"{DCAT}version")  # of DCAT 3, which rdflib's namespace does not have yet
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*)?")


def release(
    settings: Settings,
    version: str,
    issued: date | None = None,
    *,
    with_addresses: bool = False,
    with_parquet: bool = False,
) -> Manifest:
    """Publish the project's graph as it is now.

    `issued` is needed unless the version is recorded already. E-mail addresses stay out of the dumps
    unless `with_addresses`. Raises ProjectError for a version or date that does not fit what was
    published before, InvalidData if the data has errors or a published IRI has vanished, BuildError if
    something cannot be written.
    """
    if not _VERSION.fullmatch(version):
        raise ProjectError(f"{version!r} is no version such as 1.2.0 or 1.2.0-rc.1")
    if with_parquet:
        parquet.require()
    built = build(settings)
    dataset = load(settings)
    recorded = _recorded(dataset, version)
    if recorded is None:
        if issued is None:
            raise ProjectError("Say when it is issued: --date YYYY-MM-DD")
        _require_later(dataset, issued)
    elif recorded != (built.manifest.content, issued or recorded[1]):
        raise ProjectError(f"{version} is published already, with another content or date")
    gone = vanished(settings, dataset, _quads(built, settings))
    if gone:
        listed = ", ".join(gone[:10])
        raise InvalidData(
            f"{len(gone)} published IRIs are no longer described: {listed}. "
            "Say in data/ledger.ttl what became of them."
        )
    when = issued if recorded is None else recorded[1]
    if when is None:
        raise ProjectError(f"{version} is recorded without a date")
    kept = _contents([settings.folder("data") / "releases.ttl", released_file(settings)])
    try:
        if recorded is None:
            _record(settings, dataset, version, when, built)
            built = build(settings, check=False)
        return _Writer(settings, built, version, when, with_addresses, with_parquet).write()
    except BaseException:
        _restore(kept)
        raise


def provide(settings: Settings, built: Build) -> Manifest | None:
    """Write the dumps of the recorded release that a build is, unless they are there.

    A clone of a project has the record of its releases, and no dumps. Raises BuildError.
    """
    dataset = load(settings)
    for issued, version, iri in reversed(_published(dataset)):
        hashed = union(dataset.meta).value(iri, CT.contentHash)
        there = (settings.folder("dumps") / version / FILE_NAME).is_file()
        if str(hashed) == built.manifest.content and not there:
            return _Writer(
                settings, built, version, issued, with_addresses=False, with_parquet=False
            ).write()
    return None


def _recorded(dataset: Dataset, version: str) -> tuple[str, date | None] | None:
    """The content hash and the date of a version that is recorded."""
    graph, iri = union(dataset.meta), dataset.names.id(f"release-{version}")
    if (iri, RDF.type, CT.Release) not in graph:
        return None
    return str(graph.value(iri, CT.contentHash)), _date(graph, iri)


def _date(graph: Graph, iri: URIRef) -> date | None:
    try:
        return date.fromisoformat(str(graph.value(iri, DCTERMS.issued)))
    except ValueError:
        return None


def _published(dataset: Dataset) -> list[tuple[date, str, URIRef]]:
    """Recorded releases by date."""
    graph = union(dataset.meta)
    found = []
    for iri in graph.subjects(RDF.type, CT.Release):
        issued = _date(graph, URIRef(str(iri)))
        if issued:
            found.append((issued, str(graph.value(iri, _DCAT_VERSION)), URIRef(str(iri))))
    return sorted(found)


def _require_later(dataset: Dataset, issued: date) -> None:
    earlier = _published(dataset)
    if earlier and issued < earlier[-1][0]:
        raise ProjectError(f"{earlier[-1][1]} was issued on {earlier[-1][0]}, after {issued}")


def _record(settings: Settings, dataset: Dataset, version: str, issued: date, built: Build) -> None:
    """Append the release to `data/releases.ttl`, and what it publishes to `data/released.txt`."""
    names, made = dataset.names, built.manifest
    iri = names.id(f"release-{version}")
    earlier = _published(dataset)
    before = f" ;\n    dcat:previousVersion <{earlier[-1][2]}>" if earlier else ""
    entry = f"""
<{iri}> a ct:Release ;
    skos:prefLabel "Release {version}"@en , "Version {version}"@fr ;
    dcat:version "{version}" ;
    dcterms:issued "{issued.isoformat()}"^^xsd:date ;
    ct:contentHash "{made.content}" ;
    void:triples {made.quads} ;
    void:documents {made.documents} ;
    ct:claimCount {made.claims}{before} .
"""
    file = settings.folder("data") / "releases.ttl"
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    for prefix, namespace in (
        ("xsd", str(XSD)),
        ("void", str(VOID)),
        ("skos", str(SKOS)),
        ("dcterms", str(DCTERMS)),
        ("dcat", str(DCAT)),
        ("ct", CT_IRI),
    ):
        if f"@prefix {prefix}:" not in text:
            text = f"@prefix {prefix}: <{namespace}> .\n{text}"
    replace_file(file, f"{text.rstrip()}\n{entry}".encode())
    listed = sorted(released(settings) | lasting(_quads(built, settings), names) | {str(iri)})
    replace_file(released_file(settings), "".join(f"{iri}\n" for iri in listed).encode())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the dumps of one release."""

    settings: Settings
    built: Build
    version: str
    issued: date
    with_addresses: bool
    with_parquet: bool

    def write(self) -> Manifest:
        """Write the dumps beside the others, then put them in their place by renaming."""
        dumps = self.settings.folder("dumps")
        try:
            dumps.mkdir(parents=True, exist_ok=True)
            making = Path(tempfile.mkdtemp(prefix=".making-", dir=dumps))
        except OSError as error:
            raise BuildError(f"{dumps} cannot be written: {error}") from error
        try:
            manifest = self._fill(making, dumps)
            target, aside = dumps / self.version, making.with_name(f"{making.name}-before")
            making.chmod(0o755)
            if target.exists():
                target.rename(aside)
            making.rename(target)
            shutil.rmtree(aside, ignore_errors=True)
        except OSError as error:
            raise BuildError(f"{dumps} cannot be written: {error}") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return manifest

    def _fill(self, folder: Path, dumps: Path) -> Manifest:
        """Write the files, and their manifest last."""
        dataset = load(self.settings)
        quads = sorted(_quads(self.built, self.settings), key=str)
        if not self.with_addresses:
            quads = sorted(without_addresses(quads, dataset.names), key=str)
        made: list[File] = []
        for name, content in files.contents(
            quads, dataset.names, self.settings.languages, with_parquet=self.with_parquet
        ):
            (folder / name).write_bytes(content)
            made.append(files.described(name, content))
        (folder / SUMS).write_bytes(files.checksums(made))
        compared = next((m.version for m in manifests(dumps) if m.version != self.version), "")
        earlier = dumps / compared / "graph.nq"
        manifest = Manifest(
            self.version,
            self.issued,
            self.built.manifest.content,
            str(next(union(dataset.ontology).objects(None, OWL.versionInfo), "")),
            len(quads),
            tuple(made),
            compared,
            *(changes(earlier, quads, dataset.names) if compared else ((), (), ())),
        )
        (folder / FILE_NAME).write_text(manifest.to_json(), encoding="utf-8")
        return manifest


def _quads(built: Build, settings: Settings) -> list[ox.Quad]:
    with gzip.open(written(built, settings)) as file:
        return list(ox.parse(cast("BinaryIO", file), ox.RdfFormat.N_QUADS))


def _contents(paths: Sequence[Path]) -> dict[Path, str | None]:
    return {p: p.read_text(encoding="utf-8") if p.is_file() else None for p in paths}


def _restore(kept: dict[Path, str | None]) -> None:
    """Put files back as they were."""
    for path, text in kept.items():
        if text is None:
            path.unlink(missing_ok=True)
        else:
            replace_file(path, text.encode())
