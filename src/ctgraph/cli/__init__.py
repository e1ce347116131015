"""The command `ctgraph`: a group, and how errors become messages and exit codes.

Exit codes: 0 clean, 1 findings (or a query that answers no), 2 could not run.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ctgraph import __version__
from ctgraph.cli import authoring, data, load, query, release, serve
from ctgraph.cli.messages import complain
from ctgraph.cli.validate import validate
from ctgraph.errors import CtgraphError
from ctgraph.settings import bundled_project, find_project


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ctgraph")
@click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False),
    help="The project's folder (it holds a ctgraph.toml). Default: the nearest one from here upwards, "
    "else the one that ships with ctgraph.",
)
@click.pass_context
def cli(context: click.Context, project: Path | None) -> None:
    """A knowledge graph in which every fact leads back to the sentence that says it."""
    context.obj = project or find_project(Path.cwd()) or bundled_project()


for _command in (
    data.build,
    validate,
    data.quote,
    authoring.fmt,
    authoring.diff,
    query.query,
    release.release,
    load.load,
    serve.serve,
):
    cli.add_command(_command)


def main() -> None:
    """Run the command; known errors become one message and their exit code."""
    try:
        # outside standalone mode click returns the code of an Exit instead of leaving
        sys.exit(cli(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except CtgraphError as error:
        complain(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
