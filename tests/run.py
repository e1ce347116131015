"""Run the suite, part by part, with what it needs; say how long each took and what was not run.

`run.py check` is the quick half (lint, types, import directions, unit and contract tests); `run.py all` is
everything. As root, Chromium and Virtuoso are installed if they are missing; else the command is printed.
With CI=true a part that cannot run is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
PACKAGES = {"chromium": "chromium", "nginx": "nginx-light", "virtuoso-t": "virtuoso-opensource-7"}


@dataclass(frozen=True)
class Part:
    """A part of the suite: its command, and the program or variable without which it cannot run."""

    name: str
    command: tuple[str, ...]
    quick: bool = False
    needs: str = ""
    needs_variable: str = ""

    def missing(self) -> str:
        """Why it cannot run; empty if it can."""
        if self.needs and not shutil.which(self.needs):
            return f"{PACKAGES[self.needs]} is not installed"
        if self.needs_variable and not os.environ.get(self.needs_variable):
            return f"{self.needs_variable}=DIR is not set"
        return ""


def pytest(*folders: str, parallel: str = "", marked: str = "") -> tuple[str, ...]:
    """Run tests; `parallel` says what each of two processes takes at a time: a test or a file."""
    workers = ("-n", "2", "--dist", {"tests": "load", "files": "loadfile"}[parallel]) if parallel else ()
    chosen = ("-m", marked) if marked else ()
    return (str(BIN / "python"), "-m", "pytest", "-q", *workers, *chosen, *(f"tests/{f}" for f in folders))


PARTS = (
    Part("lint", (str(BIN / "ruff"), "check", "src", "tests"), quick=True),
    Part("types", (str(BIN / "mypy"),), quick=True),
    Part("import directions", (str(BIN / "lint-imports"), "--no-logo"), quick=True),
    Part("unit", pytest("unit"), quick=True),
    Part("contract", pytest("contract", parallel="files", marked="not virtuoso"), quick=True),
    Part("joins", pytest("joins", parallel="tests")),
    Part("shapes", pytest("shapes", "shacl/test_planted.py", parallel="tests")),
    Part("validation", pytest("validate", parallel="tests")),
    Part("build and command", pytest("build", parallel="files")),
    Part("formatting and differences", pytest("authoring", parallel="tests")),
    Part("competency", pytest("competency")),
    Part("explanations", pytest("explain", parallel="files")),
    Part("protocol", pytest("protocol", parallel="files")),
    Part("operations", pytest("operations", parallel="files")),
    Part("deployment", pytest("deploy"), needs="nginx"),
    Part("conformance", pytest("conformance", parallel="tests")),
    Part("W3C", pytest("w3c", "shacl/test_w3c.py"), needs_variable="W3C_TESTS"),
    Part("attacks", pytest("attack")),
    Part("pages", pytest("pages", "golden", parallel="files")),
    Part("linked data", pytest("linked", parallel="files")),
    Part("help", pytest("help", parallel="tests")),
    Part("repository and wheel", pytest("repo", parallel="tests")),
    Part("browser", pytest("browser", parallel="tests"), needs="chromium"),
    Part("engine elsewhere", pytest("remote")),
    Part("second engine", pytest("virtuoso", "contract", marked="virtuoso"), needs="virtuoso-t"),
)


def main(which: str) -> int:
    """Run the parts; 0 if all passed (and, in CI, none was left out)."""
    parts = [p for p in PARTS if p.quick or which == "all"]
    _provide({p.needs for p in parts if p.needs})
    failed, left_out, took = [], [], []
    for part in parts:
        if reason := part.missing():
            left_out.append(f"{part.name}: {reason}")
            continue
        print(f"\n== {part.name}", flush=True)
        begun = time.monotonic()
        code = subprocess.run(part.command, cwd=ROOT, check=False).returncode
        took.append((part.name, time.monotonic() - begun, code))
        if code:
            failed.append(part.name)
    _report(took, failed, left_out)
    return 1 if failed or (left_out and os.environ.get("CI") == "true") else 0


def _provide(programs: set[str]) -> None:
    """Install what is missing, as root; else say how."""
    missing = sorted(PACKAGES[p] for p in programs if not shutil.which(p))
    if not missing:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"for the whole suite, first: sudo {' '.join(install)}", flush=True)
        return
    print(f"installing {', '.join(missing)} ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], env=environment, check=False, **quiet)
    subprocess.run(install, env=environment, check=False, **quiet)


def _report(took: list[tuple[str, float, int]], failed: list[str], left_out: list[str]) -> None:
    print("\n== minutes")
    for name, seconds, code in took:
        print(f"{seconds / 60:6.1f}  {name}{'  FAILED' if code else ''}")
    print(f"{sum(s for _, s, _ in took) / 60:6.1f}  together")
    for reason in left_out:
        print(f"NOT RUN  {reason}")
    print(f"{len(took) - len(failed)} parts passed, {len(failed)} failed, {len(left_out)} not run", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
