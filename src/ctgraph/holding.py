"""Holding a build while it is served, so that nobody clears it away.

A shared lock on the build's manifest, which the system lifts when the process ends. Where there are no
such locks nothing is served either, and nothing is held.

Layers: cli and build → holding.
"""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import Self

try:
    import fcntl
except ImportError:  # no such locks here
    _can_lock = False
else:
    _can_lock = True

_AT_ONCE = 2  # builds: the one that is served, and the one before while it is being replaced


class Holding:
    """Holds the last two builds that it was told to, as long as it is entered."""

    def __init__(self) -> None:
        self._held: deque[int] = deque()

    def hold(self, manifest: Path) -> None:
        """Hold the build that has this manifest. Raises OSError if it is not there."""
        descriptor = os.open(manifest, os.O_RDONLY)
        self._held.append(descriptor)
        if _can_lock:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        while len(self._held) > _AT_ONCE:
            os.close(self._held.popleft())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._held:
            os.close(self._held.popleft())


def is_held(manifest: Path) -> bool:
    """Say whether some process holds the build that has this manifest."""
    if not _can_lock:
        return False
    try:
        descriptor = os.open(manifest, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
