"""Example queries as the query form and the start page offer them."""

from __future__ import annotations

from dataclasses import dataclass

from ctgraph import queries
from ctgraph.describe import Text, best
from ctgraph.web.rendering import reading_languages
from ctgraph.web.services import services


@dataclass(frozen=True, slots=True)
class Offer:
    """A query worth running, with its question."""

    question: Text
    query: str


def examples() -> tuple[Offer, ...]:
    """List the examples that suit the data."""
    catalogue = services().catalogue
    kind = "project" if catalogue.curated else "anything"
    return tuple(
        Offer(_question(example), queries.with_prologue(example.text, catalogue.names))
        for example in queries.examples(kind)
    )


def _question(example: queries.Example) -> Text:
    titles = [Text(title, language) for language, title in example.titles.items()]
    return best(titles, reading_languages()) or Text(example.name)
