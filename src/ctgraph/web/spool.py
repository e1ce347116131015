"""Answers on their way: in memory while they are short, then on disk that the gate grants."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import brotli  # type: ignore[import-untyped]  # ships without annotations
from werkzeug.wsgi import FileWrapper

if TYPE_CHECKING:
    import socket

    from ctgraph.web.admission import Entrance

_IN_MEMORY = 1 << 20
_STEP = 1 << 23  # bytes of disk that an answer takes at a time
_CHUNK = 1 << 16
_WORTH_CODING = 1 << 10


class Spool(SpooledTemporaryFile[bytes]):
    """An unlinked file, in memory while it is short."""

    def __init__(self, entrance: Entrance | None) -> None:
        super().__init__(_IN_MEMORY)
        self._entrance = entrance
        self._link: socket.socket | None = None
        self._room = _IN_MEMORY

    def write(self, data: Any) -> int:
        """Write, having made sure of the disk. Raises EngineBusy."""
        self._room -= len(data)
        while self._room < 0 and self._entrance is not None:
            link, self._link = self._link, None  # which a refusal takes back
            self._link = self._entrance.take(link, _STEP)
            self._room += _STEP
        return super().write(data)

    def close(self) -> None:
        """Close it, and give back the disk."""
        super().close()
        if self._link is not None and self._entrance is not None:
            self._entrance.dismiss(self._link)
            self._link = None


def filled(write: Callable[[BinaryIO], object], entrance: Entrance | None) -> Spool:
    """Write into a new spool; its position is its length."""
    spool = Spool(entrance)  # closed with the response
    try:
        write(cast("BinaryIO", spool))
    except BaseException:
        spool.close()
        raise
    return spool


def coded(plain: Spool, coding: str, entrance: Entrance | None) -> tuple[Spool, str]:
    """Code a spool into another and close it, if that is worth while; gives the coding that it has."""
    if not coding or plain.tell() <= _WORTH_CODING:
        return plain, ""
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
        return filled(write, entrance), coding


def chunks(spool: Spool) -> Iterable[bytes]:
    """Give what was written, and close the spool when that has been read."""
    spool.seek(0)
    return FileWrapper(cast("BinaryIO", spool), _CHUNK)
