"""Settings: one table, read once, passed in.

A *project* is a folder with a `ctgraph.toml`; `Settings.load` reads that file, lets environment variables
`CTGRAPH_<NAME>` and then explicit overrides win, and returns a frozen object. Nothing else in ctgraph
reads the environment.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from ctgraph.errors import SettingsError

FILE_NAME = "ctgraph.toml"


def _setting(help_: str, default: Any = dataclasses.MISSING) -> Any:
    metadata = {"help": help_}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def _secret(help_: str) -> Any:
    return field(
        default="",
        repr=False,
        metadata={"help": f"{help_}; from the environment only", "secret": True},
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be set. Each field's help is the manual's text for it."""

    root: Path = field(metadata={"help": "the project's folder", "hidden": True})

    base_iri: str = _setting("what the project's IRIs begin with; ends in '/'")
    title: Mapping[str, str] = _setting("the publication's name, by language")
    description: Mapping[str, str] = _setting("one or two sentences about it, by language", {})
    languages: tuple[str, ...] = _setting("languages of labels, the first being preferred", ("en",))
    publisher: str = _setting("who publishes; empty where nobody should be named", "")
    contact: str = _setting("where to write: an http(s) or mailto IRI", "")
    source: str = _setting("where the source files can be seen and changed: an http(s) IRI", "")
    licence: str = _setting("IRI of the licence of the project's own statements", "")

    authors: tuple[str, ...] = _setting(
        "who is to be cited, as 'Family, Given' or the name of a body; empty: the publisher", ()
    )
    doi: str = _setting("the dataset's DOI, without https://doi.org/", "")
    security_contact: str = _setting(
        "where to report weaknesses: an https or mailto IRI (RFC 9116)", ""
    )
    security_expires: str = _setting(
        "until when that may be relied on, as 2030-01-01T00:00:00Z (RFC 9116)", ""
    )

    ontology: str = _setting("folder of the ontology and its concepts", "ontology")
    shapes: str = _setting("folder of the SHACL shapes", "shapes")
    data: str = _setting("folder of documents, reference data and adjudications", "data")
    questions: str = _setting("folder of the project's own questions (*.rq)", "data/questions")
    build: str = _setting("folder that holds builds; empty: build/ in the project", "")
    disk_above: int = _setting(
        "statements above which a build is read from disk, not held in memory", 2_000_000
    )

    check_all: int = _setting(
        "documents up to which each build checks all of them, not only whom a change concerns",
        20_000,
    )

    dumps: str = _setting("folder of the releases' dumps", "dumps")
    docs: str = _setting("folder of the project's own help pages", "docs")

    host: str = _setting("address to listen on", "127.0.0.1")
    port: int = _setting("port to listen on", 8000)
    workers: int = _setting("server processes; 0: one per core", 0)
    public_url: str = _setting("where the site is reached from outside; empty: as requested", "")
    trusted_proxies: int = _setting(
        "proxies in front whose X-Forwarded-For, -Proto, -Host and -Prefix are believed", 0
    )
    proxy_networks: tuple[str, ...] = _setting(
        "networks that these proxies connect from; from elsewhere the headers are not believed",
        ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    )
    client_queries: int = _setting(
        "queries that one client may have running or waiting; 0: any number", 8
    )
    client_query_rate: int = _setting(
        "queries a second that one client may ask in the long run, ten times that at once; 0: any",
        10,
    )
    client_pages: int = _setting(
        "pages that may be made for one client at the same time; 0: any number", 16
    )
    client_page_rate: int = _setting(
        "pages a second that may be made for one client in the long run, ten times that at once; 0: any",
        30,
    )
    max_query_bytes: int = _setting("largest request body in bytes", 4 * 1024 * 1024)
    readers: int = _setting(
        "processes that run visitors' queries; 0: they run, without limits, in the server's own", 4
    )
    page_readers: int = _setting("processes that run the queries of pages", 2)
    query_timeout: int = _setting("seconds that a visitor's query may take", 20)
    query_share: int = _setting("seconds that it may take while others are waiting", 2)
    page_timeout: int = _setting("seconds that a page's query may take", 10)
    query_memory: int = _setting("memory in MiB that a query may use", 512)
    query_queue: int = _setting("queries that may wait for a process", 128)
    cache_memory: int = _setting(
        "memory in MiB in which each server process keeps answers that it has given; 0: none", 64
    )
    max_result_bytes: int = _setting("longest answer to a visitor's query in bytes", 1 << 29)
    max_sending_bytes: int = _setting(
        "disk that answers which are being sent may take together, in bytes", 1 << 32
    )
    max_check_bytes: int = _setting("largest document to be checked at /validate in bytes", 1 << 20)
    check_timeout: int = _setting("seconds that such a check may take", 20)
    check_memory: int = _setting("memory in MiB that such a check may use", 512)

    engine_url: str = _setting(
        "SPARQL 1.1 endpoint of an engine that holds the graph; empty: the one that comes with ctgraph",
        "",
    )
    engine_connect_timeout: int = _setting("seconds to wait for a connection to it", 3)
    engine_connections: int = _setting(
        "connections of each server process to it for visitors' queries, and as many for pages", 16
    )
    engine_auth: str = _setting("how it is told user and password: basic or digest", "basic")
    engine_user: str = _secret("the user's name there")
    engine_password: str = _secret("the user's password there")
    engine_token: str = _secret("a bearer token, in place of user and password")

    max_table_rows: int = _setting("most rows that an HTML table of results shows", 1000)

    stop_timeout: int = _setting(
        "seconds in which a process that is to stop may finish what it has begun", 30
    )
    watch_build: int = _setting(
        "seconds between looks for a new build to switch to; 0: only when told to by SIGHUP", 0
    )
    metrics_token: str = _secret(
        "what /metrics wants as a bearer token; empty: it answers this machine only, without one"
    )
    log_format: str = _setting("how the log is written: 'line' or 'json'", "line")
    log_requests: int = _setting(
        "1: log requests too, without addresses of clients and without what is asked", 0
    )
    log_slow_query: int = _setting("seconds from which a query is logged as slow; 0: never", 5)
    log_query_text: int = _setting("1: slow queries are logged with their text", 0)

    @classmethod
    def load(
        cls, root: Path, environ: Mapping[str, str] | None = None, **overrides: Any
    ) -> Settings:
        """Read `root`/ctgraph.toml, then CTGRAPH_* variables, then `overrides` (None: not given).

        Raises SettingsError for a missing file, an unknown name or a value of the wrong type.
        """
        path = root / FILE_NAME
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SettingsError(f"{root} is no project: it has no {FILE_NAME}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise SettingsError(f"{path}: {error}") from error
        if told := sorted(secrets() & values.keys()):
            raise SettingsError(
                f"{path}: {told[0]!r} is a secret, and a file is no place for it: "
                f"put it into the environment, as CTGRAPH_{told[0].upper()}"
            )
        for name, text in (os.environ if environ is None else environ).items():
            if name.startswith("CTGRAPH_"):
                values[name.removeprefix("CTGRAPH_").lower()] = text
        values |= {name: value for name, value in overrides.items() if value is not None}
        return cls.of(root, values, str(path))

    @classmethod
    def of(cls, root: Path, values: Mapping[str, Any], where: str = "settings") -> Settings:
        """Settings for the project in `root` from plain values; `where` is named in errors."""
        known = {f.name: f for f in dataclasses.fields(cls) if not f.metadata.get("hidden")}
        if unknown := sorted(values.keys() - known.keys()):
            raise SettingsError(
                f"{where}: unknown setting {unknown[0]!r}; known: {', '.join(known)}"
            )
        required = {n for n, f in known.items() if f.default is f.default_factory}
        if missing := sorted(required - values.keys()):
            raise SettingsError(
                f"{where}: {missing[0]!r} is missing: {known[missing[0]].metadata['help']}"
            )
        typed = {name: _typed(name, str(known[name].type), v, where) for name, v in values.items()}
        settings = cls(root=root.resolve(), **typed)
        if wrong := next(_wrong(settings), ""):
            raise SettingsError(f"{where}: {wrong}")
        return settings

    def folder(self, name: str) -> Path:
        """The absolute path of one of the project's folders: 'ontology', 'shapes', 'data', 'build', 'dumps', 'docs'.

        A project without an ontology or shapes of its own has those that ship with ctgraph.
        """
        own = self.root / (getattr(self, name) or name)
        shared = name in {"ontology", "shapes"} and not own.is_dir()
        return bundled_project() / name if shared else own

    def name_of(self, path: Path) -> str:
        """A source file's path as it is shown: relative to the project, with forward slashes."""
        root = self.root if path.is_relative_to(self.root) else bundled_project()
        shown = path.relative_to(root).as_posix()
        return shown if root == self.root else f"ctgraph/{shown}"


def secrets() -> set[str]:
    """The names of settings that are nowhere to be seen."""
    return {f.name for f in dataclasses.fields(Settings) if f.metadata.get("secret")}


def _wrong(settings: Settings) -> Iterator[str]:
    """Say what does not go, or does not go together."""
    if not settings.base_iri.endswith("/"):
        yield f"base_iri must end in '/', not {settings.base_iri!r}"
    if bool(settings.security_contact) != bool(settings.security_expires):
        yield "security_contact and security_expires go together"
    if settings.security_expires and not _is_moment(settings.security_expires):
        yield "security_expires must be like 2030-01-01T00:00:00Z"
    if settings.log_format not in {"line", "json"}:
        yield "log_format is 'line' or 'json'"
    for network in settings.proxy_networks:
        if not _is_network(network):
            yield f"proxy_networks: {network!r} is no network like 10.0.0.0/8"
    if settings.engine_url and not settings.engine_url.startswith(("http://", "https://")):
        yield "engine_url must be an http or https IRI"
    if "@" in settings.engine_url.partition("//")[2].partition("/")[0]:
        yield (
            "engine_url may not hold a password: "
            "use CTGRAPH_ENGINE_USER and CTGRAPH_ENGINE_PASSWORD"
        )
    if settings.engine_auth not in {"basic", "digest"}:
        yield "engine_auth must be 'basic' or 'digest'"


def _typed(name: str, kind: str, value: Any, where: str) -> Any:
    """`value` as the setting's type; text from the environment is read as that type."""
    if kind == "int" and isinstance(value, str) and value.strip().lstrip("-").isdigit():
        value = int(value)
    if kind.startswith("tuple") and isinstance(value, str):
        value = value.split()
    expected = {"int": int, "str": str, "tuple[str, ...]": list, "Mapping[str, str]": dict}[kind]
    if not isinstance(value, expected) or isinstance(value, bool):
        raise SettingsError(f"{where}: {name} must be of type {expected.__name__}, not {value!r}")
    return tuple(value) if isinstance(value, list) else value


def _is_moment(text: str) -> bool:
    """Whether a text is a date and time with a zone (RFC 3339)."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_network(text: str) -> bool:
    """Whether a text is an IP network in the notation of CIDR, or one address."""
    try:
        return bool(ip_network(text, strict=False))
    except ValueError:
        return False


def find_project(start: Path) -> Path | None:
    """The nearest folder with a ctgraph.toml, from `start` upwards; None if there is none."""
    return next((p for p in [start, *start.resolve().parents] if (p / FILE_NAME).is_file()), None)


def bundled_project() -> Path:
    """The project that ships with this package (in a source checkout, the checkout itself)."""
    package = Path(__file__).parent
    installed = package / "project"
    return installed if installed.is_dir() else package.parent.parent
