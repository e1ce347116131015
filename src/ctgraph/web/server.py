"""Serving: granian in WSGI mode, one process per core.

Each worker builds its own application from a `Publication`, which is plain data: nothing is shared
and nothing happens on import.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from ctgraph import readings
from ctgraph.errors import SettingsError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app, logs

try:
    import granian
    from granian.constants import Interfaces
    from granian.log import LogLevels
except ImportError:  # it is a dependency on Linux only
    granian = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)

# Requests that a worker handles at once; they wait for the engine more than they compute.
_THREADS = 16


@dataclass(frozen=True, slots=True)
class Publication:
    """What a worker needs to build its application."""

    settings: Settings
    files: tuple[Path, ...]
    accepted: str | None
    release: str
    prefixes: Mapping[str, str]
    texts: Path | None = None

    def open(self) -> Flask:
        """Load the data and make the application."""
        store = EmbeddedStore(self.files, accepted=self.accepted, prefixes=self.prefixes)
        texts = readings.load(self.texts) if self.texts else {}
        return create_app(
            self.settings, store, release=self.release, prefixes=self.prefixes, texts=texts
        )


def serve(
    settings: Settings,
    files: Sequence[Path],
    accepted: str | None,
    release: str,
    prefixes: Mapping[str, str] | None = None,
    texts: Path | None = None,
) -> None:
    """Serve until interrupted. Raises SettingsError if that cannot be begun.

    Call it from the main thread: it handles signals.
    """
    if granian is None:
        raise SettingsError(
            f"Serving needs granian, which this installation on {sys.platform} does not have: "
            "pip install granian, or run create_app's application in another WSGI server."
        )
    _check_address(settings.host, settings.port)
    workers = settings.workers or _cores()
    publication = Publication(
        settings, tuple(files), accepted, release, dict(prefixes or {}), texts
    )
    server = granian.Granian(
        "ctgraph",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        log_level=LogLevels.error,
        log_dictconfig=logs.CONFIG,
        respawn_failed_workers=True,
        websockets=False,
    )
    _log.info("Serving on http://%s:%s with %s workers", settings.host, settings.port, workers)
    server.serve(target_loader=publication.open, wrap_loader=False)


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _check_address(host: str, port: int) -> None:
    """Find out whether the address is free: granian shares a port with whoever has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another port."
        ) from error
