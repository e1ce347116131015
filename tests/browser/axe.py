"""Where axe-core is, which the front end's packages bring."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).parents[2] / "src/ctgraph/web/ui/node_modules/axe-core/axe.min.js"
