"""The tables as Parquet, where pyarrow is installed (the extra `parquet`)."""

from __future__ import annotations

import io

from ctgraph.errors import SettingsError
from ctgraph.publish.tables import Table

try:
    import pyarrow as pa
    from pyarrow import parquet
except ImportError:
    pa = parquet = None


def require() -> None:
    """Raise SettingsError, with the cure, if Parquet cannot be written."""
    if pa is None:
        raise SettingsError("Parquet needs pyarrow: pip install 'ctgraph[parquet]'")


def to_parquet(table: Table) -> bytes:
    """Write a table; every column is text."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [pa.array(column, pa.string()) for column in columns]
    out = io.BytesIO()
    parquet.write_table(pa.table(arrays, names=list(table.columns)), out, compression="zstd")
    return out.getvalue()
