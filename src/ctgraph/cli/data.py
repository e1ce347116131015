"""Commands for those who keep the data: build, quote."""

from __future__ import annotations

from pathlib import Path

import click

from ctgraph.build import build as build_graph
from ctgraph.cli.project import settings_of
from ctgraph.cli.validate import show
from ctgraph.dataset import Dataset, DocumentSource, load
from ctgraph.dataset.texts import Span
from ctgraph.errors import InvalidData, NotFound


@click.command()
@click.option("--no-check", is_flag=True, help="Build without validating first.")
@click.pass_obj
def build(project: Path, *, no_check: bool) -> None:
    """Build the graph from the project's files and switch to it.

    The same files give the same bytes of N-Quads. If the build fails or is stopped, the graph that was
    there before goes on being served.
    """
    settings = settings_of(project)
    click.echo(f"building {project} ...", err=True)
    try:
        built = build_graph(settings, check=not no_check)
    except InvalidData as error:
        show(settings, list(error.extra["findings"]))  # type: ignore[call-overload]
        raise
    made, work = built.manifest, built.work
    click.echo(f"{built.graph_file if built.graph_file.exists() else built.snapshot}")
    click.echo(
        f"{made.quads:,} quads, {made.claims:,} claims, {made.documents:,} documents, hash {made.hash}",
        err=True,
    )
    changed = f"{work.added:,} quads added, {work.removed:,} removed"
    click.echo(
        f"{work.read:,} of {work.documents:,} documents read, {work.checked:,} checked; "
        f"{'all quads written' if work.afresh else changed}",
        err=True,
    )


@click.command()
@click.argument("document")
@click.argument("words")
@click.pass_obj
def quote(project: Path, document: str, words: str) -> None:
    """Print WORDS of DOCUMENT as they must be quoted: from the text as received.

    WORDS may be in the repaired or the received reading. DOCUMENT is a slug or the name of a received
    file. Says so, with exit code 1, if the words occur more than once or not at all.
    """
    found = _document(load(settings_of(project)), document)
    text = found.text
    if text is None:
        raise NotFound(f"{document}: its text is missing")
    spans = text.find(words) or text.find_read(words)
    if not spans:
        click.echo(f"not in {found.slug}.txt", err=True)
        raise click.exceptions.Exit(1)
    for span in spans:
        line = text.line_of(span.start)
        tag = f"@{found.language_at(line)}" if found.language_at(line) else ""
        raw = text.raw[span.start : span.end].replace("\\", "\\\\").replace('"', '\\"')
        click.echo(f'"{raw}"{tag}')
        click.echo(
            f"  {found.slug}.txt:{_place(span, text.raw)}, characters {span.start} to {span.end}",
            err=True,
        )
    if len(spans) > 1:
        click.echo(f"occurs {len(spans)} times: lengthen it until it occurs once", err=True)
        raise click.exceptions.Exit(1)
    if "\n" in words:
        click.echo("runs over a line end: use one ct:quote for each line", err=True)
        raise click.exceptions.Exit(1)


def _document(dataset: Dataset, name: str) -> DocumentSource:
    for document in dataset.documents:
        received = {str(o) for o in document.graph.objects(document.iri)}
        if name in {document.slug, f"doc-{document.slug}", f"{document.slug}.txt"} | received:
            return document
    known = ", ".join(d.slug for d in dataset.documents)
    raise NotFound(f"no document {name!r}; there are: {known}")


def _place(span: Span, raw: str) -> str:
    line_start = raw.rfind("\n", 0, span.start) + 1
    return f"{raw.count(chr(10), 0, span.start) + 1}:{span.start - line_start + 1}"
