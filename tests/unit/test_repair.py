"""Repair of damaged text: reversible, and blind to sound text and real Chinese."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ctgraph.dataset.repair import damaged, repaired

# what GBK has of European letters and survives being read as Big5
LETTERS = "àáèéêìíòóùúü"
FRENCH = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCÉÀ ,.()'0123456789" + LETTERS, min_size=1, max_size=80)
CHINESE = st.text(alphabet="谷歌在北京那角度豕勛圖中文字", min_size=1, max_size=20)


def can_be_damaged(text: str) -> bool:
    try:
        return len(damaged(text)) == len(text)
    except UnicodeError:
        return False


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("s谷curit谷 transfrontali豕re", "sécurité transfrontalière"),
        ("UNOCT exprime sa gratitude 角 l*Italie pour son g谷n谷reux soutien", "UNOCT exprime sa gratitude à l’Italie pour son généreux soutien"),
        ("pour emp那cher", "pour empêcher"),
    ],
)
def test_damage_is_undone(received: str, read: str) -> None:
    assert repaired(received) == read
    assert damaged(read) == received


@pytest.mark.parametrize(
    "sound",
    [
        "谷歌在北京", "Google谷歌 opened in 北京", "the 51勛圖 Office of Counter-Terrorism", "a * b, c*d",
        "sécurité", "l’Italie", "", "plain ASCII", "le mot 谷 seul", "日本語とEnglish", "sécurité 谷curit谷",
    ],
)
def test_sound_text_is_left_alone(sound: str) -> None:
    assert repaired(sound) == sound


@given(FRENCH)
def test_whatever_was_damaged_comes_back(text: str) -> None:
    assume(can_be_damaged(text))
    received = damaged(text)
    mended = repaired(received)
    assert mended in {text, received}
    words = text.split()
    if any(any(c in LETTERS for c in w) and any(c.isascii() and c.isalpha() for c in w) for w in words):
        assume(not any(c in "ÉÀ" for c in text))
        adjacent = any(
            (a in LETTERS and b.isascii() and b.isalpha()) or (b in LETTERS and a.isascii() and a.isalpha())
            for a, b in pairwise(text)
        )
        if adjacent:
            assert mended == text


@given(st.text(max_size=120))
def test_repair_keeps_length_and_reverses(text: str) -> None:
    mended = repaired(text)
    assert len(mended) == len(text)
    for before, after in zip(text.splitlines(), mended.splitlines(), strict=True):
        if before != after:
            assert damaged(after) == before
    assert repaired(mended) == mended or all(unicodedata.name(c, "") for c in mended)


@given(CHINESE, st.text(alphabet="abc XYZ", max_size=10))
def test_real_chinese_is_left_alone(chinese: str, latin: str) -> None:
    assume(any(c in "歌在北京度勛圖中文字" for c in chinese))
    line = f"{latin} {chinese}"
    assert repaired(line) == line
