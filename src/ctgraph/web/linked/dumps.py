"""The dumps of releases, as `ctgraph release` has written them, and the feed of what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, send_file

from ctgraph import describe
from ctgraph.errors import NotFound
from ctgraph.formats import ATOM, CSV, GRAPHS
from ctgraph.publish import SUMS, Manifest, load_manifest
from ctgraph.web import links, rendering, responses
from ctgraph.web.linked import feed
from ctgraph.web.linked.documents import outside
from ctgraph.web.services import services

blueprint = Blueprint("dumps", __name__)

_TYPES = {form.extension: form.content_type for form in (*GRAPHS, CSV)}
_TYPES |= {"parquet": "application/vnd.apache.parquet"}
_OTHER = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Dump:
    """One file of a release: its size in bytes, its SHA-256 in hexadecimal digits."""

    version: str
    name: str
    size: int
    sha256: str

    @property
    def content_type(self) -> str:
        """What it is sent as."""
        return _TYPES.get(self.name.rpartition(".")[2], _OTHER)

    @property
    def media_type(self) -> str:
        """The same without parameters."""
        return self.content_type.partition(";")[0]

    def path(self) -> str:
        """Where it is on this server."""
        return links.plain("dumps.file", version=self.version, name=self.name)

    def url(self) -> str:
        """Where it is, as the world knows it."""
        return outside(self.path())


def dumps(version: str) -> tuple[Dump, ...]:
    """List the files of a release; none if they are not on this server."""
    found = _manifest(version)
    return tuple(Dump(version, f.name, f.size, f.sha256) for f in found.files) if found else ()


@blueprint.get("/dumps")
def index() -> Response:
    """List the releases and their dumps."""
    found = describe.releases(services().catalogue)
    listed = [(release, _manifest(release.version), dumps(release.version)) for release in found]
    return rendering.page("dumps.html", releases=listed)


@blueprint.get("/dumps/<version>/<name>")
def file(version: str, name: str) -> Response:
    """Send a file of a release; it never changes, so that it may be kept."""
    known = {dump.name: dump for dump in dumps(version)}
    if name not in known and not (known and name == SUMS):
        raise NotFound(f"There is no dump {name!r} of a release {version!r} here.")
    manifest = _manifest(version)
    path = services().settings.folder("dumps") / version / name
    day = manifest.issued if manifest else None
    response = send_file(
        path,
        mimetype=known[name].content_type if name in known else _OTHER,
        conditional=True,
        etag=known[name].sha256 if name in known else True,
        last_modified=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
        max_age=3600,
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@blueprint.get("/changes.atom")
def changes() -> Response:
    """Send the feed of releases."""
    found = describe.releases(services().catalogue)
    if not found:
        raise NotFound("Nothing has been released yet, so that nothing has changed since.")
    home = outside(links.plain("pages.start"))
    author = services().settings.publisher or rendering.site_title().text
    body = feed.feed(
        rendering.site_title().text,
        author,
        outside(links.plain("dumps.changes")),
        home,
        [(release, _manifest(release.version)) for release in found],
    )
    return responses.send(ATOM, lambda out: out.write(body))


def _manifest(version: str) -> Manifest | None:
    """Read a release's manifest; only of what the records name, so that no path is made of a request."""
    if not any(r.version == version for r in describe.releases(services().catalogue)):
        return None
    found = load_manifest(services().settings.folder("dumps") / version)
    return found if found and found.version == version else None
