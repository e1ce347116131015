"""Serving: granian in WSGI mode, one process per core.

Each worker builds its own application from a `Publication`, which is plain data: nothing is shared but
what `ctgraph.web.shared` says, and nothing happens on import. Linux only: elsewhere this module cannot
be imported.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels

from ctgraph import readings
from ctgraph.errors import CtgraphError, RequestError, SettingsError
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore, IsolatedStore, Limits, Store, Supervisor
from ctgraph.store.confinement import die_with_parent
from ctgraph.store.plan import LONGEST_WAIT
from ctgraph.store.remote import Place, RemoteStore
from ctgraph.web import create_app, leaving, logs
from ctgraph.web.gate import Gate
from ctgraph.web.pace import Watch
from ctgraph.web.shared import Shared, sharing
from ctgraph.web.workers import Workers

_log = logging.getLogger(__name__)

# Requests that a worker handles at once: more than queries may wait (`query_queue`), so that they
# leave room for pages, and for clients that are slow. Threads are made when they are needed.
_THREADS = 256
_BACKLOG = 1024  # connections that may wait to be taken
_PATIENCE = 2.0  # seconds between two looks for an engine that is not there
_BETWEEN = 1.0  # seconds from the start of a worker to the end of the one that it replaces


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
    content: str = ""
    parent: int = 0
    shared: Shared | None = None
    broker: str = ""  # its address; without one, each worker holds the data and runs queries itself

    def open(self) -> Flask:
        """Make the application, in a worker that ends with the server."""
        die_with_parent(self.parent)
        leaving.prepare(self.settings.port)
        if self.shared is not None:
            self.shared.join()
        Watch(self.settings.port, self.settings.query_timeout + LONGEST_WAIT).start()
        texts = readings.load(self.texts) if self.texts else {}
        return create_app(
            self.settings,
            self._store(),
            release=self.release,
            prefixes=self.prefixes,
            texts=texts,
            content=self.content,
            shared=self.shared,
        )

    def _store(self) -> Store:
        if self.settings.engine_url:
            return self._remote()
        return self._local(self.accepted)

    def require_build(self) -> None:
        """Raise RequestError if an engine elsewhere is to hold what is served, and does not."""
        if self.settings.engine_url:
            store = self._engine_elsewhere()
            try:
                store.require_build()
            finally:
                store.close()

    def _engine_elsewhere(self) -> RemoteStore:
        place = Place(self.settings.base_iri, self.release, str(self.accepted))
        return RemoteStore(self.settings, place, self._local(None), self.prefixes)

    def _remote(self) -> RemoteStore:
        """The engine elsewhere; wait for it, since without it there is nothing to serve."""
        store = self._engine_elsewhere()
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


Renew = Callable[[Publication], Publication | None]


def serve(
    settings: Settings,
    files: Sequence[Path],
    accepted: str | None,
    release: str,
    prefixes: Mapping[str, str] | None = None,
    texts: Path | None = None,
    *,
    content: str = "",
    renew: Renew = lambda _: None,
    watched: Path | None = None,
) -> None:
    """Serve until interrupted. Raises SettingsError if that cannot be begun.

    At SIGHUP, and when the file `watched` changes if the settings say so, `renew` says what to serve in
    the place of what is served, if anything. Call it from the main thread: it handles signals.
    """
    workers = settings.workers or _cores()
    with _listen(settings.host, settings.port) as listener, sharing() as shared:
        first = Publication(
            settings,
            tuple(files),
            accepted,
            release,
            dict(prefixes or {}),
            texts,
            content,
            os.getpid(),
            shared,
        )
        Gate.of(settings, shared.gate).start()
        house = _House(first, renew)
        server = Workers(
            listener,
            house.renewed,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=_THREADS,
            log_level=LogLevels.error,
            log_dictconfig=logs.config(settings),
            respawn_failed_workers=True,
            respawn_interval=_BETWEEN,
            workers_kill_timeout=settings.stop_timeout,
            websockets=False,
        )
        with house:
            _log.info(
                "Serving on http://%s:%s with %s workers", settings.host, settings.port, workers
            )
            if settings.watch_build and watched is not None:
                _watch(watched, settings.watch_build)
            server.serve(target_loader=house, wrap_loader=False)


class _House:
    """Keeps what is served and, if it has one, its broker; called in a worker, it opens the application."""

    def __init__(self, publication: Publication, renew: Renew) -> None:
        self._renew = renew
        self._broker: Supervisor | None = None
        self._publication = publication

    def __enter__(self) -> None:
        self._publication, self._broker = _with_engine(self._publication)

    def __exit__(self, *_: object) -> None:
        if self._broker is not None:
            self._broker.stop()

    def __call__(self) -> Flask:
        return self._publication.open()

    def __getstate__(self) -> dict[str, object]:
        """Hand over the publication alone, where workers are not forked."""
        return {"_publication": self._publication}

    def renewed(self) -> AbstractContextManager[None] | None:
        """Have ready what is to be served from now on; None if that is what is served, or fails."""
        try:
            publication = self._renew(self._publication)
            if publication is None:
                return None
            publication.require_build()
            made, broker = _with_engine(publication)
        except (CtgraphError, OSError) as error:
            _log.error("still serving %s: %s", self._publication.release[:16], error)
            return None
        _log.info("switching from %s to %s", self._publication.release[:16], made.release[:16])
        before, self._publication, self._broker = self._broker, made, broker
        return _switch(before)


@contextmanager
def _switch(before: Supervisor | None) -> Iterator[None]:
    """End an engine when nobody asks it any more."""
    try:
        yield
    finally:
        if before is not None:
            before.stop()


def _with_engine(publication: Publication) -> tuple[Publication, Supervisor | None]:
    """Start a broker that holds the data, if one is wanted."""
    if not publication.settings.readers:
        return publication, None
    broker = Supervisor(
        publication.files,
        accepted=None if publication.settings.engine_url else publication.accepted,
        prefixes=publication.prefixes,
        limits=Limits.of(publication.settings),
    )
    broker.start()
    return replace(publication, broker=broker.address), broker


def _watch(file: Path, seconds: float) -> None:
    """Have this process told when a file changes, from a thread that ends with it."""

    def content() -> bytes:
        try:
            return file.read_bytes()
        except OSError:
            return b""

    def look(last: bytes) -> None:
        while True:
            time.sleep(seconds)
            if (now := content()) and now != last:
                last = now
                os.kill(os.getpid(), signal.SIGHUP)

    threading.Thread(target=look, args=(content(),), name="watch", daemon=True).start()


def _cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _listen(host: str, port: int) -> socket.socket:
    """Listen for all workers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server(
            (host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=host == "::"
        )
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another port."
        ) from error
    # What the sockets of connections inherit: an answer's head and body are written one after the other,
    # and the second would wait until the client has acknowledged the first, up to 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener
