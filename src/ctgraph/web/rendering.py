"""Pages from templates: what every template can call, and how a page is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from flask import Flask, Response, render_template

from ctgraph.describe import EntityView, Fact, Property, Referring, Text, Value, best
from ctgraph.formats import GRAPHS, HTML
from ctgraph.terms import curie
from ctgraph.vocab import CT
from ctgraph.web import links, responses, translation, wording
from ctgraph.web.blocks import query_behind
from ctgraph.web.explanations import EXPLANATIONS
from ctgraph.web.lead import lead
from ctgraph.web.linked import signposts
from ctgraph.web.linked.signposts import Signpost
from ctgraph.web.services import services

_FACETS = {str(CT.Country): "country", str(CT.Agency): "agency", str(CT.Place): "place"}


def register(app: Flask) -> None:
    """Give the templates of `app` their vocabulary."""
    environment = app.jinja_env
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    environment.trim_blocks = environment.lstrip_blocks = True
    styles = sorted(Path(str(app.static_folder)).glob("*.css"))
    digest = hashlib.sha256(b"".join(style.read_bytes() for style in styles)).hexdigest()[:10]
    environment.globals.update(
        best=lambda texts: best(texts, reading_languages()),
        called=called,
        explanations=EXPLANATIONS,
        found=links.found,
        graph_formats=GRAPHS,
        called_property=called_property,
        date_in_words=wording.in_words,
        events_with=events_with,
        href=links.href,
        in_language=links.in_language,
        language_name=wording.language_name,
        languages=translation.languages,
        keep=links.keep,
        lead=lead,
        link=links.link,
        outside=links.outside,
        local_name=links.local_name,
        number=wording.number,
        own_name=wording.own_name,
        preferring_facts=preferring_facts,
        query_behind=query_behind,
        short=short,
        style_version=digest,
        when=wording.when,
    )
    app.context_processor(_context)


def page(
    template: str,
    *,
    links_of: Iterable[Signpost] | None = None,
    stable: bool = True,
    status: int = 200,
    variant: str = "",
    **context: object,
) -> Response:
    """Render a template and send it in the language of the request, with its typed links.

    `variant` stands for what the page says beyond the release that is served.
    """
    given = signposts.of_publication() if links_of is None else links_of
    posts = (*signposts.of_languages(), *given)
    body = render_template(template, signposts=posts, **context)
    response = responses.send(
        HTML,
        lambda out: out.write(body.encode()),
        language=translation.language(),
        stable=stable,
        status=status,
        variant=variant,
    )
    return signposts.add(response, posts)


def reading_languages() -> tuple[str, ...]:
    """Order the languages in which names are looked for: the interface's, then the project's."""
    wanted = (translation.language(), *services().settings.languages, translation.SOURCE_LANGUAGE)
    return tuple(dict.fromkeys(wanted))


def events_with(view: EntityView | Referring, name: str) -> dict[str, str]:
    """Choose, in the list of events, those in which a thing takes part; empty if there are none."""
    kinds = {kind.iri for kind in view.headline.types}
    facet = next((facet for kind, facet in _FACETS.items() if kind in kinds), "")
    referring = (kind.iri for i in view.incoming for h in i.subjects for kind in h.types)
    return {facet: name} if facet and str(CT.Event) in referring else {}


def called(value: Value) -> Text:
    """Say what something is called, in a language that the reader prefers."""
    return value.called(reading_languages())


def called_property(prop: Property) -> Text:
    """Say what a property is called, in a language that the reader prefers."""
    return wording.called(prop, reading_languages())


def preferring_facts(facts: Sequence[Fact]) -> list[Fact]:
    """Put texts in the reader's language first, then things by name, then by place in the text."""
    ours = {translation.language(), ""}

    def order(fact: Fact) -> tuple[bool, int, str]:
        name = called(fact.value)
        is_text = not fact.value.iri and bool(fact.claims and fact.claims[0].passages)
        place = fact.claims[0].passages[0].start if is_text else 0
        return name.language.split("-")[0] not in ours, place, name.text.casefold()

    return sorted(facts, key=order)


def short(iri: str) -> str:
    """Abbreviate an IRI with the publication's prefixes, where one fits."""
    abbreviated = curie(iri, services().prefixes)
    return iri if abbreviated.startswith("<") else abbreviated


def site_title() -> Text:
    """Name the publication. Data of others does not go by the project's name."""
    settings = services().settings
    if not services().catalogue.curated:
        return Text("ctgraph")
    texts = [Text(text, lang) for lang, text in settings.title.items()]
    return best(texts, reading_languages()) or Text("ctgraph")


def site_description() -> Text:
    """Say what the publication is about; empty for data of others."""
    texts = [Text(text, lang) for lang, text in services().settings.description.items()]
    if not services().catalogue.curated:
        return Text("")
    return best(texts, reading_languages()) or Text("")


def is_citable() -> bool:
    """Say whether the project names anybody to cite."""
    settings = services().settings
    return services().catalogue.curated and bool(settings.authors or settings.publisher)


def _context() -> dict[str, object]:
    return {
        "language": translation.language(),
        "site_title": site_title(),
        "site_description": site_description(),
        "settings": services().settings,
        "curated": services().catalogue.curated,
        "citable": is_citable(),
        "release": services().release,
    }
