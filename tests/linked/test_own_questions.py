"""A project's own questions stand beside those that ship, and are checked as its data is."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.linked.projects import ctgraph, serving, write_rivers

OWN = """\
#+ order = 0
#+ title.en = "Which rivers meet?"
#+ description.en = "Offices of rivers, by what they organize."
#+ [parameters.office]
#+ type = "thing"
#+ label.en = "Office"
#+ [columns]
#+ office = { holds = "iri", en = "Office" }
#+ event = { holds = "iri", en = "Event" }
SELECT ?office ?event WHERE {
  VALUES ?office { }
  ?event ct:organizer ?office .
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = write_rivers(tmp_path)
    (folder / "data" / "questions").mkdir()
    return folder


def test_own_questions_are_asked_like_those_that_ship(project: Path) -> None:
    (project / "data/questions/rivers-meet.rq").write_text(OWN, encoding="utf-8")
    (project / "data/questions/who-paid.rq").write_text(OWN.replace("Which rivers meet?", "Who paid, for us?"), encoding="utf-8")
    with serving(project) as root:
        listed = httpx.get(f"{root}/q", headers={"Accept": "application/json"}, trust_env=False).json()["questions"]
        titles = {question["name"]: question["title"]["en"] for question in listed}
        assert titles["rivers-meet"] == "Which rivers meet?"
        assert titles["who-paid"] == "Who paid, for us?", "one of the project's own takes the place"
        assert "events" in titles
        answer = httpx.get(f"{root}/q/rivers-meet.csv?office=Ministry of Rivers", trust_env=False)
        assert answer.text.splitlines() == ["office,event", "http://example.org/rivers/id/ministry,http://example.org/rivers/id/workshop"]
        page = httpx.get(f"{root}/q/rivers-meet?lang=fr", headers={"Accept": "text/html"}, trust_env=False)
        assert "Ministère des fleuves" in page.text
        assert "Which rivers meet?" in httpx.get(f"{root}/q", headers={"Accept": "text/html"}, trust_env=False).text
        before = answer.headers["etag"]
    (project / "data/questions/rivers-meet.rq").write_text(OWN.replace("?office ?event WHERE", "?office ?event where"), encoding="utf-8")
    with serving(project) as root:
        again = httpx.get(f"{root}/q/rivers-meet.csv?office=Ministry of Rivers", trust_env=False, headers={"If-None-Match": before})
        assert again.status_code == 200, "an edited question is another answer"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (OWN.replace('"Which rivers meet?"', "Which rivers meet?"), "rivers-meet.rq:2"),
        (OWN.replace('#+ description.en = "Offices of rivers, by what they organize."\n', ""), "rivers-meet.rq:1"),
        (OWN.replace('"thing"', '"river"'), "rivers-meet.rq:5"),
        (OWN.replace("  VALUES ?office { }\n", ""), "rivers-meet.rq:4"),
        (OWN.replace("?event ct:organizer", "?event ct:organizer ?nobody,,"), "rivers-meet.rq:12"),
        (OWN.replace("SELECT ?office ?event WHERE", "SELECT ?event ?office WHERE"), "rivers-meet.rq:1"),
        (OWN.replace("SELECT ?office ?event WHERE", "ASK"), "rivers-meet.rq:1"),
        (OWN.replace("?event ct:organizer ?office .", "SERVICE <http://example.org/> { ?event ct:organizer ?office }"), "rivers-meet.rq:1"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named_with_its_line(project: Path, source: str, place: str) -> None:
    (project / "data/questions/rivers-meet.rq").write_text(source, encoding="utf-8")
    checked = ctgraph("validate", "--format", "lines", "--no-shapes", cwd=project)
    assert checked.returncode == 1
    assert f"data/questions/{place}" in checked.stdout
    assert " question " in checked.stdout
    served = ctgraph("serve", "--port", "1", cwd=project)
    assert served.returncode == 2
    assert f"data/questions/{place}" in served.stderr


def test_a_file_that_is_not_text_is_an_error_too(project: Path) -> None:
    (project / "data/questions/rivers-meet.rq").write_bytes(OWN.encode("utf-16"))
    assert "rivers-meet.rq:1: it is not UTF-8" in ctgraph("serve", cwd=project).stderr
    (project / "data/questions/rivers-meet.rq").rename(project / "data/questions/Rivers meet.rq")
    (project / "data/questions/Rivers meet.rq").write_text(OWN, encoding="utf-8")
    assert "its name may hold" in ctgraph("serve", cwd=project).stderr
