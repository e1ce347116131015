"""A process that checks one document of a stranger's, beside a project, and ends.

It reads a line that says what the project is, reads the project, and waits. Then it gives up what it can
do without (memory beyond a limit, processor time, writing files, starting processes), reads a second
line, which is the stranger's, and writes one line: what was found. Whoever started it may kill it.
Linux only.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rdflib import RDF

from ctgraph.dataset import DocumentSource, document_of
from ctgraph.dataset.turtle import read
from ctgraph.errors import SourceSyntaxError
from ctgraph.settings import Settings
from ctgraph.store.confinement import confine
from ctgraph.terms import Names
from ctgraph.validate.form import syntax
from ctgraph.validate.memory import FileMemory
from ctgraph.validate.session import Report, Session
from ctgraph.vocab import CT

MOST_FINDINGS = 1000
_PASTED = "document"  # what a document is called that does not say


def main() -> None:
    """Serve one request on standard input and output."""
    plan = json.loads(sys.stdin.buffer.readline())
    settings = Settings.of(Path(plan["root"]), plan["settings"])
    session = Session(settings, FileMemory(settings.folder("build") / "validation.sqlite"))
    before = session.check()
    print("ready", flush=True)  # noqa: T201  # this is what it speaks
    line = sys.stdin.buffer.readline()
    if not line:
        return
    confine(plan["memory"], descriptors=64)
    resource.setrlimit(resource.RLIMIT_CPU, (plan["seconds"], plan["seconds"]))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    answer = check(session, settings, before, json.loads(line))
    print(json.dumps(answer), flush=True)  # noqa: T201


def check(
    session: Session, settings: Settings, before: Report, asked: Mapping[str, Any]
) -> dict[str, Any]:
    """What is found in a document, and what it brings about in others."""
    turtle = str(asked["turtle"]).encode()
    given = None if asked["text"] is None else str(asked["text"]).encode()
    try:
        guest = guest_of(settings, turtle, given)
    except SourceSyntaxError as error:
        return {"file": str(error.extra["file"]), "findings": [asdict(syntax(error))], "count": 1}
    name, report = guest.source.name, session.check(guest=guest)
    known = set(before.findings)
    found = [f for f in report.findings if f.file == name or f not in known]
    found = [f for f in found if f.rule != "shape-unmatched"]
    shown = [asdict(f) for f in found[:MOST_FINDINGS]]
    return {"file": name, "findings": shown, "count": len(found)}


def guest_of(settings: Settings, turtle: bytes, text: bytes | None) -> DocumentSource:
    """The document in this Turtle, called as it calls itself. Raises SourceSyntaxError.

    Without a text it has that of the project's document of the same name, if there is one.
    """
    slug = _slug(Names(settings.base_iri), turtle)
    path = settings.folder("data") / "documents" / f"{slug}.txt"
    if text is None and path.is_file():
        text = path.read_bytes()
    return document_of(settings, slug, turtle, text, f"{slug}.ttl")


def _slug(names: Names, turtle: bytes) -> str:
    source = read(turtle, f"{_PASTED}.ttl")
    prefix = str(names.document(""))
    for subject in sorted(source.graph.subjects(RDF.type, CT.Document), key=str):
        slug = str(subject).removeprefix(prefix)
        if str(subject).startswith(prefix) and slug.replace("-", "").isalnum():
            return slug
    return _PASTED


if __name__ == "__main__":
    main()
