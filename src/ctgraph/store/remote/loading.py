"""Putting a build into an engine by SPARQL 1.1 Update, in pieces, beside the builds that it holds.

A build is read from its N-Quads, whose order is always the same, and sent in pieces; with each piece the
index is told how many quads have come. Whoever is stopped goes on there: to insert what is there already
changes nothing. When all have come, the graphs are counted in the engine; when the counts agree, the index
is told that the build is whole, by one triple. Before that nobody reads the build, and from then on whoever
serves it may: a reader has one build or another and never some of each, whatever the engine makes of
transactions.

A build that is no longer wanted is first said to be retired. Its graphs go when nobody can be reading it
any more: who serves a build looks every few seconds whether it may.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from ctgraph.errors import LoadError
from ctgraph.settings import Settings
from ctgraph.store.files import opened
from ctgraph.store.remote.placing import NAME, TRIPLES, WHOLE, Place
from ctgraph.store.remote.store import LEASE
from ctgraph.store.remote.updating import Updater

_RETIRED = "http://www.w3.org/2002/07/owl#deprecated"
_BEFORE = "http://www.w3.org/2002/07/owl#priorVersion"
_TOGETHER = 50  # graphs that are counted by one request

Progress = Callable[[str, int, int], None]  # what is being done, how far it has come, of how much


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many quads were sent, how many had come before, and how many builds were removed."""

    sent: int
    found: int
    removed: int


class Loader:
    """Puts builds into the engine that takes updates at `url` and is asked at `settings.engine_url`.

    `piece` is how many quads are sent at a time.
    """

    def __init__(self, settings: Settings, url: str, place: Place, piece: int) -> None:
        self._engine = Updater(settings, url)
        self._place = place
        self._piece = piece
        self._lease = LEASE + 2 * max(settings.query_timeout, settings.page_timeout)

    def load(self, source: Path, progress: Progress, *, keep: bool = False) -> Loaded:
        """Load the N-Quads of `source`; then, unless `keep`, remove all builds but this and the one before.

        Raises LoadError that says what the engine said; whoever calls it again goes on from there.
        """
        whole = self._builds(WHOLE)
        if self._place.index in whole:
            return Loaded(0, 0, 0 if keep else self._clear_out(progress))
        if self._place.index in self._builds(_RETIRED):
            self._discard(self._place.index)
        expected = self._counted(source)
        total = sum(expected.values())
        found = self._arrived()
        sent = self._send(source, found, total, progress)
        self._verify(expected, progress)
        self._finish(expected, whole)
        return Loaded(sent, found, 0 if keep else self._clear_out(progress))

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.close()

    # ---- coming in

    def _counted(self, source: Path) -> Counter[str]:
        """Count the quads of each graph, by its name."""
        return Counter(graph for graph, _ in self._quads(source))

    def _quads(self, source: Path) -> Iterator[tuple[str, ox.Triple]]:
        with opened(source) as (file, rdf_format):
            for quad in ox.parse(file, rdf_format):
                named = isinstance(quad.graph_name, ox.NamedNode)
                yield quad.graph_name.value if named else self._place.accepted, quad.triple

    def _arrived(self) -> int:
        """How many quads have come, as the index has it."""
        index = self._place.index
        query = (
            f"SELECT (MAX(?n) AS ?most) WHERE {{ GRAPH <{index}> {{ <{index}> <{TRIPLES}> ?n }} }}"
        )
        most = self._engine.value(query)
        return int(most) if most.isdigit() else 0

    def _send(self, source: Path, found: int, total: int, progress: Progress) -> int:
        quads, come = islice(self._quads(source), found, None), found
        while piece := list(islice(quads, self._piece)):
            come += len(piece)
            self._insert(piece, come)
            progress("loaded", come, total)
        return come - found

    def _insert(self, piece: Sequence[tuple[str, ox.Triple]], come: int) -> None:
        """Insert a piece and say so; what is too long for the engine goes in halves."""
        body = "".join(
            f"GRAPH <{self._place.graph(graph)}> {{\n"
            + "".join(f"{triple} .\n" for owner, triple in piece if owner == graph)
            + "}\n"
            for graph in dict.fromkeys(graph for graph, _ in piece)
        )
        if self._engine.try_update(f"INSERT DATA {{\n{body}}}", last=len(piece) == 1):
            self._note(f"<{TRIPLES}> {come}")
            return
        half = len(piece) // 2
        self._insert(piece[:half], come - len(piece) + half)
        self._insert(piece[half:], come)

    def _note(self, said: str) -> None:
        """Write something about the build into its index."""
        index = self._place.index
        self._engine.update(f"INSERT DATA {{ GRAPH <{index}> {{ <{index}> {said} }} }}")

    def _verify(self, expected: Counter[str], progress: Progress) -> None:
        """Count what the engine has. Raises LoadError, and takes it all away, if that is something else."""
        names = list(expected)
        for start in range(0, len(names), _TOGETHER):
            some = names[start : start + _TOGETHER]
            counts = self._engine.count([self._place.graph(name) for name in some])
            for name in some:
                if (there := counts.get(self._place.graph(name), 0)) != expected[name]:
                    self._remove(self._place.index, [self._place.graph(n) for n in names])
                    raise LoadError(
                        f"The engine has {there:,} of the {expected[name]:,} statements of <{name}>. What was "
                        "loaded has been removed again; load it once more, or look what the engine altered."
                    )
            progress("counted", start + len(some), len(names))

    def _finish(self, expected: Counter[str], whole: Sequence[str]) -> None:
        """Say in the index what the graphs are called, and last that the build is whole."""
        place = self._place
        names = sorted({*expected, place.accepted})
        for start in range(0, len(names), self._piece):
            entries = "".join(
                f"<{place.graph(n)}> <{NAME}> <{n}> .\n" for n in names[start : start + self._piece]
            )
            self._engine.update(f"INSERT DATA {{ GRAPH <{place.index}> {{\n{entries}}} }}")
        for before in self._newest(whole):
            self._note(f"<{_BEFORE}> <{before}>")
        self._note(f"<{WHOLE}> {ox.Literal(place.release)}")

    # ---- going out

    def _builds(self, said: str) -> list[str]:
        """The indexes of the project's builds of which something is said."""
        start = ox.Literal(self._place.indexes)
        return self._engine.column(
            f"SELECT DISTINCT ?index WHERE {{ GRAPH ?index {{ ?index <{said}> ?value }} "
            f"FILTER(STRSTARTS(STR(?index), {start})) }}"
        )

    def _newest(self, whole: Sequence[str]) -> list[str]:
        """Of whole builds, those that are not the one before another."""
        older = {before for index in whole for before in self._before(index)}
        return [index for index in whole if index not in older]

    def _before(self, index: str) -> list[str]:
        return self._engine.column(
            f"SELECT ?before WHERE {{ GRAPH <{index}> {{ <{index}> <{_BEFORE}> ?before }} }}"
        )

    def _clear_out(self, progress: Progress) -> int:
        """Remove the builds that are neither this one nor the one before; gives how many."""
        index = self._place.index
        kept = {index, *self._before(index)}
        for other in self._builds(WHOLE):
            if other not in kept:
                self._engine.update(
                    f"INSERT DATA {{ GRAPH <{other}> {{ <{other}> <{_RETIRED}> true }} }}",
                    f"DELETE WHERE {{ GRAPH <{other}> {{ <{other}> <{WHOLE}> ?release }} }}",
                )
        retired = [other for other in self._builds(_RETIRED) if other not in kept]
        if retired:
            progress("waiting until older builds are read no more, seconds", 0, round(self._lease))
            time.sleep(self._lease)
        for number, other in enumerate(retired, 1):
            self._discard(other)
            progress("removed older builds", number, len(retired))
        return len(retired)

    def _discard(self, index: str) -> None:
        """Remove a build that was whole once: its index says what its graphs are called."""
        query = f"SELECT ?graph WHERE {{ GRAPH <{index}> {{ ?graph <{NAME}> ?name }} }}"
        self._remove(index, self._engine.column(query))

    def _remove(self, index: str, graphs: Sequence[str]) -> None:
        """Remove a build; its index goes last, so that it can be found again if this is stopped."""
        for graph in (*graphs, index):
            if not self._engine.try_update(f"DROP SILENT GRAPH <{graph}>", last=False):
                self._engine.update(f"DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
