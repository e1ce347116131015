"""Documents' texts as pages show them: `texts.json` beside a build's graph.

The graph holds passages only. A text is here whole, in both readings, if its document allows that
(`ct:textAccess concept:full`) and is not withdrawn; of others, pages show the quoted passages.

Layers: build and describe → readings → dataset.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from ctgraph.dataset import DocumentSource
from ctgraph.errors import ProjectError
from ctgraph.vocab import CONCEPT, CT


@dataclass(frozen=True, slots=True)
class Reading:
    """One text in two readings of equal length: as received, and as people read it."""

    raw: str
    read: str


def readable(documents: Iterable[DocumentSource]) -> dict[str, Reading]:
    """Choose the texts that may be shown whole, by document."""
    return {
        str(d.iri): Reading(d.text.raw, d.text.read)
        for d in documents
        if d.text is not None
        and not d.withdrawn
        and d.graph.value(d.iri, CT.textAccess) == CONCEPT.full
    }


def write(path: Path, readings: Iterable[tuple[str, Reading]]) -> None:
    """Write texts, given in the order of their documents, one after another: equal texts, equal bytes."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        before = "{\n"
        for iri, reading in readings:
            said = json.dumps(asdict(reading), ensure_ascii=False)
            file.write(f"{before}{json.dumps(iri)}: {said}")
            before = ",\n"
        file.write("{}\n" if before == "{\n" else "\n}\n")


def load(path: Path) -> dict[str, Reading]:
    """Read what `packed` made. Raises ProjectError for a file that is no such thing."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        return {iri: Reading(**reading) for iri, reading in plain.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ProjectError(f"{path} does not hold the texts of a build: {error}") from error
