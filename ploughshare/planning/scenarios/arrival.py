"""From a promise to teams: who comes when, with whom, and for how long."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ploughshare.evidence.figures import Figure
from ploughshare.fields import Record, date_in, number_in, text_in
from ploughshare.planning import wording
from ploughshare.planning.effort import works_days
from ploughshare.planning.scenarios.scenario import MakeUp, Scenario, Terms
from ploughshare.planning.scenarios.terms import AddedTeam, Owned
from ploughshare.planning.situation import Situation
from ploughshare.pledges.ladder import Standing
from ploughshare.skills import BUILDER_KINDS, HAZARD_KINDS

DEMINERS = (MakeUp(("manual", "bac", "eod"), 1.0),)
"""The commonest team is the one of several kinds. Source: as ``defaults.PRACTICE``."""

OPEN_WORKS = frozenset({"planned", "active"})

DAY = timedelta(days=1)

Base = tuple[float, float]
"""Longitude and latitude in degrees."""


@dataclass(frozen=True)
class Arrival:
    """
    One contribution under a scenario's terms.

    Parameters
    ----------
    situation
        The plan of record's.
    scenario
        Whose terms hold.
    contribution, standing
        The record, of role deminers or builders, and where it stands.
    there
        How many of them count already, in accredited parts of the contribution.
    """

    situation: Situation
    scenario: Scenario
    contribution: Record
    standing: Standing
    there: float = 0.0

    @property
    def role(self) -> str:
        return text_in(self.contribution.values, "role")

    @property
    def terms(self) -> Terms:
        return self.scenario.terms(self.contribution.id, self.role)

    @property
    def said(self) -> float:
        """How many were counted last, else how many were stated; less those that count already."""
        stated = number_in(self.contribution.values, "quantity") or 0.0
        said = stated if self.standing.people is None else self.standing.people
        return max(0.0, said - self.there)

    @property
    def people(self) -> int:
        """How many come."""
        return round(self.said * self._value("share"))

    @property
    def crew(self) -> tuple[int, int]:
        """People of a team on the lanes or works, and with them."""
        return int(self._value("team_people")), int(self._value("support_people"))

    @property
    def at_strength(self) -> int:
        """Teams there would be: as many as lanes can be manned, and as have their support."""
        on_lanes, beside = self.crew
        manned = self.people * self._value("lanes_share") / on_lanes
        return int(min(manned, self.people / (on_lanes + beside)))

    @property
    def counted_teams(self) -> int:
        """Teams that do at the full rate what those at strength do at theirs."""
        return int(self.at_strength * self._value("productivity"))

    @property
    def arrives_on(self) -> date:
        """Day on which the first of them arrive."""
        stated = self.terms.arrives_on or date_in(self.contribution.values, "arrives_on")
        start = self.situation.calendar.start
        day = stated or start + timedelta(days=round(self._figure("arrival_days").value))
        return day + timedelta(days=self.terms.delay_days or 0)

    @property
    def leaves_on(self) -> date:
        """Last day on which they work."""
        stated = self.terms.leaves_on or date_in(self.contribution.values, "leaves_on")
        if stated is not None:
            return stated + timedelta(days=self.terms.delay_days or 0)
        return self.arrives_on + timedelta(days=round(self._figure("stay_days").value))

    def arrival(self, team: int) -> date:
        """Day on which the last of a team arrive; teams are counted from 0 at strength."""
        arrived_before = (team + 1) * self.people / max(1, self.at_strength)
        phase = max(0, -int(-arrived_before // self._value("phase_people")) - 1)
        return self.arrives_on + timedelta(days=phase * round(self._value("phase_days")))

    @property
    def wait(self) -> timedelta:
        """From arrival to the first day of work."""
        return timedelta(days=round(self._value("accreditation_days")))

    @property
    def last_arrival(self) -> date:
        return self.arrival(max(0, self.at_strength - 1))

    @property
    def ready_on(self) -> date:
        """First day on which any of them works."""
        return self.arrival(0) + self.wait

    def teams(self, bases: Sequence[Base]) -> Iterator[AddedTeam]:
        """The teams the scenario adds; those that would leave before they begin are left out."""
        made_up = list(self.make_up())
        for number in range(self.counted_teams):
            like = number * self.at_strength // self.counted_teams
            begins = self.arrival(like) + self.wait
            if begins <= self.leaves_on:
                lon, lat = bases[number % len(bases)]
                yield AddedTeam(
                    f"{self.contribution.id}.{number + 1}", self.contribution.id,
                    made_up[number], self.crew[0], begins, self.leaves_on, lon, lat,
                )  # fmt: skip

    def make_up(self) -> Iterator[tuple[str, ...]]:
        """
        Kinds of each team, so that any number of them has about the shares asked for.

        Each next team is of the kinds that lie furthest behind their share.
        """
        parts = self.shares()
        given = [0] * len(parts)
        for number in range(1, self.counted_teams + 1):
            behind = [part.share * number - done for part, done in zip(parts, given, strict=True)]
            at = behind.index(max(behind))
            given[at] += 1
            yield parts[at].kinds

    def shares(self) -> tuple[MakeUp, ...]:
        """What their teams serve as: as the scenario says, else by the work there is."""
        if self.terms.make_up:
            return self.terms.make_up
        return DEMINERS if self.role == "deminers" else _by_works(self.situation)

    def bases(self) -> list[Base]:
        """Where they are based: as the scenario says, else where teams of their side are."""
        places = self.situation.places
        named = [places[name].geometry for name in self.terms.bases]
        if not named:
            side = set(HAZARD_KINDS if self.role == "deminers" else BUILDER_KINDS)
            for team in self.situation.teams.values():
                shape = team.geometry
                if shape is None and team.base in places:
                    shape = places[team.base].geometry
                if side & set(team.kinds):
                    named.append(shape)
        spots = [shape.representative_point() for shape in named
                 if shape is not None and not shape.is_empty]  # fmt: skip
        return list(dict.fromkeys((round(spot.x, 6), round(spot.y, 6)) for spot in spots))

    def assumed(self) -> Iterator[Owned]:
        """Every assumption, one by one."""
        values = self.contribution.values
        yield self._row("share", "share of those stated who come")
        stated = "" if self.terms.arrives_on else date_in(values, "arrives_on")
        delay = f", and {self.terms.delay_days} days later" if self.terms.delay_days else ""
        default = self._figure("arrival_days")
        start = self.situation.calendar.start
        earliest, latest = (_day(start + timedelta(days=d)) for d in (default.low, default.high))
        if self.terms.arrives_on:
            yield self._owned("first arrival", _day(self.arrives_on), "", "", self._file + delay)
        elif stated:
            yield self._owned("first arrival", _day(self.arrives_on), "", "", "as stated" + delay)
        else:
            yield self._owned(
                "first arrival, for which no date was given", _day(self.arrives_on), earliest,
                latest, default.source + delay,
            )  # fmt: skip
        yield self._row("phase_people", "people who arrive together", " people")
        yield self._row("phase_days", "from one arrival to the next", " days")
        yield self._owned(
            "last arrival", _day(self.last_arrival), "", "", "follows from the three above"
        )
        yield self._row("accreditation_days", "from arrival to the first day of work", " days")
        leaves = self.terms.leaves_on or date_in(values, "leaves_on")
        stay = self._figure("stay_days")
        yield self._owned(
            "last day of work", _day(self.leaves_on),
            "" if leaves else f"{stay.low:g} days", "" if leaves else f"{stay.high:g} days",
            (self._file if self.terms.leaves_on else "as stated" if leaves else stay.source) + delay,
        )  # fmt: skip
        yield self._row("lanes_share", "share on the lanes or works")
        yield self._row("team_people", "people of a team on the lanes or works", " people")
        yield self._row("support_people", "people of a team beside them", " people")
        yield self._row("productivity", "what a team does of the rate, counted as fewer teams")
        source = self._file if self.terms.make_up else "teams of several kinds are the commonest"
        if not self.terms.make_up and self.role == "builders":
            source = "in the proportions of the open works on record"
        made = (f"{wording.listed(part.kinds)} {part.share:.0%}" for part in self.shares())
        yield self._owned("kinds of team", ", ".join(made), "", "", source)
        many = len(self.bases())
        where = ", ".join(self.terms.bases) or (
            "1 place" if many == 1 else f"{many} places in turn"
        )
        yield self._owned(
            "bases", where, "", "",
            self._file if self.terms.bases else "where teams of their side are based",
        )  # fmt: skip

    @property
    def _file(self) -> str:
        return f"scenario file {self.scenario.file}" if self.scenario.file else "said for this plan"

    def _figure(self, name: str) -> Figure:
        figures = self.situation.figures
        own = f"contribution.{self.role}.{name}"
        return figures[own] if own in figures else figures[f"contribution.{name}"]

    def _value(self, name: str) -> float:
        said = getattr(self.terms, name)
        return self._figure(name).value if said is None else float(said)

    def _row(self, name: str, what: str, unit: str = "") -> Owned:
        figure, said = self._figure(name), getattr(self.terms, name)
        return self._owned(
            what, f"{self._value(name):g}{unit}", f"{figure.low:g}{unit}", f"{figure.high:g}{unit}",
            figure.source if said is None else self._file,
        )  # fmt: skip

    def _owned(self, what: str, value: str, low: str, high: str, source: str) -> Owned:
        return Owned(self.contribution.id, what, value, low, high, source)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _by_works(situation: Situation) -> tuple[MakeUp, ...]:
    """Builders' trades in the proportions of the crew-days of open works."""
    days: dict[str, float] = dict.fromkeys(BUILDER_KINDS, 0.0)
    for works in situation.works.values():
        effort = works_days(situation, works) if works.status in OPEN_WORKS else None
        if effort is not None and works.trade in days:
            days[works.trade] += effort.days
    whole = sum(days.values())
    if not whole:
        return (MakeUp(("building",), 1.0),)
    return tuple(MakeUp((trade,), part / whole) for trade, part in days.items() if part)
