"""Answers of the application: in the form that was asked for, with what every answer carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from flask import Response, request

from ctgraph.errors import NotAcceptable
from ctgraph.formats import Format, named, negotiate
from ctgraph.web import admission, reply
from ctgraph.web.services import services

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
    """Answer with what `write` writes, whole; or with 304 and without calling it: see `reply.make`."""
    made = reply.make(
        request.environ,
        services(),
        admission.entrance(),
        form,
        write,
        language=language,
        stable=stable,
        status=status,
        variant=variant,
    )
    response = Response(made.body, made.status, made.headers, direct_passthrough=True)
    if made.status == 304:
        del response.headers["Content-Type"]
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
