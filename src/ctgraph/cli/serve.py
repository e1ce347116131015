"""The command that serves."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import click

from ctgraph.build import Build, ensure, readable
from ctgraph.cli.project import settings_of
from ctgraph.errors import BuildError, SettingsError
from ctgraph.publish import provide
from ctgraph.queries import questions_of
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names

try:
    from ctgraph.web import server
except ImportError as error:  # it takes granian and what only Linux has
    server, _missing = None, error  # type: ignore[assignment]


@click.command()
@click.option("--host", help="Address to listen on.  [127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on.  [8000]")
@click.option("--workers", type=int, help="Server processes.  [one per core]")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Serve these RDF files instead of the project.",
)
@click.option(
    "--print-settings",
    is_flag=True,
    help="Print every setting with its value and meaning, and stop.",
)
@click.pass_obj
def serve(
    project: Path,
    *,
    host: str | None,
    port: int | None,
    workers: int | None,
    data: tuple[Path, ...],
    print_settings: bool,
) -> None:
    """Serve the graph: pages, linked data and a SPARQL endpoint.

    Builds the graph first if there is no build that fits the files.
    """
    settings = settings_of(project, host=host, port=port, workers=workers)
    if print_settings:
        _print(settings)
        return
    if server is None:
        raise SettingsError(
            f"Serving needs Linux and granian ({_missing}). Building, validating and asking do not."
        )
    names = Names(settings.base_iri)
    if data:
        if not settings.readers:  # say what is wrong with them before there is a server
            EmbeddedStore(data).close()
        files, texts, accepted, release = list(data), None, None, _digest(data)
    else:
        click.echo(f"reading {settings.root} ...", err=True)
        questions_of(settings)  # what is wrong with them is said here, not by each worker
        built = ensure(settings)
        _provide_dumps(settings, built)
        files, texts = [readable(built, settings)], built.texts_file
        accepted, release = str(names.accepted), built.manifest.hash
    _announce(settings, project_served=not data)
    server.serve(settings, files, accepted, release, names.prefixes(), texts)


def _provide_dumps(settings: Settings, built: Build) -> None:
    """Have the dumps of the release that is served at hand; without them it is served all the same."""
    try:
        if made := provide(settings, built):
            click.echo(f"wrote {settings.folder('dumps') / made.version}", err=True)
    except BuildError as error:
        click.echo(f"without dumps: {error.detail}", err=True)


def _announce(settings: Settings, *, project_served: bool) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    root = f"http://{host}:{settings.port}"
    worth = [("start page", "/"), ("SPARQL endpoint and query form", "/sparql")]
    if project_served:
        worth[1:1] = [
            ("the events", "/browse/Event"),
            ("where documents disagree", "/contradictions"),
        ]
    for what, path in worth:
        click.echo(f"  {what:<32}{root}{path}")
    click.echo("stop with Ctrl-C", err=True)


def _print(settings: Settings) -> None:
    for field in dataclasses.fields(settings):
        click.echo(
            f"{field.name} = {getattr(settings, field.name)!r}\n    {field.metadata['help']}"
        )


def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
