"""What an engine's failures mean to who asked.

The text of an engine's own errors is quoted in short; of addresses and credentials nothing is said.
"""

from __future__ import annotations

import contextlib
import logging
import re

import httpx

from ctgraph import errors

_log = logging.getLogger(__name__)

_LONGEST_QUOTE = 200  # characters
_LONGEST_ERROR = 1 << 16  # bytes of an error that are read
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]+")
_PARTIAL = ("X-SPARQL-MaxRows", "X-SQL-State")  # how Virtuoso says that it left something out


def failure(response: httpx.Response, seconds: float) -> errors.RequestError:
    """Say what an answer other than 200 means."""
    status, quoted = response.status_code, quote(response)
    _log.warning("the engine answered %s: %s", status, quoted or "(nothing legible)")
    said = f" It says: “{quoted}”" if quoted else ""
    match status:
        case 400:
            return errors.QueryRefused(
                f"The engine behind this endpoint does not run this query.{said}"
            )
        case 408 | 504:
            return too_slow(seconds)
        case 429 | 502 | 503:
            after = response.headers.get("Retry-After", "")
            return errors.EngineBusy(
                "The engine behind this endpoint has too much to do. Please try again in a moment.",
                retry_after=int(after) if after.isdigit() else None,
            )
        case 401 | 403:
            return errors.EngineAnswer("The engine behind this endpoint does not let us in.")
        case _ if 300 <= status < 400:
            return errors.EngineAnswer(
                "The engine behind this endpoint sends us elsewhere, and we do not go there."
            )
    return errors.EngineAnswer(
        f"The engine behind this endpoint failed, with status {status}.{said}"
    )


def too_slow(seconds: float) -> errors.QueryTimeout:
    """What to raise for a query that takes too long."""
    return errors.QueryTimeout(
        f"The query was given up after {seconds:g} seconds. Begin with the pattern that matches "
        "least, leave out what joins with nothing, or ask for less at a time.",
        limit_seconds=seconds,
    )


def too_large(most: int) -> errors.ResultTooLarge:
    """What to raise for an answer of more than `most` bytes."""
    return errors.ResultTooLarge(
        f"The answer is longer than {most:,} bytes. Ask for less (LIMIT and OFFSET with ORDER BY, "
        "or fewer columns), or take whole graphs from the dump or the graph store and query them "
        "on your own machine.",
        limit_bytes=most,
    )


def require_whole(response: httpx.Response, seconds: float) -> None:
    """Raise unless the answer says its length, and nothing says that some of it was left out."""
    headers = response.headers
    if "S1TAT" in headers.get("X-SQL-State", ""):
        raise too_slow(seconds)
    if any(name in headers for name in _PARTIAL):
        raise errors.EngineAnswer(
            "The engine behind this endpoint left out part of the answer, since it may give only so "
            "many rows. Ask for less at a time, with LIMIT and OFFSET."
        )
    if "Content-Length" not in headers and "chunked" not in headers.get("Transfer-Encoding", ""):
        raise errors.EngineAnswer(
            "The engine behind this endpoint does not say how long its answer is, so that nobody "
            "could tell whether it is whole."
        )


def quote(response: httpx.Response) -> str:
    """The first line of an error that is plain text, in short."""
    if not response.headers.get("Content-Type", "").startswith("text/plain"):
        return ""
    body = bytearray()
    with contextlib.suppress(httpx.HTTPError):
        for piece in response.iter_bytes():
            body += piece
            if len(body) > _LONGEST_ERROR:
                break
    line = next((x for x in body.decode(errors="replace").splitlines() if x.strip()), "")
    text = _UNPRINTABLE.sub(" ", line).strip()
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + " …"
