"""Settlements and roads: one connected graph whose links end at shared junctions."""

from itertools import pairwise
from random import Random

from shapely import LineString

from ploughshare.usecases.example_region.geography import (
    HEIGHT_M,
    ORVYNA,
    RIVER_WIDTH_M,
    TALVA,
    TOWNS,
    WIDTH_M,
    district_of,
    front_distance_m,
    is_beyond_orvyna,
    is_east,
)
from ploughshare.usecases.example_region.model import Link, Scale, Settlement
from ploughshare.usecases.example_region.names import VILLAGES
from ploughshare.usecases.example_region.shapes import (
    XY,
    Path,
    at_distance,
    crossing,
    cut,
    distance,
    nearest_on,
    rounded,
    wavy,
)

LONGEST_LINK_M = 4_000.0
RIVERS = {"Talva": TALVA, "Orvyna": ORVYNA}

EDGES: dict[str, XY] = {
    "west": (0.0, 33_200.0),
    "south-west": (3_600.0, 0.0),
    "north": (19_400.0, 40_000.0),
    "east": (60_000.0, 30_300.0),
    "south-east": (55_000.0, 0.0),
}

ROADS = (
    ("T-01", "main", ("Sarvena", "Belokrut", "west")),
    ("T-02", "main", ("Sarvena", "Peretal", "Ostreva", "south-west")),
    ("T-03", "main", ("Sarvena", "Yarvets", "north")),
    ("T-04", "main", ("Sarvena", "Dobrel", "Marnitsa", "Zelich", "south-east")),
    ("P-11", "local", ("Yarvets", "Vorlyn", "Halna", "Kamvyn", "east")),
    ("P-12", "local", ("Peretal", "Tesna", "Marnitsa")),
    ("P-13", "local", ("Ostreva", "Lunvara", "Zelich")),
    ("P-14", "local", ("Vorlyn", "Dobrel", "Halna", "Gorbysh", "Kamvyn")),
    ("P-15", "local", ("Halna", "Marnitsa", "Kamvyn", "Zabrodel")),
    ("P-16", "local", ("Belokrut", "Yarvets")),
    ("P-17", "local", ("Sarvena", "Tesna", "Lunvara")),
)

BRIDGES = {
    ("T-04", "Talva"): ("BR-04", "blocked"),
    ("P-11", "Talva"): ("BR-02", "limited"),
    ("P-12", "Talva"): ("BR-06", "blocked"),
    ("P-13", "Talva"): ("BR-08", "open"),
    ("P-11", "Orvyna"): ("BR-10", "open"),
    ("P-15", "Orvyna"): ("BR-09", "blocked"),
}
"""Bridge and its passability, by road and river."""


def settlements(scale: Scale, seed: int) -> tuple[Settlement, ...]:
    """Towns and villages; villages lie at least 2.6 km from any other and 700 m from a river."""
    dice = Random(f"{seed}/settlements")
    chosen = [(town.name, town.at, town.population) for town in TOWNS]
    names = iter(VILLAGES)
    tries = 0
    while len(chosen) < len(TOWNS) + scale.villages and tries < 20_000:
        tries += 1
        at = rounded(dice.uniform(1_500, WIDTH_M - 1_500), dice.uniform(1_500, HEIGHT_M - 1_500))
        if min(distance(at, other) for _, other, _ in chosen) < 2_600:
            continue
        if min(nearest_on(river, at)[1] for river in RIVERS.values()) < 700 or is_beyond_orvyna(at):
            continue
        chosen.append((next(names), at, round(dice.lognormvariate(6.3, 0.5) / 10) * 10))
    return tuple(
        Settlement(
            id=f"PL-{number + 11}",
            name=name,
            at=at,
            population=population,
            district=district_of(at),
            served=not scale.served or name in scale.served,
            east=is_east(at),
            front_m=front_distance_m(at),
        )
        for number, (name, at, population) in enumerate(chosen)
    )


def roads(places: tuple[Settlement, ...], seed: int) -> tuple[Link, ...]:
    """The road graph: the roads between towns, then one or two links for each village."""
    dice = Random(f"{seed}/roads")
    positions = {place.name: place.at for place in places} | EDGES
    links: list[Link] = []
    for name, road_class, stops in ROADS:
        for a, b in pairwise(stops):
            links += _between_towns(dice, name, road_class, positions[a], positions[b])
    _add_villages(dice, places[len(TOWNS) :], links)
    return tuple(links)


def _between_towns(dice: Random, name: str, road_class: str, a: XY, b: XY) -> list[Link]:
    """Links from ``a`` to ``b``, with a link of its own for each bridge on the way."""
    marks, made = [a], {}
    for river, course in RIVERS.items():
        water = crossing((a, b), course)
        if water is None:
            continue
        _, (ux, uy) = at_distance(course, nearest_on(course, water)[0])
        half = RIVER_WIDTH_M * (0.75 if river == "Talva" else 0.35)
        ends = [
            rounded(water[0] + side * uy * half, water[1] - side * ux * half) for side in (-1, 1)
        ]
        ends.sort(key=lambda end: distance(a, end))
        made[ends[0], ends[1]] = BRIDGES[name, river]
        marks += ends
    marks = [a, *sorted(marks[1:], key=lambda mark: distance(a, mark)), b]
    links = []
    for begin, end in pairwise(marks):
        if (begin, end) in made:
            bridge, passability = made[begin, end]
            links.append(
                Link(f"{name}, bridge {bridge}", road_class, (begin, end), passability, bridge)
            )
        else:
            path = wavy(dice, begin, end)
            links += [Link(name, road_class, part) for part in cut(path, LONGEST_LINK_M)]
    return links


def _add_villages(dice: Random, villages: tuple[Settlement, ...], links: list[Link]) -> None:
    """Link each village to the nearest junctions that can be reached without a bridge."""
    waiting = list(villages)
    rivers = [LineString(course) for course in RIVERS.values()]
    number = 20
    while waiting:
        junctions = {
            end for link in links if not link.bridge for end in (link.path[0], link.path[-1])
        }
        village = min(
            waiting, key=lambda each: (min(distance(each.at, end) for end in junctions), each.name)
        )
        waiting.remove(village)
        made = 0
        for end in sorted(junctions, key=lambda end: (distance(village.at, end), end)):
            if is_beyond_orvyna(end):
                continue
            path = wavy(dice, village.at, end)
            line = LineString(path)
            if any(line.crosses(river) or line.distance(river) < 100 for river in rivers):
                continue
            if any(_crosses(line, link.path) for link in links):
                continue
            number += 1
            rank = "local" if made == 0 else "track"
            links += [Link(f"C-{number}", rank, part) for part in cut(path, LONGEST_LINK_M)]
            made += 1
            if made == 2 or distance(village.at, end) > 6_000 or dice.random() < 0.45:
                break


def _crosses(line: LineString, path: Path) -> bool:
    return line.crosses(LineString(path))
