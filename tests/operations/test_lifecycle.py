"""Starting, switching, restarting, stopping: whoever asks meanwhile gets an answer, and a whole one."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx
from tests.operations.conftest import CLIENTS, LABELS, Load, Site, build, serving, wait_until
from tests.servers import free_port

from ctgraph.web import server

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_switch_to_a_new_build_loses_no_request(tmp_path: Path) -> None:
    with serving(tmp_path / "project") as site:
        first, before, workers = site.release(), len(site.tree()), site.workers()
        current = site.folder / "build" / "current"
        with Load(site) as load:
            wait_until(lambda: load.has_seen(1), site.log)
            one = current.read_text()
            build(site.folder, 2)
            site.signal(signal.SIGHUP)
            wait_until(lambda: load.has_seen(2), site.log)
            assert site.release() != first
            current.write_text(one)  # back, without building
            site.signal(signal.SIGHUP)
            wait_until(lambda: load.has_seen(1), site.log)
        assert load.lost == []
        assert load.refused == 0
        assert set(load.versions) == {1, 2}
        assert load.tags[1] & load.tags[2] == set()
        assert site.release() == first
        wait_until(lambda: len(site.tree()) == before, site.log)
        assert not set(site.workers()) & set(workers)


def test_a_switch_to_nothing_leaves_everything_as_it_is(site: Site) -> None:
    workers = site.workers()
    site.signal(signal.SIGHUP)
    (site.folder / "build" / "current").write_text("nothing\n")
    site.signal(signal.SIGHUP)
    wait_until(lambda: "still serving" in site.log.read_text(), site.log)
    assert site.workers() == workers
    assert site.get("/readyz").status_code == 200
    build(site.folder, 1)


def test_a_build_that_is_served_is_not_cleared_away(tmp_path: Path) -> None:
    with serving(tmp_path / "project") as site:
        served = (site.folder / "build" / "current").read_text().strip()
        for version in (2, 3, 4):
            build(site.folder, version)
        assert (site.folder / "build" / served / "texts.json").is_file()
        os.kill(site.workers()[0], signal.SIGKILL)  # its successor reads the same build
        wait_until(lambda: len(site.workers()) == 2, site.log)
        assert "Workshop 1" in site.get("/id/workshop", headers={"accept": "text/html"}, follow_redirects=True).text


def test_the_build_can_be_watched(tmp_path: Path) -> None:
    with serving(tmp_path / "project", watch_build=1) as site:
        first = site.release()
        build(site.folder, 2)
        wait_until(lambda: site.release() != first, site.log)


def test_a_worker_that_restarts_loses_no_request(site: Site) -> None:
    with Load(site) as load:
        wait_until(lambda: len(load.versions) > 200, site.log)
        first = site.workers()[0]
        os.kill(first, signal.SIGTERM)
        wait_until(lambda: len(site.workers()) == 2 and first not in site.workers(), site.log)
        seen = len(load.versions)
        wait_until(lambda: len(load.versions) > seen + 400, site.log)
    assert load.lost == []
    assert load.refused == 0


def test_a_worker_that_is_killed_takes_only_its_own_requests_with_it(tmp_path: Path) -> None:
    with serving(tmp_path / "project") as site:
        with Load(site) as load:
            wait_until(lambda: len(load.versions) > 200, site.log)
            os.kill(site.workers()[0], signal.SIGKILL)
            seen = len(load.versions)
            wait_until(lambda: len(load.versions) > seen + 400 and len(site.workers()) == 2, site.log)
        assert len(load.lost) <= CLIENTS  # no client loses more than the request that it had there
        assert load.refused == 0


def test_a_stop_answers_what_has_been_asked(tmp_path: Path) -> None:
    with serving(tmp_path / "project", query_timeout=3) as site:
        tree, folders = site.tree(), set(Path("/tmp").glob("ctgraph-*"))
        slow: list[httpx.Response] = []
        asking = threading.Thread(target=lambda: slow.append(site.get("/sparql", params={"query": SLOW})))
        asking.start()
        with Load(site) as load:
            wait_until(lambda: len(load.versions) > 200, site.log)
            site.signal(signal.SIGTERM)
            assert site.process.wait(60) == 0
        asking.join()
        assert load.lost == []
        assert load.refused == CLIENTS
        assert [answer.status_code for answer in slow] == [504] or slow[0].status_code == 503
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in tree))
        assert len(set(Path("/tmp").glob("ctgraph-*")) & folders) < len(folders)
        assert "Traceback" not in site.log.read_text()


def test_a_stop_ends_what_takes_too_long(tmp_path: Path) -> None:
    with serving(tmp_path / "project", query_timeout=60, stop_timeout=2) as site:
        tree = site.tree()

        def ask() -> None:
            try:
                site.get("/sparql", params={"query": SLOW})
            except httpx.TransportError:
                cut.set()

        cut = threading.Event()
        asking = threading.Thread(target=ask)
        asking.start()
        wait_until(lambda: 'state="busy"} 1.0' in site.metrics())
        begun = time.monotonic()
        site.signal(signal.SIGTERM)
        site.process.wait(60)
        assert time.monotonic() - begun < 30
        asking.join()
        assert cut.is_set()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in tree))


def test_a_query_before_and_after_is_the_same(site: Site) -> None:
    answers = {site.get("/sparql", params={"query": LABELS}, headers={"accept": "text/csv"}).text for _ in range(20)}
    assert answers == {"label\r\nWorkshop 1\r\n"}


def test_the_body_of_an_answer_does_not_wait_for_its_head_to_be_acknowledged() -> None:
    with server._listen("127.0.0.1", port := free_port()) as listener, socket.create_connection(("127.0.0.1", port)):
        listener.setblocking(True)
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
