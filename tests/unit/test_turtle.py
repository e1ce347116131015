"""Turtle with places: what rdflib's parser must go on giving us."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, URIRef

from ctgraph.dataset.turtle import Position, parse
from ctgraph.errors import SourceSyntaxError

EX = "http://example.org/"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "x.ttl"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_each_object_has_its_line_and_column(tmp_path: Path) -> None:
    text = (
        "@prefix : <http://example.org/> .\n"
        "# a comment\n"
        ":a a :T ;\n"
        '    :p "é" , :b ,\n'
        "        08 ;\n"
        '    :q [ :r "in" ; :s 3.0 ] .\n'
        ":b :p true .\n"
    )
    source = parse(written(tmp_path, text), "x.ttl")
    a, b = URIRef(EX + "a"), URIRef(EX + "b")
    p = URIRef(EX + "p")
    assert source.place(a, p, Literal("é")) == Position(4, 8)
    assert source.place(a, p, b) == Position(4, 14)
    eight = next(o for o in source.graph.objects(a, p) if str(o) == "08")
    assert source.place(a, p, eight) == Position(5, 9)
    inner = next(source.graph.objects(a, URIRef(EX + "q")))
    assert source.place(inner, URIRef(EX + "r"), Literal("in")) == Position(6, 13)
    assert source.place(inner, URIRef(EX + "r")) == Position(6, 10)
    assert source.place(a, URIRef(EX + "q")) == Position(6, 5)
    assert source.place(b) == Position(7, 1)
    assert len(source.places) == len(source.graph)


def test_each_place_has_an_end(tmp_path: Path) -> None:
    text = (
        "@prefix : <http://example.org/> .\n"
        ':a :p "é"@fr , [ :r 1 ;\n'
        "   :s 3.0 ] .\n"
    )
    source = parse(written(tmp_path, text), "x.ttl")
    a, p = URIRef(EX + "a"), URIRef(EX + "p")
    assert source.written(source.place(a)) == ":a"
    assert source.written(source.place(a, p)) == ":p"
    assert source.written(source.place(a, p, Literal("é", lang="fr"))) == '"é"@fr'
    inner = next(o for o in source.graph.objects(a, p) if isinstance(o, BNode))
    assert source.written(source.place(a, p, inner)) == "[ :r 1 ;\n   :s 3.0 ]"
    assert source.written(source.place(inner, URIRef(EX + "s"))) == ":s"


def test_nesting_without_end_is_a_syntax_error(tmp_path: Path) -> None:
    with pytest.raises(SourceSyntaxError, match="nested too deep"):
        parse(written(tmp_path, "<urn:a> <urn:b> " + "[ <urn:b> " * 3000), "x.ttl")


def test_the_graph_is_what_rdflib_parses(repository: Path) -> None:
    files = [*repository.glob("data/**/*.ttl"), *repository.glob("ontology/**/*.ttl")]
    assert len(files) > 10
    for path in files:
        ours, theirs = parse(path, path.name).graph, Graph().parse(path)
        assert len(ours) == len(theirs), path.name


def test_lexical_forms_are_kept(tmp_path: Path) -> None:
    text = '@prefix : <http://example.org/> . :a :p 007 , "080"^^<http://www.w3.org/2001/XMLSchema#integer> , 1.50 .'
    source = parse(written(tmp_path, text), "x.ttl")
    assert {str(o) for o in source.graph.objects()} == {"007", "080", "1.50"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("@prefix : <http://e/> .\n:a :p :b", 2, 9),
        ("@prefix : <http://e/> .\n:a :p [ :q 1 ", 2, 14),
        ("@prefix : <http://e/> .\n\n:a x:p 1 .\n", 3, 4),
        (':a "p', 1, 1),
        ("@prefix : <http://e/> .\n:a :p é/x .", 2, 6),
        ("@prefix : <http://e/> .\n:a :p <http://e/a b> .", 2, 7),
        ('@prefix x: <http://"e"/> .\nx:a a x:b .', 1, 12),
    ],
)
def test_syntax_errors_say_where(tmp_path: Path, text: str, line: int, column: int) -> None:
    with pytest.raises(SourceSyntaxError) as caught:
        parse(written(tmp_path, text), "x.ttl")
    extra = caught.value.extra
    assert extra["file"] == "x.ttl"
    assert extra["line"] == line
    assert abs(int(str(extra["column"])) - column) <= 3


def test_bytes_that_are_not_utf8_are_a_syntax_error(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(b'<a> <b> "\xff" .')
    with pytest.raises(SourceSyntaxError, match="not UTF-8"):
        parse(path, "x.ttl")


def test_a_file_cut_off_anywhere_is_refused_or_whole_statements(tmp_path: Path, repository: Path) -> None:
    whole = next(iter(sorted((repository / "data" / "documents").glob("*.ttl")))).read_text(encoding="utf-8")
    refused = []
    for end in range(400, len(whole), 97):
        try:
            parse(written(tmp_path, whole[:end]), "cut.ttl")
        except SourceSyntaxError as error:
            refused.append((int(str(error.extra["line"])), whole[:end].count("\n") + 2))
    assert len(refused) > 20
    assert all(1 <= line <= last for line, last in refused)
