"""Findings in the forms that people, editors and CI read: text, lines, JSON, SARIF, GitHub's commands."""

from ctgraph.validate.output.edition import Edition
from ctgraph.validate.output.github import github
from ctgraph.validate.output.machine import as_json, as_sarif, json_of, sarif_of
from ctgraph.validate.output.text import as_lines, as_text, summary

FORMS = {
    "text": as_text,
    "lines": as_lines,
    "json": as_json,
    "sarif": as_sarif,
    "github": github,
}

__all__ = ["FORMS", "Edition", "json_of", "sarif_of", "summary"]
