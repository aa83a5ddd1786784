"""What each team may do, where, and from when to when: permits, areas and funding together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from ploughshare.planning import wording
from ploughshare.planning.programme import Programme
from ploughshare.planning.statements import Ends
from ploughshare.skills import ACTIVITIES, HAZARD_KINDS, activity_of
from ploughshare.workforce.rights import Accreditation, Grant, Permit
from ploughshare.workforce.teams import Team

PERMITS: tuple[Permit, ...] = ("accreditation", "licence")
ADJECTIVE = {"accreditation": "accredited", "licence": "licensed"}
DAY = timedelta(days=1)

Districts = tuple[str, ...] | None
"""Ids of districts, sorted; ``None`` for everywhere, empty for nowhere."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    An interval of days in which what a team may do does not change, both ends included.

    Parameters
    ----------
    kinds, districts
        What it may serve as and where, on every day of the interval.
    from_on, to_on
        ``None`` for the plan's first day, and for open.
    begins
        Why it begins no earlier; empty where the team itself arrives then.
    ends
        Which permits or grants end with it; empty where the team itself leaves then.
    """

    kinds: tuple[str, ...]
    districts: Districts
    from_on: date | None
    to_on: date | None
    begins: str = ""
    ends: tuple[Ends, ...] = ()


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

    def parts(self, team: Team) -> tuple[Part, ...]:
        """
        The intervals in which a team may do something, in order; empty for none.

        Days before the plan's first are left out, and so are intervals without a
        day of work.
        """
        start = self.programme.situation.calendar.start
        first = max(team.from_on or start, start)
        last = team.to_on
        cuts = self._cuts(team, first, last)
        spans: list[tuple[date, date | None, tuple[tuple[str, ...], Districts]]] = []
        for begin, after in zip(cuts, [*cuts[1:], None], strict=True):
            end = last if after is None else after - DAY
            held = self.at(team, begin)
            if spans and spans[-1][2] == held:
                spans[-1] = (spans[-1][0], end, held)
            else:
                spans.append((begin, end, held))
        return tuple(
            Part(
                kinds, districts,
                team.from_on if begin == first else begin, end,
                "" if begin == first else self._begins(team, kinds, begin),
                () if end is None or end == last else tuple(self._ends(team, end)),
            )
            for begin, end, (kinds, districts) in spans
            if kinds and self._has_work_days(begin, end)
        )  # fmt: skip

    def _has_work_days(self, begin: date, end: date | None) -> bool:
        calendar = self.programme.situation.calendar
        return end is None or calendar.step_of(begin) < calendar.step_after(end)

    def _cuts(self, team: Team, first: date, last: date | None) -> list[date]:
        """Days on which a team's rights may change, its first day before them."""
        grant = self.grant_of(team)
        dated: list[Accreditation | Grant] = [*self._bearing_on(team), *([grant] if grant else [])]
        days = {day for each in dated if (day := each.from_on)}
        days |= {each.to_on + DAY for each in dated if each.to_on and each.to_on < date.max}
        return [first, *sorted(d for d in days if first < d and (last is None or d <= last))]

    def _bearing_on(self, team: Team) -> Iterator[Accreditation]:
        """Permits of a team's organisation that cover one of its kinds."""
        for permit in PERMITS:
            for record in self._permits.get((team.organisation, permit), ()):
                if any(record.covers(kind) for kind in team.kinds):
                    yield record

    def at(self, team: Team, day: date) -> tuple[tuple[str, ...], Districts]:
        """
        What a team may serve as on a day, and where; no kinds for nothing.

        Where its kinds may be used in different districts, it works where all of
        them may be: a kind that shares no district with those named before it is left out.
        """
        grant = self.grant_of(team)
        if grant is not None and not grant.pays_on(day):
            return (), ()
        districts = self.area(team)
        kinds: list[str] = []
        for kind in team.kinds:
            if grant is not None and not pays_for(grant, kind):
                continue
            here = districts
            for permit in PERMITS:
                here = common(here, self.permitted(team.organisation, permit, kind, day))
            if here is None or here:
                districts = here
                kinds.append(kind)
        return (tuple(kinds), districts) if kinds else ((), ())

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

    def _begins(self, team: Team, kinds: tuple[str, ...], day: date) -> str:
        grant = self.grant_of(team)
        causes = [
            *(f"{self._named(r)} begins" for r in self._bearing_on(team) if r.from_on == day),
            *(end.text for end in self._ends(team, day - DAY)),
            *([f"grant {grant.name} begins"] if grant and grant.from_on == day else []),
        ]
        why = f": {'; '.join(causes)}" if causes else ""
        as_what = wording.listed(wording.kind(kind) for kind in kinds)
        return f"from {wording.day(day)} {team.name} may serve as {as_what}{why}"

    def _ends(self, team: Team, day: date) -> Iterator[Ends]:
        """Permits and grants of a team whose last day is ``day``."""
        for record in self._bearing_on(team):
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
        """Why a team that has no part may do nothing."""
        start = self.programme.situation.calendar.start
        first = max(team.from_on or start, start)
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
            for record in self._bearing_on(team)
            if record.permit == permit and record.to_on is not None and record.to_on < first
        ]
        if not over:
            return ""
        last = max(over, key=lambda record: (record.to_on or date.min, record.id))
        return f": {self._named(last)} ended on {wording.day(last.to_on or first)}"

    def why_not(self, team: Team, kind: str, district: str) -> str:
        """Which permit, area or grant keeps a team from serving as a kind in a district."""
        start = self.programme.situation.calendar.start
        first = max(team.from_on or start, start)
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


def part_names(team: str, count: int, taken: Iterable[str]) -> list[str]:
    """
    Names of the parts of a team: its own for the first, then ones that no team has.

    The way back from a part to its team is never read from its name.
    """
    known, names = set(taken), [team]
    mark = "~"
    while any(f"{team}{mark}{n}" in known for n in range(2, count + 1)):
        mark += "~"
    names += [f"{team}{mark}{n}" for n in range(2, count + 1)]
    return names
