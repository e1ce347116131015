"""Serves a file, or a snapshot, as `ctgraph serve` would: `python -m tests.bench.serve DATA PORT ACCEPTED [CACHE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from ctgraph.settings import Settings
from ctgraph.web import server


def main(data: Path, port: int, accepted: str, cache: int) -> None:
    settings = Settings(root=data.parent, base_iri="https://example.org/", title={"en": "Bench"}, port=port, cache_memory=cache, query_timeout=120)
    server.serve(settings, [data], accepted, "bench")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
