"""The broker: a process that lends out readers, forked from itself.

Run as `python -m ctgraph.store.broker`, with a `Plan` as JSON on standard input; it writes one line
on standard output when it is ready, or why it cannot be, and serves until its parent is gone.

A web worker connects and asks for a reader; it is given a socket to one, or told that too many are
waiting. From then on the two speak without the broker, which keeps the time. A reader that runs too
long is killed; whoever holds a reader that has died is told why; another is forked in its place.

While others wait, no query may run for longer than the pool's share: the oldest is ended for them.

One thread and no thread elsewhere, so that forking is sound. Data in memory is loaded here, and shared
by all readers; a snapshot on disk each opens for itself, since an engine that reads files has threads.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import logging
import os
import selectors
import signal
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctgraph.errors import CtgraphError, ProjectError
from ctgraph.formats import BOOLEANS, GRAPHS, SOLUTIONS
from ctgraph.store import confinement, reader, snapshot, wire
from ctgraph.store.base import QueryRequest, Store
from ctgraph.store.embedded import EmbeddedStore
from ctgraph.store.plan import LONGEST_WAIT, OURS, STRANGERS, Limits, Plan, Pool

_log = logging.getLogger(__name__)

_BACKLOG = 512
_GRACE = 10.0  # seconds after a reader's time at which a worker no longer believes in the broker
_TICK = 0.05  # seconds between looks at the time
_ERRORS_KEPT = 1 << 16
_PAUSE = 1.0  # seconds between forks of readers that die by themselves
_OUT_OF_MEMORY = (
    b"memory allocation of",
    b"MemoryError",
    b"Cannot allocate memory",
    b"std::bad_alloc",
)


@dataclass(eq=False, slots=True)
class _Reader:
    """A forked process; `verdict` says why it was killed, if it was."""

    number: int
    pool: str
    pid: int
    process: int  # a descriptor that is readable when the process has ended
    errors: int  # the pipe that is its standard error
    sock: socket.socket  # the end that workers are given
    born: float
    holder: _Worker | None = None
    since: float = 0.0
    verdict: str = ""


@dataclass(eq=False, slots=True)
class _Worker:
    """A connection from a web worker; it holds one reader at most."""

    sock: socket.socket
    reader: _Reader | None = None
    waiting: float = 0.0
    request: bytes = b""  # what a reader is to be told first


@dataclass(eq=False, slots=True)
class _Group:
    """The readers of a pool and who waits for one."""

    pool: Pool
    idle: list[_Reader] = field(default_factory=list)
    waiting: deque[_Worker] = field(default_factory=deque)


class Broker:
    """Lends out readers of what `open_store` gives, in each of them, to whoever connects to `address`."""

    def __init__(self, open_store: Callable[[], Store], address: str, limits: Limits) -> None:
        self._open_store = open_store
        self._limits = limits
        self._groups = {STRANGERS: _Group(limits.strangers), OURS: _Group(limits.ours)}
        self._readers: dict[int, _Reader] = {}
        self._late: list[tuple[float, str]] = []  # readers that are to be forked later
        self._ended: Counter[str] = Counter()  # readers, by why they ended
        self._last = 0
        self._tick = 0.0  # when the time is looked at next
        self._selector = selectors.DefaultSelector()
        self._listener = _listen(address)
        self._watch(self._listener, self._accept)

    def run(self) -> None:
        """Serve for ever."""
        for name, group in self._groups.items():
            for _ in range(group.pool.readers):
                self._fork(name)
        while True:
            for key, _ in self._selector.select(self._nap()):
                handle: Callable[[], None] = key.data
                handle()
            if time.monotonic() >= self._tick:
                self._keep_time()
                self._tick = time.monotonic() + _TICK

    def _watch(self, what: socket.socket | int, handle: Callable[[], None]) -> None:
        self._selector.register(what, selectors.EVENT_READ, handle)

    # ---- workers

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError as error:
            _log.warning("a connection was not taken: %s", error)
            return
        sock.setblocking(False)
        worker = _Worker(sock)
        self._watch(sock, lambda: self._hear(worker))

    def _hear(self, worker: _Worker) -> None:
        """Handle one packet: `lease POOL`, perhaps a request, `release N`, `kill N` or `state`."""
        try:
            packet = worker.sock.recv(wire.PACKET)
        except OSError:
            packet = b""
        line, _, worker.request = packet.partition(b"\n")
        match line.split():
            case [b"lease", name] if self._may_ask(worker):
                self._queue(worker, self._groups[name.decode()])
            case [b"release", number]:
                if (reader := self._held(worker, number)) is not None:
                    self._take_back(reader)
            case [b"kill", number]:
                if (reader := self._held(worker, number)) is not None:
                    self._take_back(reader, "unwanted")
            case [b"state"]:
                self._tell(worker, json.dumps(self._state()).encode())
            case _:
                self._part(worker)

    def _state(self) -> dict[str, Any]:
        """Count who is at what, for whoever watches."""
        pools = {
            name: {
                "busy": sum(1 for _ in self._running(name)),
                "idle": len(group.idle),
                "waiting": len(group.waiting),
            }
            for name, group in self._groups.items()
        }
        return {"pools": pools, "ended": dict(self._ended)}

    @staticmethod
    def _may_ask(worker: _Worker) -> bool:
        return worker.reader is None and not worker.waiting

    def _held(self, worker: _Worker, number: bytes) -> _Reader | None:
        """Find the reader that a worker speaks of, if it still has it."""
        one = worker.reader
        return one if one is not None and one.number == int(number) else None

    def _queue(self, worker: _Worker, group: _Group) -> None:
        if group.idle and not group.waiting:
            self._grant(worker, group.idle.pop())
        elif len(group.waiting) < group.pool.queue:
            worker.waiting = time.monotonic()
            group.waiting.append(worker)
        else:
            self._tell(worker, b"busy")

    def _grant(self, worker: _Worker, one: _Reader) -> None:
        worker.waiting = 0.0
        worker.reader, one.holder, one.since = one, worker, time.monotonic()
        if worker.request:
            with contextlib.suppress(OSError):  # it is dead, as its holder will be told
                one.sock.sendall(worker.request)
        self._tell(worker, b"granted %d" % one.number, one.sock)

    def _take_back(self, one: _Reader, verdict: str = "") -> None:
        """End a loan; with a verdict, end the reader too."""
        if one.holder is not None:
            one.holder.reader = None
            one.holder = None
        if verdict or one.verdict:
            self._kill(one, verdict)
            return
        group = self._groups[one.pool]
        if group.waiting:
            self._grant(group.waiting.popleft(), one)
        else:
            group.idle.append(one)

    def _tell(self, worker: _Worker, packet: bytes, sock: socket.socket | None = None) -> None:
        try:
            if sock is None:
                worker.sock.send(packet)
            else:
                socket.send_fds(worker.sock, [packet], [sock.fileno()])
        except OSError:
            self._part(worker)

    def _part(self, worker: _Worker) -> None:
        """Forget a worker; what it held may be in the middle of something."""
        with contextlib.suppress(KeyError, ValueError):  # it may be forgotten already
            self._selector.unregister(worker.sock)
        worker.sock.close()
        for group in self._groups.values():
            if worker in group.waiting:
                group.waiting.remove(worker)
        if worker.reader is not None:
            self._take_back(worker.reader, "unwanted")

    # ---- time

    def _running(self, name: str) -> Iterator[_Reader]:
        """List the readers at work, the one that has been longest first."""
        held = (r for r in self._readers.values() if r.pool == name and r.holder and not r.verdict)
        return iter(sorted(held, key=lambda reader: reader.since))

    def _nap(self) -> float | None:
        """Say for how many seconds nothing has to be done unless something happens."""
        if self._late or any(one.holder for one in self._readers.values()):
            return max(0.0, self._tick - time.monotonic())
        return None

    def _keep_time(self) -> None:
        now = time.monotonic()
        for name, group in self._groups.items():
            for one in self._running(name):
                if now - one.since >= group.pool.timeout:
                    self._kill(one, "timeout")
            needed = len(group.waiting) - self._coming(name)
            for one in self._running(name):
                if needed > 0 and now - one.since >= group.pool.share:
                    self._kill(one, "share")
                    needed -= 1
            while group.waiting and now - group.waiting[0].waiting >= LONGEST_WAIT:
                worker = group.waiting.popleft()
                worker.waiting = 0.0
                self._tell(worker, b"busy")
        due = [name for end, name in self._late if end <= now]
        self._late = [(end, name) for end, name in self._late if end > now]
        for name in due:
            self._fork(name)

    def _coming(self, name: str) -> int:
        """Count the readers that have been killed and are about to be replaced."""
        return sum(r.pool == name and bool(r.verdict) for r in self._readers.values())

    # ---- readers

    def _fork(self, name: str) -> None:
        ours, theirs = socket.socketpair()
        errors, errors_end = os.pipe()
        broker, pid = os.getpid(), os.fork()
        if pid == 0:
            confinement.die_with_parent(broker)
            reader.become(self._open_store, theirs, errors_end, self._limits.memory)
        theirs.close()
        os.close(errors_end)
        os.set_blocking(errors, False)
        group = self._groups[name]
        wire.patience(ours, group.pool.timeout + _GRACE)
        self._last += 1
        one = _Reader(
            self._last, name, pid, os.pidfd_open(pid), errors, ours, born=time.monotonic()
        )
        self._readers[one.number] = one
        self._watch(one.process, lambda: self._bury(one))
        self._take_back(one)

    def _kill(self, one: _Reader, verdict: str) -> None:
        """Kill a reader; the rest is done when it is dead."""
        one.verdict = one.verdict or verdict
        with contextlib.suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGKILL)

    def _bury(self, one: _Reader) -> None:
        """Say why a reader died, clear up after it and put another in its place."""
        _, status = os.waitpid(one.pid, 0)
        errors = _drain(one.errors)
        reason = one.verdict or _reason(os.waitstatus_to_exitcode(status), errors)
        self._ended[reason] += 1
        if reason == "failed":
            _log.error(
                "a reader ended by itself: status %s, %s", status, errors.decode("utf-8", "replace")
            )
        self._selector.unregister(one.process)
        os.close(one.process)
        os.close(one.errors)
        one.sock.close()
        del self._readers[one.number]
        group = self._groups[one.pool]
        if one in group.idle:
            group.idle.remove(one)
        if one.holder is not None:
            one.holder.reader = None
            self._tell(one.holder, b"lost %d %s" % (one.number, reason.encode()))
        if one.verdict or one.since:
            self._fork(one.pool)
        else:  # it has never been used, so its successor would die just as well
            self._late.append((time.monotonic() + _PAUSE, one.pool))


def _reason(code: int, errors: bytes) -> str:
    """Tell what ended a reader that was not killed by the broker.

    A failed allocation aborts after a line on standard error. A text nested too deep runs over the
    end of the stack: SIGSEGV, without a word. (So does a stack that meets the limit of memory as it
    grows; the two look the same.) SIGKILL that is not ours is the system's own, short of memory.
    """
    if code == -signal.SIGKILL or any(sign in errors for sign in _OUT_OF_MEMORY):
        return "memory"
    if code in {-signal.SIGSEGV, -signal.SIGBUS} or b"overflowed its stack" in errors:
        return "depth"
    return "failed"


def _drain(pipe: int) -> bytes:
    try:
        return os.read(pipe, _ERRORS_KEPT)
    except BlockingIOError:
        return b""


def _listen(address: str) -> socket.socket:
    """Listen where a broker before this one may have listened."""
    Path(address).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(address)
    listener.listen(_BACKLOG)
    return listener


def _rehearse(store: Store) -> None:
    """Write one answer in every format: a reader can load nothing that it has not loaded before."""
    for text, forms in (
        ("SELECT (NOW() AS ?x) (UUID() AS ?y) (REGEX('a', 'A', 'i') AS ?z) {}", SOLUTIONS),
        ("ASK {}", BOOLEANS),
        ("CONSTRUCT { <a:a> <a:p> 1 } {}", GRAPHS),
    ):
        for form in forms:
            with store.query(QueryRequest(text)) as answer:
                answer.serialize(io.BytesIO(), form.media_type)
    with contextlib.suppress(CtgraphError):
        store.query(QueryRequest("ASK {"))


def _say(**message: Any) -> None:
    """Tell the parent how it went, and close standard output."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _opener(plan: Plan) -> Callable[[], Store]:
    """Prepare what readers do to have a store. Raises as `EmbeddedStore`."""
    files = [Path(file) for file in plan.files]

    def make() -> EmbeddedStore:
        store = EmbeddedStore(files, accepted=plan.accepted, prefixes=plan.prefixes)
        store.open_files()
        return store

    if snapshot.among(files)[0]:
        _rehearse(EmbeddedStore([]))
        _try(make)
        return make
    loaded = make()
    _rehearse(loaded)
    return lambda: loaded


def _try(make: Callable[[], Store]) -> None:
    """Make a store in a process of its own, which leaves no thread here. Raises ProjectError."""
    heard, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            make()
        except CtgraphError as error:
            os.write(said, error.detail.encode())
        finally:
            os._exit(0)
    os.close(said)
    with open(heard, encoding="utf-8") as pipe:  # noqa: PTH123  # a descriptor, not a path
        detail = pipe.read()
    _, status = os.waitpid(pid, 0)
    if detail or status:
        raise ProjectError(detail or f"opening the snapshot ended with status {status}")


def main() -> None:
    """Read the plan, load the data, serve."""
    plan = Plan.from_json(sys.stdin.readline())
    signal.signal(signal.SIGTERM, lambda *_: _leave(plan.address))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confinement.die_with_parent(plan.parent, signal.SIGTERM)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s")
    try:
        broker = Broker(_opener(plan), plan.address, plan.limits)
    except CtgraphError as error:
        _say(error=error.code, detail=error.detail, extra=error.extra)
        return
    _say(ready=True)
    gc.collect()
    gc.freeze()
    broker.run()


def _leave(address: str) -> None:
    """End at once; readers end with this process."""
    path = Path(address)
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()
    os._exit(0)


if __name__ == "__main__":
    main()
