"""The command that puts a build into an engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ctgraph.build import ensure, written
from ctgraph.cli.project import settings_of
from ctgraph.errors import SettingsError
from ctgraph.store.remote import Loader, Place
from ctgraph.terms import Names


@click.command()
@click.argument("url")
@click.option(
    "--query",
    "query_url",
    help="Where the engine is asked.  [engine_url, or URL if that is not set]",
)
@click.option(
    "--piece",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="Statements to send at a time.",
)
@click.option("--keep-all", is_flag=True, help="Remove no older build from the engine.")
@click.pass_obj
def load(project: Path, url: str, *, query_url: str | None, piece: int, keep_all: bool) -> None:
    """Put the build into an engine that takes SPARQL 1.1 Update at URL.

    The build comes to lie beside those that the engine holds, and whoever serves one of them notices
    nothing. Stopped at any point, the command goes on from there when it is run again. When all is there
    and has been counted, `ctgraph serve` with engine_url can serve it; builds older than the one before
    are removed.

    User and password, or a token, come from CTGRAPH_ENGINE_USER, CTGRAPH_ENGINE_PASSWORD and
    CTGRAPH_ENGINE_TOKEN.
    """
    settings = settings_of(project)
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"{url}: an http or https URL is needed")
    settings = replace(settings, engine_url=query_url or settings.engine_url or url)
    click.echo(f"reading {settings.root} ...", err=True)
    built, names = ensure(settings), Names(settings.base_iri)
    place = Place(settings.base_iri, built.manifest.hash, str(names.accepted))
    loader = Loader(settings, url, place, piece)
    try:
        done = loader.load(written(built, settings), _say, keep=keep_all)
    finally:
        loader.close()
    if done.found:
        click.echo(f"went on after {done.found:,} statements that had come before", err=True)
    click.echo(f"{place.index}: {'loaded' if done.sent or done.found else 'was there already'}")


def _say(what: str, done: int, total: int) -> None:
    click.echo(f"{what}: {done:,} of {total:,}", err=True)
