"""Selections: the things of a class that meet conditions, written as SPARQL that people can read on.

A facet relates `?thing` to a `?value`; a choice is a facet with a term chosen for it. Terms are serialised,
never pasted as text; patterns are ours. In data without a default graph of its own each pattern is looked
for in every named graph too (`anywhere`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

import pyoxigraph as ox

from ctgraph.queries.questions import with_prologue
from ctgraph.store import QueryRequest
from ctgraph.terms import Names, curie

Term = ox.NamedNode | ox.Literal
YEAR = "year"
_NAMED = "skos:prefLabel"
_NAMED_ANYHOW = "skos:prefLabel|rdfs:label|dcterms:title|foaf:name|schema:name"
_DATED = "?thing ct:earliest ?first ; ct:latest ?last ."
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to tell things apart; `pattern` relates ?thing and ?value.

    `key` stands for it in addresses and as a column; `property_iri` is the property that it is, empty
    for one made of several. The facet YEAR has years as its values, and no pattern.
    """

    key: str
    pattern: str = ""
    property_iri: str = ""

    @property
    def column(self) -> str:
        """Its key as the name of a variable."""
        return re.sub(r"\W", "_", self.key)


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet and what was chosen: any of some terms that one name may stand for, or that there is no value."""

    facet: Facet
    terms: tuple[Term, ...] = ()

    @property
    def is_absence(self) -> bool:
        """Whether things are wanted that have no value."""
        return not self.terms


@dataclass(frozen=True, slots=True)
class Selection:
    """Things that match `pattern` (about ?thing) and every choice."""

    names: Names
    pattern: str
    choices: tuple[Choice, ...] = ()
    anywhere: bool = False

    def choosing(self, choices: Iterable[Choice]) -> Selection:
        """The same with these choices in place of its own."""
        return replace(self, choices=tuple(choices))

    def total(self) -> QueryRequest:
        """Ask how many things there are, as ?count."""
        return self._request(
            f"SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE {{\n{self._where()}}}"
        )

    def things(self, language: str, most: int, start: int = 0) -> QueryRequest:
        """Ask for some of the things: dated ones first, the latest before, then by name."""
        return self._request(
            "SELECT ?thing (MAX(?earliest) AS ?when) (MIN(LCASE(STR(?label))) AS ?name) WHERE {\n"
            f"{self._inner()}"
            f"  OPTIONAL {{ {self._any('?thing ct:earliest ?earliest')} }}\n"
            f"  OPTIONAL {{ {self._any(f'?thing {self._named} ?label')} {_spoken('?label', language)} }}\n"
            f"}}\nGROUP BY ?thing\nORDER BY DESC(?when) ?name ?thing\nLIMIT {most:d} OFFSET {start:d}"
        )

    def some(self, facet: Facet) -> QueryRequest:
        """Ask for one of the things that has a value of a facet."""
        pattern = _DATED if facet.key == YEAR else facet.pattern
        return self._request(
            f"SELECT ?thing WHERE {{\n{self._inner()}  {self._any(pattern)}\n}}\nLIMIT 1"
        )

    def counts(self, facet: Facet) -> QueryRequest:
        """Ask how many of the things have which ?value of a facet, as ?count; of years as ?value to ?until."""
        group, found = "?value", f"  {self._any(facet.pattern)}\n"
        if facet.key == YEAR:
            group = "?value ?until"
            found = f"  {_DATED} BIND(YEAR(?first) AS ?value) BIND(YEAR(?last) AS ?until)\n"
        return self._request(
            f"SELECT {group} (COUNT(DISTINCT ?thing) AS ?count) WHERE {{\n{self._inner()}{found}}}\n"
            f"GROUP BY {group}\nORDER BY DESC(?count) {group}"
        )

    def counts_of(self, facets: Iterable[Facet]) -> QueryRequest:
        """Ask the same of facets that are properties, all at once: ?property, ?value, ?count."""
        counted = "COUNT(DISTINCT ?thing)" if self.anywhere else "COUNT(*)"
        return self._request(
            f"SELECT ?property ?value ({counted} AS ?count) WHERE {{\n{self._inner()}{self._of(facets)}}}\n"
            "GROUP BY ?property ?value\nORDER BY DESC(?count) ?value"
        )

    def having(self, facets: Iterable[Facet]) -> QueryRequest:
        """Ask how many of the things have any value of facets that are properties: ?property, ?count."""
        return self._request(
            "SELECT ?property (COUNT(DISTINCT ?thing) AS ?count) WHERE {\n"
            f"{self._inner()}{self._of(facets)}}}\nGROUP BY ?property"
        )

    def lacking(self, facet: Facet) -> Selection:
        """The things among these that have no value of a facet."""
        return self.choosing((*self.choices, Choice(facet)))

    def table(self, facets: Iterable[Facet], language: str) -> QueryRequest:
        """Ask for all of the things with their dates and the names of their values: a row for each."""
        columns = [facet for facet in facets if facet.key != YEAR]
        dates = ("date", "earliest", "latest")
        selected = " ".join(
            f"?{c}" for c in ("thing", "name", *dates, *(f.column for f in columns))
        )
        blocks = [self._column("name", f"?thing {self._named} ?value", language, plain=True)]
        blocks += [
            self._column(name, f"?thing ct:{name} ?value", language, plain=True) for name in dates
        ]
        blocks += [self._column(f.column, f.pattern, language) for f in columns]
        return self._request(
            f"SELECT {selected} WHERE {{\n{self._inner()}{''.join(blocks)}}}\nORDER BY DESC(?earliest) ?name ?thing"
        )

    def statements(self) -> QueryRequest:
        """Ask for everything that is said of the things, as triples."""
        said = self._any("?thing ?property ?object")
        return self._request(
            f"CONSTRUCT {{ ?thing ?property ?object }} WHERE {{\n{self._inner()}  {said}\n}}"
        )

    def pairs(self, facet: Facet) -> QueryRequest:
        """Ask which two values of a facet, ?value and ?value_other, have how many things in common."""
        return self._request(
            "SELECT ?value ?value_other (COUNT(DISTINCT ?thing) AS ?count) WHERE {\n"
            f"{self._inner()}{self._both(facet)}"
            "  FILTER(STR(?value) < STR(?value_other))\n}\n"
            "GROUP BY ?value ?value_other\nORDER BY DESC(?count) ?value ?value_other"
        )

    def meeting(self, facet: Facet) -> QueryRequest:
        """Ask for one thing that has two values of a facet."""
        return self._request(
            f"SELECT ?thing WHERE {{\n{self._inner()}{self._both(facet)}"
            "  FILTER(STR(?value) < STR(?value_other))\n}\nLIMIT 1"
        )

    def between(self, facet: Facet, pairs: Iterable[tuple[Term, Term]]) -> QueryRequest:
        """Ask which things each of the pairs has in common."""
        wanted = " ".join(f"({a} {b})" for a, b in pairs)
        return self._request(
            "SELECT DISTINCT ?value ?value_other ?thing WHERE {\n"
            f"  VALUES (?value ?value_other) {{ {wanted} }}\n{self._inner()}{self._both(facet)}}}"
        )

    def uses(self) -> QueryRequest:
        """Ask which ?property the things have: how many ?things, how many ?values, and one ?example."""
        return self._request(
            "SELECT ?property (COUNT(DISTINCT ?thing) AS ?things) (COUNT(DISTINCT ?value) AS ?values)"
            " (SAMPLE(?value) AS ?example) WHERE {\n"
            f"{self._inner()}  {self._any('?thing ?property ?value')}\n}}\n"
            "GROUP BY ?property\nORDER BY ?property"
        )

    def readable(self, language: str) -> QueryRequest:
        """Ask for the things with name and date, as a beginning for queries of one's own."""
        return self._request(
            "SELECT DISTINCT ?thing ?name ?date WHERE {\n"
            f"{self._where()}"
            f"  OPTIONAL {{ {self._any(f'?thing {self._named} ?name')} {_spoken('?name', language)} }}\n"
            f"  OPTIONAL {{ {self._any('?thing ct:date ?date ; ct:earliest ?earliest')} }}\n"
            "}\nORDER BY DESC(?earliest) ?name"
        )

    @property
    def _named(self) -> str:
        """How things get their names: a project's have labels; of other data who knows."""
        return _NAMED_ANYHOW if self.anywhere else _NAMED

    def _of(self, facets: Iterable[Facet]) -> str:
        properties = " ".join(f"<{facet.property_iri}>" for facet in facets)
        return f"  VALUES ?property {{ {properties} }}\n  {self._any('?thing ?property ?value')}\n"

    def _both(self, facet: Facet) -> str:
        other = _renamed(facet.pattern, "_other")
        return f"  {self._any(facet.pattern)}\n  {self._any(other)}\n"

    def _column(self, name: str, pattern: str, language: str, *, plain: bool = False) -> str:
        """A sub-select for one column, so that things with several values still have one row."""
        shown = "STR(?value)"
        called = ""
        if not plain:
            shown = "COALESCE(?called, STR(?value))"
            called = f" OPTIONAL {{ {self._any(f'?value {self._named} ?called')} {_spoken('?called', language)} }}"
        elif name == "name":
            called = f" {_spoken('?value', language)}"
        return (
            f'  OPTIONAL {{ SELECT ?thing (GROUP_CONCAT(DISTINCT ?shown; separator="; ") AS ?{name}) WHERE {{\n'
            "    { SELECT ?thing ?shown WHERE {\n"
            f"      {self._any(self.pattern)} {self._any(pattern)}{called} BIND({shown} AS ?shown)\n"
            "    } ORDER BY ?shown }\n  } GROUP BY ?thing }\n"
        )

    def _inner(self) -> str:
        if not self.choices:
            return self._where()
        return f"  {{ SELECT DISTINCT ?thing WHERE {{\n{self._where()}  }} }}\n"

    def _where(self) -> str:
        lines = [self._any(self.pattern), "FILTER(isIRI(?thing))" if self.anywhere else ""]
        lines += [self._condition(choice, number) for number, choice in enumerate(self.choices, 1)]
        return "".join(f"{_INDENT}{line}\n" for line in lines if line)

    def _condition(self, choice: Choice, number: int) -> str:
        if choice.facet.key == YEAR:
            return _in_year(choice, number)
        variable = f"?{choice.facet.column}{number}"
        pattern = _renamed(choice.facet.pattern, str(number), variable)
        if choice.is_absence:
            return f"MINUS {{ {self._any(pattern)} }}"
        prefixes = self.names.prefixes()
        terms = (
            curie(t.value, prefixes) if isinstance(t, ox.NamedNode) else str(t)
            for t in choice.terms
        )
        return f"VALUES {variable} {{ {' '.join(terms)} }} {self._any(pattern)}"

    def _any(self, pattern: str) -> str:
        """The pattern in the default graph; where that is not all there is, in any graph."""
        dot = pattern if pattern.rstrip().endswith((".", "}")) else f"{pattern} ."
        if not self.anywhere:
            return dot
        return f"{{ {dot} }} UNION {{ GRAPH ?graph {{ {dot} }} }}"

    def _request(self, text: str) -> QueryRequest:
        numbers = count(1)  # patterns may be met in different graphs
        text = re.sub(r"\?graph\b", lambda _: f"?graph{next(numbers)}", text)
        text = with_prologue(text + "\n", self.names)
        return QueryRequest(text, base_iri=self.names.base_iri, trusted=True)


def _renamed(pattern: str, suffix: str, value: str = "") -> str:
    """The pattern with other variables than ?thing and, if it is given, with `value` in place of ?value."""

    def rename(found: re.Match[str]) -> str:
        if found[1] in {None, "thing"}:
            return found[0]
        return value if value and found[1] == "value" else f"?{found[1]}{suffix}"

    return re.sub(r"<[^>]*>|\?(\w+)", rename, pattern)


def _spoken(variable: str, language: str) -> str:
    return f'FILTER(LANG({variable}) IN ("", {ox.Literal(language)}))'


def _in_year(choice: Choice, number: int) -> str:
    """Whether a thing's dates touch the year."""
    if choice.is_absence:
        return "FILTER NOT EXISTS { ?thing ct:earliest ?first }"
    year = int(choice.terms[0].value)
    return (
        f"?thing ct:earliest ?first{number} ; ct:latest ?last{number} . "
        f'FILTER(?first{number} <= "{year:04d}-12-31"^^xsd:date && ?last{number} >= "{year:04d}-01-01"^^xsd:date)'
    )
