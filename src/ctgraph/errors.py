"""Everything that ctgraph raises on purpose, and what each means to a caller.

::

    CtgraphError
    ├── ProjectError            the project cannot be read: settings, files        exit 2
    │   ├── SettingsError       a setting is unknown or has the wrong type
    │   └── SourceSyntaxError   a Turtle file does not parse; says file:line:column
    ├── BuildError              the build stopped; the previous graph still serves  exit 2
    ├── InvalidData             findings at level error                            exit 1
    ├── EngineFailed            the engine broke down for no reason that the client could mend
    └── RequestError            the client's side of an exchange
        ├── BadRequest          400
        │   ├── QuerySyntaxError    400, with line and column in the query
        │   ├── QueryTooDeep        400, the text overflows the engine's stack
        │   └── QueryRefused        400, SPARQL that is well-formed but not allowed here
        │       └── ResultTooLarge  400, the answer is longer than one may be
        ├── NotFound            404
        ├── MethodNotAllowed    405
        ├── NotAcceptable       406
        ├── Gone                410, withdrawn with a reason
        ├── ContentTooLarge     413
        ├── UnsupportedMediaType 415
        ├── TooManyRequests     429, with Retry-After: one client asks for more than its share
        ├── EngineBusy          503, with Retry-After
        ├── NotReady            503, the release that is to be served is not there to be asked
        ├── OutOfMemory         503, the query needs more memory than it may have
        ├── CheckStopped        503, a check of a document took too long or too much memory
        └── QueryTimeout        504

A class names itself (`code`), its title, its HTTP status and its exit code; an instance says where and
what to do (`detail`) and may carry members of RFC 9457 problem details (`extra`).
This is the lowest layer: it imports nothing of ctgraph.
"""

from __future__ import annotations

from typing import ClassVar


class CtgraphError(Exception):
    """Root of the tree; never raised itself."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2

    def __init__(self, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class ProjectError(CtgraphError):
    """The project folder or a file in it cannot be read."""

    code = "project"
    title = "The project cannot be read"


class SettingsError(ProjectError):
    """A setting is unknown, missing or has the wrong type."""

    code = "settings"
    title = "A setting is wrong"


class SourceSyntaxError(ProjectError):
    """A source file does not parse. `extra` holds file, line and column (both from 1)."""

    code = "source-syntax"
    title = "A file does not parse"


class BuildError(CtgraphError):
    """The build stopped; whatever was served before is served still."""

    code = "build"
    title = "The graph could not be built"


class InvalidData(CtgraphError):
    """Validation found errors."""

    code = "invalid-data"
    title = "The data breaks its own rules"
    exit_code = 1


class EngineFailed(CtgraphError):
    """The engine broke down, and not by anything that the client could mend."""

    code = "engine-failed"
    title = "The engine failed"


class RequestError(CtgraphError):
    """The request cannot be answered as it was made."""

    code = "request"
    title = "The request cannot be answered"
    status = 400


class BadRequest(RequestError):
    """RFC 9110 15.5.1."""

    code = "bad-request"
    title = "Bad request"


class QuerySyntaxError(BadRequest):
    """The text is not a SPARQL query. `extra` may hold line and column (both from 1)."""

    code = "query-syntax"
    title = "The query does not parse"


class QueryRefused(BadRequest):
    """Well-formed SPARQL that this endpoint does not run, such as SERVICE."""

    code = "query-refused"
    title = "This endpoint does not run such queries"


class QueryTooDeep(BadRequest):
    """The text has so many levels, or so long a chain, that it overflows the engine's stack."""

    code = "query-too-deep"
    title = "The query is nested too deep"


class ResultTooLarge(QueryRefused):
    """The answer is longer than one may be. `extra["limit_bytes"]` says how long that is."""

    code = "result-too-large"
    title = "The answer is too large"


class NotFound(RequestError):
    """RFC 9110 15.5.5."""

    code = "not-found"
    title = "Nothing has this address"
    status = 404


class MethodNotAllowed(RequestError):
    """RFC 9110 15.5.6. `extra["allow"]` lists the methods that are."""

    code = "method-not-allowed"
    title = "This address does not take that method"
    status = 405


class NotAcceptable(RequestError):
    """RFC 9110 15.5.7. `extra["offers"]` lists what could be had."""

    code = "not-acceptable"
    title = "None of the accepted formats can be made"
    status = 406


class Gone(RequestError):
    """RFC 9110 15.5.11: withdrawn, with a reason."""

    code = "gone"
    title = "This has been withdrawn"
    status = 410


class ContentTooLarge(RequestError):
    """RFC 9110 15.5.14."""

    code = "content-too-large"
    title = "The request is too large"
    status = 413


class UnsupportedMediaType(RequestError):
    """RFC 9110 15.5.16."""

    code = "unsupported-media-type"
    title = "The request's media type is not understood"
    status = 415


class TooManyRequests(RequestError):
    """RFC 6585 4: one client asks for more than its share. `extra["retry_after"]` is in seconds."""

    code = "too-many-requests"
    title = "Too many requests from one place"
    status = 429


class EngineBusy(RequestError):
    """RFC 9110 15.6.4. `extra["retry_after"]` is in seconds."""

    code = "busy"
    title = "Too many queries at once"
    status = 503


class NotReady(RequestError):
    """The release that is to be served is not there to be asked."""

    code = "not-ready"
    title = "The server is not ready"
    status = 503


class OutOfMemory(RequestError):
    """The query needs more memory than it may have: `extra["limit_bytes"]`."""

    code = "query-memory"
    title = "The query needs too much memory"
    status = 503


class CheckStopped(RequestError):
    """A check of a document went beyond `extra["limit_seconds"]` or `extra["limit_bytes"]`."""

    code = "check-stopped"
    title = "The check was stopped"
    status = 503


class QueryTimeout(RequestError):
    """RFC 9110 15.6.5."""

    code = "query-timeout"
    title = "The query took too long"
    status = 504
