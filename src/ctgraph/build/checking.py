"""No build with errors: all rules are applied, to all documents or, if there are very many, to whom a change concerns.

Above `check_all` documents, if documents and decisions alone changed since a build that was checked, the
rules look at the documents that the change concerns (`Parts.around`), together with those that describe
what these speak of. Whatever seems wrong there is looked at again with all documents, so that an error is
one of the whole. What this does not find is a shape's error between two things that know each other through
a third one only, such as an office that opens before its agreement is signed: `ctgraph validate` does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from ctgraph.build.base import Base
from ctgraph.build.folder import builds
from ctgraph.build.frame import Frame
from ctgraph.build.parts import Parts
from ctgraph.code import add, digest_of_code
from ctgraph.dataset import Dataset, document_files, frame_files
from ctgraph.errors import InvalidData
from ctgraph.settings import Settings
from ctgraph.terms import nt
from ctgraph.validate import Finding, Session
from ctgraph.validate.memory import FileMemory

_FINDINGS = "validation.sqlite"
_CODE = ("accepted.py", "claims.py", "terms.py", "vocab.py", "dataset", "validate")
_DECISIONS = "adjudications.ttl"
_FEW = 2000  # documents: beyond, all are looked at


def rules_key(settings: Settings) -> str:
    """A hash of what rules depend on besides documents and decisions."""
    digest = hashlib.sha256(digest_of_code(*_CODE).encode())
    decisions = settings.folder("data") / _DECISIONS
    for path in frame_files(settings):
        if path != decisions:
            add(digest, settings.name_of(path), path)
    return digest.hexdigest()


def require_valid(dataset: Dataset, frame: Frame, parts: Parts, base: Base | None) -> int:
    """Raise InvalidData, with all findings, if there are errors among them; how many documents were looked at."""
    settings = dataset.settings
    session = Session(settings, FileMemory(builds(settings) / _FINDINGS))
    many = parts.count() > settings.check_all
    if many and base and base.checked == rules_key(settings):
        things = frame.decided_otherwise(base.frame)
        near, told = parts.around(things, _looked_at(dataset))
        if len(near) + len(told) <= _FEW:
            found = session.check(only=near | told).findings
            aside = {settings.name_of(path) for path in document_files(settings, told)}
            if not _errors(f for f in found if f.file not in aside):
                return len(near) + len(told)
    report = session.check()
    if errors := _errors(report.findings):
        raise InvalidData(
            f"{errors} error{'s' * (errors > 1)}; the previous graph, if any, is untouched",
            findings=report.findings,
        )
    return report.documents


def _errors(findings: Iterable[Finding]) -> int:
    return sum(f.severity == "error" for f in findings)


def _looked_at(dataset: Dataset) -> set[str]:
    """The things that other files than documents point to or decide about."""
    sources = (*dataset.reference, *dataset.adjudications, *dataset.meta)
    every = {term for source in sources for term in source.graph.objects()}
    return {nt(term) for term in every if dataset.names.is_thing(term)}
