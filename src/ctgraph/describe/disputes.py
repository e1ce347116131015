"""Where documents disagree: the claims side by side, and what decided between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from ctgraph.describe.catalogue import Catalogue
from ctgraph.describe.evidence import Records, claims
from ctgraph.describe.views import Adjudication, Claim, Disagreement
from ctgraph.vocab import CONCEPT, CT


def all_disagreements(catalogue: Catalogue) -> tuple[Disagreement, ...]:
    """Find every disagreement, decided ones first."""
    if not catalogue.curated:
        return ()
    disputed = [row["claim"] for row in catalogue.rows("disputed")]
    return among(catalogue, claims(catalogue, "claims", {"claim": disputed})) if disputed else ()


def among(catalogue: Catalogue, every: Iterable[Claim]) -> tuple[Disagreement, ...]:
    """Find the disagreements among claims; decided ones first, the best attested before others."""
    by_property: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in every:
        by_property[claim.subject.iri, claim.predicate.iri].append(claim)
    disputed = [found for found in by_property.values() if any(map(_is_disputed, found))]
    decisions = {a.value.iri: a for a in adjudications(catalogue)} if disputed else {}
    made = [_disagreement(found, decisions) for found in disputed]
    return tuple(sorted(made, key=_weight))


def adjudications(catalogue: Catalogue) -> tuple[Adjudication, ...]:
    """Read every decision."""
    records = Records(catalogue, catalogue.rows("adjudications"))
    return tuple(_adjudication(records, iri) for iri in records.subjects(str(CT.Adjudication)))


def _adjudication(records: Records, iri: ox.NamedNode) -> Adjudication:
    prefers = records.one(iri, CT.prefers)
    return Adjudication(
        value=records.value(iri),
        reasoning=records.texts(iri, CT.reasoning),
        prefers=records.value(prefers) if prefers is not None else None,
        editorial=records.value(records.one(iri, CT.basis)).iri == str(CONCEPT.editorial),
        created=records.value(records.one(iri, "http://purl.org/dc/terms/created")).local,
    )


def _disagreement(found: list[Claim], decisions: dict[str, Adjudication]) -> Disagreement:
    decided = next((c.settled_by for c in found if c.settled_by in decisions), "")
    ordered = tuple(sorted(found, key=lambda c: (c.set_aside, c.rank != "preferred", c.iri)))
    return Disagreement(found[0].subject, found[0].predicate, ordered, decisions.get(decided))


def _is_disputed(claim: Claim) -> bool:
    """Whether another claim is the reason that this one is set aside; else its document is withdrawn."""
    return claim.set_aside and bool(claim.settled_by or claim.gives_way_to)


def _weight(disagreement: Disagreement) -> tuple[bool, int, str, str]:
    documents = {claim.document.iri for claim in disagreement.claims}
    return (
        disagreement.decision is None,
        -len(documents),
        disagreement.subject.iri,
        disagreement.predicate.iri,
    )
