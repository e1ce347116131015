"""What a request says of the answer that it wants, read from its environment (PEP 3333).

Here nothing knows Flask: the application and what answers before it read requests in the same way.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.http import parse_accept_header, parse_date, parse_etags
from werkzeug.sansio.utils import get_current_url
from werkzeug.wsgi import get_host

from ctgraph import __version__

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

RAISED = "ctgraph.raised"  # where an environment says what error has been met already
CODINGS = ("br", "gzip")
_USUAL = 512  # characters of a header; what is longer is read anew each time

_url = lru_cache(maxsize=64)(get_current_url)


def root(environ: WSGIEnvironment, public_url: str) -> str:
    """Say where the application is reached, without a slash at the end: as set, or as the client says."""
    if public_url:
        return public_url.rstrip("/")
    path = environ.get("SCRIPT_NAME", "").encode("latin-1").decode(errors="replace")
    return _url(environ["wsgi.url_scheme"], get_host(environ), path).rstrip("/")


def coding(environ: WSGIEnvironment) -> str:
    """Choose a content coding (RFC 9110, section 12.5.3); empty for none."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    return (_known_coding if len(accepted) <= _USUAL else _coding)(accepted)


def _coding(value: str) -> str:
    accepted = parse_accept_header(value)
    best = max(CODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else ""


_known_coding = lru_cache(maxsize=256)(_coding)  # clients of one kind send the same


def entity_tag(environ: WSGIEnvironment, edition: str, place: str, *chosen: str) -> str:
    """Make a validator from all that the answer to a GET depends on; empty if there can be none.

    That is the `edition` of what is served, the `place` where it is, the request's address, and what
    was `chosen` for it. It is weak, since engines may order rows differently (RFC 9110, section 8.8).
    """
    if not edition or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return ""
    address = (place, environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
    parts = "\n".join((edition, __version__, *address, *chosen))
    return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def is_known(environ: WSGIEnvironment, tag: str, modified: datetime | None) -> bool:
    """Say whether the client has what it asks for (RFC 9110, section 13.2.2): a tag goes before a date."""
    if "HTTP_IF_NONE_MATCH" in environ:
        return parse_etags(environ["HTTP_IF_NONE_MATCH"]).contains_weak(tag)
    since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
    return modified is not None and since is not None and modified <= since


def last_modified(issued: date | None) -> datetime | None:
    """When what is served was released. Data that was not released has no date, whatever a clock says."""
    return datetime(issued.year, issued.month, issued.day, tzinfo=UTC) if issued else None
