"""What may be wrong with a condition."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph.explain.emptiness.case import Case, combined, exists_in, shown
from ctgraph.explain.emptiness.matching import DATES, EDTF_TYPE, matches
from ctgraph.explain.emptiness.triples import replacements, unknown_thing
from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.nearness import folded, nearest
from ctgraph.sparql.tree import Block, Expression, Filter, Node, Term, Triple
from ctgraph.vocab import CT

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TEXT_TESTS = frozenset({"CONTAINS", "STRSTARTS", "STRENDS", "REGEX"})
_DATE_PARTS = frozenset({"YEAR", "MONTH", "DAY"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EXAMPLES = 4


def findings(case: Case, condition: Filter) -> Iterator[Finding]:
    """All that is known to go wrong, the surest first."""
    yield from _unbound(case, condition)
    yield from _out_of_scope(case, condition)
    yield from _contradiction(case, condition)
    for part in condition.condition.walk():
        if part.kind == "compare":
            yield from _comparison(case, condition, part)
        elif part.kind == "in" and part.operator == "IN":
            yield from _membership(case, condition, part)
        elif part.kind == "call" and part.operator in _TEXT_TESTS | {"LANGMATCHES"}:
            yield from _text_test(case, condition, part)
    yield from _optional(case, condition)
    yield from _exists(case, condition)


def _term(part: Expression) -> Term | None:
    return part.term if part.kind == "term" else None


# ---- variables


def _unbound(case: Case, condition: Filter) -> Iterator[Finding]:
    """A variable that nothing gives a value to."""
    for part in condition.condition.walk():
        term = _term(part)
        if term and term.variable and term.variable not in case.bound:
            near = nearest(term.variable, case.bound)
            names = tuple(f"?{name}" for name in near)
            values = {"found": term.text, "cure": names[0] if names else "–"}
            for name in names:
                edit = Edit(term.start, term.end, name)
                yield Finding("variable-never-bound", term.start, term.end, edit, values, names)
            if not near:
                yield Finding(
                    "variable-never-bound-only", term.start, term.end, None, values, certain=True
                )


def _out_of_scope(case: Case, condition: Filter) -> Iterator[Finding]:
    """A condition within braces sees nothing of what stands outside them."""
    homes = case.homes.get(condition.start, ())
    if not homes:
        return
    hidden = (condition.needs & case.bound) - homes[-1].group.variables
    if hidden:
        name = min(hidden)
        where = case.query.where
        text = case.slice(*condition.whole)
        edits = (Edit(*condition.whole, ""), Edit(where.end - 1, where.end - 1, f" {text} "))
        values = {"found": text, "variable": f"?{name}"}
        edit = combined(case.query.text, edits)
        yield Finding("filter-out-of-scope", *condition.whole, edit, values)


def _optional(case: Case, condition: Filter) -> Iterator[Finding]:
    """A condition on what only OPTIONAL gives."""
    optional = [b for b in case.leaves if isinstance(b, Block) and b.keyword == "OPTIONAL"]
    required = frozenset[str]().union(*(e.variables for e in case.leaves if e not in optional))
    only = sorted((condition.needs & case.bound) - required)
    if only:
        name, inner = f"?{only[0]}", case.slice(condition.start, condition.end)
        cure = f"!BOUND({name}) || ({inner})"
        edit = Edit(condition.start, condition.end, f"({cure})")
        if condition.alone:
            edit = Edit(*condition.whole, f"FILTER ({cure})")
        values = {"found": shown(case, condition), "variable": name, "cure": f"FILTER ({cure})"}
        yield Finding("optional-variable", *condition.whole, edit, values)


# ---- conditions that exclude each other


def _contradiction(case: Case, condition: Filter) -> Iterator[Finding]:
    mine = _bound_of(condition.condition)
    if mine is None:
        return
    for other in case.leaves:
        if not isinstance(other, Filter) or other.start <= condition.start:
            continue
        theirs = _bound_of(other.condition)
        if theirs and theirs[0] == mine[0]:
            yield from _conflict(case, (condition, mine), (other, theirs))


def _bound_of(part: Expression) -> tuple[str, str, Term] | None:
    """A comparison of a variable with a constant: which, how, with what."""
    if part.kind != "compare":
        return None
    left, right = (_term(p) for p in part.parts)
    if left and right and left.variable and right.node is not None:
        return left.variable, part.operator, right
    return None


def _conflict(
    case: Case,
    one: tuple[Filter, tuple[str, str, Term]],
    two: tuple[Filter, tuple[str, str, Term]],
) -> Iterator[Finding]:
    (first, (name, operator, low)), (second, (_, other, high)) = one, two
    values: dict[str, object] = {
        "found": f"{case.slice(first.start, first.end)}, {case.slice(second.start, second.end)}",
        "variable": f"?{name}",
    }
    start, end = first.start, second.end
    if operator == other == "=" and low.node != high.node:
        cure = f"?{name} IN ({low.text}, {high.text})"
        edits = (Edit(first.start, first.end, cure), Edit(second.start, second.end, "true"))
        yield Finding(
            "contradiction", start, end, combined(case.query.text, edits), values | {"cure": cure}
        )
    elif {operator[0], other[0]} == {"<", ">"}:
        edits = (Edit(low.start, low.end, high.text), Edit(high.start, high.end, low.text))
        cure = f"?{name} {operator} {high.text} && ?{name} {other} {low.text}"
        yield Finding(
            "contradiction", start, end, combined(case.query.text, edits), values | {"cure": cure}
        )


# ---- comparisons


def _actual(case: Case, condition: Filter, part: Expression) -> tuple[Node, ...]:
    """The values of an expression where the condition is left out."""
    rest = case.around(part.variables, case.without(condition))
    text = case.slice(part.start, part.end)
    term = _term(part)
    return case.values(term.text if term else text, rest)


def _comparison(case: Case, condition: Filter, part: Expression) -> Iterator[Finding]:
    left, right = part.parts
    if _term(left) and left.term and left.term.node is not None:
        left, right = right, left
    constant = _term(right)
    if constant is None or constant.node is None or not left.variables:
        return
    actual = _actual(case, condition, left)
    variable = _term(left)
    if left.operator == "LANG":
        yield from _language(constant, actual)
        return
    if variable and isinstance(constant.node, ox.Literal):
        yield from _dates(case, condition, part, (variable, constant), actual)
    if left.operator in _DATE_PARTS and not actual:
        yield from _edtf(case, condition, left.parts[0], ())
    if part.operator == "=":
        yield from replacements(case, constant, actual)
        yield from unknown_thing(case, constant)
    elif isinstance(constant.node, ox.Literal) and not variable_is_iri(actual):
        same = (
            m
            for m in matches(constant.node, actual, case.bench.vocabulary)
            if m.code == "datatype-wrong"
        )
        yield from (_retyped(case, constant, m.node) for m in same)
        yield from _as_number(constant, actual)


def variable_is_iri(actual: tuple[Node, ...]) -> bool:
    """Say whether the values are things, not texts."""
    return bool(actual) and all(isinstance(node, ox.NamedNode) for node in actual)


def _retyped(case: Case, constant: Term, node: Node) -> Finding:
    cure = case.short(node)
    edit = Edit(constant.start, constant.end, cure)
    return Finding(
        "datatype-wrong", constant.start, constant.end, edit, {"found": constant.text, "cure": cure}
    )


def _as_number(constant: Term, actual: tuple[Node, ...]) -> Iterator[Finding]:
    """Digits in quotation marks, beside numbers."""
    literal = constant.literal
    numbers = [n for n in actual if n.value.isdigit() and not _is_plain(n)]
    if (
        literal
        and numbers
        and literal.value.isdigit()
        and literal.datatype.value == _XSD + "string"
    ):
        edit = Edit(constant.start, constant.end, literal.value)
        values = {"found": constant.text, "cure": literal.value}
        yield Finding("datatype-wrong", constant.start, constant.end, edit, values)


def _is_plain(node: Node) -> bool:
    return not isinstance(node, ox.Literal) or _is_text(node)


def _language(constant: Term, actual: tuple[Node, ...]) -> Iterator[Finding]:
    """LANG(?x) = "EN"."""
    there = [node.value for node in actual]
    wanted = constant.literal.value if constant.literal else constant.text
    there.sort(
        key=lambda tag: (
            tag.casefold() != wanted.casefold(),
            folded(tag)[:2] != folded(wanted)[:2],
            tag,
        )
    )
    known = ", ".join(f'"{tag}"' for tag in there) or "–"
    for tag in there:
        if tag == wanted:
            return
        code = "language-tag-case" if tag.casefold() == wanted.casefold() else "language-not-there"
        if not tag:
            code = "no-language"
        edit = Edit(constant.start, constant.end, f'"{tag}"')
        values = {"found": constant.text, "cure": f'"{tag}"', "known": known}
        yield Finding(code, constant.start, constant.end, edit, values, tuple(there))


def _dates(
    case: Case,
    condition: Filter,
    part: Expression,
    sides: tuple[Term, Term],
    actual: tuple[Node, ...],
) -> Iterator[Finding]:
    """Dates beside texts, numbers and EDTF."""
    variable, constant = sides
    types = {node.datatype.value for node in actual if isinstance(node, ox.Literal)}
    if EDTF_TYPE in types and constant.literal and constant.literal.datatype.value != EDTF_TYPE:
        edits = tuple(_typed_date(case, sides))
        yield from _edtf(case, condition, part.parts[0], edits)
    elif types & DATES and constant.literal and constant.literal.datatype.value not in types:
        code = "date-compared-as-text"
        if constant.literal.datatype.value == _XSD + "integer":
            code = "date-compared-with-number"
        edits = tuple(_typed_date(case, sides))
        if edits:
            edit = combined(case.query.text, edits)
            values = {
                "found": case.slice(part.start, part.end),
                "cure": edit.text,
                "variable": variable.text,
            }
            yield Finding(code, part.start, part.end, edit, values)


def _typed_date(case: Case, sides: tuple[Term, Term]) -> Iterator[Edit]:
    """The changes that make a constant comparable with days."""
    variable, constant = sides
    literal = constant.literal
    if literal is None or literal.datatype.value == _XSD + "date":
        return
    if _DAY.fullmatch(literal.value):
        date = ox.Literal(literal.value, datatype=ox.NamedNode(_XSD + "date"))
        yield Edit(constant.start, constant.end, case.short(date))
    elif literal.value.isdigit() and len(literal.value) == 4:
        yield Edit(variable.start, variable.end, f"YEAR({variable.text})")
        if literal.datatype.value != _XSD + "integer":
            yield Edit(constant.start, constant.end, literal.value)


def _edtf(
    case: Case, condition: Filter, part: Expression, edits: tuple[Edit, ...]
) -> Iterator[Finding]:
    """EDTF dates may be months or intervals: their first and last days are what can be compared."""
    variable = _term(part)
    if variable is None or not variable.variable:
        return
    for leaf in case.leaves:
        if (
            isinstance(leaf, Triple)
            and leaf.object.variable == variable.variable
            and leaf.predicate
        ):
            for bound in (CT.earliest, CT.latest):
                if str(bound) == leaf.predicate:
                    return
                cure = case.short(str(bound))
                change = Edit(leaf.verb.start, leaf.verb.end, cure)
                edit = combined(case.query.text, (change, *edits))
                values = {
                    "found": shown(case, condition), "property": leaf.verb.text,
                    "cure": case.bench.short(str(bound)),
                }  # fmt: skip
                yield Finding("edtf-compared-as-date", condition.start, condition.end, edit, values)


def _membership(case: Case, condition: Filter, part: Expression) -> Iterator[Finding]:
    """?x IN (…)."""
    actual = _actual(case, condition, part.parts[0])
    for item in part.parts[1:]:
        if term := _term(item):
            yield from replacements(case, term, actual)
            yield from unknown_thing(case, term)


# ---- texts


def _text_test(case: Case, condition: Filter, part: Expression) -> Iterator[Finding]:
    """CONTAINS, REGEX and the like: on things, on another case, on another language."""
    if len(part.parts) < 2:
        return
    subject, wanted = part.parts[0], _term(part.parts[1])
    actual = _actual(case, condition, subject)
    text = case.slice(subject.start, subject.end)
    if part.operator == "LANGMATCHES":
        if wanted:
            yield from _language(wanted, actual)
        return
    if not all(isinstance(n, ox.Literal) and _is_text(n) for n in actual):
        edit = Edit(subject.start, subject.end, f"STR({text})")
        code = "string-function-on-iri" if variable_is_iri(actual) else "string-function-on-value"
        values = {
            "found": case.slice(part.start, part.end),
            "function": part.operator,
            "cure": f"STR({text})",
        }
        yield Finding(code, part.start, part.end, edit, values)
    yield from _other_case(case, part, text, wanted)
    if variable_is_iri(actual) and wanted and wanted.literal:
        yield from _label_instead(case, part, wanted.literal)


def _is_text(node: ox.Literal) -> bool:
    return bool(node.language) or node.datatype.value == _XSD + "string"


def _other_case(case: Case, part: Expression, text: str, wanted: Term | None) -> Iterator[Finding]:
    found = case.slice(part.start, part.end)
    if part.operator == "REGEX" and len(part.parts) == 2:
        edit = Edit(part.end - 1, part.end - 1, ', "i"')
        yield Finding(
            "regex-case",
            part.start,
            part.end,
            edit,
            {"found": found, "cure": f'{found[:-1]}, "i")'},
        )
    elif wanted and wanted.literal:
        lower = str(ox.Literal(wanted.literal.value.lower()))
        cure = f"{part.operator}(LCASE(STR({text})), {lower})"
        edit = Edit(part.start, part.end, cure)
        yield Finding("text-case", part.start, part.end, edit, {"found": found, "cure": cure})


def _label_instead(case: Case, part: Expression, wanted: ox.Literal) -> Iterator[Finding]:
    """Comparing an IRI with a name: the thing of that name may be meant."""
    for iri in case.bench.vocabulary.named(wanted.value)[:1]:
        subject = case.slice(part.parts[0].start, part.parts[0].end)
        edit = Edit(part.start, part.end, f"{subject} = {case.short(iri)}")
        values = {"found": wanted.value, "cure": case.bench.short(iri)}
        yield Finding("literal-for-iri", part.start, part.end, edit, values)


# ---- EXISTS


def _exists(case: Case, condition: Filter) -> Iterator[Finding]:
    """FILTER NOT EXISTS that excludes everything, perhaps for a variable that is not the same."""
    for part in exists_in(condition.condition):
        if part.operator != "NOT" or part.group is None:
            continue
        values: dict[str, object] = {"found": shown(case, condition)}
        shared = part.group.variables & case.bound
        strangers = sorted(part.group.variables - case.bound - case.query.blanks)
        for leaf in part.group.elements:
            for term in (leaf.subject, leaf.object) if isinstance(leaf, Triple) else ():
                if term.variable in strangers:
                    for name in nearest(term.variable, case.bound - shared):
                        edit = Edit(term.start, term.end, f"?{name}")
                        typo = {
                            "found": term.text,
                            "cure": f"?{name}",
                            "pattern": shown(case, leaf),
                        }
                        yield Finding("variable-typo", term.start, term.end, edit, typo)
        code = "not-exists-excludes-all" if shared else "not-exists-shares-nothing"
        edit = (
            Edit(*condition.whole, "")
            if condition.alone
            else Edit(condition.start, condition.end, "true")
        )
        yield Finding(code, *condition.whole, edit, values)


def fallback(case: Case, condition: Filter) -> Finding:
    """What can be said of any condition: it holds for nothing, and such are the values."""
    names = sorted(condition.needs & case.bound)
    values: dict[str, object] = {"found": shown(case, condition), "variable": "–", "values": "–"}
    if names:
        rest = case.around(names[:1], case.without(condition))
        some = [case.bench.short(v) for v in case.values(f"?{names[0]}", rest)[:_EXAMPLES]]
        values |= {"variable": f"?{names[0]}", "values": ", ".join(some) or "–"}
    return Finding("filter-excludes-all", condition.start, condition.end, None, values)
