"""The command that asks."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from ctgraph import formats
from ctgraph.build import ensure, readable
from ctgraph.cli.project import settings_of
from ctgraph.errors import BadRequest, QuerySyntaxError
from ctgraph.explain import Explainer
from ctgraph.store import Boolean, EmbeddedStore, QueryRequest, Solutions, Triples
from ctgraph.terms import Names, curie

_FORMATS = (
    "table",
    "json",
    "xml",
    "csv",
    "tsv",
    "turtle",
    "ntriples",
    "rdfxml",
    "jsonld",
    "trig",
    "nquads",
)
_WIDEST = 60


@click.command()
@click.argument("source", required=False, metavar="[FILE|TEXT|-]")
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(_FORMATS),
    help="Default: table, or turtle for graphs.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Query these RDF files instead of the project.",
)
@click.pass_obj
def query(project: Path, source: str | None, format_: str | None, data: tuple[Path, ...]) -> None:
    """Run a SPARQL query: from a FILE, as TEXT, or from standard input.

    The project's prefixes (ct:, concept:, id:, skos: and others) need not be declared.
    """
    settings = settings_of(project)
    names = Names(settings.base_iri)
    files = list(data) or [readable(ensure(settings), settings)]
    store = EmbeddedStore(
        files, accepted=None if data else names.accepted, prefixes=names.prefixes()
    )
    answer = _run(store, _text(source), names.prefixes(), settings.base_iri)
    if answer.kind == "solutions" and format_ in {None, "table"}:
        _table(answer, names.prefixes())
    elif answer.kind == "boolean" and format_ in {None, "table"}:
        click.echo("yes" if answer else "no")
        raise click.exceptions.Exit(0 if answer else 1)
    else:
        _write(answer, format_ or "turtle")


def _text(source: str | None) -> str:
    if source in {None, "-"}:
        return sys.stdin.read()
    path = Path(str(source))
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        if "{" in str(source):
            return str(source)
        raise BadRequest(f"{source}: no such file, and no query either") from None


def _run(
    store: EmbeddedStore, text: str, prefixes: dict[str, str], base_iri: str
) -> Solutions | Boolean | Triples:
    """Run the text with the prefixes declared before it; places in errors are those of the text."""
    prologue = "".join(f"PREFIX {p}: <{iri}> " for p, iri in prefixes.items())
    try:
        return store.query(QueryRequest(prologue + text, base_iri=base_iri))
    except QuerySyntaxError:
        report = Explainer(store, prefixes).mend(f"{prologue}\n{text}", base_iri)
        first = next(iter(report.diagnoses), None)
        if first is None:
            raise
        _, _, mended = (report.cured or "").partition("\n")
        cured = f"\nperhaps so:\n{mended}" if mended else ""
        place = {"line": first.line - 1, "column": first.column}
        raise QuerySyntaxError(f"{first.message['en']}{cured}", **place) from None


def _table(answer: Solutions, prefixes: dict[str, str]) -> None:
    header = [str(v) for v in answer.variables]
    rows = [[_cell(row[v], prefixes) for v in answer.variables] for row in answer]
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(header, *rows, strict=True)]
    for i, row in enumerate([header, *rows]):
        line = "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(line, bold=True) if i == 0 else line)
    click.echo(f"{len(rows)} row{'s' * (len(rows) != 1)}", err=True)


def _cell(term: object, prefixes: dict[str, str]) -> str:
    if term is None:
        return ""
    value = str(getattr(term, "value", term))
    return curie(value, prefixes) if str(term).startswith("<") else value


def _write(answer: Solutions | Boolean | Triples, format_: str) -> None:
    offers = {
        "solutions": formats.SOLUTIONS,
        "boolean": formats.BOOLEANS,
        "triples": formats.GRAPHS,
    }
    chosen = formats.named(format_, offers[answer.kind])
    if chosen is None:
        raise BadRequest(
            f"{format_} cannot hold what this query gives; choose one of "
            f"{', '.join(f.name for f in offers[answer.kind])}"
        )
    out = io.BytesIO()
    answer.serialize(out, chosen.media_type)
    sys.stdout.buffer.write(out.getvalue())
