"""Measures validation on a generated project: whole, again, with one document changed; beside pyshacl.

`python -m tests.bench.measure [DOCUMENTS]`. Nothing is asserted: times depend on the machine, so look at
the ratios. pyshacl is given a sample of documents and is scaled up, as all of them would take it hours.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyshacl
from rdflib import URIRef
from tests.bench.generate import write

from ctgraph.claims import DocumentClaims, document_graph
from ctgraph.dataset import document_files, load_frame, read_document, union
from ctgraph.settings import Settings
from ctgraph.validate import Session
from ctgraph.validate.context import Context
from ctgraph.validate.memory import FileMemory
from ctgraph.validate.shacl import Shacl

SAMPLE = 10  # documents that pyshacl is given


def timed(what: str, work: Callable[[], object]) -> float:
    begun, busy = time.perf_counter(), time.process_time()
    answer = work()
    took, busy = time.perf_counter() - begun, time.process_time() - busy
    said = f"  {answer}" if answer is not None else ""
    print(f"{took:9.2f} s {busy:9.2f} s of processor  {what}{said}", flush=True)
    return busy


def main(documents: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        timed(f"writing {documents} documents", lambda: write(folder, documents))
        settings = Settings.load(folder, environ={})
        memory = FileMemory(folder / "build" / "validation.sqlite")

        def check(session: Session) -> Callable[[], str]:
            def work() -> str:
                report = session.check()
                return f"({report.examined} looked at, {len(report.findings)} findings)"

            return work

        session = Session(settings, memory)
        timed("whole", check(session))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{peak:9.0f} MiB at most", flush=True)
        timed("again, in the same process (--watch)", check(session))
        path = document_files(settings)[documents // 2]
        touch(path)
        timed("one document changed, in the same process", check(session))
        command = [sys.executable, "-m", "ctgraph", "--project", str(folder), "validate"]
        timed("again, as a command of its own", lambda: subprocess.run(command, check=True) and None)
        touch(path)
        timed("one document changed, as a command of its own", lambda: subprocess.run(command, check=True) and None)
        compare(settings)


def touch(path: Path) -> None:
    """Change a document's file, and none of its facts."""
    path.write_text(path.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")


def compare(settings: Settings) -> None:
    """The same shapes on the same documents, by our engine and by pyshacl."""
    frame = load_frame(settings)
    context = Context(frame)
    ours, background = Shacl(context), frame.background()
    shapes = union(s for s in frame.shapes if s.name.endswith("document.ttl"))
    claims = [
        DocumentClaims(read_document(settings, path), context.schema, frame.names)
        for path in document_files(settings)[:SAMPLE]
    ]

    def reference() -> None:
        for claim in claims:
            graph = document_graph(claim)
            focus = [s for s in graph.subjects() if isinstance(s, URIRef)]
            pyshacl.validate(graph + background, shacl_graph=shapes, focus_nodes=focus)

    fast = timed(f"document shapes on {SAMPLE} documents", lambda: [ours.document(c) for c in claims] and None)
    slow = timed(f"the same by pyshacl {pyshacl.__version__}", reference)
    print(f"{slow / fast:9.1f} ×    the ratio", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
