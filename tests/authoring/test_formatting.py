"""What formatting promises: the same graph, the same comments at the same things, one text for all."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.authoring.documents import DOCUMENT, PREFIXES, Made, documents

from ctgraph.authoring.formatting import formatted
from ctgraph.authoring.proof import Reading, same_comments, same_graph
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


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), st.randoms(use_true_random=False))
def test_white_space_does_not_matter(made: Made, chance: random.Random) -> None:
    """However the terminals of a text without comments are set apart, it comes out the same."""
    words = [t.text for t in tokens(made.text, "x")]
    texts = ["".join(word + chance.choice(spaces) for word in words) for spaces in ([" "], ["\n"], [" ", "\n", "\t", "\r\n  "])]
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


STYLE = {
    "what fits stands on one line": ("ex:s ex:p ex:a,ex:b;ex:q [ex:p(1 2)].", "ex:s ex:p ex:a , ex:b ;\n    ex:q [ ex:p ( 1 2 ) ] .\n"),
    "types come first, evidence last": ("ex:s ct:evidence [] ; ex:p 1 ; a ex:T .", "ex:s a ex:T ;\n    ex:p 1 ;\n    ct:evidence [] .\n"),
    "a node of two properties has two lines": ("ex:s ex:p [ ex:p 1 ; ex:q 2 ] .", "ex:s ex:p\n        [ ex:p 1 ;\n          ex:q 2 ] .\n"),
    "nodes stand one below the other": ("ex:s ex:p [ ex:p 1 ] , [] .", "ex:s ex:p\n        [ ex:p 1 ] ,\n        [] .\n"),
    "what does not fit is wrapped at commas": (
        f'ex:s ex:p "{"a" * 70}"@en , "{"b" * 70}"@fr , 1 .',
        f'ex:s ex:p "{"a" * 70}"@en ,\n        "{"b" * 70}"@fr ,\n        1 .\n',
    ),
    "a list that does not fit": (
        f'ex:s ex:p ( "{"a" * 70}" "{"b" * 70}" ) .',
        f'ex:s ex:p\n        ( "{"a" * 70}"\n          "{"b" * 70}" ) .\n',
    ),
    "long strings are not moved": ('ex:s ex:p """a\n  b""" , 1 ; ex:q 2 .', 'ex:s ex:p """a\n  b""" ,\n        1 ;\n    ex:q 2 .\n'),
    "words stay as they are written": (
        "ex:s a 'x'@EN-gb , 01.50 , 1.E3 , \"\\u00e9\" , true , <http://e/a> .",
        "ex:s a 'x'@EN-gb , 01.50 , 1.E3 , \"\\u00e9\" , true , <http://e/a> .\n",
    ),
    "needless semicolons go": ("ex:s ex:p 1 ;; ; ex:q 2 ; .", "ex:s ex:p 1 ;\n    ex:q 2 .\n"),
    "one blank line about what is taller than one line": ("ex:a ex:p 1 .\nex:b ex:p 1 .\n\n\nex:c ex:p 1 ; ex:q 2 .\nex:d ex:p 1 .", "ex:a ex:p 1 .\nex:b ex:p 1 .\n\nex:c ex:p 1 ;\n    ex:q 2 .\n\nex:d ex:p 1 .\n"),
    "a property that was commented out, at the end": ("ex:s ex:p 1 ;\n# ex:q 2 ;\n.", "ex:s ex:p 1 ;\n    # ex:q 2 ;\n    .\n"),
    "comments in every place": (
        "# head\n\n# over\nex:s # s\n # p\n ex:p # v\n # o\n 1 # one\n , # comma\n 2 ; # two\n # q\n ex:q [ # in\n ex:p 1 # end\n ] . # dot\n# last",
        "# head\n\n# over\nex:s # s\n    # p\n    ex:p # v\n        # o\n        1 , # one\n        # comma\n        2 ; # two\n    # q\n    ex:q\n        [\n          # in\n          ex:p 1 # end\n        ] . # dot\n# last\n",
    ),
}


@pytest.mark.parametrize("name", STYLE)
def test_style(name: str) -> None:
    before, after = STYLE[name]
    assert formatted(HEAD + before, "x.ttl", "").removeprefix(formatted(HEAD, "x.ttl")).lstrip("\n") == after


def test_prefixes_go_by_name_ours_first_and_comments_hold_theirs_in_place() -> None:
    text = "@prefix z: <http://z/> .\nPREFIX b: <http://b/>\n@prefix ct: <http://ct/> . # ours\n# stays\n@prefix y: <http://y/> .\n@prefix a: <rel/> .\n"
    assert formatted(text, "x.ttl") == "@prefix ct: <http://ct/> . # ours\nPREFIX b: <http://b/>\n@prefix z: <http://z/> .\n# stays\n@prefix y: <http://y/> .\n@prefix a: <rel/> .\n"


DIFFERENT = {
    "a value": ("ex:a ex:p 1 .", "ex:a ex:p 01 ."),
    "a language": ('ex:a ex:p "x"@en .', 'ex:a ex:p "x"@fr .'),
    "one node or two": ("ex:a ex:p [ ex:q 1 ] , [ ex:q 1 ] .", "ex:a ex:p [ ex:q 1 ] ."),
    "what stands in which node": ("ex:a ex:p [ ex:q 1 ; ex:r 2 ] , [] .", "ex:a ex:p [ ex:q 1 ] , [ ex:r 2 ] ."),
    "the order of a list": ("ex:a ex:p ( 1 2 ) .", "ex:a ex:p ( 2 1 ) ."),
    "who holds a node": ("ex:a ex:p [ ex:q 1 ] . ex:b ex:p [ ex:q 2 ] .", "ex:a ex:p [ ex:q 2 ] . ex:b ex:p [ ex:q 1 ] ."),
    "how deep it lies": ("ex:a ex:p [ ex:p [ ex:p [] ] ] .", "ex:a ex:p [ ex:p [] , [ ex:p [] ] ] ."),
    "which label": ("_:a ex:p _:b .", "_:b ex:p _:a ."),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_proof_tells_graphs_apart(name: str) -> None:
    one, other = (Reading(HEAD + text, "x") for text in DIFFERENT[name])
    assert not same_graph(one, other)
    assert same_graph(one, one)
    assert not same_comments(Reading("# a\n# a\n", "x"), Reading("# a\n", "x"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), documents())
def test_the_proof_agrees_with_canonicalisation(one: Made, other: Made) -> None:
    assert same_graph(Reading(one.text, "x"), Reading(other.text, "x")) <= (canonical(one.text) == canonical(other.text))


def test_what_the_proof_cannot_confirm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctgraph.authoring.formatting.text_of", lambda tree: "<http://e/a> <http://e/p> 2 . # x\n")
    with pytest.raises(ProjectError, match="would change its graph"):
        formatted("<http://e/a> <http://e/p> 1 . # x", "x.ttl")
    with pytest.raises(ProjectError, match="would lose a comment"):
        formatted("<http://e/a> <http://e/p> 2 . # x # y", "x.ttl")


def test_blank_nodes_that_hold_each_other_are_no_burden() -> None:
    """Canonicalising thirty that all point to each other would take longer than the universe has."""
    labels = range(30)
    poison = "".join(f"_:n{i} ex:p _:n{j} .\n" for i in labels for j in labels if i != j)
    text = f'{HEAD}{poison}ex:s ct:evidence [ ct:quote "zeta" ] , [ ct:quote "alpha" ] .'
    after = formatted(text, "x.ttl", DOCUMENT)
    assert after.index("alpha") < after.index("zeta")


@pytest.mark.parametrize("count", [2000])
def test_long_texts(count: int) -> None:
    """A long list, and many nodes: neither is a matter of depth."""
    text = f"{HEAD}ex:s ex:p ( {'1 ' * count}) ; ex:q {' , '.join(['[ ex:p 1 ]'] * count)} ; a ex:T .\n"
    after = formatted(text, "x.ttl")
    assert after.count("[ ex:p 1 ]") == count


def test_depth_is_refused_with_its_place() -> None:
    with pytest.raises(SourceSyntaxError, match="100 levels") as caught:
        formatted(HEAD + "ex:s ex:p " + "[ ex:p " * 101 + "1" + "]" * 101 + ".", "x.ttl")
    assert caught.value.extra["line"] == HEAD.count("\n") + 1
    assert formatted(HEAD + "ex:s ex:p " + "[ ex:p " * 100 + "1" + "]" * 100 + ".", "x.ttl")
