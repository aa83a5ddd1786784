"""The items of a plan as columns, for a timeline: one list for each property."""

from collections.abc import Iterable
from typing import Any

from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.workforce.teams import StandDown


def columns(plan_id: str, plan: Plan, known: Situation) -> dict[str, Any]:
    """
    The items of a plan, who does them, for which record and for what that is done.

    Of what was ``known`` when it was made, works and stand-downs are read.
    """
    start = plan.calendar.start.toordinal()
    roles = {role.team: role for item in reversed(plan.items) for role in item.teams}
    teams = {team: place for place, team in enumerate(sorted(roles))}
    kinds = _places(item.activity_kind for item in plan.items)
    districts = _places(item.district for item in plan.items)
    types = _places(item.record_type for item in plan.items)
    levels = _places(item.confidence or "" for item in plan.items)
    last = max((item.finish_on.toordinal() for item in plan.items), default=start) - start
    return {
        "plan": plan_id,
        "scenario": plan.scenario,
        "contains_assumed_capacity": plan.terms is not None,
        "start": plan.calendar.start.isoformat(),
        "count": len(plan.items),
        "team_ids": list(teams),
        "team_names": [roles[team].name for team in teams],
        "team_kinds": [roles[team].kind for team in teams],
        "kinds": list(kinds),
        "districts": list(districts),
        "record_types": list(types),
        "confidences": list(levels),
        "stand_downs": [
            row
            for row in (
                _stopped(stop, start, last) for stop in known.stand_downs if stop.stops_teams
            )
            if row["to_day"] >= 0 and row["from_day"] <= last
        ],
        "activity": [item.activity for item in plan.items],
        "record_type": [types[item.record_type] for item in plan.items],
        "record": [item.record_id for item in plan.items],
        "serves": [
            known.works[item.record_id].asset if item.record_type == "works" else item.record_id
            for item in plan.items
        ],
        "kind": [kinds[item.activity_kind] for item in plan.items],
        "district": [districts[item.district] for item in plan.items],
        "confidence": [levels[item.confidence or ""] for item in plan.items],
        "teams": [[teams[role.team] for role in item.teams] for item in plan.items],
        "start_day": [item.start_on.toordinal() - start for item in plan.items],
        "finish_day": [item.finish_on.toordinal() - start for item in plan.items],
    }


def _stopped(stop: StandDown, start: int, last: int) -> dict[str, Any]:
    return {
        "kinds": list(stop.kinds),
        "places": list(stop.places),
        "from_day": max(stop.from_on.toordinal() - start, 0),
        "to_day": min(stop.to_on.toordinal() - start, last),
        "cause": stop.cause,
    }


def _places(values: Iterable[str]) -> dict[str, int]:
    return {value: place for place, value in enumerate(sorted(set(values)))}
