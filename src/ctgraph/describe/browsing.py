"""A selection as a list: which things are in it, out of how many, and by what it can be narrowed."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.entity import named_node
from ctgraph.describe.facets import ask, facets, of_class
from ctgraph.describe.views import Headline, Value
from ctgraph.errors import NotFound
from ctgraph.queries import Facet, Selection

PAGE = 100  # things on one page of a list


@dataclass(frozen=True, slots=True)
class Kind:
    """A class, how many things it has, and its facets; IRI and value are empty for all that has a date."""

    iri: str
    value: Value | None
    total: int
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a selection."""

    start: int
    things: tuple[Headline, ...]

    @property
    def end(self) -> int:
        """Where the page ends, which is where the next one starts."""
        return self.start + len(self.things)

    @property
    def previous(self) -> int:
        """Where the page before starts."""
        return max(self.start - PAGE, 0)


def kind(catalogue: Catalogue, iri: str) -> Kind:
    """Look at a class; at none, all that has a date. Raises NotFound if it has no things."""
    total = count(catalogue, of_class(catalogue, iri))
    if not total:
        what = f"is of the class <{iri}>" if iri else "has a date"
        raise NotFound(f"Nothing here {what}.")
    values = catalogue.values([named_node(iri)]) if iri else {}
    return Kind(iri, next(iter(values.values()), None), total, facets(catalogue, iri))


def count(catalogue: Catalogue, selection: Selection) -> int:
    """Count the things of a selection."""
    return int(ask(catalogue, selection.total())[0]["count"].value)


def found(catalogue: Catalogue, selection: Selection, language: str, start: int = 0) -> Found:
    """Read one page of a selection, names of a language deciding the order of what has no date."""
    rows = ask(catalogue, selection.things(language, PAGE, start))
    things = [row["thing"] for row in rows if isinstance(row["thing"], ox.NamedNode)]
    return Found(start, tuple(catalogue.headlines(things)))
