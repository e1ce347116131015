"""Logging, set up before an application exists.

Everything goes to standard error, where a service manager finds it. No address of a client and no
text of a query is written.
"""

from __future__ import annotations

from typing import Any

CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s[%(process)d] %(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {
        "_granian": {"level": "ERROR"},  # its warnings and the rest are about its own tuning
        "httpx": {"level": "WARNING"},  # it would log every question to an engine elsewhere
    },
}
