"""Version 1 of the synthetic restoration benchmark: version 0 with every feature of the format.

The region is that of version 0 with the same seed. On top of it: districts and rivers between
them; operators with assigned districts, and the state's own teams; leave; teams of two kinds;
winters, frost and holidays; heavy machines; work in progress and issued orders; machines and dogs
that never work alone; handover and curing lags; procurement, which takes time and no team;
commissioning, for which engineers need only be there; handover milestones; dated material.

Each instance has a schedule: the first team of each kind belongs to the state, stays, and may work
everywhere; what is restricted is open to the state; and each activity has a mode that one such
team can do alone.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from benchmarks.synthetic_begun import begin_work
from benchmarks.synthetic_v0 import (
    BUILDERS,
    DOGS,
    ENGINEERS,
    KINDS,
    MANUAL,
    MECHANICAL,
    SURVEY,
    TRAVEL,
    Document,
    Region,
    benefits,
    draw_region,
    draw_teams,
    rounded,
)

HEAVY = {"detour": 1.5, "km_per_step": 20.0, "camp_move_km": 5.0, "camp_move_steps": 20}
STATE = "state"
YEAR = 2_500
"""Steps of a year of 250 working days."""
WINTER, WINTER_LASTS = 1_900, 450
"""First step of winter in a year that begins in March, and its length for work on the ground."""
SECOND_KINDS = {SURVEY: MANUAL, MANUAL: SURVEY, DOGS: SURVEY, ENGINEERS: BUILDERS}
MOST_DISTRICTS, MOST_OPERATORS = 24, 8


@dataclass(slots=True)
class _Draw:
    """
    What is shared while an instance is drawn.

    Attributes
    ----------
    lag
        Steps between the finish of an activity and the start of what waits for it.
    district
        District of each activity, or ``None`` for a stretch of a national road.
    river_steps
        Steps by which each border between a district and the next delays a trip; 0: no river.
    """

    region: Region
    rng: Generator
    horizon: int = 0
    districts: list[str] = field(default_factory=list)
    river_steps: list[int] = field(default_factory=list)
    operators: list[str] = field(default_factory=list)
    assigned: list[list[str]] = field(default_factory=list)
    district: list[int | None] = field(default_factory=list)
    lag: list[int] = field(default_factory=list)

    def district_at(self, x: float) -> int:
        """The district at a distance along the belt; towns spill over its ends."""
        place = int(x / self.region.length_km * len(self.districts))
        return min(max(place, 0), len(self.districts) - 1)

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)


def document(size: int, seed: int) -> Document:
    """Return an instance as a ``restoration-problem/1`` document."""
    region_draws = np.random.default_rng(seed)
    draw = _Draw(draw_region(size, region_draws), np.random.default_rng([seed, 1]))
    _draw_districts(draw)
    _draw_lags(draw)
    teams = _draw_teams(draw, size)
    activities = [_activity(draw, j) for j in range(len(draw.region.at))]
    served = benefits(draw.region)
    extra = _procurement(draw, activities) + _endings(draw, activities, served)
    standdowns = _standdowns(draw)
    problem: Document = {
        "format": "restoration-problem/1",
        "name": f"rsp v1 n={size} seed={seed}",
        "steps_per_day": 10,
        "start_date": "2026-03-02",
        "kinds": KINDS,
        "travel": {"default": TRAVEL, "heavy": HEAVY},
        "between": _between(draw),
        "teams": teams,
        "standdowns": standdowns,
        "activities": activities + extra,
    }
    problem["fixed"] = begin_work(problem, len(draw.region.at), draw.rng)
    problem["benefits"] = served
    return problem


def _draw_districts(draw: _Draw) -> None:
    region, rng = draw.region, draw.rng
    n_towns = sum(1 for asset in region.asset.values() if asset == "substation")
    count = min(max(2, n_towns // 4), MOST_DISTRICTS)
    draw.districts = [f"district-{d + 1}" for d in range(count)]
    rivers = np.where(rng.random(count - 1) < 0.4, rng.integers(5, 21, count - 1), 0)
    if not rivers.any():
        rivers[0] = 10
    draw.river_steps = rivers.tolist()
    draw.operators = [f"operator-{o + 1}" for o in range(min(max(2, count // 2), MOST_OPERATORS))]
    draw.assigned = [
        sorted(rng.choice(draw.operators, size=min(2, len(draw.operators)), replace=False).tolist())
        for _ in draw.districts
    ]
    for (x, _), on_road in zip(region.at, region.on_road, strict=True):
        national = on_road and draw.chance(0.3)
        draw.district.append(None if national else draw.district_at(x))


def _draw_lags(draw: _Draw) -> None:
    """Handover after clearance, curing after some works."""
    for role in draw.region.role:
        handover, curing = int(draw.rng.integers(5, 31)), int(draw.rng.integers(20, 101))
        cures = draw.chance(0.25)
        draw.lag.append({"clearance": handover, "survey": 0}.get(role, curing if cures else 0))


def _between(draw: _Draw) -> list[Document]:
    """Every pair of districts with a river between them."""
    pairs: list[Document] = []
    for a in range(len(draw.districts)):
        for b in range(a + 1, len(draw.districts)):
            steps = sum(draw.river_steps[a:b])
            if steps:
                pairs.append({"zones": [draw.districts[a], draw.districts[b]], "steps": steps})
    return pairs


# Teams


def _draw_teams(draw: _Draw, size: int) -> list[Document]:
    region, rng = draw.region, draw.rng
    drawn = draw_teams(region, size, rng)
    draw.horizon = drawn.horizon
    known: set[int] = set()
    teams: list[Document] = []
    for m, kind in enumerate(drawn.kind.tolist()):
        x = float(region.hub_x[drawn.hub[m]])
        home = draw.district_at(x)
        team: Document = {"id": f"t{m}", "kinds": [KINDS[kind]], "at": rounded((x, region.hub_y))}
        team["zone"] = draw.districts[home]
        second = SECOND_KINDS.get(kind)
        if second is not None and draw.chance(0.3):
            team["kinds"].append(KINDS[second])
        if kind == MECHANICAL:
            team["mobility"] = "heavy"
        team["group"] = _group(draw, kind)
        reach = _reach(draw, home)
        if kind not in known:
            known.add(kind)
            team["group"] = STATE
        else:
            if draw.chance(0.4):
                team["zones"] = reach
            if drawn.leaves[m] is not None:
                team["to"] = drawn.leaves[m]
        team["from"] = int(drawn.arrives[m])
        if draw.chance(0.7):
            team["away"] = _leave(draw)
        teams.append(team)
    return teams


def _group(draw: _Draw, kind: int) -> str:
    if draw.chance(0.5 if kind in {BUILDERS, ENGINEERS} else 0.25):
        return STATE
    return str(draw.rng.choice(draw.operators))


def _reach(draw: _Draw, home: int) -> list[str]:
    """Two to four neighbouring districts, the home district among them."""
    width = int(draw.rng.integers(2, 5))
    first = max(0, home - int(draw.rng.integers(0, width)))
    return draw.districts[first : max(first + width, home + 1)]


def _leave(draw: _Draw) -> list[list[int]]:
    """Leave of one to two weeks, every three months or so, as far as planning reaches."""
    period, lasts = int(draw.rng.integers(500, 900)), int(draw.rng.integers(50, 101))
    first = int(draw.rng.integers(10, period))
    return [[at, at + lasts] for at in range(first, _planning_reach(draw), period)]


def _planning_reach(draw: _Draw) -> int:
    return max(3 * draw.horizon // 2, YEAR)


# Stand-downs


def _standdowns(draw: _Draw) -> list[Document]:
    """Winters by part of the belt, a shorter frost for builders, holidays everywhere."""
    half = (len(draw.districts) + 1) // 2
    listed: list[Document] = []
    for year in range(_planning_reach(draw) // YEAR + 1):
        for zones in (draw.districts[:half], draw.districts[half:]):
            first = year * YEAR + WINTER + int(draw.rng.integers(0, 120))
            ground = ["manual", "mechanical", "dogs"]
            winter = {"from": first, "to": first + WINTER_LASTS}
            listed.append({"kinds": ground, "zones": zones, **winter})
            frost = {"from": first + 100, "to": first + 100 + int(draw.rng.integers(80, 200))}
            listed.append({"kinds": ["builders"], "zones": zones, **frost})
        holidays = year * YEAR + WINTER + 180
        listed.append({"kinds": KINDS, "from": holidays, "to": holidays + 20})
    return listed


# Activities


def _activity(draw: _Draw, j: int) -> Document:
    region = draw.region
    activity: Document = {"id": f"a{j}", "at": rounded(region.at[j])}
    district = draw.district[j]
    if district is not None:
        activity["zone"] = draw.districts[district]
    groups = _groups(draw, j)
    if groups:
        activity["groups"] = groups
    before = sorted(set(region.after[j]))
    if region.role[j] == "works" and draw.chance(0.08):
        activity["earliest"] = int(draw.rng.integers(1, max(2, draw.horizon // 4)))
    if before:
        activity["after"] = [_after(draw, i) for i in before]
    activity["modes"] = _modes(draw, j)
    return activity


def _after(draw: _Draw, i: int) -> Document:
    return {"id": f"a{i}", "lag": draw.lag[i]} if draw.lag[i] else {"id": f"a{i}"}


def _groups(draw: _Draw, j: int) -> list[str]:
    """Who may work on it; nobody named: everybody."""
    district = draw.district[j]
    restricted = draw.chance(0.15 if draw.region.role[j] in {"works", "bridge"} else 1.0)
    if not restricted or district is None:
        return []
    return [STATE, *draw.assigned[district]]


def _modes(draw: _Draw, j: int) -> list[Document]:
    role, by_kind = draw.region.role[j], draw.region.steps[j]
    modes: list[Document] = []

    def add(steps: float, *kinds: int) -> None:
        teams = {KINDS[kind]: kinds.count(kind) for kind in dict.fromkeys(kinds)}
        modes.append({"steps": max(1, math.ceil(steps)), "teams": teams})

    for kind in (SURVEY, MANUAL, BUILDERS, ENGINEERS):
        if by_kind[kind]:
            add(by_kind[kind], kind)
    if by_kind[DOGS]:
        add(by_kind[DOGS], DOGS, SURVEY if role == "survey" else MANUAL)
    if by_kind[MECHANICAL]:
        add(by_kind[MECHANICAL], MECHANICAL, MANUAL)
    for kind in (MANUAL, BUILDERS):
        if by_kind[kind] >= 60 and draw.chance(0.4):
            add(by_kind[kind] * 0.55, kind, kind)
    if by_kind[BUILDERS] and by_kind[ENGINEERS] and draw.chance(0.5):
        add(by_kind[ENGINEERS] * 0.6, BUILDERS, ENGINEERS)
    return modes


def _procurement(draw: _Draw, activities: list[Document]) -> list[Document]:
    """Some works of engineers wait for design and material, which take time and no team."""
    extra: list[Document] = []
    for j, activity in enumerate(activities[: len(draw.region.at)]):
        by_engineers = draw.region.role[j] == "works" and draw.region.steps[j][ENGINEERS] > 0
        if by_engineers and draw.chance(0.2):
            steps = int(draw.rng.integers(100, 401))
            ordered = {"id": f"p{j}", "at": activity["at"], "modes": [{"steps": steps}]}
            extra.append(ordered)
            activity.setdefault("after", []).append({"id": f"p{j}"})
    return extra


def _endings(draw: _Draw, activities: list[Document], served: list[Document]) -> list[Document]:
    """Substations and pumps are commissioned; schools and public buildings are handed over."""
    extra: list[Document] = []
    for benefit in served:
        j = int(benefit["id"][1:])
        asset = draw.region.asset.get(j)
        ending: Document = {"id": f"e{j}", "at": activities[j]["at"]}
        if "zone" in activities[j]:
            ending["zone"] = activities[j]["zone"]
        if asset in {"substation", "pump"}:
            ending |= {"after": [{"id": f"a{j}"}]}
            ending["modes"] = [{"steps": 0, "teams": {"engineers": 1}}]
        elif asset in {"school", "public"}:
            ending |= {"after": [{"id": f"a{j}", "lag": 10}], "modes": [{"steps": 0}]}
        else:
            continue
        extra.append(ending)
        benefit["activity"] = ending["id"]
    return extra
