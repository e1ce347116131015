"""A query as it is sent to an engine that is not ours.

What it asks stays the same; how it says it becomes as plain as can be, so that no two parsers can read
it differently: no comments, no prologue, every IRI whole, every string between double quotes. Its dataset
goes into the parameters of the protocol, where it wins over whatever the engine thinks is the default
(SPARQL 1.1 Protocol, section 2.1.4), and its graphs get the names that they have there.

`GRAPH ?g { … }` ranges over the build's graphs, whose names there are not those that ?g must have: the
build's index says which is which, so that a pattern in the index goes before it.

Only for texts that our own parser has read: what it would not read may be mangled here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import pyoxigraph as ox

from ctgraph.errors import QueryRefused
from ctgraph.store import tokens
from ctgraph.store.base import QueryRequest
from ctgraph.store.remote.placing import NAME, NOWHERE, Place

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_PLAIN = re.compile(r'"[^"\\\r\n]*"')
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_ABOUT = "<urn:x-ctgraph:s> <urn:x-ctgraph:p> "


@dataclass(frozen=True, slots=True)
class Worded:
    """What is sent: the text, the dataset under the engine's names, and the form of the query."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    form: str


def worded(
    request: QueryRequest,
    place: Place,
    graphs: Callable[[], Sequence[str]],
    variables: Sequence[str] = (),
) -> Worded:
    """Word a request for the engine in which a build lies at `place`.

    `graphs` lists the build's named graphs, `variables` are those of `SELECT *`. Raises QueryRefused for
    what cannot be said plainly.
    """
    return _Text(request, place, graphs).word(variables)


@dataclass(slots=True)
class _Piece:
    kind: str
    text: str

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def is_blank(self) -> bool:
        return self.kind == "between" and not self.text.strip()


@dataclass
class _Text:
    request: QueryRequest
    place: Place
    graphs: Callable[[], Sequence[str]]
    pieces: list[_Piece] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)  # where the graphs of GRAPH <name> lie
    ranges: bool = False  # whether there is a GRAPH ?g

    def word(self, variables: Sequence[str]) -> Worded:
        prologue = self._read()
        self._spell(prologue)
        default, named = self._dataset()
        form = self._form()
        self._rename(named)
        if self.ranges:
            self._name_variables(variables)
        text = "".join(piece.text for piece in self.pieces).strip()
        return Worded(text, *self._placed(default, named), form)

    # ---- reading

    def _read(self) -> str:
        """Cut the text; gives the prologue, of which nothing is left among the pieces."""
        pieces = [
            _Piece("between", " ") if kind == "comment" else _Piece(kind, text)
            for kind, text in tokens.cut(self.request.text)
        ]
        start = next((i for i, piece in enumerate(pieces) if piece.word in _FORMS), 0)
        self.pieces = pieces[start:]
        prologue, kept = list[str](), True
        for piece in pieces[:start]:
            if piece.word:
                kept = piece.word in {"BASE", "PREFIX"}  # VERSION changes no name
            if kept:
                prologue.append(piece.text)
        return "".join(prologue)

    def _spell(self, prologue: str) -> None:
        """Write every IRI whole and every string plainly, as the Turtle parser understands them.

        Names and strings are written in Turtle as in SPARQL, and so is the prologue.
        """
        crooked = [piece for piece in self.pieces if self._is_crooked(piece)]
        if not crooked:
            return
        text = prologue + "".join(f"\n{_ABOUT}{piece.text} ." for piece in crooked)
        try:
            terms = [
                triple.object
                for triple in ox.parse(text, ox.RdfFormat.TURTLE, base_iri=self.request.base_iri)
            ]
        except SyntaxError as error:
            raise QueryRefused(
                "The query has a name or a string that not every engine would read in the same way. "
                "Put spaces around keywords, and write whole IRIs."
            ) from error
        for piece, term in zip(crooked, terms, strict=True):
            piece.kind, piece.text = ("iri" if piece.kind == "name" else piece.kind), str(term)

    @staticmethod
    def _is_crooked(piece: _Piece) -> bool:
        if piece.kind == "iri":
            return not _ABSOLUTE.match(piece.text) or "\\" in piece.text
        if piece.kind == "string":
            return not _PLAIN.fullmatch(piece.text)
        return piece.kind == "name" and not piece.text.startswith("_:")

    def _form(self) -> str:
        return next((piece.word for piece in self.pieces if piece.word in _FORMS), "")

    # ---- the dataset

    def _dataset(self) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
        """Take out what says which graphs the query sees; gives them, None meaning all named ones."""
        default, named = self._take_clauses()
        request = self.request
        if request.names_dataset:
            return request.default_graphs or (), request.named_graphs or ()
        if default or named:
            return tuple(default), tuple(named)
        return (self.place.accepted,), None

    def _take_clauses(self) -> tuple[list[str], list[str]]:
        """Take FROM and FROM NAMED out of the text."""
        default, named = list[str](), list[str]()
        depth = 0
        for i, piece in enumerate(self.pieces):
            depth += {"{": 1, "}": -1}.get(piece.text, 0)
            if depth or piece.word != "FROM":  # they may stand behind the template of CONSTRUCT
                _refuse_joined(piece, "FROM")
                continue
            target = self._next(i)
            named_clause = self.pieces[target].word == "NAMED"
            end = self._next(target) if named_clause else target
            (named if named_clause else default).append(self.pieces[end].text[1:-1])
            for taken in self.pieces[i : end + 1]:
                taken.kind, taken.text = "between", " "
        return default, named

    def _placed(
        self, default: tuple[str, ...], named: tuple[str, ...] | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Give the dataset as it is sent; no list is empty that would then mean all graphs."""
        known = {self.place.accepted, *self.graphs()}
        names = [self.place.graph(name) for name in dict.fromkeys(default) if name in known]
        if not self.ranges:
            return tuple(names) or (NOWHERE,), tuple(dict.fromkeys(self.constants))
        seen = self.graphs() if named is None else [name for name in named if name in known]
        places = [self.place.graph(name) for name in seen]
        every = dict.fromkeys([*places, *self.constants, self.place.index])
        return tuple(names) or (NOWHERE,), tuple(every)

    # ---- GRAPH

    def _rename(self, named: tuple[str, ...] | None) -> None:
        """Give the graphs of the text the names that they have in the engine."""
        numbers = count(1)
        stem = "ctgraph"
        while any(stem in piece.text for piece in self.pieces if piece.kind == "variable"):
            stem += "_"
        for i, piece in enumerate(self.pieces):
            if piece.word != "GRAPH":
                _refuse_joined(piece, "GRAPH")
                continue
            target = self._next(i)
            name = self.pieces[target]
            if name.kind == "iri":
                self.constants.append(self._constant(name.text[1:-1], named))
                name.text = f"<{self.constants[-1]}>"
            else:
                self.ranges = True
                self._range(i, target, f"?{stem}{next(numbers)}", named)

    def _constant(self, name: str, named: tuple[str, ...] | None) -> str:
        """Where the graph of a GRAPH <name> lies: nowhere if the query does not see it.

        A graph that is in the dataset and not in the engine is empty everywhere; Virtuoso says yes to ASK
        about one that is not in the dataset.
        """
        seen = (self.place.accepted, *self.graphs()) if named is None else named
        return self.place.graph(name) if name in seen else NOWHERE

    def _range(self, keyword: int, target: int, fresh: str, named: tuple[str, ...] | None) -> None:
        """Have GRAPH ?g range over the graphs by way of the index."""
        start = self._next(target)
        name, end = self.pieces[target], self._next(start)
        among = ", ".join(f"<{one}>" for one in named or ())
        chosen = f"IN ({among})" if named is not None else f"!= <{self.place.accepted}>"
        entry = (
            f"GRAPH <{self.place.index}> {{ "
            f"{fresh} <{NAME}> {name.text} FILTER({name.text} {chosen}) }}"
        )
        if self.pieces[end].text == "}":
            for piece in self.pieces[target : end + 1]:
                piece.kind, piece.text = "between", ""
            self.pieces[keyword] = _Piece("between", entry)
            return
        self.pieces[keyword] = _Piece("between", f"{entry} GRAPH")
        self.pieces[target] = _Piece("variable", fresh)

    def _name_variables(self, variables: Sequence[str]) -> None:
        """Write out `SELECT *`, which would show our own variables too."""
        i = next((i for i, piece in enumerate(self.pieces) if piece.word == "SELECT"), None)
        if i is None or not variables:
            return
        star = self._next(i)
        if self.pieces[star].word in {"DISTINCT", "REDUCED"}:
            star = self._next(star)
        piece = self.pieces[star]
        if piece.text.lstrip().startswith("*"):
            names = " ".join(f"?{name}" for name in variables)
            piece.text = piece.text.replace("*", f" {names} ", 1)

    def _next(self, i: int) -> int:
        """The place of the next piece that is not blank."""
        for j in range(i + 1, len(self.pieces)):
            if not self.pieces[j].is_blank:
                return j
        raise QueryRefused("The query ends where the name of a graph should be.")


def _refuse_joined(piece: _Piece, keyword: str) -> None:
    if keyword in piece.word and piece.word != keyword:
        raise QueryRefused(f"Put a space before {keyword} in {piece.text!r}.")
