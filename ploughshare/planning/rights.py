"""What each team may do, where, and from when to when: permits, areas and funding together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ploughshare.planning import wording
from ploughshare.planning.presence import Ends, Right
from ploughshare.planning.programme import Programme
from ploughshare.skills import ACTIVITIES, HAZARD_KINDS, activity_of
from ploughshare.workforce.rights import Accreditation, Grant, Permit
from ploughshare.workforce.teams import Team

PERMITS: tuple[Permit, ...] = ("accreditation", "licence")
ADJECTIVE = {"accreditation": "accredited", "licence": "licensed"}
DAY = timedelta(days=1)

Districts = tuple[str, ...] | None
"""Ids of districts, sorted; ``None`` for everywhere, empty for nowhere."""

Stretch = tuple[date, date | None, Districts]
"""Days, both ends included, ``None`` for open, and where something is allowed on each of them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a team may do nothing at all: a stable code, a sentence, and what would mend it."""

    reason: str
    because: str
    remedy: str


@dataclass(frozen=True)
class Rights:
    """
    Permits, areas and grants of a programme, as they bear on its teams.

    Parameters
    ----------
    programme
        What is to be done, and by whom.
    """

    programme: Programme

    @cached_property
    def _permits(self) -> dict[tuple[str, Permit], list[Accreditation]]:
        found: dict[tuple[str, Permit], list[Accreditation]] = {}
        for record in self.programme.situation.accreditations:
            found.setdefault((record.organisation, record.permit), []).append(record)
        return found

    @cached_property
    def _grants(self) -> dict[str, Grant]:
        grants = self.programme.situation.grants
        return {grant.name: grant for grant in grants.values()} | dict(grants)

    @cached_property
    def _known_districts(self) -> dict[tuple[str, ...], Districts]:
        return {}

    def grant_of(self, team: Team) -> Grant | None:
        """The grant on record that a team's group names, by id or else by name."""
        return self._grants.get(team.group)

    def of(self, team: Team) -> tuple[Right, ...]:
        """
        As what a team may serve, where and from when to when; empty for nothing.

        Each is as long and as wide as it can be: a permit that is renewed in time goes on. Days before
        the plan's first are left out, and so is what lasts no day of work.
        """
        first = max(team.from_on or self._start, self._start)
        cuts = self._cuts(team, first, team.to_on)
        ends = [*(day - DAY for day in cuts[1:]), team.to_on]
        found: list[Right] = []
        for kind in team.kinds:
            held = [(a, b, self.at(team, kind, a)) for a, b in zip(cuts, ends, strict=True)]
            for begin, end, districts in _whole(held, self.programme.terrain.districts):
                if self._has_work_days(begin, end):
                    found.append(
                        Right(
                            kind, districts,
                            None if begin == first else begin,
                            None if end == team.to_on else end,
                            "" if begin == first else self._begins(team, kind, begin),
                            () if end is None or end == team.to_on
                            else tuple(self._ends(team, kind, end)),
                        )
                    )  # fmt: skip
        return tuple(found)

    @property
    def _start(self) -> date:
        return self.programme.situation.calendar.start

    def _has_work_days(self, begin: date, end: date | None) -> bool:
        calendar = self.programme.situation.calendar
        return end is None or calendar.step_of(begin) < calendar.step_after(end)

    def _cuts(self, team: Team, first: date, last: date | None) -> list[date]:
        """Days on which a team's rights may change, its first day before them."""
        grant = self.grant_of(team)
        permits = self._bearing_on(team, *team.kinds)
        dated: list[Accreditation | Grant] = [*permits, *([grant] if grant else [])]
        days = {day for each in dated if (day := each.from_on)}
        days |= {each.to_on + DAY for each in dated if each.to_on and each.to_on < date.max}
        return [first, *sorted(d for d in days if first < d and (last is None or d <= last))]

    def _bearing_on(self, team: Team, *kinds: str) -> Iterator[Accreditation]:
        """Permits of a team's organisation that cover one of some kinds."""
        for permit in PERMITS:
            for record in self._permits.get((team.organisation, permit), ()):
                if any(record.covers(kind) for kind in kinds):
                    yield record

    def at(self, team: Team, kind: str, day: date) -> Districts:
        """Where a team may serve as a kind on a day; empty for nowhere."""
        grant = self.grant_of(team)
        if grant is not None and not (grant.pays_on(day) and pays_for(grant, kind)):
            return ()
        districts = self.area(team)
        for permit in PERMITS:
            districts = common(districts, self.permitted(team.organisation, permit, kind, day))
        return districts

    def area(self, team: Team) -> Districts:
        """Where a team may work: its own places within those of its organisation and grant."""
        organisation = self.programme.situation.organisations.get(team.organisation)
        grant = self.grant_of(team)
        area = self._districts(team.places)
        area = common(area, self._districts(organisation.places if organisation else ()))
        return common(area, self._districts(grant.places if grant else ()))

    def permitted(self, organisation: str, permit: Permit, kind: str, day: date) -> Districts:
        """
        Where an organisation holds a permit for a kind on a day.

        Records of a permit count for the kinds that work on hazardous ground and for
        those they name; for others, and where none is recorded, what the
        organisation's own record says of kinds stands for its accreditation.
        """
        records = self._permits.get((organisation, permit), ())
        if not any(kind in HAZARD_KINDS or kind in record.kinds for record in records):
            known = self.programme.situation.organisations.get(organisation)
            listed = known.kinds if known and permit == "accreditation" else ()
            return None if not listed or kind in listed else ()
        valid = [record for record in records if record.covers(kind) and record.valid(day)]
        if any(not record.places for record in valid):
            return None
        found: set[str] = set()
        for record in valid:
            here = self._districts(record.places)
            if here is None:
                return None
            found |= set(here)
        return tuple(sorted(found))

    def _districts(self, places: tuple[str, ...]) -> Districts:
        """Districts of places; everywhere where no district of the region has an outline."""
        if places not in self._known_districts:
            terrain = self.programme.terrain
            here = terrain.districts_of(places) if terrain.has_districts else None
            self._known_districts[places] = here
        return self._known_districts[places]

    def _begins(self, team: Team, kind: str, day: date) -> str:
        grant = self.grant_of(team)
        causes = [
            *(f"{self._named(r)} begins" for r in self._bearing_on(team, kind) if r.from_on == day),
            *([f"grant {grant.name} begins"] if grant and grant.from_on == day else []),
        ]
        why = f": {'; '.join(causes)}" if causes else ""
        return f"from {wording.day(day)} {team.name} may serve as {wording.kind(kind)}{why}"

    def _ends(self, team: Team, kind: str, day: date) -> Iterator[Ends]:
        """Permits and grants of a team for a kind whose last day is ``day``."""
        for record in self._bearing_on(team, kind):
            if record.to_on == day:
                yield Ends(
                    "accreditations", record.id, day,
                    f"{self._named(record)} ends on {wording.day(day)}",
                    f"Renew the {record.permit} and record the renewal.",
                )  # fmt: skip
        grant = self.grant_of(team)
        if grant is not None and grant.to_on == day:
            yield Ends(
                "grants", grant.id, day, f"grant {grant.name} ends on {wording.day(day)}",
                "Record its new last day, or the grant that pays for its teams then.",
            )  # fmt: skip

    def _named(self, record: Accreditation) -> str:
        for_what = wording.listed(wording.kind(kind) for kind in record.kinds) or "all work"
        holder = self._organisation(record.organisation)
        return f"the {record.permit} {record.id} of {holder} for {for_what}"

    def _organisation(self, name: str) -> str:
        known = self.programme.situation.organisations.get(name)
        return known.name if known else name or "its organisation"

    def refusal(self, team: Team) -> Refusal:
        """Why a team that has no right may do nothing."""
        first = max(team.from_on or self._start, self._start)
        grant = self.grant_of(team)
        if grant is not None and not (
            any(pays_for(grant, kind) for kind in team.kinds) and _overlap(grant, first, team.to_on)
        ):
            return Refusal(
                "not-funded",
                f"{team.name} is paid from grant {grant.name}, which pays {_what(grant)}",
                "Record the grant's terms as they are now, or the grant that pays for the team.",
            )
        if self.area(team) == ():
            return Refusal(
                "no-area",
                f"{team.name} may work in no district: its own places, those of "
                f"{self._organisation(team.organisation)} and those of its grant "
                "have none in common",
                "Correct the places of the team, its organisation or its grant.",
            )
        as_what = wording.listed(wording.kind(kind) for kind in team.kinds) or "nothing"
        permit = next(
            (p for p in PERMITS if all(self._never(team, p, kind, first) for kind in team.kinds)),
            None,
        )
        holder = self._organisation(team.organisation)
        if permit is None:
            held = "accredited, licensed and paid for on the same day in a district of its own"
        else:
            held = ADJECTIVE[permit]
        return Refusal(
            "not-licensed" if permit == "licence" else "not-accredited",
            f"{team.name} serves as {as_what}, for which {holder} is not {held}"
            f"{self._lapsed(team, permit, first)}",
            f"Record the {permit or 'accreditation'}, or another kind.",
        )

    def _never(self, team: Team, permit: Permit, kind: str, first: date) -> bool:
        days = self._cuts(team, first, team.to_on)
        return all(self.permitted(team.organisation, permit, kind, day) == () for day in days)

    def _lapsed(self, team: Team, permit: Permit | None, first: date) -> str:
        over = [
            record
            for record in self._bearing_on(team, *team.kinds)
            if record.permit == permit and record.to_on is not None and record.to_on < first
        ]
        if not over:
            return ""
        last = max(over, key=lambda record: (record.to_on or date.min, record.id))
        return f": {self._named(last)} ended on {wording.day(last.to_on or first)}"

    def why_not(self, team: Team, kind: str, district: str) -> str:
        """Which permit, area or grant keeps a team from serving as a kind in a district."""
        first = max(team.from_on or self._start, self._start)
        grant = self.grant_of(team)
        if grant is not None and not (
            pays_for(grant, kind)
            and _overlap(grant, first, team.to_on)
            and within(district, self._districts(grant.places))
        ):
            paid = f"grant {grant.name}, which pays for {team.name}, pays"
            return f"{paid} {_what(grant, self._place_names(grant.places))}"
        organisation = self.programme.situation.organisations.get(team.organisation)
        if organisation is not None and not within(district, self._districts(organisation.places)):
            places = self._place_names(organisation.places)
            return f"{organisation.name} may work only in {places}"
        if not within(district, self._districts(team.places)):
            return f"{team.name} may work only in {self._place_names(team.places)}"
        for permit in PERMITS:
            days = self._cuts(team, first, team.to_on)
            if not any(
                within(district, self.permitted(team.organisation, permit, kind, day))
                for day in days
            ):
                holder = self._organisation(team.organisation)
                return (
                    f"{holder} is not {ADJECTIVE[permit]} for {wording.kind(kind)} there"
                    f"{self._lapsed(team, permit, first)}"
                )
        return ""

    def _place_names(self, places: tuple[str, ...]) -> str:
        known = self.programme.situation.places
        return wording.listed(known[name].name if name in known else name for name in places)


def _overlap(grant: Grant, first: date, last: date | None) -> bool:
    begun = grant.from_on is None or last is None or grant.from_on <= last
    return begun and (grant.to_on is None or first <= grant.to_on)


def _what(grant: Grant, places: str = "") -> str:
    """What a grant pays for, where and when: only what it limits."""
    parts = []
    if grant.activities:
        parts.append(f"for {wording.listed(ACTIVITIES.label(a) for a in grant.activities)}")
    if places:
        parts.append(f"in {places}")
    if grant.from_on is not None:
        parts.append(f"from {wording.day(grant.from_on)}")
    if grant.to_on is not None:
        parts.append(f"until {wording.day(grant.to_on)}")
    return f"only {' '.join(parts)}" if parts else "for nothing of that"


def pays_for(grant: Grant, kind: str) -> bool:
    """Whether a grant pays for what teams of a kind do."""
    return not grant.activities or activity_of(kind) in grant.activities


def common(some: Districts, others: Districts) -> Districts:
    """Districts that are in both."""
    if some is None or others is None:
        return others if some is None else some
    return tuple(sorted(set(some) & set(others)))


def within(district: str, districts: Districts) -> bool:
    """Whether a district is among some; a place without a district lies in all of them."""
    return districts is None or not district or district in districts


def _whole(held: list[Stretch], everywhere: tuple[str, ...]) -> Iterator[Stretch]:
    """
    Stretches of days one after the other as the longest there are, for each set of districts.

    Where the districts change from one to the next, each district has its own: one that is among
    those of both goes on.
    """
    areas = {districts for _, _, districts in held if districts != ()}
    if len(areas) <= 1:
        yield from _joined(held)
        return
    held = [(a, b, everywhere if here is None else here) for a, b, here in held]
    by_days: dict[tuple[tuple[date, date | None], ...], list[str]] = {}
    for district in sorted({d for _, _, here in held for d in here or ()}):
        there = [(a, b, (district,) if district in (here or ()) else ()) for a, b, here in held]
        by_days.setdefault(tuple((a, b) for a, b, _ in _joined(there)), []).append(district)
    for days, districts in by_days.items():
        yield from ((a, b, tuple(districts)) for a, b in days)


def _joined(held: Sequence[Stretch]) -> Iterator[Stretch]:
    """Those that follow each other in the same districts as one; what is nowhere is left out."""
    found: list[Stretch] = []
    for begin, end, districts in held:
        if found and found[-1][2] == districts:
            found[-1] = (found[-1][0], end, districts)
        else:
            found.append((begin, end, districts))
    return (stretch for stretch in found if stretch[2] != ())
