"""The command that serves."""

from __future__ import annotations

import dataclasses
import hashlib
import signal
from dataclasses import replace
from pathlib import Path

import click

from ctgraph.build import Build, ensure, pointer, readable, standing
from ctgraph.cli.project import settings_of
from ctgraph.errors import BuildError, ProjectError, SettingsError
from ctgraph.holding import Holding
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
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to renew
    names = Names(settings.base_iri)
    if data and settings.engine_url:
        raise SettingsError("--data serves files, engine_url what an engine holds: choose one")
    if data:
        if not settings.readers:  # say what is wrong with them before there is a server
            EmbeddedStore(data).close()
        _announce(settings, project_served=False)
        server.serve(
            settings, data, None, _digest(data), names.prefixes(), renew=_data_renewed(data)
        )
        return
    click.echo(f"reading {settings.root} ...", err=True)
    questions_of(settings)  # what is wrong with them is said here, not by each worker
    built = ensure(settings)
    with Holding() as holding:
        holding.hold(built.manifest_file)
        _provide_dumps(settings, built)
        _announce(settings, project_served=True)
        server.serve(
            settings,
            _files(built, settings),
            str(names.accepted),
            built.manifest.hash,
            names.prefixes(),
            built.texts_file,
            content=built.manifest.content,
            renew=_build_renewed(settings, holding),
            watched=pointer(settings),
        )


def _data_renewed(data: tuple[Path, ...]) -> server.Renew:
    """Serve the files as they are by then."""

    def renew(now: server.Publication) -> server.Publication | None:
        try:
            digest = _digest(data)
        except OSError as error:
            raise ProjectError(f"{error.filename} cannot be read: {error.strerror}") from error
        return replace(now, release=digest) if digest != now.release else None

    return renew


def _build_renewed(settings: Settings, holding: Holding) -> server.Renew:
    """Serve the build that is current by then, whatever has become of the files it was made of."""

    def renew(now: server.Publication) -> server.Publication | None:
        built = standing(settings)
        if built is None:
            raise BuildError("there is no build that is whole and of this version")
        if built.manifest.hash == now.release:
            return None
        holding.hold(built.manifest_file)
        _provide_dumps(settings, built)
        return replace(
            now,
            files=tuple(_files(built, settings)),
            texts=built.texts_file,
            release=built.manifest.hash,
            content=built.manifest.content,
        )

    return renew


def _files(built: Build, settings: Settings) -> list[Path]:
    """What the server itself reads: nothing if an engine elsewhere holds the build."""
    return [] if settings.engine_url else [readable(built, settings)]


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
        value = getattr(settings, field.name)
        shown = ("(set)" if value else "(not set)") if field.metadata.get("secret") else repr(value)
        click.echo(f"{field.name} = {shown}\n    {field.metadata['help']}")


def _digest(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
