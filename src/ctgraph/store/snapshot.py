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
from itertools import chain, islice
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
_SAMPLE = 5000  # of so many quads one is tried as a witness before the others


def write(sources: Iterable[Path], folder: Path, accepted: str | None) -> None:
    """Make the snapshot `folder` of RDF files; what is in no graph goes to the graph `accepted`.

    The folder appears when it is whole; one that is there is left alone if it `is_whole`, else replaced.
    Raises as `EmbeddedStore`, and OSError if the disk is full or may not be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=folder.parent))
    try:
        draft = Draft(making, accepted)
        draft.load(quad for path in sources for quad in _quads_of(path))
        draft.seal()
        if folder.exists() and not is_whole(folder, accepted):
            shutil.rmtree(folder)
        if not folder.exists():
            making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


class Draft:
    """A snapshot in the making, in a folder that nobody reads yet. Raises OSError, of the disk.

    With a `base`, a snapshot of the same kind, it begins as a copy of that: files of the store that never
    change are shared with it (by hard links), so that a copy of any size takes no time, and whoever
    reads the base notices nothing.
    """

    def __init__(self, folder: Path, accepted: str | None, base: Path | None = None) -> None:
        self._folder = folder
        self._accepted = accepted
        self._likely: list[ox.Quad] = []
        folder.mkdir(exist_ok=True)
        if base:
            _share(base / _STORE, folder / _STORE)
            self._likely += ox.parse(path=str(base / _WITNESSES), format=ox.RdfFormat.N_QUADS)
        self.store = ox.Store(str(folder / _STORE))
        if accepted:
            self.store.add_graph(ox.NamedNode(accepted))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add any number of quads, with memory for a part of them."""
        self.store.bulk_extend(self._sampled(self._placed(quads)))
        self.store.optimize()

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> bool:
        """Remove and add some quads; false if those are not there to be removed, or these are there already."""
        gone, come = list(self._placed(removed)), list(self._placed(added))
        fits = all(q in self.store for q in gone) and not any(q in self.store for q in come)
        for quad in gone:
            self.store.remove(quad)
        self.store.extend(come)
        for graph in {quad.graph_name for quad in gone}:
            if next(self.store.quads_for_pattern(None, None, None, graph), None) is None:
                self.store.remove_graph(graph)
        self._likely += come
        return fits

    def seal(self, counted: Statistics | None = None) -> None:
        """Make it a snapshot. `counted` are the statistics of the accepted graph, if they are known.

        Nobody else may hold its store any longer: it is closed, so that its files stay as they are.
        """
        self.store.flush()
        del self.store
        _seal(self._folder, self._accepted, counted, self._likely)

    def _placed(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        graph = ox.NamedNode(self._accepted) if self._accepted else ox.DefaultGraph()
        for quad in quads:
            is_default = isinstance(quad.graph_name, ox.DefaultGraph)
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph) if is_default else quad

    def _sampled(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        for number, quad in enumerate(quads):
            if number % _SAMPLE == 0:
                self._likely.append(quad)
            yield quad


def seal(folder: Path, accepted: str | None) -> None:
    """Make a snapshot of a folder that has a store, which nobody may have open."""
    _seal(folder, accepted, None, ())


def _seal(
    folder: Path, accepted: str | None, counted: Statistics | None, likely: Iterable[ox.Quad]
) -> None:
    witnesses = _find_witnesses(folder / _STORE, likely)
    ox.serialize(witnesses, str(folder / _WITNESSES), ox.RdfFormat.N_QUADS)
    if counted is None:
        graph = ox.NamedNode(accepted) if accepted else ox.DefaultGraph()
        counted = gather(ox.Store.read_only(str(folder / _STORE)), graph)
    counted.save(folder / _STATISTICS)
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
        list(store.named_graphs())
        _look_up(store, ox.parse(path=str(folder / _WITNESSES), format=ox.RdfFormat.N_QUADS))
    except (OSError, SyntaxError, ValueError) as error:
        raise _unusable(folder, str(error)) from None
    if closed := _tables(folder / _STORE) - _open_tables(folder / _STORE):
        few = "perhaps because this process may have too few files open (ulimit -n)"
        raise _unusable(folder, f"{len(closed)} of its files stayed closed, {few}")


def _share(base: Path, folder: Path) -> None:
    """Copy a store that nobody writes to; tables, which never change, are linked where that can be."""
    folder.mkdir()
    for file in base.iterdir():
        if file.suffix == ".sst":
            try:
                (folder / file.name).hardlink_to(file)
            except OSError:  # another file system, or one without links
                shutil.copyfile(file, folder / file.name)
        elif not file.name.startswith(("LOG", "LOCK")):
            shutil.copyfile(file, folder / file.name)


def _quads_of(path: Path) -> Iterator[ox.Quad]:
    with opened(path) as (file, rdf_format):
        yield from ox.parse(file, rdf_format, rename_blank_nodes=True)


def _find_witnesses(path: Path, likely: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Choose quads that lead through all table files, `likely` ones first. There are none where /proc is not."""
    store, found = ox.Store.read_only(str(path)), list[ox.Quad]()
    list(store.named_graphs())
    tables, seen = _tables(path), _open_tables(path)
    quads = chain(likely, store.quads_for_pattern(None, None, None, None))
    while seen < tables and (batch := list(islice(quads, _BATCH))):
        _look_up(store, batch)
        if (now := _open_tables(path)) > seen:
            found += batch
            seen = now
    return found


def _look_up(store: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Look quads up in every order in which the engine keeps them; its list of graphs is read apart."""
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
