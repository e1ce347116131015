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

    def group_of(self, iri: str) -> Value | None:
        """The group in which a property is shown."""
        return self.groups.get(self.of(iri).group)

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


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the shapes and its properties."""

    value: Value
    properties: tuple[Property, ...]


def order(catalogue: Catalogue, properties: Iterable[ox.NamedNode] | None) -> Order:
    """Read the places of properties (None: of all); in the first of its groups if one is in several."""
    asked = None if properties is None else sorted(set(properties), key=str)
    rows = [] if asked == [] else catalogue.rows("places-on-pages", {"property": asked})
    rows = [row for row in rows if isinstance(row["group"], ox.NamedNode)]
    groups = catalogue.values(row["group"] for row in rows)
    ranks: dict[str, _Rank] = {}
    for row in rows:
        iri = row["property"].value
        rank = _Rank(_number(row["of"]), row["group"].value, _number(row["number"]), iri)
        ranks[iri] = min(rank, ranks.get(iri, rank))
    return Order({value.iri: value for value in groups.values()}, ranks)


def groups(catalogue: Catalogue) -> tuple[Group, ...]:
    """List the groups in their order, each with its properties in theirs."""
    places = order(catalogue, None)
    named = catalogue.properties(ox.NamedNode(iri) for iri in places.ranks)
    ordered = sorted(named.values(), key=places.of)
    by_group: dict[str, list[Property]] = defaultdict(list)
    for prop in ordered:
        by_group[places.of(prop).group].append(prop)
    return tuple(Group(places.groups[iri], tuple(found)) for iri, found in by_group.items())


def _number(term: Term | None) -> float:
    """Read sh:order, a decimal; what is no number comes last."""
    try:
        number = float(term.value) if isinstance(term, ox.Literal) else math.inf
    except ValueError:
        return math.inf
    return math.inf if math.isnan(number) else number
