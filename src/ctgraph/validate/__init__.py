"""Check a project against its own rules and shapes.

`run` gives the findings of a dataset; a `Session` validates a project again and again and looks only at
what has changed. Shapes for the accepted graph wait while a file does not parse or a date is no date.
"""

from ctgraph.validate.catalogue import LANGUAGES, Rule, best, rules
from ctgraph.validate.findings import SEVERITIES, Finding, Fix
from ctgraph.validate.session import Report, Session, run

__all__ = [
    "LANGUAGES",
    "SEVERITIES",
    "Finding",
    "Fix",
    "Report",
    "Rule",
    "Session",
    "best",
    "rules",
    "run",
]
