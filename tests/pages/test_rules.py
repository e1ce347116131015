"""The pages about rules and shapes."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from ctgraph.dataset import Dataset
from ctgraph.validate import rules
from ctgraph.vocab import CT


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_rule_has_a_page_with_reason_and_examples(client: FlaskClient, language: str) -> None:
    index = client.get(f"/rules?lang={language}").text
    for rule in rules().values():
        assert f"/rules/{rule.name}?lang={language}" in index
        page = client.get(f"/rules/{rule.name}?lang={language}")
        assert page.status_code == 200
        text = page.text.replace("&#34;", '"').replace("&#39;", "'")
        for said in (rule.title, rule.expected, rule.why):
            assert dict(said)[language] in text
        assert next(iter(rule.invalid.values())).strip().split("\n")[0].split(" ;")[0] in text.replace("&lt;", "<").replace("&gt;", ">")


def test_every_shape_leads_to_its_page_with_both_examples(client: FlaskClient, real_dataset: Dataset) -> None:
    shapes = {s: source.graph for source in real_dataset.shapes for s in source.graph.subjects(CT.validExample)}
    assert len(shapes) > 60
    for shape, graph in shapes.items():
        answer = client.get(f"/id/{shape.rsplit('/', 1)[-1]}", headers={"Accept": "text/html"})
        assert answer.status_code == 303
        path, _, anchor = answer.location.partition("#")
        text = client.get(path).text
        assert not anchor or f'id="{anchor}"' in text
        for example in (CT.validExample, CT.invalidExample):
            assert str(graph.value(shape, example)).split('"')[0].replace("<", "&lt;").replace(">", "&gt;") in text


def test_what_is_no_rule_is_not_found(client: FlaskClient, strange: FlaskClient) -> None:
    assert client.get("/rules/no-such-rule").status_code == 404
    assert strange.get("/rules").status_code == 200, "rules are ctgraph's own"
    assert strange.get("/validate").status_code == 404, "there is no project to check beside"
