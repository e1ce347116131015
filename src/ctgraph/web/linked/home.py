"""The start page as a document about the dataset: its typed links, and what search engines are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ctgraph import describe
from ctgraph.formats import GRAPHS, HTML, Format
from ctgraph.web import links
from ctgraph.web.linked import publication
from ctgraph.web.linked.documents import outside
from ctgraph.web.linked.dumps import dumps
from ctgraph.web.linked.signposts import Signpost, of_publication
from ctgraph.web.services import services


def links_of_page() -> Iterator[Signpost]:
    """From the start page: to the dataset, its data, its files."""
    yield Signpost(publication.dataset_iri(), "cite-as")
    yield Signpost(publication.dataset_iri(), "describes")
    yield Signpost("https://schema.org/AboutPage", "type")
    yield Signpost("https://schema.org/Dataset", "type")
    for form in GRAPHS:
        for rel in ("describedby", "alternate"):
            yield Signpost(_data_url(form), rel, form.media_type)
    for release in describe.releases(services().catalogue):
        if release.current:
            for dump in dumps(release.version):
                yield Signpost(dump.url(), "item", dump.media_type)
    yield from of_publication()


def links_of_data(form: Format) -> Iterator[Signpost]:
    """From the description of the dataset: to the start page, and to its other formats."""
    yield Signpost(publication.dataset_iri(), "describes")
    yield Signpost(publication.start_url(), "describes", HTML.media_type)
    yield Signpost(publication.start_url(), "canonical")
    for other in GRAPHS:
        if other is not form:
            yield Signpost(_data_url(other), "alternate", other.media_type)
    yield from of_publication()


def structured() -> dict[str, Any]:
    """Describe the dataset in the terms of schema.org, for the start page."""
    settings = services().settings
    release = next((r for r in describe.releases(services().catalogue) if r.current), None)
    said: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": publication.dataset_iri(),
        "name": [{"@language": lang, "@value": text} for lang, text in settings.title.items()],
        "description": [
            {"@language": lang, "@value": text} for lang, text in settings.description.items()
        ],
        "url": publication.start_url(),
        "inLanguage": list(settings.languages),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": f.media_type,
                "contentUrl": publication.live_url(f),
            }
            for f in GRAPHS
        ],
    }
    if links.outside(settings.licence):
        said["license"] = settings.licence
    if settings.publisher:
        said["publisher"] = {"@type": "Organization", "name": settings.publisher}
    if settings.authors:
        said["creator"] = [{"@type": "Thing", "name": author} for author in settings.authors]
    if settings.doi:
        said["identifier"] = f"https://doi.org/{settings.doi}"
    if release:
        said |= {"version": release.version, "dateModified": release.issued.isoformat()}
    return said


def _data_url(form: Format) -> str:
    return outside(links.plain("pages.start", format=form.extension))
