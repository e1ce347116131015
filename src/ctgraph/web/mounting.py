"""Where the application hangs: behind proxies that are trusted, and under the path of `public_url`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
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
        behind = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=prefix)
        app.wsgi_app = _Trust(app.wsgi_app, behind, settings.proxy_networks)  # type: ignore[assignment,method-assign]
    if path:
        app.wsgi_app = _Mount(app.wsgi_app, path)  # type: ignore[assignment,method-assign]


class _Trust:
    """Believes what proxies say, if it is they who say it; what others say goes unheard."""

    def __init__(self, plain: Application, behind: Application, networks: Iterable[str]) -> None:
        self._plain = plain
        self._behind = behind
        self._networks = [ip_network(network, strict=False) for network in networks]

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        app = self._behind if self._is_proxy(environ.get("REMOTE_ADDR", "")) else self._plain
        return app(environ, respond)

    def _is_proxy(self, address: str) -> bool:
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        ip = (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
        return any(ip in network for network in self._networks)


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
