"""How a web worker, the broker and a reader speak over Unix sockets.

Worker and reader speak in frames: one byte of kind, four of length, and a JSON object or raw bytes
of an answer. A reader has run a stranger's query, so nothing it sends is ever more than that: no
pickles, no length believed beyond `_LONGEST`.

Worker and broker speak in single packets of ASCII words; `granted` carries a socket to a reader,
and `lease` may carry a frame for it, so that it can begin while the worker is being told.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

# the forms in which a worker has answers that it reads itself, and rows that are counted by lines
TRANSFER = {"solutions": "application/sparql-results+json", "triples": "application/n-triples"}
ROWS = "text/tab-separated-values"

_HEAD = struct.Struct("!BI")
_MESSAGE, _DATA = 0, 1
_CHUNK = 1 << 16
_LONGEST = 1 << 28  # bytes in a frame
PACKET = 1 << 15  # bytes


class Closed(Exception):
    """The other side is gone, keeps silent for longer than it may, or speaks nonsense."""


def frame(message: dict[str, Any]) -> bytes:
    """Make the frame of a message."""
    body = json.dumps(message).encode()
    return _HEAD.pack(_MESSAGE, len(body)) + body


class Channel:
    """Frames over a stream socket, which is closed with it."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._received = bytearray()

    def send(self, message: dict[str, Any], data: bytes = b"") -> None:
        """Send a message, after the last bytes of an answer if there are any. Raises Closed."""
        before = _HEAD.pack(_DATA, len(data)) + data if data else b""
        self._send(before + frame(message))

    def send_frame(self, made: bytes) -> None:
        """Send what `frame` made. Raises Closed."""
        self._send(made)

    def write(self, data: bytes) -> None:
        """Send bytes of an answer. Raises Closed."""
        self._send(_HEAD.pack(_DATA, len(data)) + data)

    def receive(self) -> dict[str, Any] | bytes:
        """Wait for the next frame: a message, or bytes of an answer. Raises Closed."""
        kind, length = _HEAD.unpack(self._take(_HEAD.size))
        if length > _LONGEST:
            raise Closed
        body = self._take(length)
        if kind == _DATA:
            return body
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            raise Closed from None
        if not isinstance(message, dict):
            raise Closed
        return message

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            raise Closed from None

    def _take(self, length: int) -> bytes:
        while len(self._received) < length:
            try:
                received = self._socket.recv(max(_CHUNK, length - len(self._received)))
            except OSError:
                raise Closed from None
            if not received:
                raise Closed
            self._received += received
        taken = bytes(memoryview(self._received)[:length])
        del self._received[:length]
        return taken


def patience(sock: socket.socket, seconds: float) -> None:
    """Let blocking calls on `sock` fail after `seconds`, without the poll of Python's timeouts."""
    limit = struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
