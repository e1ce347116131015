"""nginx in front, with the configuration of `deploy/`, at the root and under a path."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.operations.conftest import serving, wait_until
from tests.servers import free_port

pytestmark = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


@contextlib.contextmanager
def nginx(repository: Path, folder: Path, behind: int, path: str) -> Iterator[str]:
    """Run nginx with the files as they are but for addresses, and the path; gives where it listens."""
    port = free_port()
    folder.mkdir()
    include = folder / "ctgraph.include"
    include.write_text((repository / "deploy" / "ctgraph.include").read_text(encoding="utf-8"))
    text = (repository / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("/etc/nginx/conf.d/ctgraph.include", str(include)),
        ("/var/log/nginx/ctgraph.log", str(folder / "access.log")),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("    listen [::]:80;\n", ""),
        ("location /", f"location {path}"),
    ):
        assert old in text
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text)
    (folder / "nginx.conf").write_text(f"user root;\npid {folder}/pid;\ndaemon off;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{ include {folder}/site.conf; }}\n")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until(lambda: _listens(url))
            yield url
        finally:
            process.terminate()


def _listens(url: str) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return bool(httpx.get(url, trust_env=False))
    return False


@pytest.mark.parametrize("path", ["/", "/graph/"])
def test_pages_queries_and_links_through_nginx(repository: Path, tmp_path: Path, path: str) -> None:
    public = f"http://data.example.org{path}".rstrip("/")
    settings = {"public_url": public} if path != "/" else {}
    with serving(tmp_path / "project", trusted_proxies=1, workers=1, **settings) as site, nginx(repository, tmp_path / "nginx", site.port, path) as url:
        with httpx.Client(base_url=url + path, trust_env=False, headers={"host": "data.example.org"}) as client:
            start = client.get("")
            assert start.status_code == 200
            sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', start.text)[1]
            assert sheet.startswith(path)
            assert httpx.get(url + sheet, trust_env=False).status_code == 200
            answer = client.get("sparql", params={"query": "ASK {} # secret"}, headers={"accept": "application/sparql-results+json"})
            assert answer.json()["boolean"] is True
            described = client.get("sparql", headers={"accept": "text/turtle"})
            assert f"<{public}/sparql>" in described.text
        log = (tmp_path / "nginx" / "access.log").read_text()
        assert "GET" in log
        assert "secret" not in log
        assert "127.0.0.1" not in log
