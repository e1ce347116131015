"""The application: wiring only."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from ctgraph.describe import Catalogue, releases
from ctgraph.queries import hash_of, questions_of
from ctgraph.readings import Reading
from ctgraph.settings import Settings
from ctgraph.store import Store
from ctgraph.terms import Names
from ctgraph.web import (
    admission,
    advice,
    checking,
    editor,
    embedding,
    graph_store,
    health,
    manual,
    mounting,
    observing,
    overviews,
    pages,
    problems,
    questions,
    rendering,
    resource,
    responses,
    rules,
    sparql,
    translation,
)
from ctgraph.web.cache import Cache
from ctgraph.web.lane import Lane
from ctgraph.web.linked import citation, dumps, site, vocabulary
from ctgraph.web.metrics import Metrics
from ctgraph.web.services import EXTENSION, Services
from ctgraph.web.shared import Shared

_log = logging.getLogger(__name__)

_BLUEPRINTS = (
    pages.blueprint,
    overviews.blueprint,
    resource.blueprint,
    vocabulary.blueprint,
    site.blueprint,
    dumps.blueprint,
    citation.blueprint,
    sparql.blueprint,
    advice.blueprint,
    graph_store.blueprint,
    rules.blueprint,
    checking.blueprint,
    questions.blueprint,
    embedding.blueprint,
    health.blueprint,
    observing.blueprint,
    manual.blueprint,
)


class _Application(Flask):
    """Flask, but that its log does not hold what was asked: a path may hold a query."""

    def log_exception(self, exc_info: Any) -> None:
        """Log what nobody caught."""
        _log.error("%s %s failed", request.method, request.url_rule, exc_info=exc_info)


def create_app(
    settings: Settings,
    store: Store,
    *,
    release: str = "",
    prefixes: Mapping[str, str] | None = None,
    texts: Mapping[str, Reading] | None = None,
    content: str = "",
    shared: Shared | None = None,
) -> Flask:
    """Make the application for one publication; see `Services` for what it is given.

    `shared` is what it has in common with others that serve the same: clients' accounts and metrics.
    """
    app = _Application(__name__)
    catalogue = Catalogue.of(store, Names(settings.base_iri))
    asked = questions_of(settings) if catalogue.curated else ()
    counts = Metrics(shared)
    app.extensions[EXTENSION] = services = Services(
        settings=settings,
        store=store,
        release=release,
        prefixes=dict(prefixes or {}),
        texts=dict(texts or {}),
        catalogue=catalogue,
        issued=next((r.issued for r in releases(catalogue) if r.current), None),
        questions=asked,
        edition=f"{release}\n{hash_of(asked)}" if release else "",
        content=content,
    )
    translation.register(app, settings.languages)
    rendering.register(app)
    editor.register(app)
    manual.register(app)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_query_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_query_bytes
    problems.register(app)
    app.after_request(responses.finish)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    way = admission.register(app, shared) if shared is not None else None
    app.wsgi_app = Lane(app.wsgi_app, services, counts, way)  # type: ignore[method-assign]
    if settings.cache_memory:
        app.wsgi_app = Cache(app.wsgi_app, settings.cache_memory << 20)  # type: ignore[method-assign]
    observing.register(app, counts, log=bool(settings.log_requests))
    mounting.register(app, settings)
    return app
