"""The black-box protocol checks, against real servers: the real graph, and the checks' own fixture."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).parent
CHECKS = [sys.executable, str(HERE / "sparql_protocol.py")]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def server(folder: Path, *words: str) -> Iterator[str]:
    """`ctgraph serve` on a free port; gives its root."""
    port = free_port()
    environment = os.environ | {"CTGRAPH_BUILD": str(folder / "build")}
    command = [sys.executable, "-m", "ctgraph", "serve", "--port", str(port), *words]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        root = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                assert process.poll() is None, (folder / "server.log").read_text(errors="replace")
                try:
                    httpx.get(f"{root}/sparql", timeout=5, trust_env=False)
                except httpx.HTTPError:
                    time.sleep(0.25)
                else:
                    break
            yield root
        finally:
            process.terminate()
            process.wait(timeout=30)


def sheet(folder: Path, root: str, *words: str) -> list[dict[str, str]]:
    """Run the checks; give their rows."""
    result = folder / "sheet.json"
    run = subprocess.run(
        [*CHECKS, f"{root}/sparql", "--destructive", "--json", str(result), *words],
        capture_output=True, text=True, timeout=600, check=False,
    )
    assert run.returncode == 0, run.stderr
    sys.stdout.write(run.stdout[run.stdout.rfind("\ngroup") :])
    return list(json.loads(result.read_text(encoding="utf-8"))["checks"])


def failures(rows: list[dict[str, str]]) -> list[str]:
    return [f"{r['level']} {r['id']}: {r['detail']}" for r in rows if r["status"] == "fail"]


@pytest.mark.parametrize("data", ["real graph", "fixture"])
def test_no_check_fails(data: str, tmp_path: Path) -> None:
    if data == "real graph":
        with server(tmp_path) as root:
            rows = sheet(tmp_path, root)
    else:
        fixture = tmp_path / "fixture.nq"
        printed = subprocess.run([*CHECKS, "--print-fixture"], capture_output=True, check=True)
        fixture.write_bytes(printed.stdout)
        with server(tmp_path, "--data", str(fixture)) as root:
            rows = sheet(tmp_path, root, "--gsp-url", f"{root}/store", "--read-only")
        assert not [r for r in rows if r["id"].startswith("dataset:") and r["status"] == "skip"]
    assert sum(r["status"] == "pass" for r in rows) > 100
    assert failures(rows) == []
