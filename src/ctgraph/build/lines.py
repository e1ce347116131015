"""Files of sorted lines, larger than memory: sorted, changed and packed one line after another."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

_IN_MEMORY = 250_000  # lines that are sorted at a time
_LEVEL = 6  # of gzip: as small as 9 makes it, to a hundredth, in a third of the time


def write_sorted(lines: Iterable[str], file: Path) -> None:
    """Write lines sorted, with memory for some 250,000 of them; runs lie beside the file meanwhile."""
    with ExitStack() as stack:
        runs = list[Iterable[str]]()
        for run in in_turn(lines, _IN_MEMORY):
            run.sort()
            if len(run) < _IN_MEMORY and not runs:
                runs.append(f"{line}\n" for line in run)
                break
            path = file.with_name(f"{file.name}.{len(runs)}")
            with path.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(f"{line}\n" for line in run)
            stack.callback(path.unlink)
            runs.append(stack.enter_context(path.open(encoding="utf-8", newline="\n")))
        with file.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(heapq.merge(*runs))


def write_changed(before: Path, removed: set[str], added: Iterable[str], file: Path) -> bool:
    """Write the lines of a packed file without those that are removed and with those that are added.

    False if those are not there to be removed, or these are there already.
    """
    gone = {f"{line}\n" for line in removed}
    come = sorted(f"{line}\n" for line in added)
    missed, twice, last = len(gone), 0, ""
    with reading(before) as lines, file.open("w", encoding="utf-8", newline="\n") as out:
        for line in heapq.merge(lines, come):
            if line in gone:
                missed -= 1
            else:
                twice += line == last
                out.write(line)
            last = line
    return not missed and not twice


def in_turn(lines: Iterable[str], most: int = 10_000) -> Iterator[list[str]]:
    """Some of the lines after others."""
    rest = iter(lines)
    while some := list(islice(rest, most)):
        yield some


def reading(packed: Path) -> io.TextIOWrapper:
    """Open a packed file to read its lines, with their line ends."""
    return io.TextIOWrapper(gzip.open(packed), encoding="utf-8", newline="\n")


def pack(files: Iterable[Path | Iterable[str]], packed: Path) -> str:
    """Pack sorted files, and other sorted lines, merged; the SHA-256 of the packed file."""
    with ExitStack() as stack:
        sources = [
            stack.enter_context(f.open(encoding="utf-8", newline="\n"))
            if isinstance(f, Path)
            else (f"{line}\n" for line in f)
            for f in files
        ]
        raw = stack.enter_context(packed.open("wb"))
        with (
            gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file,
            io.TextIOWrapper(file, encoding="utf-8", newline="\n", write_through=False) as out,
        ):
            out.writelines(heapq.merge(*sources))
    return sha256_of(packed)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
