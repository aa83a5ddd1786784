"""What a plan takes for granted about casualties: hospitals, ways and medics that nobody recorded."""

import math
from collections.abc import Iterator

from ploughshare.planning import wording
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import Assumption
from ploughshare.planning.rules.evacuation import NEED_A_MEDIC
from ploughshare.planning.ways_out import LIMIT, SPEEDS

RECORD = "the places on record: record hospital and evacuation_min"


def way_out_figures(explanation: Explanation) -> dict[str, set[str]]:
    """Activities of a plan that rest on each figure of the way to a hospital."""
    ways = explanation.draft.programme.ways_out
    known = {n for n, way in ways.items() if way.minutes is not None and math.isfinite(way.minutes)}
    driven = {n for n in known if not ways[n].given}
    found = {LIMIT: _on(explanation, known)}
    found |= {metric: _on(explanation, driven) for metric in SPEEDS.values()}
    return {metric: activities for metric, activities in found.items() if activities}


def _on(explanation: Explanation, hazards: set[str]) -> set[str]:
    """Planned activities on hazardous areas that take time."""
    return {
        name
        for name, activity in explanation.draft.activities.items()
        if activity.record_type == "hazards"
        and activity.record_id in hazards
        and not activity.is_milestone
    }


def way_out_rows(explanation: Explanation) -> Iterator[Assumption]:
    """Areas of which nobody can tell how far the hospital is, and teams with medics unknown."""
    ways = explanation.draft.programme.ways_out
    unknown = {name for name, way in ways.items() if way.minutes is None}
    unnamed = {name for name in unknown if not ways[name].hospital}
    yield from _rows(explanation, unnamed, "for which nobody recorded a hospital for casualties")
    yield from _rows(
        explanation, unknown - unnamed,
        "of which the hospital for casualties is neither an asset on record with a road to it nor "
        "known by its minutes",
    )  # fmt: skip
    goes_on = {explanation.draft.activities[name].record_id for name in explanation.draft.continues}
    yield from _rows(
        explanation, {name for name in goes_on if name in ways and not ways[name].shown},
        "under way although no road on record to their hospital is open today, for which the "
        "authority gives the minutes",
    )  # fmt: skip
    yield from _medics_row(explanation)


def _rows(explanation: Explanation, hazards: set[str], what: str) -> Iterator[Assumption]:
    activities = _on(explanation, hazards)
    planned = {explanation.draft.activities[name].record_id for name in activities}
    if not planned:
        return
    programme = explanation.draft.programme
    known = programme.situation.hazards
    names = [known[name].name for name in programme.ways_out if name in planned]
    yield Assumption(
        f"areas {what}, taken as within reach of one: {wording.few(names)}",
        f"{programme.situation.figure(LIMIT):g} min", "", "not planned", RECORD,
        len(planned), explanation.inheritance.weight_behind(activities),
    )  # fmt: skip


def _medics_row(explanation: Explanation) -> Iterator[Assumption]:
    """How many teams that work on hazardous ground count as having a medic for want of a record."""
    draft, teams = explanation.draft, explanation.draft.programme.situation.teams
    unknown = {
        present.team
        for present in draft.present.values()
        if teams[present.team].medics is None and set(present.kinds) & set(NEED_A_MEDIC)
    }
    if unknown:
        yield Assumption(
            "teams on hazardous ground of which nobody recorded medics, taken to have them",
            f"{len(unknown):,} teams", "", "not planned", "the teams on record: record medics",
            len(unknown), 0,
        )  # fmt: skip
