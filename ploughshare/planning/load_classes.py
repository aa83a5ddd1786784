"""Load classes: which sites roads and bridges carry heavy teams to, and from when on."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ploughshare.assets.assets import Asset, Works
from ploughshare.places.access import Obstacle
from ploughshare.places.before import Before
from ploughshare.planning.activities import Activity
from ploughshare.planning.programme import Programme
from ploughshare.planning.services import PERMANENT
from ploughshare.planning.terrain import (
    ROAD_ASSETS,
    asset_key,
    road_key,
    serves_today,
)

HEAVY = "heavy"
"""How teams move that are brought on a low-loader."""

WEIGHT = "travel.heavy.weight_t"

AS_BEFORE = frozenset({"repair"})
"""Types of works after which a bridge carries what it carried before, where nobody says more."""


@dataclass(frozen=True)
class LoadClasses:
    """
    What carries heavy teams, and what does not.

    A load class that nobody recorded carries them, and the plan's assumptions count such bridges.

    Parameters
    ----------
    shut
        Roads that nobody may use.
    """

    programme: Programme
    shut: frozenset[str] = frozenset()

    @cached_property
    def weight_t(self) -> float:
        """What a heavy team weighs with its low-loader, in tonnes."""
        return self.programme.situation.figure(WEIGHT)

    def carries(self, load_class_t: float | None) -> bool:
        return load_class_t is None or load_class_t >= self.weight_t

    @cached_property
    def heavy_teams(self) -> frozenset[str]:
        """Ids of heavy teams with a base on the map."""
        teams, at = self.programme.situation.teams.values(), self.programme.terrain.team_base
        return frozenset(team.id for team in teams if team.mobility == HEAVY and team.id in at)

    @cached_property
    def weak(self) -> Mapping[str, Activity | None]:
        """
        Roads and bridges that do not carry heavy teams when others may use them, by asset.

        Each with the activity after which they do; ``None`` where none that is planned lets them
        through.
        """
        found: dict[str, Activity | None] = {}
        for asset in self.programme.situation.assets.values():
            if asset.kind not in ROAD_ASSETS or asset.id not in self.programme.terrain.asset_at:
                continue
            opening = () if serves_today(asset) else self.programme.opening(asset.id)
            if opening or not serves_today(asset):
                fine = self._carries_after(asset, opening)
            else:
                fine = self.carries(asset.load_class_t)
            if not fine:
                found[asset.id] = self._later(asset)
        return found

    def _carries_after(self, asset: Asset, works: Iterable[Works]) -> bool:
        return all(self.carries(class_after(asset, each)) for each in works)

    def _later(self, asset: Asset) -> Activity | None:
        listed = self.programme.open_works.get(asset.id, ())
        permanent = [works for works in listed if works.works_type in PERMANENT]
        if permanent and self._carries_after(asset, permanent):
            return self.programme.restoration.get(asset.id)
        return None

    @cached_property
    def sites(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """
        Sites that others reach and heavy teams do not at the same time, by record.

        Each with the keys of what must be done for them first; empty where nothing that is
        planned lets them through.
        """
        programme, terrain = self.programme, self.programme.terrain
        roads = terrain.situation.roads.values()
        if not self.heavy_teams or not (
            self.weak or any(not self.carries(road.load_class_t) for road in roads)
        ):
            return {}
        targets = [(site.where, site.key) for site in programme.sites]
        plain = terrain.routes(targets, programme.immovable, teams=self.heavy_teams, shut=self.shut)
        loaded = terrain.routes(
            targets, self.immovable, teams=self.heavy_teams, also=self._obstacles(), shut=self.shut
        )
        others = (Before(plain), Before(programme.routes))
        heavy = Before(loaded)
        weak = {asset_key(name) for name in self.weak}
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for number, site in enumerate(programme.sites):
            # Who only talks to people in a settlement comes light.
            if not plain.to[number].reached or not site.key:
                continue
            shared = others[0].of(number) | others[1].of(number)
            after = heavy.of(number) & ((heavy.of(number) - shared) | weak) - programme.keys_here(
                site
            )
            if after or not loaded.to[number].reached:
                found[site.record_type, site.record_id] = tuple(sorted(after))
        return found

    @property
    def immovable(self) -> frozenset[str]:
        """Keys of obstacles on roads that no plan removes for heavy teams."""
        never = {asset_key(name) for name, after in self.weak.items() if not after}
        return self.programme.immovable | never

    def obstacles(self) -> Mapping[int, list[Obstacle]]:
        """What bars the roads to heavy teams, by index of the road link."""
        found = self.programme.terrain.obstacles(self.immovable)
        for link, obstacles in self._obstacles().items():
            found.setdefault(link, []).extend(obstacles)
        return found

    def _obstacles(self) -> Mapping[int, list[Obstacle]]:
        """What serves today and does not carry heavy teams, by index of the road link."""
        terrain = self.programme.terrain
        assets, cost = terrain.situation.assets, terrain.situation.figure("access.works_count_km")
        serving = [assets[name] for name in self.weak if serves_today(assets[name])]
        found: dict[int, list[Obstacle]] = {}
        for name, link, along in terrain.on_links(serving):
            count = cost if self.weak[name] else math.inf
            found.setdefault(link, []).append(Obstacle(asset_key(name), along, along, count))
        for link, road in enumerate(terrain.situation.roads.values()):
            if not self.carries(road.load_class_t):
                found.setdefault(link, []).append(
                    Obstacle(road_key(road.id), 0, math.inf, math.inf)
                )
        return found


def class_after(asset: Asset, works: Works) -> float | None:
    """What a road or bridge carries after works, in tonnes; ``None`` when unknown."""
    if works.load_class_t is None and works.works_type in AS_BEFORE:
        return asset.load_class_t
    return works.load_class_t
