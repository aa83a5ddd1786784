"""Undertakings of agreements beside the schedule: what is kept, what comes late, what lapses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ploughshare.planning import wording
from ploughshare.planning.items import (
    Item,
    NotPlanned,
    PlannedBenefit,
    PlannedMilestone,
    PlannedUndertaking,
)
from ploughshare.planning.situation import Situation
from ploughshare.planning.terrain import serves_today
from ploughshare.pledges.agreements import Milestone, Subjects, Undertaking

DONE = frozenset({"done", "withdrawn"})
"""Works on which nothing is left to do."""


@dataclass(frozen=True)
class Schedule:
    """
    The days of a plan's records.

    Parameters
    ----------
    situation
        What the plan read.
    items, benefits, not_planned
        What it says.
    """

    situation: Situation
    items: Sequence[Item]
    benefits: Sequence[PlannedBenefit]
    not_planned: Sequence[NotPlanned]

    @cached_property
    def _days(self) -> Mapping[tuple[str, str], date]:
        """Last day of each record: hand-over of ground, end of works, return of an asset."""
        found: dict[tuple[str, str], date] = {}
        for item in self.items:
            kinds = {"hazards": "handover", "works": "works"}
            if kinds.get(item.record_type) == item.activity_kind:
                key = (item.record_type, item.record_id)
                found[key] = max(found.get(key, date.min), item.finish_on)
        for benefit in self.benefits:
            if benefit.record_type == "assets":
                key = ("assets", benefit.record_id)
                found[key] = max(found.get(key, date.min), benefit.on)
        return found

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return frozenset(
            name for row in self.not_planned for name in (row.record_id, *row.holds_up)
        )

    def day(self, about: Subjects) -> tuple[date | None, str]:
        """
        Day by which all of some records are done, and why there is none.

        Without a day and a reason, nothing of them is left to do.
        """
        days, missing = [], []
        for record_type in ("hazards", "assets", "works"):
            for name in getattr(about, record_type):
                day = self._days.get((record_type, name))
                if day is not None and name not in self._left_out:
                    days.append(day)
                elif not self._is_done(record_type, name):
                    missing.append(name)
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            return None, f"{wording.listed(missing)} {verb} not planned"
        return max(days, default=None), ""

    def _is_done(self, record_type: str, name: str) -> bool:
        """Whether nothing is left to do on a record; one that is not known counts as open."""
        situation = self.situation
        if name in self._left_out:
            return False
        if record_type == "hazards":
            return name in situation.hazards and not situation.hazards[name].is_open
        if record_type == "works":
            return name in situation.works and situation.works[name].status in DONE
        return name in situation.assets and serves_today(situation.assets[name])


def undertakings(
    situation: Situation,
    items: Sequence[Item],
    benefits: Sequence[PlannedBenefit],
    not_planned: Sequence[NotPlanned],
) -> tuple[PlannedUndertaking, ...]:
    """Each undertaking with its planned day, what lapses and why; by the day it is due."""
    schedule = Schedule(situation, items, benefits, not_planned)
    rows = [_row(each, schedule) for each in situation.undertakings.values()]
    return tuple(sorted(rows, key=lambda row: (row.due_on or date.max, row.id)))


def _row(each: Undertaking, schedule: Schedule) -> PlannedUndertaking:
    situation = schedule.situation
    agreement = situation.agreements.get(each.agreement)
    ends = [day for day in (each.to_on, agreement.to_on if agreement else None) if day]
    ends_on = min(ends, default=None)
    marks = [mark for mark in situation.milestones.values() if mark.undertaking == each.id]
    about = _together([each.about, *(mark.about for mark in marks)])
    planned_on, why = schedule.day(about)
    if not about:
        why = "it names no hazardous area, asset or works, so no schedule shows it"
    milestones = tuple(_milestone(mark, schedule) for mark in marks)
    open_yet = planned_on is not None or bool(why)
    contributions = sorted(
        name for name, given in situation.given_under.items() if given == each.id
    )
    return PlannedUndertaking(
        id=each.id,
        agreement=agreement.title if agreement else each.agreement,
        what=each.what,
        party=each.party,
        term=each.term,
        due_on=each.due_on,
        ends_on=ends_on,
        planned_on=planned_on,
        kept=_kept(each.due_on, planned_on, open_yet, why),
        why=why,
        contributions=tuple(contributions),
        milestones=milestones,
        lapses=tuple(_lapses(ends_on, planned_on, open_yet, contributions, schedule)),
    )


def _together(parts: Sequence[Subjects]) -> Subjects:
    """What an undertaking and its milestones are about."""
    return Subjects(
        tuple(dict.fromkeys(name for part in parts for name in part.hazards)),
        tuple(dict.fromkeys(name for part in parts for name in part.assets)),
        tuple(dict.fromkeys(name for part in parts for name in part.works)),
    )


def _kept(due: date | None, planned: date | None, open_yet: bool, why: str) -> bool | None:
    """Whether it is done by its day; ``None`` where no day or no schedule tells."""
    if not open_yet:
        return True
    if due is None or why.startswith("it names no"):
        return None
    return planned is not None and planned <= due


def _milestone(mark: Milestone, schedule: Schedule) -> PlannedMilestone:
    planned_on = schedule.day(mark.about)[0] if mark.about and mark.met_on is None else None
    if mark.met_on is not None:
        kept: bool | None = mark.due_on is None or mark.met_on <= mark.due_on
    elif mark.due_on is None or (planned_on is None and mark.due_on >= _today(schedule)):
        kept = None
    else:
        kept = planned_on is not None and planned_on <= mark.due_on
    return PlannedMilestone(mark.name, mark.due_on, mark.met_on, planned_on, kept)


def _today(schedule: Schedule) -> date:
    return schedule.situation.calendar.start


def _lapses(
    ends_on: date | None,
    planned_on: date | None,
    open_yet: bool,
    contributions: Iterable[str],
    schedule: Schedule,
) -> Iterator[str]:
    """What is left undone when the undertaking lapses, or its people leave."""
    if not open_yet:
        return
    day = wording.believed(planned_on, _today(schedule)) if planned_on else ""
    when = f"planned for {day}" if day else "not planned"
    if ends_on is not None and (planned_on is None or planned_on > ends_on):
        over = "lapsed" if ends_on < _today(schedule) else "lapses"
        yield f"it {over} on {wording.day(ends_on)} and is {when}"
    for name in contributions:
        teams = [t for t in schedule.situation.teams.values() if t.contribution == name]
        last = [team.to_on for team in teams if team.to_on is not None]
        if len(last) == len(teams) and teams:
            leaves = max(last)
            if planned_on is None or planned_on > leaves:
                yield f"the last team of contribution {name} leaves on {wording.day(leaves)}; it is {when}"


def lines(rows: Sequence[PlannedUndertaking], start: date) -> Iterator[str]:
    """The undertakings in plain lines, one by one; ``start`` is the plan's first day."""
    kept = sum(row.kept is True for row in rows)
    lapse = sum(bool(row.lapses) for row in rows)
    yield f"Undertakings: {len(rows):,}, of them {kept:,} kept by this plan, {lapse:,} to lapse undone"
    for row in rows:
        yield f"  {row.id}: {row.what} ({row.party or 'nobody named'}, {row.term.replace('_', '-')})"
        yield f"      {_verdict(row, start)}"
        for mark in row.milestones:
            yield f"      milestone {mark.name}: {_mark(mark, start)}"
        yield from (f"      {text}" for text in row.lapses)


def _verdict(row: PlannedUndertaking, start: date) -> str:
    due = f"due {wording.day(row.due_on)}, " if row.due_on else "no day given, "
    if row.why:
        return f"{due}{row.why}"
    if row.planned_on is None:
        return f"{due}done: nothing of it is left to do"
    word = {True: "kept", False: "late", None: "planned"}[row.kept]
    return f"{due}{word}: planned for {wording.believed(row.planned_on, start)}"


def _mark(mark: PlannedMilestone, start: date) -> str:
    due = f"due {wording.day(mark.due_on)}, " if mark.due_on else ""
    if mark.met_on is not None:
        return f"{due}met {wording.day(mark.met_on)}"
    if mark.planned_on is not None:
        return f"{due}planned for {wording.believed(mark.planned_on, start)}"
    return f"{due}not met" if mark.kept is False else f"{due}open"
