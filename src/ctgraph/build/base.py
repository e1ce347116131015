"""The last build that was finished, as far as the next one can go on from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ctgraph.build.fingerprint import Fingerprint
from ctgraph.build.folder import Build, named
from ctgraph.build.frame import Frame
from ctgraph.build.parts import Parts, Untrusted
from ctgraph.describe import Counts
from ctgraph.settings import Settings
from ctgraph.store.joins import Spread

_NOTE = "base"
_PAIRS = ("classes", "properties", "of_classes", "of_things", "of_literals")


@dataclass(frozen=True, slots=True)
class Base:
    """What a build was made from, besides parts, and what was worked out for it.

    `about` are the lines of the graph about the graph, `implied` as in `changes.State`; `waste` is how
    many quads were taken out of its snapshot since that was written from nothing. `checked` is the key of
    the rules (see `checking`) in which no error was found, empty if it was built without looking.
    """

    build: Build
    frame: Frame
    content: Fingerprint
    about: frozenset[str]
    implied: Mapping[str, int]
    counts: Counts
    waste: int
    checked: str

    @classmethod
    def of(cls, parts: Parts, settings: Settings) -> Base | None:
        """What was kept of the last build; None if that is not whole any longer. Raises Untrusted."""
        note = parts.note(_NOTE)
        if note is None:
            return None
        try:
            data = json.loads(note)
            build = named(settings, data["build"])
            if build is None:
                return None
            return cls(
                build,
                Frame.from_json(data["frame"]),
                Fingerprint.from_text(data["content"]),
                frozenset(data["about"]),
                data["implied"],
                _counts(data["counts"]),
                data["waste"],
                data["checked"],
            )
        except (ValueError, KeyError, TypeError) as error:
            raise Untrusted from error

    def keep(self, parts: Parts) -> None:
        """Keep it: it is made of the documents as they are now."""
        data = {
            "build": self.build.folder.name,
            "frame": self.frame.to_json(),
            "content": self.content.to_text(),
            "about": sorted(self.about),
            "implied": dict(self.implied),
            "counts": {name: list(getattr(self.counts, name).items()) for name in _PAIRS},
            "waste": self.waste,
            "checked": self.checked,
        }
        parts.settle(_NOTE, json.dumps(data, ensure_ascii=False, default=asdict))


def _counts(data: Mapping[str, list[list[Any]]]) -> Counts:
    def key(value: str | list[str]) -> Any:
        return value if isinstance(value, str) else tuple(value)

    counted = {name: {key(k): v for k, v in data[name]} for name in _PAIRS}
    for name in ("properties", "of_classes"):
        counted[name] = {k: Spread(**v) for k, v in counted[name].items()}
    return Counts(**counted)
