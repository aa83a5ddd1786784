"""Version 0 of the synthetic restoration benchmark: an invented front belt, one team per activity.

Towns lie along a belt of up to 800 km by 60 km, each behind a road with hazards on it; works wait
for their own hazards and for that road, and service follows from substation to pump to home.
Machines and dogs work alone and every team may go anywhere: it measures planners and is no
picture of practice. One step is a tenth of a working day.

The order of the random draws defines the instances: names may change here, draws may not.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Document = dict[str, Any]
Ints = NDArray[np.int64]

KINDS = ["survey", "manual", "mechanical", "dogs", "builders", "engineers"]
SURVEY, MANUAL, MECHANICAL, DOGS, BUILDERS, ENGINEERS = range(6)
TEAMS_ASKED = {100: 8, 1_000: 24, 10_000: 150, 100_000: 1_000}
"""Teams to share among the kinds; each kind has at least one, so there may be a few more."""
BELT_KM = 60.0
TRAVEL = {"detour": 1.3, "km_per_step": 40.0, "camp_move_km": 30.0, "camp_move_steps": 5}
MOST_CORRIDOR_HAZARDS = 4
NEAR_TOWNS = 200
"""Towns already reached among which a town looks for the nearest to come from."""

PUBLISHED_AT_EDGE = (
    *(0, 794, 72, 120, 331, 290, 562, 434, 672, 219),
    *(362, 745, 239, 494, 397, 386, 774, 773, 17, 785),
)
"""Order of the towns at the edge of the belt in seed 1 of 100,000 as it was published: that of an
unstable sort, which differs from processor to processor. Everywhere else they stay as drawn."""


@dataclass(slots=True)
class Region:
    """
    Activities of a region, numbered in the order they are drawn.

    Attributes
    ----------
    hub_x, hub_y
        Where teams are based, in km.
    at
        Place of each activity in km.
    steps
        Steps of each activity by kind of team; 0 where that kind cannot do it.
    after
        Predecessors of each activity.
    weight
        People who are served, or use the land, from its finish on.
    role
        ``"survey"``, ``"clearance"``, ``"bridge"``, ``"works"``.
    asset
        What is finished by an activity, by activity: ``"substation"``, ``"pump"``, ``"school"``,
        ``"home"``, ``"field"``, ``"public"``.
    on_road
        Whether an activity lies on the road to a town.
    needs
        Pairs: the first serves nobody before the second does.
    """

    hub_x: NDArray[np.float64]
    hub_y: float
    length_km: float
    at: list[tuple[float, float]] = field(default_factory=list)
    steps: list[list[int]] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    weight: list[float] = field(default_factory=list)
    role: list[str] = field(default_factory=list)
    asset: dict[int, str] = field(default_factory=dict)
    on_road: list[bool] = field(default_factory=list)
    needs: list[tuple[int, int]] = field(default_factory=list)

    def add(
        self,
        role: str,
        at: tuple[float, float],
        steps: list[int],
        after: list[int],
        *,
        weight: float = 0.0,
        on_road: bool = False,
    ) -> int:
        """Append an activity and return its number."""
        self.at.append(at)
        self.steps.append(steps)
        self.after.append(list(after))
        self.weight.append(weight)
        self.role.append(role)
        self.on_road.append(on_road)
        return len(self.at) - 1


@dataclass(frozen=True, slots=True)
class Teams:
    """Kind, hub, first step and last step (``None``: stays) of each team, and the time it takes."""

    kind: Ints
    hub: Ints
    arrives: Ints
    leaves: list[int | None]
    horizon: int


def document(size: int, seed: int) -> Document:
    """Return an instance as a ``restoration-problem/1`` document."""
    rng = np.random.default_rng(seed)
    region = draw_region(size, rng)
    teams = draw_teams(region, size, rng)
    return {
        "format": "restoration-problem/1",
        "name": f"rsp n={size} seed={seed}",
        "steps_per_day": 10,
        "start_date": "2026-03-02",
        "kinds": KINDS,
        "travel": {"default": TRAVEL},
        "teams": [_team(region, teams, m) for m in range(len(teams.kind))],
        "activities": [_activity(region, j) for j in range(len(region.at))],
        "benefits": benefits(region),
    }


def rounded(at: tuple[float, float]) -> list[float]:
    """A place in km, as files hold it."""
    return [round(float(at[0]), 4), round(float(at[1]), 4)]


def _activity(region: Region, j: int) -> Document:
    modes = [
        {"steps": steps, "teams": {kind: 1}}
        for kind, steps in zip(KINDS, region.steps[j], strict=True)
        if steps
    ]
    activity: Document = {"id": f"a{j}", "at": rounded(region.at[j]), "modes": modes}
    if region.after[j]:
        activity["after"] = [{"id": f"a{i}"} for i in sorted(set(region.after[j]))]
    return activity


def _team(region: Region, teams: Teams, m: int) -> Document:
    team: Document = {
        "id": f"t{m}",
        "kinds": [KINDS[teams.kind[m]]],
        "at": rounded((region.hub_x[teams.hub[m]], region.hub_y)),
        "from": int(teams.arrives[m]),
    }
    leaves = teams.leaves[m]
    return team if leaves is None else {**team, "to": leaves}


def benefits(region: Region) -> list[Document]:
    """Benefits of whatever has weight, needs another or is needed."""
    needs: dict[int, set[int]] = {}
    for asset, needed in region.needs:
        needs.setdefault(asset, set()).add(needed)
    needed_by_some = {needed for _, needed in region.needs}
    listed: list[Document] = []
    for j in range(len(region.at)):
        weight = int(np.round(region.weight[j]))
        if weight > 0 or j in needs or j in needed_by_some:
            benefit: Document = {"id": f"b{j}", "activity": f"a{j}", "weight": weight}
            if j in needs:
                benefit["needs"] = [f"b{i}" for i in sorted(needs[j])]
            listed.append(benefit)
    return listed


def _farthest_first(town_y: NDArray[np.float64], size: int) -> list[int]:
    """Towns from the edge of the belt to the front; several may lie on the edge itself."""
    order = np.argsort(-town_y, kind="stable").tolist()
    at_edge = set(order[: len(PUBLISHED_AT_EDGE)])
    if size == 100_000 and at_edge == set(PUBLISHED_AT_EDGE):
        order[: len(PUBLISHED_AT_EDGE)] = PUBLISHED_AT_EDGE
    return [int(town) for town in order]


def draw_region(size: int, rng: Generator) -> Region:
    """Draw about ``size`` activities in towns, those farthest from the front first."""
    n_towns = max(3, size // 120)
    length = min(800.0, 60 + 600 * math.sqrt(size / 100_000))
    town_x = np.sort(rng.uniform(0, length, n_towns))
    town_y = np.clip(rng.exponential(15, n_towns), 0, BELT_KM)
    n_hubs = max(1, round(math.sqrt(n_towns) / 2))
    region = Region(np.linspace(0, length, n_hubs + 2)[1:-1], BELT_KM + 20, length)
    share = rng.dirichlet(np.full(n_towns, 2.0)) * size
    substations: dict[int, int] = {}
    roads: dict[int, int | None] = {}
    for town in _farthest_first(town_y, size):
        here = (town_x[town], town_y[town])
        hubs = [
            (math.hypot(here[0] - x, here[1] - region.hub_y), -1 - h)
            for h, x in enumerate(region.hub_x)
        ]
        reached = list(roads)[-NEAR_TOWNS:]
        towns = [(math.hypot(here[0] - town_x[u], here[1] - town_y[u]), u) for u in reached]
        distance, parent = min(towns + hubs)
        from_town = parent >= 0
        start = (
            (town_x[parent], town_y[parent])
            if from_town
            else (region.hub_x[-1 - parent], region.hub_y)
        )
        before = roads[parent] if from_town else None
        roads[town] = _draw_road(region, rng, start, here, distance, before)
        draw = _Town(region, rng, here, roads[town])
        substations[town] = draw.services(substations[parent] if from_town else None)
        draw.rest(share[town], most=size - 2)
    return region


def _draw_road(
    region: Region,
    rng: Generator,
    start: tuple[float, float],
    end: tuple[float, float],
    distance: float,
    last: int | None,
) -> int | None:
    """Draw the hazards of a road, one after the other; return its last activity, if any."""
    hazards = int(np.clip(rng.poisson(distance / 12), 0, MOST_CORRIDOR_HAZARDS))
    for hazard in range(hazards):
        part = (hazard + 0.5) / hazards
        at = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        before = [] if last is None else [last]
        found = region.add("survey", at, _survey(rng), before, on_road=True)
        last = region.add("clearance", at, _clearance(rng, 0.6), [found], on_road=True)
    if hazards and rng.random() < 0.3:
        assert last is not None
        last = region.add("bridge", end, _works(rng, "engineers", 4.6), [last], on_road=True)
    return last


@dataclass(slots=True)
class _Town:
    """A town while its activities are drawn."""

    region: Region
    rng: Generator
    at: tuple[float, float]
    road: int | None
    drawn: int = 0
    pump: int = -1

    def services(self, parent: int | None) -> int:
        """Draw substation, pump and perhaps a school; return the substation."""
        region, people = self.region, self.rng.lognormal(7.0, 1.0)
        substation = self._asset("substation", "engineers", 5.2, people * 0.3, 0.45)
        if parent is not None:
            region.needs.append((substation, parent))
        self.pump = self._asset("pump", "engineers", 4.8, people * 0.4, 0.4)
        region.needs.append((self.pump, substation))
        if self.rng.random() < 0.6:
            school = self._asset("school", "either", 5.0, people * 0.25, 0.35)
            region.needs.append((school, self.pump))
        return substation

    def rest(self, share: float, most: int) -> None:
        """Draw homes, fields and public buildings until the town has its share."""
        rng = self.rng
        while self.drawn < share - 3 and len(self.region.at) < most:
            which = rng.random()
            if which < 0.62:
                home = self._asset("home", "builders", 4.2, rng.lognormal(3.0, 0.8), 0.25)
                self.region.needs.append((home, self.pump))
            elif which < 0.9:
                self._field()
            else:
                self._asset("public", "either", 4.8, rng.lognormal(4.0, 0.8), 0.35)

    def _field(self) -> None:
        at = (self.at[0] + self.rng.normal(0, 8), self.at[1] + self.rng.normal(0, 8))
        found = self.region.add("survey", at, _survey(self.rng), self._access())
        steps, weight = _clearance(self.rng, 1.5), self.rng.lognormal(3.0, 1.0)
        cleared = self.region.add("clearance", at, steps, [found], weight=weight)
        self.region.asset[cleared] = "field"
        self.drawn += 2

    def _access(self) -> list[int]:
        return [] if self.road is None else [self.road]

    def _asset(self, name: str, crew: str, mu: float, weight: float, hazardous: float) -> int:
        """Draw an asset: its hazards, then one to three works in a row; return the last."""
        region, rng = self.region, self.rng
        at = (self.at[0] + rng.normal(0, 4), self.at[1] + rng.normal(0, 4))
        before = self._access()
        for _ in range(rng.binomial(3, hazardous)):
            found = region.add("survey", at, _survey(rng), self._access())
            before.append(region.add("clearance", at, _clearance(rng), [found]))
            self.drawn += 2
        for _ in range(rng.integers(1, 4)):
            before = [region.add("works", at, _works(rng, crew, mu), before)]
            self.drawn += 1
        region.weight[before[0]] = weight
        region.asset[before[0]] = name
        return before[0]


def _survey(rng: Generator) -> list[int]:
    steps = [0] * len(KINDS)
    steps[SURVEY] = max(1, int(rng.lognormal(2.3, 0.6)))
    if rng.random() < 0.4:
        steps[DOGS] = max(1, int(rng.lognormal(2.0, 0.6)))
    return steps


def _clearance(rng: Generator, scale: float = 1.0) -> list[int]:
    steps = [0] * len(KINDS)
    manual = min(max(3.0, rng.lognormal(4.6, 0.9) * scale), 1500.0)
    steps[MANUAL] = int(manual)
    if rng.random() < 0.55:
        steps[MECHANICAL] = max(2, int(manual / 5))
    if rng.random() < 0.5:
        steps[DOGS] = max(2, int(manual / 2))
    return steps


def _works(rng: Generator, crew: str, mu: float) -> list[int]:
    steps = [0] * len(KINDS)
    by_trade = max(5, int(min(2000.0, rng.lognormal(mu, 0.6))))
    if crew in {"engineers", "either"}:
        steps[ENGINEERS] = by_trade
    if crew in {"builders", "either"}:
        steps[BUILDERS] = int(by_trade * 1.5) if crew == "either" else by_trade
    return steps


def draw_teams(region: Region, size: int, rng: Generator) -> Teams:
    """Draw teams by the work there is: a third arrive late, a tenth leave early."""
    asked = TEAMS_ASKED.get(size) or max(8, size // 90)
    steps = np.array(region.steps, np.int64)
    least = np.where(steps > 0, steps, 10**9)
    fastest = least.argmin(axis=1)
    load = np.bincount(fastest, weights=least.min(axis=1), minlength=len(KINDS))
    # Some of it falls to the slower kinds, so that all kinds are there.
    load[MANUAL] += load[MECHANICAL] * 1.5 + load[DOGS] * 0.5
    counts = np.maximum(1, np.round(load / load.sum() * asked)).astype(np.int64)
    kind = np.repeat(np.arange(len(KINDS)), counts)
    n_teams = len(kind)
    first_of_kind = np.concatenate(([0], np.cumsum(counts)[:-1]))
    hub = rng.integers(0, len(region.hub_x), n_teams)
    horizon = int(least.min(axis=1).sum() / n_teams * 2)
    late = rng.random(n_teams) < 0.35
    arrives = np.where(late, rng.integers(0, max(1, horizon // 3), n_teams), 0)
    arrives[first_of_kind] = 0
    early = rng.random(n_teams) < 0.1
    last_step = rng.integers(horizon // 2, horizon, n_teams)
    early[first_of_kind] = False
    leaves = [int(step) if goes else None for step, goes in zip(last_step, early, strict=True)]
    return Teams(kind, hub, arrives, leaves, horizon)
