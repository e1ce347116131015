"""Write a query in one style: keywords in capitals, a triple and a clause to a line, blocks indented.

Only space and the case of keywords change: what is written is cut into tokens again, and unless they are
the same ones, comments included, the text stays as it was. So the query is the same whatever its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ctgraph.explain.limits import is_too_large
from ctgraph.sparql.scan import Token, pieces

_STEP = "  "
_WIDEST = 88  # of a block that stays on one line
_OPENING, _CLOSING = ("{", "(", "["), ("}", ")", "]")
_WRITTEN = {
    w.upper(): w for w in ("isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC", "sameTerm")
}
_KEPT = {
    "A",
    "TRUE",
    "FALSE",
}  # 'a' has no capitals (SPARQL 1.1, section 19.8), the others look like values
_SPACED = {"{", "}", ";", ".", "=", "!=", "&&", "||"}
_BEFORE = {"FILTER", "BIND"}
_PROLOGUE = {"PREFIX", "BASE"}
_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
_CLAUSES = {"FROM", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}
_PATTERNS = {"OPTIONAL", "FILTER", "BIND", "GRAPH", "SERVICE", "MINUS", "VALUES"}
_OTHERS = """
    WHERE BY NAMED DISTINCT REDUCED AS ASC DESC UNION UNDEF EXISTS NOT IN SEPARATOR SILENT COUNT SUM MIN MAX AVG
    SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN
    UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS
    TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT REGEX SUBSTR REPLACE
"""
_KEYWORDS = _PROLOGUE | _FORMS | _CLAUSES | _PATTERNS | {*_WRITTEN, *_OTHERS.split()}


def tidy(text: str) -> str:
    """Write a query in one style; a text that cannot be cut into tokens stays as it is."""
    if is_too_large(text):
        return text
    tokens = [t for t in pieces(text) if t.kind != "space"]
    if any(t.kind in {"unclosed", "foreign", "url"} for t in tokens) or not _is_balanced(tokens):
        return text
    written = _Writer(text, tokens).write()
    return written if _told(written) == _told(text) else text


def _told(text: str) -> list[tuple[str, str]]:
    """Say what a text tells: its tokens and comments, keywords whatever their case."""
    return [
        (t.kind, t.text.upper() if _is_keyword(t) else t.text.rstrip())
        for t in pieces(text)
        if t.kind != "space"
    ]


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.word in _KEYWORDS and token.word not in _KEPT


def _is_balanced(tokens: list[Token]) -> bool:
    open_: list[str] = []
    for token in tokens:
        if token.word in _OPENING:
            open_.append(_CLOSING[_OPENING.index(token.word)])
        elif token.word in _CLOSING and (not open_ or open_.pop() != token.word):
            return False
    return not open_


@dataclass(slots=True)
class _Writer:
    """Writes token after token; `stack` are the brackets that are open, '{-' being one on a line of its own."""

    text: str
    tokens: list[Token]
    lines: list[str] = field(default_factory=list)
    line: str = ""
    stack: list[str] = field(default_factory=list)
    carried: bool = False  # a ';' carries the subject on to the next line
    ends: int = -1  # how many brackets are open when the FILTER or BIND that is being written ends
    fresh: bool = False  # the next token begins a line

    def write(self) -> str:
        for number, token in enumerate(self.tokens):
            self._put(number, token)
        self._break()
        return "\n".join(self.lines).strip("\n") + "\n" * self.text.endswith("\n")

    def _put(self, number: int, token: Token) -> None:
        before = self.tokens[number - 1] if number else None
        gap = self.text[before.end : token.start] if before else ""
        if token.kind == "comment":
            self._comment(token, gap, first=before is None)
            return
        word = token.word
        if self._begins_line(word, before):
            self._break(blank=gap.count("\n") > 1 or self._begins_query(word, before))
        spaced = (
            bool(gap)
            or word in _SPACED
            or (before is not None and before.word in _SPACED | _BEFORE)
        )
        if word == "}" and self.stack and self.stack.pop() == "{":
            self._break()
        elif word in _CLOSING and word != "}" and self.stack:
            self.stack.pop()
        self._add(_spelled(token), spaced=spaced)
        self._after(number, word)

    def _begins_line(self, word: str, before: Token | None) -> bool:
        if before is None or self.fresh:
            return self.fresh
        if self.stack and self.stack[-1] != "{":
            return False
        if word in _PROLOGUE or (word in _CLAUSES and before.word != "DESCRIBE"):
            return True
        if word in _FORMS or (word == "{" and self.stack and before.word in {"}", "."}):
            return True
        if word == "WHERE":
            return self.line.lstrip().startswith("FROM ")
        return word in _PATTERNS and before.word != "NOT"

    def _begins_query(self, word: str, before: Token | None) -> bool:
        """Whether a prologue ends here, below which a line is left empty."""
        return word in _FORMS and before is not None and before.kind == "iri" and not self.stack

    def _after(self, number: int, word: str) -> None:
        """Find out what comes next to a token that was written."""
        in_block = not self.stack or self.stack[-1] == "{"
        follows = self._follows(number)
        self.fresh = self._declares(number)
        if word in _PATTERNS:
            self.carried = False
            self.ends = len(self.stack) if word in {"FILTER", "BIND"} and in_block else self.ends
        elif word in _OPENING:
            self._open(number, word)
        elif word in {";", "."} and in_block:
            self.fresh, self.carried = True, word == ";"
        elif word in {"}", ")"} and len(self.stack) == self.ends and follows != ".":
            self.fresh, self.ends = True, -1
        elif word == "}" and in_block and follows not in {"UNION", ".", "WHERE"}:
            self.fresh = True
        self.fresh = self.fresh and follows != "}"

    def _open(self, number: int, word: str) -> None:
        """Open a bracket; what is in a block begins a line, unless the block fits on this one."""
        if word == "{" and not self._fits(number):
            self.fresh, self.carried = True, False
        self.stack.append("{-" if word == "{" and not self.fresh else word)

    def _declares(self, number: int) -> bool:
        """Whether a declaration ends with this token."""
        words = [t.word for t in self.tokens[max(0, number - 2) : number]]
        if self.tokens[number].kind != "iri" or self.stack:
            return False
        return words[-1:] == ["BASE"] or words[:1] == ["PREFIX"]

    def _follows(self, number: int) -> str:
        rest = self.tokens[number + 1 : number + 2]
        return rest[0].word or rest[0].kind if rest else ""

    def _fits(self, number: int) -> bool:
        """Whether a block within another holds one short pattern, or values, and stays on its line."""
        inside: list[Token] = []
        for token in self.tokens[number + 1 :]:
            if token.word == "}":
                break
            inside.append(token)
        is_data = "VALUES" in [t.word for t in self.tokens[max(0, number - 2) : number]]
        several = {"{", ";", "."} | _PATTERNS | _FORMS | {"UNION"}
        wordy = any(t.kind == "comment" or t.word in several for t in inside)
        length = sum(len(t.text) + 1 for t in inside)
        nested = bool(self.stack) or is_data
        return nested and not wordy and len(self.line) + length <= _WIDEST

    def _comment(self, token: Token, gap: str, *, first: bool) -> None:
        """Write a comment, which ends its line: beside what it stands beside, else on a line of its own."""
        if "\n" in gap or first:
            self._break(blank=gap.count("\n") > 1)
        self._add(token.text.rstrip(), spaced=True)
        self._break()
        self.fresh = False

    def _add(self, text: str, *, spaced: bool) -> None:
        if self.line:
            self.line += " " * spaced + text
            return
        depth = self.stack.count("{") + self.carried
        depth -= text == "}" and self.carried
        self.line = _STEP * depth + text

    def _break(self, *, blank: bool = False) -> None:
        """End the line; `blank`: leave one empty below it."""
        if self.line:
            self.lines.append(self.line)
            self.line = ""
        if blank and self.lines and self.lines[-1]:
            self.lines.append("")


def _spelled(token: Token) -> str:
    return _WRITTEN.get(token.word, token.word) if _is_keyword(token) else token.text
