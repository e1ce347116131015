"""How to cite the dataset, a release, a thing or a query: Citation File Format 1.2.0 and BibTeX.

Only if the project's settings say who is to be cited: names are never made up.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, Response, request

from ctgraph import describe
from ctgraph.errors import BadRequest, NotFound
from ctgraph.formats import BIBTEX, CFF, Format
from ctgraph.web import links, rendering, responses, translation
from ctgraph.web.linked import publication
from ctgraph.web.linked.documents import outside
from ctgraph.web.services import services

blueprint = Blueprint("citation", __name__)

_MESSAGE = "If you use this, please cite it as below."
_SPECIAL = re.compile(r"[\\{}$&#%_~^]")
_NAMED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited: `kind` is a type of CFF; version and date are empty for what has none."""

    title: str
    url: str
    kind: str = "dataset"
    version: str = ""
    issued: str = ""


@blueprint.get("/CITATION.cff")
def dataset_cff() -> Response:
    """Cite the dataset as it is now."""
    return _send(_dataset(), CFF)


@blueprint.get("/cite.<any(bib,cff):extension>")
def dataset(extension: str) -> Response:
    """Cite the dataset, or with `?query=` a query and its answer."""
    form = CFF if extension == "cff" else BIBTEX
    query = request.args.get("query", "")
    if not query:
        return _send(_dataset(), form)
    if len(query) > services().settings.max_query_bytes:
        raise BadRequest("The query is too long to be cited.")
    whole = _dataset()
    url = outside(links.plain("sparql.endpoint", query=query))
    named = f"{whole.title}: query {sha256(query.encode()).hexdigest()[:10]}"
    return _send(Work(named, url, "generic", whole.version, whole.issued), form)


@blueprint.get("/cite/<path:name>.<any(bib,cff):extension>")
def thing(name: str, extension: str) -> Response:
    """Cite a release or any other thing of the project."""
    form = CFF if extension == "cff" else BIBTEX
    catalogue = services().catalogue
    iri = next(
        (i for i in links.candidates(name) if describe.is_described(catalogue, i)),
        links.candidates(name)[0],
    )
    described = describe.describe(catalogue, iri)
    for release in describe.releases(catalogue):
        if release.iri == iri:
            title = rendering.site_title().text
            return _send(Work(title, iri, "dataset", release.version, str(release.issued)), form)
    whole = _dataset()
    title = f"{rendering.called(described.entity).text} – {whole.title}"
    return _send(Work(title, iri, "generic", whole.version, whole.issued), form)


def _dataset() -> Work:
    release = next((r for r in describe.releases(services().catalogue) if r.current), None)
    title = rendering.site_title().text
    if release is None:
        return Work(title, publication.dataset_iri())
    return Work(title, release.iri, "dataset", release.version, str(release.issued))


def _send(work: Work, form: Format) -> Response:
    if not rendering.is_citable():
        raise NotFound("This publication does not say who is to be cited.")
    text = _cff(work) if form is CFF else _bibtex(work)
    return responses.send(
        form, lambda out: out.write(text.encode()), variant=translation.language()
    )


def _authors() -> tuple[str, ...]:
    settings = services().settings
    return settings.authors or (settings.publisher,)


def _cff(work: Work) -> str:
    """Write YAML; its scalars are JSON, which YAML includes."""
    settings = services().settings
    doi = settings.doi if work.kind == "dataset" else ""
    lines = [
        "cff-version: 1.2.0",
        f"message: {_quoted(_MESSAGE)}",
        "type: dataset",
        f"title: {_quoted(work.title)}",
        "authors:",
        *(line for author in _authors() for line in _cff_author(author)),
        f"url: {_quoted(work.url)}",
    ]
    known = {
        "version": work.version,
        "date-released": work.issued,
        "license-url": settings.licence,
        "repository-code": settings.source,
        "doi": doi,
    }
    lines += [f"{name}: {_quoted(value)}" for name, value in known.items() if value]
    return "\n".join(lines) + "\n"


def _cff_author(author: str) -> list[str]:
    family, comma, given = author.partition(", ")
    if not comma:
        return [f"  - name: {_quoted(author)}"]
    return [f"  - family-names: {_quoted(family)}", f"    given-names: {_quoted(given)}"]


def _quoted(text: str) -> str:
    return json.dumps(_BLANK.sub(" ", text), ensure_ascii=True)


def _bibtex(work: Work) -> str:
    """Write one entry; a name without a comma is that of a body, and braces keep it whole."""
    names = [_tex(a) if ", " in a else f"{{{_tex(a)}}}" for a in _authors()]
    fields = {
        "author": " and ".join(names),
        "title": f"{{{_tex(work.title)}}}",
        "year": work.issued[:4],
        "version": _tex(work.version),
        "url": work.url.replace("{", "%7B").replace("}", "%7D"),
        "doi": services().settings.doi if work.kind == "dataset" else "",
    }
    key = "ctgraph-" + sha256(work.url.encode()).hexdigest()[:8]
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    """Make a text harmless in TeX."""
    one_line = _BLANK.sub(" ", text)
    return _SPECIAL.sub(lambda m: _NAMED.get(m[0], "\\" + m[0]), one_line)
