"""Clearance methods: which tool chains suit which contamination.

Machines and dogs never work alone: what they find or prepare is followed up by a
manual team, on the same ground in the same task. Informed by IMAS 09.50 (mechanical)
and IMAS 09.41 (animal detection).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

RateOf = Callable[[str], float]
"""Productivity rate of a kind, in m2 per team and day."""


@dataclass(frozen=True, slots=True)
class ToolChain:
    """
    Teams that clear ground together.

    Parameters
    ----------
    name
        As people say it.
    teams
        How many of each kind.
    rates, figures
        Names of the rates (by kind) and figures its pace is made of.
    """

    name: str
    teams: Mapping[str, int]
    rates: tuple[str, ...]
    figures: tuple[str, ...] = ()

    def m2_per_day(self, rate: RateOf, figure: Callable[[str], float]) -> float:
        """
        Pace of the chain in m2 per working day.

        The slower part sets it: a machine prepares ground for a manual team that
        then works faster; a manual team follows up only a share of what dogs search.
        """
        if self.teams.keys() == {"mechanical", "manual"}:
            return min(rate("mechanical"), rate("manual") * figure("clearance.prepared_factor"))
        if self.teams.keys() == {"dogs", "manual"}:
            return min(rate("dogs"), rate("manual") / figure("clearance.dog_follow_up_share"))
        (kind,) = self.teams
        return rate(kind)


MANUAL = ToolChain("manual clearance", {"manual": 1}, ("manual",))
PREPARED = ToolChain(
    "machine, followed up by hand",
    {"mechanical": 1, "manual": 1},
    ("mechanical", "manual"),
    ("clearance.prepared_factor",),
)
SEARCHED = ToolChain(
    "dogs, followed up by hand",
    {"dogs": 1, "manual": 1},
    ("dogs", "manual"),
    ("clearance.dog_follow_up_share",),
)
BATTLE_AREA = ToolChain("battle area clearance", {"bac": 1}, ("bac",))
DISPOSAL = ToolChain("explosive ordnance disposal", {"eod": 1}, ("eod",))

CHAINS: Mapping[str, tuple[ToolChain, ...]] = {
    "ap_mine": (MANUAL, PREPARED, SEARCHED),
    "av_mine": (MANUAL, PREPARED, SEARCHED),
    "cluster": (BATTLE_AREA, MANUAL),
    "uxo": (BATTLE_AREA, MANUAL, DISPOSAL),
    "ied": (MANUAL, DISPOSAL),
    "mixed": (MANUAL, PREPARED),
    "unknown": (MANUAL, PREPARED),
}
"""By contamination. Unknown ground is worked as mined ground."""

MACHINES_UP_TO_DEG = 25.0
"""Slopes above this exclude machines. Source: ``docs/reference/figures.md``."""


def tool_chains(contamination: str, slope_deg: float | None) -> tuple[ToolChain, ...]:
    """The chains that suit an area; machines are left out on steep slopes."""
    steep = slope_deg is not None and slope_deg > MACHINES_UP_TO_DEG
    return tuple(
        chain
        for chain in CHAINS.get(contamination, CHAINS["unknown"])
        if not (steep and "mechanical" in chain.teams)
    )
