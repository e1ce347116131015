"""A server under steady load, with everything that happens to one in a year packed into minutes.

`python -m tests.bench.soak --minutes 5` serves a small project to 32 clients: three quarters ask for pages
and queries, one quarter means harm. Every minute the project is built anew and switched to; half way
between, a worker is restarted. Printed are the memory of all processes over time (PSS: what is shared
counts once; what queries need for a moment comes and goes), the size and the open files of the one process
that lives through it all, what clients got, and what was lost.

A request is lost if its connection broke, or if a friendly one was answered by anything but 200 with one
version of the data in it, or 429 or 503 with Retry-After.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from tests.attack.test_attack import DEEP, HOGS
from tests.operations.conftest import LABELS, VERSION, Site, build, serving
from tests.operations.test_lifecycle import SLOW

FRIENDLY, HOSTILE = 24, 8
EVERY = 5.0  # seconds between samples
PAGES = ["/", "/id/workshop", "/id/iceland", "/browse/Event", "/contradictions", "/about", "/sparql", "/ns", "/q"]
BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 20000"


@dataclass
class Soak:
    """One run: what is served, what came of it."""

    site: Site
    over: threading.Event = field(default_factory=threading.Event)
    got: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    samples: list[tuple[float, float, float, int, int]] = field(default_factory=list)
    version: int = 1

    def be_friendly(self, number: int) -> None:
        """Ask for pages and queries, as people and programs do."""
        dice, last = random.Random(number), time.monotonic()
        with httpx.Client(base_url=self.site.url, trust_env=False, timeout=60, follow_redirects=True) as client:
            while not self.over.is_set():
                rested, asked = time.monotonic() - last, time.monotonic()
                try:
                    if dice.random() < 0.4:
                        answer = client.get(dice.choice(PAGES), headers={"accept": "text/html"})
                    else:
                        kept = "" if dice.random() < 0.5 else f" #{number} {dice.random()}"
                        answer = client.get("/sparql", params={"query": LABELS + kept}, headers={"accept": "text/csv"})
                except httpx.TransportError as error:
                    self.lost.append(f"{type(error).__name__}: {error} (after {rested:.1f} s of rest and {time.monotonic() - asked:.1f} s)")
                    continue
                finally:
                    last = time.monotonic()
                self._note(answer)
                time.sleep(0.01)

    def be_hostile(self, number: int) -> None:
        """Ask for too much, in too many words, and leave in the middle."""
        dice = random.Random(number)
        texts = [SLOW, *HOGS, *(make(5000) for make in DEEP.values()), "SELECT", "\x00", BIG]
        while not self.over.is_set():
            text = dice.choice(texts)
            try:
                with httpx.stream("POST", self.site.url + "/sparql", data={"query": text}, headers={"accept": "text/csv"}, trust_env=False, timeout=60) as answer:
                    self.got[f"hostile {answer.status_code}"] += 1
                    if dice.random() < 0.5:
                        answer.read()
            except httpx.TransportError as error:
                self.lost.append(f"hostile {type(error).__name__}: {error}")

    def _note(self, answer: httpx.Response) -> None:
        self.got[f"friendly {answer.status_code}"] += 1
        again = answer.status_code in {429, 503} and "retry-after" in answer.headers
        mixed = len(set(VERSION.findall(answer.text))) > 1
        if mixed or not (answer.status_code == 200 or again):
            self.lost.append(f"{answer.request.url} {answer.status_code}")

    def disturb(self, minutes: float) -> None:
        """Switch builds and restart workers until the time is up."""
        end = time.monotonic() + 60 * minutes
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(30, left))
            for worker in self.site.workers()[:1]:
                os.kill(worker, signal.SIGTERM)
            if (left := end - time.monotonic()) > 0:
                time.sleep(min(30, left))
                self.version += 1
                build(self.site.folder, self.version)
                self.site.signal(signal.SIGHUP)

    def watch(self) -> None:
        """Weigh the processes again and again."""
        begun = time.monotonic()
        while not self.over.wait(EVERY):
            pss, tree, first = 0.0, self.site.tree(), self.site.process.pid
            for pid in tree:
                with contextlib.suppress(OSError):
                    pss += weight(pid, "Pss")
            files = len(list(Path(f"/proc/{first}/fd").iterdir()))
            self.samples.append((time.monotonic() - begun, pss, weight(first, "Rss"), files, len(tree)))


def weight(pid: int, what: str) -> float:
    """Weigh a process, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what + ":")).split()[1]) / 1024


def slope(points: list[tuple[float, float]]) -> float:
    """Fit a line: its rise per second."""
    n = len(points)
    x, y = sum(p[0] for p in points) / n, sum(p[1] for p in points) / n
    spread = sum((p[0] - x) ** 2 for p in points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / spread if spread else 0.0


def report(soak: Soak, minutes: float) -> int:
    """Print what came of it; 1 if anything was lost."""
    print("| minute | all: PSS MiB | first: RSS MiB | first: files | processes |\n|---:|---:|---:|---:|---:|")
    for at, pss, first, files, processes in soak.samples[:: max(1, len(soak.samples) // 20)]:
        print(f"| {at / 60:.1f} | {pss:.0f} | {first:.1f} | {files} | {processes} |")
    second = soak.samples[len(soak.samples) // 2 :]
    for what, column in (("all: PSS", 1), ("first: RSS", 2)):
        rise = 60 * slope([(sample[0], float(sample[column])) for sample in second])
        print(f"{what} over the second half: {rise:+.2f} MiB a minute")
    print(f"{minutes:g} minutes, {soak.version - 1} switches of build")
    for what, number in sorted(soak.got.items()):
        print(f"{number:8} {what}")
    print(f"{len(soak.lost):8} lost")
    for what, number in Counter(soak.lost).most_common(10):
        print(f"{number:8}   {what}")
    if soak.lost:
        print(soak.site.log.read_text()[-2000:])
    return 1 if soak.lost else 0


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "project", query_timeout=3, query_share=1, query_memory=256) as site:
        soak = Soak(site)
        threads = [threading.Thread(target=soak.be_friendly, args=(n,)) for n in range(FRIENDLY)]
        threads += [threading.Thread(target=soak.be_hostile, args=(n,)) for n in range(HOSTILE)]
        threads.append(threading.Thread(target=soak.watch))
        for thread in threads:
            thread.start()
        try:
            soak.disturb(minutes)
        finally:
            time.sleep(3)
            soak.over.set()
            for thread in threads:
                thread.join(90)
        left = report(soak, minutes)
        site.signal(signal.SIGTERM)
        print(f"stopped with status {site.process.wait(60)}")
    return left


if __name__ == "__main__":
    sys.exit(main())
