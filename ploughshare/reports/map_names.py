"""Names on the map: settlements, hazards and districts, where there is room for them."""

from collections.abc import Iterator

from ploughshare.reports.map_ground import district_labels
from ploughshare.reports.map_hazards import HazardMarks, Mark, mark_size
from ploughshare.reports.map_labels import Box, Room, around
from ploughshare.reports.map_view import View, along, anchor
from ploughshare.reports.svg import element, title
from ploughshare.reports.svg import words as text
from ploughshare.reports.symbols import Theme, hazard_colour
from ploughshare.reports.typeface import text_width

MOST_LABELS, MOST_LABELS_CROWDED = 40, 16
"""Hazard labels on one sheet, and on one where small hazards are counted together."""
ALWAYS_NAMED = 6
"""Largest settlements that are named even where their name covers a mark."""


def settlement_names(view: View, room: Room, theme: Theme) -> Iterator[str]:
    """Names of settlements, the largest first; a dot stays where there is no room for the name."""
    settlements = sorted(
        (p for p in view.situation.places.values() if p.level == "settlement"),
        key=lambda p: (-(p.population or 0), p.name),
    )
    shapes = view.shapes(p.geometry for p in settlements)
    largest = settlements[0].population or 0 if settlements else 0
    for rank, (place, shape) in enumerate(zip(settlements, shapes, strict=True)):
        x, y = anchor(shape)
        if not view.holds(x, y):
            continue
        big = rank < 3 and (place.population or 0) * 4 > largest
        size, weight = (12.5, 700) if big else (10.5, 600) if rank < 14 else (9.2, 400)
        point = element(
            "circle", title(place.name), cx=x, cy=y, r="2.2",
            fill=theme["surface"], stroke=theme["ink"], stroke_width="1.1",
        )  # fmt: skip
        yield point
        room.take(Box(x - 2, y - 2, x + 2, y + 2))
        local = place.name_local if big and place.name_local != place.name else ""
        wide = max(text_width(place.name, size, weight), text_width(local, 9))
        high = size * 1.1 + (10 if local else 0)
        spots = [*around(x, y, wide, high, 5.0)]
        free = next((spot for spot in spots if room.claim(spot[0])), None)
        if free is None and rank < ALWAYS_NAMED:
            free = spots[0]
            room.take(free[0])
        if free is None:
            continue
        _, side, begins, middle = free
        base = middle - high / 2 + size * 0.92
        yield text(place.name, begins, base, size=size, weight=weight, fill=theme["ink"],
                   anchor=side, halo=theme["map"])  # fmt: skip
        if local:
            yield text(local, begins, base + 11, size=9, fill=theme["ink-2"],
                       anchor=side, halo=theme["map"])  # fmt: skip


def district_names(view: View, room: Room, theme: Theme) -> Iterator[str]:
    """Names of districts near their middle, where there is room."""
    for district, x, y in district_labels(view):
        name = f"{district.name} district" if "istrict" not in district.name else district.name
        wide = text_width(name, 10.5)
        for dy in (0, -26, 26, -52, 52, -78, 78):
            box = Box(x - wide / 2, y + dy - 7, x + wide / 2, y + dy + 7)
            if room.claim(box):
                yield text(name, x, y + dy + 3.8, size=10.5, fill=theme["ink-3"],
                           anchor="middle", halo=theme["map"])  # fmt: skip
                break


def water_names(view: View, room: Room, theme: Theme) -> Iterator[str]:
    """Names of rivers and lakes on them, where there is room."""
    waters = [place for place in view.situation.landscape if place.level == "water"]
    for water, shape in zip(waters, view.shapes(p.geometry for p in waters), strict=True):
        wide = text_width(water.name, 9.2)
        for x, y in along(shape):
            box = Box(x - wide / 2, y - 6, x + wide / 2, y + 6)
            if view.holds(x, y, wide / 2) and room.claim(box):
                yield text(water.name, x, y + 3.2, size=9.2, fill=theme["ink-3"],
                           anchor="middle", halo=theme["map"])  # fmt: skip
                break


def hazard_names(
    marks: HazardMarks, room: Room, soon: frozenset[str], theme: Theme
) -> Iterator[str]:
    """Ids of hazards where there is room: worked on soon, then confirmed, then by size."""

    def rank(mark: Mark) -> tuple[bool, bool, float]:
        return mark.hazard.id not in soon, mark.hazard.hazard_type != "cha", -mark.extent

    placed = 0
    most = MOST_LABELS_CROWDED if marks.hexagons else MOST_LABELS
    for mark in sorted((*marks.shapes, *marks.diamonds), key=rank):
        if placed == most:
            return
        name = mark.hazard.id
        colour = hazard_colour(mark.hazard.hazard_type, theme)
        wide, size = text_width(name, 8.8, 600), 8.8
        inside = Box(mark.x - wide / 2, mark.y - 6, mark.x + wide / 2, mark.y + 6)
        if mark.extent > wide + 12 and mark.hazard.status != "suspended" and room.claim(inside):
            yield text(name, mark.x, mark.y + 3.2, size=size, weight=600, fill=colour,
                       anchor="middle", halo=theme["map"])  # fmt: skip
            placed += 1
            continue
        reach = min(mark_size(mark), 24.0) + 3
        for box, side, at, middle in around(mark.x, mark.y, wide, 11, reach):
            if room.claim(box):
                yield text(name, at, middle + 3.2, size=size, weight=600, fill=colour,
                           anchor=side, halo=theme["map"])  # fmt: skip
                placed += 1
                break
