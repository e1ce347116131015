"""Who is too slow is cut off; who is busy is not."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from ctgraph.web.pace import Watch

LONG = 1000.0  # seconds after which anybody is late who has got nowhere


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket, Watch]]:
    """A client's connection, the server's end of it, and who watches that."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()) as client:
        server, _ = listener.accept()
        with server:
            yield client, server, Watch(listener.getsockname()[1], 10)


def ask(client: socket.socket, server: socket.socket) -> None:
    client.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert server.recv(100)
    time.sleep(0.05)  # the kernel's clock has a grain


def answer(client: socket.socket, server: socket.socket) -> None:
    time.sleep(0.05)
    server.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert client.recv(100)
    time.sleep(0.05)


def test_a_connection_that_is_always_found_asking_is_kept(ends: tuple[socket.socket, socket.socket, Watch]) -> None:
    client, server, watch = ends
    for round_ in range(3):
        ask(client, server)
        assert watch.go_round(round_ * LONG) == 0
        answer(client, server)
    ask(client, server)
    assert watch.go_round(3 * LONG) == 0


def test_a_request_that_does_not_come_to_its_end_is_cut_off(ends: tuple[socket.socket, socket.socket, Watch]) -> None:
    client, server, watch = ends
    ask(client, server)
    answer(client, server)
    ask(client, server)
    assert watch.go_round(0.0) == 0
    client.sendall(b"x")
    assert server.recv(100)
    assert watch.go_round(LONG) == 1


def test_a_connection_at_rest_is_kept(ends: tuple[socket.socket, socket.socket, Watch]) -> None:
    client, server, watch = ends
    ask(client, server)
    answer(client, server)
    assert [watch.go_round(n * LONG) for n in range(3)] == [0, 0, 0]
