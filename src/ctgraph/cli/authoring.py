"""Commands for those who write the data: fmt, diff."""

from __future__ import annotations

import difflib
import json
import sys
from pathlib import Path

import click

from ctgraph.authoring.changes import changes
from ctgraph.authoring.files import (
    Formatted,
    format_bytes,
    format_file,
    replace,
    turtle_files,
    within,
)
from ctgraph.authoring.revisions import dataset_at
from ctgraph.authoring.state import State
from ctgraph.authoring.wording import LANGUAGES, Wording, data
from ctgraph.cli.messages import complain, spoken
from ctgraph.cli.project import settings_of
from ctgraph.dataset import Dataset, load
from ctgraph.errors import CtgraphError, ProjectError
from ctgraph.settings import find_project


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--check", is_flag=True, help="Write nothing; show what would change.")
@click.option(
    "--as",
    "stands_for",
    type=click.Path(path_type=Path),
    help="The file whose content is on standard input: its text gives evidence its order.",
)
@click.pass_obj
def fmt(project: Path, files: tuple[Path, ...], *, check: bool, stands_for: Path | None) -> None:
    """Write Turtle FILES in one style; all of the project's without FILES, standard input with '-'.

    White space, the order of prefixes, of types (first) and of evidence (last, in the order of the
    document's text) are all that changes. Comments stay where they are. A file is written only when it
    is proved to mean the same, and whole or not at all.

    Exit code 0: done, or nothing to do; with --check 1: some file would change; 2: some file could not
    be read, and stays as it is.
    """
    if Path("-") in files:
        if len(files) > 1:
            raise click.UsageError("'-' stands alone")
        _standard_input(stands_for, check=check)
        return
    chosen = within(files) if files else turtle_files(settings_of(_own(project)))
    made, failed = [], 0
    for path in chosen:
        try:
            one = format_file(path, _shown(path))
            if one.changes and not check:
                replace(one)
        except CtgraphError as error:
            complain(error)
            failed += 1
        else:
            made.append(one)
    changed = [one for one in made if one.changes]
    for one in changed:
        click.echo(_difference(one) if check else one.name, nl=not check)
    _summary(len(changed), len(made) - len(changed), failed, check=check)
    if failed:
        raise click.exceptions.Exit(2)
    if check and changed:
        raise click.exceptions.Exit(1)


def _own(project: Path) -> Path:
    """The project, if it was asked for: nobody means to rewrite the one that ships with ctgraph."""
    named = click.get_current_context().find_root().params.get("project")
    if named is None and find_project(Path.cwd()) is None:
        raise ProjectError("there is no project here: name the files, or the folder with --project")
    return project


def _standard_input(stands_for: Path | None, *, check: bool) -> None:
    name = str(stands_for or "-")
    before = sys.stdin.buffer.read()
    after = format_bytes(before, name, stands_for)
    if not check:
        sys.stdout.buffer.write(after)
    elif before != after:
        click.echo(_difference(Formatted(Path(name), name, before, after)), nl=False)
        raise click.exceptions.Exit(1)


def _shown(path: Path) -> str:
    """The path as people know it: from where they are, if it lies below."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _difference(made: Formatted) -> str:
    """A unified diff, line by line at line feeds only: literals may hold other line separators."""
    before, after = (b.decode(errors="replace").split("\n") for b in (made.before, made.after))
    lines = difflib.unified_diff(before, after, made.name, f"{made.name} (formatted)", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _summary(changed: int, unchanged: int, failed: int, *, check: bool) -> None:
    parts = [
        f"{changed} {'would be formatted' if check else 'formatted'}" if changed else "",
        f"{unchanged} in style already" if unchanged else "",
        f"{failed} left as {'they are' if failed > 1 else 'it is'}" if failed else "",
    ]
    click.echo(", ".join(filter(None, parts)) or "no Turtle files", err=True)


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("until", metavar="[REV2]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Words for people, or data for programs.",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the words.  [that of the locale]"
)
@click.option(
    "--exit-code", is_flag=True, help="End with 1 if anything has changed, as git diff does."
)
@click.pass_obj
def diff(
    project: Path, revision: str, until: str | None, *, form: str, lang: str | None, exit_code: bool
) -> None:
    """Say which facts changed since REV, a revision of git's, and why; up to REV2, else to the files.

    A fact is what is held to be true. Documents that say what was known already, or say it in other
    words, are told too. How files are written makes no difference.

    Exit code 0: compared; with --exit-code 1: something has changed; 2: could not compare.
    """
    root = settings_of(project).root
    before = State.of(dataset_at(root, revision))
    after = State.of(dataset_at(root, until) if until else _present(project))
    found = changes(before, after)
    wording = Wording(before, after, lang or spoken(LANGUAGES))
    if form == "json":
        click.echo(json.dumps(data(found, wording), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(wording.lines(found)))
    if exit_code and found:
        raise click.exceptions.Exit(1)


def _present(project: Path) -> Dataset:
    dataset = load(settings_of(project))
    dataset.require_sound()
    return dataset
