"""How a result is taken away: addresses that hold it, and pages of it that others may frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from ctgraph.describe import Text
from ctgraph.queries import Question
from ctgraph.store import QueryRequest
from ctgraph.web import links, sharing
from ctgraph.web.services import public_url, services

_SHORT = 10  # digits of a release that are enough to tell it from others


@dataclass(frozen=True, slots=True)
class Shown:
    """How an answer is shown: a query, its dataset and its view, in addresses of every kind."""

    asked: QueryRequest
    view: Mapping[str, str]

    def again(self, **changes: str | None) -> str:
        """Give the address of this page, with another view."""
        values = {"query": self.asked.text, **self._dataset, **self.view, **changes}
        return links.href("sparql.endpoint", **values)

    @property
    def permalink(self) -> str:
        """An address that holds the query, its view and the release that it was asked of."""
        return self._packed("/s/", **self._kept)

    @property
    def embed(self) -> str:
        """The same as a page for a frame."""
        return self._packed("/embed/s/", **self._kept)

    def data(self, name: str) -> str:
        """Give an address of the answer in a format; it needs no quoting."""
        return self._packed("/s/", format=name)

    def _packed(self, path: str, **values: str) -> str:
        place = public_url(f"{path}{sharing.pack(self.asked.text)}")
        return f"{place}?{urlencode({**self._dataset, **values}, doseq=True)}"

    @property
    def _kept(self) -> dict[str, str]:
        return {name: value for name, value in self.view.items() if name != "tour"} | _release()

    @property
    def _dataset(self) -> dict[str, list[str]]:
        given = {
            "default-graph-uri": self.asked.default_graphs,
            "named-graph-uri": self.asked.named_graphs,
        }
        return {name: list(graphs) for name, graphs in given.items() if graphs}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values that were given, in addresses of every kind."""

    question: Question
    given: Mapping[str, str]
    view: str

    def again(self, **changes: str | None) -> str:
        """Give the address of this page, with another view."""
        return links.href("questions.ask", name=self.question.name, **{**self.given, **changes})

    @property
    def permalink(self) -> str:
        """An address that holds the question and its values."""
        return self._address(f"/q/{self.question.name}")

    @property
    def embed(self) -> str:
        """The same as a page for a frame."""
        view = {"view": self.view} if self.view else {}
        return self._address(f"/embed/q/{self.question.name}", **view, **_release())

    def data(self, name: str) -> str:
        """Give an address of the answer in a format."""
        return self._address(f"/q/{self.question.name}.{name}")

    def _address(self, path: str, **more: str) -> str:
        values = urlencode({**self.given, **more})
        return public_url(path) + (f"?{values}" if values else "")


def other_release() -> Text | None:
    """The release that a link was made with, if it is not the one that answers."""
    linked = request.args.get("release", "")
    same = not linked or services().release.startswith(linked)
    return None if same else Text(linked[:_SHORT])


def _release() -> dict[str, str]:
    release = services().release[:_SHORT]
    return {"release": release} if release else {}
