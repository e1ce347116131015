"""What commands share: the project's settings, and where its build goes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import platformdirs

from ctgraph.settings import Settings, bundled_project


def settings_of(project: Path, **overrides: Any) -> Settings:
    """The settings of a project. The build of an installed, bundled one goes to the user's cache."""
    if project == bundled_project() and (project.parent / "__init__.py").is_file():
        key = hashlib.sha256(str(project).encode()).hexdigest()[:12]
        cache = platformdirs.user_cache_path("ctgraph") / f"build-{key}"
        overrides = {"build": str(cache)} | overrides
    return Settings.load(project, **overrides)
