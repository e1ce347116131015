"""An answer that is whole or not at all, as PEP 3333 has it: a status, headers and a body.

It is written to a spool first (in memory, then in an unlinked file): its status is right, its length
is known, and an engine that fails half way spoils nothing. Validators are made from what the answer
depends on, not from its bytes, so that 304 can be answered before any work is done; they are weak,
since engines may order rows differently (RFC 9110, section 8.8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from werkzeug.http import http_date

from ctgraph.formats import Format
from ctgraph.web import exchange, spool
from ctgraph.web.admission import Entrance
from ctgraph.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_CHOSEN_BY = "Accept, Accept-Encoding"


class Reply(NamedTuple):
    """What is answered, but for the headers that all answers have."""

    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


def make(
    environ: WSGIEnvironment,
    services: Services,
    entrance: Entrance | None,
    form: Format,
    write: Callable[[BinaryIO], object],
    *,
    language: str = "",
    stable: bool = True,
    status: int = 200,
    variant: str = "",
) -> Reply:
    """Answer with what `write` writes; or with 304 and without calling it.

    `stable` is False where the same request may have another answer though the release is the same;
    `variant` is what else the answer was chosen by.
    """
    coding, tag = exchange.coding(environ), ""
    if stable and status == 200:
        place = exchange.root(environ, services.settings.public_url)
        chosen = (form.content_type, language, coding, variant)
        tag = exchange.entity_tag(environ, services.edition, place, *chosen)
    headers = [("Vary", _CHOSEN_BY + ", Accept-Language" * bool(language))]
    headers.append(("Cache-Control", "no-cache" if tag else "no-store"))
    if language:
        headers.append(("Content-Language", language))
    if tag:
        modified = exchange.last_modified(services.issued)
        headers.append(("ETag", f'W/"{tag}"'))
        if modified:
            headers.append(("Last-Modified", http_date(modified)))
        if exchange.is_known(environ, tag, modified):
            return Reply(304, headers, ())
    body, coding = spool.coded(spool.filled(write, entrance), coding, entrance)
    headers += [("Content-Type", form.content_type), ("Content-Length", str(body.tell()))]
    if coding:
        headers.append(("Content-Encoding", coding))
    return Reply(status, headers, spool.chunks(body))
