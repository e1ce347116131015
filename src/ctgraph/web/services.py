"""What a request needs of the application, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import current_app, request

from ctgraph.describe import Catalogue
from ctgraph.queries import Question
from ctgraph.readings import Reading
from ctgraph.settings import Settings
from ctgraph.store import Store
from ctgraph.web import exchange

EXTENSION = "ctgraph"


@dataclass(frozen=True, slots=True)
class Services:
    """One publication being served: its settings, its data and which release of it this is.

    `release` is a hash of the data's content: it keys validators and caches; empty means that
    answers cannot be revalidated. `prefixes` are what Turtle is written with; `texts` are the
    documents' texts that may be shown whole; `issued` is when what is served was released, if it was;
    `questions` are those that suit the data, none of which suit that of strangers;
    `edition` is what answers to one request depend on, empty as `release` is;
    `content` is the hash that the data says of itself, if it does.
    """

    settings: Settings
    store: Store
    release: str
    prefixes: Mapping[str, str]
    texts: Mapping[str, Reading]
    catalogue: Catalogue
    issued: date | None
    questions: tuple[Question, ...]
    edition: str
    content: str = ""


def services() -> Services:
    """Find the services of the application that handles the current request."""
    return cast("Services", current_app.extensions[EXTENSION])


def public_url(path: str) -> str:
    """Say where `path` (it begins with '/') is reached from outside."""
    return exchange.root(request.environ, services().settings.public_url) + path
