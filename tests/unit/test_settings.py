"""Settings: one table, and errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctgraph.errors import SettingsError
from ctgraph.settings import Settings, find_project

MINIMAL = {"base_iri": "http://example.org/", "title": {"en": "Test"}}


def written(folder: Path, text: str) -> Path:
    (folder / "ctgraph.toml").write_text(text, encoding="utf-8")
    return folder


def test_file_then_environment_then_overrides(tmp_path: Path) -> None:
    root = written(tmp_path, 'base_iri = "http://e/"\nport = 1\nhost = "a"\n[title]\nen = "x"\n')
    settings = Settings.load(root, {"CTGRAPH_PORT": "2", "CTGRAPH_HOST": "b", "OTHER": "c"}, host="d", port=None)
    assert (settings.port, settings.host) == (2, "d")
    assert settings.folder("data") == tmp_path.resolve() / "data"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"title": {"en": "x"}}, "base_iri"),
        (MINIMAL | {"base_iri": "http://example.org"}, "must end in"),
        (MINIMAL | {"prot": 1}, "prot"),
        (MINIMAL | {"port": "eighty"}, "port"),
        (MINIMAL | {"port": True}, "port"),
        (MINIMAL | {"title": "x"}, "title"),
    ],
)
def test_wrong_settings_are_named(values: dict[str, object], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.of(Path(), values)


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ctgraph\.toml"):
        Settings.load(written(tmp_path, "base_iri = "), {})


def test_the_nearest_project_is_found(tmp_path: Path) -> None:
    written(tmp_path, "")
    (deep := tmp_path / "a" / "b").mkdir(parents=True)
    assert find_project(deep) == tmp_path
    assert find_project(Path("/")) is None
