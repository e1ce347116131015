"""Turtle texts for tests: every form that the grammar has, with comments wherever white space may stand.

A text is made terminal by terminal, so what a comment belongs to is known from how the text was made, and
not from the code that is tested.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field

from hypothesis import strategies as st

PREFIXES = {
    "ct": "https://w3id.org/ctgraph/ns#",
    "ex": "http://example.org/",
    "": "http://example.org/empty#",
    "é-1.b": "http://example.org/é/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DOCUMENT = "alpha beta gamma\ndelta \"epsilon\" zeta\n# eta theta"
NOTES = st.text(st.sampled_from(string.ascii_letters + " \"'<>[]();,.#\\@^é谷"), max_size=12)


@dataclass
class Made:
    """A text, and for each comment what it belongs to: a statement's number, a directive's text, or 'end'."""

    text: str = ""
    owners: dict[str, object] = field(default_factory=dict)


names = st.sampled_from(["ex:a", "ex:b-c", "ex:a.b", "ex:a:b", "ex:%41b", r"ex:\-x\,y", "ex:1", "ex:", ":", ":x_·y", "é-1.b:ü", "ex:_", "ex:a..b", "_:n", "_:n.1", "_:1"])
iris = st.sampled_from(["<http://example.org/i#x>", "<>", "<#f>", "<rel/a>", r"<http://example.org/\u00e9>", "<http://example.org/a;b,c.>"])
verbs = st.sampled_from(["a", "ex:p", "ex:q", ":p", "<http://example.org/v#>", "ct:supports", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"])
numbers = st.sampled_from(["1", "-01", "+7", "1.50", ".5", "-0.0", "1e6", "1.E3", ".5e-3", "+1.0E+0", "true", "false"])


def escaped(text: str, quote: str) -> str:
    """The text between single quotation marks of a kind."""
    out = text.replace("\\", "\\\\").replace(quote, f"\\{quote}").replace("\n", "\\n").replace("\r", "\\r")
    return f"{quote}{out}{quote}"


def long(text: str, quote: str) -> str:
    """The text between tripled quotation marks: line ends and single marks stand as they are."""
    out = text.replace("\\", "\\\\").replace(quote * 3, f"{quote * 2}\\{quote}")
    return f"{quote * 3}{out}\\u0021{quote * 3}"


characters = st.text(st.sampled_from("ab é谷\u2028\x85\x0c\t\"'\\#<>[].;,\n\r@^"), max_size=10)
strings = st.builds(lambda write, text, quote: write(text, quote), st.sampled_from([escaped, long]), characters, st.sampled_from(["'", '"']))
literals = st.one_of(
    numbers.map(lambda n: [n]),
    strings.map(lambda s: [s]),
    st.tuples(strings, st.sampled_from(["@en", "@fr-CA", "@prefix"])).map(list),
    st.tuples(strings, st.just("^^"), st.sampled_from(["xsd:string", "<http://example.org/datatype>"])).map(list),
)
atoms = st.one_of(literals, names.map(lambda n: [n]), iris.map(lambda i: [i]))


def separated(lists: list[list[str]], mark: str) -> list[str]:
    out: list[str] = []
    for i, words in enumerate(lists):
        out += [mark, *words] if i else words
    return out


def properties(nodes: st.SearchStrategy[list[str]], least: int = 0) -> st.SearchStrategy[list[str]]:
    objects = st.lists(nodes, min_size=1, max_size=3).map(lambda lists: separated(lists, ","))
    one = st.builds(lambda verb, rest: [verb, *rest], verbs, objects)
    ends = st.sampled_from([[], [], [";"], [";", ";"]])
    return st.builds(lambda made, end: [*separated(made, ";"), *(end if made else [])], st.lists(one, min_size=least, max_size=3), ends)


nodes = st.recursive(
    atoms,
    lambda inner: st.one_of(
        properties(inner).map(lambda p: ["[", *p, "]"]),
        st.lists(inner, max_size=3).map(lambda items: ["(", *(w for item in items for w in item), ")"]),
    ),
    max_leaves=5,
)
subjects = st.one_of(names.map(lambda n: [n]), iris.map(lambda i: [i]), properties(atoms).map(lambda p: ["[", *p, "]"]), st.lists(atoms, max_size=2).map(lambda i: ["(", *(w for a in i for w in a), ")"]))
quotes = st.sampled_from(['"alpha"@en', '"beta gamma"', r'"delta \"epsilon\""@en', "'''# eta'''@fr", '"nowhere"@en', '"a"', '"""zeta"""'])
evidence = st.builds(lambda quote, rest: ["[", "ct:quote", quote, *rest, "]"], quotes, st.sampled_from([[], [";", "ct:supports", "ex:p"], [",", '"beta"@en']]))
proofs = st.lists(evidence, min_size=1, max_size=4).map(lambda e: ["ct:evidence", *separated(e, ",")])


@st.composite
def statements(draw: st.DrawFn) -> list[str]:
    made = draw(st.lists(st.one_of(properties(nodes, least=1), proofs), min_size=1, max_size=3))
    return [*draw(subjects), *separated(made, ";"), "."]


node_statements = properties(nodes, least=1).map(lambda p: ["[", *p, "]", "."])


@st.composite
def documents(draw: st.DrawFn) -> Made:
    """A whole text, its comments numbered."""
    parts: list[list[str]] = []
    for prefix, iri in draw(st.permutations(list(PREFIXES.items()))):
        if draw(st.booleans()):
            parts.append(["@prefix", f"{prefix}:", f"<{iri}>", "."])
        else:
            parts.append([draw(st.sampled_from(["PREFIX", "prefix", "PreFix"])), f"{prefix}:", f"<{iri}>"])
        if draw(st.integers(0, 9)) == 0:
            parts.append(draw(st.sampled_from([["@base", "<http://example.org/base/>", "."], ["BASE", "<http://example.org/other>"]])))
    parts += draw(st.lists(st.one_of(statements(), statements(), node_statements, st.just(["@prefix", "ex:", "<http://example.org/again#>", "."])), min_size=1, max_size=4))
    made = Made()
    count = 0
    owner: object = None
    for number, words in enumerate(parts):
        directive = words[0].lower().strip("@") in {"prefix", "base"}
        this: object = " ".join(words) if directive else number
        for i, word in enumerate(words):
            count = _trivia(draw, made, count, beside=owner, alone=this, glue=i > 0 and word in ",;[]()")
            owner = this
            made.text += word
    _trivia(draw, made, count, beside=owner, alone="end", glue=True)
    return made


def _trivia(draw: st.DrawFn, made: Made, count: int, *, beside: object, alone: object, glue: bool) -> int:
    """White space, perhaps with comments; one on the line of what stands before belongs to that."""
    kind = draw(st.integers(0, 11))
    if kind < 8:
        made.text += ["" if glue else " ", " ", " ", "\n", "\t", "\n\n", "\r\n", " \n\n\n "][kind]
        return count
    fresh = made.text == "" or made.text[-1] in "\r\n"
    if not fresh and kind > 9:
        made.text += "\n" * draw(st.integers(1, 2))
        fresh = True
    for _ in range(draw(st.integers(1, 2))):
        count += 1
        comment = f"# {count}:{draw(NOTES)}".rstrip()
        made.owners[comment] = alone if fresh or beside is None else beside
        space, line_end = draw(st.sampled_from(["", " "])), draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
        made.text += ("" if fresh else " ") + comment + space + line_end
        fresh = True
    return count
