"""A dataset on disk: a folder with a RocksDB store that is written once and then only read.

A reader may open no file once it is confined, and RocksDB opens its table files as it needs them. So a
snapshot keeps *witnesses* beside the store: quads which, when they are looked up in every order of the
index, lead through all of its files. Whoever opens a snapshot looks them up, and has every file open.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ctgraph.errors import ProjectError
from ctgraph.store.files import opened
from ctgraph.store.joins import Statistics, gather

_FORMAT = 2
_STORE, _WITNESSES, _MANIFEST = "rocksdb", "witnesses.nq", "snapshot.json"
_STATISTICS = "statistics.json"
_MAKING = ".making-"
_DESCRIPTORS = Path("/proc/self/fd")
_BATCH = 32  # quads that are looked up between two looks at what is open


def write(sources: Iterable[Path], folder: Path, accepted: str | None) -> None:
    """Make the snapshot `folder` of RDF files; what is in no graph goes to the graph `accepted`.

    The folder appears when it is whole; one that is there is left alone if it `is_whole`, else replaced.
    Raises as `EmbeddedStore`, and OSError if the disk is full or may not be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder.parent))
    try:
        _load(making / _STORE, sources, accepted)
        seal(making, accepted)
        if folder.exists() and not is_whole(folder, accepted):
            shutil.rmtree(folder)
        if not folder.exists():
            making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def seal(folder: Path, accepted: str | None) -> None:
    """Make a snapshot of a folder that has a store, which nobody may have open."""
    witnesses = _find_witnesses(folder / _STORE)
    ox.serialize(witnesses, str(folder / _WITNESSES), ox.RdfFormat.N_QUADS)
    graph = ox.NamedNode(accepted) if accepted else ox.DefaultGraph()
    gather(ox.Store.read_only(str(folder / _STORE)), graph).save(folder / _STATISTICS)
    manifest = json.dumps(_described(folder, accepted), indent=1) + "\n"
    (folder / _MANIFEST).write_text(manifest, encoding="utf-8")


def is_whole(folder: Path, accepted: str | None) -> bool:
    """Whether `folder` is a snapshot that this engine can read, with its files as they were written.

    Sizes are compared, not contents: RocksDB keeps a checksum with every block, and looks at it.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _described(folder, accepted))
    except (OSError, ValueError):
        return False


def among(paths: Iterable[Path]) -> tuple[Path | None, list[Path]]:
    """Tell a snapshot from files: a folder that stands alone is one."""
    files = list(paths)
    if len(files) == 1 and files[0].is_dir():
        return files[0], []
    return None, files


def open_store(folder: Path) -> ox.Store:
    """Open a snapshot for reading. Raises ProjectError if that cannot be done.

    RocksDB may start threads in this process: do not fork it after that.
    """
    try:
        return ox.Store.read_only(str(folder / _STORE))
    except (OSError, ValueError) as error:
        raise _unusable(folder, str(error)) from None


def statistics(folder: Path) -> Statistics:
    """Give what was counted of the accepted graph. Raises ProjectError as above."""
    try:
        return Statistics.load(folder / _STATISTICS)
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(folder, str(error)) from None


def open_files(store: ox.Store, folder: Path) -> None:
    """Have all files of a snapshot open from now on. Linux only. Raises ProjectError as above."""
    try:
        _look_up(store, ox.parse(path=str(folder / _WITNESSES), format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError, ValueError) as error:
        raise _unusable(folder, str(error)) from None
    if closed := _tables(folder / _STORE) - _open_tables(folder / _STORE):
        few = "perhaps because this process may have too few files open (ulimit -n)"
        raise _unusable(folder, f"{len(closed)} of its files stayed closed, {few}")


def _load(path: Path, sources: Iterable[Path], accepted: str | None) -> None:
    store = ox.Store(str(path))
    store.bulk_extend(_quads(sources, accepted))
    if accepted:
        store.add_graph(ox.NamedNode(accepted))
    store.optimize()
    store.flush()


def _quads(sources: Iterable[Path], accepted: str | None) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(accepted) if accepted else ox.DefaultGraph()
    for path in sources:
        with opened(path) as (file, rdf_format):
            for quad in ox.parse(file, rdf_format, rename_blank_nodes=True):
                if isinstance(quad.graph_name, ox.DefaultGraph):
                    yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
                else:
                    yield quad


def _find_witnesses(path: Path) -> list[ox.Quad]:
    """Choose quads that lead through all table files. There are none where /proc is not."""
    store, found = ox.Store.read_only(str(path)), list[ox.Quad]()
    _look_up(store, ())
    tables, seen = _tables(path), _open_tables(path)
    quads = store.quads_for_pattern(None, None, None, None)
    while seen < tables and (batch := list(islice(quads, _BATCH))):
        _look_up(store, batch)
        if (now := _open_tables(path)) > seen:
            found += batch
            seen = now
    return found


def _look_up(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Look quads up in every order in which the engine keeps them, and its list of graphs."""
    list(store.named_graphs())
    for s, p, o, g in quads:
        for graph in (None, g):
            for subject, predicate in ((s, p), (None, p), (s, None)):
                next(store.quads_for_pattern(subject, predicate, o, graph), None)


def _tables(path: Path) -> set[str]:
    return {file.name for file in path.glob("*.sst")}


def _open_tables(path: Path) -> set[str]:
    """Name the table files of the store at `path` that this process has open."""
    found = set()
    for descriptor in _DESCRIPTORS.iterdir() if _DESCRIPTORS.is_dir() else ():
        try:
            target = descriptor.readlink()
        except OSError:  # the listing's own
            continue
        if target.suffix == ".sst" and target.parent == path.resolve():
            found.add(target.name)
    return found


def _described(folder: Path, accepted: str | None) -> dict[str, Any]:
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _MANIFEST)
    return {
        "format": _FORMAT,
        "engine": version("pyoxigraph"),
        "accepted": accepted,
        "files": {p.relative_to(folder).as_posix(): p.stat().st_size for p in paths},
    }


def _unusable(folder: Path, why: str) -> ProjectError:
    return ProjectError(f"{folder} cannot be read: {why}. Remove it to have it made anew.")
