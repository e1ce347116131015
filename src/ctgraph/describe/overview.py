"""What there is: classes and their members, numbers, and questions that the data answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.entity import named_node
from ctgraph.describe.evidence import claims
from ctgraph.describe.views import Claim, Headline, Value
from ctgraph.errors import NotFound
from ctgraph.vocab import CT, CT_IRI

PAGE = 100  # things on one page of a list
_NOT_LISTED = frozenset(map(str, (CT.TextPart, CT.TextNote, CT.Claim, CT.Evidence, CT.Passage)))


@dataclass(frozen=True, slots=True)
class ClassCount:
    """A class and how many things it has."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much there is. Of data without claims only `triples` and `graphs` are known."""

    triples: int
    graphs: int
    claims: int = 0
    aside: int = 0
    inferred: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the data answers about a thing.

    Of the kinds 'paid' and 'signed' the claims answer it; of 'unsaid' that no document does.
    """

    kind: str
    entity: Value
    claims: tuple[Claim, ...]

    @property
    def answers(self) -> tuple[Value, ...]:
        """The values that answer it."""
        return tuple(dict.fromkeys(claim.value for claim in self.claims))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the things of a class."""

    value: Value
    total: int
    start: int
    things: tuple[Headline, ...]


def classes(catalogue: Catalogue) -> tuple[ClassCount, ...]:
    """List the classes in use; of a project those of its subject, of other data all."""
    rows = catalogue.rows("classes", {"graph": () if catalogue.curated else None})
    found = {row["class"]: int(row["count"].value) for row in rows if row["class"] is not None}
    if catalogue.curated:
        found = {
            c: n
            for c, n in found.items()
            if c.value.startswith(CT_IRI) and c.value not in _NOT_LISTED
        }
    values = catalogue.values(found)
    return tuple(ClassCount(values[c], n) for c, n in found.items())


def members(catalogue: Catalogue, iri: str, *, start: int = 0, most: int = PAGE) -> Listing:
    """List the things of a class, dated ones first. Raises NotFound for a class without any."""
    class_ = named_node(iri)
    total = next((c.count for c in classes(catalogue) if c.value.term == class_), 0)
    terms = {"class": [class_], "graph": () if catalogue.curated else None}
    rows = catalogue.rows("instances", terms, limit=most, offset=start)
    things = [row["entity"] for row in rows if row["entity"] is not None]
    if not things:
        raise NotFound(f"Nothing here is of the class <{iri}>.")
    total = max(total, start + len(things))
    return Listing(
        catalogue.values([class_])[class_], total, start, tuple(catalogue.headlines(things))
    )


def numbers(catalogue: Catalogue) -> Numbers:
    """Count."""
    triples = catalogue.rows("size", {"graph": catalogue.records})
    graphs = len(catalogue.store.named_graphs())
    made = Numbers(int(triples[0]["count"].value), graphs)
    if not catalogue.curated:
        return made
    row = catalogue.rows("numbers")[0]
    counts = {name: int(row[name].value) for name in ("claims", "aside", "inferred", "passages")}
    return Numbers(made.triples, graphs, **counts)


def claims_by_document(catalogue: Catalogue) -> dict[str, int]:
    """Count the claims of each document."""
    rows = catalogue.rows("claims-by-document") if catalogue.curated else []
    return {row["document"].value: int(row["count"].value) for row in rows if row["document"]}


def questions(catalogue: Catalogue) -> tuple[Question, ...]:
    """Find questions worth asking: who paid, who signed, and who paid where nobody says."""
    if not catalogue.curated:
        return ()
    return (
        *_answered(catalogue, "paid", "who-paid"),
        *_unsaid(catalogue),
        *_answered(catalogue, "signed", "who-signed"),
    )


def _answered(catalogue: Catalogue, kind: str, query: str) -> list[Question]:
    rows = catalogue.rows(query, limit=40)
    if not rows:
        return []
    first = rows[0]["entity"]
    of_first = [row["claim"] for row in rows if row["entity"] == first]
    found = claims(catalogue, "claims", {"claim": of_first})
    return [Question(kind, found[0].subject, tuple(c for c in found if not c.set_aside))]


def _unsaid(catalogue: Catalogue) -> list[Question]:
    rows = catalogue.rows("nobody-said", limit=1)
    values = catalogue.values(row["entity"] for row in rows)
    return [Question("unsaid", values[row["entity"]], ()) for row in rows]


def by_name(listing: Sequence[Headline], languages: Sequence[str]) -> list[Headline]:
    """Put dated things first, the latest before; the others by name."""
    dated = sorted((h for h in listing if h.earliest), key=lambda h: h.earliest, reverse=True)
    others = [h for h in listing if not h.earliest]
    return dated + sorted(others, key=lambda h: h.entity.called(languages).text.casefold())
