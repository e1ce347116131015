"""What every engine owes to what stands on it: one suite, run on each.

An engine joins by an entry in ENGINES: a function that makes a store of files.
"""

import gzip
import hashlib
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from ctgraph.errors import (
    BadRequest,
    NotAcceptable,
    NotFound,
    ProjectError,
    QueryRefused,
    QuerySyntaxError,
    SourceSyntaxError,
)
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, Limits, QueryRequest, Supervisor, snapshot
from ctgraph.store.deviations import deviations
from ctgraph.store.plan import Pool
from ctgraph.store.remote import Loader, Place, RemoteStore

LIMITS = Limits(Pool(1, 20, 5, 8), Pool(1, 20, 20, 8), memory=512 << 20, result=1 << 24)
EMPTY = Path(__file__).parent / "empty.nq"
BROKERS = {}
CLIENTS = []


def isolated(files, **options):
    """A client of a broker; brokers with the same data are shared and end with the tests."""
    contents = tuple((f.name, f.read_bytes() if f.is_file() else str(f)) for f in files if f.exists())
    key = repr((contents, len(files), options))
    if key not in BROKERS:
        supervisor = Supervisor(files, limits=LIMITS, **options)
        supervisor.start()
        BROKERS[key] = supervisor
    CLIENTS.append(BROKERS[key].store())
    return CLIENTS[-1]


@pytest.fixture(scope="module", autouse=True)
def _brokers():
    yield
    while CLIENTS:
        CLIENTS.pop().close()
    while BROKERS:
        BROKERS.popitem()[1].stop()


def on_disk(make):
    """Make a store of a snapshot of the files; what cannot be put into one is left to the store."""

    def store(files, **options):
        if not files:
            return make(files, **options)
        folder = files[0].parent / f"snapshot-{len(options.get('accepted') or '')}"
        snapshot.write(files, folder, options.get("accepted"))
        return make([folder], **options)

    return store


def remote(endpoint):
    """Make stores of builds in the engine at an endpoint; each build is loaded once."""

    def store(files, accepted="urn:x-default", prefixes=None):
        release = hashlib.sha256(repr([(str(f), f.exists() and f.read_bytes()) for f in files] + [accepted]).encode()).hexdigest()
        settings = Settings.of(Path(), {"base_iri": EX, "title": {}, "engine_url": endpoint})
        place = Place(EX, release, accepted)
        for path in files or [EMPTY]:
            loader = Loader(settings, endpoint, place, 1000)
            try:
                loader.load(path, lambda *_: None, keep=True)
            finally:
                loader.close()
        CLIENTS.append(RemoteStore(settings, place, EmbeddedStore([]), prefixes or {}))
        return CLIENTS[-1]

    return store


ENGINES = {"embedded": EmbeddedStore, "isolated": isolated}
ENGINES |= {f"{name}, on disk": on_disk(make) for name, make in ENGINES.items()}

EX = "http://example.org/"
ACCEPTED = EX + "accepted"
QUADS = f"""\
<{EX}a> <{EX}p> "one"@en .
<{EX}b> <{EX}p> "b" .
<{EX}a> <{EX}p> "in d1" <{EX}d1> .
<{EX}a> <{EX}p> "in d2" <{EX}d2> .
"""
PREFIXES = {"ex": EX}


KNOWN = {test for deviation in deviations("Virtuoso") for test in deviation.tests}


@pytest.fixture(autouse=True)
def _known_deviations(request):
    """What the page about the endpoint says that Virtuoso does not do, it must really not do."""
    if request.node.name in KNOWN:
        request.applymarker(pytest.mark.xfail(strict=True, reason="told on the page about the endpoint"))


ELSEWHERE = {"remote": "virtuoso", "remote, as specified": "elsewhere"}


@pytest.fixture(params=[*ENGINES, "remote, as specified", pytest.param("remote", marks=pytest.mark.virtuoso)])
def engine(request):
    if request.param in ELSEWHERE:
        return remote(request.getfixturevalue(ELSEWHERE[request.param]).endpoint)
    return ENGINES[request.param]


@pytest.fixture
def quads(tmp_path):
    path = tmp_path / "graph.nq"
    path.write_text(QUADS)
    return path


@pytest.fixture
def store(engine, quads):
    """A publication that names its default graph."""
    store = engine([quads], accepted=ACCEPTED, prefixes=PREFIXES)
    yield store
    store.close()


@pytest.fixture
def plain(engine, quads):
    """A publication that does not."""
    store = engine([quads], prefixes=PREFIXES)
    yield store
    store.close()


def values(store, pattern, dataset="", **request):
    """The values of ?v, sorted."""
    with store.query(QueryRequest(f"SELECT ?v {dataset} {{ {pattern} }}", **request)) as rows:
        return sorted(row["v"].value for row in rows)


def graphs_of(store, text, **request):
    with store.query(QueryRequest(text, **request)) as rows:
        return sorted({row["g"].value.removeprefix(EX) for row in rows})


def written(answer, media_type):
    out = io.BytesIO()
    answer.serialize(out, media_type)
    return out.getvalue()


# ---- kinds of answers


def test_select_gives_rows_of_terms(store):
    with store.query(QueryRequest(f"SELECT ?s ?v ?none {{ ?s <{EX}p> ?v }} ORDER BY ?s")) as rows:
        assert rows.kind == "solutions"
        assert rows.variables == ("s", "v", "none")
        first, second = rows
    assert first["v"] == ox.Literal("one", language="en")
    assert first["none"] is None
    assert second["s"] == ox.NamedNode(EX + "b")


@pytest.mark.parametrize(
    ("pattern", "expected"), [(f"<{EX}a> ?p ?o", True), ("<a:a> ?p ?o", False)]
)
def test_ask_gives_a_boolean(store, pattern, expected):
    with store.query(QueryRequest(f"ASK {{ {pattern} }}")) as answer:
        assert answer.kind == "boolean"
        assert bool(answer) is expected
        body = json.loads(written(answer, "application/sparql-results+json"))
    assert body["boolean"] is expected


@pytest.mark.parametrize("text", [f"DESCRIBE <{EX}b>", "CONSTRUCT WHERE { ?s ?p 'b' }"])
def test_construct_and_describe_give_triples(store, text):
    with store.query(QueryRequest(text)) as answer:
        assert answer.kind == "triples"
        (triple,) = answer
    assert triple.object == ox.Literal("b")


@pytest.mark.parametrize("length", [1, 500, 5_000, 20_000])
def test_an_answer_can_be_had_in_one_form_after_another(store, length):
    """Whatever an engine may have expected from the answers before."""
    text = f"SELECT ?v {{ VALUES ?v {{ {' '.join(map(str, range(length)))} }} }}"
    built = f"CONSTRUCT {{ <a:a> <a:p> ?v }} {{ VALUES ?v {{ {' '.join(map(str, range(length)))} }} }}"
    for _ in range(2):
        for media_type in ("text/csv", "application/sparql-results+json", "text/tab-separated-values"):
            with store.query(QueryRequest(text)) as rows:
                body = written(rows, media_type)
            with store.query(QueryRequest(text)) as rows:
                assert [int(row["v"].value) for row in rows] == list(range(length))
            with store.query(QueryRequest(text)) as rows:
                assert rows.head(1)[1] == length
            store.query(QueryRequest(text)).close()
            assert body.count(b"\n") == length + 1 or len(json.loads(body)["results"]["bindings"]) == length
        for media_type in ("text/turtle", "application/n-triples"):
            with store.query(QueryRequest(built)) as triples:
                assert len(written(triples, media_type)) > length
            with store.query(QueryRequest(built)) as triples:
                assert len(list(triples)) == length
    with store.query(QueryRequest("SELECT ('\\u0001' AS ?x) {}")) as rows, pytest.raises(NotAcceptable):
        written(rows, "application/sparql-results+xml")
    with store.query(QueryRequest("SELECT ('\\u0001' AS ?x) {}")) as rows:
        assert b"u0001" in written(rows, "application/sparql-results+json")


@pytest.mark.parametrize("most", [0, 1, 2, 3, 9])
@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("SELECT ?x ?y { VALUES ?x { 'a\\n\\tb' <a:b> UNDEF } }", 3),
        ("SELECT * { VALUES () { () () } }", 2),
        ("SELECT ?x { ?x <a:none> ?y }", 0),
        (f"CONSTRUCT WHERE {{ ?s <{EX}p> ?o }}", 2),
    ],
)
def test_the_first_rows_are_had_with_the_number_of_all(store, most, text, total):
    with store.query(QueryRequest(text)) as answer:
        first, counted = answer.head(most)
    with store.query(QueryRequest(text)) as answer:
        everything = list(answer)
    assert counted == total
    assert [tuple(row) for row in first] == [tuple(row) for row in everything[:most]]


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/csv", b"v\r\none\r\n"),
        ("text/tab-separated-values", b'?v\n"one"@en\n'),
        ("application/sparql-results+json", b'"xml:lang":"en"'),
        ("application/sparql-results+xml", b'xml:lang="en"'),
    ],
)
def test_rows_are_written_by_the_engine(store, media_type, expected):
    with store.query(QueryRequest(f"SELECT ?v {{ <{EX}a> ?p ?v }}")) as rows:
        assert expected in written(rows, media_type)


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig"])
def test_triples_are_written_with_prefixes(store, media_type):
    with store.query(QueryRequest(f"DESCRIBE <{EX}b>")) as triples:
        text = written(triples, media_type).decode()
    assert "ex:b ex:p " in text


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ('SELECT ("a\\u0001b" AS ?x) {}', "application/sparql-results+xml"),
        ("CONSTRUCT { <a:a> <http://e/1> 1 } {}", "application/rdf+xml"),
        ('CONSTRUCT { <a:a> <a:p> "\\u0001" } {}', "application/rdf+xml"),
        ("CONSTRUCT { <a:a> <a:p> 1 } {}", "text/csv"),
        ("SELECT * {}", "text/turtle"),
    ],
)
def test_what_a_format_cannot_hold_is_not_written(store, text, media_type):
    with store.query(QueryRequest(text)) as answer, pytest.raises(NotAcceptable):
        written(answer, media_type)


def test_relative_iris_have_the_base_of_the_request(store):
    request = QueryRequest("SELECT (<x> AS ?v) {}", base_iri=EX + "sparql")
    with store.query(request) as rows:
        assert next(iter(rows))["v"].value == EX + "x"


# ---- which graphs a query sees


def test_without_a_dataset_there_is_all(store, plain):
    for one in (store, plain):
        assert values(one, "?s ?p ?v") == ["b", "one"]
        assert values(one, "GRAPH ?g { ?s ?p ?v }") == ["in d1", "in d2"]
        assert one.named_graphs() == (EX + "d1", EX + "d2")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?g { GRAPH ?g { ?s ?p ?v } }",
        "SELECT ?g { graph $g{?s ?p ?v} }",
        "SELECT ?g { GRAPH#{\n?g { { ?s ?p ?v } UNION { GRAPH ?h { } } } }",
        "SELECT ?g { OPTIONAL { GRAPH ?g { ?s ?p ?v . FILTER(?v != '}') } } FILTER(BOUND(?g)) }",
        "SELECT ?g { ?s ?p ?o GRAPH ?g { ?s ?p ?v } ?s ?p ?o }",
        "SELECT DISTINCT ?g { { SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { } } GROUP BY ?g } }",
        "SELECT ?g { VALUES ?g { <http://example.org/d1> <http://example.org/d2> }"
        " FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }",
    ],
)
def test_the_accepted_graph_is_not_among_the_named(store, text):
    assert graphs_of(store, text) == ["d1", "d2"]


@pytest.mark.parametrize(
    "comment", ["# GRAPH ?g {", "FILTER('GRAPH ?g {' != '')", "FILTER(<x:GRAPH> != 1)"]
)
def test_only_keywords_are_keywords(store, comment):
    assert values(store, f"?s ?p ?v {comment}\n") == ["b", "one"]


def test_from_names_the_default_graph(store):
    assert values(store, "?s ?p ?v", f"FROM <{EX}d1>") == ["in d1"]
    assert values(store, "?s ?p ?v", f"FROM <{EX}d1> FROM <{EX}d2>") == ["in d1", "in d2"]
    assert values(store, "GRAPH ?g { ?s ?p ?v }", f"FROM <{EX}d1>") == []


def test_from_may_stand_behind_a_template(store):
    with store.query(QueryRequest(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{EX}d1> WHERE {{ ?s ?p ?o }}")) as triples:
        assert [triple.object.value for triple in triples] == ["in d1"]


@pytest.mark.parametrize(
    ("text", "variables", "rows"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"g", "s", "p", "o"}, 2),
        ("SELECT DISTINCT * { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } }", {"g", "h", "s", "p", "o"}, 2),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } } FILTER(?n = 2) }", {"n"}, 1),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } HAVING (COUNT(*) = 2)", {"n"}, 1),
        ("SELECT ?g (?n * 2 AS ?m) { GRAPH ?g { ?s ?p ?o } BIND(1 AS ?n) }", {"g", "m"}, 2),
    ],
)
def test_a_variable_for_graphs_brings_no_other(store, text, variables, rows):
    with store.query(QueryRequest(text)) as answer:
        assert set(answer.variables) == variables
        assert len(list(answer)) == rows


def test_from_named_names_the_named_graphs(store):
    assert values(store, "GRAPH ?g { ?s ?p ?v }", f"FROM NAMED <{EX}d1>") == ["in d1"]
    assert values(store, "?s ?p ?v", f"FROM NAMED <{EX}d1>") == []


def test_the_request_names_graphs_and_wins_over_from(store):
    default = {"default_graphs": (EX + "d1",)}
    assert values(store, "?s ?p ?v", f"FROM <{EX}d2>", **default) == ["in d1"]
    assert values(store, "GRAPH ?g { ?s ?p ?v }", **default) == []
    named = {"named_graphs": (EX + "d2",)}
    assert values(store, "GRAPH ?g { ?s ?p ?v }", **named) == ["in d2"]
    assert values(store, "?s ?p ?v", **named) == []
    both = default | named
    assert values(store, "{ ?s ?p ?v } UNION { GRAPH ?g { ?s ?p ?v } }", **both) == [
        "in d1",
        "in d2",
    ]


def test_the_accepted_graph_can_be_named_in_every_way(store):
    rows = ["b", "one"]
    assert values(store, "?s ?p ?v", f"FROM <{ACCEPTED}>") == rows
    assert values(store, "GRAPH ?g { ?s ?p ?v }", f"FROM NAMED <{ACCEPTED}>") == rows
    assert values(store, "?s ?p ?v", default_graphs=(ACCEPTED,)) == rows
    assert values(store, "GRAPH ?g { ?s ?p ?v }", named_graphs=(ACCEPTED,)) == rows
    everything = f"PREFIX ex: <{EX}> SELECT ?g FROM NAMED ex:accepted FROM NAMED ex:d1 "
    assert graphs_of(store, everything + "{ GRAPH ?g { } }") == ["accepted", "d1"]


def test_an_unknown_graph_is_empty(store):
    assert values(store, "?s ?p ?v", default_graphs=(EX + "none",)) == []
    assert values(store, "?s ?p ?v", f"FROM <{EX}none>") == []


@pytest.mark.parametrize("iri", ["", "relative", "not an <iri>", "http://a b/"])
def test_a_graph_is_named_by_an_absolute_iri(store, iri):
    with pytest.raises(BadRequest):
        store.query(QueryRequest("ASK {}", default_graphs=(iri,)))
    with pytest.raises(BadRequest):
        store.query(QueryRequest("ASK {}", named_graphs=(iri,)))
    with pytest.raises(BadRequest):
        store.graph(iri)


def test_a_graph_is_had_whole(store, plain):
    for one in (store, plain):
        assert sorted(triple.object.value for triple in one.graph(None)) == ["b", "one"]
        assert [triple.object.value for triple in one.graph(EX + "d1")] == ["in d1"]
    assert sorted(triple.object.value for triple in store.graph(ACCEPTED)) == ["b", "one"]
    assert b"ex:a ex:p" in written(store.graph(None), "text/turtle")
    with pytest.raises(NotFound):
        store.graph(EX + "none")


# ---- what is refused


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("ASK {", 1, 6),
        ("SELECT ?x\nWHERE {\n ?x a \n}", 4, 2),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } } nonsense", 1, 42),
        ("", 1, 1),
        ("ASK {}\0", 1, None),
        ("ASK { ?s undeclared:p ?o }", 1, None),
    ],
)
def test_a_syntax_error_says_where(store, text, line, column):
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(QueryRequest(text))
    assert caught.value.extra["line"] == line
    if column:
        assert caught.value.extra["column"] == column
    assert caught.value.detail.startswith(f"Line {line}, column ")


@pytest.mark.parametrize("text", ["INSERT DATA { <a:a> <a:a> 1 }", "PREFIX a: <a:> CLEAR ALL"])
def test_an_update_is_no_query(store, text):
    with pytest.raises(QuerySyntaxError, match="changes go to the source files"):
        store.query(QueryRequest(text))


SERVICE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { service silent ?s { } }",
    "SELECT * { SERVICE#\n<http://127.0.0.1:9/>{} }",
    "SELECT * { VALUES ?x {1}SERVICESILENT<http://127.0.0.1:9/>{} }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { ?s ?p 1.SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { ?s ?p ?o # '\rSERVICE<http://127.0.0.1:9/>{} }",
    # prefixed names that a parser may take to pieces
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:y {} }",
    "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICEx:y {} }",
    "PREFIX x: <http://127.0.0.1:9/> SELECT * { ?s ?p trueSERVICEx:y # {\n{} }",
    "PREFIX x: <http://a:> SELECT * { ?s ?p x:SERVICE<http://127.0.0.1:9/>{} }",
    "PREFIX x: <http://a:> SELECT * { ?s ?p x:SERVICE SILENT <http://127.0.0.1:9/>{} }",
    "PREFIX x: <a:> SELECT * { ?s ?p x:.SERVICE<http://127.0.0.1:9/>{} }",
    "PREFIX x: <a:> SELECT * { ?s ?p x:a\\#b SERVICE<http://127.0.0.1:9/>{} }",
    # '<' that compares, and quotes and comments that seem to be in an IRI
    "SELECT * { FILTER(?a<1)SERVICE<http://127.0.0.1:9/>{} }",
    "SELECT * { FILTER(1<2&&'a'>'b#')SERVICE<http://127.0.0.1:9/>{} #'\n}",
    "SELECT * { FILTER(1<?a#b>'''\n)SERVICE<http://127.0.0.1:9/>{} #'''\n}",
    "SELECT * { <http://e/#\\u0041> ?p ?o . SERVICE<http://127.0.0.1:9/>{} }",
    'SELECT * { ?s ?p "\\\\u0022" . SERVICE<http://127.0.0.1:9/>{} }',
]


@pytest.mark.parametrize("text", SERVICE)
def test_service_is_refused(store, text):
    with pytest.raises(QueryRefused):
        store.query(QueryRequest(text))


def test_an_unknown_function_is_named(store):
    with pytest.raises(QueryRefused, match="<a:b>"):
        store.query(QueryRequest("SELECT (<a:b>(1) AS ?x) {}"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service ?p ?o }",
        "# SERVICE <http://127.0.0.1:9/> {}\nASK {}",
        "ASK { ?s ?p 'SERVICE <a:> {}', \"SERVICE\", '''it's SERVICE <a:> {}''' }",
        "ASK { ?s a <http://schema.org/Service> ; <http://example.org/service> ?o }",
        "ASK { GRAPH <http://example.org/service> { ?s ?p ?o } }",
        "PREFIX x: <a:> ASK { GRAPH x:service { ?s x:service ?o } }",
        "PREFIX service: <a:> ASK { ?s service:p service:o }",
        "PREFIX x: <a:> ASK { ?s x:service ?o . { ?s x:hasService ?v } }",
        "ASK { ?s ?p 'x'@en-service }",
    ],
)
def test_the_word_service_is_not(store, text):
    store.query(QueryRequest(text)).close()


@pytest.mark.parametrize(
    "unit", ["a.", "<", "'", '"', "'''", "service:", "service:<", "x:a.", "@a-"]
)
def test_looking_for_service_takes_linear_time(store, unit):
    """A million characters of anything are looked through while a client waits."""
    text = "service " + unit * (1_000_000 // len(unit))
    with pytest.raises(BadRequest):
        store.query(QueryRequest(text))


# ---- files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f'<{EX}s> <{EX}p> "v" .'),
        ("a.nt", f'<{EX}s> <{EX}p> "v" .'),
        ("a.nq", f'<{EX}s> <{EX}p> "v" .'),
        ("a.trig", f'{{ <{EX}s> <{EX}p> "v" }}'),
        ("a.jsonld", json.dumps({"@id": EX + "s", EX + "p": "v"})),
        (
            "a.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="{EX}s"><p xmlns="{EX}">v</p></rdf:Description></rdf:RDF>',
        ),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_files_are_read_by_their_extension(engine, tmp_path, name, content, packed):
    path = tmp_path / (name + ".gz" * packed)
    path.write_bytes(gzip.compress(content.encode()) if packed else content.encode())
    with engine([path]).query(QueryRequest("SELECT ?v { ?s ?p ?v }")) as rows:
        assert [row["v"].value for row in rows] == ["v"]


def test_a_file_that_does_not_parse_says_where(engine, tmp_path):
    path = tmp_path / "bad.nq"
    path.write_text("<a:a> <b:b> <c:c> .\n<a:a> <b:b> <c c> .\n")
    with pytest.raises(SourceSyntaxError) as caught:
        engine([path])
    assert caught.value.extra == {"file": str(path), "line": 2, "column": 13}
    assert caught.value.detail.startswith(f"{path}:2:13: ")


@pytest.mark.parametrize("name", ["none.nq", "a.txt", "broken.nq.gz", "noextension"])
def test_a_file_that_cannot_be_read_is_named(engine, tmp_path, name):
    path = tmp_path / name
    if name != "none.nq":
        path.write_bytes(b"\x1f\x8b nothing of the kind")
    with pytest.raises(ProjectError, match=name):
        engine([path])


def test_no_files_make_an_empty_store(engine):
    store = engine([], accepted=ACCEPTED)
    assert values(store, "?s ?p ?v") == []
    assert list(store.graph(ACCEPTED)) == []
    assert store.named_graphs() == ()
