"""What pages say, as plain data: from an IRI to the facts, their sentences, and what is disputed.

A page costs a fixed handful of queries, whatever the data. Nothing here knows of HTTP or of HTML.

Layers: web → describe → queries → store.
"""

from ctgraph.describe.asking import MOST_CHOICES, bound, choices, missing
from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.disputes import all_disagreements
from ctgraph.describe.document import DocumentText, read_text
from ctgraph.describe.entity import describe, is_described, moved_to, require_described
from ctgraph.describe.inside import Inside, inside
from ctgraph.describe.overview import (
    ClassCount,
    by_name,
    claims_by_document,
    classes,
    members,
    numbers,
    questions,
)
from ctgraph.describe.releases import Release, releases, sources
from ctgraph.describe.shapes import ShapeView, shapes
from ctgraph.describe.statements import (
    EVIDENCE,
    LABELLED,
    PLAIN,
    SCHEMA,
    Statements,
    referring,
    statements,
)
from ctgraph.describe.statistics import described, recorded_statistics, statistics
from ctgraph.describe.terms import Scheme, Term, is_term, schemes, term
from ctgraph.describe.views import (
    Claim,
    EntityView,
    Fact,
    Headline,
    Property,
    Referring,
    Text,
    Value,
    best,
)
from ctgraph.describe.vocabulary import TermView, vocabulary, vocabulary_statements
from ctgraph.describe.whereabouts import Whereabouts, degrees, whereabouts

__all__ = [
    "EVIDENCE",
    "LABELLED",
    "MOST_CHOICES",
    "PLAIN",
    "SCHEMA",
    "Catalogue",
    "Claim",
    "ClassCount",
    "DocumentText",
    "EntityView",
    "Fact",
    "Headline",
    "Inside",
    "Property",
    "Referring",
    "Release",
    "Scheme",
    "ShapeView",
    "Statements",
    "Term",
    "TermView",
    "Text",
    "Value",
    "Whereabouts",
    "all_disagreements",
    "best",
    "bound",
    "by_name",
    "choices",
    "claims_by_document",
    "classes",
    "degrees",
    "describe",
    "described",
    "inside",
    "is_described",
    "is_term",
    "members",
    "missing",
    "moved_to",
    "numbers",
    "questions",
    "read_text",
    "recorded_statistics",
    "referring",
    "releases",
    "require_described",
    "schemes",
    "shapes",
    "sources",
    "statements",
    "statistics",
    "term",
    "vocabulary",
    "vocabulary_statements",
    "whereabouts",
]
