"""Projects and servers for the tests of linked data: ours, released; a small one; a proxy in front."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

REPOSITORY = Path(__file__).parents[2]
RIVERS = "http://example.org/rivers/"
TEXT = "The Ministry of Rivers held a workshop in Lisbon on 3 May 2023.\nIt was paid for by Iceland. Write to rivers@example.org.\n"
DOCUMENT = """
@prefix ct: <https://w3id.org/ctgraph/ns#> .
@prefix concept: <https://w3id.org/ctgraph/concept/> .
@prefix id: <http://example.org/rivers/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:doc-page a ct:Document ; skos:prefLabel "Page"@en , "Page"@fr ; dcterms:language "en" ;
    ct:receivedAs "page.txt" ; ct:sha256 "%s"^^xsd:hexBinary ; ct:textAccess concept:full ;
    ct:contact "rivers@example.org" ;
    ct:evidence [ ct:quote "Write to rivers@example.org"@en ; ct:supports ct:contact ] .
id:part a ct:TextPart ; skos:prefLabel "Text"@en ; dcterms:language "en" ; dcterms:isPartOf id:doc-page ; ct:firstLine 1 ; ct:lastLine 2 .
id:workshop a ct:Event ; skos:prefLabel "Workshop"@en , "Atelier"@fr ;
    ct:eventType concept:workshop ; ct:eventStatus concept:held ; ct:date "2023-05-03"^^edtf:EDTF ;
    ct:place id:lisbon ; ct:organizer id:ministry ; ct:fundedBy id:iceland ;
    ct:evidence
        [ ct:quote "The Ministry of Rivers held a workshop in Lisbon on 3 May 2023"@en ;
          ct:supports ct:eventType , ct:eventStatus , ct:date , ct:place , ct:organizer ] ,
        [ ct:quote "paid for by Iceland"@en ; ct:supports ct:fundedBy ] .
id:lisbon a ct:Place ; skos:prefLabel "Lisbon"@en , "Lisbonne"@fr ; ct:namedAs "Lisbon"@en .
id:ministry a ct:Agency ; skos:prefLabel "Ministry of Rivers"@en , "Ministère des fleuves"@fr ; ct:namedAs "Ministry of Rivers"@en .
id:iceland a ct:Country ; skos:prefLabel "Iceland"@en , "Islande"@fr ; ct:namedAs "Iceland"@en .
"""
SETTINGS = f"""base_iri = "{RIVERS}"
languages = ["en", "fr"]
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Rivers & {{Lakes}}"
authors = ["Brook, Ada", "Rivers & {{Lakes}}"]
security_contact = "mailto:security@example.org"
security_expires = "2031-01-01T00:00:00Z"
[title]
en = "Rivers </script><b>"
"""


def write_rivers(folder: Path) -> Path:
    """Write a small project that is not ours, whose title means harm."""
    documents = folder / "data" / "documents"
    documents.mkdir(parents=True)
    (folder / "ctgraph.toml").write_text(SETTINGS, encoding="utf-8")
    (documents / "page.txt").write_bytes(TEXT.encode())
    digest = hashlib.sha256(TEXT.encode()).hexdigest().upper()
    (documents / "page.ttl").write_text(DOCUMENT % digest, encoding="utf-8")
    return folder


def copy_ours(folder: Path) -> Path:
    """Copy the repository's project."""
    for part in ("ctgraph.toml", "data", "docs", "ontology", "shapes"):
        source = REPOSITORY / part
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / part)
    return folder


def ctgraph(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run([sys.executable, "-m", "ctgraph", *words], cwd=cwd, capture_output=True, text=True, check=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def serving(project: Path, *words: str, **settings: str) -> Iterator[str]:
    """`ctgraph serve` of a project on a free port; gives its root."""
    port = free_port()
    environment = os.environ | {"CTGRAPH_WORKERS": "1"} | {f"CTGRAPH_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "ctgraph", "--project", str(project), "serve", "--port", str(port), *words]
    log = project / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        root = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                assert process.poll() is None, log.read_text(errors="replace")
                try:
                    httpx.get(f"{root}/robots.txt", timeout=5, trust_env=False)
                except httpx.HTTPError:
                    time.sleep(0.25)
                else:
                    break
            yield root
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def proxied(root: str, path: str, *, tells: bool) -> Iterator[str]:
    """A reverse proxy that shows a server under a path, which it takes off; `tells` in X-Forwarded-*."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(path + "/"):
                self.send_error(404)
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() not in {"connection", "host"}}
            if tells:
                headers |= {"X-Forwarded-Prefix": path, "X-Forwarded-Host": self.headers["Host"], "X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.1"}
            answer = httpx.request(self.command, root + self.path.removeprefix(path), headers=headers, trust_env=False, timeout=60)
            self.send_response_only(answer.status_code)
            body = b"" if self.command == "HEAD" else answer.content
            for name, value in answer.headers.multi_items():
                if name not in {"content-length", "content-encoding", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 - the base class names it

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
