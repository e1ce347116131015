"""The catalogues: complete, without leftovers, and with the same placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from ctgraph.web.manual.writing import settings

WEB = Path(__file__).parents[2] / "src" / "ctgraph" / "web"
CATALOGUES = sorted(WEB.glob("translations/*/LC_MESSAGES/messages.po"))
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}
BLOCKS = {"trim_blocks": "true", "lstrip_blocks": "true"}


def in_use() -> set[str | tuple[str, ...]]:
    """Every message of the code and the templates."""
    found = extract_from_dir(
        WEB,
        [("**.py", "python"), ("templates/**.html", "jinja2")],
        options_map={"templates/**.html": BLOCKS},
        keywords=KEYWORDS,
    )
    return {message for _, _, message, _, _ in found} | {setting.help for setting in settings()}  # the help has them as a table


def messages(path: Path) -> dict[str | tuple[str, ...], Message]:
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file)
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id: m for m in catalogue if m.id}


def test_french_is_there() -> None:
    assert [p.parts[-3] for p in CATALOGUES] == ["fr"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.parts[-3])
def test_catalogue_is_complete_and_has_nothing_unused(path: Path) -> None:
    used, translated = in_use(), messages(path)
    assert len(used) > 100
    assert used - translated.keys() == set(), "not translated"
    assert translated.keys() - used == set(), "no longer used"
    assert [m.id for m in translated.values() if m.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.parts[-3])
def test_translations_keep_the_placeholders(path: Path) -> None:
    for key, message in messages(path).items():
        ids = key if isinstance(key, tuple) else (key,)
        texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
        assert all(texts), key
        for text in texts:
            assert placeholders(text) <= placeholders(ids[-1]), key
        assert placeholders(texts[-1]) == placeholders(ids[-1]), key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))
