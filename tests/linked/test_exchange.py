"""HTTP as its standards have it: negotiation, validators, typed links, errors in the client's own format."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.linked.conftest import ISSUED
from tests.linked.crawler import MEDIA_TYPES, triples, typed

BASE = "https://w3id.org/ctgraph/"
THING = "event-marrakech-sahel-workshop"
EXTENSIONS = dict(zip(MEDIA_TYPES, ("ttl", "jsonld", "rdf", "nt", "trig", "nq"), strict=True))


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle;q=0.3, application/rdf+xml;q=0.7", "application/rdf+xml"),
        ("text/html;q=0.2, text/turtle;q=0.9", "text/turtle"),
        ("text/turtle;q=0, */*;q=0.5", "text/html"),
        ("text/*;q=0.5, text/turtle;q=0.1, application/n-quads;q=0.4", "text/html"),
        ("TEXT/TURTLE", "text/turtle"),
        ("application/*", "application/n-triples"),
        ("nonsense", "text/html"),
        (",;q=,", "text/html"),
        ("application/ld+json;profile=\"http://www.w3.org/ns/json-ld#compacted\"", "application/ld+json"),
        ("*/*", "text/html"),
        ("image/webp", ""),
        ("text/html;q=0", ""),
    ],
)
def test_the_best_acceptable_form_is_sent(client: httpx.Client, accept: str, kind: str) -> None:
    answer = client.get(f"/page/{THING}", headers={"Accept": accept})
    if not kind:
        assert answer.status_code == 406
        assert set(answer.json()["offers"]) >= set(MEDIA_TYPES)
        return
    assert answer.status_code == 200
    if accept != "application/*":  # several are as good there
        assert answer.headers["Content-Type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["Vary"].replace(" ", "").split(",")


def test_an_iri_leads_to_a_file_by_accept_by_extension_and_by_parameter(client: httpx.Client) -> None:
    for media_type, extension in EXTENSIONS.items():
        for url, accept in ((f"/id/{THING}", media_type), (f"/id/{THING}.{extension}", "*/*"), (f"/id/{THING}?format={extension}", "text/html")):
            answer = client.get(url, headers={"Accept": accept})
            assert (answer.status_code, answer.headers["Location"]) == (303, f"/data/{THING}.{extension}")
    kept = client.get(f"/id/{THING}?profile=evidence", headers={"Accept": "text/turtle"})
    assert kept.headers["Location"] == f"/data/{THING}.ttl?profile=evidence"
    assert client.get(f"/data/{THING}.html").status_code == 301


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    for url in (f"/id/{THING}", f"/page/{THING}", f"/data/{THING}.ttl", "/.well-known/void", "/dumps/1.0.0/graph.nq", "/nothing"):
        got, head = client.get(url), client.head(url)
        assert head.content == b""
        assert head.status_code == got.status_code
        for name in ("content-type", "etag", "link", "vary", "last-modified", "location"):
            assert head.headers.get(name) == got.headers.get(name), (url, name)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_that_are_not(client: httpx.Client, method: str) -> None:
    answer = client.request(method, f"/id/{THING}", headers={"Accept": "application/json"})
    assert answer.status_code == 405
    assert {m.strip() for m in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert answer.json()["status"] == 405


def test_other_sites_scripts_may_read_everything(client: httpx.Client) -> None:
    asked = client.options(f"/data/{THING}.ttl", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "accept-profile"})
    assert asked.status_code == 204
    assert "Accept-Profile" in asked.headers["Access-Control-Allow-Headers"]
    for url in (f"/id/{THING}", f"/data/{THING}.ttl", "/id/nothing"):
        answer = client.get(url)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        exposed = answer.headers["Access-Control-Expose-Headers"]
        assert {"Link", "Location", "ETag", "Last-Modified", "Content-Profile"} <= {e.strip() for e in exposed.split(",")}


def test_what_a_client_has_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get(f"/data/{THING}.ttl")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert date == "Sat, 01 Mar 2025 00:00:00 GMT"
    for headers, status in (
        ({"If-None-Match": tag}, 304),
        ({"If-None-Match": tag.removeprefix("W/")}, 304),
        ({"If-None-Match": f'"x", {tag}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"'}, 200),
        ({"If-None-Match": '"x"', "If-Modified-Since": date}, 200),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": "Fri, 28 Feb 2025 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "nonsense"}, 200),
    ):
        answer = client.get(f"/data/{THING}.ttl", headers=headers)
        assert answer.status_code == status, headers
        assert answer.headers["ETag"] == tag
        assert "Vary" in answer.headers
    other = client.get(f"/data/{THING}.ttl", headers={"Accept-Encoding": "identity"})
    assert other.headers["ETag"] != tag
    assert client.get(f"/data/{THING}.ttl?profile=plain").headers["ETag"] != tag


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_answers_are_compressed_if_that_is_taken(client: httpx.Client, coding: str) -> None:
    answer = client.get(f"/data/{THING}.ttl", headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    plain = client.get(f"/data/{THING}.ttl", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert triples(plain.content, "text/turtle")
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_links_lead_from_the_thing_to_its_documents_and_back(client: httpx.Client, root: str) -> None:
    """FAIR Signposting: each file that a page is described by says which page it describes."""
    name = client.get(f"/id/{THING}")
    page_url = f"{root}/page/{THING}"
    assert page_url in {link["url"] for link in typed(name, "describedby")}
    page = client.get(page_url, headers={"Accept": "text/html"})
    relations = {rel: [link["url"] for link in typed(page, rel)] for rel in ("cite-as", "type", "license", "author", "collection", "canonical", "describes")}
    assert relations["cite-as"] == relations["describes"] == [f"{BASE}id/{THING}"]
    assert relations["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert relations["canonical"] == [page_url]
    assert "https://schema.org/AboutPage" in relations["type"]
    assert f"{BASE}ns#Event" in relations["type"]
    assert relations["author"]
    assert relations["collection"] == [f"{root}/"]
    files = typed(page, "describedby")
    assert {f["type"] for f in files} == set(MEDIA_TYPES)
    for file in files:
        answer = client.get(file["url"])
        assert answer.headers["Content-Type"].partition(";")[0] == file["type"]
        assert {f"{BASE}id/{THING}", page_url} == {link["url"] for link in typed(answer, "describes")}
    languages = {link.get("hreflang"): link["url"] for link in typed(page, "alternate") if "hreflang" in link}
    assert set(languages) == {"en", "fr", "x-default"}
    assert client.get(languages["fr"]).headers["Content-Language"] == "fr"


def test_headers_fit_into_what_proxies_take(client: httpx.Client) -> None:
    """Many take 4 KiB by default; the longest names must fit, too."""
    for name in ("event-technical-assistance-beneficiaries-forum", "agency-directorate-studies-documentation-morocco", "ns/participatingCountry"):
        for path, accept in ((f"/page/{name}", "text/html"), (f"/data/{name}.ttl", "*/*"), (f"/page/{name}?profile=evidence&lang=fr", "text/html"), (f"/data/{name}.trig?profile=evidence", "*/*")):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == 200, path
            assert sum(len(name) + len(value) + 4 for name, value in answer.headers.raw) < 3600, path


def test_a_link_set_has_the_same_links(client: httpx.Client, root: str) -> None:
    page = client.get(f"/page/{THING}", headers={"Accept": "text/html"})
    linkset = typed(page, "linkset")[0]
    assert linkset["type"] == "application/linkset+json"
    answer = client.get(linkset["url"])
    assert answer.headers["Content-Type"] == "application/linkset+json"
    contexts = {c["anchor"]: c for c in answer.json()["linkset"]}
    assert {f"{BASE}id/{THING}", f"{root}/page/{THING}", f"{root}/data/{THING}.ttl"} <= set(contexts)
    for rel in ("describedby", "cite-as", "license", "type"):
        there = {target["href"] for target in contexts[f"{root}/page/{THING}"][rel]}
        assert there == {link["url"] for link in typed(page, rel)}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/turtle", "text/turtle"), ("application/ld+json", "application/ld+json"), ("application/rdf+xml", "application/rdf+xml"), ("text/html", "text/html"), ("application/json", "application/problem+json"), ("*/*", "application/problem+json")],
)
def test_errors_come_in_the_clients_own_format(client: httpx.Client, accept: str, kind: str) -> None:
    for url, status in (("/id/nothing", 404), ("/data/nothing.ttl", 404), (f"/page/{THING}?page=99", 404), (f"/page/{THING}?page=x", 400), (f"/data/{THING}.ttl?profile=none", 406), (f"/page/{THING}?format=none", 406)):
        answer = client.get(url, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, kind), url
        if kind in MEDIA_TYPES:
            assert any(str(status) in t for t in triples(answer.content, kind))


HOSTILE = [
    "/id/%00", "/id/%0d%0aSet-Cookie:%20a=b", "/id/..%2f..%2fetc%2fpasswd", "/id/%ff%fe", "/id/<script>", "/id/%3Cscript%3E", "/id/x%20y",
    "/id/" + "a" * 4000, "/id/%F0%9F%92%A9", "/id//double", "/id/event/", "/id/%22%7D%20UNION%20%7B", "/id/%EF%BF%BF", "/page/ns/", "/page/ns/%3E", "/id/x%5Cu0000",
    "/page/concept/", "/concept/%3F", "/data/.ttl", "/data/x.", "/data/x.y.z", "/ns/..", "/ns/%3Cb%3E", "/ns/0.1.0.exe", "/profile/..%2f", "/profile/", "/linkset/none", "/linkset?iri=%3E",
    "/describe?iri=javascript:alert(1)", "/describe?iri=%3C%3E", "/describe?iri=http://a/%0d%0aX:y", "/describe?iri=" + "http://a/" + "b" * 3000,
    f"/page/{THING}?page=-1", f"/page/{THING}?page=%D9%A1", f"/page/{THING}?page=99999999999999999999", f"/page/{THING}?profile=%0d%0a", f"/page/{THING}?format=%00", f"/page/{THING}?lang=%3Cb%3E",
    f"/page/{THING}?_external=1&_scheme=javascript&endpoint=x&_anchor=y&_method=z&name=w", f"/page/{THING}?filename=../../x", "/?endpoint=x&_scheme=javascript", "/dumps/1.0.0/..%2f..%2fctgraph.toml", "/dumps/..%2f/x", "/dumps/1.0.0/release.json", "/dumps/9/x",
    "/sitemap-99999999999.xml", "/sitemap--1.xml", "/cite/none.bib", "/cite/.bib", "/cite.bib?query=%7B%7D%25%5C", "/.well-known/genid/x%3E", "/.well-known/genid/" + "0" * 20, "/?format=exe",
]


@pytest.mark.parametrize("url", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_nothing_in_a_request_breaks_the_server(client: httpx.Client, url: str, accept: str) -> None:
    answer = client.get(url, headers={"Accept": accept, "Accept-Profile": "<" * 50 + "\t,;q=x"})
    assert answer.status_code < 500, answer.text[:300]
    assert "set-cookie" not in answer.headers
    assert "javascript:" not in "".join(answer.headers.get_list("link"))
    for attribute in ('href="javascript:', "<script>alert", 'src="'):
        assert attribute not in answer.text


def test_extra_slashes_and_percent_signs_still_lead_to_the_thing(client: httpx.Client) -> None:
    for url in (f"/id//{THING}", f"/id/{THING.replace('-', '%2D')}"):
        answer = client.get(url, headers={"Accept": "text/turtle"}, follow_redirects=True)
        assert answer.status_code == 200, url
        assert THING in answer.text


def test_json_ld_has_a_context_and_says_the_same(client: httpx.Client) -> None:
    answer = client.get(f"/data/{THING}.jsonld").json()
    assert answer["@context"]["ct"] == f"{BASE}ns#"
    assert any(node["@id"] == f"id:{THING}" for node in answer["@graph"])
    assert "id" in json.loads(client.get("/context.jsonld").text)["@context"]
    assert ISSUED in client.get(f"/data/{THING}.jsonld").text


def test_what_is_kept_of_one_form_is_not_sent_to_those_who_want_another(client: httpx.Client) -> None:
    """The forms of one address depend on different headers; neither language nor form may be mixed up."""
    url = f"/page/{THING}?lately=1"
    html, turtle = {"Accept": "text/html"}, {"Accept": "text/turtle"}
    assert client.get(url, headers=html).headers["Content-Language"] == "en"
    for _ in range(2):
        assert client.get(url, headers=turtle).headers["Content-Type"].startswith("text/turtle")
        assert client.get(url, headers={**html, "Accept-Language": "fr"}).headers["Content-Language"] == "fr"
        assert client.get(url, headers={**turtle, "Accept-Profile": "<https://schema.org/>"}).headers["Content-Profile"] == "<https://schema.org/>"
        assert client.get(url, headers=html).headers["Content-Language"] == "en"
