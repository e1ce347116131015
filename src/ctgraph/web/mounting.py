"""Where the application hangs: behind proxies that are trusted, and under the path of `public_url`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from ctgraph.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Application = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


def register(app: Flask, settings: Settings) -> None:
    """Make `app` build its addresses as they are seen from outside."""
    path, count = urlsplit(settings.public_url).path.rstrip("/"), settings.trusted_proxies
    if count:
        prefix = 0 if path else count  # a path that is set wins over one that is forwarded
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=prefix
        )
    if path:
        app.wsgi_app = _Mount(app.wsgi_app, path)  # type: ignore[assignment,method-assign]


class _Mount:
    """Puts an application under a path, whether or not a proxy has taken the path off."""

    def __init__(self, inner: Any, path: str) -> None:
        self._inner: Application = inner
        self._path = path

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == self._path or asked.startswith(self._path + "/"):
            environ["PATH_INFO"] = asked.removeprefix(self._path) or "/"
        environ["SCRIPT_NAME"] = self._path
        return self._inner(environ, respond)
