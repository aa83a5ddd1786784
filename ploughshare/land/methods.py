"""Clearance methods: which tool chains suit which contamination.

Ground is prepared, searched and followed up. Machines and dogs never work alone: what they
find or prepare is followed up by hand, on the same ground in the same task. Informed by
IMAS 09.50 (mechanical) and IMAS 09.41 (animal detection).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ploughshare.fields import Record, Value, number_in, text_in, texts_in
from ploughshare.land.orders import Fault

RateOf = Callable[[str], float]
"""Productivity rate of a kind, in m2 per team and day."""

CLEARING = frozenset({"manual", "mechanical", "dogs", "bac", "eod"})
"""Kinds of team that prepare, search or follow up."""

NEVER_ALONE = frozenset({"mechanical", "dogs"})
"""Kinds whose search releases nothing unless it is followed up by hand."""

BY_HAND = frozenset({"manual", "bac"})
"""Kinds that follow up."""

PREPARED_FACTOR = "clearance.prepared_factor"
FOLLOW_UP_SHARE = {
    "dogs": "clearance.dog_follow_up_share",
    "mechanical": "clearance.machine_follow_up_share",
}
"""Figure by kind that searched: the share of its ground that is followed up by hand."""

SEARCHES_UP_TO_CM: Mapping[str, float] = {"dogs": 20.0, "mechanical": 25.0}
"""
Depth that a search by dogs or machines reaches; those by hand go down layer by layer.

Source: practice; national procedures and trials of each machine and dog set their own.
"""

MACHINES_UP_TO_DEG = 25.0
"""Slopes above this exclude machines. Source: ``docs/reference/figures.md``."""


@dataclass(frozen=True, slots=True)
class ToolChain:
    """
    Teams that clear ground together, one of each kind.

    Parameters
    ----------
    name
        As people say it.
    search
        Kind of team whose search the release rests on.
    preparation, follow_up
        Kinds that prepare the ground before it and follow up after it; empty for none.
    follow_up_share
        Share of the ground that is followed up, 0 to 1; ``None`` for the figure.
    slope_up_to_deg
        Steepest slope it is for; ``None`` for any, with machines ``MACHINES_UP_TO_DEG``.
    contamination
        Codes it is for; empty for all.
    depth_up_to_cm
        Depth that it reaches; ``None`` for that of its search, see ``SEARCHES_UP_TO_CM``.
    """

    name: str
    search: str
    preparation: str = ""
    follow_up: str = ""
    follow_up_share: float | None = None
    slope_up_to_deg: float | None = None
    contamination: tuple[str, ...] = ()
    depth_up_to_cm: float | None = None

    @property
    def teams(self) -> Mapping[str, int]:
        """How many of each kind work together."""
        return dict.fromkeys(filter(None, (self.preparation, self.search, self.follow_up)), 1)

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the figures that its pace is made of, beside the rates of its kinds."""
        prepared = (PREPARED_FACTOR,) if self._is_faster else ()
        share = self._share_figure
        return (*prepared, *((share,) if share else ()))

    @property
    def _is_faster(self) -> bool:
        return bool(self.preparation) and self.search == "manual"

    @property
    def _share_figure(self) -> str:
        """The figure of what is followed up; empty where its record says it, or nothing is."""
        if not self.follow_up or self.follow_up_share is not None:
            return ""
        return FOLLOW_UP_SHARE.get(self.search, FOLLOW_UP_SHARE["dogs"])

    def m2_per_day(self, rate: RateOf, figure: Callable[[str], float]) -> float:
        """
        Pace of the chain in m2 per working day.

        The slowest part sets it: a machine prepares ground for a manual team that
        then works faster; a manual team follows up only a share of what dogs search.
        """
        parts = [rate(self.search) * (figure(PREPARED_FACTOR) if self._is_faster else 1.0)]
        if self.preparation:
            parts.append(rate(self.preparation))
        if self.follow_up:
            metric = self._share_figure
            share = figure(metric) if metric else self.follow_up_share or 0.0
            if share > 0:
                parts.append(rate(self.follow_up) / share)
        return min(parts)

    def suits(self, slope_deg: float | None) -> bool:
        """Whether a slope is not too steep for it; an unknown one is not."""
        most = self.slope_up_to_deg
        if most is None and "mechanical" in self.teams:
            most = MACHINES_UP_TO_DEG
        return most is None or slope_deg is None or slope_deg <= most

    def reaches(self, depth_cm: float) -> bool:
        """Whether it clears to a depth in cm."""
        most = self.depth_up_to_cm
        if most is None:
            most = SEARCHES_UP_TO_CM.get(self.search)
        return most is None or depth_cm <= most


MANUAL = ToolChain("manual clearance", "manual")
PREPARED = ToolChain("machine, followed up by hand", "manual", preparation="mechanical")
SEARCHED = ToolChain("dogs, followed up by hand", "dogs", follow_up="manual")
BATTLE_AREA = ToolChain("battle area clearance", "bac")
DISPOSAL = ToolChain("explosive ordnance disposal", "eod")

CHAINS: Mapping[str, tuple[ToolChain, ...]] = {
    "ap_mine": (MANUAL, PREPARED, SEARCHED),
    "av_mine": (MANUAL, PREPARED, SEARCHED),
    "cluster": (BATTLE_AREA, MANUAL),
    "uxo": (BATTLE_AREA, MANUAL, DISPOSAL),
    "ied": (MANUAL, DISPOSAL),
    "mixed": (MANUAL, PREPARED),
    "unknown": (MANUAL, PREPARED),
}
"""By contamination, where no rule set is recorded. Unknown ground is worked as mined ground."""


def tool_chains(
    contamination: str,
    slope_deg: float | None,
    recorded: Sequence[ToolChain] = (),
    depth_cm: float = 0.0,
) -> tuple[ToolChain, ...]:
    """
    The chains that suit an area: those on record for its contamination, else the defaults.

    Where a rule set has none for a slope, or none that reaches the depth, the defaults are taken.
    """

    def suit(chain: ToolChain) -> bool:
        return chain.suits(slope_deg) and chain.reaches(depth_cm)

    own = (c for c in recorded if not c.contamination or contamination in c.contamination)
    default = CHAINS.get(contamination, CHAINS["unknown"])
    return tuple(filter(suit, own)) or tuple(filter(suit, default))


def tool_chain(record: Record) -> ToolChain | None:
    """A chain of a national rule set from its record; ``None`` for one that releases nothing."""
    values = record.values
    if any(faults(values)):
        return None
    return ToolChain(
        name=text_in(values, "name") or record.id,
        search=text_in(values, "search"),
        preparation=text_in(values, "preparation"),
        follow_up=text_in(values, "follow_up"),
        follow_up_share=number_in(values, "follow_up_share"),
        slope_up_to_deg=number_in(values, "slope_up_to_deg"),
        contamination=texts_in(values, "contamination"),
        depth_up_to_cm=number_in(values, "depth_up_to_cm"),
    )


def faults(values: Mapping[str, Value]) -> Iterator[Fault]:
    """Why a method on record releases nothing, and plans leave it out."""
    search, follow_up = text_in(values, "search"), text_in(values, "follow_up")
    for field in ("preparation", "search", "follow_up"):
        kind = text_in(values, field)
        if kind and kind not in CLEARING:
            yield Fault(
                "method-kind-clears-nothing", field,
                f"names {kind} for {field.replace('_', ' ')}, and such teams clear nothing",
                f"Name one of: {', '.join(sorted(CLEARING))}. Until then plans leave it out.",
            )  # fmt: skip
    if search in NEVER_ALONE and follow_up not in BY_HAND:
        yield Fault(
            "method-releases-nothing", "follow_up",
            f"lets {search} search with no follow-up by hand, and that releases nothing",
            "Name manual or bac as follow-up. Until then plans leave the method out.",
        )  # fmt: skip
