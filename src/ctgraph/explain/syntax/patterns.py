"""Rules about what stands between the braces: triple patterns, filters and their expressions."""

from __future__ import annotations

from collections.abc import Iterator

from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.syntax.source import AGGREGATES, CLAUSES, FUNCTIONS, TERMS, Source
from ctgraph.sparql.scan import Token

_OPERATORS = {"==": "=", "<>": "!=", "AND": "&&", "OR": "||"}
_COMPARING = frozenset({"=", "!=", "<", ">", "<=", ">=", "&&", "||"})


def operators(source: Source) -> Iterator[Finding]:
    """Operators of other languages."""
    tokens = source.tokens
    for index, token in enumerate(tokens.all):
        if tokens.inside(index) not in {"(", "{"}:
            continue
        if cure := _OPERATORS.get(token.word or token.text):
            yield source.replace("foreign-operator", token, cure)
        elif token.word in _COMPARING and tokens[index + 1].word in {")", "}"}:
            yield Finding("operand-missing", token.start, token.end, None, {"found": token.text})
        elif token.word == "NOT" and tokens[index + 1].word not in {"EXISTS", "IN"}:
            edit = Edit(token.start, tokens[index + 1].start, "!")
            yield Finding(
                "foreign-operator", token.start, token.end, edit, {"found": token.text, "cure": "!"}
            )
        elif token.word in {"LIKE", "IS"}:
            yield from _sql_test(source, index)
        elif token.word == "IN" and tokens[index + 1].word != "(":
            yield from _list(source, index)


def _sql_test(source: Source, index: int) -> Iterator[Finding]:
    """?x LIKE '%y%', ?x IS NULL."""
    tokens = source.tokens
    subject, token, follow = tokens[index - 1], tokens[index], tokens[index + 1]
    last = follow
    if token.word == "LIKE" and follow.kind == "string":
        cure = f'CONTAINS(LCASE(STR({subject.text})), "{follow.text.strip(chr(39) + chr(34) + "%").lower()}")'
    elif token.word == "IS" and follow.word == "NULL":
        cure = f"!BOUND({subject.text})"
    elif token.word == "IS" and tokens[index + 2].word == "NULL":
        cure, last = f"BOUND({subject.text})", tokens[index + 2]
    else:
        return
    edit = Edit(subject.start, last.end, cure)
    found = source.text[subject.start : last.end]
    yield Finding("foreign-operator", subject.start, last.end, edit, {"found": found, "cure": cure})


def _list(source: Source, index: int) -> Iterator[Finding]:
    """IN 1, 2 wants brackets."""
    last = index + 1
    while source.tokens[last + 1].word == ",":
        last += 2
    yield source.wrap(
        "condition-without-brackets", source.tokens[index + 1], source.tokens[last], "(", ")"
    )


def conditions(source: Source) -> Iterator[Finding]:
    """FILTER and BIND without brackets."""
    tokens = source.tokens
    for index, token in source.each("FILTER", "BIND"):
        follow = tokens[index + 1]
        if follow.word == "(" and token.word == "FILTER":
            yield from _split_condition(source, index + 1)
        if follow.word == "(" or (token.word == "FILTER" and follow.word in {"EXISTS", "NOT"}):
            continue
        last = index + 1
        while tokens[last + 1].word not in {".", "}", "{", ";"} | CLAUSES and last + 1 < len(
            tokens
        ):
            last += 1
            if token.word == "BIND" and tokens[last - 1].word == "AS":
                break
        code = (
            "condition-without-brackets"
            if token.word == "FILTER"
            else "expression-without-brackets"
        )
        yield source.wrap(code, follow, tokens[last], "(", ")")


def _split_condition(source: Source, index: int) -> Iterator[Finding]:
    """FILTER (a) && (b): the whole wants brackets of its own."""
    tokens = source.tokens
    close = tokens.closing(index)
    if tokens[close + 1].word not in {"&&", "||", "=", "!=", "<", ">"}:
        return
    last = close + 1
    while tokens[last + 1].word not in {".", "}"} | CLAUSES and last + 1 < len(tokens):
        last += 1
    yield source.wrap("condition-without-brackets", tokens[index], tokens[last], "(", ")")


def equals(source: Source) -> Iterator[Finding]:
    """?x = Class in a pattern."""
    for index, token in source.each("=", "IS"):
        if source.tokens.inside(index) == "{":
            yield source.replace("equals-in-pattern", token, "a")


def calls(source: Source) -> Iterator[Finding]:
    """Functions with too many or too few arguments; aggregates in a filter."""
    tokens = source.tokens
    for index, token in enumerate(tokens.all):
        if token.kind != "word" or tokens[index + 1].word != "(":
            continue
        close = tokens.closing(index + 1)
        end = tokens[min(close, len(tokens) - 1)].end
        if token.word in AGGREGATES and _in_filter(source, index):
            yield Finding(
                "aggregate-in-filter",
                token.start,
                end,
                None,
                {"found": source.text[token.start : end]},
            )
        if token.word not in FUNCTIONS or close >= len(tokens):
            continue
        commas = sum(
            tokens[i].word == "," and tokens.parents[i] == index + 1 for i in range(index, close)
        )
        count = commas + 1 if close > index + 2 else 0
        fewest, most = FUNCTIONS[token.word]
        if not fewest <= count <= most:
            takes = str(fewest) if fewest == most else f"{fewest}–{most}"
            values = {"found": token.word, "takes": takes, "given": count}
            yield Finding("wrong-number-of-arguments", token.start, end, None, values)


def _in_filter(source: Source, index: int) -> bool:
    parent = source.tokens.parents[index]
    while parent >= 0:
        if source.tokens[parent - 1].word == "FILTER":
            return True
        parent = source.tokens.parents[parent]
    return False


def values_blocks(source: Source) -> Iterator[Finding]:
    """VALUES ?x (1 2), and rows of another width than the head."""
    tokens = source.tokens
    for index, _ in source.each("VALUES"):
        head = tokens[index + 1]
        if head.kind == "variable" and tokens[index + 2].word == "(":
            close = tokens.closing(index + 2)
            if close < len(tokens):
                first, last = tokens[index + 2], tokens[close]
                inner = source.text[first.end : last.start].replace(",", " ").strip()
                edit = Edit(first.start, last.end, f"{{ {inner} }}")
                found = source.text[first.start : last.end]
                values = {"found": found, "cure": edit.text}
                yield Finding("values-without-braces", first.start, last.end, edit, values)
        elif head.word == "(":
            yield from _widths(source, index + 1)


def _widths(source: Source, head: int) -> Iterator[Finding]:
    tokens = source.tokens
    closing = tokens.closing(head)
    width, block = closing - head - 1, closing + 1
    if tokens[block].word != "{":
        return
    end = tokens.closing(block)
    row = block + 1
    while row < end and tokens[row].word == "(":
        close = tokens.closing(row)
        count = sum(
            tokens[i].kind in TERMS or tokens[i].kind == "word"
            for i in range(row + 1, close)
            if tokens[i - 1].word != "^^"
        )
        if count != width:
            values = {
                "found": source.text[tokens[row].start : tokens[close].end],
                "given": count,
                "takes": width,
            }
            yield Finding(
                "row-of-other-width",
                tokens[row].start,
                tokens[close].end,
                None,
                values,
                certain=True,
            )
        row = close + 1


def graph_names(source: Source) -> Iterator[Finding]:
    """GRAPH without a name."""
    for index, token in source.each("GRAPH"):
        if source.tokens[index + 1].word == "{":
            edit = Edit(token.end, token.end, " ?graph")
            yield Finding(
                "graph-without-name",
                token.start,
                token.end,
                edit,
                {"found": token.text, "cure": "GRAPH ?graph"},
            )


def triples(source: Source) -> Iterator[Finding]:
    """Statements with too many or too few terms, and the marks between them."""
    tokens = source.tokens
    for index in range(source.where + 1, len(tokens)):
        if tokens.inside(index) != "{":
            continue
        token = tokens[index]
        if token.word == ",":
            yield from _comma(source, index)
        elif token.word == ";":
            yield source.replace("semicolon-for-stop", token, ".")
        elif token.word == "." and tokens[index - 1].word in {".", ";", ","}:
            edit = Edit(token.start, token.end, "")
            yield Finding("stray-mark", token.start, token.end, edit, {"found": "."})
    yield from _statements(source)


def _comma(source: Source, index: int) -> Iterator[Finding]:
    token = source.tokens[index]
    if source.tokens[index + 1].word in {"}", ".", ";"}:
        edit = Edit(token.start, token.end, "")
        yield Finding("stray-mark", token.start, token.end, edit, {"found": ","})
    yield source.replace("comma-for-semicolon", token, ";")
    yield source.replace("comma-for-stop", token, ".")


def _statements(source: Source) -> Iterator[Finding]:
    """Follow each statement term by term: a fourth term wants a mark before it."""
    tokens = source.tokens
    terms: list[Token] = []
    index = source.where
    while index < len(tokens):
        token = tokens[index]
        if token.word in {"[", "("} and tokens.closing(index) < len(tokens):
            index = tokens.closing(index)
            if tokens[index].word == "]" or terms:
                terms.append(Token("name", token.text, token.start, tokens[index].end))
        elif token.word in {"{", "}", "."} or token.word in CLAUSES:
            yield from _too_few(source, terms, token)
            terms = []
        elif token.word in {";", ","}:
            yield from _too_few(source, terms, token)
            terms = terms[: 1 if token.word == ";" else 2]
        elif _starts_term(source, index):
            terms.append(token)
            if len(terms) == 4:
                yield source.insert("stop-missing", token, ". ", before=terms[2].text)
                yield source.insert("semicolon-missing", token, "; ", before=terms[2].text)
                terms = [token]
        index += 1


def _starts_term(source: Source, index: int) -> bool:
    """Say whether a token begins a term or a property path, rather than going on with one."""
    tokens = source.tokens
    token, before = tokens[index], tokens[index - 1]
    if before.word in {"^^", "/", "|"} or token.kind == "language":
        return False
    if before.word in {"^", "!"} and tokens[index - 2].word in {"/", "|"}:
        return False
    return token.kind in TERMS or token.text == "a"


def _too_few(source: Source, terms: list[Token], stop: Token) -> Iterator[Finding]:
    if 0 < len(terms) < 3 and stop.word in {"}", ".", ";"}:
        found = source.text[terms[0].start : terms[-1].end]
        values = {"found": found, "terms": len(terms)}
        yield Finding("incomplete-triple", terms[0].start, terms[-1].end, None, values)


RULES = (
    operators,
    equals,
    conditions,
    calls,
    values_blocks,
    graph_names,
    triples,
)
