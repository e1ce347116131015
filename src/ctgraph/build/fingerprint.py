"""The hash of a set of statements, which follows what is added and removed without looking at the rest.

It is the SHA-256 of the sum, modulo 2^4096, of the SHAKE-256 values of the statements' lines of N-Quads
(without line ends), 512 bytes each: AdHash, of Bellare and Micciancio (EUROCRYPT 1997), in a group that
is large enough to withstand Wagner's generalised birthday attack (about 2^128 steps). Equal sets have
equal hashes, in whatever order and by whatever way they came about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

_BYTES = 512
_MODULUS = 1 << (8 * _BYTES)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A set of lines, as far as its hash goes: the sum, and how many there are."""

    total: int = 0
    count: int = 0

    @classmethod
    def of(cls, lines: Iterable[str]) -> Self:
        """That of different lines."""
        total = count = 0
        for line in lines:
            total += int.from_bytes(hashlib.shake_256(line.encode()).digest(_BYTES), "little")
            count += 1
        return cls(total % _MODULUS, count)

    def __add__(self, other: Fingerprint) -> Fingerprint:
        return Fingerprint((self.total + other.total) % _MODULUS, self.count + other.count)

    def __sub__(self, other: Fingerprint) -> Fingerprint:
        return Fingerprint((self.total - other.total) % _MODULUS, self.count - other.count)

    @property
    def hexdigest(self) -> str:
        """The hash, in 64 hexadecimal digits."""
        return hashlib.sha256(self.total.to_bytes(_BYTES, "little")).hexdigest()

    def to_text(self) -> str:
        """Write it, for `from_text`."""
        return f"{self.count}:{self.total:x}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read it again. Raises ValueError."""
        count, total = text.split(":")
        return cls(int(total, 16), int(count))
