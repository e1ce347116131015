"""Media types of graphs and of query results, and the choice among them.

Names in `format=` are those of the file extensions too, so that a link to a file and a link to a
result read alike. `negotiate` is content negotiation as RFC 9110 section 12.5.1 has it: werkzeug
parses the header, the choice over the parsed list is made here. Nothing in this module knows Flask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header


@dataclass(frozen=True, slots=True)
class Format:
    """One representation: what it is called in HTTP, in file names and in `format=`.

    `aliases` are media types under which clients ask for it though it is answered under its own;
    `iri` is its name in service descriptions and catalogues, where W3C has coined one.
    """

    name: str
    media_type: str
    extension: str
    label: str
    names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    iri: str = ""

    @property
    def content_type(self) -> str:
        """The value of Content-Type: text/* says its charset, all others define it themselves."""
        charset = "; charset=utf-8" if self.media_type.startswith("text/") else ""
        return self.media_type + charset

    def is_called(self, name: str) -> bool:
        """Say whether `name` means this format: a name of it, its extension or a media type."""
        known = (self.name, self.extension, *self.names, self.media_type, *self.aliases)
        return name.strip().lower() in known


_W3C = "http://www.w3.org/ns/formats/"

TURTLE = Format(
    "turtle",
    "text/turtle",
    "ttl",
    "Turtle",
    aliases=("application/x-turtle",),
    iri=_W3C + "Turtle",
)
N_TRIPLES = Format(
    "ntriples",
    "application/n-triples",
    "nt",
    "N-Triples",
    names=("n-triples",),
    aliases=("text/plain",),
    iri=_W3C + "N-Triples",
)
RDF_XML = Format(
    "rdfxml",
    "application/rdf+xml",
    "rdf",
    "RDF/XML",
    names=("rdf-xml", "xml"),
    aliases=("application/xml", "text/xml"),
    iri=_W3C + "RDF_XML",
)
JSON_LD = Format(
    "jsonld",
    "application/ld+json",
    "jsonld",
    "JSON-LD",
    names=("json-ld", "json"),
    aliases=("application/json",),
    iri=_W3C + "JSON-LD",
)
TRIG = Format(
    "trig",
    "application/trig",
    "trig",
    "TriG",
    aliases=("application/x-trig",),
    iri=_W3C + "TriG",
)
N_QUADS = Format(
    "nquads",
    "application/n-quads",
    "nq",
    "N-Quads",
    names=("n-quads",),
    iri=_W3C + "N-Quads",
)

RESULTS_JSON = Format(
    "json",
    "application/sparql-results+json",
    "srj",
    "SPARQL JSON",
    aliases=("application/json",),
    iri=_W3C + "SPARQL_Results_JSON",
)
RESULTS_XML = Format(
    "xml",
    "application/sparql-results+xml",
    "srx",
    "SPARQL XML",
    aliases=("application/xml", "text/xml"),
    iri=_W3C + "SPARQL_Results_XML",
)
CSV = Format("csv", "text/csv", "csv", "CSV", iri=_W3C + "SPARQL_Results_CSV")
TSV = Format("tsv", "text/tab-separated-values", "tsv", "TSV", iri=_W3C + "SPARQL_Results_TSV")

HTML = Format("html", "text/html", "html", "HTML", aliases=("application/xhtml+xml",))
PROBLEM = Format(
    "problem",
    "application/problem+json",
    "json",
    "RFC 9457",
    aliases=("application/json",),
)
LINKSET = Format("linkset", "application/linkset+json", "json", "RFC 9264")
ATOM = Format("atom", "application/atom+xml", "atom", "Atom")
TEXT = Format("text", "text/plain", "txt", "text")
SITEMAP = Format("sitemap", "application/xml", "xml", "XML", aliases=("text/xml",))
BIBTEX = Format("bibtex", "application/x-bibtex", "bib", "BibTeX")
CFF = Format("cff", "application/yaml", "cff", "Citation File Format", aliases=("text/yaml",))
CONTEXT = Format("context", "application/ld+json", "jsonld", "JSON-LD")

# In each list the first is what a client gets that has no preference.
GRAPHS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
SOLUTIONS = (RESULTS_JSON, RESULTS_XML, CSV, TSV)
BOOLEANS = (RESULTS_JSON, RESULTS_XML)
_ANYTHING = MappingProxyType({"*/*": 1.0})
_USUAL = 512  # characters of Accept; what is longer is read anew each time


def named(name: str, offers: Iterable[Format]) -> Format | None:
    """Find the offer that `format=name` means."""
    return next((offer for offer in offers if offer.is_called(name)), None)


def negotiate(accept: str | None, offers: Sequence[Format]) -> Format | None:
    """Choose the best of `offers` for a value of Accept; None where each one is refused.

    Of several ranges that match an offer the most specific gives its quality, so q=0 excludes.
    Among equal qualities the more specifically named offer wins, then the earlier one. Parameters
    of a range are ignored; a header without one legible range counts as absent, which is `*/*`.
    """
    known = accept is not None and len(accept) <= _USUAL
    ranges = (_known_ranges if known else _ranges)(accept) or _ANYTHING
    best, best_rank = None, (0.0, 0)
    for offer in offers:
        rank = _rank(offer, ranges)
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = offer, rank
    return best


def _ranges(accept: str | None) -> Mapping[str, float]:
    """Parse into quality by media range; of a range that comes twice, the higher counts."""
    ranges: dict[str, float] = {}
    for text, quality in parse_accept_header(accept, MIMEAccept):
        media_range = text.partition(";")[0].strip().lower()
        type_, _, subtype = media_range.partition("/")
        if type_ and subtype and (type_ != "*" or subtype == "*"):
            ranges[media_range] = max(quality, ranges.get(media_range, 0.0))
    return MappingProxyType(ranges)


_known_ranges = lru_cache(maxsize=256)(_ranges)  # clients of one kind send the same


def _rank(offer: Format, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Find the quality that `ranges` give to `offer`, and how specifically they name it."""
    if offer.media_type in ranges:
        return ranges[offer.media_type], 4
    aliases = [ranges[alias] for alias in offer.aliases if alias in ranges]
    if aliases:
        return max(aliases), 3
    whole_type = offer.media_type.partition("/")[0] + "/*"
    if whole_type in ranges:
        return ranges[whole_type], 2
    return ranges.get("*/*", 0.0), 1
