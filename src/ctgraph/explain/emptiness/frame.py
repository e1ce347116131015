"""What may be wrong around a pattern that does find something: LIMIT, OFFSET, HAVING, the template."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph.explain.emptiness.case import Case
from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.nearness import nearest


def findings(case: Case) -> Iterator[Finding]:
    """All that can leave nothing of what a pattern finds."""
    query = case.query
    if query.limit and query.limit.number == 0:
        edit = Edit(query.limit.start, query.limit.end, "")
        yield Finding("limit-zero", query.limit.start, query.limit.end, edit, {"found": "LIMIT 0"})
    if query.offset and query.offset.number:
        yield from _offset(case)
    if query.having and query.having_slice:
        yield from _having(case)
    for triple in query.template if query.form == "CONSTRUCT" else ():
        for term in (triple.subject, triple.object):
            if (
                term.variable
                and term.variable not in case.bound
                and term.variable not in query.blanks
            ):
                yield from _template(case, term.text, term.start, term.end)


def _offset(case: Case) -> Iterator[Finding]:
    offset = case.query.offset
    if offset is None:
        return
    edit = Edit(offset.start, offset.end, "")
    rows = case.bench.count(edit.apply(case.query.text))
    found = case.slice(offset.start, offset.end)
    yield Finding(
        "offset-beyond-end", offset.start, offset.end, edit, {"found": found, "rows": rows}
    )


def _having(case: Case) -> Iterator[Finding]:
    """No group satisfies the condition: say how far the groups go."""
    query, having = case.query, case.query.having_slice
    if having is None:
        return
    found = case.slice(having.start, having.end)
    edit = Edit(having.start, having.end, "")
    values: dict[str, object] = {"found": found, "least": "–", "greatest": "–"}
    part = query.having[0]
    if part.kind == "compare" and query.group_by:
        group = case.slice(query.group_by.start, query.group_by.end)
        text = case.slice(part.parts[0].start, part.parts[0].end)
        if part.parts[0].kind == "term":
            text = _meaning(case, text)
        where = case.write(case.leaves)
        head = f"{query.prologue} SELECT ({text} AS ?value0) {query.dataset_clause}"
        rows = case.bench.column(f"{head} WHERE {where} {group}")
        numbers = sorted(
            float(n.value) for n in rows if isinstance(n, ox.Literal) and _is_number(n.value)
        )
        if numbers:
            values |= {"least": f"{numbers[0]:g}", "greatest": f"{numbers[-1]:g}"}
    yield Finding("having-excludes-all", having.start, having.end, edit, values)


def _meaning(case: Case, name: str) -> str:
    """The expression that SELECT gives a name."""
    for value, term in case.query.selected:
        if value and term.text == name:
            return case.slice(value.start, value.end)
    return name


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _template(case: Case, name: str, start: int, end: int) -> Iterator[Finding]:
    """A variable of the template that the pattern does not have."""
    near = tuple(f"?{n}" for n in nearest(name[1:], case.bound))
    for cure in near or ("",):
        edit = Edit(start, end, cure) if cure else None
        yield Finding(
            "template-variable", start, end, edit, {"found": name, "cure": cure or "–"}, near
        )
