"""What people are told, in each language of the interface, by code.

Placeholders are filled with pieces of the query, terms and numbers; nothing in them is interpreted.
"""

from __future__ import annotations

from ctgraph.explain.findings import Message
from ctgraph.explain.wording_emptiness import EMPTINESS
from ctgraph.explain.wording_syntax import SYNTAX

LANGUAGES = ("en", "fr")
_LONGEST = 120
_CATALOGUE = {**SYNTAX, **EMPTINESS}
CODES = frozenset(_CATALOGUE)


def say(code: str, **values: object) -> Message:
    """Fill the messages of a code. Raises KeyError for a code that nobody wrote."""
    shown = {name: _short(str(value)) for name, value in values.items()}
    return {
        language: _typeset(template, language).format(**shown)
        for language, template in zip(LANGUAGES, _CATALOGUE[code], strict=True)
    }


def _short(text: str) -> str:
    """Long pieces of a query are cut: whoever wrote them knows how they go on."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + " …"


def _typeset(template: str, language: str) -> str:
    """French puts no-break spaces within quotation marks and before high punctuation."""
    if language != "fr":
        return template
    template = template.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    for mark in (":", ";", "?", "!"):
        template = template.replace(f" {mark}", f"\u00a0{mark}")
    return template
