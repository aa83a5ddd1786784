"""Ways out: to which hospital casualties of each hazardous area are taken, how fast, and past what."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ploughshare.assets.assets import Asset
from ploughshare.places.access import Obstacle, Reals, Spot
from ploughshare.places.drives import Drive, Start, drives
from ploughshare.planning.terrain import PASSABILITY_FACTOR, Terrain, asset_key, hazard_key

LIMIT = "evacuation.limit_min"
SPEEDS = {
    "main": "evacuation.main_kmh",
    "local": "evacuation.local_kmh",
    "track": "evacuation.track_kmh",
}
"""Figures of how fast casualties are driven, by class of road; off the road as on a track."""


@dataclass(frozen=True, slots=True)
class WayOut:
    """
    The way from a hazardous area to the hospital that its casualties are taken to.

    Parameters
    ----------
    hospital
        Its name; empty where none is on record.
    minutes
        By road; infinite where no road leads there whatever the plan opens, ``None`` where
        nobody can tell.
    given
        Whether the authority gave these minutes; else they were driven on the road graph.
    after
        Keys of the obstacles that must be gone before it can be driven; empty for today.
    serves
        Whether the hospital takes anybody today, as far as is known.
    shown
        Whether the roads on record show the way that the authority knows from work under way.
    """

    hospital: str = ""
    minutes: float | None = None
    given: bool = False
    after: tuple[str, ...] = ()
    serves: bool = True
    shown: bool = True

    @property
    def stops_work(self) -> bool:
        """
        Whether work under way cannot go on: nobody says how casualties get out, or to whom.

        Teams that stand on a site have reached it. Where the authority gives the minutes it
        knows of a way that the roads on record do not show.
        """
        return not self.serves or (bool(self.after) and not self.given)


def ways_out(
    terrain: Terrain, immovable: frozenset[str], shut: frozenset[str] = frozenset()
) -> dict[str, WayOut]:
    """
    The way out of each open hazardous area, by its id.

    ``immovable`` are the keys of obstacles that no plan removes, ``shut`` roads that nobody may
    use. Where the hospital is an
    asset on record a road must lead there, also where the authority gives the minutes.
    """
    found: dict[str, WayOut] = {}
    by_road: dict[str, list[str]] = {}
    hospitals = _on_record(terrain)
    for hazard in terrain.open_hazards:
        around = terrain.places_around(hazard)
        told = (place for place in around if place.hospital or place.evacuation_min is not None)
        place = next(told, None)
        if place is None:
            found[hazard.id] = WayOut()
            continue
        given = place.evacuation_min is not None
        found[hazard.id] = WayOut(place.hospital, place.evacuation_min, given)
        hospital = hospitals.get(_called(place.hospital))
        if hospital is not None:
            found[hazard.id] = replace(found[hazard.id], hospital=hospital.name)
            by_road.setdefault(hospital.id, []).append(hazard.id)
    for name, hazards in by_road.items():
        hospital = terrain.situation.assets[name]
        ways = {hazard: found[hazard] for hazard in hazards}
        ways |= _by_road(terrain, terrain.obstacles(immovable, shut), hospital, ways)
        if hospital.service_state == "out_of_service":
            ways = {n: _once_it_serves(way, name, immovable) for n, way in ways.items()}
        found |= ways
    return found


def _once_it_serves(way: WayOut, hospital: str, immovable: frozenset[str]) -> WayOut:
    """A way to a hospital that has to come back first; infinite where nothing brings it back."""
    key = asset_key(hospital)
    minutes = math.inf if key in immovable else way.minutes
    return replace(way, minutes=minutes, after=(*way.after, key), serves=False)


def _called(hospital: str) -> str:
    return hospital.strip().casefold()


def _on_record(terrain: Terrain) -> dict[str, Asset]:
    """Assets on the map by what places may call them: id, then name."""
    on_map = [a for a in terrain.situation.assets.values() if a.id in terrain.asset_at]
    named = {_called(asset.name): asset for asset in reversed(on_map)}
    return named | {_called(asset.id): asset for asset in on_map}


def _by_road(
    terrain: Terrain,
    obstacles: Mapping[int, Sequence[Obstacle]],
    hospital: Asset,
    ways: Mapping[str, WayOut],
) -> Iterator[tuple[str, WayOut]]:
    """Ways to a hospital on the map, on roads as they are today, else as the plan opens them."""
    hazards = list(ways)
    places = [terrain.asset_at[hospital.id], *(terrain.hazard_at[name] for name in hazards)]
    start, *ends = terrain.spots(list(places))
    if terrain.graph is None or start is None:
        return
    targets = {n: (spot, hazard_key(n)) for n, spot in zip(hazards, ends, strict=True) if spot}
    limit = terrain.situation.figure(LIMIT)
    off_road = _minutes_per_m(terrain, ["track"])[0]
    starts = [(start, start.off_m * off_road)]
    under_way = _under_way(terrain)
    known = {
        name: target
        for name, target in targets.items()
        if name in under_way and ways[name].given and (ways[name].minutes or 0.0) <= limit
    }
    for name, drive in _driven(terrain, obstacles, starts, known, opened=False).items():
        yield name, replace(ways[name], shown=math.isfinite(drive.minutes))
    starts += [(spot, ways[name].minutes or 0.0) for name, (spot, _) in known.items()]
    targets = {name: target for name, target in targets.items() if name not in known}
    today = _driven(terrain, obstacles, starts, targets, opened=False)
    quick = {n for n, drive in today.items() if _minutes(ways[n], drive) <= limit}
    later = {n: target for n, target in targets.items() if n not in quick}
    opened = _opened(terrain, obstacles, starts, later, ways) if later else {}
    for name in targets:
        drive = opened.get(name, today[name])
        own = {asset_key(asset) for asset in terrain.assets_on.get(name, ())}
        after = [key for key in drive.past if key != hazard_key(name) and key not in own]
        yield name, replace(ways[name], minutes=_minutes(ways[name], drive), after=tuple(after))


def _under_way(terrain: Terrain) -> set[str]:
    """Areas that teams stand on: where the authority gives the minutes, a way is known from there."""
    return {order.hazard for order in terrain.situation.tasks.values() if order.status == "active"}


def _opened(
    terrain: Terrain, obstacles: Mapping[int, Sequence[Obstacle]], starts: Sequence[Start],
    targets: Mapping[str, tuple[Spot, str]], ways: Mapping[str, WayOut],
) -> dict[str, Drive]:  # fmt: skip
    """
    Drives past what the plan removes: as teams go if that is quick enough, else the quickest.
    """
    found = _driven(terrain, obstacles, starts, targets, opened=True, as_teams_go=True)
    limit = terrain.situation.figure(LIMIT)
    slow = {n: target for n, target in targets.items() if _minutes(ways[n], found[n]) > limit}
    return found | (_driven(terrain, obstacles, starts, slow, opened=True) if slow else {})


def _minutes(way: WayOut, drive: Drive) -> float:
    """Minutes of a way that can be driven: as the authority gives them, else as driven."""
    if math.isinf(drive.minutes) or way.minutes is None:
        return drive.minutes
    return way.minutes


def _driven(
    terrain: Terrain, obstacles: Mapping[int, Sequence[Obstacle]], starts: Sequence[Start],
    targets: Mapping[str, tuple[Spot, str]], *, opened: bool, as_teams_go: bool = False,
) -> dict[str, Drive]:  # fmt: skip
    """Drives to each area, the way beside the road included."""
    assert terrain.graph is not None
    off_road = _minutes_per_m(terrain, ["track"])[0]
    links = terrain.situation.roads.values()
    factor = np.array([PASSABILITY_FACTOR.get(link.passability, 1.0) for link in links])
    pace = _minutes_per_m(terrain, [link.road_class for link in links]) * factor
    found = drives(terrain.graph, pace, obstacles, starts, list(targets.values()), opened=opened,
                   as_teams_go=as_teams_go)  # fmt: skip
    return {
        name: replace(drive, minutes=drive.minutes + spot.off_m * off_road)
        for (name, (spot, _)), drive in zip(targets.items(), found, strict=True)
    }


def _minutes_per_m(terrain: Terrain, classes: Iterable[str]) -> Reals:
    figure = terrain.situation.figure
    return np.array([0.06 / figure(SPEEDS.get(each, SPEEDS["track"])) for each in classes])
