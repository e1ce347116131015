"""Answers that were given before, given again without asking the application.

An HTTP cache within the server (RFC 9111): an answer to GET that carries a validator holds for as long
as the application lives, since what is served never changes under it. Which headers of a request an
answer depends on, its Vary says (section 4.1). What has no validator (queries that call NOW or RAND,
errors, redirects) is never kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags, remove_entity_headers, unquote_etag
from werkzeug.wsgi import ClosingIterator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

RESULT = "ctgraph.cache"  # where a request's environment says what came of it: hit, miss or pass
_LARGEST = 8  # no answer may take more than this part of the room
_OVERHEAD = 1 << 10  # bytes of memory that an answer takes beside what is counted
# what only the application knows how to answer
_SPECIAL = frozenset(
    f"HTTP_{name}"
    for name in ("AUTHORIZATION", "IF_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "RANGE")
)
_Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was answered with status 200."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    size: int


class Cache:
    """Wraps a WSGI application (PEP 3333); its answers take `room` bytes at most."""

    def __init__(self, app: WSGIApplication, room: int) -> None:
        self._app = app
        self._room = room
        self._size = 0
        self._lock = threading.Lock()
        # by what a request asks for: the headers that count; by that and their values: the answer
        self._answers: OrderedDict[_Key, _Answer | tuple[str, ...]] = OrderedDict()

    @property
    def size(self) -> int:
        """How many bytes the kept answers take."""
        return self._size

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, or have the application answer and keep it."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not _SPECIAL.isdisjoint(environ):
            environ[RESULT] = "pass"
            return self._app(environ, start_response)
        target = _target(environ)
        answer = self._find(target, environ)
        environ[RESULT] = "hit" if answer else "miss"
        if answer is None:
            return self._forward(target, environ, start_response)
        if _is_known(answer, environ):
            headers = list(answer.headers)
            remove_entity_headers(headers)
            start_response("304 NOT MODIFIED", headers)
            return ()
        start_response("200 OK", list(answer.headers))
        return () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)

    def _find(self, target: _Key, environ: WSGIEnvironment) -> _Answer | None:
        with self._lock:
            names = self._answers.get(target)
            if not isinstance(names, tuple):
                return None
            key = _key(target, names, environ)
            answer = self._answers.get(key)
            if not isinstance(answer, _Answer):
                return None
            self._answers.move_to_end(target)
            self._answers.move_to_end(key)
            return answer

    def _forward(
        self, target: _Key, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        said: dict[str, Any] = {}

        def begin(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said.update(status=status, headers=Headers(headers))
            return start_response(status, headers, exc_info)

        body = self._app(environ, begin)
        if environ["REQUEST_METHOD"] != "GET" or not self._is_worth(said):
            return body
        return ClosingIterator(self._copy(target, environ, said["headers"], body), _closer(body))

    def _is_worth(self, said: dict[str, Any]) -> bool:
        headers = said.get("headers", Headers())
        length = headers.get("Content-Length", type=int)
        return (
            str(said.get("status", "")).startswith("200 ")
            and "ETag" in headers
            and "Expires" not in headers
            and headers.get("Vary", "") != "*"
            and length is not None
            and length <= self._room // _LARGEST
        )

    def _copy(
        self, target: _Key, environ: WSGIEnvironment, headers: Headers, body: Iterable[bytes]
    ) -> Iterator[bytes]:
        """Pass the body on, and keep it if it came whole."""
        pieces = []
        for piece in body:
            pieces.append(piece)
            yield piece
        whole = b"".join(pieces)
        if len(whole) == headers.get("Content-Length", type=int):
            self._keep(target, environ, headers, whole)

    def _keep(self, target: _Key, environ: WSGIEnvironment, headers: Headers, body: bytes) -> None:
        vary = {
            name.strip().upper().replace("-", "_") for name in headers.get("Vary", "").split(",")
        }
        etag, _ = unquote_etag(headers["ETag"])
        with self._lock:
            before = self._answers.get(target)
            known = before if isinstance(before, tuple) else ()
            # every header that any answer from this address has depended on
            names = tuple(sorted({*known, *(f"HTTP_{name}" for name in vary if name)}))
            key = _key(target, names, environ)
            size = len(body) + _OVERHEAD + 2 * sum(len(part or "") for part in key)
            if key in self._answers or size > self._room // _LARGEST:
                return
            self._answers[target] = names
            self._answers[key] = _Answer(tuple(headers), body, etag or "", size)
            self._size += size
            while self._size > self._room:
                _, oldest = self._answers.popitem(last=False)
                self._size -= oldest.size if isinstance(oldest, _Answer) else 0


def _target(environ: WSGIEnvironment) -> _Key:
    """What is asked for: the whole address, as the client knows it."""
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    return tuple(environ.get(name) for name in names)


def _key(target: _Key, names: tuple[str, ...], environ: WSGIEnvironment) -> _Key:
    return (*target, "answer", *names, *(environ.get(name) for name in names))


def _is_known(answer: _Answer, environ: WSGIEnvironment) -> bool:
    """Say whether the client has the answer already (RFC 9110, section 13.1.2)."""
    return parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(answer.etag)


def _closer(body: Iterable[bytes]) -> Any:
    return getattr(body, "close", None)
