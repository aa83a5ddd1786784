"""As what teams serve in the problem: a kind is several there where not all have the same right to it.

The format of a problem knows kinds of team, districts of a team and stand-downs of a kind. A right
that holds from day to day, or in some of a team's districts, is a kind of its own: only teams with
that right serve as it, and it stands down on all other days. A team is one team all the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ploughshare.calendars import WorkingCalendar
from ploughshare.planning.presence import ALWAYS, Days, Present
from ploughshare.planning.statements import Way

EVER = timedelta(days=36_525)
"""A hundred years: as long as a kind stands down that nobody has the right to any more."""

MARK = "~"
"""Between a kind and its number in the problem; no kind has it."""

Sort = tuple[str, Days, frozenset[str]]
"""A kind, the days on which teams have the right to it, and who has it elsewhere only."""


def common_days(some: Days, others: Days) -> Days | None:
    """Days that are in both; ``None`` for none."""
    firsts = [first for first, _ in (some, others) if first is not None]
    lasts = [last for _, last in (some, others) if last is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    return None if first and last and first > last else (first, last)


class Serving:
    """
    Kinds of team as the problem tells them apart, and who serves as which.

    Parameters
    ----------
    present
        Who takes part, by team.
    calendar
        Steps of days.
    """

    def __init__(self, present: Mapping[str, Present], calendar: WorkingCalendar) -> None:
        self._present, self._calendar = present, calendar
        self._unequal: dict[str, list[Present]] = {}
        for team in present.values():
            for kind in team.kinds:
                rights = [right for right in team.rights if right.kind == kind]
                if any((r.days, r.districts) != (ALWAYS, team.districts) for r in rights):
                    self._unequal.setdefault(kind, []).append(team)
        self._names: dict[Sort, str] = {}
        self._known: dict[tuple[str, Days, str], str] = {}
        self.kinds: dict[str, str] = {}

    def name(self, kind: str, days: Days = ALWAYS, district: str = "") -> str:
        """The name in the problem of a kind of which teams have the right on days, in a district."""
        if (kind, days, district) not in self._known:
            self._known[kind, days, district] = self._named(kind, days, district)
        return self._known[kind, days, district]

    def _named(self, kind: str, days: Days, district: str) -> str:
        elsewhere = frozenset(
            team.team
            for team in self._unequal.get(kind, ())
            if district
            and team.may(kind, "", days)
            and (team.districts is None or district in team.districts)
            and not team.may(kind, district, days)
        )
        sort = kind, days, elsewhere
        if sort not in self._names:
            plain = days == ALWAYS and not elsewhere
            number = sum(known == kind for known, _, _ in self._names) + 1
            self._names[sort] = kind if plain else f"{kind}{MARK}{number}"
            self.kinds[self._names[sort]] = kind
        return self._names[sort]

    def names(self, kinds: Iterable[str]) -> list[str]:
        """All names in the problem of some kinds."""
        wanted = set(kinds)
        return [name for (kind, _, _), name in self._names.items() if kind in wanted]

    def of(self, team: Present) -> list[str]:
        """The names of what a team serves as."""
        equal = [kind for kind in team.kinds if team not in self._unequal.get(kind, ())]
        asked = [
            name
            for (kind, days, elsewhere), name in self._names.items()
            if team.may(kind, "", days) and team.team not in elsewhere
        ]
        return list(dict.fromkeys((*equal, *asked)))

    def stand_downs(self) -> Iterator[tuple[tuple[int, int], list[str]]]:
        """Steps without a right to some kinds, and their names in the problem."""
        found: dict[tuple[int, int], list[str]] = {}
        for (_, (first, last), _), name in self._names.items():
            begin = 0 if first is None else self._calendar.step_of(first)
            end = self.ever if last is None else self._calendar.step_after(last)
            for span in ((0, begin), (end, self.ever)):
                if span[0] < span[1]:
                    found.setdefault(span, []).append(name)
        yield from found.items()

    @property
    def ever(self) -> int:
        """The step by which a team leaves of which a right ends before it."""
        return self._calendar.step_of(self._calendar.start + EVER)

    def leaves(self, team: Present) -> int | None:
        """The step by which a team leaves; ``None`` where it stays."""
        if team.to_on is not None:
            return self._calendar.step_after(team.to_on)
        ends = any(right.to_on is not None for right in team.rights)
        return self.ever if ends else None


@dataclass(frozen=True)
class Able:
    """
    Teams that may work in a district, if they may serve as a kind there.

    Parameters
    ----------
    teams
        Those of the groups that may.
    district
        Empty for none.
    """

    teams: Collection[Present]
    district: str

    def by_kind(self) -> dict[str, set[str]]:
        """Ids of those who may serve as each kind on any day."""
        found: dict[str, set[str]] = {}
        for team in self.teams:
            for kind in team.kinds:
                if team.may(kind, self.district):
                    found.setdefault(kind, set()).add(team.team)
        return found

    def days(self, way: Way) -> Iterator[Days]:
        """
        Each stretch of days on which enough teams have all rights that a way asks for.

        A stretch within another is left out where it brings nobody who has none in the other.
        """
        who = {days: self._who(way, days) for days in self._stretches(way)}
        usable = {
            days: teams
            for days, teams in who.items()
            if all(len(teams[kind]) >= count for kind, count in way.teams.items())
        }
        for days, teams in usable.items():
            wider = (
                other for other in usable if other != days and common_days(other, days) == days
            )
            if not any(usable[other] == teams for other in wider):
                yield days

    def _stretches(self, way: Way) -> list[Days]:
        """Days of single rights, and those that several have in common."""
        single = {
            right.days: None
            for team in self.teams
            for right in team.rights
            if right.kind in way.teams and right.holds(right.kind, self.district, right.days)
        }
        if sum(way.teams.values()) == 1:
            return list(single)
        pairs = [common_days(some, others) for some in single for others in single]
        return list(dict.fromkeys((*single, *(days for days in pairs if days is not None))))

    def _who(self, way: Way, days: Days) -> dict[str, frozenset[str]]:
        there = [
            team for team in self.teams if common_days((team.from_on, team.to_on), days) is not None
        ]
        return {
            kind: frozenset(t.team for t in there if t.may(kind, self.district, days))
            for kind in way.teams
        }


def mode_of(
    ways: Sequence[Way],
    crew: Mapping[str, Sequence[str]],
    present: Mapping[str, Present],
    district: str,
    days: Days,
) -> tuple[int, Way] | None:
    """The first way that these teams may go on some days, with its number; ``None`` for none."""
    counts = {kind: len(names) for kind, names in crew.items()}
    for n, way in enumerate(ways):
        if dict(way.teams) == counts and common_days(way.within, days) == days:
            roles = ((kind, name) for kind, names in crew.items() for name in names)
            if all(t in present and present[t].may(k, district, way.within) for k, t in roles):
                return n, way
    return None
