"""Serves one file of triples, or a snapshot, as `ctgraph serve` would: `python -m tests.bench.serve DATA PORT [CACHE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from ctgraph.settings import Settings
from ctgraph.web import server

ACCEPTED = "https://example.org/accepted"


def main(data: Path, port: int, cache: int) -> None:
    settings = Settings(root=Path(data).parent, base_iri="https://example.org/", title={"en": "Bench"}, port=port, cache_memory=cache, query_timeout=120)
    server.serve(settings, [data], ACCEPTED, "bench")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
