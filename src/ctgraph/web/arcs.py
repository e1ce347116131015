"""Who works with whom as arcs beside a list: each row is somebody, each arc joins two rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROW = 44  # units from one row to the next, of which an em of the page has 16
WIDTH = 160
_MARGIN = 8
_THINNEST, _THICKEST = 1.5, 9.0


@dataclass(frozen=True, slots=True)
class Arc:
    """A line from one row's middle to another's; its label stands where it is furthest out."""

    path: str
    thickness: float
    weight: int
    x: float
    y: float


def arcs(order: Sequence[str], weights: Mapping[tuple[str, str], int]) -> tuple[Arc, ...]:
    """Join the rows that have something in common; the wider apart, the further out."""
    rows = {name: number for number, name in enumerate(order)}
    heaviest = max(weights.values(), default=1)
    made = []
    for (one, other), weight in weights.items():
        top, bottom = sorted((rows[one], rows[other]))
        y, z = ROW * top + ROW // 2, ROW * bottom + ROW // 2
        reach = (WIDTH - 2 * _MARGIN) * ((bottom - top) / max(len(order) - 1, 1)) ** 0.7
        thickness = _THINNEST + (_THICKEST - _THINNEST) * (weight - 1) / max(heaviest - 1, 1)
        x = WIDTH - _MARGIN
        path = f"M{x} {y}A{reach:.1f} {(z - y) / 2:.1f} 0 0 0 {x} {z}"
        made.append(Arc(path, round(thickness, 1), weight, round(x - reach, 1), (y + z) / 2))
    return tuple(sorted(made, key=lambda arc: -arc.thickness))


def neighbourly(names: Sequence[str], weights: Mapping[tuple[str, str], int]) -> list[str]:
    """Order names so that those with much in common stand close: from the first, always the nearest next."""
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for (one, other), weight in weights.items():
        near[one][other] = near[other][one] = weight
    left, order = list(names), list[str]()
    while left:

        def pull(name: str) -> tuple[int, int]:
            recent = order[-3:]
            return sum(near[name].get(other, 0) for other in recent), -left.index(name)

        nearest = max(left, key=pull)
        order.append(nearest)
        left.remove(nearest)
    return order
