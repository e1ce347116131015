"""Clients that leave the processor to the server: bare sockets, kept open."""

from __future__ import annotations

import json
import os
import random
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

TIMEOUT = 120.0
PROCESSES = 2


@dataclass(frozen=True)
class Answer:
    """A response with its body whole."""

    status: int
    media_type: str
    body: bytes


class Client:
    """One connection of HTTP/1.1; a server that closed it while it was idle is asked once more."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = (str(parts.hostname), parts.port or 80)
        self._path, self._host = f"{parts.path or '/'}?{parts.query}", parts.netloc
        self._socket: socket.socket | None = None

    def query(self, text: str, accept: str) -> bytes:
        """The request of a query (SPARQL 1.1 Protocol, section 2.1.1)."""
        return self.request(f"{self._path}&query={quote(text, safe='')}", accept)

    def request(self, path: str, accept: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nUser-Agent: bench\r\nAccept: {accept}\r\n\r\n".encode()

    def send(self, request: bytes) -> Answer:
        """Raises OSError if there is no answer, or only a part of one."""
        for _ in range(2):
            fresh = self._socket is None
            if self._socket is None:
                self._socket = socket.create_connection(self._address, TIMEOUT)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._file = self._socket.makefile("rb", 1 << 16)
            try:
                self._socket.sendall(request)
                if line := self._file.readline():
                    return self._read(line)
            except ConnectionError:
                if fresh:
                    raise
            self.close()
        raise ConnectionError("no answer")

    def timed(self, request: bytes) -> tuple[float, int]:
        """Milliseconds and status; 0 for no answer."""
        begun, status = time.perf_counter(), 0
        try:
            status = self.send(request).status
        except (OSError, ValueError):
            self.close()
        return 1000 * (time.perf_counter() - begun), status

    def close(self) -> None:
        if self._socket:
            self._file.close()
            self._socket.close()
            self._socket = None

    def _read(self, line: bytes) -> Answer:
        headers = {}
        while (header := self._file.readline()) not in {b"\r\n", b"\n", b""}:
            name, _, value = header.decode("latin-1").lower().partition(":")
            headers[name] = value.strip()
        body = self._body(headers)
        if headers.get("connection", "close" if line.startswith(b"HTTP/1.0") else "") == "close":
            self.close()
        return Answer(int(line.split()[1]), headers.get("content-type", ""), body)

    def _body(self, headers: dict[str, str]) -> bytes:
        if "chunked" in headers.get("transfer-encoding", ""):
            pieces = []
            while size := int(self._file.readline().split(b";")[0], 16):
                pieces.append(self._file.read(size + 2)[:-2])
            self._file.readline()
            return b"".join(pieces)
        if "content-length" not in headers:
            headers["connection"] = "close"
            return self._file.read()
        length = int(headers["content-length"])
        body = self._file.read(length)
        if len(body) < length:
            raise ConnectionError("answer cut off")
        return body


@dataclass(frozen=True)
class Throughput:
    """What a number of clients got in a time."""

    per_second: float
    p95: float
    failed: int


def throughput(url: str, requests: Sequence[bytes], clients: int, seconds: float) -> Throughput:
    """Let clients ask, each as soon as it has its answer, from a place of its own in the list."""
    pipes, begin = [], time.perf_counter() + 0.2
    for process in range(PROCESSES):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(reading)
            share = clients // PROCESSES + (process < clients % PROCESSES)
            with os.fdopen(writing, "w") as out:
                json.dump(_ask(url, requests, range(process * 1000, process * 1000 + share), begin, seconds), out)
            os._exit(0)
        os.close(writing)
        pipes.append(reading)
    found: list[tuple[float, int]] = []
    for pipe in pipes:
        with os.fdopen(pipe) as said:
            found += json.load(said)
    for _ in pipes:
        os.wait()
    times = sorted(ms for ms, _ in found)
    return Throughput(len(found) / seconds, times[int(0.95 * (len(times) - 1))], sum(status != 200 for _, status in found))


def _ask(url: str, requests: Sequence[bytes], seeds: range, begin: float, seconds: float) -> list[tuple[float, int]]:
    done: list[tuple[float, int]] = []

    def client(seed: int) -> None:
        mine, here, at = list[tuple[float, int]](), Client(url), random.Random(seed).randrange(len(requests))
        time.sleep(max(0.0, begin - time.perf_counter()))
        while time.perf_counter() < begin + seconds:
            mine.append(here.timed(requests[at % len(requests)]))
            at += 1
        done.extend(mine)

    threads = [threading.Thread(target=client, args=(seed,)) for seed in seeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
