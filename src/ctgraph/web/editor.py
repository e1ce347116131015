"""What the query editor fetches: itself, where it was built, and what is inside the graph.

Pages never depend on it: without scripts, or without a build, /sparql has a plain text field.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app

from ctgraph import describe
from ctgraph.describe import Catalogue, Inside, Value
from ctgraph.errors import BadRequest, NotFound, OutOfMemory, QueryTimeout, ResultTooLarge
from ctgraph.formats import Format
from ctgraph.web import parameters, responses
from ctgraph.web.services import services

blueprint = Blueprint("editor", __name__)
_log = logging.getLogger(__name__)

_JSON = Format("json", "application/json", "json", "JSON")
_SCRIPT = Format("js", "text/javascript", "js", "JavaScript")
_SECURITY_POLICY = f"{responses.SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
_EXTENSION = "ctgraph.editor"
_MOST_TEXT = 200


@dataclass(slots=True)
class _Editor:
    """The built script, and what is inside the graph: looked up once, when it is first asked for.

    Of a graph that takes longer than a page may, nothing is known: it is not tried again.
    """

    script: bytes
    version: str
    lock: Lock = field(default_factory=Lock)
    inside: Inside | None = None

    def look(self, catalogue: Catalogue) -> Inside:
        with self.lock:
            if self.inside is None:
                try:
                    self.inside = describe.inside(catalogue)
                except (QueryTimeout, ResultTooLarge, OutOfMemory) as error:
                    _log.warning("The graph is too large for completion: %s", error)
                    self.inside = Inside((), (), ())
            return self.inside


def register(app: Flask) -> None:
    """Give `app` the editor, if it was built; templates know it by `editor_version`, or empty."""
    built = Path(str(app.static_folder)) / "ui" / "editor.js"
    script = built.read_bytes() if built.is_file() else b""
    version = hashlib.sha256(script).hexdigest()[:10] if script else ""
    app.extensions[_EXTENSION] = _Editor(script, version)
    app.jinja_env.globals["editor_version"] = version
    app.register_blueprint(blueprint)


def admit(response: Response) -> Response:
    """Let a page run the editor: scripts and requests of this site, and nothing else."""
    if _editor().script:
        response.headers["Content-Security-Policy"] = _SECURITY_POLICY
    return response


@blueprint.get("/sparql/editor.js")
def script() -> Response:
    """Send the editor. Its address holds its version, so that it never changes."""
    if not (built := _editor().script):
        raise NotFound("The query editor was not built here; /sparql works without it.")
    response = responses.send(_SCRIPT, lambda out: out.write(built))
    if parameters.of_url().get("v") == _editor().version:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@blueprint.get("/sparql/completions")
def completions() -> Response:
    """Send the classes and properties in use, with counts, labels and what goes with what."""
    responses.choose((_JSON,))
    return responses.send(_JSON, lambda out: out.write(_encode(_terms(_inside()))))


@blueprint.get("/sparql/completions/things")
def things() -> Response:
    """Find things by part of a name (`text`), in a namespace (`in`), as values of a property (`of`)."""
    responses.choose((_JSON,))
    values = parameters.of_url()
    text = values.get("text", "")
    if len(text) > _MOST_TEXT:
        raise BadRequest(f"A name is looked for by {_MOST_TEXT} characters at most.")
    found = _inside().find(text, values.get("in", ""), values.get("of", ""))
    answer = {
        "things": [
            {"iri": t.iri, "name": t.name.text, "language": t.name.language, "classes": t.classes}
            for t in found
        ]
    }
    return responses.send(_JSON, lambda out: out.write(_encode(answer)))


def _terms(found: Inside) -> dict[str, Any]:
    numbers = {p.value.iri: n for n, p in enumerate(found.properties)}
    return {
        "prefixes": dict(services().prefixes),
        "properties": [
            {**_term(p.value), "count": p.count, "ranges": p.ranges} for p in found.properties
        ],
        "classes": [
            {
                **_term(c.value),
                "count": c.count,
                "listed": c.listed,
                "properties": [[numbers[p], n] for p, n in c.properties.items() if p in numbers],
            }
            for c in found.classes
        ],
    }


def _term(value: Value) -> dict[str, Any]:
    return {"iri": value.iri, "labels": {t.language: t.text for t in value.labels}}


def _inside() -> Inside:
    return _editor().look(services().catalogue)


def _editor() -> _Editor:
    return cast("_Editor", current_app.extensions[_EXTENSION])


def _encode(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
