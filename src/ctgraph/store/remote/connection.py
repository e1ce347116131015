"""Asking an engine over HTTP: connections, deadlines, credentials, and what its failures mean.

An answer is received whole, into memory and then an unlinked file, before any of it is looked at. Nothing
is asked of an engine but queries, which may be asked twice: where it was not reached, where a connection
that was kept turns out to be dead, and where it says itself when to come back, in time.
"""

from __future__ import annotations

import contextlib
import logging
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from urllib.parse import urlencode

import httpx

from ctgraph import errors
from ctgraph.settings import Settings
from ctgraph.store.remote.failures import failure, require_whole, too_large, too_slow

_log = logging.getLogger(__name__)

_IN_MEMORY = 1 << 20
_PAUSES = (0.1, 0.5)  # seconds before the second and the third attempt
_COME_BACK = 2  # seconds after which to try again, if the engine does not say
_PLACE_WAIT = 10.0  # seconds for which a query may wait for a connection
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Received:
    """A whole answer: its media type, and its bytes, to be closed by whoever has it."""

    media_type: str
    body: BinaryIO


class Connection:
    """Connections to one address, kept and shared among threads; `most` at a time."""

    def __init__(self, url: str, settings: Settings, most: int) -> None:
        self._url = url
        self._connect = settings.engine_connect_timeout
        self._client = client(settings, most)
        self.product = ""  # what the engine calls itself

    def ask(
        self,
        fields: Sequence[tuple[str, str]],
        accept: str,
        seconds: float,
        most: int,
    ) -> Received:
        """Post a form and receive the answer, within `seconds` and of `most` bytes at most.

        Raises EngineAway, EngineBusy, EngineAnswer, QueryTimeout, QueryRefused and ResultTooLarge.
        """
        attempt = _Attempt(time.monotonic() + seconds, seconds, self._connect, most)
        request = {
            "content": urlencode(fields),
            "headers": {"Accept": accept, "Content-Type": _FORM},
        }
        for pause in (*_PAUSES, None):
            try:
                with attempt.errors():
                    return self._send(attempt, request)
            except errors.EngineAway:
                if pause is None or not attempt.wait(pause):
                    raise
            except errors.EngineBusy as busy:
                after = busy.extra.setdefault("retry_after", None)
                if pause is None or not isinstance(after, int) or not attempt.wait(after):
                    busy.extra["retry_after"] = after or _COME_BACK
                    raise
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _send(self, attempt: _Attempt, request: Mapping[str, object]) -> Received:
        with self._client.stream(
            "POST",
            self._url,
            timeout=attempt.timeouts(),
            **request,  # type: ignore[arg-type]
        ) as response:
            self.product = response.headers.get("Server", "") or self.product
            if response.status_code != httpx.codes.OK:
                raise failure(response, attempt.seconds)
            require_whole(response, attempt.seconds)
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Received(media_type, attempt.receive(response))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one question may take."""

    deadline: float
    seconds: float
    connect: float
    most: int

    def timeouts(self) -> httpx.Timeout:
        """What httpx may wait for each thing: it has no limit for all of them together."""
        left = max(0.001, self.deadline - time.monotonic())
        return httpx.Timeout(left, connect=min(self.connect, left), pool=min(_PLACE_WAIT, left))

    def wait(self, seconds: float) -> bool:
        """Wait, if there is time left after that."""
        if time.monotonic() + seconds >= self.deadline:
            return False
        time.sleep(seconds)
        return True

    def receive(self, response: httpx.Response) -> BinaryIO:
        """Take the whole body."""
        spool = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  # its reader closes it
        length = 0
        try:
            for piece in response.iter_bytes():
                length += len(piece)
                self._require_within(length)
                spool.write(piece)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool

    def _require_within(self, length: int) -> None:
        """Raise if the answer is already too long, or it is too late for it."""
        if length > self.most:
            raise too_large(self.most)
        if time.monotonic() > self.deadline:
            raise too_slow(self.seconds)

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what httpx raises into what we raise."""
        try:
            yield
        except httpx.PoolTimeout:
            raise errors.EngineBusy(
                "Too many queries are waiting. Please try again in a moment."
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            _log.warning("the engine cannot be reached: %s", error)
            raise errors.EngineAway(
                "The engine behind this endpoint cannot be reached. Please try again in a moment.",
                retry_after=_COME_BACK,
            ) from None
        except httpx.TimeoutException:
            raise too_slow(self.seconds) from None
        except httpx.HTTPError as error:
            _log.warning("the engine broke off: %s", error)
            raise errors.EngineAway(
                "The engine behind this endpoint broke off in the middle of an answer. "
                "Please try again in a moment.",
                retry_after=_COME_BACK,
            ) from None


class _Bearer(httpx.Auth):
    """A bearer token (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def client(settings: Settings, most: int) -> httpx.Client:
    """Make a client for an engine, with `most` connections, that follows no redirect.

    It looks at no proxy and no .netrc; SSL_CERT_FILE names authorities beside the usual ones.
    """
    return httpx.Client(
        auth=_auth(settings),
        follow_redirects=False,
        limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
        trust_env=False,
        verify=_authorities(),
        headers={"User-Agent": "ctgraph", "Accept-Encoding": "identity"},
    )


@cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context()


def _auth(settings: Settings) -> httpx.Auth | None:
    if settings.engine_token:
        return _Bearer(settings.engine_token)
    if not settings.engine_user:
        return None
    kind = httpx.DigestAuth if settings.engine_auth == "digest" else httpx.BasicAuth
    return kind(settings.engine_user, settings.engine_password)
