"""What may be wrong with a triple pattern: its terms, its direction, its graph, its path."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ctgraph.explain.emptiness.case import Case, shown
from ctgraph.explain.emptiness.matching import matches
from ctgraph.explain.findings import Edit, Finding
from ctgraph.explain.nearness import folded, likeness
from ctgraph.explain.vocabulary import split_iri
from ctgraph.sparql.tree import RDF_TYPE, Element, Path, Step, Term, Triple
from ctgraph.sparql.writer import write_group
from ctgraph.vocab import CT

_MOST_VARIABLES = 6
_MOST_EXAMPLES = 4


def findings(case: Case, triple: Triple) -> Iterator[Finding]:
    """All that is known to go wrong, the surest first."""
    yield from unknown_terms(case, triple)
    yield from _value(case, triple)
    yield from _not_stated(case, triple)
    yield from _direction(case, triple)
    yield from _graph(case, triple)
    yield from _path(case, triple)
    yield from _other_property(case, triple)
    yield from _further(case, triple)
    yield from _variables(case, triple)
    yield from _examples(case, triple)


# ---- terms


def unknown_terms(case: Case, triple: Triple) -> Iterator[Finding]:
    """Terms that the store does not know, or knows as something else."""
    if isinstance(triple.verb, Path):
        for step in triple.verb.steps:
            if step.term:
                yield from _unknown_property(case, triple, step.term)
    else:
        yield from _unknown_property(case, triple, triple.verb)
    if triple.predicate == RDF_TYPE:
        yield from _unknown_class(case, triple)
    elif triple.object.iri:
        yield from unknown_thing(case, triple.object)
    yield from unknown_thing(case, triple.subject)


def _unknown_property(case: Case, triple: Triple, term: Term) -> Iterator[Finding]:
    iri, vocabulary = term.iri, case.bench.vocabulary
    if not iri or iri == RDF_TYPE or vocabulary.properties.get(iri):
        return
    if iri in vocabulary.classes and isinstance(triple.verb, Term):
        edit = Edit(term.start, triple.object.end, f"a {term.text}")
        yield Finding("class-as-property", term.start, term.end, edit, {"found": term.text})
    near = vocabulary.near_properties(iri)
    yield from _renamed(case, term, near, "property")
    linked = _links(case, triple, iri) if isinstance(triple.verb, Term) else ()
    shown_links = tuple(case.bench.short(link) for link in linked)
    values: dict[str, object] = {"found": term.text, "near": ", ".join(shown_links) or "–"}
    code = "unused-property" if iri in vocabulary.properties else "undeclared-property"
    for link in linked[:2]:
        edit = Edit(term.start, term.end, case.short(link))
        yield Finding(
            code, term.start, term.end, edit, values | {"cure": case.bench.short(link)}, shown_links
        )
    if not near:
        yield Finding(f"{code}-only", term.start, term.end, None, values, shown_links, certain=True)


def _links(case: Case, triple: Triple, iri: str) -> tuple[str, ...]:
    """The properties that link what the pattern would link, the rarest first."""
    rest = case.around(triple.variables, case.without(triple))
    pattern = _placed(case, triple, f"{triple.subject.text} ?link0 {triple.object.text} .")
    found = case.values("?link0", rest, pattern)
    properties = case.bench.vocabulary.properties
    used = sorted({node.value for node in found}, key=lambda p: (properties.get(p, 0), p))
    meant = split_iri(iri)[1]
    described = case.bench.vocabulary.described(iri)
    ranked = sorted(used, key=lambda p: (p not in described, -likeness(meant, split_iri(p)[1])))
    return tuple(p for p in ranked if p != RDF_TYPE)[:5]


def _unknown_class(case: Case, triple: Triple) -> Iterator[Finding]:
    term = triple.object
    iri, vocabulary = term.iri, case.bench.vocabulary
    if not iri or vocabulary.classes.get(iri):
        return
    near = vocabulary.near_classes(iri)
    yield from _renamed(case, term, near, "class")
    if not near:
        yield from _kind_not_class(case, triple)
        code = "unused-class" if iri in vocabulary.classes else "undeclared-class"
        yield Finding(code, term.start, term.end, None, {"found": term.text}, certain=True)


def _kind_not_class(case: Case, triple: Triple) -> Iterator[Finding]:
    """A kind of things that is said by a property, not by a class of its own."""
    meant = split_iri(triple.object.iri)[1]
    for thing in case.bench.vocabulary.near_things(triple.object.iri):
        if folded(split_iri(thing)[1]) != folded(meant):
            continue
        for link in case.values("?link0", (), f"{triple.subject.text} ?link0 <{thing}> .")[:2]:
            edit = Edit(
                triple.verb.start, triple.object.end, f"{case.short(link)} {case.short(thing)}"
            )
            cure = f"{case.bench.short(link)} {case.bench.short(thing)}"
            values = {"found": triple.object.text, "cure": cure}
            yield Finding("kind-not-class", triple.object.start, triple.object.end, edit, values)


def unknown_thing(case: Case, term: Term) -> Iterator[Finding]:
    """An IRI that stands nowhere in the store."""
    if not term.iri or case.bench.vocabulary.knows(term.iri):
        return
    near = case.bench.vocabulary.near_things(term.iri)
    yield from _renamed(case, term, near, "thing")
    names = tuple(case.bench.short(iri) for iri in near)
    yield Finding(
        "unknown-thing", term.start, term.end, None, {"found": term.text}, names, certain=True
    )


def _renamed(case: Case, term: Term, near: tuple[str, ...], kind: str) -> Iterator[Finding]:
    names = tuple(case.bench.short(iri) for iri in near)
    for iri in near:
        cure = case.bench.short(iri)
        edit = Edit(term.start, term.end, case.short(iri))
        values = {"found": term.text, "cure": cure}
        code = how_named(term.iri, iri, kind)
        yield Finding(code, term.start, term.end, edit, values, names)


def how_named(wrong: str, right: str, kind: str) -> str:
    """The code of how a name differs from the right one."""
    (space, local), (right_space, right_local) = split_iri(wrong), split_iri(right)
    if local == right_local and space != right_space and kind != "thing":
        return f"wrong-namespace-{kind}"
    if space == right_space and folded(local) == folded(right_local) and kind != "thing":
        return f"wrong-case-{kind}"
    return f"misspelt-{kind}"


# ---- values


def _not_stated(case: Case, triple: Triple) -> Iterator[Finding]:
    """The documents say nothing about it, and the graph says so."""
    if not triple.predicate or not isinstance(triple.verb, Term):
        return
    lost = triple.object.variables - triple.subject.variables
    others = case.without(triple)
    dependent = [leaf for leaf in others if (leaf.variables | case.needs(leaf)) & lost]
    kept = case.without(triple, *dependent)
    about = case.around(triple.subject.variables, kept)
    if not about and not triple.subject.iri:
        return
    said = f"{triple.subject.text} <{CT.notStated}> <{triple.predicate}> ."
    if not case.holds(about, said) or case.holds((*about, triple)):
        return
    short = case.short
    if dependent or not triple.object.variable:
        pattern = case.write(
            kept, f"{triple.subject.text} {short(str(CT.notStated))} {short(triple.predicate)} ."
        )
        edit = case.rewritten(pattern)
    else:
        statement = f"{short(str(CT.notStated))} {triple.verb.text}"
        edit = Edit(triple.verb.start, triple.object.end, statement)
    label = {
        f"label_{lang}": case.bench.vocabulary.label(triple.predicate, lang)
        for lang in ("en", "fr")
    }
    values: dict[str, object] = {
        "found": shown(case, triple),
        "property": triple.verb.text,
        **label,
    }
    yield Finding("not-stated", triple.start, triple.end, edit, values)


def _value(case: Case, triple: Triple) -> Iterator[Finding]:
    """The value, beside those that the property has here, or anywhere."""
    if triple.object.node is None or triple.predicate == RDF_TYPE:
        return
    pattern = _placed(case, triple, f"{triple.subject.text} {triple.verb.text} ?value0 .")
    rest = case.around(triple.subject.variables, case.without(triple))
    actual = case.values("?value0", rest, pattern) if rest else ()
    if not actual:
        actual = case.values("?value0", (), pattern)
    yield from replacements(case, triple.object, actual)


def replacements(
    case: Case, term: Term, actual: tuple[ox.NamedNode | ox.Literal, ...]
) -> Iterator[Finding]:
    """Findings that put an actual value in the place of a term."""
    if term.node is None:
        return
    for match in matches(term.node, actual, case.bench.vocabulary):
        edit = Edit(term.start, term.end, case.short(match.node))
        values = {"found": term.text, "cure": case.bench.short(match.node)}
        yield Finding(match.code, term.start, term.end, edit, values)


def _placed(case: Case, triple: Triple, pattern: str) -> str:
    """A pattern in the graph in which a triple pattern stands."""
    block = case.graph_of(triple)
    return f"GRAPH {block.name.text} {{ {pattern} }}" if block and block.name else pattern


# ---- direction, graph, path


def _direction(case: Case, triple: Triple) -> Iterator[Finding]:
    if not triple.predicate or triple.object.literal or triple.predicate == RDF_TYPE:
        return
    turned = _placed(
        case, triple, f"{triple.object.text} {triple.verb.text} {triple.subject.text} ."
    )
    rest = case.around(triple.variables, case.without(triple))
    if case.holds(rest, turned) or case.holds((), turned):
        edit = Edit(triple.verb.start, triple.verb.start, "^")
        values = {
            "found": shown(case, triple),
            "cure": f"^{triple.verb.text}",
            "property": triple.verb.text,
        }
        yield Finding("inverse-direction", triple.start, triple.end, edit, values)


def _graph(case: Case, triple: Triple) -> Iterator[Finding]:
    """What is sought here stands in another graph."""
    block = case.graph_of(triple)
    if block is None:
        yield from _in_named_graph(case, triple)
        return
    if case.bench.ask_anywhere(f"{{ {_absolute(triple)} }}"):
        movable = [
            t for t in _triples(case) if case.graph_of(t) is block and _stands_in_default(case, t)
        ]
        outside = " ".join(t.text for t in movable)
        starts = {t.start for t in movable}
        inside = write_group(case.group, lambda leaf: leaf.start not in starts)
        edit = case.rewritten(f"{inside[:-1]}{outside} }}")
        name = block.name.text if block.name else ""
        yield Finding(
            "in-default-graph",
            triple.start,
            triple.end,
            edit,
            {"found": shown(case, triple), "graph": name},
        )
    if block.name and not block.name.variable:
        for graph in case.bench.graphs_with(triple.text, case.query.prologue):
            edit = Edit(block.name.start, block.name.end, case.short(graph))
            values = {"found": shown(case, triple), "graph": case.bench.short(graph)}
            yield Finding("in-another-graph", triple.start, triple.end, edit, values)


def _triples(case: Case) -> list[Triple]:
    return [leaf for leaf in case.leaves if isinstance(leaf, Triple)]


def _absolute(triple: Triple) -> str:
    """A triple pattern that needs no prologue."""

    def text(term: Term) -> str:
        return str(term.node) if term.node is not None else term.text

    if isinstance(triple.verb, Path):
        return "FILTER (false)"
    return f"{text(triple.subject)} {text(triple.verb)} {text(triple.object)} ."


def _stands_in_default(case: Case, triple: Triple) -> bool:
    return case.bench.ask_anywhere(f"{{ {_absolute(triple)} }}")


def _in_named_graph(case: Case, triple: Triple) -> Iterator[Finding]:
    """Found in a named graph; at least the property, if not with this value."""
    if isinstance(triple.verb, Term) and triple.verb.variable:
        return
    found = case.bench.graphs_with(triple.text, case.query.prologue)
    open_pattern = f"{triple.subject.text} {triple.verb.text} ?value0 ."
    certain = False
    if not found and triple.object.node is not None and not case.holds((), open_pattern):
        found = case.bench.graphs_with(open_pattern, case.query.prologue)
        certain = bool(found)
    here = [t for t in _triples(case) if case.graph_of(t) is None]
    lost = [t for t in here if not case.holds_alone(t)] or [triple]
    names = ", ".join(case.bench.short(graph) for graph in found[:4])
    for graph in found[:2]:
        there = [
            t
            for t in here
            if t in lost or graph in case.bench.graphs_with(t.text, case.query.prologue)
        ]
        for moved, name in ((lost, graph), (there, graph), (lost, "?graph")):
            starts = {t.start for t in moved}
            kept = write_group(case.group, lambda leaf, starts=starts: leaf.start not in starts)  # type: ignore[misc]
            inner = " ".join(t.text for t in moved)
            shown_name = name if name[0] == "?" else case.short(name)
            edit = case.rewritten(f"{kept[:-1]}GRAPH {shown_name} {{ {inner} }} }}")
            values = {
                "found": shown(case, triple),
                "graph": names,
                "cure": f"GRAPH {shown_name} {{ … }}",
            }
            yield Finding("in-named-graph", triple.start, triple.end, edit, values, certain=certain)


def _path(case: Case, triple: Triple) -> Iterator[Finding]:
    """The step of a property path that leads nowhere."""
    if not isinstance(triple.verb, Path):
        return
    walked = ""
    for step in triple.verb.steps:
        before = walked
        walked = f"{walked}/{step.text}" if walked else step.text
        if not case.holds((), _placed(case, triple, f"{triple.subject.text} {walked} ?end0 .")):
            yield from _step(case, triple, step, before)
            return


def _step(case: Case, triple: Triple, step: Step, before: str) -> Iterator[Finding]:
    start = f"{triple.subject.text} {before} ?here0 . " if before else ""
    here = "?here0" if before else triple.subject.text
    reached = case.values("?here0", (), _placed(case, triple, start)) if before else ()
    if reached and all(isinstance(node, ox.Literal) for node in reached):
        earlier = triple.verb.steps if isinstance(triple.verb, Path) else ()
        index = earlier.index(step)
        yield from _step(
            case, triple, earlier[index - 1], "/".join(s.text for s in earlier[: index - 1])
        )
    ways = _placed(case, triple, f"{start}{here} ?next0 ?end0 .")
    possible = [node.value for node in case.values("?next0", (), ways)]
    names = tuple(case.bench.short(iri) for iri in possible)
    values: dict[str, object] = {"found": step.text, "near": ", ".join(names[:8]) or "–"}
    if step.term:
        inverse = step.text[1:] if step.text.startswith("^") else f"^{step.text}"
        edit = Edit(step.start, step.end, inverse)
        yield Finding(
            "path-step", step.start, step.end, edit, values | {"cure": inverse}, names[:3]
        )
        meant = split_iri(step.term.iri)[1]
        for iri in sorted(possible, key=lambda p: -likeness(meant, split_iri(p)[1]))[:8]:
            edit = Edit(step.start, step.end, case.short(iri))
            cure = case.bench.short(iri)
            yield Finding(
                "path-step", step.start, step.end, edit, values | {"cure": cure}, names[:3]
            )
    yield Finding("path-step-only", step.start, step.end, None, values, names[:3], certain=True)


def _other_property(case: Case, triple: Triple) -> Iterator[Finding]:
    """A property of a like name, which the things in question do have."""
    if not triple.predicate or triple.predicate == RDF_TYPE or not isinstance(triple.verb, Term):
        return
    meant = split_iri(triple.predicate)[1]
    for link in _links(case, triple, triple.predicate):
        if link != triple.predicate and likeness(meant, split_iri(link)[1]):
            cure = case.bench.short(link)
            edit = Edit(triple.verb.start, triple.verb.end, case.short(link))
            values = {"found": triple.verb.text, "cure": cure}
            yield Finding("other-property", triple.verb.start, triple.verb.end, edit, values)


def _further(case: Case, triple: Triple) -> Iterator[Finding]:
    """What is sought is one step further."""
    if not triple.predicate or triple.predicate == RDF_TYPE or not triple.object.variable:
        return
    rest = case.around(triple.variables, case.without(triple))
    way = f"{triple.subject.text} {triple.verb.text} ?between0 . ?between0 ?next0 {triple.object.text} ."
    for step in case.values("?next0", rest, _placed(case, triple, way))[:3]:
        edit = Edit(triple.verb.end, triple.verb.end, f"/{case.short(step)}")
        cure = f"{triple.verb.text}/{case.bench.short(step)}"
        values = {"found": shown(case, triple), "cure": cure}
        yield Finding("one-step-further", triple.start, triple.end, edit, values)


def _examples(case: Case, triple: Triple) -> Iterator[Finding]:
    """The property is there, the value is not: show values that are."""
    if triple.object.node is None or not triple.predicate or triple.predicate == RDF_TYPE:
        return
    pattern = _placed(case, triple, f"{triple.subject.text} {triple.verb.text} ?value0 .")
    actual = case.values(
        "?value0", case.around(triple.subject.variables, case.without(triple)), pattern
    )
    if actual:
        some = ", ".join(case.bench.short(node) for node in actual[:_MOST_EXAMPLES])
        values = {"found": triple.object.text, "property": triple.verb.text, "values": some}
        yield Finding("value-never-occurs", triple.object.start, triple.object.end, None, values)


# ---- variables


def _variables(case: Case, triple: Triple) -> Iterator[Finding]:
    """One variable written in the place of another."""
    others = sorted(case.bound - case.query.blanks)
    for term in (triple.subject, triple.object):
        if not term.variable or not 1 < len(others) <= _MOST_VARIABLES:
            continue
        for name in sorted(others, key=lambda n: -likeness(term.variable, n)):
            if name != term.variable and name not in triple.variables:
                edit = Edit(term.start, term.end, f"?{name}")
                values = {"found": term.text, "cure": f"?{name}", "pattern": shown(case, triple)}
                code = "variable-typo" if likeness(term.variable, name) else "variable-mixed-up"
                yield Finding(code, term.start, term.end, edit, values)


def joined(case: Case, pieces: tuple[Element, ...]) -> Finding | None:
    """Two patterns that share a variable, and no value of it."""
    first, *others = pieces
    for other in others:
        shared = sorted(first.variables & other.variables)
        if not shared:
            continue
        name = shared[0]
        some = [case.bench.short(v) for v in case.values(f"?{name}", (first,))[:2]]
        more = [case.bench.short(v) for v in case.values(f"?{name}", (other,))[:2]]
        values = {
            "variable": f"?{name}", "one": shown(case, first), "other": shown(case, other),
            "values": ", ".join(some) or "–", "others": ", ".join(more) or "–",
        }  # fmt: skip
        return Finding("no-common-value", other.start, other.end, None, values)
    return None
