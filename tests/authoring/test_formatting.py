"""What formatting promises: the same graph, the same comments at the same things, one text for all."""

from __future__ import annotations

import random
from collections import Counter

import pyoxigraph as ox
import pytest
from tests.authoring.documents import DOCUMENT, PREFIXES, Made, documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctgraph.authoring.formatting import formatted
from ctgraph.authoring.proof import same_comments, same_graph
from ctgraph.authoring.tokens import tokens
from ctgraph.errors import ProjectError, SourceSyntaxError

HEAD = "".join(f"@prefix {p}: <{i}> .\n" for p, i in PREFIXES.items()) + "\n"


def canonical(text: str) -> ox.Dataset:
    data = ox.Dataset(ox.parse(text, ox.RdfFormat.TURTLE, base_iri="http://base.example/"))
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return data


def owners(text: str) -> dict[str, object]:
    """What each comment of a text belongs to, read from its terminals alone."""
    found: dict[str, object] = {}
    parts: list[tuple[list[str], list[tuple[str, bool]], list[tuple[str, bool]]]] = [([], [], [])]
    depth = 0
    for token in tokens(text, "x"):
        words, inside, ahead = parts[-1]
        comments = [(c.text, c.alone) for c in token.comments]
        (inside if words else ahead).extend(comments)
        if token.kind == "end":
            break
        words.append(token.text)
        depth += (token.text in "[(") - (token.text in "])") if token.kind == "mark" else 0
        ends = token.kind == "mark" and token.text == "." and not depth
        if ends or (words[0].lower() in {"prefix", "base"} and len(words) == (3 if words[0].lower() == "prefix" else 2)):
            parts.append(([], [], []))
    previous: object = "start"
    for number, (words, inside, ahead) in enumerate(parts):
        if not words:
            this: object = "end"
        else:
            this = " ".join(words) if words[0].lower().strip("@") in {"prefix", "base"} else number
        for comment, alone in ahead:
            found[comment] = this if alone or previous == "start" else previous
        for comment, _ in inside:
            found[comment] = this
        previous = this
    return found


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_any_text_keeps_graph_and_comments_and_is_stable(made: Made) -> None:
    result = formatted(made.text, "x.ttl", DOCUMENT)
    assert canonical(result) == canonical(made.text)
    assert owners(result) == made.owners
    assert formatted(result, "x.ttl", DOCUMENT) == result


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), st.randoms(use_true_random=False))
def test_white_space_does_not_matter(made: Made, chance: random.Random) -> None:
    """However the terminals of a text without comments are set apart, it comes out the same."""
    words = [t.text for t in tokens(made.text, "x")]
    texts = []
    for spaces in ([" "], ["\n"], [" ", "\n", "\t", "\r\n  "]):
        texts.append("".join(word + chance.choice(spaces) for word in words))
    assert len({formatted(text, "x.ttl", DOCUMENT) for text in texts}) == 1


EVIDENCE = st.builds(
    lambda quote, rest, before, beside: (f"[ ct:quote {quote}{rest} ]", before, beside),
    st.sampled_from(['"alpha"@en', '"beta"@en', '"beta gamma"@en', '"zeta"', '"nowhere"', "'''# eta'''"]),
    st.sampled_from(["", " ; ct:supports ex:p", ' , "alpha"', " # within\n"]),
    st.sampled_from([[], ["# over it"], ["# over it", "# and more"]]),
    st.sampled_from(["", " # beside it"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(EVIDENCE, min_size=2, max_size=5), st.randoms(use_true_random=False), st.booleans())
def test_swapped_evidence_gives_no_difference(nodes: list[tuple[str, list[str], str]], chance: random.Random, split: bool) -> None:
    def written(order: list[tuple[str, list[str], str]]) -> str:
        out = f"{HEAD}ex:s a ex:T ; ct:evidence"
        for i, (node, before, beside) in enumerate(order):
            comments = "".join(f"\n    {c}" for c in before)
            last = i == len(order) - 1
            mark = " ." if last else " ; ct:evidence" if split and before == [] and order[i + 1][1] == [] and not beside else " ,"
            out += f"{comments}\n    {node}{mark}{beside}"
        return out + "\n"

    swapped = list(nodes)
    chance.shuffle(swapped)
    assert formatted(written(nodes), "x.ttl", DOCUMENT) == formatted(written(swapped), "x.ttl", DOCUMENT)
