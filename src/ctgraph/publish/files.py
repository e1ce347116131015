"""The files of a release: RDF in four formats, tables, the vocabulary, checksums. Equal graphs, equal bytes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from ctgraph.publish import parquet
from ctgraph.publish.manifest import File
from ctgraph.publish.tables import tables, to_csv
from ctgraph.terms import Names
from ctgraph.vocab import CT_IRI

ONTOLOGY = "ontology.ttl"
_WHOLE = (
    ("graph.nq", ox.RdfFormat.N_QUADS),
    ("graph.trig", ox.RdfFormat.TRIG),
    ("graph.jsonld", ox.RdfFormat.JSON_LD),
)


def contents(
    quads: Sequence[ox.Quad], names: Names, languages: Sequence[str], *, with_parquet: bool
) -> Iterator[tuple[str, bytes]]:
    """Make the files one after another, each by its name."""
    prefixes = names.prefixes()
    for name, form in _WHOLE:
        yield name, _written(quads, form, prefixes)
    accepted = [q.triple for q in quads if isinstance(q.graph_name, ox.DefaultGraph)]
    yield "accepted.ttl", _written(accepted, ox.RdfFormat.TURTLE, prefixes)
    vocabulary = [t for t in accepted if _is_of_the_vocabulary(t)]
    yield ONTOLOGY, _written(vocabulary, ox.RdfFormat.TURTLE, prefixes)
    for table in tables(quads, names, languages):
        yield f"{table.name}.csv", to_csv(table)
        if with_parquet:
            yield f"{table.name}.parquet", parquet.to_parquet(table)


def checksums(files: Sequence[File]) -> bytes:
    """Write what `sha256sum --check` reads."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()


def described(name: str, content: bytes) -> File:
    """Measure a file."""
    return File(name, len(content), hashlib.sha256(content).hexdigest())


def _written(
    statements: Sequence[ox.Quad] | Sequence[ox.Triple],
    form: ox.RdfFormat,
    prefixes: Mapping[str, str],
) -> bytes:
    out = io.BytesIO()
    ox.serialize(statements, out, form, prefixes=dict(sorted(prefixes.items())))
    return out.getvalue()


def _is_of_the_vocabulary(triple: ox.Triple) -> bool:
    subject = triple.subject
    return isinstance(subject, ox.NamedNode) and (
        subject.value.startswith(CT_IRI) or subject.value == CT_IRI.removesuffix("#")
    )
