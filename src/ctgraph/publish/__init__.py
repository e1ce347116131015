"""Releases: a version of the whole graph as files that stay, and the record that it was published.

Layers: cli and web → publish → build.
"""

from ctgraph.publish.files import ONTOLOGY
from ctgraph.publish.manifest import SUMS, File, Manifest, load_manifest, manifests
from ctgraph.publish.release import provide, release
from ctgraph.publish.released import vanished

__all__ = [
    "ONTOLOGY",
    "SUMS",
    "File",
    "Manifest",
    "load_manifest",
    "manifests",
    "provide",
    "release",
    "vanished",
]
