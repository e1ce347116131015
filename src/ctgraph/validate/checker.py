"""Checking strangers' documents, each in a process of its own that is killed when it takes too long.

One process is kept ready, with the project read; it serves one request and ends. See `stranger`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ctgraph.errors import CheckStopped, EngineBusy, EngineFailed
from ctgraph.settings import Settings
from ctgraph.validate.findings import Finding
from ctgraph.validate.memory import finding_of

_COMMAND = (sys.executable, "-P", "-m", "ctgraph.validate.stranger")
_MOST_WAITING = 8  # requests of one worker; they are served one after another
_AGAIN = 5  # seconds after which a client may try again
_MEBIBYTE = 1 << 20
_START = 60.0  # seconds in which a process reads the project


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in the document `file`; there may be more than is listed: `count`."""

    file: str
    findings: Sequence[Finding]
    count: int


class Checker:
    """Checks documents beside one project."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST_WAITING)
        self._spare: subprocess.Popen[bytes] | None = None

    def check(self, turtle: str, text: str | None) -> Verdict:
        """Check a document. Raises EngineBusy, CheckStopped or EngineFailed."""
        if not self._places.acquire(blocking=False):
            raise EngineBusy("Too many documents are waiting to be checked.", retry_after=_AGAIN)
        try:
            with self._turn:
                process, self._spare = self._spare or self._start(), None
                try:
                    answer = self._converse(process, {"turtle": turtle, "text": text})
                finally:
                    process.kill()
                    process.communicate()
                    self._spare = self._start()
        finally:
            self._places.release()
        return Verdict(
            str(answer["file"]), [finding_of(f) for f in answer["findings"]], int(answer["count"])
        )

    def close(self) -> None:
        """End the process that is kept ready."""
        if self._spare:
            self._spare.kill()
            self._spare.communicate()
            self._spare = None

    def _start(self) -> subprocess.Popen[bytes]:
        """Start a process that reads the project meanwhile."""
        process = subprocess.Popen(  # noqa: S603  # our own module and interpreter
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        settings = asdict(self._settings)
        plan = {
            "root": str(settings.pop("root")),
            "settings": settings,
            "memory": self._settings.check_memory * _MEBIBYTE,
            "seconds": self._settings.check_timeout,
        }
        _tell(process, plan)
        return process

    def _converse(self, process: subprocess.Popen[bytes], asked: dict[str, Any]) -> dict[str, Any]:
        """Wait until a process is ready, ask, and wait for its answer no longer than it may take."""
        if self._hear(process, _START) != b"ready\n":
            raise EngineFailed("The project cannot be read for checking.")
        _tell(process, asked)
        heard = self._hear(process, self._settings.check_timeout)
        try:
            answer: dict[str, Any] = json.loads(heard)
        except ValueError:
            seconds, memory = self._settings.check_timeout, self._settings.check_memory
            raise CheckStopped(
                f"The check was stopped: it may take {seconds} seconds and {memory} MiB of memory. "
                "Check the document in parts, or on your own machine with 'ctgraph validate'.",
                limit_seconds=seconds,
                limit_bytes=memory * _MEBIBYTE,
            ) from None
        return answer

    @staticmethod
    def _hear(process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """One line of a process, which is killed if there is none in time."""
        if process.stdout is None:
            return b""
        deadline = threading.Timer(seconds, process.kill)
        deadline.start()
        try:
            return process.stdout.readline()
        finally:
            deadline.cancel()


def _tell(process: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    """Send one line; a process that is gone is found out by its silence."""
    if process.stdin is None:
        return
    try:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError:
        return
