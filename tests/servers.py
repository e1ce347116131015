"""What tests and benchmark share of starting servers beside them."""

from __future__ import annotations

import socket
from pathlib import Path

_VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = {rows}
"""


def free_port() -> int:
    """A port of this machine that nothing listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def configure_virtuoso(folder: Path, *, sql: int, http: int, buffers: int = 10_000, rows: int = 50_000) -> list[str]:
    """Write a configuration of Virtuoso into a folder of its own; gives the command that starts it.

    A buffer is 8 KiB of the database, of which three in four may wait to be written.
    """
    file = folder / "virtuoso.ini"
    file.write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http, buffers=buffers, dirty=buffers * 3 // 4, rows=rows), encoding="utf-8")
    return ["virtuoso-t", "-f", "+configfile", str(file)]
