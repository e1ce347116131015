"""What there is: classes, numbers, and questions that the data answers."""

from __future__ import annotations

from dataclasses import dataclass

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.evidence import claims
from ctgraph.describe.views import Claim, Value
from ctgraph.vocab import CT, CT_IRI

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
