"""The command that publishes a version."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ctgraph import publish
from ctgraph.cli.project import settings_of


@click.command()
@click.argument("version")
@click.option(
    "--date",
    "issued",
    type=click.DateTime(["%Y-%m-%d"]),
    help="When it is issued. Needed unless the version is recorded already.",
)
@click.option("--parquet", is_flag=True, help="The tables as Parquet, too (extra: parquet).")
@click.option("--with-addresses", is_flag=True, help="Leave e-mail addresses in the dumps.")
@click.pass_obj
def release(
    project: Path,
    *,
    version: str,
    issued: datetime | None,
    parquet: bool,
    with_addresses: bool,
) -> None:
    """Publish the graph as VERSION: record it, and write its dumps with their checksums.

    The record goes to data/releases.ttl, what is published to data/released.txt; commit both. A version
    that is recorded already, with the content that there is now, gets its dumps again, the same bytes.
    """
    settings = settings_of(project)
    click.echo(f"releasing {project} as {version} ...", err=True)
    made = publish.release(
        settings,
        version,
        issued.date() if issued else None,
        with_addresses=with_addresses,
        with_parquet=parquet,
    )
    folder = settings.folder("dumps") / version
    for file in made.files:
        click.echo(f"{folder / file.name}")
    differences = (
        f"{len(made.added)} added, {len(made.removed)} removed, {len(made.changed)} changed"
    )
    since = f"; since {made.compared}: {differences}" if made.compared else ""
    click.echo(f"{made.quads:,} quads, content hash {made.content}{since}", err=True)
