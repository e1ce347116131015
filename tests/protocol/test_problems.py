"""Every error has one shape (RFC 9457) and gives nothing away."""

import logging
import socket

import pytest
from flask import abort, redirect
from werkzeug.exceptions import TooManyRequests

from ctgraph import errors
from ctgraph.settings import Settings
from ctgraph.store import EmbeddedStore
from ctgraph.web import create_app
from ctgraph.web.server import serve

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def settings(tmp_path):
    return Settings.of(tmp_path, {"base_iri": "http://example.org/", "title": {"en": "Test"}})


@pytest.fixture
def app(settings):
    return create_app(settings, EmbeddedStore([]))


@pytest.fixture
def raising(app):
    """A client of an application whose address /raise raises what it is given."""
    raised = []

    @app.get("/raise")
    def raise_it():
        raise raised[0]

    def get(error, **headers):
        raised.append(error)
        return app.test_client().get("/raise", headers=headers)

    return get


def all_errors(kind=errors.RequestError):
    return [kind, *(error for child in kind.__subclasses__() for error in all_errors(child))]


@pytest.mark.parametrize("kind", all_errors())
def test_a_request_error_is_told(raising, kind):
    response = raising(kind("What to do.", hint=7, nothing=None))
    assert response.status_code == kind.status
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": "What to do.",
        "hint": 7,
    }


def test_errors_differ_by_name():
    codes = [kind.code for kind in all_errors(errors.CtgraphError)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "error",
    [
        errors.BuildError("secret"),
        errors.SourceSyntaxError("secret", file="/secret"),
        RuntimeError("secret"),
    ],
)
def test_an_error_of_ours_is_logged_and_not_told(raising, caplog, error):
    with caplog.at_level(logging.ERROR):
        response = raising(error)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    (record,) = caplog.records
    assert record.exc_info[1] is error


def test_headers_go_along(raising):
    busy = raising(errors.EngineBusy("Come back.", retry_after=3))
    assert busy.headers["Retry-After"] == "3"


def test_methods_go_along(raising):
    refused = raising(errors.MethodNotAllowed("Read only.", allow=("GET", "HEAD")))
    assert refused.headers["Allow"] == "GET, HEAD"


def test_headers_of_the_framework_go_along(raising):
    response = raising(TooManyRequests("Slowly.", retry_after=5))
    assert response.headers["Retry-After"] == "5"
    assert response.json["type"] == "/problems/too-many-requests"
    assert response.json["title"] == "Too many requests from one place"


def test_a_member_cannot_hide_the_status(raising):
    assert raising(errors.BadRequest("x", status=200)).json["status"] == 400


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [("/none", "GET", 404, "not-found"), ("/sparql", "DELETE", 405, "method-not-allowed")],
)
def test_the_frameworks_errors_have_the_same_shape(app, path, method, status, code):
    response = app.test_client().open(path, method=method)
    assert response.status_code == status
    assert response.json["type"] == f"/problems/{code}"


def test_people_get_a_page_in_which_nothing_is_live(raising):
    response = raising(errors.BadRequest("<script>alert(1)</script>"), **BROWSER)
    assert response.content_type == "text/html; charset=utf-8"
    assert "&lt;script&gt;" in response.text
    assert "<script>" not in response.text


def test_redirects_and_ready_answers_pass(app):
    @app.get("/moved")
    def moved():
        abort(redirect("/elsewhere", code=301))

    response = app.test_client().get("/moved")
    assert (response.status_code, response.headers["Location"]) == (301, "/elsewhere")


def test_a_taken_port_is_said_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        values = {"base_iri": "http://example.org/", "title": {"en": "Test"}, "port": port}
        with pytest.raises(errors.SettingsError, match=f"port {port}.*in use"):
            serve(Settings.of(tmp_path, values), [], None, "")
