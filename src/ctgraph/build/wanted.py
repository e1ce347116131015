"""A build's graph in the form in which somebody wants it, made when that is first wanted."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox

from ctgraph.build import lines
from ctgraph.build.folder import Build, accepted
from ctgraph.build.frame import quad
from ctgraph.errors import BuildError
from ctgraph.settings import Settings
from ctgraph.store import snapshot


def readable(built: Build, settings: Settings) -> Path:
    """What a store is made of: the graph's file, or, above the set size, a snapshot of it.

    Raises BuildError if a snapshot is to be made and cannot be written.
    """
    if built.graph_file.exists() and built.manifest.quads <= settings.disk_above:
        return built.graph_file
    if not snapshot.is_whole(built.snapshot, accepted(settings)):
        try:
            snapshot.write([built.graph_file], built.snapshot, accepted(settings))
        except OSError as error:
            raise BuildError(f"{built.snapshot} cannot be written: {error}") from error
    return built.snapshot


def written(built: Build, settings: Settings) -> Path:
    """The graph as gzipped N-Quads, sorted. Raises BuildError if they are to be made and cannot be written."""
    if built.graph_file.exists():
        return built.graph_file
    default = ox.NamedNode(accepted(settings))
    try:
        with tempfile.TemporaryDirectory(prefix=".making-", dir=built.folder) as making:
            sorted_ = Path(making) / "graph.nq"
            quads = snapshot.open_store(built.snapshot).quads_for_pattern(None, None, None, None)
            lines.write_sorted((_line(q, default) for q in quads), sorted_)
            packed = Path(making) / built.graph_file.name
            lines.pack([sorted_], packed)
            packed.replace(built.graph_file)
    except OSError as error:
        raise BuildError(f"{built.graph_file} cannot be written: {error}") from error
    return built.graph_file


def _line(said: ox.Quad, default: ox.NamedNode) -> str:
    return quad(str(said.triple), "" if said.graph_name == default else str(said.graph_name))
