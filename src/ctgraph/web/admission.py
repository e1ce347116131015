"""Fairness among clients: what one may have at once, and how often, counted for all processes together.

A request that is not answered from the cache is let in by the gate before anything is made for it, as a
query or as a page. A client is an IPv4 address or an IPv6 network of 64 bits, behind proxies that are
trusted the one that they name. Requests of this machine itself are not limited: they are its owner's,
or those of a proxy that has not been declared, whose clients cannot be told apart.
"""

from __future__ import annotations

import hashlib
import math
import socket
from collections import deque
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, current_app, g, request

from ctgraph.errors import EngineBusy, TooManyRequests
from ctgraph.store.wire import patience
from ctgraph.web import exchange, gate
from ctgraph.web.shared import Shared

_EXTENSION = "ctgraph.admission"
_PATIENCE = 5.0  # seconds; a gate that says nothing keeps nobody out
_AGAIN = 5  # seconds in which some answer has probably been sent
_QUERIES = frozenset({"sparql", "advice", "questions", "graph_store", "checking"})
_FREE = frozenset({"health", "observing", "static"})
_NETWORK = 64  # bits of an IPv6 address that one client has


class Entrance:
    """The way to the gate for one worker. Connections are kept and used again."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._links: deque[socket.socket] = deque()

    def admit(self, kind: str, address: str) -> socket.socket | None:
        """Let a request in, until `dismiss`. Raises TooManyRequests."""
        client = client_of(address)
        if client is None:
            return None
        name = hashlib.blake2b(client.encode(), key=self._shared.key, digest_size=12).hexdigest()
        link = self._link()
        words = _ask(link, f"enter {kind} {name}").split()
        if words[:1] != ["wait"]:
            return link
        self._links.append(link)
        seconds = max(1, math.ceil(float(words[1])))
        raise TooManyRequests(
            "Your address asks for more than its share, and others are to have theirs. "
            f"Please try again in {seconds} s, and ask one thing after the other.",
            retry_after=seconds,
        )

    def take(self, link: socket.socket | None, size: int) -> socket.socket:
        """Take so many bytes of disk, until `dismiss`. Raises EngineBusy if there are none left."""
        link = link or self._link()
        if _ask(link, f"take {size}") == "full":
            self.dismiss(link)
            raise EngineBusy(
                "The answers that are being sent take all the disk that they may. "
                "Please try again in a moment.",
                retry_after=_AGAIN,
            )
        return link

    def dismiss(self, link: socket.socket) -> None:
        """Say that a request is over, and what it took is free."""
        try:
            link.send(b"leave")
        except OSError:
            link.close()
        else:
            self._links.append(link)

    def state(self) -> str:
        """Ask what the gate knows, as JSON; empty if there is none."""
        link = self._link()
        text = _ask(link, "state")
        self._links.append(link)
        return text

    def _link(self) -> socket.socket:
        try:
            return self._links.pop()
        except IndexError:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            patience(link, _PATIENCE)
            link.connect(str(self._shared.gate))
            return link


def register(app: Flask, shared: Shared) -> Entrance:
    """Have the requests that `app` answers let in by the gate; gives the way to it."""
    app.extensions[_EXTENSION] = way = Entrance(shared)
    app.before_request(_enter)
    app.teardown_request(_leave)
    return way


def entrance() -> Entrance | None:
    """Find the way to the gate for the application that handles the current request, if it has one."""
    found: Entrance | None = current_app.extensions.get(_EXTENSION)
    return found


@lru_cache(maxsize=4096)
def client_of(address: str) -> str | None:
    """Name who is behind an address; None for this machine itself."""
    try:
        ip = ip_address(_without_port(address))
    except ValueError:  # a proxy that keeps its clients' addresses to itself
        return address
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    if ip.is_loopback:
        return None
    if isinstance(ip, IPv6Address):
        return str(ip_network((int(ip), _NETWORK), strict=False))
    return str(ip)


def _without_port(address: str) -> str:
    """Take off what some proxies write beside an address."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def _ask(link: socket.socket, text: str) -> str:
    """Send a packet and give the reply; a gate that is gone lets everybody in."""
    try:
        link.send(text.encode("ascii"))
        return link.recv(gate.PACKET).decode("ascii")
    except OSError:
        return ""


def _enter() -> None:
    way = entrance()
    if way is None or request.endpoint is None or exchange.RAISED in request.environ:
        return
    name = request.blueprint or request.endpoint
    if name not in _FREE:
        asks = name in _QUERIES and (request.method == "POST" or bool(request.args))
        kind = gate.QUERY if asks or "packed" in (request.view_args or {}) else gate.PAGE
        g.admission = way.admit(kind, request.remote_addr or "")


def _leave(_: BaseException | None) -> None:
    way, link = entrance(), g.pop("admission", None)
    if way is not None and link is not None:
        way.dismiss(link)
