"""Random data, and random queries to it: every form that a group may have, in any mixture, from a number.

Equal numbers give equal data and equal queries. A query stands in lines that can mostly be left out one by one,
so that what goes wrong can be made small.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pyoxigraph as ox

E = "http://e/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PROLOGUE = f"PREFIX e: <{E}>\nPREFIX rdf: <{RDF}>\n"
GRAPHS = ("g", "h")
NAMES, PROPERTIES = ("a", "b", "c"), ("p", "q")
VARIABLES = ("?x", "?y", "?z", "$w")
VALUES = ("1", "2", "1.0", "'s'", "'s'@en", "'1'", "true")
LITERALS = (
    ox.Literal(1), ox.Literal(2), ox.Literal("1.0", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("s"), ox.Literal("s", language="en"), ox.Literal("1"), ox.Literal(True),
)  # fmt: skip
DEEPEST = 3


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(E + name)


def data(seed: int, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Store:
    """A store with some triples in a graph, fewer in others, and triples about triples."""
    chance, made = random.Random(seed), ox.Store()
    nodes = [*map(node, NAMES), ox.BlankNode("one")]
    properties = [*map(node, PROPERTIES), ox.NamedNode(RDF + "type")]
    weights = [chance.random() for _ in properties]

    def triple() -> ox.Triple:
        value = chance.choice(LITERALS) if chance.random() < 0.3 else chance.choice(nodes)
        return ox.Triple(chance.choice(nodes), chance.choices(properties, weights)[0], value)

    def put(number: int, into: ox.NamedNode | ox.DefaultGraph) -> None:
        for _ in range(number):
            said = triple()
            made.add(ox.Quad(said.subject, said.predicate, said.object, into))
            if chance.random() < 0.1:
                made.add(ox.Quad(chance.choice(nodes), ox.NamedNode(RDF + "reifies"), said, into))

    put(chance.randrange(60), graph)
    for name in GRAPHS:
        put(chance.randrange(12), node(name))
    return made


def query(seed: int) -> str:
    """A query of any form."""
    return _Maker(random.Random(f"query {seed}")).query()


class _Maker:
    """Makes up parts of queries, each in lines of its own."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._new = 0
        self._depth = 0

    # ---- the frame

    def query(self) -> str:
        form = self._one(
            self._select, self._select, self._select, self._grouped, self._counted, self._ask, self._construct, self._describe,
        )  # fmt: skip
        return PROLOGUE + form()

    def _select(self) -> str:
        named = " ".join(self._some(VARIABLES, 1, 4))
        what = self._pick("*", "*", named, named, f"{named} ({self._expression()} AS ?new)")
        kind = self._pick("", "", "DISTINCT ", "REDUCED ")
        return f"SELECT {kind}{what} {self._where()}{self._order()}{self._limit()}{self._trailing()}"

    def _grouped(self) -> str:
        key = self._pick(*VARIABLES, f"({self._expression()} AS ?key)")
        shown = "?key" if "AS" in key else key
        having = self._pick("", "", "\nHAVING (COUNT(*) > 1)")
        return f"SELECT {shown} {self._aggregates()} {self._where()}\nGROUP BY {key}{having}{self._trailing()}"

    def _counted(self) -> str:
        return f"SELECT {self._aggregates()} {self._where()}{self._trailing()}"

    def _ask(self) -> str:
        return f"ASK {self._where()}"

    def _construct(self) -> str:
        if self._chance.random() < 0.2:
            return "CONSTRUCT WHERE {\n" + " .\n".join(self._triple() for _ in range(3)) + "\n}"
        made = " . ".join(f"{self._var()} e:made {self._var()}" for _ in range(2))
        return f"CONSTRUCT {{ {made} }} {self._where()}"

    def _describe(self) -> str:
        return f"DESCRIBE {self._pick('*', *VARIABLES)} {self._where()}"

    def _where(self) -> str:
        return f"WHERE {{\n{self._group(first=True)}\n}}"

    def _order(self) -> str:
        keys = (self._pick("{}", "DESC({})", "ASC({})", "(STR({}))").format(v) for v in self._some(VARIABLES, 1, 3))
        return self._pick("", "", "\nORDER BY " + " ".join(keys))

    def _limit(self) -> str:
        return self._pick("", "", "", "", "\nLIMIT 3", "\nLIMIT 2 OFFSET 1", "\nOFFSET 2", "\nLIMIT 90")

    def _trailing(self) -> str:
        return self._pick("", "", "", "", f"\n{self._values()}")

    def _aggregates(self) -> str:
        made = (
            "COUNT(*)", f"COUNT({self._var()})", f"COUNT(DISTINCT {self._var()})", f"SUM({self._var()})", f"MIN(STR({self._var()}))",
            f"MAX(STR({self._var()}))", f"AVG({self._var()})", "COUNT(DISTINCT *)", f"SUM(IF(BOUND({self._var()}), 1, 10))",
        )  # fmt: skip
        return " ".join(f"({one} AS ?of{n})" for n, one in enumerate(self._some(made, 1, 3)))

    # ---- groups

    def _group(self, *, first: bool = False) -> str:
        self._depth += 1
        if self._depth == 1 and self._chance.random() < 0.15:
            self._depth -= 1
            return self._union() if self._chance.random() < 0.5 else self._sub_select()
        parts = [self._block()] if first or self._chance.random() < 0.8 else []
        others = 0 if self._depth > DEEPEST else self._number(0, 0, 0, 1, 1, 2)
        parts += [self._other() for _ in range(others)]
        if self._chance.random() < 0.1:
            self._chance.shuffle(parts)
        self._depth -= 1
        return "\n".join(parts) or self._triple()

    def _block(self) -> str:
        """What can be put in order, mostly: triple patterns with conditions and VALUES among them."""
        number = self._number(2, 2, 3, 3, 4) if self._depth < 2 else self._number(1, 1, 1, 2, 3)
        lines: list[str] = []
        for _ in range(number):
            lines.append(self._statement())
            if self._chance.random() < 0.12:
                lines.append(self._filter())
            if self._chance.random() < 0.15:
                lines.append(self._values())
            if self._chance.random() < 0.05:
                lines.append("# } . ; '")
        if self._chance.random() < 0.2:
            self._chance.shuffle(lines)
        return "\n".join(lines)

    def _statement(self) -> str:
        """Triple patterns of one subject, each with its full stop or, if it may be, without."""
        subject, more = self._thing(), self._pick("", "", "", "", ";", ";", ",", ";;", "; #.\n;")
        text = f"{subject} {self._verb()} {self._object()}"
        if more == ",":
            text += f" , {self._object()}"
        elif more == ";":
            text += f" ; {self._verb()} {self._object()}"
        elif more:
            text += f" {more}"
        if self._chance.random() < 0.02:
            text = self._pick(
                f"[ {self._verb()} {self._object()} ] {self._verb()} {self._object()}",
                f"[] {self._verb()} {self._object()} ; {self._verb()} {self._object()}",
                f"{subject} {self._verb()} [ {self._verb()} {self._object()} ]",
                f"{subject} e:p ({self._object()} {self._object()})",
                f"{subject} rdf:reifies <<( {self._thing()} {self._plain_verb()} {self._object()} )>>",
                f"<< {self._thing()} e:p {self._object()} >> {self._verb()} {self._object()}",
                f"{subject} e:p {self._object()} {{| e:q {self._object()} |}}",
                f"{subject} e:q {self._object()} ~ {self._var()}",
            )
        return text + " ."

    def _triple(self) -> str:
        return f"{self._thing()} {self._plain_verb()} {self._object()}"

    def _other(self) -> str:
        leaves_joins_alone = (self._optional, self._optional, self._minus, self._bind, self._filter)
        any_at_all = (
            *leaves_joins_alone, self._union, self._union, self._braces, self._sub_select, self._sub_select, self._sub_select,
            self._graph, self._values, self._lateral, self._block,
        )  # fmt: skip
        kind = self._one(*(leaves_joins_alone if self._depth == 1 and self._chance.random() < 0.5 else any_at_all))
        return kind()

    def _optional(self) -> str:
        return f"OPTIONAL {{\n{self._group()}\n}}"

    def _minus(self) -> str:
        return f"MINUS {{\n{self._group()}\n}}"

    def _braces(self) -> str:
        return f"{{\n{self._group()}\n}}"

    def _lateral(self) -> str:
        return f"LATERAL {{\n{self._group()}\n}}" if self._chance.random() < 0.2 else self._optional()

    def _union(self) -> str:
        return "\nUNION\n".join(self._braces() for _ in range(self._number(2, 2, 3)))

    def _graph(self) -> str:
        return f"GRAPH {self._pick('?g', 'e:g', 'e:h', 'e:none', '?x')} {{\n{self._group()}\n}}"

    def _bind(self) -> str:
        self._new += 1
        return f"BIND({self._expression()} AS ?new{self._new})"

    def _sub_select(self) -> str:
        one = self._var()
        where = self._where()
        sure = f"WHERE {{\n{self._group(first=True)}\nFILTER(ISIRI({one}))\n}}"
        made = self._pick(
            f"SELECT * {where}",
            f"SELECT DISTINCT {' '.join(self._some(VARIABLES, 1, 3))} {where}",
            f"SELECT {' '.join(self._some(VARIABLES, 1, 3))} {where} {self._trailing()}",
            f"SELECT {one} (COUNT(*) AS ?sum) {where} GROUP BY {one}",
            f"SELECT DISTINCT {one} {sure} ORDER BY STR({one}) LIMIT 2",
            f"SELECT (COUNT({one}) AS ?all) {where}",
        )
        return f"{{ {made} }}"

    # ---- conditions and terms

    def _filter(self) -> str:
        return f"FILTER({self._condition()})" if self._chance.random() < 0.85 else f"FILTER {self._exists()}"

    def _exists(self) -> str:
        return f"{self._pick('', 'NOT ')}EXISTS {{\n{self._group()}\n}}" if self._depth < DEEPEST else "BOUND(?x)"

    def _condition(self) -> str:
        x, y = self._var(), self._var()
        return self._pick(
            f"{x} {self._pick('=', '!=', '<', '>=')} {self._pick(y, *VALUES, 'e:a')}",
            f"BOUND({x})", f"!BOUND({x})", f"ISIRI({x})", f"ISLITERAL({x}) || {y} = e:a", f"{x} IN (e:a, 1, {y})",
            f"{x} != {y} && {y} != 's'", f"SAMETERM({x}, {y})", f"COALESCE({x}, {y}) != e:b", f"REGEX(STR({x}), '[ab1]$')",
            f"IF(BOUND({x}), {y} != {x}, true)", f"STRLEN(STR({x})) > 1 && NOT EXISTS {{ {self._triple()} }}",
        )  # fmt: skip

    def _expression(self) -> str:
        x, y = self._var(), self._var()
        return self._pick(f"STR({x})", x, f"COALESCE({x}, {y}, 'none')", f"{x} + 1", f"IF({x} = {y}, 1, 2)", "e:a", f"({x} < {y})")

    def _values(self) -> str:
        if self._chance.random() < 0.6:
            return f"VALUES {self._var()} {{ {' '.join(self._some_with_twins(('e:a', 'e:b', 'e:c', 'e:a', 'e:b', '1'), 0, 5))} }}"
        x, y = self._some(VARIABLES, 2, 2)
        rows = self._some_with_twins(("(e:a e:b)", "(e:b 1)", "(e:c e:a)", "(UNDEF e:b)", "(e:a e:a)"), 0, 5)
        return f"VALUES ({x} {y}) {{ {' '.join(rows)} }}"

    def _verb(self) -> str:
        return self._path() if self._chance.random() < 0.03 else self._plain_verb()

    def _plain_verb(self) -> str:
        return self._pick("e:p", "e:q", "e:p", "e:q", "e:p", f"<{E}p>", "a", self._var())

    def _path(self) -> str:
        return self._pick("e:p/e:q", "e:p|e:q", "^e:p", "e:p*", "e:q+", "e:p?", "!e:p", "!(e:p|^e:q)", "(e:p/e:q)*", "^(e:p|a)")

    def _thing(self) -> str:
        name = f"e:{self._chance.choice(NAMES)}"
        if self._depth < 2 and self._chance.random() < 0.02:
            return f"_:n{self._chance.randrange(99)}"
        return self._var() if self._chance.random() < 0.85 else name

    def _object(self) -> str:
        return self._chance.choice(VALUES) if self._chance.random() < 0.04 else self._thing()

    def _var(self) -> str:
        return self._chance.choice(VARIABLES)

    # ---- chances

    def _pick(self, *of: str) -> str:
        return self._chance.choice(of)

    def _number(self, *of: int) -> int:
        return self._chance.choice(of)

    def _one(self, *of: Callable[[], str]) -> Callable[[], str]:
        return self._chance.choice(of)

    def _some(self, of: tuple[str, ...], least: int, most: int) -> list[str]:
        return self._chance.sample(of, self._chance.randint(least, most))

    def _some_with_twins(self, of: tuple[str, ...], least: int, most: int) -> list[str]:
        return self._chance.choices(of, k=self._chance.randint(least, most))
