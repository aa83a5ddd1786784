"""A scenario: which contributions are counted as if they came, and on what terms."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from ploughshare.pledges.ladder import LADDER

ROLES_WITH_TEAMS = ("deminers", "builders")
"""Roles that are turned into teams; medics count against what is missing, the rest is named."""

NOT_COUNTED_YET = LADDER[:4]
"""Rungs below *accredited*, on which a scenario may count a contribution."""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """A share of the teams that serve as the same kinds, one at a time."""

    kinds: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Terms:
    """
    On what terms people come and work; ``None`` or empty for what is said nothing about.

    Parameters
    ----------
    share
        Of those stated, who come, 0 to 1.
    arrives_on, leaves_on
        Days of the first arrival and of the last day of work.
    delay_days
        Days by which everything comes later than it would.
    phase_people, phase_days
        How many arrive together, and days from one arrival to the next.
    lanes_share
        Of those who came, who work on the lanes or the works, 0 to 1.
    team_people, support_people
        People of a team on the lanes or works, and with them: leader, medic, driver.
    accreditation_days
        Days from arrival to the first day of work.
    productivity
        What such a team does of what the rate says, 0 to 1.
    make_up
        Kinds of their teams.
    bases
        Ids of places at which they are based, in turn.
    """

    share: float | None = None
    arrives_on: date | None = None
    leaves_on: date | None = None
    delay_days: int | None = None
    phase_people: int | None = None
    phase_days: int | None = None
    lanes_share: float | None = None
    team_people: int | None = None
    support_people: int | None = None
    accreditation_days: int | None = None
    productivity: float | None = None
    make_up: tuple[MakeUp, ...] = ()
    bases: tuple[str, ...] = ()

    def over(self, other: "Terms") -> "Terms":
        """These terms, and where they say nothing those of ``other``."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return replace(other, **{name: v for name, v in said.items() if v is not None and v != ()})


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    A named set of assumptions with an owner.

    Parameters
    ----------
    name, owner, as_of
        Its name, who answers for it, and since when; ``None`` for the plan's first day.
    lowest_rung
        Contributions on this rung and on those up to *mobilised* are counted.
    only
        Ids of the contributions it is about; empty for all.
    roles, contributions
        Terms by role, and for single contributions by id, which go before.
    file
        Name of its file; empty for one of the product's own.
    """

    name: str
    owner: str
    as_of: date | None = None
    lowest_rung: str = LADDER[0]
    only: tuple[str, ...] = ()
    roles: Mapping[str, Terms] = field(default_factory=dict)
    contributions: Mapping[str, Terms] = field(default_factory=dict)
    file: str = ""

    def terms(self, contribution: str, role: str) -> Terms:
        """What it says about one contribution."""
        own = self.contributions.get(contribution, Terms())
        return own.over(self.roles.get(role, Terms()))

    def counts(self, contribution: str, rung: str) -> bool:
        """Whether it counts a contribution on a rung as if it came."""
        if rung not in NOT_COUNTED_YET or (self.only and contribution not in self.only):
            return False
        return LADDER.index(rung) >= LADDER.index(self.lowest_rung)

    def changed(self, name: str, **terms: object) -> "Scenario":
        """The same scenario under another name, with terms of all its people replaced."""

        def new(old: Terms) -> Terms:
            return replace(old, **terms)  # type: ignore[arg-type]

        roles = {role: new(self.roles.get(role, Terms())) for role in ROLES_WITH_TEAMS}
        own = {key: new(each) for key, each in self.contributions.items()}
        return replace(self, name=name, roles=roles, contributions=own)


OWN_SCENARIOS: Mapping[str, str] = {"committed": "committed", "as-announced": "reported"}
"""Scenarios that need no file: the lowest rung each of them counts."""


def own_scenario(name: str, owner: str) -> Scenario:
    """A scenario of the product's own, on printed defaults for which ``owner`` answers."""
    return Scenario(name, owner, lowest_rung=OWN_SCENARIOS[name])
