"""Serving: granian in WSGI mode, one process per core.

Each worker builds its own application from a `Publication`, which is plain data: nothing is shared
and nothing happens on import. Linux only: elsewhere this module cannot be imported.
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import granian
from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels

from ctgraph import readings
from ctgraph.errors import RequestError, SettingsError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, IsolatedStore, Limits, Store, Supervisor
from ctgraph.store.confinement import die_with_parent
from ctgraph.store.plan import LONGEST_WAIT
from ctgraph.store.remote import Place, RemoteStore
from ctgraph.web import create_app, logs
from ctgraph.web.pace import Watch

_log = logging.getLogger(__name__)

# Requests that a worker handles at once: more than queries may wait (`query_queue`), so that they
# leave room for pages, and for clients that are slow. Threads are made when they are needed.
_THREADS = 256
_PATIENCE = 2.0  # seconds between two looks for an engine that is not there
_LAST_ANSWERS = 5  # seconds in which a worker that is to stop may finish what it has begun


@dataclass(frozen=True, slots=True)
class Publication:
    """What a worker needs to build its application.

    If an engine elsewhere runs the queries, `files` is empty, and readers only say what is no query.
    """

    settings: Settings
    files: tuple[Path, ...]
    accepted: str | None
    release: str
    prefixes: Mapping[str, str]
    texts: Path | None
    parent: int
    broker: str = ""  # its address; without one, each worker holds the data and runs queries itself

    def open(self) -> Flask:
        """Make the application, in a worker that ends with the server."""
        die_with_parent(self.parent)
        Watch(self.settings.port, self.settings.query_timeout + LONGEST_WAIT).start()
        store = self._store()
        texts = readings.load(self.texts) if self.texts else {}
        return create_app(
            self.settings, store, release=self.release, prefixes=self.prefixes, texts=texts
        )

    def _store(self) -> Store:
        if self.settings.engine_url:
            return self._remote()
        return self._local(self.accepted)

    def _remote(self) -> RemoteStore:
        """The engine elsewhere; wait for it, since without it there is nothing to serve."""
        place = Place(self.settings.base_iri, self.release, str(self.accepted))
        store = RemoteStore(self.settings, place, self._local(None), self.prefixes)
        while True:
            try:
                store.require_build()
            except RequestError as error:
                _log.warning("waiting for the engine: %s", error.detail)
                time.sleep(_PATIENCE)
            else:
                return store

    def _local(self, accepted: str | None) -> Store:
        if self.broker:
            return IsolatedStore(self.broker, Limits.of(self.settings))
        return EmbeddedStore(self.files, accepted=accepted, prefixes=self.prefixes)


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
    _check_address(settings.host, settings.port)
    workers = settings.workers or _cores()
    publication = Publication(
        settings, tuple(files), accepted, release, dict(prefixes or {}), texts, parent=os.getpid()
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
        workers_kill_timeout=_LAST_ANSWERS,
        websockets=False,
    )
    with _engine(publication) as broker:
        _log.info("Serving on http://%s:%s with %s workers", settings.host, settings.port, workers)
        opened = replace(publication, broker=broker).open
        server.serve(target_loader=opened, wrap_loader=False)


@contextmanager
def _engine(publication: Publication) -> Iterator[str]:
    """Keep a broker running that holds the data; gives its address, or "" if none is wanted."""
    if not publication.settings.readers:
        yield ""
        return
    with Supervisor(
        publication.files,
        accepted=None if publication.settings.engine_url else publication.accepted,
        prefixes=publication.prefixes,
        limits=Limits.of(publication.settings),
    ) as supervisor:
        yield supervisor.address


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
