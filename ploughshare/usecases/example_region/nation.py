"""Many regions along one former front, as one country: for plans of national size.

Every sector is a region of its own with its own seed, so that all of it grows with
the number of sectors and nothing faster. Sectors lie one north of the other. Every
other one is turned upside down, so that front, rivers and roads meet at the border.
All of it stays in open ocean, between 47.8 and 50.8 N, and in one UTM zone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.geography import HEIGHT_M
from ploughshare.usecases.example_region.model import (
    Asset,
    Hazard,
    Link,
    Region,
    Settlement,
    Task,
    Team,
    Works,
)
from ploughshare.usecases.example_region.shapes import XY, Path, rounded

SECTORS = 8
"""Sectors of the country."""

SECTOR_SEEDS = 1_000
"""Seeds of one country that no other country shares."""


_Rename = Callable[[str], str]


def sector_seed(seed: int, number: int) -> int:
    """Seed of one sector, numbered from 1, of the country of a seed."""
    return SECTOR_SEEDS * seed + number


def joined(regions: Iterable[Region], seed: int) -> Region:
    """
    One country out of regions, from south to north.

    Names and ids get the number of the sector, ``Dobrel 3`` and ``3-SS-Dobrel``.
    Organisations are those of the country, accredited in the same districts of all
    sectors; their teams, grants and task orders belong to a sector.
    """
    sectors = [_Sector(number, region).moved() for number, region in enumerate(regions, start=1)]
    first = sectors[0]
    organisations = tuple(
        replace(each, districts=tuple(d for same in every for d in same.districts))
        for each, *rest in zip(*(sector.organisations for sector in sectors), strict=True)
        for every in ((each, *rest),)
    )
    own = {each.id: each for each in organisations}
    return Region(
        scale=first.scale,
        seed=seed,
        districts={name: shape for sector in sectors for name, shape in sector.districts.items()},
        rivers={name: course for sector in sectors for name, course in sector.rivers.items()},
        settlements=tuple(each for sector in sectors for each in sector.settlements),
        links=tuple(each for sector in sectors for each in sector.links),
        assets=tuple(each for sector in sectors for each in sector.assets),
        needs=tuple(each for sector in sectors for each in sector.needs),
        works=tuple(each for sector in sectors for each in sector.works),
        hazards=tuple(each for sector in sectors for each in sector.hazards),
        organisations=organisations,
        teams=tuple(
            replace(each, organisation=own[each.organisation.id])
            for sector in sectors
            for each in sector.teams
        ),
        tasks=tuple(each for sector in sectors for each in sector.tasks),
    )


@dataclass(slots=True)
class _Sector:
    """A region on its way to its place in the country."""

    number: int
    region: Region

    def moved(self) -> Region:
        region = self.region
        names = (*(place.name for place in region.settlements), *region.districts, *region.rivers)
        said = re.compile(rf"\b({'|'.join(sorted(set(names), key=len, reverse=True))})\b")
        rename = partial(said.sub, rf"\1 {self.number}")
        places = {place.id: self._settlement(place, rename) for place in region.settlements}
        assets = {asset.id: self._asset(asset, places, rename) for asset in region.assets}
        teams = tuple(self._team(team, places, rename) for team in region.teams)
        return replace(
            region,
            districts={
                rename(name): self._polygon(shape) for name, shape in region.districts.items()
            },
            rivers={rename(name): self._path(course) for name, course in region.rivers.items()},
            settlements=tuple(places.values()),
            links=tuple(self._link(link) for link in region.links),
            assets=tuple(assets.values()),
            needs=tuple((self._id(a), self._id(b), service) for a, b, service in region.needs),
            works=tuple(self._work(work, assets) for work in region.works),
            hazards=tuple(self._hazard(hazard, places, rename) for hazard in region.hazards),
            organisations=tuple(
                replace(each, districts=tuple(map(rename, each.districts)))
                for each in region.organisations
            ),
            teams=teams,
            tasks=tuple(self._task(task) for task in region.tasks),
        )

    def _id(self, name: str) -> str:
        return f"{self.number}-{name}" if name else ""

    def _at(self, at: XY) -> XY:
        x, y = at
        up = HEIGHT_M - y if self.number % 2 == 0 else y
        return rounded(x, up + (self.number - 1) * HEIGHT_M)

    def _path(self, path: Path) -> Path:
        return tuple(map(self._at, path))

    def _shape(self, shape: BaseGeometry) -> BaseGeometry:
        def convert(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.array([self._at((x, y)) for x, y in xy.tolist()])

        return shapely.transform(shape, convert)

    def _polygon(self, shape: Polygon) -> Polygon:
        moved = self._shape(shape)
        assert isinstance(moved, Polygon)
        return moved

    def _settlement(self, place: Settlement, rename: _Rename) -> Settlement:
        return replace(
            place,
            id=self._id(place.id),
            name=rename(place.name),
            at=self._at(place.at),
            district=rename(place.district),
        )

    def _link(self, link: Link) -> Link:
        bridge = self._id(link.bridge)
        name = link.name.replace(link.bridge, bridge) if bridge else link.name
        return replace(link, name=name, path=self._path(link.path), bridge=bridge)

    def _asset(self, asset: Asset, places: Mapping[str, Settlement], rename: _Rename) -> Asset:
        return replace(
            asset,
            id=self._id(asset.id),
            name=rename(asset.name),
            settlement=places[asset.settlement.id],
            shape=self._shape(asset.shape),
        )

    def _work(self, work: Works, assets: Mapping[str, Asset]) -> Works:
        return replace(
            work,
            id=self._id(work.id),
            asset=assets[work.asset.id],
            after=self._id(work.after),
        )

    def _hazard(self, hazard: Hazard, places: Mapping[str, Settlement], rename: _Rename) -> Hazard:
        return replace(
            hazard,
            id=self._id(hazard.id),
            name=rename(hazard.name),
            shape=self._shape(hazard.shape),
            settlement=places[hazard.settlement.id],
            district=rename(hazard.district),
        )

    def _team(self, team: Team, places: Mapping[str, Settlement], rename: _Rename) -> Team:
        return replace(
            team,
            id=self._id(team.id),
            base=None if team.base is None else places[team.base.id],
            group=self._id(team.group),
            districts=tuple(map(rename, team.districts)),
        )

    def _task(self, task: Task) -> Task:
        return replace(
            task,
            id=self._id(task.id),
            hazard=self._id(task.hazard),
            works=self._id(task.works),
            teams=tuple(map(self._id, task.teams)),
        )
