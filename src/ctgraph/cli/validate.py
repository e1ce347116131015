"""The command that validates."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from ctgraph.cli.messages import spoken
from ctgraph.cli.project import settings_of
from ctgraph.dataset import source_files
from ctgraph.errors import ProjectError
from ctgraph.queries import own_files
from ctgraph.settings import Settings
from ctgraph.validate import (
    LANGUAGES,
    SEVERITIES,
    Finding,
    Report,
    Session,
    baseline,
    fixes,
    output,
)
from ctgraph.validate.memory import FileMemory
from ctgraph.validate.output import Edition
from ctgraph.validate.output.edition import source_lines
from ctgraph.validate.output.text import matched

_COLOURS = {
    "error": "red",
    "warning": "yellow",
    "info": "blue",
    "place": "cyan",
    "title": "magenta",
}
_OFTEN = 0.2  # seconds between looks at the files
_MOST_ROUNDS = 5  # of fixing: a fix may bring to light what can be fixed, too


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the command was asked for."""

    settings: Settings
    session: Session
    form: str
    language: str
    shapes: bool
    fail_on: str
    changed_since: str | None
    baseline: Path | None
    every: bool
    statistics: bool


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(list(output.FORMS)),
    help="text: with source lines; lines: file:line:column severity rule message; json; sarif; github: "
    "annotations.  [text on a terminal, else lines]",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of messages.  [that of the locale]"
)
@click.option("--fix", is_flag=True, help="Apply the fixes that are sure. Facts are never changed.")
@click.option("--watch", is_flag=True, help="Validate again whenever a file changes.")
@click.option(
    "--changed-since",
    metavar="REV",
    help="Leave out findings in documents that are as they were in this git revision.",
)
@click.option(
    "--baseline",
    "known",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Leave out the findings that are in this file.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all findings into this file, for --baseline, and end with 0.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="info",
    show_default=True,
    help="The least severe level of findings that ends with 1.",
)
@click.option("--all", "every", is_flag=True, help="Show every finding whole, however many.")
@click.option("--statistics", is_flag=True, help="Say how many nodes each shape was applied to.")
@click.option(
    "--no-shapes", is_flag=True, help="Only the rules, without the SHACL shapes (faster)."
)
@click.option("--no-cache", is_flag=True, help="Look at every document, though it has not changed.")
@click.pass_obj
def validate(
    project: Path,
    *,
    form: str | None,
    lang: str | None,
    fix: bool,
    watch: bool,
    changed_since: str | None,
    known: Path | None,
    write_baseline: Path | None,
    fail_on: str,
    every: bool,
    statistics: bool,
    no_shapes: bool,
    no_cache: bool,
) -> None:
    """Check the project's files against its rules and shapes.

    Exit code 0: clean; 1: findings; 2: could not run. What was found of a document is kept in the build
    folder until something changes that it depends on.
    """
    settings = settings_of(project)
    kept = settings.folder("build") / "validation.sqlite"
    wanted = _Wanted(
        settings,
        Session(settings, None if no_cache else FileMemory(kept)),
        form or ("text" if sys.stdout.isatty() else "lines"),
        lang or spoken(LANGUAGES),
        not no_shapes,
        fail_on,
        changed_since,
        known,
        every,
        statistics,
    )
    if watch:
        _watch(wanted)
    report = wanted.session.check(shapes=wanted.shapes)
    if fix:
        report = _mended(wanted, report)
    if write_baseline:
        baseline.write(write_baseline, report.findings)
        click.echo(f"{write_baseline}: {len(report.findings)}", err=True)
        return
    if _tell(wanted, report):
        raise click.exceptions.Exit(1)


def show(settings: Settings, findings: list[Finding]) -> None:
    """Show what keeps a project from being built."""
    report = Report(findings, 0, 0)
    form = "text" if sys.stdout.isatty() else "lines"
    click.echo(
        output.FORMS[form](_edition(settings, report, findings, spoken(LANGUAGES))), nl=False
    )


def _tell(wanted: _Wanted, report: Report) -> bool:
    """Show what was found; gives whether that is a failure."""
    found = _selected(wanted, report)
    edition = _edition(wanted.settings, report, found, wanted.language, every=wanted.every)
    click.echo(output.FORMS[wanted.form](edition), nl=False)
    if wanted.statistics:
        click.echo(matched(edition), nl=False, err=True)
    click.echo(output.summary(edition), err=True)
    if wanted.fail_on == "never":
        return False
    grave = SEVERITIES[: SEVERITIES.index(wanted.fail_on) + 1]
    return any(f.severity in grave for f in found)


def _edition(
    settings: Settings,
    report: Report,
    findings: list[Finding],
    language: str,
    *,
    every: bool = False,
) -> Edition:
    folder = os.path.relpath(settings.root)
    return Edition(
        settings,
        report,
        findings,
        language,
        source_lines(settings),
        folder="" if folder == "." else Path(folder).as_posix() + "/",
        samples=0 if every else 3,
        width=max(shutil.get_terminal_size((100, 24)).columns, 40),
        paint=lambda text, kind: click.style(text, fg=_COLOURS[kind], bold=kind != "place"),
    )


def _selected(wanted: _Wanted, report: Report) -> list[Finding]:
    """Leave out what is known, and what the change cannot have brought."""
    found = report.findings
    if wanted.changed_since is not None:
        found = _changed(wanted.settings, wanted.changed_since, report)
    return baseline.unknown(wanted.baseline, found) if wanted.baseline else found


def _changed(settings: Settings, revision: str, report: Report) -> list[Finding]:
    """The findings that can have to do with what changed since a revision.

    What depends on one document alone is left out if that has not changed, nor anything that all
    documents depend on.
    """
    listed = ("diff", "--name-only", "-z", "--relative", "--end-of-options", revision, "--")
    changed = _git(settings, *listed) | _git(
        settings, "ls-files", "-z", "--others", "--exclude-standard"
    )
    documents = f"{settings.name_of(settings.folder('data') / 'documents')}/"
    inputs = {settings.name_of(path) for path in source_files(settings)}
    gone = {name for name in changed if name.endswith((".ttl", ".toml"))}
    if any(not name.startswith(documents) for name in changed & inputs | gone):
        return report.findings
    touched = {str(Path(name).with_suffix(".ttl").as_posix()) for name in changed}
    return [f for f in report.findings if f not in report.local or f.file in touched]


def _git(settings: Settings, *arguments: str) -> set[str]:
    """File names that git lists, relative to the project. Raises ProjectError if it cannot."""
    command = ["git", "-C", str(settings.root), *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise ProjectError(f"--changed-since needs git: {error}") from error
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip()
        raise ProjectError(f"--changed-since needs a revision of git's: {said}")
    return {os.fsdecode(name) for name in answer.stdout.split(b"\x00") if name}


def _mended(wanted: _Wanted, report: Report) -> Report:
    """Apply what is sure until nothing is left that is."""
    mended = 0
    for _ in range(_MOST_ROUNDS):
        done = fixes.mend(wanted.settings, _selected(wanted, report))
        if not done:
            break
        mended += done
        report = wanted.session.check(shapes=wanted.shapes)
    click.echo(f"--fix: {mended}", err=True)
    return report


def _watch(wanted: _Wanted) -> None:
    """Validate now and after every change, until interrupted."""
    seen = None
    while True:
        now = _state([*source_files(wanted.settings), *own_files(wanted.settings)])
        if now != seen:
            seen = now
            try:
                _tell(wanted, wanted.session.check(shapes=wanted.shapes))
            except (ProjectError, OSError) as error:  # files come and go while they are edited
                click.echo(f"{error}", err=True)
            sys.stdout.flush()
        time.sleep(_OFTEN)


def _state(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    """What tells that files have changed."""
    found = []
    for path in files:
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return found
