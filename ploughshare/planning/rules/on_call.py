"""Rules about disposal teams: on call beside builders, and a reserve for spot tasks."""

from collections.abc import Iterator
from datetime import date

from ploughshare.assets.assets import Works
from ploughshare.land.hazards import HazardousArea
from ploughshare.planning import wording
from ploughshare.planning.effort import works_days
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Districts, Rights
from ploughshare.planning.statements import Besides, NotBefore

DISPOSAL = "eod"
"""Kind of team that is called when builders find something."""

STRIKES = frozenset({"cluster", "uxo"})
"""Contamination whose rubble holds more than other ground."""

CANCELLED = "cancelled"
"""Product of an area on which nothing was found that speaks for a hazard."""

CALL, PER_CALL, RUBBLE = (
    "works.call_out_days", "works.crew_days_per_call_out", "works.rubble_crew_days_per_call_out",
)  # fmt: skip

RESERVE, MOST_RESERVED = "eod.reserve_share", 0.9
"""Figure of the time that is kept free, and the most of it."""


def disposal_teams_are_on_call(programme: Programme) -> Iterator[Besides | NotBefore]:
    """
    Where a hazardous area lay or lies, builders work with a disposal team on call.

    Released ground keeps a residual risk. Works of which the ground, with the buffer of their
    kind of asset, meets a hazardous area, open or closed, other than one that survey cancelled,
    stop when something is found until a disposal team has dealt with it: once in so many
    crew-days as the figure ``works.crew_days_per_call_out`` says, for the days of
    ``works.call_out_days``; with debris removal where cluster munitions or other unexploded
    ordnance struck once in those of ``works.rubble_crew_days_per_call_out``. They begin when the
    first disposal team that may work in their district is there. Where none is on record or may,
    whoever else answers is counted with the most days of that figure, and the plan's assumptions
    say so. A team on call goes on with its own work: how many works one can answer for is not
    planned.

    Source: informed by IMAS 07.11 (residual risk) and 09.30 (disposal); the figures are practice.
    """
    situation = programme.situation
    wait, first_there = situation.figures[CALL], FirstThere(programme)
    for works in on_call_for(programme):
        effort = works_days(situation, works)
        if effort is None:
            continue
        metric = RUBBLE if is_rubble(programme, works) else PER_CALL
        crew_days = effort.days * programme.orders.left_on_works(works.id)
        there = first_there.on(programme.of_works[works.id].where.district)
        days = crew_days / situation.figure(metric) * (wait.high if there is None else wait.value)
        because = f"a disposal team on call, {wording.days(days)} for what may be found"
        yield Besides(works.id, days, because, (CALL, metric))
        if there is not None and there > situation.calendar.start:
            on = wording.day(there)
            because = f"the first disposal team that may answer {works.name} is there from {on}"
            yield NotBefore(works.id, there, because)


def disposal_keeps_a_reserve(programme: Programme) -> Iterator[Besides]:
    """
    A share of the time of disposal teams is never planned: it is kept for spot tasks.

    Somebody finds an item in a yard, and a disposal team goes there within the day: that is
    answered by urgency, and no plan foresees it. So whatever teams do as disposal teams takes as
    much longer as leaves them the share of the figure ``eod.reserve_share``: a quarter
    longer where a fifth is kept free. Teams that clear by other methods lose nothing.

    Source: practice of operations rooms; the figure.
    """
    share = min(programme.situation.figure(RESERVE), MOST_RESERVED)
    because = f"{share:.0%} of the time of its disposal team kept free for spot tasks"
    for activities in programme.of_hazard.values() if share > 0 else ():
        for activity in activities:
            if activity.kind == "clearance":
                more = share / (1 - share)
                yield Besides(activity.id, 0.0, because, (RESERVE,), of_own=more, kind=DISPOSAL)


def on_call_for(programme: Programme) -> Iterator[Works]:
    """Planned works beside which a disposal team is on call."""
    for name, listed in programme.open_works.items():
        if any(_hazards_at(programme, name)):
            yield from (works for works in listed if works.id in programme.of_works)


def is_rubble(programme: Programme, works: Works) -> bool:
    """Whether works remove debris where ordnance struck."""
    debris = "debris" in {works.works_type, works.trade}
    found = _hazards_at(programme, works.asset)
    return debris and any(hazard.contamination in STRIKES for hazard in found)


def _hazards_at(programme: Programme, asset: str) -> Iterator[HazardousArea]:
    """Areas on the ground of an asset or within its reach, without those that survey cancelled."""
    terrain, hazards = programme.terrain, programme.situation.hazards
    for name in (*terrain.hazards_on.get(asset, ()), *terrain.once_hazardous_on.get(asset, ())):
        if hazards[name].product != CANCELLED:
            yield hazards[name]


class FirstThere:
    """
    From when on a disposal team may work, by district.

    Parameters
    ----------
    programme
        What is to be done, and by whom.
    """

    def __init__(self, programme: Programme) -> None:
        rights = Rights(programme)
        start = programme.situation.calendar.start
        self._parts: list[tuple[date, Districts]] = [
            (max(part.from_on or start, start), part.districts)
            for team in programme.situation.teams.values()
            if DISPOSAL in team.kinds and team.id in programme.terrain.team_base
            for part in rights.parts(team)
            if DISPOSAL in part.kinds and (part.to_on is None or part.to_on >= start)
        ]
        self._known: dict[str, date | None] = {}

    def on(self, district: str) -> date | None:
        """The first day of the first team; ``None`` where none may ever work."""
        if district not in self._known:
            days = (
                day for day, here in self._parts if not district or here is None or district in here
            )
            self._known[district] = min(days, default=None)
        return self._known[district]
