"""Rebuilding: what is done for each asset, and with what it serves again, in part and in full."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from ploughshare.assets.assets import Asset, Works
from ploughshare.planning.activities import Activity
from ploughshare.planning.services import INTERIM, PERMANENT, best_share, in_parts, share_of
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import Terrain, serves_today

T = TypeVar("T")

OPEN_WORKS = frozenset({"planned", "active"})

USED_AS_GROUND = frozenset({"field"})
"""Kinds of asset whose use is of the ground itself: they come back with its release."""


@dataclass(frozen=True)
class Rebuilding:
    """
    The works of a situation, and what they bring back.

    Parameters
    ----------
    terrain
        The situation with its spatial joins.
    """

    terrain: Terrain

    @property
    def situation(self) -> Situation:
        return self.terrain.situation

    @cached_property
    def open_works(self) -> Mapping[str, tuple[Works, ...]]:
        """Works that are not done or withdrawn, by asset."""
        return grouped(
            (works.asset, works)
            for works in self.situation.works.values()
            if works.status in OPEN_WORKS
        )

    @cached_property
    def of_works(self) -> Mapping[str, Activity]:
        """One activity for each open works whose asset is on the map."""
        assets, at = self.situation.assets, self.terrain.asset_at
        return {
            works.id: Activity(
                works.id, "works", "works", works.id,
                f"{works.name}, {assets[name].name}", at[name],
            )
            for name, listed in self.open_works.items()
            if name in at
            for works in listed
        }  # fmt: skip

    @cached_property
    def restoration(self) -> Mapping[str, Activity]:
        """
        The activity with whose finish an asset can serve again, by asset.

        Its only works, else a milestone after all its works and the release of its
        ground. Assets that serve today are there only if something they need does not.
        """
        found: dict[str, Activity] = {}
        for asset in self.situation.assets.values():
            where = self.terrain.asset_at.get(asset.id)
            if where is None or not self.is_restored(asset):
                continue
            works = self.open_works.get(asset.id, ())
            if len(works) == 1:
                found[asset.id] = self.of_works[works[0].id]
            else:
                found[asset.id] = Activity(
                    f"{asset.id}.back", "milestone", "assets", asset.id,
                    f"{asset.name} back in use", where,
                )  # fmt: skip
        return found

    @cached_property
    def interim_works(self) -> Mapping[str, tuple[Works, ...]]:
        """Open works that give a share of service before the permanent works do, by asset."""
        found: dict[str, tuple[Works, ...]] = {}
        for name in self.restoration:
            listed = self.open_works.get(name, ())
            first = tuple(works for works in listed if self._gives_share(works))
            if first and any(works.works_type in PERMANENT for works in listed):
                found[name] = first
        return found

    def _gives_share(self, works: Works) -> bool:
        return works.works_type in INTERIM and share_of(self.situation, works) > 0

    @cached_property
    def first_service(self) -> Mapping[str, Activity]:
        """
        The activity with whose finish an asset serves in part, of those that do, by asset.

        Its only emergency or temporary works, else a milestone after all of them.
        """
        found: dict[str, Activity] = {}
        for name, (first, *others) in self.interim_works.items():
            if others or first.lag_days:
                what = f"{self.situation.assets[name].name} back in use in part"
                found[name] = Activity(
                    f"{name}.first", "milestone", "assets", name, what, self.terrain.asset_at[name]
                )
            else:
                found[name] = self.of_works[first.id]
        return found

    @cached_property
    def in_part_today(self) -> Mapping[str, tuple[Works, ...]]:
        """Emergency and temporary works done by which assets serve in part today, by asset."""
        assets = self.situation.assets
        done = grouped(
            (works.asset, works)
            for works in self.situation.works.values()
            if works.status == "done" and self._gives_share(works)
        )
        return {
            name: listed
            for name, listed in done.items()
            if name in self.restoration and serves_today(assets[name]) and not self._lacks_need(name)
            and any(works.works_type in PERMANENT for works in self.open_works.get(name, ()))
        }  # fmt: skip

    def people_in_parts(self, name: str, people: int) -> tuple[int, int, int]:
        """Of the people of an asset: served in part today, first by interim works, and then."""
        today, _ = best_share(self.situation, self.in_part_today.get(name, ()))
        first, _ = best_share(self.situation, self.interim_works.get(name, ()))
        return in_parts(people, today, first)

    def is_restored(self, asset: Asset) -> bool:
        """Whether the plan brings an asset back: by works, by release, or by what it needs."""
        if self.open_works.get(asset.id):
            return True
        on_hazard = bool(self.terrain.hazards_on.get(asset.id))
        if serves_today(asset):
            return (asset.kind in USED_AS_GROUND and on_hazard) or self._lacks_need(asset.id)
        undamaged = asset.damage in {"", "0", "1", "unknown"} and asset.service_state == "unknown"
        return on_hazard and (asset.kind in USED_AS_GROUND or undamaged)

    @cached_property
    def needs_of(self) -> Mapping[str, tuple[str, ...]]:
        """Assets each asset needs, those that are recorded."""
        assets = self.situation.assets
        return grouped(
            (need.asset, need.needs)
            for need in self.situation.needs.values()
            if need.asset in assets and need.needs in assets
        )

    @cached_property
    def _lacking(self) -> frozenset[str]:
        """Assets that do not serve by themselves, and all that need one of those."""
        used_by: dict[str, list[str]] = {}
        for asset, needed in self.needs_of.items():
            for name in needed:
                used_by.setdefault(name, []).append(asset)
        queue = [
            a.id
            for a in self.situation.assets.values()
            if self.open_works.get(a.id) or not serves_today(a)
        ]
        seen = set(queue)
        while queue:
            for user in used_by.get(queue.pop(), ()):
                if user not in seen:
                    seen.add(user)
                    queue.append(user)
        return frozenset(seen)

    def _lacks_need(self, name: str) -> bool:
        return any(needed in self._lacking for needed in self.needs_of.get(name, ()))

    def opening(self, name: str) -> tuple[Works, ...]:
        """Works after which an asset serves at least in part."""
        return self.interim_works.get(name) or self.open_works.get(name, ())


def grouped(pairs: Iterator[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Values by key, each in the order they came."""
    groups: dict[str, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
