"""The questions that the graph must answer, each with its sentences and documents.

NN-question.rq holds the question and the query, NN-question.csv the answer, read and approved by a person.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ctgraph.dataset import Dataset
from ctgraph.store import EmbeddedStore, QueryRequest

FOLDER = Path(__file__).parent
QUESTIONS = sorted(FOLDER.glob("*.rq"))


def ask(store: EmbeddedStore, question: Path) -> list[dict[str, str]]:
    out = io.BytesIO()
    store.query(QueryRequest(question.read_text(encoding="utf-8"))).serialize(out, "text/csv")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_question_is_answered_as_approved(question: Path, real_store: EmbeddedStore) -> None:
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        approved = list(csv.DictReader(file))
    assert approved, "an approved answer has rows"

    def in_order(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(row.values()) for row in rows)

    assert in_order(ask(real_store, question)) == in_order(approved)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda p: p.stem)
def test_quoted_sentences_stand_in_their_documents(
    question: Path, real_store: EmbeddedStore, real_dataset: Dataset
) -> None:
    """Checked against the texts as received, apart from everything that built the graph."""
    texts = {}
    for document in real_dataset.documents:
        received = next(o for p, o in document.graph.predicate_objects(document.iri) if p.endswith("receivedAs"))
        assert document.text is not None
        texts[str(received)] = document.text.read
    for row in ask(real_store, question):
        if row.get("quote") and row.get("document"):
            assert row["quote"] in texts[row["document"]]


def test_every_question_says_itself_first() -> None:
    for question in QUESTIONS:
        first = question.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# "), question.name
        assert "?" in first, question.name
