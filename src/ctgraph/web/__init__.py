"""The application: wiring only."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask

from ctgraph.settings import Settings
from ctgraph.store import Store
from ctgraph.web import advice, graph_store, problems, responses, sparql
from ctgraph.web.services import EXTENSION, Services

_BLUEPRINTS = (sparql.blueprint, advice.blueprint, graph_store.blueprint)


def create_app(
    settings: Settings,
    store: Store,
    *,
    release: str = "",
    prefixes: Mapping[str, str] | None = None,
) -> Flask:
    """Make the application for one publication; see `Services` for what it is given."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = Services(settings, store, release, dict(prefixes or {}))
    app.config["MAX_CONTENT_LENGTH"] = settings.max_query_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_query_bytes
    problems.register(app)
    app.after_request(responses.finish)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
