"""What pages say, as plain data: from an IRI to the facts, their sentences, and what is disputed.

A page costs a fixed handful of queries, whatever the data. Nothing here knows of HTTP or of HTML.

Layers: web → describe → queries → store.
"""

from ctgraph.describe.around import Around, Spot, around
from ctgraph.describe.asking import MOST_CHOICES, bound, choices, missing
from ctgraph.describe.browsing import Found, Kind, count, found, kind
from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.disputes import all_disagreements
from ctgraph.describe.document import DocumentText, read_text
from ctgraph.describe.entity import describe, is_described, moved_to, require_described
from ctgraph.describe.facets import (
    AGENCY,
    COUNTRY,
    PLACE,
    Offer,
    ask,
    facet_named,
    of_class,
    offers,
)
from ctgraph.describe.inside import Inside, inside
from ctgraph.describe.order import Group, groups, order
from ctgraph.describe.overview import (
    ClassCount,
    claims_by_document,
    classes,
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
from ctgraph.describe.statistics import (
    Counts,
    counted,
    described,
    recorded_statistics,
    statistics,
    void,
)
from ctgraph.describe.terms import Scheme, Term, is_term, schemes, term
from ctgraph.describe.together import Together, together
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
    "AGENCY",
    "COUNTRY",
    "EVIDENCE",
    "LABELLED",
    "MOST_CHOICES",
    "PLACE",
    "PLAIN",
    "SCHEMA",
    "Around",
    "Catalogue",
    "Claim",
    "ClassCount",
    "Counts",
    "DocumentText",
    "EntityView",
    "Fact",
    "Found",
    "Group",
    "Headline",
    "Inside",
    "Kind",
    "Offer",
    "Property",
    "Referring",
    "Release",
    "Scheme",
    "ShapeView",
    "Spot",
    "Statements",
    "Term",
    "TermView",
    "Text",
    "Together",
    "Value",
    "Whereabouts",
    "all_disagreements",
    "around",
    "ask",
    "best",
    "bound",
    "choices",
    "claims_by_document",
    "classes",
    "count",
    "counted",
    "degrees",
    "describe",
    "described",
    "facet_named",
    "found",
    "groups",
    "inside",
    "is_described",
    "is_term",
    "kind",
    "missing",
    "moved_to",
    "numbers",
    "of_class",
    "offers",
    "order",
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
    "together",
    "vocabulary",
    "vocabulary_statements",
    "void",
    "whereabouts",
]
