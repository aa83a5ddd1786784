"""Rules about disposal teams: on call beside builders, for how many, and a reserve for spot tasks."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, combinations

from ploughshare.assets.assets import Works
from ploughshare.land.hazards import HazardousArea
from ploughshare.planning import wording
from ploughshare.planning.effort import works_days
from ploughshare.planning.presence import Present
from ploughshare.planning.programme import Programme
from ploughshare.planning.rights import Districts, within
from ploughshare.planning.rules.workforce import who_may_work
from ploughshare.planning.statements import AtOnce, Besides, NotBefore
from ploughshare.skills import BUILDER_KINDS

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

CREWS = "works.crews_per_disposal_team"

MOST_AREAS = 6
"""Different areas of disposal teams of which every union is looked at: 63 at most."""

DAY = timedelta(days=1)


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
    say so. A team on call goes on with its own work.

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


def one_disposal_team_answers_for_so_many(programme: Programme) -> Iterator[AtOnce]:
    """
    A disposal team on call answers for so many crews at once, and no more are at work.

    Crews count and not works, because calls come by the crew-day: those at work on works beside which
    a disposal team is on call, at most as many as the figure ``works.crews_per_disposal_team``
    for each team that may work there. That holds for each district, and for districts together
    that the same teams serve, so that no team is counted twice; where disposal teams have more
    than six different areas, for the districts of each set of teams and for all of them together.
    The fewest teams count that are there at once between the coming of the first and the leaving
    of the last, at least one: who comes later counts in the plans that are made then. Leave is
    not looked at. What is under way goes on, and where nobody on record may answer nothing is
    limited.

    Calls are answered in the time that the figure ``eod.reserve_share`` keeps free, beside spot
    tasks, and that share is not raised for them. Ten crews call for a twelfth of a team's time, 24
    for the fifth that is kept free.

    Source: practice; the figure, with its range.
    """
    per_team = programme.situation.figure(CREWS)
    works: dict[str, list[str]] = {}
    for each in on_call_for(programme):
        works.setdefault(programme.of_works[each.id].where.district, []).append(each.id)
    on_call, places = FirstThere(programme), programme.situation.places
    for districts in _served_together(on_call.areas(works)):
        teams = on_call.fewest(districts)
        crews = max(1, int(per_team * teams))
        names = wording.listed(places[d].name if d in places else d for d in districts if d)
        where = f" in {names}" if names else ""
        who = "the disposal team" if teams == 1 else f"the {teams} disposal teams"
        yield AtOnce(
            f"on call{where and ': '}{', '.join(d for d in districts if d)}",
            tuple(chain.from_iterable(works[d] for d in districts)),
            crews,
            BUILDER_KINDS,
            f"{who} on call{where} {'answers' if teams == 1 else 'answer'} for "
            f"{crews} {'crew' if crews == 1 else 'crews'} at once",
            (CREWS,),
        )


def _served_together(areas: frozenset[frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """
    Sets of districts that no team from elsewhere serves, by the areas of teams.

    If in each of these there are no more crews than its teams answer for, each crew can be given a
    team of its district so that none has too many.
    """
    known = sorted(areas, key=sorted)
    if len(known) <= MOST_AREAS:
        some = chain.from_iterable(combinations(known, n) for n in range(1, len(known) + 1))
        unions: dict[frozenset[frozenset[str]], None] = dict.fromkeys(map(frozenset, some))
    else:
        alike = (frozenset(a for a in known if d in a) for d in sorted(frozenset().union(*known)))
        unions = dict.fromkeys((*alike, frozenset(known)))
    for union in unions:
        others = frozenset().union(*(area for area in known if area not in union))
        districts = frozenset().union(*union) - others
        if all(area & districts for area in union):
            yield tuple(sorted(districts))


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
    From when to when disposal teams may work, and where.

    Parameters
    ----------
    programme
        What is to be done, and by whom.
    """

    def __init__(self, programme: Programme) -> None:
        start = programme.situation.calendar.start
        self._parts: list[tuple[str, date, date | None, Districts]] = [
            (
                team.team,
                max(right.from_on or team.from_on or start, start),
                right.to_on or team.to_on,
                right.districts,
            )
            for team in who_may_work(programme)
            if isinstance(team, Present)
            for right in team.rights
            if right.kind == DISPOSAL
        ]
        self._known: dict[str, date | None] = {}

    def on(self, district: str) -> date | None:
        """The first day of the first team; ``None`` where none may ever work."""
        if district not in self._known:
            days = (day for _, day, _, here in self._parts if within(district, here))
            self._known[district] = min(days, default=None)
        return self._known[district]

    def areas(self, districts: Mapping[str, object]) -> frozenset[frozenset[str]]:
        """Which of some districts each team may work in, each such set once."""
        found: dict[str, set[str]] = {}
        for team, _, _, here in self._parts:
            found.setdefault(team, set()).update(d for d in districts if within(d, here))
        return frozenset(frozenset(area) for area in found.values() if area)

    def fewest(self, districts: tuple[str, ...]) -> int:
        """The fewest teams there at once from the first day of the first to the last of the last."""
        spans = [
            (team, begin, end or date.max)
            for team, begin, end, here in self._parts
            if any(within(district, here) for district in districts)
        ]
        last = max(end for _, _, end in spans)
        changes = {begin for _, begin, _ in spans} | {
            end + DAY for _, _, end in spans if end < last
        }
        there = (len({team for team, a, b in spans if a <= day <= b}) for day in changes)
        return max(1, min(there))
