"""The parent's side of a broker: starting it, starting it again when it dies, stopping it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ctgraph import errors
from ctgraph.store.isolated import IsolatedStore
from ctgraph.store.plan import Limits, Plan

_log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-P", "-m", "ctgraph.store.broker")
_SHORT_LIVED = 5.0  # seconds before the next start, if one has failed
_PATIENCE = 10.0  # seconds for which a broker may take to end


class Supervisor:
    """Keeps a broker running while it is entered; see `EmbeddedStore` for what it is given.

    Linux only. `command` is what starts a broker.
    """

    def __init__(
        self,
        files: Iterable[Path],
        *,
        accepted: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        limits: Limits,
        command: tuple[str, ...] = _COMMAND,
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="ctgraph-"))  # 0700
        self._plan = Plan(
            address=str(self._folder / "broker"),
            parent=os.getpid(),
            files=tuple(str(path.absolute()) for path in files),
            accepted=accepted,
            prefixes=dict(prefixes or {}),
            limits=limits,
        )
        self._command = command
        self._news: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    @property
    def address(self) -> str:
        """Where the broker listens: the path of a socket."""
        return self._plan.address

    @property
    def pid(self) -> int | None:
        """The broker's process, if there is one."""
        return self._process.pid if self._process else None

    def store(self) -> IsolatedStore:
        """Make a client. Processes that serve make their own, from `address` and the limits."""
        return IsolatedStore(self._plan.address, self._plan.limits)

    def start(self) -> None:
        """Start a broker and wait until it has loaded its data.

        Raises ProjectError and SourceSyntaxError as `EmbeddedStore`, EngineFailed if it just ends.
        """
        self._thread.start()
        news = self._news.get()
        if "ready" in news:
            return
        self.stop()
        kind = {kind.code: kind for kind in (errors.ProjectError, errors.SourceSyntaxError)}
        raise kind.get(news["error"], errors.EngineFailed)(news["detail"], **news["extra"])

    def stop(self) -> None:
        """End the broker and all its readers."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join(_PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _supervise(self) -> None:
        """Run one broker after another. The first says whether there is any use in it.

        This thread outlives them all: a broker ends when the thread that started it does.
        """
        news = self._run()
        self._news.put(news)
        while not self._stopping.is_set() and self._process is not None:
            if "ready" in news:
                code = self._process.wait()
                if self._stopping.is_set():
                    return
                _log.error("the broker ended with status %s; starting another", code)
            else:
                _log.error("the broker did not start: %s", news["detail"])
                self._stopping.wait(_SHORT_LIVED)
            news = self._run()

    def _run(self) -> dict[str, Any]:
        """Start one, and give what it says when it has loaded its data."""
        process = self._process = subprocess.Popen(  # noqa: S603  # our own module and interpreter
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is the server's to handle
        )
        if self._stopping.is_set():
            process.terminate()
        said = _converse(process, self._plan.to_json() + "\n")
        try:
            news: dict[str, Any] = json.loads(said)
        except ValueError:
            detail = f"The broker ended with status {process.wait()} before it was ready."
            return {"error": errors.EngineFailed.code, "detail": detail, "extra": {}}
        if "ready" not in news:
            process.wait()
        return news


def _converse(process: subprocess.Popen[str], text: str) -> str:
    """Tell a process one line and hear one line of it, empty if it ends; both pipes are closed."""
    if process.stdin is None or process.stdout is None:
        return ""
    with process.stdout:
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(text)
        return process.stdout.readline()
