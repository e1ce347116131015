"""RDF files as the engine reads them: gzipped or not, in the format that the extension says."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pyoxigraph as ox

from ctgraph.errors import ProjectError, SourceSyntaxError

_PARSER_PREAMBLE = re.compile(r"^Parser error [^:]*: ")


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, ox.RdfFormat]]:
    """Open a file for one of the engine's parsers, whose errors become ours.

    Raises ProjectError for a file that cannot be read, SourceSyntaxError with file, line and column
    for one that does not parse.
    """
    packed = path.suffix == ".gz"
    rdf_format = ox.RdfFormat.from_extension((path.with_suffix("") if packed else path).suffix[1:])
    if rdf_format is None:
        raise ProjectError(f"{path}: no RDF format has this extension")
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            yield cast("BinaryIO", file), rdf_format
    except SyntaxError as error:
        raise _file_error(error, path) from None
    except (OSError, EOFError, zlib.error) as error:
        raise ProjectError(f"{path}: {error}") from error


def _file_error(error: SyntaxError, path: Path) -> SourceSyntaxError:
    """Turn the engine's error into ours. Some of its parsers do not know where they are."""
    reason = _PARSER_PREAMBLE.sub("", str(error.args[0]))
    where = ":".join(str(part) for part in (path, error.lineno, error.offset) if part is not None)
    return SourceSyntaxError(
        f"{where}: {reason}", file=str(path), line=error.lineno, column=error.offset
    )
