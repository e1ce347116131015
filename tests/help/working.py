"""Working through a page as a reader does: commands in one folder, one after the other, and what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.help.pages import Block

COMMAND = re.compile(r"^\$ (.*(?:\\\n.*)*)\n", re.MULTILINE)


class Reader:
    """Somebody in a folder of their own, with ctgraph installed, Python and a shell."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.server = server
        self.printed = ""  # by the command or program before
        kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
        self.environment = kept | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder.parent),
            "LANG": "C.UTF-8",
            "no_proxy": "*",
            "GIT_AUTHOR_NAME": "Reader",
            "GIT_AUTHOR_EMAIL": "reader@example.org",
            "GIT_COMMITTER_NAME": "Reader",
            "GIT_COMMITTER_EMAIL": "reader@example.org",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def write(self, block: Block) -> None:
        """Put a block into the file that it names."""
        file = self.folder / block.file
        assert file.resolve().is_relative_to(self.folder.resolve())
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")

    def shell(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command; what it prints and what it complains of come together, as on a terminal."""
        words = ["bash", "-euo", "pipefail", "-c", self.here(command)]
        return self._run(words, variables)

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        return self._run([sys.executable, "-c", self.here(program)], {})

    def here(self, text: str) -> str:
        """A text with the server's address in it, as pages have it."""
        return text.replace("https://SERVER", self.server)

    def _run(self, words: list[str], variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        result = subprocess.run(words, cwd=self.folder, env=self.environment | variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, check=False, timeout=120)
        self.printed = result.stdout
        return result


def dialogue(block: Block) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what it is said to print."""
    parts = COMMAND.split(block.text)
    assert not parts[0].strip(), f"{block.place}: a console block begins with a command"
    return zip(parts[1::2], parts[2::2], strict=True)


def fits(said: str, printed: str) -> bool:
    """Whether a command prints what is said: `…` stands for the rest of a line, alone for any lines."""
    lines = [r"(?:[^\n]*\n)*?" if line.strip() == "…" else r"[^\n]*".join(map(re.escape, line.split("…"))) + "\n" for line in said.strip("\n").split("\n")]
    pattern = "".join(lines) if said.strip() else ""
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").split("\n")) if printed.strip() else "") is not None
