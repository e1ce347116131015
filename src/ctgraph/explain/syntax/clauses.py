"""Rules about the frame of a query: prologue, form, what is selected, modifiers, brackets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.nearness import nearest
from ctgraph.explain.syntax.source import (
    AGGREGATES,
    CLAUSES,
    FORMS,
    FUNCTIONS,
    KEYWORDS,
    MODIFIERS,
    Source,
)
from ctgraph.sparql.scan import Token
from ctgraph.store import tokens as engine_tokens

_LONGEST_WORD = 30
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_SQL = frozenset({"JOIN", "TABLE", "INTO", "INNER"})
_IN_SELECT = frozenset({"DISTINCT", "REDUCED", "WHERE", "FROM", "NAMED", "AS"})


def nothing_asked(source: Source) -> Iterator[Finding]:
    """No query at all, an update, or SQL."""
    text = source.text
    first = source.tokens[0]
    if not len(source.tokens):
        yield Finding("empty-query", 0, len(text), certain=True)
    elif engine_tokens.is_update(text):
        found = next((t for t in source.tokens.all if t.word in _UPDATES), first)
        yield Finding("update", found.start, found.end, None, {"found": found.text}, certain=True)
    elif source.form == len(source.tokens) and all(
        t.kind in {"iri", "name"} or t.word in {"PREFIX", "BASE"} for t in source.tokens.all
    ):
        yield Finding(
            "only-a-prologue", first.start, len(text), None, {"found": text}, certain=True
        )
    elif source.where == len(source.tokens) and _is_sql(source):
        form, last = source.tokens[source.form], source.tokens.all[-1]
        found_text = text[form.start : last.end]
        yield Finding("sql", form.start, last.end, None, {"found": found_text}, certain=True)


_UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)


def _is_sql(source: Source) -> bool:
    for index, token in source.each("FROM", "JOIN"):
        if source.tokens[index + 1].kind == "word" and source.tokens[index + 1].word != "NAMED":
            return token.word != "FROM" or source.tokens[source.form].word == "SELECT"
    return False


def prologue(source: Source) -> Iterator[Finding]:
    """PREFIX lines as in Turtle, without a colon, or with a full stop."""
    tokens = source.tokens
    for index, token in enumerate(tokens.all[: source.form]):
        name, iri, after = tokens[index + 1], tokens[index + 2], tokens[index + 3]
        if (
            token.kind == "language"
            and token.word == ""
            and token.text.lower() in {"@prefix", "@base"}
        ):
            edit = Edit(token.start, token.end, token.text[1:].upper())
            yield Finding(
                "turtle-prefix",
                token.start,
                token.end,
                edit,
                {"found": token.text, "cure": edit.text},
            )
        if token.word == "PREFIX" and name.kind == "word" and iri.kind == "iri":
            yield source.replace("prefix-without-colon", name, f"{name.text}:")
        elif token.word == "PREFIX" and iri.kind == "iri" and after.word in {".", ";", ","}:
            yield source.replace("stop-after-prefix", after, "")
        elif token.word in {".", ";"} and tokens[index - 1].kind == "iri":
            yield source.replace("stop-after-prefix", token, "")


def keywords(source: Source) -> Iterator[Finding]:
    """Words that are almost keywords."""
    for index, token in enumerate(source.tokens.all):
        if token.kind != "word" or token.word in KEYWORDS or token.text == "a":
            continue
        called = source.tokens[index + 1].word == "("
        pools: tuple[frozenset[str], ...] = (
            (frozenset(FUNCTIONS) | AGGREGATES | {"FILTER", "HAVING", "IN"},)
            if called
            else (_expected(source, index), KEYWORDS)
        )
        near = next((n for pool in pools if (n := _near(token.word, pool))), ())
        for keyword in near[:2]:
            finding = source.replace("misspelt-keyword", token, keyword)
            yield Finding(
                finding.code, finding.start, finding.end, finding.edit, finding.values, near
            )


@lru_cache(1000)
def _near(word: str, pool: frozenset[str]) -> tuple[str, ...]:
    return nearest(word, sorted(pool)) if len(word) < _LONGEST_WORD else ()


def _expected(source: Source, index: int) -> frozenset[str]:
    """Keywords that are likelier than others at a place."""
    if source.tokens.inside(index) == "{":
        return CLAUSES | {"FILTER"}
    if index > source.pattern_end:
        return MODIFIERS | {"BY", "ASC", "DESC"}
    return _IN_SELECT if index > source.form else FORMS | {"PREFIX", "BASE"}


def bare_words(source: Source) -> Iterator[Finding]:
    """Words where a variable, a literal or a prefixed name must stand."""
    for index, token in enumerate(source.tokens.all):
        if token.kind != "word" or token.word in KEYWORDS - {"A"} or token.text == "a":
            continue
        before = source.tokens[index - 1].word if index else ""
        if before in {"=", "!=", ","} and source.tokens.inside(index) == "(":
            yield source.replace("text-without-quotes", token, f'"{token.text}"')
        if source.tokens[index + 1].word != "(":
            yield source.replace("variable-without-question-mark", token, f"?{token.text}")


def selection(source: Source) -> Iterator[Finding]:
    """Commas, brackets and names of what SELECT gives."""
    tokens, form, where = source.tokens, source.form, source.where
    if tokens[form].word != "SELECT":
        return
    if tokens[form + 1].word in {"WHERE", "{"}:
        yield source.insert("nothing-selected", tokens[form + 1], "* ")
    for index in range(form + 1, where):
        token = tokens[index]
        outside = tokens.inside(index) == ""
        if token.word == "," and outside:
            edit = Edit(token.start, token.end, "")
            yield Finding("comma-in-select", token.start, token.end, edit, {"found": ","})
        if token.word == "(" and outside:
            yield from _expression(source, index)
        elif token.word in AGGREGATES | FUNCTIONS.keys() and outside:
            yield from _bare_expression(source, index)
        elif token.kind == "variable" and outside and tokens[index + 1].word == "AS":
            yield source.wrap("expression-without-brackets", token, tokens[index + 2], "(", ")")


def _expression(source: Source, index: int) -> Iterator[Finding]:
    """(COUNT(?x)) wants a name: (COUNT(?x) AS ?count)."""
    close = source.tokens.closing(index)
    if close < len(source.tokens) and not any(
        source.tokens[i].word == "AS" for i in range(index, close)
    ):
        yield _named(source, index + 1, source.tokens[close])


def _bare_expression(source: Source, index: int) -> Iterator[Finding]:
    """COUNT(?x) AS ?n wants brackets, COUNT(?x) a name too."""
    tokens = source.tokens
    close = tokens.closing(index + 1)
    if close >= len(tokens):
        return
    first = tokens[index]
    if tokens[close + 1].word == "AS" and tokens[close + 2].kind == "variable":
        yield source.wrap("expression-without-brackets", first, tokens[close + 2], "(", ")")
    else:
        name = _fresh(source, first.text.lower())
        yield source.wrap("expression-without-name", first, tokens[close], "(", f" AS {name})")


def _named(source: Source, index: int, close: Token) -> Finding:
    token = source.tokens[index]
    name = _fresh(source, token.text.lower() if token.kind == "word" else "value")
    edit = Edit(close.start, close.start, f" AS {name}")
    found = source.text[source.tokens[index - 1].start : close.end]
    cure = found[:-1] + edit.text + ")"
    start = source.tokens[index - 1].start
    values = {"found": found, "cure": cure}
    return Finding("expression-without-name", start, close.end, edit, values)


def _fresh(source: Source, stem: str) -> str:
    """A variable that the text does not have."""
    taken = {t.text[1:] for t in source.tokens.all if t.kind == "variable"}
    number = 1
    while (name := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return f"?{name}"


def grouping(source: Source) -> Iterator[Finding]:
    """Variables selected beside aggregates, or beside GROUP BY, without being grouped."""
    tokens = source.tokens
    if tokens[source.form].word != "SELECT" or source.where >= len(tokens):
        return
    plain = [
        t for i, t in enumerate(tokens.all[: source.where])
        if i > source.form and t.kind == "variable" and tokens.inside(i) == ""
    ]  # fmt: skip
    group = source.find({"GROUP"}, source.pattern_end)
    end = min((source.find({w}, group) for w in MODIFIERS - {"GROUP"}), default=len(tokens))
    grouped = [t.text for t in tokens.all[group:end] if t.kind == "variable"]
    star = source.find({"*"}, source.form)
    if star < source.where and tokens.inside(star) == "" and group < len(tokens):
        yield source.replace("star-with-group", tokens[star], " ".join(grouped))
    missing = [t for t in plain if t.text not in grouped]
    if not missing:
        return
    names = " ".join(dict.fromkeys(t.text for t in missing))
    values = {"found": missing[0].text, "variables": names}
    if group < len(tokens):
        at = tokens[end - 1].end
        edit = Edit(at, at, f" {names}")
        values |= {"cure": f"GROUP BY … {names}"}
        yield Finding("ungrouped-variable", missing[0].start, missing[0].end, edit, values)
    elif source.pattern_end < len(tokens):
        at = tokens[source.pattern_end].end
        cure = f"GROUP BY {' '.join(dict.fromkeys(t.text for t in plain))}"
        edit = Edit(at, at, f"\n{cure}")
        yield Finding(
            "ungrouped-variable", missing[0].start, missing[0].end, edit, values | {"cure": cure}
        )


def duplicates(source: Source) -> Iterator[Finding]:
    """The same name selected twice, or given by AS though it is taken."""
    tokens = source.tokens
    seen: set[str] = set()
    for index, token in enumerate(tokens.all[: source.where]):
        if index > source.form and token.kind == "variable":
            as_ = tokens[index - 1].word == "AS"
            if tokens.inside(index) == "" or as_:
                if token.text in seen and not as_:
                    edit = Edit(token.start, token.end, "")
                    yield Finding(
                        "selected-twice", token.start, token.end, edit, {"found": token.text}
                    )
                seen.add(token.text)
    for index, _ in source.each("AS"):
        name = tokens[index + 1]
        others = [t for t in tokens.all if t.text == name.text and t.start != name.start]
        if name.kind == "variable" and others:
            yield source.replace("variable-in-scope", name, _fresh(source, name.text[1:] + "2"))


def modifiers(source: Source) -> Iterator[Finding]:
    """LIMIT, OFFSET, ORDER BY, GROUP BY and HAVING, in that they have an order and a form."""
    tokens = source.tokens
    for index, token in enumerate(tokens.all):
        follow, later = tokens[index + 1], tokens[index + 2]
        if (
            token.word in {"ORDER", "GROUP"}
            and follow.word != "BY"
            and tokens.inside(index) in {"", "{"}
        ):
            edit = Edit(token.end, token.end, " BY")
            yield Finding(
                "by-missing",
                token.start,
                token.end,
                edit,
                {"found": token.text, "cure": f"{token.word} BY"},
            )
        if token.word in {"LIMIT", "OFFSET"} and follow.kind != "number":
            yield Finding(
                "number-expected",
                token.start,
                follow.end,
                None,
                {"found": token.text},
                certain=True,
            )
        if token.word == "LIMIT" and later.word == "," and tokens[index + 3].kind == "number":
            count = tokens[index + 3]
            cure = f"LIMIT {count.text} OFFSET {follow.text}"
            edit = Edit(token.start, count.end, cure)
            found = source.text[token.start : count.end]
            yield Finding(
                "limit-with-comma", token.start, count.end, edit, {"found": found, "cure": cure}
            )
        if token.word == "HAVING" and follow.word not in {"(", ""}:
            yield from _having(source, index)
    yield from _order(source)


def _having(source: Source, index: int) -> Iterator[Finding]:
    end = index + 1
    while end + 1 < len(source.tokens) and source.tokens[end + 1].word not in MODIFIERS | {"}"}:
        end += 1
    yield source.wrap(
        "condition-without-brackets", source.tokens[index + 1], source.tokens[end], "(", ")"
    )


def _order(source: Source) -> Iterator[Finding]:
    """LIMIT stands last; ORDER BY after GROUP BY and HAVING."""
    ranks = {"GROUP": 0, "HAVING": 1, "ORDER": 2, "LIMIT": 3, "OFFSET": 3, "VALUES": 4}
    found = [
        t for i, t in enumerate(source.tokens.all) if i > source.pattern_end and t.word in ranks
    ]
    for here, follow in pairwise(found):
        if ranks[here.word] > ranks[follow.word]:
            later = [t.start for t in found if t.start > follow.start]
            end = min(later, default=len(source.text))
            first, second = source.text[here.start : follow.start], source.text[follow.start : end]
            cure = f"{second.rstrip()} {first.rstrip()}" + second[len(second.rstrip()) :]
            edit = Edit(here.start, end, cure)
            values = {"found": here.word, "cure": f"{second.strip()} {first.strip()}"}
            yield Finding("modifiers-out-of-order", here.start, end, edit, values)


def brackets(source: Source) -> Iterator[Finding]:
    """Brackets that are not closed, or not opened."""
    stack: list[int] = []
    for index, token in enumerate(source.tokens.all):
        if token.word in _PAIRS:
            stack.append(index)
        elif token.word in _PAIRS.values():
            if stack and _PAIRS[source.tokens[stack[-1]].word] == token.word:
                stack.pop()
            elif stack:
                edit = Edit(token.start, token.end, "")
                yield Finding(
                    "bracket-not-opened", token.start, token.end, edit, {"found": token.text}
                )
                yield from _not_closed(source, stack.pop(), token)
                if stack and _PAIRS[source.tokens[stack[-1]].word] == token.word:
                    stack.pop()
            else:
                edit = Edit(token.start, token.end, "")
                yield Finding(
                    "bracket-not-opened", token.start, token.end, edit, {"found": token.text}
                )
    for index in reversed(stack):
        yield from _not_closed(source, index, source.tokens.end)


def _not_closed(source: Source, index: int, before: Token) -> Iterator[Finding]:
    """Close a bracket: before AS, before what closes another, before a modifier, or at the end."""
    tokens = source.tokens
    opened, mark = tokens[index], _PAIRS[tokens[index].word]
    values = {"found": opened.text, "missing": mark, "cure": mark}
    stops = [
        t for i, t in enumerate(tokens.all)
        if i > index and t.start < before.start and (
            t.word in MODIFIERS | {"AS", "WHERE"} or (mark == ")" and t.word in {"{", ".", "FILTER"})
        )
    ]  # fmt: skip
    for stop in [*stops[:6], before]:
        at = len(source.text.rstrip()) if stop is tokens.end else stop.start
        edit = Edit(at, at, f" {mark}" if stop is tokens.end else f"{mark} ")
        yield Finding("bracket-not-closed", opened.start, opened.end, edit, values)
    yield Finding("bracket-not-closed", opened.start, opened.end, None, values)


def braces(source: Source) -> Iterator[Finding]:
    """A pattern without its opening brace; a template that is none; a mark after the end."""
    tokens = source.tokens
    for index, token in source.each("WHERE", "ASK", "OPTIONAL", "UNION", "MINUS", "EXISTS"):
        follow = tokens[index + 1]
        if follow.word not in {"{", "WHERE", "FROM", "SELECT"} and follow.kind != "end":
            edit = Edit(token.end, token.end, " {")
            yield Finding("brace-missing", token.start, follow.end, edit, {"found": token.text})
            yield from _braced(source, index)
    form = tokens[source.form]
    if form.word == "CONSTRUCT" and tokens[source.form + 1].kind in {"variable", "name", "iri"}:
        end = tokens[source.form + 1].end
        yield Finding("template-missing", form.start, end, None, {"found": form.text}, certain=True)
    after = tokens[source.pattern_end + 1]
    if source.pattern_end < len(tokens) and after.word in {";", "."}:
        yield source.replace("mark-after-the-end", after, "")
    elif source.pattern_end < len(tokens) and after.word in FORMS | {"WHERE", "FILTER", "{"}:
        yield Finding(
            "second-pattern", after.start, after.end, None, {"found": after.text}, certain=True
        )


def _braced(source: Source, index: int) -> Iterator[Finding]:
    """Put braces around what follows, up to a full stop or the end of the group."""
    tokens = source.tokens
    last = index + 1
    while (
        last + 1 < len(tokens)
        and tokens[last + 1].word not in {".", "}", "{"} | CLAUSES | MODIFIERS
    ):
        last += 1
    if tokens[last].kind != "end":
        finding = source.wrap("brace-missing", tokens[index + 1], tokens[last], "{ ", " }")
        values = {"found": tokens[index].text}
        yield Finding(finding.code, finding.start, finding.end, finding.edit, values)


RULES = (
    nothing_asked,
    prologue,
    selection,
    modifiers,
    grouping,
    duplicates,
    braces,
    brackets,
)
