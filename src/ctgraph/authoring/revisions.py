"""A project as it was: its files at a revision of git's, in a folder of their own.

Objects are read out of the repository; its work tree, index and settings are left alone, and no filter of
its configuration is run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ctgraph.dataset import Dataset, load
from ctgraph.errors import ProjectError, SourceSyntaxError
from ctgraph.settings import FILE_NAME, Settings


def dataset_at(root: Path, revision: str) -> Dataset:
    """The project in `root` as it was at `revision`.

    Raises ProjectError if there is no git, no repository, no such revision, or no project in it then;
    SourceSyntaxError, with the place, for a file that did not parse.
    """
    below = _git(root, "rev-parse", "--show-prefix").decode().rstrip("\n")
    listed = _blobs(root, f"{_commit(root, revision)}:{below}")
    with TemporaryDirectory(prefix="ctgraph-") as name:
        folder = Path(name).resolve()
        try:
            _write(root, {n: blob for n, blob in listed.items() if n == FILE_NAME}, folder)
            settings = Settings.load(folder)
            _write(root, {n: blob for n, blob in listed.items() if _is_source(n, settings)}, folder)
            dataset = load(settings)
            dataset.require_sound()
        except SourceSyntaxError as error:
            file = f"{revision}:{error.extra.pop('file', '')}"
            raise SourceSyntaxError(error.detail, file=file, **error.extra) from error
        except ProjectError as error:
            detail = error.detail.replace(str(folder), str(root))
            raise ProjectError(f"at {revision}: {detail}") from error
    return dataset


def _is_source(name: str, settings: Settings) -> bool:
    folders = (settings.ontology, settings.shapes, settings.data)
    return name.endswith((".ttl", ".txt")) and any(
        PurePosixPath(name).is_relative_to(folder) for folder in folders
    )


def _commit(root: Path, revision: str) -> str:
    try:
        found = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    except ProjectError as error:
        raise ProjectError(f"git knows no revision {revision!r}") from error
    return found.decode("ascii").strip().splitlines()[-1]


def _blobs(root: Path, tree: str) -> dict[str, bytes]:
    """The regular files of a tree, with the names of their contents; none if it was not there then."""
    try:
        listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", tree)
    except ProjectError:
        return {}
    entries = (entry.partition(b"\t") for entry in listed.split(b"\x00"))
    return {os.fsdecode(n): about.split()[2] for about, _, n in entries if about.startswith(b"100")}


def _write(root: Path, blobs: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, under their names; none lies outside of it."""
    answer = _git(root, "cat-file", "--batch", given=b"".join(b + b"\n" for b in blobs.values()))
    at = 0
    for name in blobs:
        head_end = answer.index(b"\n", at)
        size = int(answer[at:head_end].split()[2])
        file = Path(os.path.normpath(folder / name))
        if not file.is_relative_to(folder):
            raise ProjectError(f"{name} lies outside of the project")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[head_end + 1 : head_end + 1 + size])
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
