"""How people at a terminal are spoken to."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from ctgraph.errors import CtgraphError


def complain(error: CtgraphError) -> None:
    """One line on standard error: the place, as file:line:column as far as it is known, and what is wrong."""
    place = ":".join(str(error.extra[k]) for k in ("file", "line", "column") if k in error.extra)
    click.echo(
        f"{click.style('error:', fg='red')} {place}{' ' * bool(place)}{error.detail}", err=True
    )


def spoken(languages: Sequence[str]) -> str:
    """The language of the environment's locale, if it is one of these; else the first of them."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[n] for n in names if os.environ.get(n)), "")
    code = locale.partition("_")[0].partition(".")[0].lower()
    return code if code in languages else languages[0]
