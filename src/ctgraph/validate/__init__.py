"""Check a project against its own rules and shapes.

`run` gives findings, sorted by place. Shapes are left out while a file does not parse or a date is no date.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctgraph.dataset import Dataset
from ctgraph.validate import agreement, evidence, form, shacl
from ctgraph.validate.findings import Check, Finding

__all__ = ["CHECKS", "Finding", "run"]

CHECKS: Sequence[Check] = (
    form.document_files,
    form.blank_nodes,
    form.typed_subjects,
    form.declared_terms,
    form.dangling,
    form.local_names,
    form.literals,
    form.labels_once,
    evidence.evidence,
    agreement.contradictions,
    agreement.decisions,
    agreement.ledger,
)


def run(dataset: Dataset, *, shapes: bool = True) -> list[Finding]:
    """Every finding, each once, sorted by file, line and column."""
    found = set(form.syntax(dataset))
    for check in CHECKS:
        found |= set(check(dataset))
    if shapes and not any(f.rule in {"syntax", "edtf"} for f in found):
        found |= set(shacl.shapes(dataset))
    return sorted(found)
