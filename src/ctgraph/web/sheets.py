"""Rows for spreadsheets and data frames: typed cells, and no text that a spreadsheet would run.

XLSX needs XlsxWriter (the extra `xlsx`), Parquet pyarrow (the extra `parquet`); CSV for spreadsheets needs
neither. It begins with a byte order mark, without which Excel reads UTF-8 as something else, and puts an
apostrophe before texts that would be taken for a formula. The CSV of SPARQL 1.1 stays as the standard has it.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import pyoxigraph as ox
from flask import Response, request

from ctgraph.errors import NotAcceptable, ResultTooLarge
from ctgraph.formats import Format, named, negotiate
from ctgraph.store import Solutions
from ctgraph.web import responses
from ctgraph.web.services import services

try:
    import xlsxwriter
except ImportError:
    xlsxwriter = None
try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError:
    pa = parquet = None

# the names of these two are those of the extras that they need
XLSX = Format(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "XLSX"
)
PARQUET = Format("parquet", "application/vnd.apache.parquet", "parquet", "Parquet")
SPREADSHEET_CSV = Format("csv-bom", "text/csv", "csv-bom", "CSV for spreadsheets")
MOST_ROWS = 100_000  # they are held in memory; the formats of SPARQL have no such limit
_LONGEST_CELL, _MOST_COLUMNS = 32_767, 16_384  # of Excel
_DIGITS = 15  # that a number of Excel has
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900
_UNDATED = dt.datetime(1980, 1, 1)  # as the files inside the archive are: no clock is asked
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {
    _XSD + name
    for name in (
        "integer",
        "int",
        "long",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
        "negativeInteger",
        "nonPositiveInteger",
        "unsignedInt",
        "unsignedLong",
        "unsignedShort",
        "unsignedByte",
    )
}
_FLOATS = {_XSD + "double", _XSD + "float"}
_RUN = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | Decimal | bool | dt.date | None


def offers() -> tuple[Format, ...]:
    """List the forms that can be had here, beside those of SPARQL."""
    every = ((SPREADSHEET_CSV, csv), (XLSX, xlsxwriter), (PARQUET, pa))
    return tuple(form for form, library in every if library is not None)


def choose(forms: Sequence[Format], name: str) -> Format:
    """Choose a form; see `responses.choose`. Raises NotAcceptable that names the extra that is missing."""
    try:
        return responses.choose(forms, name)
    except NotAcceptable as error:
        lacking = tuple(form for form in _WRITERS if form not in offers())
        wanted = named(name, lacking) if name else negotiate(request.headers.get("Accept"), lacking)
        if wanted is None:
            raise
        cure = f"it needs the extra '{wanted.name}': pip install 'ctgraph[{wanted.name}]'"
        said = f"{wanted.label} is not offered here: {cure}. {error.detail}"
        raise NotAcceptable(said, **error.extra) from None


def send(form: Format, answer: Solutions, *, stable: bool = True, name: str = "result") -> Response:
    """Answer with rows in a form of this module's or of SPARQL's; `name` is what the file is called."""
    if form not in _WRITERS:
        return responses.send(
            form, lambda out: answer.serialize(out, form.media_type), stable=stable
        )
    response = responses.send(
        form, lambda out: _write(form, answer, out), stable=stable, variant=form.name
    )
    extension = form.extension.partition("-")[0]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return response


def _write(form: Format, answer: Solutions, out: BinaryIO) -> None:
    rows, total = answer.head(MOST_ROWS)
    if total > MOST_ROWS:
        raise ResultTooLarge(
            f"{form.label} holds {MOST_ROWS} rows here, and there are {total}. CSV has them all; or write "
            f"LIMIT {MOST_ROWS} into the query."
        )
    cells = [[cell(term) for term in row] for row in rows]
    _WRITERS[form](answer.variables, cells, out)


def cell(term: object) -> Cell:
    """Read a term as a value: a number, a day, true or false; else the text as it stands, an IRI as text."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    text, kind = term.value, term.datatype.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in _FLOATS:
            return float(text.replace("INF", "inf"))
        if kind == _XSD + "date":
            return dt.date.fromisoformat(text)
    except (ValueError, ArithmeticError):
        return text
    return text in {"true", "1"} if kind == _XSD + "boolean" else text


def _to_xlsx(variables: Sequence[str], rows: list[list[Cell]], out: BinaryIO) -> None:
    if len(variables) > _MOST_COLUMNS:
        raise ResultTooLarge(f"XLSX holds {_MOST_COLUMNS} columns, and there are {len(variables)}.")
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        issued = services().issued
        created = dt.datetime(issued.year, issued.month, issued.day) if issued else _UNDATED
        book.set_properties({"created": created})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(variables) - 1, 0), 28)
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, variable in enumerate(variables):
            sheet.write_string(0, place, variable, head)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _put(sheet, (number, place), value, day)


def _put(sheet: Any, at: tuple[int, int], value: Cell, day: Any) -> None:
    """Write one cell; what Excel cannot hold as a number or a day is written as text, never as a formula."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, dt.date) and value >= _FIRST_DAY:
        sheet.write_datetime(*at, dt.datetime(value.year, value.month, value.day), day)
    elif isinstance(value, int | float | Decimal) and _is_exact(value):
        sheet.write_number(*at, value)
    elif isinstance(value, float):
        sheet.write_string(*at, str(value).upper())
    elif len(text := str(value)) <= _LONGEST_CELL:
        sheet.write_string(*at, text)
    else:
        raise ResultTooLarge(
            f"A cell of XLSX holds {_LONGEST_CELL} characters; there is a text of {len(text)}. CSV has it whole."
        )


def _is_exact(value: float | Decimal) -> bool:
    """Whether Excel's numbers hold it as it is; a double is what they are themselves."""
    number = Decimal(value)
    if isinstance(value, float):
        return number.is_finite()
    return len(number.normalize().as_tuple().digits) <= _DIGITS


def _to_parquet(variables: Sequence[str], rows: list[list[Cell]], out: BinaryIO) -> None:
    """Write columns of one type as that; those of several as text."""
    columns = [[row[n] for row in rows] for n in range(len(variables))]
    parquet.write_table(
        pa.table([_column(c) for c in columns], names=list(variables)), out, compression="zstd"
    )


def _column(values: list[Cell]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1 and kinds != {str}:
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, OverflowError):  # a number that is too large
            pass
    return pa.array([None if v is None else str(v) for v in values], pa.string())


def _to_csv(variables: Sequence[str], rows: list[list[Cell]], out: BinaryIO) -> None:
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(variables)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    text.detach()


def _harmless(value: Cell) -> Cell:
    """Keep a text from being run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value


_WRITERS: dict[Format, Callable[[Sequence[str], list[list[Cell]], BinaryIO], None]] = {
    SPREADSHEET_CSV: _to_csv,
    XLSX: _to_xlsx,
    PARQUET: _to_parquet,
}
