"""The languages of the interface: gettext catalogues, and which one a request gets.

Catalogues are read from `translations/<language>/LC_MESSAGES/messages.po` at start-up and compiled in
memory; messages are English, so English needs no catalogue. The language of the interface is apart from
that of the content: a quote stays in its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from types import MappingProxyType

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, g, has_request_context, request

Catalogues = Mapping[str, NullTranslations]
SOURCE_LANGUAGE = "en"
_EXTENSION = "ctgraph.translation"


def register(app: Flask, languages: tuple[str, ...]) -> None:
    """Give `app` and its templates the catalogues; the first of `languages` is the default."""
    catalogues = dict(_catalogues())
    ordered = [lang for lang in languages if lang in catalogues] or [SOURCE_LANGUAGE]
    ordered += [lang for lang in catalogues if lang not in ordered]
    app.extensions[_EXTENSION] = MappingProxyType({lang: catalogues[lang] for lang in ordered})
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the extension


def languages() -> tuple[str, ...]:
    """List the languages of the interface, the default first."""
    return tuple(_installed())


def language() -> str:
    """Choose the language for the current request: `?lang=`, then Accept-Language."""
    known = languages()
    if not has_request_context():
        return known[0]
    if "language" not in g:
        g.language = _of_request(known)
    return str(g.language)


def _of_request(known: tuple[str, ...]) -> str:
    accepted = (code.partition("-")[0].lower() for code, q in request.accept_languages if q > 0)
    return chosen() or next((code for code in accepted if code in known), known[0])


def chosen() -> str:
    """Tell the language that the URL asks for; empty if it asks for none that there is."""
    asked = request.args.get("lang", "")
    return asked if asked in languages() else ""


def gettext(message: str) -> str:
    """Translate into the language of the current request."""
    return _installed()[language()].gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate, in the form that goes with the number."""
    return _installed()[language()].ngettext(singular, plural, number)


def mark(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


def _installed() -> Catalogues:
    catalogues: Catalogues = current_app.extensions[_EXTENSION]
    return catalogues


def _catalogues() -> Iterator[tuple[str, NullTranslations]]:
    yield SOURCE_LANGUAGE, NullTranslations()
    folder = resources.files(__package__) / "translations"
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        source = entry / "LC_MESSAGES" / "messages.po"
        if source.is_file():
            compiled = io.BytesIO()
            write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=entry.name))
            compiled.seek(0)
            yield entry.name, GNUTranslations(compiled)
