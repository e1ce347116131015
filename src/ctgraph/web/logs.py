"""Logging, set up before an application exists.

Everything goes to standard error, where a service manager finds it, keeps it and forgets it. No
address of a client and, unless a setting says so, no text of a query is written.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from ctgraph.settings import Settings


class JsonLines(logging.Formatter):
    """One object a line: time, level, logger, process, message, and what the record counts."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback is one more member."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if isinstance(record.args, dict):
            line |= record.args
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def config(settings: Settings) -> dict[str, Any]:
    """Make what `logging.config.dictConfig` takes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s"},
            "json": {"()": JsonLines},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": settings.log_format},
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
        "loggers": {
            "_granian": {"level": "ERROR"},  # its warnings and the rest are about its own tuning
        },
    }
