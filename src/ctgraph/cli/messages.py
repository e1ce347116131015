"""How errors are said to people at a terminal."""

from __future__ import annotations

import click

from ctgraph.errors import CtgraphError


def complain(error: CtgraphError) -> None:
    """One line on standard error: the place, as file:line:column as far as it is known, and what is wrong."""
    place = ":".join(str(error.extra[k]) for k in ("file", "line", "column") if k in error.extra)
    click.echo(
        f"{click.style('error:', fg='red')} {place}{' ' * bool(place)}{error.detail}", err=True
    )
