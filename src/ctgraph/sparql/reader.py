"""From the text of a query to its parts: the grammar of SPARQL 1.1, section 19.8.

For texts that the engine has taken; whatever goes beyond the grammar above raises NotUnderstood, and
the query is then run as always, but not explained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

import pyoxigraph as ox

from ctgraph.sparql.scan import Token, Tokens
from ctgraph.sparql.tree import (
    RDF_TYPE,
    Bind,
    Block,
    Element,
    Expression,
    Filter,
    Group,
    Node,
    Path,
    Query,
    Slice,
    Step,
    SubSelect,
    Term,
    Triple,
    Union,
    Values,
)

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_XSD = "http://www.w3.org/2001/XMLSchema#"
_COMPARE = frozenset({"=", "!=", "<", ">", "<=", ">="})
_FORMS = frozenset({"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"})
_MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


class NotUnderstood(Exception):
    """The text has a form that is not read here."""


def read(text: str, base_iri: str = "") -> Query:
    """Take a query apart. Raises NotUnderstood."""
    reader = _Reader(text, base_iri)
    try:
        query = reader.query()
    except (RecursionError, ValueError) as error:
        raise NotUnderstood(str(error)) from None
    if reader.now.kind != "end":
        raise NotUnderstood(reader.now.text)
    return query


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, text: str, base_iri: str) -> None:
        self.text = text
        self.tokens = Tokens(text)
        self._all = (*self.tokens.all, self.tokens.end)
        self.at = 0
        self.base = base_iri
        self.prefixes: dict[str, str] = {}
        self.taken = {t.text[1:] for t in self.tokens.all if t.kind == "variable"}
        self.blanks: set[str] = set()
        self.grouped: set[str] = set()  # what GROUP BY gives names to
        self.lead: int | None = None  # where the next triple pattern begins, if before its verb

    # ---- tokens

    @property
    def now(self) -> Token:
        return self._all[self.at]

    @property
    def last_end(self) -> int:
        return self.tokens[self.at - 1].end

    def take(self, *words: str) -> Token:
        """Take the token, which must be one of some keywords or marks, if any are named."""
        token = self._all[self.at]
        if (words and token.word not in words) or token.kind == "end":
            raise NotUnderstood(token.text)
        self.at += 1
        return token

    def skip(self, *words: str) -> bool:
        """Take the token if it is one of some keywords or marks."""
        if self._all[self.at].word in words:
            self.at += 1
            return True
        return False

    def slice(self, start: int) -> str:
        return self.text[start : self.last_end]

    # ---- the frame

    def query(self) -> Query:
        self.prologue()
        if self.now.word not in _FORMS:
            raise NotUnderstood(self.now.text)
        prologue = self.text[: self.now.start]
        return self.body(prologue)

    def prologue(self) -> None:
        while self.now.word in {"PREFIX", "BASE", "VERSION"}:
            if self.skip("VERSION"):
                self.take()
            elif self.skip("BASE"):
                self.base = _resolved(self.base, self.take().text[1:-1])
            else:
                self.take("PREFIX")
                name = self.take().text.removesuffix(":")
                self.prefixes[name] = _resolved(self.base, self.take().text[1:-1])

    def body(self, prologue: str) -> Query:
        """All from the form onwards; of a query, or of a query within one."""
        start = self.now.start
        form = self.take(*_FORMS).word
        selected: tuple[tuple[Expression | None, Term], ...] = ()
        template: list[Element] = []
        if form == "SELECT":
            self.skip("DISTINCT", "REDUCED")
            selected = self.selection()
        elif form == "CONSTRUCT" and self.now.word == "{":
            template = list(self.group().elements)
        elif form == "DESCRIBE" and not self.skip("*"):
            while self.now.kind in {"variable", "iri", "name"}:
                self.take()
        head = self.slice(start)
        datasets = self.datasets()
        where = self.pattern(form)
        if form == "CONSTRUCT" and not template:
            template = list(where.elements)
        return self.modifiers(
            Query(
                text=self.text,
                form=form,
                prologue=prologue,
                prefixes=dict(self.prefixes),
                head=head,
                datasets=datasets,
                where=where,
                selected=selected,
                template=tuple(t for t in template if isinstance(t, Triple)),
            )
        )

    def pattern(self, form: str) -> Group:
        self.skip("WHERE")
        if form == "DESCRIBE" and self.now.word != "{":
            return Group(self.last_end, self.last_end, ())
        return self.group()

    def selection(self) -> tuple[tuple[Expression | None, Term], ...]:
        found: list[tuple[Expression | None, Term]] = []
        if self.skip("*"):
            return ()
        while self.now.kind == "variable" or self.now.word == "(":
            if self.skip("("):
                value = self.expression()
                self.take("AS")
                found.append((value, self.term()))
                self.take(")")
            else:
                found.append((None, self.term()))
        return tuple(found)

    def datasets(self) -> tuple[tuple[bool, Term], ...]:
        found = []
        while self.skip("FROM"):
            named = self.skip("NAMED")
            found.append((named, self.term()))
        return tuple(found)

    def modifiers(self, query: Query) -> Query:
        found: dict[str, object] = {}
        having: list[Expression] = []
        while (word := self.now.word) in _MODIFIERS:
            start = self.take().start
            if word in {"LIMIT", "OFFSET"}:
                number = int(self.take().text)
                found[word.lower()] = Slice(start, self.last_end, number)
            elif word == "VALUES":
                found["values"] = self.values(start)
            elif word == "HAVING":
                having += self.until_modifier(self.primary)
                found["having_slice"] = Slice(start, self.last_end)
            else:
                self.take("BY")
                self.until_modifier(self.key)
                found[f"{word.lower()}_by"] = Slice(start, self.last_end)
        return Query(
            **{
                name: found.get(name, getattr(query, name))  # type: ignore[arg-type]
                for name in Query.__dataclass_fields__
                if name not in {"having", "blanks", "grouped"}
            },
            having=tuple(having),
            blanks=frozenset(self.blanks),
            grouped=frozenset(self.grouped),
        )

    def until_modifier(self, read_one: Callable[[], Expression]) -> list[Expression]:
        found = []
        while self.now.kind != "end" and self.now.word not in _MODIFIERS | {"}"}:
            found.append(read_one())
        return found

    def key(self) -> Expression:
        """A key of GROUP BY or ORDER BY."""
        self.skip("ASC", "DESC")
        if not self.skip("("):
            return self.primary()
        value = self.expression()
        if self.skip("AS"):
            self.grouped |= self.term().variables
        self.take(")")
        return value

    # ---- patterns

    def group(self) -> Group:
        start = self.take("{").start
        elements: list[Element] = []
        if self.now.word == "SELECT":
            begun = self.now.start
            query = self.body(self.prologue_text())
            elements.append(SubSelect(begun, self.last_end, self.slice(begun), query))
        while not self.skip("}"):
            if not self.skip("."):
                elements += self.element()
        return Group(start, self.last_end, tuple(elements))

    def prologue_text(self) -> str:
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())

    def element(self) -> list[Element]:
        start, word = self.now.start, self.now.word
        if word == "FILTER":
            self.take()
            return list(self.filter(start))
        if word in {"OPTIONAL", "MINUS", "GRAPH"}:
            self.take()
            name = self.term() if word == "GRAPH" else None
            group = self.group()
            return [Block(start, self.last_end, self.slice(start), word, group, name)]
        if word == "BIND":
            return [self.bind()]
        if word == "VALUES":
            self.take()
            return [self.values(start)]
        if word == "{":
            return [self.union(start)]
        if word in {"SERVICE", "LATERAL"}:
            raise NotUnderstood(word)
        return self.statement()

    def union(self, start: int) -> Element:
        branches = [self.group()]
        while self.skip("UNION"):
            branches.append(self.group())
        text = self.slice(start)
        if len(branches) == 1:
            return Block(start, self.last_end, text, "", branches[0])
        return Union(start, self.last_end, text, tuple(branches))

    def filter(self, start: int) -> Iterable[Filter]:
        condition = self.primary()
        whole = (start, self.last_end)
        parts = _conjuncts(condition)
        for part in parts:
            text = f"FILTER ({self.text[part.start : part.end]})"
            yield Filter(part.start, part.end, text, part, whole, len(parts) == 1)

    def bind(self) -> Bind:
        start = self.take("BIND").start
        self.take("(")
        value = self.expression()
        self.take("AS")
        name = self.term()
        self.take(")")
        return Bind(start, self.last_end, self.slice(start), value, name)

    def values(self, start: int) -> Values:
        rows: list[tuple[Term | None, ...]] = []
        if self.now.word == "(":
            self.take("(")
            names = self.terms_until(")")
            self.take("{")
            while self.skip("("):
                rows.append(self.terms_until(")"))
            self.take("}")
        else:
            names = (self.term(),)
            self.take("{")
            rows = [(term,) for term in self.terms_until("}")]
        heads = tuple(name for name in names if name)
        return Values(start, self.last_end, self.slice(start), heads, tuple(rows))

    def terms_until(self, mark: str) -> tuple[Term | None, ...]:
        found = []
        while not self.skip(mark):
            found.append(None if self.skip("UNDEF") else self.term())
        return tuple(found)

    # ---- triple patterns

    def statement(self) -> list[Element]:
        found: list[Element] = []
        bracketed, lead = self.now.word == "[", self.now.start
        subject = self.node(found)
        self.lead = lead
        if not (bracketed and self.now.word in {".", "}"}):
            self.properties(subject, found)
        return found

    def properties(self, subject: Term, found: list[Element]) -> None:
        while True:
            if self.now.word not in {";", ".", "]", "}"} and self.now.kind != "end":
                self.objects(subject, self.verb(), found)
            if not self.skip(";"):
                return

    def objects(self, subject: Term, verb: Term | Path, found: list[Element]) -> None:
        while True:
            later: list[Element] = []
            value = self.node(later)
            text = f"{subject.text} {verb.text} {value.text} ."
            start, self.lead = (verb.start if self.lead is None else self.lead), None
            found.append(Triple(start, max(value.end, verb.end), text, subject, verb, value))
            found += later
            if self.now.word in {"{|", "~"}:
                raise NotUnderstood(self.now.text)
            if not self.skip(","):
                return
            self.lead = self.now.start

    def node(self, found: list[Element]) -> Term:
        """A term, or what stands for one: a bracketed property list, a collection."""
        start = self.now.start
        if self.skip("["):
            self.lead = None
            name = self.fresh("node")
            inside = Term(name, start, start + 1, name[1:])
            self.properties(inside, found)
            self.take("]")
            return Term(name, start, self.last_end, name[1:])
        if self.skip("("):
            inner: set[str] = set()
            while not self.skip(")"):
                later: list[Element] = []
                inner |= self.node(later).variables
                if later:
                    raise NotUnderstood("( [")
            return Term(self.slice(start), start, self.last_end, inner=frozenset(inner))
        return self.term()

    def fresh(self, stem: str) -> str:
        """Name a blank node."""
        number = 1
        while f"{stem}{number}" in self.taken:
            number += 1
        self.taken.add(f"{stem}{number}")
        self.blanks.add(f"{stem}{number}")
        return f"?{stem}{number}"

    def verb(self) -> Term | Path:
        start, first = self.at, self.now
        if first.kind == "variable":
            return self.term()
        steps = self.path()
        text = self.slice(first.start)
        if self.at == start + 1 and steps[0].term:
            return steps[0].term
        return Path(text, first.start, self.last_end, steps)

    def path(self) -> tuple[Step, ...]:
        """Alternatives make one step; else what '/' separates."""
        start = self.now.start
        steps = [self.step()]
        while self.skip("/"):
            steps.append(self.step())
        if self.now.word != "|":
            return tuple(steps)
        while self.skip("|"):
            self.path()
        return (Step(self.slice(start), start, self.last_end),)

    def step(self) -> Step:
        start = self.now.start
        plain: Term | None = None
        self.skip("^")
        negated = self.skip("!")
        if negated:
            self.skip("^")
        if self.skip("("):
            if self.now.word != ")":
                self.path_set(negated=negated)
            self.take(")")
        else:
            plain = None if negated else self.term()
            if negated:
                self.term()
        while self.now.word in {"*", "+", "?"}:
            self.take()
            plain = None
        return Step(self.slice(start), start, self.last_end, plain)

    def path_set(self, *, negated: bool) -> None:
        self.path()
        while negated and self.skip("|"):
            self.path()

    # ---- terms

    def term(self) -> Term:
        token = self.take()
        match token.kind:
            case "variable":
                return Term("?" + token.text[1:], token.start, token.end, token.text[1:])
            case "blank":
                return self.blank(token)
            case "iri" | "name":
                return Term(token.text, token.start, token.end, node=ox.NamedNode(self.iri(token)))
            case "string":
                return self.string(token)
            case "number":
                return self.number(token)
        return self.other_term(token)

    def other_term(self, token: Token) -> Term:
        if token.text == "a":
            return Term("a", token.start, token.end, node=ox.NamedNode(RDF_TYPE))
        if token.word in {"TRUE", "FALSE"}:
            boolean = ox.Literal(token.text.lower() == "true")
            return Term(token.text, token.start, token.end, node=boolean)
        if token.word in {"+", "-"} and self.now.kind == "number":
            return self.number(self.take(), token)
        if token.word == "[" and self.skip("]"):
            name = self.fresh("node")
            return Term(name, token.start, self.last_end, name[1:])
        raise NotUnderstood(token.text)

    def blank(self, token: Token) -> Term:
        name = "blank_" + token.text[2:].replace("-", "_").replace(".", "_")
        self.blanks.add(name)
        return Term(f"?{name}", token.start, token.end, name)

    def iri(self, token: Token) -> str:
        if token.kind == "iri":
            return _resolved(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise NotUnderstood(token.text)
        return self.prefixes[prefix] + local.replace("\\", "")

    def string(self, token: Token) -> Term:
        value = _unquoted(token.text)
        node: Node = ox.Literal(value)
        if self.now.kind == "language":
            node = ox.Literal(value, language=self.take().text[1:])
        elif self.skip("^^"):
            node = ox.Literal(value, datatype=ox.NamedNode(self.iri(self.take())))
        return Term(self.slice(token.start), token.start, self.last_end, node=node)

    def number(self, token: Token, sign: Token | None = None) -> Term:
        start = sign.start if sign else token.start
        text = self.text[start : token.end]
        kind = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
        return Term(
            text, start, token.end, node=ox.Literal(text, datatype=ox.NamedNode(_XSD + kind))
        )

    # ---- expressions

    def expression(self) -> Expression:
        return self.joined(self.conjunction, "or", "||")

    def conjunction(self) -> Expression:
        return self.joined(self.relation, "and", "&&")

    def joined(self, read_one: Callable[[], Expression], kind: str, *marks: str) -> Expression:
        start = self.now.start
        parts = [read_one()]
        operator = ""
        while self.now.word in marks:
            operator = self.take().word
            parts.append(read_one())
        if len(parts) == 1:
            return parts[0]
        return Expression(kind, start, self.last_end, operator, tuple(parts))

    def relation(self) -> Expression:
        start = self.now.start
        left = self.sum()
        if self.now.word in _COMPARE:
            operator = self.take().word
            right = self.sum()
            return Expression("compare", start, self.last_end, operator, (left, right))
        negated = self.now.word == "NOT" and self.tokens[self.at + 1].word == "IN"
        if negated:
            self.take()
        if self.skip("IN"):
            parts = (left, *self.arguments())
            return Expression("in", start, self.last_end, "NOT IN" if negated else "IN", parts)
        return left

    def sum(self) -> Expression:
        return self.joined(
            lambda: self.joined(self.unary, "arithmetic", "*", "/"), "arithmetic", "+", "-"
        )

    def unary(self) -> Expression:
        start = self.now.start
        if self.skip("!"):
            return Expression("not", start, self.last_end, "!", (self.unary(),))
        if self.now.word in {"+", "-"}:
            self.take()
            return Expression("arithmetic", start, self.last_end, "-", (self.unary(),))
        return self.primary()

    def primary(self) -> Expression:
        start, token = self.now.start, self.now
        if self.skip("("):
            inner = self.expression()
            self.take(")")
            return inner
        if token.word in {"EXISTS", "NOT"}:
            negated = self.skip("NOT")
            self.take("EXISTS")
            group = self.group()
            return Expression("exists", start, self.last_end, "NOT" * negated, group=group)
        if token.kind == "word" and self.tokens[self.at + 1].word == "(":
            self.take()
            return Expression("call", start, self.last_end_after_call(), token.word, self.called)
        term = self.term()
        if term.iri and self.now.word == "(":
            end = self.last_end_after_call()
            return Expression("call", start, end, term.iri, self.called)
        return Expression("term", start, term.end, term=term)

    called: tuple[Expression, ...] = ()

    def last_end_after_call(self) -> int:
        """Read the arguments of a call, of an aggregate too; say where they end."""
        arguments = self.arguments()
        self.called = arguments
        return self.last_end

    def arguments(self) -> tuple[Expression, ...]:
        self.take("(")
        self.skip("DISTINCT")
        found: list[Expression] = []
        self.skip("*")
        while not self.skip(")"):
            if self.skip(";"):
                self.take("SEPARATOR")
                self.take("=")
                self.take()
            elif not self.skip(","):
                found.append(self.expression())
        return tuple(found)


def _conjuncts(condition: Expression) -> tuple[Expression, ...]:
    if condition.kind != "and":
        return (condition,)
    return tuple(part for whole in condition.parts for part in _conjuncts(whole))


def _resolved(base: str, iri: str) -> str:
    """Resolve an IRI (RFC 3986, section 5.2); namespaces keep the "#" that urljoin may drop."""
    full = urljoin(base, iri) if base else iri
    return f"{full}#" if iri.endswith("#") and not full.endswith("#") else full


def _unquoted(text: str) -> str:
    """The characters that a string of SPARQL stands for."""
    quotes = 3 if text[:3] in {'"""', "'''"} else 1
    inner = text[quotes:-quotes]
    return _ESCAPE.sub(_character, inner)


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" else _ESCAPED.get(code, code)
