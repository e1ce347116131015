"""In which groups and in which order pages show properties: as the project's shapes say (SHACL 2.3.2)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.views import Property, PropertyFacts, Section, Term, Value


@dataclass(frozen=True, slots=True, order=True)
class _Rank:
    """What is compared, the group before the place in it; what has no number comes last."""

    of_group: float = math.inf
    group: str = "\uffff"
    number: float = math.inf
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The places of some properties; those that no shape places come last, by IRI."""

    groups: Mapping[str, Value]
    ranks: Mapping[str, _Rank]

    def of(self, prop: Property | str) -> _Rank:
        """Tell what to sort a property by."""
        iri = prop if isinstance(prop, str) else prop.iri
        return self.ranks.get(iri) or _Rank(iri=iri)

    def sections(self, listed: Iterable[PropertyFacts]) -> tuple[Section, ...]:
        """Put properties into their groups. What is ours and in no group stays apart from what is not."""
        made: dict[tuple[_Rank, bool], list[PropertyFacts]] = defaultdict(list)
        for facts in sorted(listed, key=lambda f: self.of(f.predicate)):
            rank = self.of(facts.predicate)
            ours = rank.group not in self.groups and facts.predicate.support == "editorial"
            made[_Rank(rank.of_group, rank.group), ours].append(facts)
        return tuple(
            Section(self.groups.get(rank.group), tuple(made[rank, ours]))
            for rank, ours in sorted(made)
        )


def order(catalogue: Catalogue, properties: Iterable[ox.NamedNode]) -> Order:
    """Read the places of properties; in the first of its groups if a property is in several."""
    asked = sorted(set(properties), key=str)
    rows = catalogue.rows("places-on-pages", {"property": asked}) if asked else []
    rows = [row for row in rows if isinstance(row["group"], ox.NamedNode)]
    groups = catalogue.values(row["group"] for row in rows)
    ranks: dict[str, _Rank] = {}
    for row in rows:
        iri = row["property"].value
        rank = _Rank(_number(row["of"]), row["group"].value, _number(row["number"]), iri)
        ranks[iri] = min(rank, ranks.get(iri, rank))
    return Order({value.iri: value for value in groups.values()}, ranks)


def _number(term: Term | None) -> float:
    """Read sh:order, a decimal; what is no number comes last."""
    try:
        number = float(term.value) if isinstance(term, ox.Literal) else math.inf
    except ValueError:
        return math.inf
    return math.inf if math.isnan(number) else number
