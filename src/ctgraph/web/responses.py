"""Answers that are whole or not at all, and what every answer carries.

An answer is written to a spool first (in memory, then in an unlinked file): its status is right,
its length is known, and an engine that fails half way spoils nothing. Validators are made from what
the answer depends on, not from its bytes, so that 304 can be answered before any work is done; they
are weak, since engines may order rows differently (RFC 9110, section 8.8).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import BinaryIO, cast

import brotli  # type: ignore[import-untyped]  # ships without annotations
from flask import Response, request
from werkzeug.wsgi import FileWrapper

from ctgraph import __version__
from ctgraph.errors import NotAcceptable
from ctgraph.formats import Format, named, negotiate
from ctgraph.web import admission
from ctgraph.web.admission import Spool
from ctgraph.web.services import public_url, services

_CHUNK = 1 << 16
_WORTH_CODING = 1 << 10
_MOST_DRAINED = 1 << 26
_CODINGS = ("br", "gzip")

SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
EMBEDDED_POLICY = SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_ASKED_WITH = (
    "Accept, Accept-Language, Accept-Profile, Content-Type, If-Modified-Since, If-None-Match"
)
_EXPOSED = (
    "Allow, Content-Language, Content-Length, Content-Location, Content-Profile, ETag, Last-Modified, "
    "Link, Location, Retry-After, Vary"
)
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
)
_UNLESS_SET = (
    ("Content-Security-Policy", SECURITY_POLICY),
    ("Referrer-Policy", "same-origin"),
)


def choose(offers: Sequence[Format], name: str = "") -> Format:
    """Choose a form: `name`, from `format=`, wins over Accept. Raises NotAcceptable."""
    accept = request.headers.get("Accept")
    chosen = named(name, offers) if name else negotiate(accept, offers)
    if chosen is None:
        types = [offer.media_type for offer in offers]
        raise NotAcceptable(f"This can be had as {', '.join(types)}.", offers=types)
    return chosen


def send(
    form: Format,
    write: Callable[[BinaryIO], object],
    *,
    language: str = "",
    stable: bool = True,
    status: int = 200,
    variant: str = "",
) -> Response:
    """Answer with what `write` writes, whole; or with 304 and without calling it.

    `stable` is False where the same request may have another answer though the release is the same;
    `variant` is what else the answer was chosen by.
    """
    coding = _choose_coding()
    response: Response
    parts = (form.content_type, language, coding, variant)
    tag = _entity_tag(*parts) if stable and status == 200 else ""
    if tag and _is_known(tag):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        body = _spool(write)
        coded = bool(coding) and body.tell() > _WORTH_CODING
        response = _respond(_encode(body, coding) if coded else body, status)
        response.headers["Content-Type"] = form.content_type
        if coded:
            response.headers["Content-Encoding"] = coding
    if tag:
        response.set_etag(tag, weak=True)
        if modified := _last_modified():
            response.last_modified = modified
    if language:
        response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept, Accept-Encoding" + ", Accept-Language" * bool(language)
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response


def finish(response: Response) -> Response:
    """Give an answer what every answer carries: open to other sites' scripts, shut to tricks."""
    if response.status_code >= 400:
        _drain()
    headers = response.headers
    headers.extend(_ALWAYS)
    for name, value in _UNLESS_SET:
        if name not in headers:
            headers.add(name, value)
    if request.method == "OPTIONS" and response.status_code == 200:
        response.status_code = 204
        del headers["Content-Type"]
        headers["Access-Control-Allow-Methods"] = headers.get("Allow", "")
        headers["Access-Control-Allow-Headers"] = _ASKED_WITH
        headers["Access-Control-Max-Age"] = "86400"
    return response


def _drain() -> None:
    """Read what was left of a refused request: else the connection may break before the answer.

    Only where the server ends the stream with the request; elsewhere reading on would wait.
    """
    left = _MOST_DRAINED if request.environ.get("wsgi.input_terminated") else 0
    while left > 0 and (chunk := request.environ["wsgi.input"].read(_CHUNK)):
        left -= len(chunk)


def _is_known(tag: str) -> bool:
    """Say whether the client has what it asks for (RFC 9110, section 13.2.2): a tag goes before a date."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(tag)
    if "If-Modified-Since" not in request.headers:
        return False
    modified, since = _last_modified(), request.if_modified_since
    return modified is not None and since is not None and modified <= since


def _last_modified() -> datetime | None:
    """When what is served was released. Data that was not released has no date, whatever a clock says."""
    issued = services().issued
    return datetime(issued.year, issued.month, issued.day, tzinfo=UTC) if issued else None


def _entity_tag(content_type: str, language: str, coding: str, variant: str) -> str:
    """Make a validator from all that the answer to a GET depends on; empty if there can be none."""
    edition = services().edition
    if not edition or request.method not in {"GET", "HEAD"}:
        return ""
    place = (public_url("/"), request.path, request.query_string.decode("latin-1"))
    parts = (edition, __version__, *place, content_type, language, coding, variant)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _choose_coding() -> str:
    """Choose a content coding (RFC 9110, section 12.5.3); empty for none."""
    if "Accept-Encoding" not in request.headers:
        return ""
    accepted = request.accept_encodings
    best = max(_CODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else ""


def _spool(write: Callable[[BinaryIO], object]) -> Spool:
    """Write into a new spool; its position is its length."""
    spool = Spool(admission.entrance())  # closed with the response
    try:
        write(cast("BinaryIO", spool))
    except BaseException:
        spool.close()
        raise
    return spool


def _encode(plain: Spool, coding: str) -> Spool:
    """Code a spool into another and close it."""
    if coding == "br":
        compressor = brotli.Compressor(quality=5)
        compress, end = compressor.process, compressor.finish
    else:
        deflate = zlib.compressobj(wbits=31)
        compress, end = deflate.compress, deflate.flush

    def write(out: BinaryIO) -> None:
        plain.seek(0)
        while chunk := plain.read(_CHUNK):
            out.write(compress(chunk))
        out.write(end())

    with plain:
        return _spool(write)


def _respond(body: Spool, status: int) -> Response:
    """Send a spool, with its length."""
    length = body.tell()
    body.seek(0)
    chunks = FileWrapper(cast("BinaryIO", body), _CHUNK)
    response = Response(chunks, status=status, direct_passthrough=True)
    response.content_length = length
    return response
