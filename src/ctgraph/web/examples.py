"""Example queries as the query form and the start page offer them."""

from __future__ import annotations

from collections.abc import Mapping
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
    """List the examples that suit the data: of a project, the questions that can be asked at once."""
    catalogue = services().catalogue
    if not catalogue.curated:
        return tuple(
            Offer(in_words(e.titles), queries.with_prologue(e.text, catalogue.names))
            for e in queries.examples()
        )
    return tuple(
        Offer(in_words(question.titles), as_query(question, {}))
        for question in services().questions
        if not any(parameter.required for parameter in question.parameters)
    )


def tour_step(number: str) -> Offer | None:
    """Find a step of the tour, counted from 1; its question is what the step shows."""
    catalogue, steps = services().catalogue, queries.tour()
    if not catalogue.curated or number not in map(str, range(1, len(steps) + 1)):
        return None
    step = steps[int(number) - 1]
    return Offer(in_words(step.titles), queries.with_prologue(step.text, catalogue.names))


def as_query(question: queries.Question, terms: Mapping[str, queries.Term]) -> str:
    """Write a question as SPARQL, its names in a language that the reader prefers."""
    spoken = question.spoken(reading_languages()[0])
    return question.filled(spoken | dict(terms), services().catalogue.names)


def in_words(texts: Mapping[str, str]) -> Text:
    """Choose the text in a language that the reader prefers."""
    found = best([Text(text, language) for language, text in texts.items()], reading_languages())
    return found or Text("")
