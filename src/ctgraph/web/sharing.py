"""Queries in addresses: short enough to send, kept nowhere.

A query is compressed (zlib, RFC 1950) and written in the URL-safe alphabet (RFC 4648, section 5), so
that the address needs no quoting in a shell, a program or a spreadsheet.
"""

from __future__ import annotations

import base64
import binascii
import zlib

from ctgraph.errors import BadRequest


def pack(query: str) -> str:
    """Write a query as the part of an address."""
    return base64.urlsafe_b64encode(zlib.compress(query.encode(), 9)).decode().rstrip("=")


def unpack(packed: str, most: int) -> str:
    """Read a query of at most `most` bytes. Raises BadRequest for what `pack` has not written."""
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        reader = zlib.decompressobj()
        query = reader.decompress(content, most + 1)
        if len(query) > most or not reader.eof:
            raise BadRequest("This address holds no whole query, or one that is too long.")
        return query.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise BadRequest("This address holds no query: it may have been cut off.") from None
