"""The whole site from its sitemap and its description: here, elsewhere, and with data that is not ours."""

from __future__ import annotations

from pathlib import Path

import httpx
from tests.linked.crawler import Crawl
from tests.linked.projects import RIVERS, proxied, serving

OURS = "https://w3id.org/ctgraph/"


def crawl(root: str, *bases: str, most: int = 10_000) -> Crawl:
    """Crawl a site; with `most`, that many of its pages, spread over all of them."""
    with httpx.Client(trust_env=False, timeout=60) as client:
        made = Crawl(client, root, bases, most=most)
        made.run()
    return made


def test_our_site_has_no_broken_link_and_no_two_formats_that_disagree(root: str) -> None:
    """Its IRIs' host is not the server's: what is tried is their path here."""
    made = crawl(root, OURS)
    assert made.broken == {}
    assert len(made.pages) > 250
    assert made.files > 500
    assert len(made.iris) > 800


def test_a_project_that_is_not_ours_behind_a_proxy_that_says_where_it_is(rivers: Path) -> None:
    with serving(rivers, trusted_proxies="1") as inner, proxied(inner, "/some/where", tells=True) as root:
        made = crawl(root, RIVERS, OURS, most=40)
    assert made.broken == {}
    assert len(made.pages) > 30


def test_a_path_in_public_url_is_kept_whether_or_not_a_proxy_takes_it_off(rivers: Path) -> None:
    public = "http://public.example/deep/er"
    with serving(rivers, public_url=public) as inner, httpx.Client(trust_env=False, timeout=60) as client:
        for path in (inner, f"{inner}/deep/er"):
            page = client.get(f"{path}/page/workshop", headers={"Accept": "text/html"})
            assert 'href="/deep/er/page/lisbon"' in page.text
            assert f'<link rel="canonical" href="{public}/page/workshop">' in page.text
            turtle = client.get(f"{path}/id/workshop", headers={"Accept": "text/turtle"})
            assert turtle.headers["Location"] == "/deep/er/data/workshop.ttl"
            assert f"<{public}/page/workshop>" in client.get(f"{path}/data/workshop.nt").text


def test_nobody_is_believed_who_is_not_trusted(rivers: Path) -> None:
    with serving(rivers) as inner:
        lies = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "Accept": "text/html"}
        assert "evil" not in httpx.get(f"{inner}/page/workshop", headers=lies, trust_env=False).text


def test_strangers_data_with_hostile_literals(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    (project / "ctgraph.toml").write_text(f'base_iri = "{RIVERS}"\n[title]\nen = "x"\n', encoding="utf-8")
    data = Path(__file__).parents[1] / "pages" / "hostile.trig"
    with serving(project, "--data", str(data)) as root:
        made = crawl(root, "http://example.org/nothing-of-ours/")
    assert made.broken == {}
    assert made.files >= 6
