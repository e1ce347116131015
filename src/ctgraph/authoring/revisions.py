"""A project as it was: its files at a revision of git's, in a folder of their own.

Objects are read out of the repository; its work tree, index and settings are left alone, and no filter of
its configuration is run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ctgraph.dataset import Dataset, load
from ctgraph.errors import ProjectError, SourceSyntaxError
from ctgraph.settings import FILE_NAME, Settings

_KINDS = (".ttl", ".txt", FILE_NAME)


def dataset_at(root: Path, revision: str) -> Dataset:
    """The project in `root` as it was at `revision`.

    Raises ProjectError if there is no git, no repository, no such revision, or no project in it then;
    SourceSyntaxError, with the place, for a file that did not parse.
    """
    with _files_at(root, revision) as folder:
        try:
            dataset = load(Settings.load(folder))
            dataset.require_sound()
        except SourceSyntaxError as error:
            file = f"{revision}:{error.extra.pop('file', '')}"
            raise SourceSyntaxError(error.detail, file=file, **error.extra) from error
        except ProjectError as error:
            detail = error.detail.replace(str(folder), str(root))
            raise ProjectError(f"at {revision}: {detail}") from error
    return dataset


@contextmanager
def _files_at(root: Path, revision: str) -> Iterator[Path]:
    """The project's files at a revision, in a folder that goes again."""
    below = _git(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    commit = _commit(root, revision)
    with TemporaryDirectory(prefix="ctgraph-") as folder:
        target = Path(folder).resolve()
        for name, content in _contents(root, f"{commit}:{below}"):
            file = target / name
            if not Path(os.path.normpath(file)).is_relative_to(target):
                raise ProjectError(f"at {revision}: {name} lies outside of the project")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield target


def _commit(root: Path, revision: str) -> str:
    try:
        found = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except ProjectError as error:
        raise ProjectError(f"git knows no revision {revision!r}") from error
    return found.decode("ascii").strip().splitlines()[-1]


def _contents(root: Path, tree: str) -> Iterator[tuple[str, bytes]]:
    """The regular files of a tree that a project can be made of, by their names below it."""
    try:
        listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", tree)
    except ProjectError:  # the folder was not there then: no file is
        return
    wanted = []
    for entry in listed.split(b"\x00"):
        about, _, path = entry.partition(b"\t")
        if about.startswith(b"100") and os.fsdecode(path).endswith(_KINDS):
            wanted.append((os.fsdecode(path), about.split()[2]))
    asked = b"".join(blob + b"\n" for _, blob in wanted)
    answer = _git(root, "cat-file", "--batch", given=asked)
    at = 0
    for name, _ in wanted:
        head_end = answer.index(b"\n", at)
        size = int(answer[at:head_end].split()[2])
        yield name, answer[head_end + 1 : head_end + 1 + size]
        at = head_end + size + 2


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git answers. Raises ProjectError with its own words if it cannot."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise ProjectError(f"this needs git, which does not run: {error.strerror}") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise ProjectError(f"{root} cannot be compared: git says: {said}")
    return done.stdout
