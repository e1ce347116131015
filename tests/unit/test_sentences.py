"""Where sentences end, in several languages, with their offsets in the whole text."""

from __future__ import annotations

import pytest

from ctgraph.describe.sentences import sentences

CASES = [
    ("en", "Mr. Vladimir Voronkov spoke on 3 May. It was held.", ["Mr. Vladimir Voronkov spoke on 3 May.", "It was held."]),
    ("fr", "M. Dupont est là. Il a dit : « Oui. » Puis il partit.", ["M. Dupont est là.", "Il a dit : « Oui. »", "Puis il partit."]),
    ("ar", "مرحبا بالعالم. كيف حالك؟", ["مرحبا بالعالم.", "كيف حالك؟"]),
    ("", "One. Two.", ["One.", "Two."]),
    ("xx", "A title without an end", ["A title without an end"]),
    ("en", "  ", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_sentences(language: str, text: str, expected: list[str]) -> None:
    whole = f"before\n{text}\nafter"
    found = sentences(whole, 7, 7 + len(text), language)
    assert [s.text for s in found] == expected
    assert [whole[s.start : s.end] for s in found] == expected
