"""An Atom feed (RFC 4287) of releases: what came, went, or is described otherwise in each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from ctgraph.describe import Release
from ctgraph.publish import Manifest

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_NAMED = 200


def feed(
    title: str,
    author: str,
    address: str,
    home: str,
    releases: Sequence[tuple[Release, Manifest | None]],
) -> bytes:
    """Write the feed that is at `address`, of one release or more.

    Entries have the releases' IRIs, and dates from their records.
    """
    root = ET.Element(f"{{{_ATOM}}}feed")
    _text(root, "id", address)
    _text(root, "title", title)
    _link(root, address, "self")
    _link(root, home, "alternate")
    _text(ET.SubElement(root, f"{{{_ATOM}}}author"), "name", author)
    _text(root, "updated", f"{max(r.issued for r, _ in releases)}T00:00:00Z")
    for release, manifest in releases:
        _entry(root, release, manifest)
    ET.register_namespace("", _ATOM)
    out = io.BytesIO()
    ET.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _entry(root: ET.Element, release: Release, manifest: Manifest | None) -> None:
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", release.iri)
    _text(entry, "title", release.version)
    _text(entry, "updated", f"{release.issued}T00:00:00Z")
    _link(entry, release.iri, "alternate")
    content = _text(entry, "content", "\n".join(_lines(manifest)))
    content.set("type", "text")


def _lines(manifest: Manifest | None) -> Iterable[str]:
    """Say what changed, thing by thing."""
    if manifest is None or not manifest.compared:
        yield "What changed is not recorded: this is the first release, or the one before is not at hand."
        return
    kinds = (
        ("Added", manifest.added),
        ("Removed", manifest.removed),
        ("Changed", manifest.changed),
    )
    yield (
        f"Since {manifest.compared}: " + ", ".join(f"{len(i)} {k.lower()}" for k, i in kinds) + "."
    )
    for kind, iris in kinds:
        yield from (f"{kind}: {iri}" for iri in iris[:_MOST_NAMED])
        if len(iris) > _MOST_NAMED:
            yield f"{kind}: and {len(iris) - _MOST_NAMED} more"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _link(parent: ET.Element, href: str, rel: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"href": href, "rel": rel})
