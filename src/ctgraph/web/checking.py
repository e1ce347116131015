"""`/validate`: a document is checked as `ctgraph validate` does it, for people and for scripts.

A stranger's Turtle is read in a process of its own; see `ctgraph.validate.checker`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, current_app, request

from ctgraph.errors import BadRequest, ContentTooLarge, NotFound, UnsupportedMediaType
from ctgraph.formats import HTML, Format
from ctgraph.terms import last_name
from ctgraph.validate import LANGUAGES, Finding, Report
from ctgraph.validate.checker import Checker, Verdict
from ctgraph.validate.output import FORMS, Edition
from ctgraph.validate.output.edition import source_lines
from ctgraph.web import links, parameters, rendering, responses, rules, translation
from ctgraph.web.services import services

blueprint = Blueprint("checking", __name__)

_JSON = Format("json", "application/json", "json", "JSON")
_SARIF = Format("sarif", "application/sarif+json", "sarif", "SARIF")
_TURTLE = "text/turtle"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_EXTENSION = "ctgraph.checking"


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding with the pieces of its source line, and where its rule's page is."""

    finding: Finding
    before: str
    marked: str
    after: str
    page: str


@blueprint.get("/validate")
def form() -> Response:
    """Show the form."""
    _require_project()
    return _page("", None)


@blueprint.post("/validate")
def check() -> Response:
    """Check the document that is sent."""
    _require_project()
    turtle, text, name = _read()
    offers = (_JSON, _SARIF) if request.mimetype == _TURTLE else (HTML, _JSON, _SARIF)
    chosen = responses.choose(offers, name)
    verdict = _checker().check(turtle, text)
    edition = _edition(verdict, turtle)
    if chosen is HTML:
        marked = [_marked(edition, finding) for finding in verdict.findings]
        return _page(turtle, text, verdict=verdict, findings=marked)
    made = FORMS[chosen.name](edition).encode()
    return responses.send(
        chosen, lambda out: out.write(made), language=edition.language, stable=False
    )


def _page(
    turtle: str,
    text: str | None,
    verdict: Verdict | None = None,
    findings: Sequence[Marked] = (),
) -> Response:
    return rendering.page(
        "validate.html",
        stable=verdict is None,
        turtle=turtle,
        text=text or "",
        verdict=verdict,
        findings=findings,
        texts=rules.texts,
    )


def _require_project() -> None:
    """Data of others is served without a project to check beside."""
    if not services().catalogue.curated:
        raise NotFound("There is no project here to check documents for.")


def _read() -> tuple[str, str | None, str]:
    """Read the request: the Turtle, the text if there is one, and `format=`."""
    name = parameters.of_url().get("format", "")
    if request.mimetype == _TURTLE:
        return _within_limits(_decoded(request.get_data(cache=False))), None, name
    if request.mimetype not in {_FORM, _MULTIPART}:
        raise UnsupportedMediaType(
            f"A document is posted as {_TURTLE}, or in a form with the fields 'turtle' and 'text'."
        )
    turtle, text = _field("turtle"), _field("text")
    if not turtle:
        raise BadRequest("There is no Turtle in this request: the field is called 'turtle'.")
    return (
        _within_limits(turtle),
        _within_limits(text) if text else None,
        request.form.get("format", name),
    )


def _field(name: str) -> str:
    """A file that was chosen, byte for byte; else what was typed, with plain line ends."""
    if (file := request.files.get(f"{name}-file")) and file.filename:
        return _decoded(file.read())
    return request.form.get(name, "").replace("\r\n", "\n")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The document is not UTF-8: see byte {error.start + 1}.") from None


def _within_limits(text: str) -> str:
    most = services().settings.max_check_bytes
    if len(text.encode()) > most:
        raise ContentTooLarge(
            f"A document to be checked has {most:,} bytes at most.", limit_bytes=most
        )
    return text


def _edition(verdict: Verdict, turtle: str) -> Edition:
    settings = services().settings
    of_project, own = source_lines(settings), turtle.split("\n")

    def lines(name: str) -> Sequence[str]:
        return own if name == verdict.file else of_project(name)

    report = Report(list(verdict.findings), 1, 1)
    language = translation.language()
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    return Edition(settings, report, verdict.findings, spoken, lines)


def _marked(edition: Edition, finding: Finding) -> Marked:
    """Cut the source line at the place of a finding."""
    line = edition.line(finding)
    start = finding.column - 1
    end = start + 1
    if finding.end:
        end = finding.end[1] - 1 if finding.end[0] == finding.line else len(line)
    page = links.href("rules.rule", name=finding.rule)
    if finding.shape:
        found = rules.page_of(last_name(finding.shape))
        page = found or finding.shape
    return Marked(finding, line[:start], line[start:end] or " ", line[end:], page)


def _checker() -> Checker:
    """The checker of the application that handles the current request."""
    extensions = current_app.extensions
    if _EXTENSION not in extensions:
        extensions[_EXTENSION] = Checker(services().settings)
    return cast("Checker", extensions[_EXTENSION])
