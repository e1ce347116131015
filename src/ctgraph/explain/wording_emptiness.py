"""Messages about answers without rows: English, French."""

from __future__ import annotations

EMPTINESS: dict[str, tuple[str, str]] = {}
