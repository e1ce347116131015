"""Pages of the help as HTML: links that hold under any path, and code that can be run as it stands.

In code, `https://SERVER` stands for this server's address. It is put in only where it is made of nothing
but what addresses are made of, since it comes from a header of the request, and readers paste it into
a shell.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urldefrag

from flask import current_app, request
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from ctgraph.queries import with_prologue
from ctgraph.settings import Settings
from ctgraph.terms import CURIE_SAFE
from ctgraph.web import links
from ctgraph.web.manual import measured
from ctgraph.web.manual.reading import Page
from ctgraph.web.services import public_url, services

PLACEHOLDER = "https://SERVER"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?")
_COMMAND = re.compile(r"^(\$ .*(?:\\\n.*)*)$", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table of settings."""

    name: str
    default: str
    needed: bool
    help: str


def write(page: Page) -> Markup:
    """Write the body of a page for the current request."""
    return Markup(_RENDERER.render(page.body, _OPTIONS, {}))  # noqa: S704 - the renderer escapes


def settings() -> list[Setting]:
    """List what can be set, from the one table of it."""
    shown = [f for f in dataclasses.fields(Settings) if not f.metadata.get("hidden")]
    return [Setting(f.name, _default(f), _needed(f), f.metadata["help"]) for f in shown]


def _default(field: dataclasses.Field[Any]) -> str:
    """What a setting is unless it is set, as it would be written; empty where it is nothing."""
    value = "" if field.default is dataclasses.MISSING else field.default
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is field.default_factory  # both are missing


class _Renderer(RendererHTML):
    """Writes what pages have beyond Markdown."""

    def fence(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A block of code: its first word says what it is, the second names the file that it goes to."""
        kind, _sep, file = tokens[idx].info.strip().partition(" ")
        text = _here(tokens[idx].content)
        macros = _macros()
        if kind == "settings":
            return str(macros.settings(settings()))
        if kind == "measured":
            what, _sep, name = file.partition(" ")
            found = measured.grid(what, name)
            return str(macros.measured(found, text)) if found else ""
        if kind == "sparql":
            whole = with_prologue(text, services().catalogue.names)
            return str(macros.sparql(whole.removesuffix(text), text, whole))
        if kind == "console":
            return str(macros.console(_COMMAND.split(text)))
        return str(macros.block(kind, file, text))

    def code_inline(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Code in a line; in a table, the short name of a thing leads to its page."""
        text = tokens[idx].content
        code = f"<code>{escape(_here(text))}</code>"
        place = links.link(_meant(text)) if tokens[idx].meta.get("in_cell") else None
        return (
            f'<a href="{escape(place.href)}">{code}</a>' if place and not place.external else code
        )

    def link_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A link: to this site, from its root, or to another."""
        address = str(tokens[idx].attrs.get("href", ""))
        if address.startswith("/") and not address.startswith("//"):
            place, fragment = urldefrag(address)
            href = links.keep(request.script_root + place) + (f"#{fragment}" if fragment else "")
            return f'<a href="{escape(href)}">'
        if address.startswith("#"):
            return f'<a href="{escape(address)}">'
        return f'<a class="out" rel="external" href="{escape(address)}">'

    def table_open(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """A table may be wider than the page; it can be scrolled by keyboard, too."""
        before = tokens[idx - 1] if idx else None
        return str(_macros().table(before is not None and before.info == "sparql"))

    def table_close(self, *_: Any) -> str:
        """The end of what a table is in."""
        return "</table></div>\n"


_WRITER = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
_RENDERER, _OPTIONS = _WRITER.renderer, _WRITER.options


def _macros() -> Any:
    return current_app.jinja_env.get_template("_help.html").make_module()


def _meant(name: str) -> str:
    """The IRI that a short name stands for; empty if it is none."""
    prefix, _, local = name.partition(":")
    namespace = services().catalogue.names.prefixes().get(prefix, "")
    return namespace + local if namespace and CURIE_SAFE.fullmatch(local) else ""


def _here(code: str) -> str:
    """Put this server's address into code."""
    address = public_url("")
    return code.replace(PLACEHOLDER, address) if _ADDRESS.fullmatch(address) else code
