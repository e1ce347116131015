"""Describing: what is put together from rows, and how passages become a tree."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from ctgraph import queries
from ctgraph.describe import (
    Catalogue,
    EntityView,
    Text,
    Value,
    all_disagreements,
    best,
    count,
    describe,
    found,
    is_described,
    of_class,
    questions,
    read_text,
)
from ctgraph.describe.document import Piece, _nest, _Span
from ctgraph.errors import Gone, NotFound
from ctgraph.readings import Reading
from ctgraph.store import EmbeddedStore
from ctgraph.terms import Names

BASE = "https://example.org/"
NAMES = Names(BASE)
TEXT = "The Fair was held in Ulm.\nIt was held on 3 May 2020, says Ada."
DATA = (Path(__file__).parents[1] / "fixtures" / "fair.trig").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    file = tmp_path_factory.mktemp("describe") / "graph.trig.gz"
    file.write_bytes(gzip.compress(DATA.encode()))
    return Catalogue.of(EmbeddedStore([file], accepted=str(NAMES.accepted)), NAMES)


@pytest.fixture(scope="module")
def fair(catalogue: Catalogue) -> EntityView:
    return describe(catalogue, f"{BASE}id/fair")


def test_facts_stand_together_by_iri_where_no_shape_has_a_place_for_them(fair: EntityView) -> None:
    shown = [(s.title, [g.predicate.value.local for g in s.groups]) for s in fair.sections]
    assert shown == [(None, ["date", "host", "place"])]
    assert [f.value.local for f in fair.names] == ["The Fair"]
    assert [n.predicate.value.local for n in fair.not_stated] == ["fundedBy"]


def test_a_fact_has_its_claims_with_sentences(fair: EntityView) -> None:
    (place,) = next(g for s in fair.sections for g in s.groups if g.predicate.value.local == "place").facts
    (claim,) = place.claims
    (passage,) = claim.passages
    assert (passage.exact, passage.anchor, passage.document.local) == (Text("The Fair was held in Ulm", "en"), "t0-24", "doc")
    assert not place.inferred
    assert not place.reported_by


def test_inferred_and_reported_facts_say_so(fair: EntityView) -> None:
    (date,) = next(g for s in fair.sections for g in s.groups if g.predicate.value.local == "date").facts
    assert date.inferred
    assert date.preferred
    assert [who.called(["en"]).text for who in date.reported_by] == ["Ada"]
    assert date.claims[0].evidence[0].reasoning == (Text("Donc.", "fr"), Text("So.", "en"))
    assert date.claims[0].passages[0].received == "was h?ld on 3 May 2020"


def test_a_fact_without_a_claim_has_no_sentence(fair: EntityView) -> None:
    (host,) = next(g for s in fair.sections for g in s.groups if g.predicate.role).facts
    assert host.claims == ()


def test_a_disagreement_has_both_sides_and_the_reason(catalogue: Catalogue, fair: EntityView) -> None:
    (found,) = fair.disagreements
    assert [c.value.local for c in found.kept] == ["2020-05-03"]
    assert [c.value.local for c in found.aside] == ["2019"]
    assert found.decision is not None
    assert found.decision.reasoning == (Text("Because.", "en"),)
    assert all_disagreements(catalogue) == (found,)


def test_what_refers_to_a_thing_is_counted(catalogue: Catalogue) -> None:
    (incoming,) = describe(catalogue, f"{BASE}id/ulm").incoming
    assert (incoming.predicate.value.called(["en"]).text, incoming.total) == ("place", 2)
    assert [h.entity.local for h in incoming.subjects] == ["fair", "other"]


def test_members_come_dated_first(catalogue: Catalogue) -> None:
    events = of_class(catalogue, "https://w3id.org/ctgraph/ns#Event")
    assert [h.entity.local for h in found(catalogue, events, "en").things] == ["fair", "other"]
    assert count(catalogue, events) == 2
    assert [h.entity.local for h in found(catalogue, events, "en", 1).things] == ["other"]


def test_nothing_is_not_found_and_withdrawn_is_gone(catalogue: Catalogue) -> None:
    assert not is_described(catalogue, f"{BASE}id/none")
    for iri in (f"{BASE}id/none", "no iri", ""):
        with pytest.raises(NotFound):
            describe(catalogue, iri)
    with pytest.raises(Gone, match=r"At her request\."):
        describe(catalogue, f"{BASE}id/gone")


def test_without_donors_there_is_no_question_about_them(catalogue: Catalogue) -> None:
    assert questions(catalogue) == ()


# ---- texts


def flat(pieces: tuple[Piece, ...]) -> str:
    return "".join(p.text + flat(p.pieces) for p in pieces)


def test_a_text_keeps_every_character(catalogue: Catalogue) -> None:
    text = read_text(catalogue, f"{BASE}id/doc", Reading(TEXT, TEXT))
    assert text is not None
    paragraphs = [p for part in text.parts for p in part.paragraphs]
    assert [flat(p.pieces) for p in paragraphs] == TEXT.split("\n")
    assert [p.line for p in paragraphs] == [1, 2]


def test_a_passage_within_another_lies_below_it(catalogue: Catalogue) -> None:
    text = read_text(catalogue, f"{BASE}id/doc", Reading(TEXT, TEXT))
    assert text is not None
    sentence, rest = text.parts[0].paragraphs[0].pieces
    assert (sentence.anchor, sentence.kind, rest.text) == ("t0-24", "fact", ".")
    name, _ = sentence.pieces
    assert (name.anchor, name.kind, flat(name.pieces)) == ("t0-8", "name", "The Fair")


def test_a_text_that_may_not_be_shown_is_its_passages(catalogue: Catalogue) -> None:
    text = read_text(catalogue, f"{BASE}id/doc", None)
    assert text is not None
    assert not text.whole
    assert [flat(p.pieces) for p in text.parts[0].paragraphs] == ["The Fair was held in Ulm", "was held on 3 May 2020"]
    received = read_text(catalogue, f"{BASE}id/doc", None, received=True)
    assert received is not None
    assert flat(received.parts[0].paragraphs[1].pieces) == "was h?ld on 3 May 2020"
    assert read_text(catalogue, f"{BASE}id/none", None) is None


def test_passages_that_cross_are_cut_and_keep_one_anchor_each() -> None:
    spans = [_Span(0, 6, "fact", "t0-6"), _Span(4, 9, "fact", "t4-9")]
    first, second, rest = _nest("abcdefghijk", 0, 11, spans)
    assert [flat((p,)) for p in (first, second, rest)] == ["abcdef", "ghi", "jk"]
    assert [(p.anchor, p.first) for p in first.pieces if p.anchor] == [("t4-9", True)]
    assert (second.anchor, second.first) == ("t4-9", False)


# ---- names and queries


def test_the_readers_language_comes_first() -> None:
    texts = [Text("Foire", "fr"), Text("Fair", "en-GB")]
    assert best(texts, ["en"]) == texts[1]
    assert best(texts, ["de", "fr"]) == texts[0]
    assert best(texts, ["de"]) == texts[0]
    assert best([*texts, Text("x")], ["de"]) == Text("x")
    assert best([], ["en"]) is None


@pytest.mark.parametrize(("iri", "local"), [("https://e.org/a/b", "b"), ("https://e.org/a#b", "b"), ("https://e.org/", "e.org"), ("urn:x:y", "y"), ("x:", "x:")])
def test_a_thing_without_a_name_goes_by_the_end_of_its_iri(iri: str, local: str) -> None:
    assert Value(ox.NamedNode(iri)).called(["en"]).text == local


def test_terms_are_bound_as_terms() -> None:
    hostile = ox.Literal('" } DROP')
    text = queries.request("everything-about", NAMES, {"thing": [hostile]}).text
    assert 'VALUES ?thing { "\\" } DROP" }' in text


def test_a_query_says_what_must_be_bound() -> None:
    with pytest.raises(KeyError, match="thing"):
        queries.request("everything-about", NAMES, {})
    with pytest.raises(KeyError, match="nothing"):
        queries.request("everything-about", NAMES, {"thing": [], "nothing": []})


def test_every_query_file_is_sparql(catalogue: Catalogue) -> None:
    folder = Path(queries.__file__).parent
    for file in folder.glob("*.rq"):
        text = file.read_text(encoding="utf-8")
        terms: dict[str, list[queries.Term]] = {name: [] for name in queries._PLACE.findall(text)}
        with catalogue.store.query(queries.request(file.stem, NAMES, terms)) as answer:
            assert answer.kind in {"solutions", "triples"}


def test_every_example_runs_and_has_a_question_in_both_languages(catalogue: Catalogue) -> None:
    examples = queries.examples()
    assert len(examples) == 5
    for example in examples:
        assert example.titles.keys() == {"en", "fr"}
        request = queries.with_prologue(example.text, NAMES)
        with catalogue.store.query(queries.QueryRequest(request)) as answer:
            assert answer.kind == "solutions"
