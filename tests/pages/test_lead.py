"""The first sentence about a thing of each class, in both languages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from tests.pages.crawl import Site

SAID = {
    "event-marrakech-sahel-workshop": (
        "workshop that took place from 25 to 27 June 2024 — place: Marrakech; organisers: International Organization for Migration (IOM), United Nations Office of Counter-Terrorism (UNOCT) and United Nations Office on Drugs and Crime (UNODC); host: Ministry of Interior of Morocco; donor: Italy. Found in one document.",
        "atelier qui a eu lieu du 25 au 27 juin 2024 — lieu : Marrakech ; organisateurs : Organisation internationale pour les migrations (OIM), Bureau de lutte contre le terrorisme des Nations Unies (UNOCT) et Office des Nations Unies contre la drogue et le crime (ONUDC) ; hôte : Ministère de l’Intérieur du Maroc ; bailleur de fonds : Italie. Un document en parle.",
    ),
    "event-technical-assistance-beneficiaries-forum": (
        "forum that is to take place in November 2024 (inferred) — place: Rabat. Found in one document.",
        "forum qui doit avoir lieu en novembre 2024 (inféré) — lieu : Rabat. Un document en parle.",
    ),
    "agreement-unoct-morocco-headquarters": (
        "headquarters agreement that was signed in October 2020 — parties: United Nations Office of Counter-Terrorism (UNOCT) (inferred) and Morocco (inferred); signatories: Nasser Bourita and Vladimir Voronkov. Found in one document.",
        "accord de siège dont la signature a eu lieu en octobre 2020 — parties : Bureau de lutte contre le terrorisme des Nations Unies (UNOCT) (inféré) et Maroc (inféré) ; signataires : Nasser Bourita et Vladimir Voronkov. Un document en parle.",
    ),
    "agency-unodc": ("agency — parent body: United Nations. Found in 2 documents.", "organisme — organisme de rattachement : Organisation des Nations Unies. 2 documents en parlent."),
    "person-nasser-bourita": ("person — post: Minister of Foreign Affairs of Morocco. Found in one document.", "personne — fonction : Ministre des affaires étrangères du Maroc. Un document en parle."),
    "place-dakar": ("place — country: Senegal. Found in one document.", "lieu — pays : Sénégal. Un document en parle."),
    "country-morocco": ("country. Found in 5 documents.", "pays. 5 documents en parlent."),
    "count-heads-of-agencies-meeting-all": (
        "at least 80 participants — counted at: High-level meeting of heads of counter-terrorism and security agencies in Marrakech. Found in one document.",
        "au moins 80 participants — lors de : Réunion de haut niveau des chefs des services de lutte contre le terrorisme et de sécurité à Marrakech. Un document en parle.",
    ),
    "doc-marrakech-sahel-workshop": ("source document in English and French.", "document source en anglais et français."),
}


@pytest.mark.parametrize(("name", "language", "sentence"), [(n, lang, said) for n, both in SAID.items() for lang, said in zip(("en", "fr"), both, strict=True)])
def test_it_says_what_a_thing_is_when_where_and_who_is_behind_it(client: FlaskClient, name: str, language: str, sentence: str) -> None:
    page = Site(client).page(f"/page/{name}?lang={language}")
    (lead,) = (p for p in page.all("p") if "lead" in p.attrib.get("class", "").split())
    assert " ".join("".join(lead.itertext()).split()) == sentence
