"""Rules about characters: quotation marks, what word processors put in, IRIs and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.nearness import nearest
from ctgraph.explain.syntax.source import TERMS, Source
from ctgraph.sparql.scan import Token

_CURLY = {"“": "”", "”": "”", "„": "“”", "«": "»", "‘": "’", "’": "’", "‚": "‘’"}
_CLOSE = re.compile(r"[”“»’‘]")
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?![\w-])")
_BAD_IRI = re.compile(r"<([a-zA-Z][\w+.-]*:[^<>\n]*?)>")
_UNCLOSED_IRI = re.compile(r"<[a-zA-Z][\w+.-]*:[^\s<>\"{}|^`\\]*(?=[\s}]|$)")
_HYPHEN = re.compile(r"[?$]\w+(?:-\w+)+")
_END_OF_STRING = re.compile(r"""\s*(?:[.;,)}\]]|@[a-z]{2}\b|\^\^|$)""")


def curly_quotes(source: Source) -> Iterator[Finding]:
    """“text” instead of "text"."""
    done = 0
    for token in source.tokens.all:
        if token.start < done or token.text not in _CURLY:
            continue
        close = _CLOSE.search(source.text, token.end)
        if close is None:
            yield source.replace("curly-quotes", token, '"')
            continue
        done = close.end()
        content = source.text[token.end : close.start()].strip("\u00a0\u202f")
        cure = '"' + content.replace("\\", "\\\\").replace('"', '\\"') + '"'
        found = source.text[token.start : done]
        edit = Edit(token.start, done, cure)
        yield Finding("curly-quotes", token.start, done, edit, {"found": found, "cure": cure})


def foreign_characters(source: Source) -> Iterator[Finding]:
    """No-break and zero-width spaces, and what else no query may hold outside its strings."""
    for token in source.tokens.all:
        if token.kind != "foreign" or token.text in _CURLY:
            continue
        if unicodedata.category(token.text) in {"Zs", "Zl", "Zp", "Cf", "Cc"}:
            name = f"U+{ord(token.text):04X} {unicodedata.name(token.text, '')}".strip()
            yield source.replace("invisible-character", token, " ", character=name)
        elif token.text in "–—−":
            yield source.replace("foreign-character", token, "-")
        else:
            yield Finding("foreign-character", token.start, token.end, None, {"found": token.text})


def strings(source: Source) -> Iterator[Finding]:
    """A string that is not closed, or closed by its own apostrophe."""
    for index, token in enumerate(source.tokens.all):
        if token.kind == "unclosed":
            yield from _unclosed(source, token)
        elif token.kind == "string" and token.text[:1] == "'" and token.text[:3] != "'''":
            follow = source.tokens[index + 1]
            if follow.kind == "word" and follow.start == token.end:
                yield from _apostrophe(source, token)


def _unclosed(source: Source, token: Token) -> Iterator[Finding]:
    quote = token.text[0]
    values = {"found": token.text, "quote": quote}
    across = source.text.find(quote, token.end)
    if 0 < across - token.end < 500 and "\n" in source.text[token.end : across]:
        whole = source.text[token.start + 1 : across]
        edit = Edit(token.start, across + 1, quote * 3 + whole + quote * 3)
        yield Finding("string-over-lines", token.start, across + 1, edit, values)
    other = "'" if quote == '"' else '"'
    if (at := token.text.find(other)) > 0:
        edit = Edit(token.start + at, token.start + at + 1, quote)
        yield Finding("quote-not-closed", token.start, token.start + at + 1, edit, values)
    for end in _ends(token):
        edit = Edit(token.start + end, token.start + end, quote)
        yield Finding("quote-not-closed", token.start, token.start + end, edit, values)
    yield Finding("quote-not-closed", token.start, token.end, None, values)


def _ends(token: Token) -> Iterator[int]:
    """Where a string may have been meant to end: before marks, the likeliest first."""
    body = token.text.rstrip()
    stops = [m.start() for m in re.finditer(r"\s*[.;,)}\]]|\s+(?=\w+\s*[({])", body)]
    yield from (at for at in stops[:12] if at > 1)
    yield len(body)


def _apostrophe(source: Source, token: Token) -> Iterator[Finding]:
    """'l'event' ends at its second apostrophe."""
    close = source.text.find("'", token.end)
    line_end = source.text.find("\n", token.end)
    if close < 0 or 0 <= line_end < close:
        return
    content = source.text[token.start + 1 : close]
    cure = '"' + content.replace('"', '\\"') + '"'
    found = source.text[token.start : close + 1]
    edit = Edit(token.start, close + 1, cure)
    yield Finding(
        "apostrophe-in-string", token.start, close + 1, edit, {"found": found, "cure": cure}
    )


def iris(source: Source) -> Iterator[Finding]:
    """IRIs without their brackets, half open, with spaces, or in quotation marks."""
    for token in source.tokens.all:
        if token.kind == "url":
            url = token.text.rstrip(".,;)")
            edit = Edit(token.start, token.start + len(url), f"<{url}>")
            yield Finding(
                "iri-without-brackets",
                token.start,
                edit.end,
                edit,
                {"found": url, "cure": edit.text},
            )
        elif token.word == "<":
            yield from _broken_iri(source, token)
    for index, token in enumerate(source.tokens.all):
        if token.kind == "string" and "://" in token.text and not set(" <>{}") & set(token.text):
            iri = token.text.strip("'\"")
            before = source.tokens[index - 1]
            if source.tokens.inside(index) != "(" or before.word == "IN":
                yield source.replace("quoted-iri", token, f"<{iri}>")


def _broken_iri(source: Source, token: Token) -> Iterator[Finding]:
    if (whole := _BAD_IRI.match(source.text, token.start)) and " " in whole[1]:
        cure = "<" + whole[1].strip().replace(" ", "%20") + ">"
        edit = Edit(whole.start(), whole.end(), cure)
        yield Finding("space-in-iri", edit.start, edit.end, edit, {"found": whole[0], "cure": cure})
    elif half := _UNCLOSED_IRI.match(source.text, token.start):
        edit = Edit(half.end(), half.end(), ">")
        yield Finding(
            "iri-not-closed",
            half.start(),
            half.end(),
            edit,
            {"found": half[0], "cure": half[0] + ">"},
        )


def relative_iris(source: Source) -> Iterator[Finding]:
    """<name> where prefix:name was meant: a relative IRI without a base."""
    for token in source.tokens.all:
        if token.kind == "iri" and ":" in token.text:
            prefix, _, local = token.text[1:-1].partition(":")
            if prefix in source.known and "/" not in token.text:
                yield source.replace("prefixed-name-in-brackets", token, f"{prefix}:{local}")
        elif token.kind == "iri" and token.text != "<>" and source.find({"BASE"}) > source.form:
            yield Finding("relative-iri", token.start, token.end, None, {"found": token.text})


def prefixes(source: Source) -> Iterator[Finding]:
    """A prefixed name whose prefix no PREFIX line declares."""
    seen = set(source.tokens.declared)
    for index, token in enumerate(source.tokens.all):
        before = source.tokens[index - 1].word if index else ""
        declares = index < source.form and source.tokens[index + 1].kind == "iri"
        if token.kind != "name" or before == "PREFIX" or declares:
            continue
        prefix = token.text.partition(":")[0]
        if prefix in seen:
            continue
        seen.add(prefix)
        yield from _undeclared(source, token, prefix)


def _undeclared(source: Source, token: Token, prefix: str) -> Iterator[Finding]:
    shown = f"{prefix}:"
    values: dict[str, object] = {"found": token.text, "prefix": shown}
    if iri := source.known.get(prefix):
        line = f"PREFIX {prefix}: <{iri}>"
        at = source.tokens[0].start
        values |= {"cure": line, "iri": iri}
        yield Finding(
            "undeclared-prefix", token.start, token.end, Edit(at, at, line + "\n"), values
        )
        return
    names = nearest(prefix, [*source.tokens.declared, *source.known]) if prefix else ()
    near = tuple(f"{name}:" for name in names)
    end = token.start + len(shown)
    for name in names[:1]:
        edit = Edit(token.start, end, f"{name}:")
        if name not in source.tokens.declared:
            at = source.tokens[0].start
            line = f"PREFIX {name}: <{source.known[name]}>\n"
            edit = Edit(at, end, f"{line}{source.text[at : token.start]}{name}:")
        yield Finding(
            "misspelt-prefix", token.start, token.end, edit, values | {"cure": near[0]}, near
        )
    yield Finding("unknown-prefix", token.start, token.end, None, values, near, certain=not near)


def dates(source: Source) -> Iterator[Finding]:
    """2024-06-01 without quotation marks is a subtraction."""
    for index, token in enumerate(source.tokens.all):
        match = _DATE.match(source.text, token.start) if token.kind == "number" else None
        if match and source.tokens[index + 1].start == token.end:
            kind = "date" if match[0].count("-") == 2 else "gYearMonth"
            prefix = (
                f"{p}:" if (p := _prefix_of(source, "http://www.w3.org/2001/XMLSchema#")) else ""
            )
            datatype = f"{prefix}{kind}" if prefix else f"<http://www.w3.org/2001/XMLSchema#{kind}>"
            cure = f'"{match[0]}"^^{datatype}'
            edit = Edit(match.start(), match.end(), cure)
            yield Finding(
                "unquoted-date", edit.start, edit.end, edit, {"found": match[0], "cure": cure}
            )


def _prefix_of(source: Source, namespace: str) -> str:
    declared = source.tokens.declared.items()
    return next((prefix for prefix, iri in declared if iri == namespace), "")


def literals(source: Source) -> Iterator[Finding]:
    """Datatypes without prefix, language tags without language."""
    for index, token in enumerate(source.tokens.all):
        follow = source.tokens[index + 1]
        if token.word == "^^" and follow.kind == "word":
            prefix = _prefix_of(source, "http://www.w3.org/2001/XMLSchema#") or "xsd"
            yield source.replace("datatype-without-prefix", follow, f"{prefix}:{follow.text}")
        elif token.word == "@" and source.tokens[index - 1].kind == "string":
            edit = Edit(token.start, token.end, "")
            yield Finding(
                "language-tag-without-language", token.start, token.end, edit, {"found": "@"}
            )


def blank_nodes(source: Source) -> Iterator[Finding]:
    """A blank node's label stands in one group alone."""
    homes: dict[str, int] = {}
    for index, token in enumerate(source.tokens.all):
        if (
            token.kind == "blank"
            and homes.setdefault(token.text, parent := source.tokens.parents[index]) != parent
        ):
            yield Finding(
                "blank-node-in-two-groups", token.start, token.end, None, {"found": token.text}
            )


def variables(source: Source) -> Iterator[Finding]:
    """Variables with hyphens, without names, and words that want a question mark."""
    for index, token in enumerate(source.tokens.all):
        if token.kind == "variable" and (long := _HYPHEN.match(source.text, token.start)):
            cure = long[0].replace("-", "_")
            edit = Edit(long.start(), long.end(), cure)
            yield Finding(
                "hyphen-in-variable", edit.start, edit.end, edit, {"found": long[0], "cure": cure}
            )
        elif token.word == "?" and source.tokens.inside(index) != "(":
            values = {"found": "?"}
            follow = source.tokens[index + 1]
            glued = follow.kind == "word" and follow.text.upper() not in {"WHERE", "FROM"}
            edit_ = Edit(token.start, follow.start, "?") if glued else None
            code = "space-in-variable" if glued else "variable-without-name"
            yield Finding(code, token.start, token.end, edit_, values)


def is_term(token: Token) -> bool:
    """Say whether a token can stand in a triple pattern."""
    return token.kind in TERMS


RULES = (
    curly_quotes,
    foreign_characters,
    strings,
    iris,
    dates,
    prefixes,
    relative_iris,
    literals,
    variables,
    blank_nodes,
)
