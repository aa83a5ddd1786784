"""Room for words on a map: what is placed first keeps its place, nothing overlaps."""

from collections.abc import Iterator
from dataclasses import dataclass, field

CELL = 40.0
"""Side of the cells in which boxes are looked up, px."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class Room:
    """
    What is taken on a sheet of ``width`` by ``height`` px.

    Boxes are kept by cell, so that looking one up does not grow with their number.
    """

    width: float
    height: float
    _cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def take(self, box: Box) -> None:
        """Take a box without asking."""
        for cell in self._over(box):
            self._cells.setdefault(cell, []).append(box)

    def is_free(self, box: Box) -> bool:
        """Whether a box lies on the sheet and meets none that is taken."""
        if box.left < 1 or box.top < 1 or box.right > self.width - 1:
            return False
        if box.bottom > self.height - 1:
            return False
        return not any(
            box.meets(taken) for cell in self._over(box) for taken in self._cells.get(cell, ())
        )

    def claim(self, box: Box) -> bool:
        """Take a box if it is free; tells whether it was."""
        if not self.is_free(box):
            return False
        self.take(box)
        return True

    @staticmethod
    def _over(box: Box) -> Iterator[tuple[int, int]]:
        for i in range(int(box.left // CELL), int(box.right // CELL) + 1):
            for j in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
                yield i, j


def around(
    x: float, y: float, width: float, height: float, reach: float
) -> Iterator[tuple[Box, str, float, float]]:
    """
    Places for a label around a point: right, left, above, below, then the four corners.

    Yields the box, the text anchor, and where the label's text is anchored: ``x``
    and the box's vertical middle.
    """
    half = height / 2
    slant = reach * 0.75
    for anchor, dx, dy in (
        ("start", reach, 0.0),
        ("end", -reach, 0.0),
        ("middle", 0.0, -reach - half),
        ("middle", 0.0, reach + half),
        ("start", slant, -slant - half * 0.6),
        ("start", slant, slant + half * 0.6),
        ("end", -slant, -slant - half * 0.6),
        ("end", -slant, slant + half * 0.6),
    ):
        at, middle = x + dx, y + dy
        left = at if anchor == "start" else at - width if anchor == "end" else at - width / 2
        yield Box(left, middle - half, left + width, middle + half), anchor, at, middle
