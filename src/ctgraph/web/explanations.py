"""What each kind of error means, for the page behind its `type`."""

from __future__ import annotations

from dataclasses import dataclass

from ctgraph import errors
from ctgraph.web.translation import mark


@dataclass(frozen=True, slots=True)
class Explanation:
    """A kind of error in plain words: its title, what it means, and what to do."""

    code: str
    status: int
    title: str
    meaning: str
    advice: str


def _explain(kind: type[errors.CtgraphError], title: str, meaning: str, advice: str) -> Explanation:
    return Explanation(kind.code, kind.status, title, meaning, advice)


_OPERATOR = mark("This is for whoever runs the server; the log says more.")

EXPLANATIONS = {
    explanation.code: explanation
    for explanation in (
        _explain(
            errors.CtgraphError,
            mark("Something went wrong"),
            mark("The server met something that it was not made for."),
            mark("Trying again may help. If it does not, please say what you did."),
        ),
        _explain(
            errors.ProjectError,
            mark("The project cannot be read"),
            mark("The project’s folder, or a file in it, is missing or cannot be read."),
            _OPERATOR,
        ),
        _explain(
            errors.SettingsError,
            mark("A setting is wrong"),
            mark("A setting has an unknown name, is missing, or has a value of the wrong kind."),
            _OPERATOR,
        ),
        _explain(
            errors.SourceSyntaxError,
            mark("A file does not parse"),
            mark("A file of data is not written as its format demands; line and column are given."),
            _OPERATOR,
        ),
        _explain(
            errors.BuildError,
            mark("The graph could not be built"),
            mark("The build stopped. What was served before is served still."),
            _OPERATOR,
        ),
        _explain(
            errors.EngineFailed,
            mark("The engine failed"),
            mark("The engine that runs queries broke down, and not because of the query."),
            mark("Trying again may help. If it does not, please say what you did."),
        ),
        _explain(
            errors.InvalidData,
            mark("The data breaks its own rules"),
            mark("A fact has no sentence, documents contradict each other, or the like."),
            mark("“ctgraph validate” lists every finding with its file and line."),
        ),
        _explain(
            errors.RequestError,
            mark("The request cannot be answered"),
            mark("Something in the request keeps it from being answered."),
            mark("The detail of the error says what."),
        ),
        _explain(
            errors.BadRequest,
            mark("Bad request"),
            mark("A parameter is missing, comes twice, or is not what it should be."),
            mark("The detail of the error names the parameter."),
        ),
        _explain(
            errors.QuerySyntaxError,
            mark("The query does not parse"),
            mark("The text is not a SPARQL 1.1 query. Line and column say where reading stopped."),
            mark(
                "Often a prefix is not declared, or a full stop or a brace is missing just before."
            ),
        ),
        _explain(
            errors.QueryRefused,
            mark("This endpoint does not run such queries"),
            mark(
                "The query is well-formed, but asks for something that is not done here: SERVICE."
            ),
            mark(
                "Ask both endpoints yourself and join the answers, or load the dump where you are."
            ),
        ),
        _explain(
            errors.QueryTooDeep,
            mark("The query is nested too deep"),
            mark(
                "The text has so many levels, or so long a chain, that the engine cannot read it."
            ),
            mark("Write long lists of values as VALUES, and long chains as several queries."),
        ),
        _explain(
            errors.ResultTooLarge,
            mark("The answer is too large"),
            mark("The answer is longer than the limit that the detail names; nothing was sent."),
            mark(
                "Ask for less at a time with LIMIT and OFFSET, or take the dump or a whole graph."
            ),
        ),
        _explain(
            errors.NotFound,
            mark("Nothing has this address"),
            mark("There is no page, thing or graph of this name."),
            mark("Look for it in the lists, or ask with SPARQL. What was ever published stays."),
        ),
        _explain(
            errors.MethodNotAllowed,
            mark("This address does not take that method"),
            mark("Everything here can be read, and nothing can be written over HTTP."),
            mark("Changes go to the source files, where they are reviewed."),
        ),
        _explain(
            errors.NotAcceptable,
            mark("None of the accepted formats can be made"),
            mark("The request accepts only formats in which this answer cannot be written."),
            mark("“offers” lists those that can be had; “format=” in the URL chooses one."),
        ),
        _explain(
            errors.Gone,
            mark("This has been withdrawn"),
            mark("What was here is no longer published, for the reason that is given."),
            mark("Its address will not be used for anything else."),
        ),
        _explain(
            errors.ContentTooLarge,
            mark("The request is too large"),
            mark("The body of the request is larger than the limit that the detail names."),
            mark("Send a shorter query."),
        ),
        _explain(
            errors.UnsupportedMediaType,
            mark("The request’s media type is not understood"),
            mark("A query comes as application/sparql-query or as a form field “query”, in UTF-8."),
            mark("Set the Content-Type header accordingly."),
        ),
        _explain(
            errors.TooManyRequests,
            mark("Too many requests from one place"),
            mark("Your address asks more often, or for more at once, than one client may here."),
            mark(
                "Wait as long as Retry-After says, and ask one thing after the other; or take the dump."
            ),
        ),
        _explain(
            errors.EngineBusy,
            mark("Too many queries at once"),
            mark("All readers are at work, or the query ran for long while others were waiting."),
            mark("Wait as long as Retry-After says; or make the query smaller, say with LIMIT."),
        ),
        _explain(
            errors.NotReady,
            mark("The server is not ready"),
            mark("The store does not answer, or does not hold the release that is to be served."),
            _OPERATOR,
        ),
        _explain(
            errors.OutOfMemory,
            mark("The query needs too much memory"),
            mark("The query was stopped because it needed more memory than one may have."),
            mark(
                "Sort, group or ask for DISTINCT over less, or run it over the dump where you are."
            ),
        ),
        _explain(
            errors.CheckStopped,
            mark("The check was stopped"),
            mark("Checking the document took longer, or needed more memory, than it may."),
            mark("Check it in parts, or on your own machine with “ctgraph validate”."),
        ),
        _explain(
            errors.QueryTimeout,
            mark("The query took too long"),
            mark("The query was stopped at the deadline that the detail names."),
            mark("Make it more selective, add LIMIT, or run it over the dump where you are."),
        ),
    )
}
