"""Hazardous areas of the invented region: at the former front, on roads, around towns."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise, product
from random import Random

from shapely import LineString, Point, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.assets import CUT_OFF, town_radius_m
from ploughshare.usecases.example_region.geography import (
    FRONT,
    HEIGHT_M,
    RIVER_WIDTH_M,
    TALVA,
    WIDTH_M,
    district_of,
    front_distance_m,
)
from ploughshare.usecases.example_region.model import AS_OF, Asset, Hazard, Link, Scale, Settlement
from ploughshare.usecases.example_region.shapes import (
    XY,
    at_distance,
    blob,
    distance,
    length,
    piece,
    rounded,
    strip,
    wavy,
)

Draft = tuple[BaseGeometry, str, str, str]
"""Shape, type, contamination and name."""

BEYOND_BRIDGE = "HA-9001"
"""A hazardous area of unknown contamination behind the bridge nobody rebuilds, on purpose."""

FIRST_SERVED = ("SS-Dobrel", "LN-Dobrel-Halna", "PW-Marnitsa")
"""Assets on whose ground a hazardous area lies in every size, so that supply waits for clearance."""

CELL_M = 500.0
"""Side of the cells by which shapes near each other are found, in metres."""

FROM_ROAD_M = 2_600.0
"""Hazardous areas along the front are recorded only where people come: this near to a road."""

_CONTAMINATION = {
    "belt": {"ap_mine": 44, "av_mine": 49, "mixed": 7},
    "road": {"av_mine": 54, "ied": 6, "uxo": 40},
    "town": {"uxo": 55, "cluster": 34, "mixed": 8, "ied": 2},
    "field": {"cluster": 40, "uxo": 42, "av_mine": 16, "unknown": 2},
    "footprint": {"uxo": 88, "ied": 5, "mixed": 7},
    "utility": {"ap_mine": 45, "mixed": 30, "uxo": 25},
    "item": {"uxo": 75, "cluster": 25},
}
_CONFIRMED = {
    "belt": 0.38,
    "road": 0.35,
    "town": 0.25,
    "field": 0.3,
    "footprint": 0.35,
    "utility": 0.5,
    "item": 1.0,
}
"""Share of confirmed areas."""

_LABEL = {
    "belt": "former positions",
    "road": "road",
    "town": "outskirts",
    "field": "field",
    "footprint": "buildings",
    "utility": "power and water",
    "item": "single item",
}


def hazards(
    scale: Scale,
    places: tuple[Settlement, ...],
    links: tuple[Link, ...],
    assets: list[Asset],
    seed: int,
) -> list[Hazard]:
    """Hazardous areas that do not overlap; released ones last, then the one that is cut off."""
    dice = Random(f"{seed}/hazards")
    near = [place for place in places if place.front_m < 11_000 and place.served]
    shape_of = _shapes(dice, scale.spread, near, links, assets)
    taken = _Taken()
    taken.add(strip(TALVA, RIVER_WIDTH_M))
    made: list[Hazard] = []
    wanted = [where for where, count in scale.hazards.items() for _ in range(count)]
    wanted += dice.choices(("belt", "town", "field"), k=scale.released)
    for number, where in enumerate(wanted):
        confirmed = dice.random() < _CONFIRMED[where]
        shape = _free_shape(partial(shape_of[where], confirmed), taken)
        closed = number >= len(wanted) - scale.released
        made.append(_hazard(dice, f"HA-{number + 101:04}", where, shape, confirmed, places, closed))
    made.append(_cut_off(dice, places))
    return made


class _Taken:
    """Shapes that no other may touch, by the cells of a grid that their boxes reach into."""

    def __init__(self) -> None:
        self._in_cell: dict[tuple[int, int], list[BaseGeometry]] = {}

    def add(self, shape: BaseGeometry) -> None:
        for cell in self._cells(shape):
            self._in_cell.setdefault(cell, []).append(shape)

    def meets(self, shape: BaseGeometry) -> bool:
        """Whether a shape touches one of them."""
        near = (other for cell in self._cells(shape) for other in self._in_cell.get(cell, ()))
        return any(other.intersects(shape) for other in near)

    def _cells(self, shape: BaseGeometry) -> Iterator[tuple[int, int]]:
        w, s, e, n = (int(metres // CELL_M) for metres in shape.bounds)
        return product(range(w, e + 1), range(s, n + 1))


def _free_shape(draw: Callable[[], BaseGeometry], taken: _Taken) -> BaseGeometry:
    """A shape that touches no other and lies inside the frame."""
    while True:
        shape = draw()
        w, s, e, n = shape.bounds
        if w < 300 or s < 300 or e > WIDTH_M - 300 or n > HEIGHT_M - 300:
            continue
        if not taken.meets(shape):
            taken.add(shape)
            return shape


def _shapes(
    dice: Random,
    spread: float,
    near: list[Settlement],
    links: tuple[Link, ...],
    assets: list[Asset],
) -> dict[str, Callable[[bool], BaseGeometry]]:
    """How the shape of a hazardous area is drawn, by where it lies. Confirmed ones are smaller."""
    roads = [link for link in links if _middle_front_m(link) < 6_500 and length(link.path) > 600]
    fields = [asset for asset in assets if asset.kind == "field" and asset.grade > 0]
    footprints = [
        asset
        for asset in assets
        if asset.kind in ("house", "school", "clinic", "public")
        and asset.grade > 1
        and asset.settlement in near
    ]
    utilities = [
        asset
        for asset in assets
        if asset.kind in ("substation", "power_line", "pump")
        and asset.grade > 0
        and asset.settlement in near
    ]
    served_first = iter([asset for asset in utilities if asset.id in FIRST_SERVED])

    network = STRtree([LineString(link.path) for link in links])

    def belt(sure: bool) -> Polygon:
        while True:
            area = former_position(sure)
            if len(network.query(area, "dwithin", FROM_ROAD_M)):
                return area

    def former_position(sure: bool) -> Polygon:
        along = dice.uniform(0, length(FRONT) - 1_500)
        wide = max(0.8, spread)
        span = (dice.uniform(200, 420) if sure else dice.uniform(250, 650)) * wide
        (x, y), (ux, uy) = at_distance(FRONT, along)
        off = dice.gauss(0, 1_500)
        begin = (x - uy * off, y + ux * off)
        end = (begin[0] + ux * span + dice.gauss(0, 80), begin[1] + uy * span + dice.gauss(0, 80))
        width = dice.uniform(15, 27) * wide if sure else dice.uniform(45, 105) * spread
        return strip(wavy(dice, begin, end, step=140), width, dice)

    approach = next(after for link, after in pairwise(links) if link.bridge == "BR-04")
    first = iter((approach,))

    def road(sure: bool) -> Polygon:
        at_bridge = next(first, None)
        link = at_bridge or dice.choice(roads)
        span = dice.uniform(150, 420) if sure else dice.uniform(300, 700)
        begin = 4.0 if at_bridge else dice.uniform(60, max(70, length(link.path) - span - 60))
        part = piece(link.path, begin, min(begin + span, length(link.path) - 20))
        return strip(part, dice.uniform(26, 40), dice)

    def town(sure: bool) -> Polygon:
        place = dice.choice(near)
        reach = town_radius_m(place) + dice.uniform(60, 1_300)
        at = _around(dice, place.at, reach)
        return blob(
            dice, at, dice.uniform(40, 75) if sure else dice.uniform(110, 210) * spread, 1.6
        )

    def field(sure: bool) -> Polygon:
        at = dice.choice(fields).shape.centroid
        middle = _around(dice, (at.x, at.y), dice.uniform(20, 260))
        return blob(
            dice, middle, dice.uniform(40, 75) if sure else dice.uniform(120, 220) * spread, 1.9
        )

    def footprint(sure: bool) -> Polygon:
        at = dice.choice(footprints).shape.centroid
        radius = dice.uniform(28, 45) if sure else dice.uniform(40, 75)
        return blob(dice, _around(dice, (at.x, at.y), dice.uniform(0, 25)), radius, 1.3)

    def utility(sure: bool) -> Polygon:
        asset = next(served_first, None) or dice.choice(utilities)
        if asset.kind != "power_line":
            at = asset.shape.centroid
            radius = dice.uniform(40, 60) if sure else dice.uniform(60, 100)
            return blob(dice, _around(dice, (at.x, at.y), dice.uniform(0, 20)), radius, 1.2)
        path = tuple((x, y) for x, y in asset.shape.coords)
        span = dice.uniform(150, 300)
        begin = dice.uniform(0.2, 0.7) * (length(path) - span)
        return strip(piece(path, begin, begin + span), dice.uniform(24, 40), dice)

    def item(sure: bool) -> Point:
        place = dice.choice(near)
        return Point(rounded(*_around(dice, place.at, dice.uniform(60, 2_500))))

    return {
        "belt": belt,
        "road": road,
        "town": town,
        "field": field,
        "footprint": footprint,
        "utility": utility,
        "item": item,
    }


def _around(dice: Random, at: XY, reach: float) -> XY:
    (_, (ux, uy)) = at_distance(((0, 0), (dice.gauss(0, 1), dice.gauss(0, 1))), 0)
    return at[0] + reach * ux, at[1] + reach * uy


def _middle_front_m(link: Link) -> float:
    return front_distance_m(at_distance(link.path, length(link.path) / 2)[0])


def _hazard(
    dice: Random,
    hazard_id: str,
    where: str,
    shape: BaseGeometry,
    confirmed: bool,
    places: tuple[Settlement, ...],
    closed: bool,
) -> Hazard:
    middle = (shape.centroid.x, shape.centroid.y)
    place = min(places, key=lambda place: distance(place.at, middle))
    away_m = distance(place.at, middle)
    exposed = round(place.population / (8 + (away_m / 250) ** 2))
    surveys, shares = (("nts", "ts"), (70, 30)) if confirmed else (("no", "nts"), (85, 15))
    evidence = ("direct", "indirect") if confirmed else ("indirect", "none")
    kinds = _CONTAMINATION[where]
    accidents = dice.choices((0, 1, 2), (90, 8, 2))[0] if confirmed else 0
    score = min(95, 15 + round(exposed**0.55) + 12 * accidents + (15 if where == "road" else 0))
    return Hazard(
        id=hazard_id,
        name=f"{place.name}, {_LABEL[where]} {hazard_id[-3:]}",
        where=where,
        hazard_type="cha" if confirmed else "sha",
        surveyed=dice.choices(surveys, shares)[0],
        evidence=dice.choices(evidence, (85, 15))[0] if where != "item" else "direct",
        contamination=dice.choices(tuple(kinds), tuple(kinds.values()))[0],
        shape=shape,
        settlement=place,
        district=district_of(middle),
        identified_on=_day(dice, closed),
        vegetation=dice.choices(("none", "light", "medium", "heavy"), (30, 44, 21, 5))[0],
        slope_deg=round(dice.triangular(0, 14, 2)),
        people_exposed=exposed,
        accidents=accidents,
        score=score,
        product=dice.choices(("cancelled", "reduced", "cleared"), (45, 25, 30))[0]
        if closed
        else "",
    )


def _day(dice: Random, closed: bool) -> date:
    return AS_OF - timedelta(days=dice.randint(300, 600) if closed else dice.randint(20, 420))


def _cut_off(dice: Random, places: tuple[Settlement, ...]) -> Hazard:
    place = next(place for place in places if place.name == CUT_OFF)
    shape = blob(dice, (place.at[0] + 420, place.at[1] - 700), 150, 1.5)
    drawn = _hazard(dice, BEYOND_BRIDGE, "field", shape, False, places, False)
    return replace(drawn, surveyed="no", contamination="unknown")
