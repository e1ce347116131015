"""Results in a spreadsheet and a data frame: typed, whole, and nothing that runs; without the extras, said plainly."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from flask.testing import FlaskClient
from pyarrow import parquet

from ctgraph.web import sheets

QUERY = """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?thing ?text ?whole ?part ?float ?day ?yes ?edtf ?long WHERE { VALUES (?thing ?text ?whole ?part ?float ?day ?yes ?edtf ?long) {
  (<https://example.org/a> "=HYPERLINK(\\"http://evil.example\\")" 3 2.5 1e3 "2024-06-25"^^xsd:date true "2024-06"^^<http://id.loc.gov/datatypes/edtf/EDTF> 12345678901234567890)
  (<https://example.org/b> "Été à Marrakech — « 25 »"@fr -3 -2.25 UNDEF "1899-12-31"^^xsd:date false UNDEF 1)
  (UNDEF "@SUM(A1)" UNDEF UNDEF "INF"^^xsd:double "none"^^xsd:date UNDEF UNDEF UNDEF)
  (UNDEF "-1+1" 0 0.1 0e0 UNDEF UNDEF UNDEF UNDEF) } }"""
NAMES = ["thing", "text", "whole", "part", "float", "day", "yes", "edtf", "long"]


def got(client: FlaskClient, form: str, query: str = QUERY):
    return client.get("/sparql", query_string={"query": query, "format": form})


def test_a_workbook_has_typed_cells_and_no_formula(client: FlaskClient) -> None:
    answer = got(client, "xlsx")
    assert answer.status_code == 200
    assert answer.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="result.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    rows = list(book.active.iter_rows())
    assert [cell.value for cell in rows[0]] == NAMES
    assert {cell.data_type for row in rows for cell in row if isinstance(cell.value, str)} == {"s"}, "a text is never a formula"
    first, second, third, fourth = ([cell.value for cell in row] for row in rows[1:])
    assert first == ["https://example.org/a", '=HYPERLINK("http://evil.example")', 3, 2.5, 1000, dt.datetime(2024, 6, 25), True, "2024-06", "12345678901234567890"]
    assert second == ["https://example.org/b", "Été à Marrakech — « 25 »", -3, -2.25, None, "1899-12-31", False, None, 1]
    assert third[1:6] == ["@SUM(A1)", None, None, "INF", "none"]
    assert fourth[1:5] == ["-1+1", 0, 0.1, 0]
    assert rows[1][5].number_format == "yyyy-mm-dd"


def test_the_same_answer_is_the_same_workbook(client: FlaskClient) -> None:
    first, second = got(client, "xlsx").data, got(client, "xlsx").data
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not [name for name in archive.namelist() if "externalLink" in name or "calcChain" in name]


def test_a_data_frame_has_typed_columns(client: FlaskClient) -> None:
    table = parquet.read_table(io.BytesIO(got(client, "parquet").data))
    types = dict(zip(table.schema.names, table.schema.types, strict=True))
    assert list(types) == NAMES
    assert (types["whole"], types["float"], types["yes"]) == (pa.int64(), pa.float64(), pa.bool_())
    assert pa.types.is_decimal(types["part"])
    assert types["text"] == types["thing"] == types["day"] == pa.string(), "a column of which not all are days is text"
    rows = table.to_pylist()
    assert rows[0]["part"] == Decimal("2.5")
    assert rows[1]["text"] == "Été à Marrakech — « 25 »"
    days = got(client, "parquet", 'SELECT (STRDT("2024-06-25", <http://www.w3.org/2001/XMLSchema#date>) AS ?day) { }')
    assert parquet.read_table(io.BytesIO(days.data)).to_pylist() == [{"day": dt.date(2024, 6, 25)}]


def test_csv_opens_in_a_spreadsheet_with_its_accents_and_runs_nothing(client: FlaskClient) -> None:
    answer = got(client, "csv-bom")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="result.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["'=HYPERLINK(\"http://evil.example\")", "Été à Marrakech — « 25 »", "'@SUM(A1)", "'-1+1"]
    assert [row["whole"] for row in rows] == ["3", "-3", "", "0"], "a negative number is no formula"


def test_csv_as_such_is_what_the_standard_has(client: FlaskClient) -> None:
    for answer in (got(client, "csv"), client.get("/sparql", query_string={"query": QUERY}, headers={"Accept": "text/csv"})):
        assert not answer.data.startswith(b"\xef\xbb\xbf")
        assert '"=HYPERLINK(""http://evil.example"")"' in answer.text
        assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(("url", "name"), [("/q/events.xlsx", "events.xlsx"), ("/q/events?format=parquet", "events.parquet"), ("/q/events.csv-bom?language=fr", "events.csv")])
def test_questions_can_be_had_so_too(client: FlaskClient, url: str, name: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_it_can_be_asked_for_by_accept_and_pages_offer_it(client: FlaskClient) -> None:
    asked = client.get("/sparql", query_string={"query": QUERY}, headers={"Accept": sheets.XLSX.media_type})
    assert asked.content_type == sheets.XLSX.media_type
    page = client.get("/sparql", query_string={"query": QUERY}, headers={"Accept": "text/html"}).text
    assert all(f"format={form}" in page for form in ("xlsx", "parquet", "csv-bom"))


@pytest.mark.parametrize(("form", "library", "extra"), [("xlsx", "xlsxwriter", "xlsx"), ("parquet", "pa", "parquet")])
def test_without_the_extra_it_is_said_which(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, form: str, library: str, extra: str) -> None:
    monkeypatch.setattr(sheets, library, None)
    fresh = f"{QUERY} # without {form}"  # what was answered before is kept
    for answer in (got(client, form, fresh), client.get(f"/q/events.{form}?place=Rabat")):
        assert answer.status_code == 406
        assert f"pip install 'ctgraph[{extra}]'" in answer.json["detail"]
        assert "text/csv" in answer.json["offers"]
        assert form not in str(answer.json["offers"])
    page = client.get("/sparql", query_string={"query": fresh}, headers={"Accept": "text/html"}).text
    assert f"format={form}" not in page


def test_what_does_not_fit_is_an_error_and_never_cut(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "SELECT ?text { BIND (CONCAT(" + ", ".join([f'"{"x" * 1000}"'] * 33) + ") AS ?text) }"
    refused = got(client, "xlsx", long)
    assert refused.status_code == 400
    assert "32767" in refused.json["detail"]
    assert got(client, "parquet", long).status_code == 200
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert "LIMIT 3" in got(client, "xlsx", f"{QUERY} # too many").json["detail"]
