"""The hash of a set of statements follows what comes and goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctgraph.build.fingerprint import Fingerprint

LINES = st.sets(st.text(min_size=1, max_size=20), max_size=12)


@given(LINES, LINES, LINES)
def test_it_is_the_same_however_the_set_came_about(kept: set[str], gone: set[str], come: set[str]) -> None:
    kept, gone = kept - gone - come, gone - come
    went_on = Fingerprint.of(kept | gone) - Fingerprint.of(gone) + Fingerprint.of(come)
    afresh = Fingerprint.of(sorted(kept | come, reverse=True))
    assert went_on == afresh
    assert went_on.hexdigest == afresh.hexdigest
    assert went_on.count == len(kept | come)
    assert Fingerprint.from_text(went_on.to_text()) == went_on


@given(LINES, LINES)
def test_different_sets_differ(one: set[str], other: set[str]) -> None:
    assert (Fingerprint.of(one).hexdigest == Fingerprint.of(other).hexdigest) == (one == other)


def test_what_it_is_stays_what_it_is() -> None:
    """Releases record it."""
    assert Fingerprint.of(["<urn:s> <urn:p> <urn:o> ."]).hexdigest == "853c19d06f994d9d1a79c60fc82daab80771a153d24c313c15fa5a328ebc7edf"
