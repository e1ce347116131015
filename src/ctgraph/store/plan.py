"""What a broker is told, as plain data: what to hold, for whom, and how much a query may take."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Self

from ctgraph.settings import Settings

STRANGERS, OURS = "strangers", "ours"
LONGEST_WAIT = 10.0  # seconds for which a query may wait for a reader


@dataclass(frozen=True, slots=True)
class Pool:
    """A group of readers: how many, and what one query may take of them.

    `timeout` is what a query may take in seconds, `share` what it may take while others wait;
    `queue` is how many may wait.
    """

    readers: int
    timeout: float
    share: float
    queue: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Pools for strangers' queries and for our own, `memory` and `result` in bytes for each query.

    `result` is how long a stranger's answer may be.
    """

    strangers: Pool
    ours: Pool
    memory: int
    result: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Take them from the settings."""
        return cls(
            strangers=Pool(
                settings.readers,
                settings.query_timeout,
                settings.query_share,
                settings.query_queue,
            ),
            ours=Pool(
                max(1, settings.page_readers),
                settings.page_timeout,
                settings.page_timeout,
                settings.query_queue,
            ),
            memory=settings.query_memory << 20,
            result=settings.max_result_bytes,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a broker listens, who its parent is, and what it lends readers of."""

    address: str
    parent: int
    files: tuple[str, ...]
    accepted: str | None
    prefixes: dict[str, str]
    limits: Limits

    def to_json(self) -> str:
        """Write it as one line."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read it again."""
        values = json.loads(text)
        limits = values["limits"]
        pools = {name: Pool(**limits[name]) for name in (STRANGERS, OURS)}
        values["limits"] = Limits(**limits | pools)
        return cls(**values | {"files": tuple(values["files"])})
