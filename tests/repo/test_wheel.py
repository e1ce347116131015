"""The wheel carries the project: installed elsewhere, it serves from an empty folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

import httpx
import pytest


@pytest.fixture(scope="module")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; its dependencies are those of the running one."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=repository, check=True, capture_output=True)
    wheel = next(folder.glob("ctgraph-*.whl"))
    environment = folder / "env"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "-qq", "--require-hashes", "-r", str(repository / "requirements.txt")],
        check=True, capture_output=True,
    )
    subprocess.run([str(python), "-m", "pip", "install", "-qq", "--no-deps", str(wheel)], check=True, capture_output=True)
    return environment / "bin"


def test_wheel_serves_the_graph_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    empty, home = tmp_path / "empty", tmp_path / "home"
    empty.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([str(installed / "ctgraph"), "serve", "--port", str(port)], cwd=empty, env=environment, stdout=out, stderr=out)
    try:
        query = "SELECT ?e { ?e a <https://w3id.org/ctgraph/ns#Event> }"
        for _ in range(240):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": query}, headers={"accept": "text/csv"}, trust_env=False)
                break
            except httpx.HTTPError:
                time.sleep(0.25)
        assert len(answer.text.split()) == 11
        built = Path(__file__).parents[2] / "src" / "ctgraph" / "web" / "static" / "ui" / "editor.js"
        editor = httpx.get(f"http://127.0.0.1:{port}/sparql/editor.js", trust_env=False)
        assert (editor.status_code == 200) == built.exists(), "the wheel carries the editor, if it was built"
        page = httpx.get(f"http://127.0.0.1:{port}/", headers={"accept": "text/html"}, trust_env=False)
        assert page.status_code == 200
        assert "<title>" in page.text
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert list(empty.iterdir()) == [], "an empty folder stays empty: the build is cached elsewhere"


def test_wheel_validates_and_asks(installed: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    for words in (["validate"], ["query", "ASK { ?s a ct:Donor }"]):
        result = subprocess.run([str(installed / "ctgraph"), *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
