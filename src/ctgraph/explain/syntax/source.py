"""A text that does not parse, as the rules look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from ctgraph.explain.findings import Edit, Finding
from ctgraph.sparql.scan import Token, Tokens

FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"})
MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
CLAUSES = frozenset(
    {"FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "SERVICE", "LATERAL"}
)
AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
OTHERS = frozenset(
    """PREFIX BASE VERSION DISTINCT REDUCED FROM NAMED WHERE AS BY ASC DESC NOT EXISTS IN UNDEF
    SEPARATOR SILENT TRUE FALSE A""".split()  # noqa: SIM905 - a list would take a page
)
# built-in functions, with the fewest and the most arguments that they take
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "STR": (1, 1), "LANG": (1, 1), "LANGMATCHES": (2, 2), "DATATYPE": (1, 1), "BOUND": (1, 1),
    "IRI": (1, 1), "URI": (1, 1), "BNODE": (0, 1), "RAND": (0, 0), "ABS": (1, 1), "CEIL": (1, 1),
    "FLOOR": (1, 1), "ROUND": (1, 1), "CONCAT": (0, 99), "STRLEN": (1, 1), "SUBSTR": (2, 3),
    "UCASE": (1, 1), "LCASE": (1, 1), "ENCODE_FOR_URI": (1, 1), "CONTAINS": (2, 2),
    "STRSTARTS": (2, 2), "STRENDS": (2, 2), "STRBEFORE": (2, 2), "STRAFTER": (2, 2),
    "REPLACE": (3, 4), "REGEX": (2, 3), "YEAR": (1, 1), "MONTH": (1, 1), "DAY": (1, 1),
    "HOURS": (1, 1), "MINUTES": (1, 1), "SECONDS": (1, 1), "TIMEZONE": (1, 1), "TZ": (1, 1),
    "NOW": (0, 0), "UUID": (0, 0), "STRUUID": (0, 0), "MD5": (1, 1), "SHA1": (1, 1),
    "SHA256": (1, 1), "SHA384": (1, 1), "SHA512": (1, 1), "COALESCE": (0, 99), "IF": (3, 3),
    "STRLANG": (2, 2), "STRDT": (2, 2), "SAMETERM": (2, 2), "ISIRI": (1, 1), "ISURI": (1, 1),
    "ISBLANK": (1, 1), "ISLITERAL": (1, 1), "ISNUMERIC": (1, 1), "TRIPLE": (3, 3),
    "SUBJECT": (1, 1), "PREDICATE": (1, 1), "OBJECT": (1, 1), "ISTRIPLE": (1, 1),
    "LANGDIR": (1, 1), "HASLANG": (1, 1), "HASLANGDIR": (1, 1), "STRLANGDIR": (3, 3),
}  # fmt: skip
KEYWORDS = FORMS | MODIFIERS | CLAUSES | AGGREGATES | OTHERS | frozenset(FUNCTIONS)
TERMS = frozenset({"variable", "iri", "name", "blank", "string", "number", "url"})


class Source:
    """The tokens of a text, and where its parts begin."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        self.text = text
        self.tokens = Tokens(text)
        self.known = known

    @cached_property
    def form(self) -> int:
        """The index of SELECT, CONSTRUCT, DESCRIBE or ASK; the number of tokens if none is there."""
        return self.find(FORMS)

    @cached_property
    def where(self) -> int:
        """The index of the brace that opens the pattern."""
        first = self.find({"{"}, self.form)
        if self.tokens[self.form].word == "CONSTRUCT" and first == self.form + 1:
            return self.find({"{"}, self.tokens.closing(first))
        return first

    @cached_property
    def pattern_end(self) -> int:
        """The index of the brace that closes the pattern."""
        return self.tokens.closing(self.where)

    def find(self, words: frozenset[str] | set[str], after: int = 0, default: int = -1) -> int:
        """The index of the first of some keywords or marks; `default`, else the number of tokens."""
        for index in range(after, len(self.tokens)):
            if self.tokens[index].word in words:
                return index
        return len(self.tokens) if default < 0 else default

    def each(self, *words: str) -> Iterator[tuple[int, Token]]:
        """Every occurrence of some keywords or marks."""
        wanted = frozenset(words)
        for index, token in enumerate(self.tokens.all):
            if token.word in wanted:
                yield index, token

    def replace(self, code: str, token: Token, text: str, **values: object) -> Finding:
        """Finding: a token that should read otherwise."""
        edit = Edit(token.start, token.end, text)
        return Finding(
            code, token.start, token.end, edit, {"found": token.text, "cure": text} | values
        )

    def insert(self, code: str, token: Token, text: str, **values: object) -> Finding:
        """Finding: something is missing before a token."""
        edit = Edit(token.start, token.start, text)
        return Finding(
            code, token.start, token.end, edit, {"found": token.text, "cure": text} | values
        )

    def wrap(self, code: str, first: Token, last: Token, before: str, after: str) -> Finding:
        """Finding: something is missing around a stretch of tokens."""
        inner = self.text[first.start : last.end]
        edit = Edit(first.start, last.end, before + inner + after)
        return Finding(code, first.start, last.end, edit, {"found": inner, "cure": edit.text})


Rule = Callable[[Source], Iterator[Finding]]
