"""`ctgraph validate` with its options, as people and CI use it."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue

import pytest
from click.testing import CliRunner, Result

from ctgraph.cli import cli
from ctgraph.dataset import load
from ctgraph.settings import Settings
from ctgraph.validate import fixes, run

WORKSHOP = "data/documents/marrakech-sahel-workshop.ttl"
VISIT = "data/documents/commission-nationale-connect.ttl"
SURE = [  # what is written, and what it must become again
    (WORKSHOP, "ct:durationDays 3 ;", "ct:durationDays 03 ;"),
    (WORKSHOP, '[ ct:quote "During the 3-day workshop"@en', '[ ct:quote "During the 3-day workshop"@fr'),
    (WORKSHOP, "pour renforcer les capacit谷s nationales", "pour renforcer les capacités nationales"),
]
FACT = (VISIT, 'ct:date "2025-09-16"^^edtf:EDTF ;', 'ct:date "2025-09-18"^^edtf:EDTF ;')


def change(project: Path, file: str, words: str, become: str) -> None:
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert text.count(words) == 1
    path.write_text(text.replace(words, become), encoding="utf-8", newline="")


def validate(project: Path, *options: str, environment: dict[str, str] | None = None) -> Result:
    return CliRunner(env={"LC_ALL": "C", **(environment or {})}).invoke(cli, ["--project", str(project), "validate", *options])


def git(project: Path, *arguments: str) -> None:
    name = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", str(project), *name, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "never"), 0),
        (("--format", "json", "--fail-on", "error"), 0),
        (("--no-such-option",), 2),
        (("--baseline", "no-such-file"), 2),
        (("--changed-since", "no-such-revision"), 2),
        (("--changed-since", "--output=x"), 2),
    ],
)
def test_exit_codes(project: Path, options: tuple[str, ...], code: int) -> None:
    change(project, "shapes/accepted.ttl", "sh:targetClass ct:Programme ;", "sh:targetClass ct:Passage ;")  # a warning
    command = [sys.executable, "-m", "ctgraph", "--project", str(project), "validate", *options]
    assert subprocess.run(command, capture_output=True, check=False).returncode == code


def test_a_project_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ctgraph", "--project", str(tmp_path), "validate"]
    answer = subprocess.run(command, capture_output=True, check=False, text=True)
    assert answer.returncode == 2
    assert "ctgraph.toml" in answer.stderr


@pytest.mark.parametrize(
    ("options", "environment", "words"),
    [
        ((), {}, "no evidence for"),
        ((), {"LC_ALL": "fr_FR.UTF-8"}, "pas de preuve pour"),
        ((), {"LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr"}, "pas de preuve pour"),
        (("--lang", "en"), {"LC_ALL": "fr_FR.UTF-8"}, "no evidence for"),
        ((), {"LC_ALL": "de_DE.UTF-8"}, "no evidence for"),
    ],
)
def test_the_language_is_the_locales_or_as_asked(
    project: Path, options: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    change(project, *FACT)
    assert words in validate(project, "--no-shapes", *options, environment=environment).stdout


def test_many_findings_are_grouped_with_counts_and_samples(project: Path) -> None:
    path = project / WORKSHOP
    path.write_text(re.sub(r'ct:quote "(?!\.)', 'ct:quote "§', path.read_text(encoding="utf-8")), encoding="utf-8")
    few = validate(project, "--format", "text", "--no-shapes").stdout
    every = validate(project, "--format", "text", "--no-shapes", "--all").stdout
    count = int(re.search(r"── quote-not-found: (\d+) findings", few)[1])  # type: ignore[index]
    assert few.count("error[quote-not-found]") == 3
    assert f"and {count - 3} more: {WORKSHOP}:" in few
    assert every.count("error[quote-not-found]") == count > 20


def test_nothing_that_a_terminal_obeys_is_printed(project: Path) -> None:
    change(project, FACT[0], FACT[1], 'ct:date "2025\x1b]0;owned\x07"^^edtf:EDTF ;')
    for form in ("text", "lines"):
        assert "\x1b" not in validate(project, "--format", form, "--no-shapes").stdout


def test_a_baseline_leaves_out_what_is_known_though_lines_move(project: Path, tmp_path: Path) -> None:
    known = str(tmp_path / "baseline.json")
    change(project, *FACT)
    assert validate(project, "--no-shapes", "--write-baseline", known).exit_code == 0
    assert validate(project, "--no-shapes", "--baseline", known).exit_code == 0
    path = project / VISIT
    path.write_text("\n\n# moved\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert validate(project, "--no-shapes", "--baseline", known).exit_code == 0
    change(project, VISIT, "ct:presenter id:agency", "ct:presentor id:agency")
    new = validate(project, "--no-shapes", "--baseline", known)
    assert new.exit_code == 1
    assert "undeclared" in new.stdout
    assert "2025-09-18" not in new.stdout


def test_changed_since_leaves_out_documents_as_they_were(project: Path) -> None:
    change(project, *FACT)
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "x")
    since = ("--changed-since", "HEAD", "--no-shapes")
    assert validate(project, *since).exit_code == 0
    change(project, *SURE[0])
    found = validate(project, *since)
    assert "durationDays" in (project / WORKSHOP).read_text(encoding="utf-8")
    assert [line.split(" ")[2] for line in found.stdout.splitlines()] == ["literal"]
    change(project, WORKSHOP, "ct:fundedBy id:country-italy ;", "ct:fundedBy id:country-italy ; ct:date \"2020\"^^edtf:EDTF ;")
    assert "contradiction" in validate(project, *since).stdout
    change(project, "data/reference/places.ttl", "id:place-dakar a ct:Place ;", "id:place-dakar a ct:Place ; skos:note \"x\"@en ;")
    assert "2025-09-18" in validate(project, *since).stdout, "what all documents depend on has changed"


def test_statistics_say_what_each_shape_was_applied_to(project: Path) -> None:
    told = validate(project, "--statistics")
    assert re.search(r"^ +10  shape-event$", told.stderr, re.MULTILINE)
    listed = json.loads(validate(project, "--format", "json").stdout)["shapes"]
    assert {s["shape"].rsplit("/", 1)[-1]: s["matched"] for s in listed}["shape-event"] == 10


# ---- fixes


def test_fix_mends_what_is_sure_and_no_fact(project: Path) -> None:
    before = {p: p.read_bytes() for p in (project / "data").rglob("*") if p.is_file()}
    for damage in (*SURE, FACT):
        change(project, *damage)
    told = validate(project, "--fix", "--no-shapes")
    assert "--fix: 3" in told.stderr
    assert told.exit_code == 1
    assert "2025-09-18" in told.stdout
    change(project, FACT[0], FACT[2], FACT[1])
    assert {p: p.read_bytes() for p in (project / "data").rglob("*") if p.is_file()} == before
    assert validate(project, "--fix").exit_code == 0


def test_fix_keeps_byte_order_marks_line_ends_and_modes(project: Path) -> None:
    path = project / WORKSHOP
    sound = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(sound)
    path.chmod(0o640)
    change_bytes = sound.replace(b"ct:durationDays 3 ;", b"ct:durationDays 03 ;")
    path.write_bytes(change_bytes)
    validate(project, "--fix", "--no-shapes")
    assert path.read_bytes() == sound
    assert path.stat().st_mode & 0o777 == 0o640


MENDING = """
import sys
from pathlib import Path
from ctgraph.settings import Settings
from ctgraph.dataset import load
from ctgraph.dataset.replacing import replace_file
from ctgraph.validate import fixes, run
settings = Settings.load(Path(sys.argv[1]), environ={})
findings = run(load(settings), shapes=False)
print("ready", flush=True)
for _ in range(1000):
    fixes.mend(settings, findings)
    for name in sorted({f.file for f in findings}):
        path = settings.root / name
        replace_file(path, Path(f"{path}.before").read_bytes())
"""


def test_a_killed_fix_leaves_each_file_as_before_or_as_after(project: Path) -> None:
    for damage in SURE:
        change(project, *damage)
    change(project, VISIT, '[ ct:quote "au siège du ministère de la Justice"@fr ]', '[ ct:quote "au siège du ministère de la Justice"@en ]')
    settings = Settings.load(project, environ={})
    paths = [project / WORKSHOP, project / VISIT]
    before = {p: p.read_bytes() for p in paths}
    assert fixes.mend(settings, run(load(settings), shapes=False)) == 4
    after = {p: p.read_bytes() for p in paths}
    assert all(after[p] != before[p] for p in paths)
    for path in paths:
        Path(f"{path}.before").write_bytes(before[path])
    chance = random.Random(4)
    for _ in range(8):
        for path in paths:
            path.write_bytes(before[path])
        process = subprocess.Popen([sys.executable, "-c", MENDING, str(project)], stdout=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for path in paths:
            assert path.read_bytes() in (before[path], after[path])
    for left in (project / "data").rglob("*.ctgraph-new"):
        os.utime(left, (0, 0))
    for path in paths:  # the last may have been killed when all was done
        path.write_bytes(before[path])
    validate(project, "--fix", "--no-shapes")
    assert {p: p.read_bytes() for p in paths} == after
    assert not list((project / "data").rglob("*.ctgraph-new")), "what the killed left behind is swept away"


# ---- watching


def test_watch_answers_each_change_of_a_file(project: Path) -> None:
    command = [sys.executable, "-m", "ctgraph", "--project", str(project), "validate", "--watch", "--format", "lines", "--lang", "en"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    lines: Queue[str] = Queue()
    assert process.stdout
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True)  # type: ignore[union-attr]
    reader.start()

    def until(words: str) -> str:
        told = ""
        while words not in told:
            try:
                told += lines.get(timeout=60)
            except Empty:
                pytest.fail(f"no {words!r} in {told!r}")
        return told

    try:
        until("clean: 5 documents")
        change(project, *FACT)
        assert "no-evidence" in until("findings, of which")
        (project / WORKSHOP).write_text("@prefix", encoding="utf-8")
        assert "syntax" in until("findings, of which")
        (project / WORKSHOP).unlink()
        until("findings, of which")
        (project / "ctgraph.toml").write_text("base_iri = 1", encoding="utf-8")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)
        reader.join(20)
        process.stdout.close()
    assert process.returncode == 130
