"""The files of `deploy/` do what they say, as far as the programs that read them are here."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ctgraph.settings import Settings

UNIT = "ctgraph.service"
NEEDED = ["DynamicUser", "NoNewPrivileges", "ProtectSystem", "CapabilityBoundingSet", "SystemCallFilter", "ExecReload", "KillMode"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_unit_is_one_that_systemd_takes(repository: Path, tmp_path: Path) -> None:
    unit = tmp_path / UNIT
    text = (repository / "deploy" / UNIT).read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/ctgraph/.venv/bin/ctgraph", "/bin/true"), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    exposure = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)], capture_output=True, text=True, check=False)
    assert exposure.returncode == 0, exposure.stdout[-300:]


def test_the_unit_confines_and_stops_in_time(repository: Path) -> None:
    lines = (repository / "deploy" / UNIT).read_text(encoding="utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines} >= set(NEEDED)
    seconds = next(int(line.partition("=")[2]) for line in lines if line.startswith("TimeoutStopSec"))
    assert seconds > Settings.of(Path(), {"base_iri": "http://example.org/", "title": {"en": "x"}}).stop_timeout + 10


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_the_caddyfile_is_one_that_caddy_takes(repository: Path) -> None:
    file = str(repository / "deploy" / "Caddyfile")
    done = subprocess.run(["caddy", "validate", "--adapter", "caddyfile", "--config", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_settings_that_the_files_name_exist(repository: Path) -> None:
    known = {name.upper() for name in Settings.__dataclass_fields__}
    found = {name for file in (repository / "deploy").iterdir() for name in re.findall(r"CTGRAPH_([A-Z_]+)\b", file.read_text(encoding="utf-8"))}
    assert found - {"NAME"} <= known
    assert {"BUILD", "DUMPS", "TRUSTED_PROXIES"} <= found


def test_the_container_runs_as_nobody_in_particular(repository: Path) -> None:
    text = (repository / "deploy" / "Containerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d+:", last, re.MULTILINE)
    assert text.count("\nFROM ") == 2
    for name in re.findall(r"COPY (?!--from)(\S+)", text):
        assert (repository / name).exists()
