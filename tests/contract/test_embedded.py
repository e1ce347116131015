"""Data in memory is held once, wherever the publication has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WEIGH = """
import sys
from pathlib import Path
from ctgraph.store import EmbeddedStore

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])

before = resident()
store = EmbeddedStore([Path(sys.argv[1])], accepted=sys.argv[2] or None)
print(resident() - before)
"""


def weigh(file: Path, accepted: str) -> int:
    """How many KiB a process grows by when it holds the file."""
    done = subprocess.run([sys.executable, "-c", WEIGH, str(file), accepted], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.parametrize("end", [".", "<http://example.org/g> ."], ids=["accepted", "named"])
def test_a_name_for_the_default_graph_takes_no_memory(tmp_path: Path, end: str) -> None:
    file = tmp_path / "data.nq"
    file.write_text("".join(f'<http://example.org/{n}> <http://example.org/p{n % 7}> "{n % 11}" {end}\n' for n in range(45_000)))
    assert weigh(file, "http://example.org/accepted") < 1.3 * weigh(file, "")
