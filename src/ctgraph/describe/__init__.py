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
from ctgraph.describe.views import Claim, EntityView, Fact, Headline, Property, Text, Value, best
from ctgraph.describe.vocabulary import vocabulary

__all__ = [
    "MOST_CHOICES",
    "Catalogue",
    "Claim",
    "ClassCount",
    "DocumentText",
    "EntityView",
    "Fact",
    "Headline",
    "Inside",
    "Property",
    "Text",
    "Value",
    "all_disagreements",
    "best",
    "bound",
    "by_name",
    "choices",
    "claims_by_document",
    "classes",
    "describe",
    "inside",
    "is_described",
    "members",
    "missing",
    "moved_to",
    "numbers",
    "questions",
    "read_text",
    "require_described",
    "vocabulary",
]
