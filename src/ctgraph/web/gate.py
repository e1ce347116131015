"""The gate: where all processes of a server ask whether one client may have more.

A thread of the process that starts the others keeps an account for each client and counts the disk
that answers on their way take. Workers ask over a Unix socket, in packets of ASCII words; what a
connection has taken is given back when it is closed, so a worker that is killed leaves no debt.

Clients come as keys, made by the workers: no address is known here.
"""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ctgraph.settings import Settings

QUERY, PAGE = "query", "page"
PACKET = 1 << 12
_BACKLOG = 512
_BURST = 10  # seconds' worth of requests that may come at once
_MOST_ACCOUNTS = 100_000
_AGAIN = 1.0  # seconds after which who had too much at once may try again


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one client may have: so many at once, so many a second; 0 is any number."""

    at_once: int
    rate: float


@dataclass(slots=True)
class _Account:
    """A token bucket (`tokens`, as of `since`), and how many of its requests are under way."""

    tokens: float
    since: float
    held: int = 0


class Accounts:
    """Clients' accounts for one kind of request. Times are in seconds of one clock."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._burst = max(1.0, allowance.rate * _BURST)
        self._accounts: OrderedDict[str, _Account] = OrderedDict()  # the one used last is last

    def __len__(self) -> int:
        """Count the clients that are remembered."""
        return len(self._accounts)

    def enter(self, client: str, now: float) -> float:
        """Let a request in: 0; or say in how many seconds it may be tried again."""
        account = self._account(client, now)
        most, rate = self._allowance.at_once, self._allowance.rate
        if most and account.held >= most:
            return _AGAIN
        if rate and account.tokens < 1:
            return (1 - account.tokens) / rate
        account.tokens -= 1
        account.held += 1
        return 0.0

    def leave(self, client: str) -> None:
        """Count a request as done."""
        if (account := self._accounts.get(client)) is not None:
            account.held -= 1

    def _account(self, client: str, now: float) -> _Account:
        account = self._accounts.pop(client, None) or _Account(self._burst, now)
        gained = (now - account.since) * self._allowance.rate
        account.tokens, account.since = min(self._burst, account.tokens + gained), now
        self._accounts[client] = account
        self._forget(now)
        return account

    def _forget(self, now: float) -> None:
        """Drop the accounts that are as good as new, from the one used least lately."""
        while len(self._accounts) > 1:
            name, account = next(iter(self._accounts.items()))
            rested = now - account.since >= _BURST
            if account.held or not (rested or len(self._accounts) > _MOST_ACCOUNTS):
                return
            del self._accounts[name]


@dataclass(eq=False, slots=True)
class _Guest:
    """A connection: the account it is on, and the bytes it has taken."""

    sock: socket.socket
    account: tuple[str, str] | None = None
    taken: int = 0


@dataclass(slots=True)
class Gate:
    """Serves at `address` while it is entered; `room` is how many bytes may be taken together."""

    address: Path
    allowances: Mapping[str, Allowance]
    room: int
    _accounts: dict[str, Accounts] = field(init=False)
    _refused: dict[str, int] = field(init=False, default_factory=lambda: defaultdict(int))
    _taken: int = field(init=False, default=0)
    _selector: selectors.BaseSelector = field(init=False, default_factory=selectors.DefaultSelector)

    def __post_init__(self) -> None:
        """Open the accounts."""
        self._accounts = {kind: Accounts(each) for kind, each in self.allowances.items()}

    @classmethod
    def of(cls, settings: Settings, address: Path) -> Gate:
        """Take what is allowed from the settings."""
        allowances = {
            QUERY: Allowance(settings.client_queries, settings.client_query_rate),
            PAGE: Allowance(settings.client_pages, settings.client_page_rate),
        }
        return cls(address, allowances, settings.max_sending_bytes)

    def start(self) -> None:
        """Listen, and serve in a thread that ends with the process."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(str(self.address))
        listener.listen(_BACKLOG)
        self._selector.register(listener, selectors.EVENT_READ, None)
        threading.Thread(target=self._run, name="gate", daemon=True).start()

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    self._accept(key.fileobj)  # type: ignore[arg-type]
                else:
                    self._hear(key.data)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            sock, _ = listener.accept()
            sock.setblocking(False)
            self._selector.register(sock, selectors.EVENT_READ, _Guest(sock))

    def _hear(self, guest: _Guest) -> None:
        """Answer one packet: `enter KIND CLIENT`, `take BYTES`, `leave` or `state`."""
        try:
            words = guest.sock.recv(PACKET).decode("ascii").split()
        except (OSError, UnicodeDecodeError):
            words = []
        match words:
            case ["enter", kind, client] if kind in self._accounts:
                self._enter(guest, kind, client)
            case ["take", number] if number.isdigit():
                self._take(guest, int(number))
            case ["leave"]:
                self._leave(guest)
            case ["state"]:
                self._tell(guest, json.dumps(self._state()))
            case _:
                self._leave(guest)
                self._selector.unregister(guest.sock)
                guest.sock.close()

    def _enter(self, guest: _Guest, kind: str, client: str) -> None:
        self._leave(guest)
        wait = self._accounts[kind].enter(client, time.monotonic())
        if wait:
            self._refused[kind] += 1
            self._tell(guest, f"wait {wait:.3f}")
        else:
            guest.account = (kind, client)
            self._tell(guest, "ok")

    def _take(self, guest: _Guest, number: int) -> None:
        if self._taken + number > self.room:
            self._refused["room"] += 1
            self._tell(guest, "full")
            return
        guest.taken += number
        self._taken += number
        self._tell(guest, "ok")

    def _leave(self, guest: _Guest) -> None:
        if guest.account is not None:
            kind, client = guest.account
            self._accounts[kind].leave(client)
        self._taken -= guest.taken
        guest.account, guest.taken = None, 0

    def _state(self) -> dict[str, object]:
        known = {kind: len(accounts) for kind, accounts in self._accounts.items()}
        return {"clients": known, "sending": self._taken, "refused": dict(self._refused)}

    @staticmethod
    def _tell(guest: _Guest, text: str) -> None:
        with contextlib.suppress(OSError):  # it is gone, as will be heard next
            guest.sock.send(text.encode("ascii"))
