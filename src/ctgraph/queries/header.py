"""The header of a question: its lines that begin with `#+ `, as TOML, and where in the file they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ctgraph.errors import ProjectError

_LINE = re.compile(r"^#\+ ?(.*)\n?", re.MULTILINE)
_OTHER = re.compile(r"^(?!#\+).*$", re.MULTILINE)
_MARK = re.compile(r"^#\+ ?", re.MULTILINE)
_PLACE = re.compile(r" ?\(at line (\d+), column \d+\)$")
_KINDS = {int: "a whole number", bool: "true or false", dict: "a table"}
_END = re.compile(r" ?\(at end of document\)$")


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says, read by dotted names; each raises ProjectError for what is missing or of another kind."""

    file: str
    source: str
    values: Mapping[str, Any]

    def texts(self, name: str, but: str = "") -> dict[str, str]:
        """Read a text in one or more languages, by language; `but` is no language."""
        found = self._value(name, {})
        texts = (
            {tag: text for tag, text in found.items() if tag != but}
            if isinstance(found, dict)
            else {}
        )
        if not texts or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            raise self.wrong(name, f"its header lacks {name!r} by language, such as {name}.en")
        return texts

    def one_of(self, name: str, values: Sequence[str]) -> str:
        """Read one of some words; where it may be left out, that is the first."""
        default = values[0] if "." not in name else None
        found = self._value(name, default)
        if found is None:
            raise self.wrong(name, f"its header lacks {name!r}")
        if found not in values:
            raise self.wrong(name, f"{name} is among {', '.join(values)}, not {found!r}")
        return str(found)

    def integer(self, name: str) -> int:
        """Read a whole number; 0 where there is none."""
        return int(self._of(int, name, 0))

    def flag(self, name: str) -> bool:
        """Read true or false; false where there is none."""
        return bool(self._of(bool, name, default=False))

    def names(self, name: str) -> list[str]:
        """List the names in a table; none where there is no such table."""
        return list(self._of(dict, name, {}))

    def wrong(self, name: str, rule: str) -> ProjectError:
        """Make the error that says what is wrong with a name, and on which line."""
        return wrong(self.file, self._line(name), rule)

    def _of(self, kind: type, name: str, default: object) -> Any:
        found = self._value(name, default)
        if type(found) is not kind:
            raise self.wrong(name, f"{name} is {_KINDS[kind]}, not {found!r}")
        return found

    def _value(self, name: str, default: object) -> Any:
        found: Any = self.values
        for part in name.split("."):
            if not isinstance(found, dict):
                raise self.wrong(name, f"{name.rpartition('.')[0]} is a table in TOML")
            found = found.get(part, default if name.endswith(part) else {})
        return found

    def _line(self, name: str) -> int:
        """Find the line that speaks of a name, else of the table that it should be in, else the first."""
        lines = self.source.split("\n")
        for depth in range(name.count(".") + 1, 0, -1):
            *tables, last = name.split(".")[:depth]
            table = re.escape(".".join(tables))
            head = re.compile(rf"#\+ ?\[{re.escape('.'.join([*tables, last]))}\]")
            key = re.compile(rf"#\+ ?{re.escape(last)}\b")
            inside = not tables
            for number, line in enumerate(lines, 1):
                if re.match(r"#\+ ?\[", line):
                    inside = bool(re.match(rf"#\+ ?\[{table}\]", line))
                if head.match(line) or (inside and key.match(line)):
                    return number
        return 1


def read(source: str, file: str) -> Header:
    """Read the header of a file called `file`. Raises ProjectError where it is no TOML."""
    toml = _MARK.sub("", _OTHER.sub("", source))  # other lines are left empty: places stay right
    try:
        return Header(file, source, tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        text = str(error)
        found = _PLACE.search(text)
        line = int(found[1]) if found else toml.rstrip().count("\n") + 1
        rule = f"its header is no TOML: {_END.sub('', _PLACE.sub('', text))}"
        raise wrong(file, line, rule) from None


def below(source: str) -> str:
    """Give the query, without the header."""
    return _LINE.sub("", source)


def wrong(file: str, line: int, rule: str) -> ProjectError:
    """Make the error that says what is wrong on a line of a file."""
    return ProjectError(f"{file}:{line}: {rule}", file=file, line=line, rule=rule)
