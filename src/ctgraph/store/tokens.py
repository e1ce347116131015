"""What has to be known of a query before the engine reads it, found over its tokens.

The engine fetches whatever SERVICE names and cannot be told not to, so SERVICE is refused here. Its
parser needs no space between keywords, splits a prefixed name where the whole one will not do, and
decides by trial whether `<` opens an IRI or compares. SERVICE is therefore looked for in every way
in which a text can be cut into tokens: a query may be refused that need not be, none gets through.
For all other purposes the first way, SPARQL 1.1's (section 19.8), is good enough.

Strangers write these texts: no pattern here may take more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctgraph.errors import QueryRefused

_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]*+ )
    | (?P<iri> <[^<>"{}|^`\x00-\x20]*+> )
    | (?P<string> '{3} (?: [^'\\] | \\. | '{1,2}(?!') )*+ '{3}
                | "{3} (?: [^"\\] | \\. | "{1,2}(?!") )*+ "{3}
                | ' (?: [^'\\\r\n] | \\. )*+ '
                | " (?: [^"\\\r\n] | \\. )*+ " )
    | (?P<variable> [?$]\w++ )
    | (?P<language> @[A-Za-z]++ (?: -{1,2}[A-Za-z0-9]++ )*+ )
    | (?P<name> (?: _ | [^\W\d_][\w.-]{0,99} )? :
                (?: (?: [\w:] | %[0-9A-Fa-f]{2} | \\[_~.!$&'()*+,;=/?\#@%-] )
                    (?: [\w:-] | \.++(?=[\w:%\\-]) | %[0-9A-Fa-f]{2} | \\[_~.!$&'()*+,;=/?\#@%-] )*+
                )? )
    | (?P<word> [^\W\d]\w*+ )
    | (?P<mark> [{}] )
    """,
    re.VERBOSE | re.DOTALL,
)
# SERVICE, perhaps SILENT, a variable or an IRI, and a group; without any of the spaces if need be.
# A name of more than 500 characters is not read to its end but taken for one that a group follows.
_SERVICE_CLAUSE = re.compile(
    r"""
    service (?: \s++ | \#[^\r\n]*+ )*+
    (?: silent (?: \s++ | \#[^\r\n]*+ )*+ )?
    (?: (?: <[^<>\s{}]*+>
          | [?$]\w++
          | [\w.-]{0,500}+ : (?: [^\s{}<>\#\\] | \\. ){0,500}+
        ) (?: \s++ | \#[^\r\n]*+ )*+ \{
      | [^\s{}<>]{500}
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SERVICE = re.compile("service", re.IGNORECASE)
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_MAYBE_VOLATILE = re.compile(
    "|".join(sorted(_VOLATILE)), re.IGNORECASE
)  # so most need no second look
_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)


def refuse_service(text: str) -> None:
    """Raise QueryRefused if the engine could read `text` as having a SERVICE clause."""
    if "service" in text.lower() and any(map(_is_service, _every_token(text))):
        raise QueryRefused(
            "SERVICE is not run here: this endpoint asks no other for anything. "
            "Ask both and join the results, or load a dump of this graph beside your own data."
        )


def names_dataset(text: str) -> bool:
    """Say whether a query has a FROM or FROM NAMED clause (SPARQL 1.1 Query, section 13.2)."""
    return "from" in text.lower() and any(word.endswith("FROM") for word in _words(text))


def is_volatile(text: str) -> bool:
    """Say whether a query calls a function that answers anew each time (SPARQL 1.1, 17.4)."""
    return bool(_MAYBE_VOLATILE.search(text)) and not _VOLATILE.isdisjoint(_words(text))


def is_update(text: str) -> bool:
    """Say whether the first keyword after the prologue is one of SPARQL 1.1 Update's."""
    words = (word for word in _words(text) if word not in {"BASE", "PREFIX", "VERSION"})
    return next(words, "") in _UPDATES


def leave_out(text: str, graph: str) -> str:
    """Keep `graph` out of every GRAPH ?g of a query.

    Each `GRAPH ?g { … }` gets `FILTER(?g != <graph>)` beside it, which comes to the same as a
    dataset without that graph. A list of all the others would be the engine's own way: among
    100,000 graphs it made a join of 0.3 seconds take two minutes.
    """
    if "graph" not in text.lower():
        return text
    filters: list[tuple[int, str]] = []
    open_groups: list[str] = []
    keyword = name = ""
    for token in _tokens(text):
        if token[0] == "{":
            open_groups.append(name if keyword.upper().endswith("GRAPH") else "")
        elif token[0] == "}" and open_groups and (variable := open_groups.pop())[:1] in {"?", "$"}:
            filters.append((token.end(), f" FILTER({variable} != <{graph}>)"))
        keyword, name = name, token[0]
    for position, clause in reversed(filters):
        text = text[:position] + clause + text[position:]
    return text


def cut(text: str) -> Iterator[tuple[str, str]]:
    """Cut as SPARQL says, leaving nothing out: kinds and texts, what is no token being `between`."""
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            yield "between", text[end : token.start()]
        yield token.lastgroup or "", token[0]
        end = token.end()
    if end < len(text):
        yield "between", text[end:]


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Cut as SPARQL says, comments left out."""
    return (token for token in _TOKEN.finditer(text) if token.lastgroup != "comment")


def _words(text: str) -> Iterator[str]:
    """Find the keywords and names of built-in functions, in capitals."""
    return (token[0].upper() for token in _tokens(text) if token.lastgroup == "word")


def _every_token(text: str) -> Iterator[re.Match[str]]:
    """Cut in every way: where `<` may open an IRI, it may also be an operator."""
    todo = [0]
    seen: set[int] = set()
    while todo:
        position = todo.pop()
        while (token := _TOKEN.search(text, position)) and token.start() not in seen:
            seen.add(token.start())
            yield token
            if token.lastgroup == "iri":
                todo.append(token.start() + 1)
            position = token.end()


def _is_service(token: re.Match[str]) -> bool:
    """Say whether a SERVICE clause may begin within `token`, a keyword or a prefixed name."""
    if token.lastgroup not in {"word", "name"}:
        return False
    inner = _SERVICE.finditer(token.string, token.start(), token.end())
    return any(_SERVICE_CLAUSE.match(token.string, service.start()) for service in inner)
