"""Effort: working days from quantities and productivity rates, with what they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass

from ploughshare.assets.assets import Works
from ploughshare.land.hazards import HazardousArea
from ploughshare.land.methods import tool_chains
from ploughshare.planning.defaults import (
    DEEP_FACTORS,
    DEEPEST_FACTOR,
    LEAST_FACTOR,
    SLOPE_FACTOR,
    SLOPE_FROM_DEG,
    VEGETATION_FACTOR,
)
from ploughshare.planning.situation import Situation
from ploughshare.units import M_PER
from ploughshare.workforce.teams import ProductivityRate

DEPTH = "clearance.depth_cm"
"""Figure: depth to which ground is cleared where nobody says otherwise."""

POINT_DISPOSAL = frozenset({"uxo", "cluster", "ied"})
"""A single item of these is dealt with by disposal, whatever the ground around it."""


@dataclass(frozen=True, slots=True)
class Effort:
    """Working days of ``teams`` (kind to count) together, and the figures they rest on."""

    method: str
    days: float
    teams: dict[str, int]
    uses: tuple[str, ...]


def rate_of(
    situation: Situation, kind: str, unit: str, contamination: str = ""
) -> ProductivityRate | None:
    """
    The rate of a kind in a unit: for the contamination before one for any.

    Recorded rates stand before the defaults; among equals the first recorded.
    """
    fitting = [r for r in situation.rates if r.kind == kind and r.unit == unit]
    for wanted in (contamination, ""):
        for rate in fitting:
            if rate.contamination == wanted:
                return rate
    return None


def survey_days(situation: Situation) -> Effort:
    """Non-technical survey of one hazardous area."""
    rate = rate_of(situation, "nts", "hazards/day")
    assert rate is not None, "the defaults hold a rate"
    return Effort("non-technical survey", 1 / rate.likely, {"nts": 1}, (rate_key(rate),))


def technical_survey_days(situation: Situation, area_m2: float) -> Effort:
    """Technical survey of an area in m2."""
    rate = rate_of(situation, "ts", "m2/day")
    assert rate is not None, "the defaults hold a rate"
    return Effort("technical survey", area_m2 / rate.likely, {"ts": 1}, (rate_key(rate),))


def rate_key(rate: ProductivityRate) -> str:
    """Name of a rate in the list of what was used."""
    return f"rate:{rate.id}"


def expected_m2(situation: Situation, area_m2: float, surveys: tuple[str, ...]) -> float:
    """
    Area expected to remain for clearance after the surveys still to come.

    Survey releases most land, so planning clearance of the full outline would
    promise far too little. Expected work, in the plan; what survey really finds
    replaces it.
    """
    if "nts" in surveys:
        area_m2 *= 1 - situation.figure("survey.nts.cancelled_share")
    if "ts" in surveys:
        area_m2 *= 1 - situation.figure("survey.ts.reduced_share")
    return area_m2


def clearance(
    situation: Situation, hazard: HazardousArea, area_m2: float, depth_cm: float = 0.0
) -> Iterator[Effort]:
    """
    The ways to clear ``area_m2`` of a hazardous area, one per tool chain that suits it.

    Of those that reach ``depth_cm``, each as much slower as the figure for that depth says.
    """
    deep = deep_factor(depth_cm)
    factor = _ground_factor(hazard) * (situation.figure(deep) if deep else 1.0)
    for chain in tool_chains(hazard.contamination, hazard.slope_deg, situation.chains, depth_cm):
        rates = {
            kind: rate_of(situation, kind, "m2/day", hazard.contamination) for kind in chain.teams
        }
        known = {kind: rate for kind, rate in rates.items() if rate is not None}
        if len(known) < len(rates):
            continue
        pace = chain.m2_per_day(lambda kind: known[kind].likely, situation.figure)  # noqa: B023
        deeper = (deep,) if deep else ()
        uses = (*(rate_key(rate) for rate in known.values()), *chain.figures, *deeper)
        yield Effort(chain.name, area_m2 / (pace * factor), dict(chain.teams), uses)


def own_depth(situation: Situation, hazard: HazardousArea) -> float:
    """Depth to which an area must be cleared whatever is built there, in cm."""
    return situation.figure(DEPTH) if hazard.depth_cm is None else hazard.depth_cm


def deep_factor(depth_cm: float) -> str:
    """The figure of what a depth in cm leaves of a clearance rate; empty where it leaves all."""
    for up_to, metric in DEEP_FACTORS:
        if depth_cm <= up_to:
            return metric
    return DEEPEST_FACTOR


def disposal(situation: Situation, hazard: HazardousArea) -> Effort | None:
    """Disposal of a single item recorded as a point; ``None`` for what must be searched."""
    rate = rate_of(situation, "eod", "hazards/day", hazard.contamination)
    if rate is None or hazard.contamination not in POINT_DISPOSAL:
        return None
    return Effort("explosive ordnance disposal", 1 / rate.likely, {"eod": 1}, (rate_key(rate),))


def _ground_factor(hazard: HazardousArea) -> float:
    factor = VEGETATION_FACTOR.get(hazard.vegetation, VEGETATION_FACTOR["unknown"])
    if hazard.slope_deg is not None and hazard.slope_deg > SLOPE_FROM_DEG:
        factor *= SLOPE_FACTOR
    return max(factor, LEAST_FACTOR)


def works_days(situation: Situation, works: Works) -> Effort | None:
    """Days of one crew for works; ``None`` when the quantity or a rate for its unit is unknown."""
    if works.quantity is None or works.quantity <= 0:
        return None
    if works.unit == "crew_days":
        return Effort(works.name, works.quantity, {works.trade: 1}, ())
    unit = "m/day" if works.unit in M_PER else f"{works.unit}/day"
    rate = rate_of(situation, works.trade, unit)
    if rate is None:
        return None
    quantity = works.quantity * M_PER.get(works.unit, 1.0)
    return Effort(works.name, quantity / rate.likely, {works.trade: 1}, (rate_key(rate),))
