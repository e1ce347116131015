"""Answers that are whole or not at all, and what every answer carries.

An answer is written to a spool first (in memory, then in an unlinked file): its status is right,
its length is known, and an engine that fails half way spoils nothing. Validators are made from what
the answer depends on, not from its bytes, so that 304 can be answered before any work is done; they
are weak, since engines may order rows differently (RFC 9110, section 8.8).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from flask import Response, request

from ctgraph.errors import NotAcceptable
from ctgraph.formats import Format, named, negotiate
from ctgraph.web import admission, exchange, spool
from ctgraph.web.services import public_url, services

_CHUNK = 1 << 16
_MOST_DRAINED = 1 << 26

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
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", _EXPOSED),
)
NEGOTIATED = "Accept, Accept-Encoding"
UNLESS_SET = (
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
    environ, edition, way = request.environ, services().edition, admission.entrance()
    coding = exchange.coding(environ)
    parts = (form.content_type, language, coding, variant)
    tag = ""
    if stable and status == 200:
        tag = exchange.entity_tag(environ, edition, public_url(""), *parts)
    modified = exchange.last_modified(services().issued)
    if tag and exchange.is_known(environ, tag, modified):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        body, coding = spool.coded(spool.filled(write, way), coding, way)
        response = _respond(body, status)
        response.headers["Content-Type"] = form.content_type
        if coding:
            response.headers["Content-Encoding"] = coding
    if tag:
        response.set_etag(tag, weak=True)
        if modified:
            response.last_modified = modified
    if language:
        response.headers["Content-Language"] = language
    response.headers["Vary"] = NEGOTIATED + ", Accept-Language" * bool(language)
    response.headers["Cache-Control"] = "no-cache" if tag else "no-store"
    return response


def finish(response: Response) -> Response:
    """Give an answer what every answer carries: open to other sites' scripts, shut to tricks."""
    if response.status_code >= 400:
        _drain()
    headers = response.headers
    headers.extend(ALWAYS)
    for name, value in UNLESS_SET:
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


def _respond(body: spool.Spool, status: int) -> Response:
    """Send a spool, with its length."""
    length = body.tell()
    response = Response(spool.chunks(body), status=status, direct_passthrough=True)
    response.content_length = length
    return response
