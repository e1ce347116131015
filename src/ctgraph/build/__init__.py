"""From files to an immutable graph: `build/<hash>/` with the graph, texts.json and manifest.json.

The graph is graph.nq.gz or, above the set size, a snapshot that is read from disk. Same input, same
graph: quads are sorted, blank nodes named by content, nothing takes the time of day, and whether a build
began from nothing or from the one before is not to be seen in it.

What was worked out of each document is kept (`parts`), and so is from what the last build was made
(`base`). The next one looks at the documents that changed (`files`, `deriving`), settles the things that
they speak of or spoke of (`settling`, `changes`), and takes out and puts in quads (`forms`, `counting`).
Memory is taken by the ontology, the reference data, what changed, and some 1.5 KiB for each document; a
build from nothing takes that of one document after another, and sorts on disk. What is held to be true is
counted in memory where the graph is packed; to load a snapshot takes the store up to 2 GiB.
"""

from ctgraph.build.folder import Build, Manifest, Work, pointer, standing
from ctgraph.build.making import build, current, ensure
from ctgraph.build.wanted import readable, written

__all__ = [
    "Build",
    "Manifest",
    "Work",
    "build",
    "current",
    "ensure",
    "pointer",
    "readable",
    "standing",
    "written",
]
