"""Parameters of a URL or a form, read strictly.

Werkzeug's own parsing mends what is no UTF-8; a mended query is not the query that was sent.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import request
from werkzeug.datastructures import MultiDict

from ctgraph.errors import BadRequest
from ctgraph.store import QueryRequest

_MOST_PARAMETERS = 1000


def parse(data: bytes) -> MultiDict[str, str]:
    """Decode application/x-www-form-urlencoded. Raises BadRequest for anything but UTF-8."""
    try:
        pairs = parse_qsl(
            data.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise BadRequest("The parameters are not UTF-8.") from None
    except ValueError:
        raise BadRequest(f"There are more than {_MOST_PARAMETERS} parameters.") from None
    return MultiDict(pairs)


def query(text: str, values: MultiDict[str, str], base_iri: str) -> QueryRequest:
    """Join a query and the dataset that the parameters name (SPARQL 1.1 Protocol, section 2.1.4)."""
    default, named = values.getlist("default-graph-uri"), values.getlist("named-graph-uri")
    given = bool(default or named)
    return QueryRequest(
        text=text,
        default_graphs=tuple(default) if given else None,
        named_graphs=tuple(named) if given else None,
        base_iri=base_iri,
    )


def of_url() -> MultiDict[str, str]:
    """Decode the parameters in the URL of the current request."""
    return parse(request.query_string)
