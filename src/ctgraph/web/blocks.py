"""The query behind each block of a page: it gives the block's data, with its sources, at the endpoint."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ctgraph import queries
from ctgraph.describe import Property, Value
from ctgraph.web.services import services


def query_behind(block: str, thing: Value, properties: Iterable[Property] = ()) -> str:
    """Write the query of a block: 'facts', 'disagreement', 'unsaid', 'around', 'incoming' or 'text'.

    The text is that of the block's file, with the thing, the block's properties and BASE filled in.
    """
    names = services().catalogue.names
    about = [ox.NamedNode(thing.iri)]
    listed = [ox.NamedNode(prop.iri) for prop in properties]
    given = {"thing": about, "property": listed} if listed else {"thing": about}
    return f"BASE <{names.base_iri}>\n" + queries.request(f"block-{block}", names, given).text
