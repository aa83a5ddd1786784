"""Who takes part: from when to when each team is there, and with which rights."""

from dataclasses import dataclass
from datetime import date

Days = tuple[date | None, date | None]
"""First and last day; ``None`` for from when, and as long as, a team is there."""

ALWAYS: Days = (None, None)


@dataclass(frozen=True, slots=True)
class Ends:
    """A permit or grant ends on its last day, and with it what teams may do by it."""

    record_type: str
    record_id: str
    day: date
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Right:
    """
    What a team may serve as somewhere, on every day of a stretch, both ends included.

    Parameters
    ----------
    districts
        ``None`` for everywhere.
    from_on, to_on
        ``None`` for from when, and as long as, the team is there.
    begins, ends
        Why it begins no earlier, and what ends with it; empty where the team itself comes and goes.
    """

    kind: str
    districts: tuple[str, ...] | None
    from_on: date | None = None
    to_on: date | None = None
    begins: str = ""
    ends: tuple[Ends, ...] = ()

    @property
    def days(self) -> Days:
        """Its first and last day."""
        return self.from_on, self.to_on

    def holds(self, kind: str, district: str, days: Days = ALWAYS) -> bool:
        """Whether a team may serve as a kind in a district on all of some days."""
        if kind != self.kind:
            return False
        here = not district or self.districts is None or district in self.districts
        first, last = days
        begun = self.from_on is None or (first is not None and self.from_on <= first)
        return here and begun and (self.to_on is None or (last is not None and last <= self.to_on))


@dataclass(frozen=True, slots=True)
class Present:
    """
    A team takes part: from when to when, and with which rights.

    Parameters
    ----------
    team
        Id of the team.
    rights
        What it may serve as, where and when; of a kind and district none that touch each other.
    from_on, to_on
        First and last day on which it may do anything; ``None`` for the plan's first day, and for
        open.
    group
        Its organisation and what pays for it.
    begins
        Why it may do nothing earlier; empty where the team itself arrives then.
    """

    team: str
    rights: tuple[Right, ...]
    from_on: date | None
    to_on: date | None
    group: str
    because: str
    begins: str = ""
    rule: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it may ever serve as."""
        return tuple(dict.fromkeys(right.kind for right in self.rights))

    @property
    def districts(self) -> tuple[str, ...] | None:
        """Where it may ever work; ``None`` for everywhere."""
        areas = [right.districts for right in self.rights]
        if any(area is None for area in areas):
            return None
        return tuple(sorted({district for area in areas for district in area or ()}))

    def may(self, kind: str, district: str, days: Days | None = None) -> bool:
        """Whether it may serve as a kind in a district on all of some days, or on any day."""
        return any(
            right.holds(kind, district, right.days if days is None else days)
            for right in self.rights
        )
