"""A site as its operator runs it: `ctgraph serve` over a project that `ctgraph build` builds anew."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from tests.linked.projects import RIVERS, write_rivers
from tests.servers import free_port

CLIENTS = 32
VERSION = re.compile(r"Workshop (\d+)")
LABELS = f"SELECT ?label {{ <{RIVERS}id/workshop> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label FILTER(LANG(?label) = 'en') }}"


@dataclass
class Site:
    """A project in `folder`, and the server that serves it."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(self.url + path, trust_env=False, timeout=60, **options)

    def metrics(self) -> str:
        return self.get("/metrics").text

    def release(self) -> str:
        return re.search(r'release="(\w*)"', self.metrics())[1]

    def tree(self) -> dict[int, str]:
        """The processes of the server and what they were started as."""
        parents, names = {}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                pid = int(stat.parent.name)
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    parents[pid], names[pid] = int(parent), (stat.parent / "cmdline").read_text()
        tree, size = {self.process.pid}, 0
        while len(tree) > size:
            size = len(tree)
            tree |= {child for child, parent in parents.items() if parent in tree}
        return {pid: names[pid] for pid in tree if pid in names}

    def workers(self) -> list[int]:
        """The processes that serve: they have no command of their own."""
        own = self.tree()
        command = own[self.process.pid]
        return sorted(pid for pid, name in own.items() if name == command and pid != self.process.pid)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


def write(folder: Path, version: int) -> None:
    """Write the project: its workshop's name holds the version."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    write_rivers(folder)
    path = folder / "data" / "documents" / "page.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('"Workshop"@en', f'"Workshop {version}"@en'), encoding="utf-8")


def command(folder: Path, *arguments: str, **settings: object) -> tuple[list[str], dict[str, str]]:
    environment = os.environ | {f"CTGRAPH_{name.upper()}": str(value) for name, value in settings.items()}
    return [sys.executable, "-m", "ctgraph", "--project", str(folder), *arguments], environment


def build(folder: Path, version: int) -> None:
    """Build another version, in a process of its own, as an operator does."""
    write(folder, version)
    arguments, environment = command(folder, "build", "--no-check")
    subprocess.run(arguments, env=environment, check=True, capture_output=True)


@contextlib.contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Site]:
    """Run `ctgraph serve` until left, over version 1."""
    folder.mkdir(exist_ok=True)
    build(folder, 1)
    port, log = free_port(), folder / "server.log"
    arguments, environment = command(folder, "serve", "--port", str(port), **{"workers": 2} | settings)
    with log.open("w") as out, subprocess.Popen(arguments, env=environment, stdout=out, stderr=out) as process:
        site = Site(folder, port, process, log)
        try:
            wait_until(lambda: process.poll() is not None or _answers(site), log)
            yield site
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(60)


def _answers(site: Site) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return site.get("/readyz").status_code == 200
    return False


def wait_until(true: Callable[[], object], log: Path | None = None, seconds: float = 60) -> None:
    """Wait for what has to come about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, log.read_text() if log else true
        time.sleep(0.05)


@dataclass
class Load:
    """Clients who ask one thing after another, each over its own connection, and note what they get."""

    site: Site
    over: threading.Event = field(default_factory=threading.Event)
    versions: list[int] = field(default_factory=list)
    tags: dict[int, set[str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    refused: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(CLIENTS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(90)

    def _run(self, number: int) -> None:
        asked = 0
        with httpx.Client(base_url=self.site.url, trust_env=False, timeout=60) as client:
            while not self.over.is_set():
                asked += 1
                try:
                    self._note(self._ask(client, number, asked))
                except httpx.ConnectError:
                    self.refused += 1
                    return
                except httpx.TransportError as error:
                    self.lost.append(repr(error))

    @staticmethod
    def _ask(client: httpx.Client, number: int, asked: int) -> httpx.Response:
        if (number + asked) % 4 == 0:  # a page, made of many queries or kept
            return client.get("/id/workshop", headers={"accept": "text/html"}, follow_redirects=True)
        if (number + asked) % 4 == 1:  # a query that is not kept
            return client.post("/sparql", data={"query": f"{LABELS} #{number} {asked}"}, headers={"accept": "text/csv"})
        return client.get("/sparql", params={"query": LABELS}, headers={"accept": "text/csv"})

    def _note(self, answer: httpx.Response) -> None:
        found = {int(v) for v in VERSION.findall(answer.text)}
        if answer.status_code != 200 or len(found) != 1:
            self.lost.append(f"{answer.request.url} {answer.status_code} {sorted(found)} {answer.text[:200]}")
            return
        version = found.pop()
        self.versions.append(version)
        if "etag" in answer.headers:
            self.tags.setdefault(version, set()).add(answer.headers["etag"])

    def has_seen(self, version: int, times: int = 3 * CLIENTS) -> bool:
        """Whether the last answers were all of one version."""
        last = self.versions[-times:]
        return len(last) == times and set(last) == {version}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on which tests may do what leaves it as it was."""
    with serving(tmp_path_factory.mktemp("site") / "project") as one:
        yield one
