"""The two forms of a build's graph: a packed file of N-Quads, and a snapshot that is read from disk.

Either is made from nothing, or from the last build of the same form by taking out what went and putting
in what came. The statements are the same; what is said of them (`about`) is counted from them.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ctgraph.build import lines
from ctgraph.build.base import Base
from ctgraph.build.changes import Difference, State, Whole, between
from ctgraph.build.counting import Recount
from ctgraph.build.fingerprint import Fingerprint
from ctgraph.build.folder import GRAPH, SNAPSHOT, accepted
from ctgraph.build.parts import Untrusted
from ctgraph.describe import Catalogue, Counts, counted
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.store.joins import Statistics
from ctgraph.store.snapshot import Draft
from ctgraph.terms import Names

_CONTENT, _SPOOL, _ACCEPTED = "content.nq", "spool.nq", "accepted.nt"
_WASTE = 5  # a fifth of a snapshot may have been taken out before it is written from nothing
_IN_NO_GRAPH = re.compile(r'\S+ \S+ (?:<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[^ ]+|\^\^<[^>]*>)?) \.\n')

About = Callable[[Counts, Fingerprint], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the content's fingerprint, counts, what is implied (see `State`), lines about the graph.

    `graph_sha256` is empty for a snapshot; `waste` as in `Base`.
    """

    content: Fingerprint
    counts: Counts
    implied: Mapping[str, int]
    about: frozenset[str]
    graph_sha256: str
    added: int
    removed: int = 0
    waste: int = 0


def afresh(folder: Path, now: State, about: About, settings: Settings) -> Made:
    """Make the graph from nothing, in the form that its size asks for. Raises OSError, Untrusted."""
    whole, spool = Whole(now, Names(settings.base_iri)), folder / _SPOOL
    content = _spooled(whole.lines(), spool)
    if content.count > settings.disk_above:
        draft = Draft(folder / SNAPSHOT, accepted(settings))
        draft.load(ox.parse(path=str(spool), format=ox.RdfFormat.N_QUADS))
        spool.unlink()
        counts = _counted(EmbeddedStore.over(draft.store, accepted(settings)), settings)
        said = about(counts, content)
        draft.change((), _quads(said))
        _seal(draft, counts)
        packed = ""
    else:
        with spool.open(encoding="utf-8", newline="\n") as unsorted:
            lines.write_sorted((line[:-1] for line in unsorted), folder / _CONTENT)
        spool.unlink()
        counts, said, packed = _packed(folder, content, about, settings)
    return Made(content, counts, whole.implied, said, packed, added=content.count + len(said))


def going_on(folder: Path, base: Base, now: State, about: About, settings: Settings) -> Made | None:
    """Make the graph from the base's; None if it is better made from nothing. Raises OSError, Untrusted."""
    was = State(now.parts, base.frame, now.schema, now=False, implied=base.implied)
    difference = between(was, now, Names(settings.base_iri))
    gone, come = difference.removed, difference.added
    content = base.content - Fingerprint.of(gone) + Fingerprint.of(come)
    on_disk = content.count > settings.disk_above
    waste = base.waste + len(gone) if on_disk else 0
    if on_disk == bool(base.build.manifest.graph_sha256) or waste * _WASTE > content.count:
        return None
    if on_disk:
        draft = Draft(folder / SNAPSHOT, accepted(settings), base.build.snapshot)
        fits, counts = _changed(draft, difference, base.counts, settings)
        said = about(counts, content)
        fits = draft.change(_quads(base.about - said), _quads(said - base.about)) and fits
        _seal(draft, counts)
        packed = ""
    else:
        file = folder / _CONTENT
        fits = lines.write_changed(base.build.graph_file, gone | base.about, come, file)
        counts, said, packed = _packed(folder, content, about, settings)
    if not fits:
        raise Untrusted
    added, removed = len(come) + len(said - base.about), len(gone) + len(base.about - said)
    return Made(
        content, counts, difference.implied, said, packed, added=added, removed=removed, waste=waste
    )


def _changed(
    draft: Draft, difference: Difference, counts: Counts, settings: Settings
) -> tuple[bool, Counts]:
    """Change a snapshot, and its counts; whether it was as it should be."""
    recount = Recount(counts, draft.store, accepted(settings), difference.held)
    fits = draft.change(_quads(difference.removed), _quads(difference.added))
    return fits, recount.counts()


def _spooled(content: Iterable[str], file: Path) -> Fingerprint:
    """Write lines in the order in which they come."""
    whole = Fingerprint()
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for some in lines.in_turn(content):
            out.writelines(f"{line}\n" for line in some)
            whole += Fingerprint.of(some)
    return whole


def _packed(
    folder: Path, content: Fingerprint, about: About, settings: Settings
) -> tuple[Counts, frozenset[str], str]:
    """Pack the sorted content with what is said about it."""
    file = folder / _CONTENT
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        held = Path(aside) / _ACCEPTED
        with (
            file.open(encoding="utf-8", newline="\n") as rows,
            held.open("w", encoding="utf-8") as out,
        ):
            out.writelines(row for row in rows if _IN_NO_GRAPH.fullmatch(row))
        counts = _counted(EmbeddedStore([held]), settings)
    said = about(counts, content)
    packed = lines.pack([file, sorted(said)], folder / GRAPH)
    file.unlink()
    return counts, said, packed


def _counted(store: EmbeddedStore, settings: Settings) -> Counts:
    return counted(Catalogue(store, Names(settings.base_iri), curated=True))


def _seal(draft: Draft, counts: Counts) -> None:
    draft.seal(Statistics({prop[1:-1]: spread for prop, spread in counts.properties.items()}))


def _quads(content: Iterable[str]) -> Iterator[ox.Quad]:
    for some in lines.in_turn(content):
        yield from ox.parse("\n".join(some), ox.RdfFormat.N_QUADS)
