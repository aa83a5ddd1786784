"""Assets of the invented region: power, water, public buildings, homes, fields, roads."""

import math
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from shapely import LineString, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.geography import (
    HEIGHT_M,
    RIVER_WIDTH_M,
    WIDTH_M,
    front_distance_m,
)
from ploughshare.usecases.example_region.model import Asset, Link, Scale, Settlement
from ploughshare.usecases.example_region.names import STREETS
from ploughshare.usecases.example_region.network import RIVERS
from ploughshare.usecases.example_region.shapes import (
    XY,
    at_distance,
    block,
    distance,
    length,
    line,
    rounded,
    strip,
    wavy,
)

CUT_OFF = "Zabrodel"
"""The village behind a bridge that nobody plans to rebuild."""
NO_WORKS = {"BR-09", "MK-Dobrel"}
"""Damaged assets for which no works are recorded, on purpose."""

Need = tuple[str, str, str]


def damage_grade(dice: Random, front_m: float) -> int:
    """Grade of damage by distance from the former front: nearer is worse."""
    if front_m < 6_000:
        return dice.choices((1, 2, 3, 4), (10, 35, 37, 18))[0]
    if front_m < 10_500:
        return dice.choices((0, 1, 2, 3), (40, 30, 20, 10))[0]
    return 0


def town_radius_m(settlement: Settlement) -> float:
    """How far a settlement's houses reach, about."""
    return 160.0 + 7.0 * math.sqrt(settlement.population)


def services(
    scale: Scale, places: tuple[Settlement, ...], seed: int
) -> tuple[list[Asset], list[Need]]:
    """Substations and lines as a tree from Sarvena, pumps or wells, schools, clinics, offices."""
    dice = Random(f"{seed}/services")
    assets: list[Asset] = []
    needs: list[Need] = []
    served = [place for place in places if place.served]
    for place, parent in _tree([place for place in served if place.name != CUT_OFF]):
        assets.append(
            _asset(dice, "SS", "substation", place, place.population, _beside(dice, place))
        )
        if parent is not None:
            upper = next(asset for asset in assets if asset.id == f"SS-{parent.name}")
            assets.append(_power_line(dice, upper, assets[-1]))
            needs += [
                (f"SS-{place.name}", assets[-1].id, "power"),
                (assets[-1].id, upper.id, "power"),
            ]
    for place in served:
        for asset in _local_services(dice, scale, place):
            assets.append(asset)
            needs += _needs_of(asset)
    return assets, needs


def _tree(places: list[Settlement]) -> Iterator[tuple[Settlement, Settlement | None]]:
    """Settlements with the one that feeds them: always the nearest that is fed already."""
    fed = [places[0]]
    yield places[0], None
    waiting = places[1:]
    while waiting:
        place, parent = min(
            ((place, other) for place in waiting for other in fed),
            key=lambda pair: distance(pair[0].at, pair[1].at),
        )
        waiting.remove(place)
        fed.append(place)
        yield place, parent


def _beside(dice: Random, place: Settlement, near: float = 0.7, far: float = 1.1) -> XY:
    angle, reach = dice.uniform(0, math.tau), dice.uniform(near, far) * town_radius_m(place)
    return rounded(place.at[0] + reach * math.cos(angle), place.at[1] + reach * math.sin(angle))


def _asset(
    dice: Random,
    prefix: str,
    kind: str,
    place: Settlement,
    people: float,
    at: XY,
    shape: BaseGeometry | None = None,
    label: str = "",
) -> Asset:
    return Asset(
        id=f"{prefix}-{place.name}",
        name=f"{place.name} {label or kind.replace('_', ' ')}",
        kind=kind,
        settlement=place,
        people=max(1, round(people)),
        grade=damage_grade(dice, place.front_m),
        shape=shape or Point(at),
    )


def _power_line(dice: Random, upper: Asset, lower: Asset) -> Asset:
    begin, end = (rounded(*asset.shape.coords[0]) for asset in (upper, lower))
    path = wavy(dice, begin, end, sway=0.03)
    place = lower.settlement
    return Asset(
        id=f"LN-{upper.settlement.name}-{place.name}",
        name=f"Power line {upper.settlement.name} to {place.name}",
        kind="power_line",
        settlement=place,
        people=place.population,
        grade=damage_grade(dice, min(place.front_m, upper.settlement.front_m)),
        shape=line(path),
        length_m=round(length(path)),
    )


def _local_services(dice: Random, scale: Scale, place: Settlement) -> Iterator[Asset]:
    people, small = place.population, place.population < 1_000
    taken: list[XY] = []

    def free(near: float, far: float) -> XY:
        """A position at least 90 m from the other buildings."""
        while True:
            at = _beside(dice, place, near, far)
            if all(distance(at, other) > 90 for other in taken):
                taken.append(at)
                return at

    if small:
        yield _asset(dice, "WL", "well", place, 0.5 * people, _beside(dice, place))
    else:
        yield _asset(
            dice, "PW", "pump", place, 0.9 * people, _beside(dice, place), label="pumping station"
        )
    if people > (450 if scale.villages else 3_000) and place.name != CUT_OFF:
        at = free(0.1, 0.5)
        school = block(at, 64, 22, dice.uniform(0, 3))
        yield _asset(dice, "SC", "school", place, 0.13 * people, at, school)
    if people > (2_000 if scale.villages else 6_000):
        at = free(0.1, 0.5)
        clinic = block(at, 38, 26, dice.uniform(0, 3))
        label = "regional hospital" if place.name == "Sarvena" else ""
        yield _asset(dice, "CL", "clinic", place, 0.6 * people, at, clinic, label)
    if people > 8_000 or (scale.villages and people > 700):
        at = free(0.05, 0.3)
        office = block(at, 30, 18, dice.uniform(0, 3))
        yield _asset(dice, "PB", "public", place, 0.3 * people, at, office, "town hall")
    if place.name == "Dobrel":
        at = free(0.1, 0.3)
        hall = _asset(
            dice, "MK", "market", place, 0.4 * people, at, block(at, 48, 30, 0.4), "market hall"
        )
        yield replace(hall, grade=3)
        at = free(1.0, 1.2)
        silo = _asset(dice, "IN", "industry", place, 60, at, block(at, 30, 30), "grain silo")
        yield replace(silo, grade=4)


def _needs_of(asset: Asset) -> Iterator[Need]:
    place = asset.settlement
    if asset.kind == "pump":
        yield asset.id, f"SS-{place.name}", "power"
    elif asset.kind in ("school", "clinic", "public"):
        yield asset.id, f"SS-{place.name}", "power"
        if asset.kind != "public":
            yield asset.id, water_of(place), "water"


def water_of(place: Settlement) -> str:
    """Id of the pumping station or well that serves a settlement."""
    return f"{'WL' if place.population < 1_000 else 'PW'}-{place.name}"


def homes(
    scale: Scale, places: tuple[Settlement, ...], seed: int
) -> tuple[list[Asset], list[Need]]:
    """Damaged homes near the former front: groups of houses, or houses one by one."""
    dice = Random(f"{seed}/homes")
    hit = [place for place in places if place.served and place.front_m < 10_000]
    shares = [place.population**0.8 / (1 + place.front_m / 4_000) for place in hit]
    assets: list[Asset] = []
    for place, share in zip(hit, shares, strict=True):
        count = round(scale.homes * share / sum(shares))
        make = _home_groups if scale.home_groups else _houses
        assets += make(dice, place, count)
    assets += _home_groups(dice, next(place for place in places if place.name == CUT_OFF), 1)
    needs = [
        need
        for asset in assets
        if asset.settlement.name != CUT_OFF
        for need in (
            (asset.id, water_of(asset.settlement), "water"),
            (asset.id, f"SS-{asset.settlement.name}", "power"),
        )
    ]
    return assets, needs


def _home_groups(dice: Random, place: Settlement, count: int) -> Iterator[Asset]:
    for number, street in enumerate(dice.sample(STREETS, count)):
        angle = math.tau * (number + dice.random()) / count
        reach = dice.uniform(0.5, 0.95) * town_radius_m(place)
        at = (place.at[0] + reach * math.cos(angle), place.at[1] + reach * math.sin(angle))
        houses = dice.randint(8, 18)
        yield Asset(
            id=f"HM-{place.name}-{number + 1}",
            name=f"{place.name}, {street} Street, {houses} homes",
            kind="house",
            settlement=place,
            people=round(houses * dice.uniform(2.4, 3.3)),
            grade=dice.choices((2, 3, 4), (40, 45, 15))[0],
            shape=block(at, 60 + 9 * houses, 110, dice.uniform(0, math.pi)),
            units=houses,
        )


def _houses(dice: Random, place: Settlement, count: int) -> Iterator[Asset]:
    """Houses on a street grid of 30 m by 70 m, nearest plots first, two of five of them hit."""
    turn = dice.uniform(0, math.pi / 2)
    plots = sorted(
        ((30.0 * u, 70.0 * v) for u in range(-60, 61) for v in range(-26, 27)),
        key=lambda plot: (math.hypot(*plot), plot),
    )
    for number, (u, v) in enumerate(dice.sample(plots[4 : 4 + round(2.5 * count)], count)):
        at = (
            place.at[0] + u * math.cos(turn) - v * math.sin(turn),
            place.at[1] + u * math.sin(turn) + v * math.cos(turn),
        )
        street = STREETS[round(v / 70) % len(STREETS)]
        yield Asset(
            id=f"HM-{place.name}-{number + 1}",
            name=f"{place.name}, {street} Street {60 + round(u / 30)}",
            kind="house",
            settlement=place,
            people=dice.choices((1, 2, 3, 4, 5, 6), (12, 30, 25, 20, 9, 4))[0],
            grade=dice.choices((1, 2, 3, 4), (34, 42, 19, 5))[0],
            shape=block(at, dice.uniform(9, 14), dice.uniform(7, 10), turn),
        )


def fields(
    scale: Scale, places: tuple[Settlement, ...], links: tuple[Link, ...], seed: int
) -> list[Asset]:
    """Fields around settlements, off roads and rivers: those that were hit, then those in use."""
    dice = Random(f"{seed}/fields")
    roads = STRtree([LineString(link.path) for link in links])
    waters = [strip(course, RIVER_WIDTH_M) for course in RIVERS.values()]
    farmed = [p for p in places if p.name != CUT_OFF]
    near = [p for p in farmed if p.served and p.front_m < 12_500]
    turns = {place.id: dice.uniform(0, math.pi / 2) for place in farmed}
    taken = list(waters)
    assets: list[Asset] = []
    while len(assets) < scale.fields + scale.fields_in_use:
        hit = len(assets) < scale.fields
        choice = near if hit else farmed
        place = dice.choices(choice, [1 / (2_000 + p.front_m) if hit else 1.0 for p in choice])[0]
        shape = _plot(dice, place, turns[place.id])
        if len(roads.query(shape, "intersects")) or any(map(shape.intersects, taken)):
            continue
        west, south, east, north = shape.bounds
        if min(west, south) < 600 or east > WIDTH_M - 600 or north > HEIGHT_M - 600:
            continue
        taken.append(shape)
        number = sum(asset.settlement is place for asset in assets) + 1
        assets.append(
            Asset(
                id=f"FD-{place.name}-{number}",
                name=f"{place.name}, field {number}",
                kind="field",
                settlement=place,
                people=dice.randint(6, 38),
                grade=dice.choices((1, 2), (70, 30))[0] if hit else 0,
                shape=shape,
            )
        )
    return assets


def _plot(dice: Random, place: Settlement, turn: float) -> Polygon:
    """A field on the settlement's own lattice of 640 m by 440 m, outside its houses."""
    while True:
        u, v = dice.randint(-6, 6) * 640.0, dice.randint(-8, 8) * 440.0
        if town_radius_m(place) + 350 < math.hypot(u, v) < 4_200:
            break
    at = (
        place.at[0] + u * math.cos(turn) - v * math.sin(turn),
        place.at[1] + u * math.sin(turn) + v * math.cos(turn),
    )
    return block(at, dice.uniform(380, 620), dice.uniform(250, 420), turn)


def damaged_roads(
    scale: Scale, places: tuple[Settlement, ...], links: tuple[Link, ...], seed: int
) -> tuple[list[Asset], tuple[Link, ...]]:
    """Bridges and road links that are cut or limited, as assets; and the links as they now are."""
    dice = Random(f"{seed}/road damage")
    inside = [
        number
        for number, link in enumerate(links)
        if not link.bridge and link.road_class != "track" and _front_m(link) < 5_500
    ]
    hit = sorted(dice.sample(inside, 24 if scale.villages else 2))
    changed = list(links)
    assets = []
    for number, link in enumerate(links):
        if number in hit:
            blocked = dice.random() < 0.6
            changed[number] = link = replace(link, passability="blocked" if blocked else "limited")
        if link.passability == "open":
            continue
        place = min(places, key=lambda place: distance(place.at, link.path[-1]))
        rank = hit.index(number) + 1 if number in hit else 0
        assets.append(
            Asset(
                id=link.bridge or f"RW-{rank:02}",
                name=f"Bridge {link.bridge} on {link.name[:4]}"
                if link.bridge
                else f"Road {link.name} near {place.name}",
                kind="bridge" if link.bridge else "road",
                settlement=place,
                people=round(place.population * (0.8 if link.bridge else 0.3)),
                grade={"blocked": 4 if link.bridge else 3, "limited": 2}[link.passability],
                shape=line(link.path),
                length_m=round(length(link.path)),
            )
        )
    return assets, tuple(changed)


def _front_m(link: Link) -> float:
    return front_distance_m(at_distance(link.path, length(link.path) / 2)[0])
