"""Checked document to ``Problem`` arrays, and back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from ploughshare.scheduling.flat_lists import offsets
from ploughshare.scheduling.joint_arrays import joint_arrays, written_joint, written_sets
from ploughshare.scheduling.problem import NEVER, NONE, Flags, Ints, Problem, Reals
from ploughshare.scheduling.problem_checks import FIRST, SECOND, Document, Names

MANY = 2**31
"""A mode that asks for more teams than this asks for this many: it is unusable either way."""


_NOBODY: dict[str, int] = {}


class Labels(NamedTuple):
    """Numbers of what teams and activities name without its being listed: zones, areas, groups."""

    zones: dict[str, int]
    areas: dict[str, int]
    groups: dict[str, int]


def arrays_of(document: Document, names: Names) -> Problem:
    """
    Number everything in a document that has passed all checks.

    Zones and areas are those of teams' bases, then of activities, in order of first
    appearance; a zone that is only listed (in ``between``, a stand-down or a
    team's ``zones``) holds no place and changes nothing, and an area of ``roads`` neither.
    Groups are those of teams, then of activities.
    """
    teams, activities = document["teams"], document["activities"]
    zones, areas = (
        numbered(each[key] for each in [*teams, *activities] if key in each)
        for key in ("zone", "area")
    )
    groups = numbered(
        [
            *(team["group"] for team in teams if "group" in team),
            *(name for activity in activities for name in activity.get("groups", ())),
        ]
    )
    labels = Labels(zones, areas, groups)
    large = {
        **_activities(activities, names, labels),
        **_alternatives(activities, names),
        **_modes(activities, names),
        **_benefits(document.get("benefits", []), names),
    }
    return assembled(document, names, labels, large)


def assembled(document: Document, names: Names, labels: Labels, large: dict[str, Any]) -> Problem:
    """Number the rest of a document and add it to the arrays of its activities and benefits."""
    start_date = document.get("start_date")
    return Problem(
        name=document.get("name", ""),
        steps_per_day=document["steps_per_day"],
        start_date=None if start_date is None else date.fromisoformat(start_date),
        kinds=tuple(names.kinds),
        zones=tuple(labels.zones),
        areas=tuple(labels.areas),
        groups=tuple(labels.groups),
        mobilities=tuple(names.mobilities),
        activity_ids=tuple(names.activities),
        team_ids=tuple(names.teams),
        benefit_ids=tuple(names.benefits),
        **_travel(document, names, labels),
        **_teams(document["teams"], names, labels),
        **_standdowns(document.get("standdowns", []), names, labels.zones),
        **_fixed(document.get("fixed", []), names),
        **joint_arrays(document, names),
        **large,
    )


def numbered(names: Iterable[str]) -> dict[str, int]:
    """Number names in the order of their first appearance."""
    return {name: i for i, name in enumerate(dict.fromkeys(names))}


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def _pairs(values: Sequence[Sequence[int]]) -> Ints:
    return np.array(values, dtype=np.int64).reshape(-1, 2)


def _points(records: Sequence[Document]) -> Reals:
    return np.array([record["at"] for record in records], dtype=np.float64).reshape(-1, 2)


def _flags(rows: Sequence[Iterable[str]], positions: dict[str, int]) -> Flags:
    table = np.zeros((len(rows), len(positions)), dtype=np.bool_)
    for i, row in enumerate(rows):
        for name in row:
            if name in positions:
                table[i, positions[name]] = True
    return table


def _travel(document: Document, names: Names, labels: Labels) -> dict[str, Any]:
    classes = [document["travel"][name] for name in names.mobilities]
    zones, areas = labels.zones, labels.areas
    between = np.zeros((len(zones), len(zones)), dtype=np.int64)
    roads = np.zeros((len(classes), len(areas), len(areas)), dtype=np.int64)
    for pair in document.get("between", []):
        a, b = (zones.get(name, NONE) for name in pair["zones"])
        if NONE not in (a, b):
            between[a, b] = between[b, a] = pair["steps"]
    for road in document.get("roads", []):
        a, b = (areas.get(name, NONE) for name in road["areas"])
        if NONE not in (a, b):
            c = names.mobilities[road["mobility"]]
            roads[c, a, b] = roads[c, b, a] = road["steps"]
    return {
        "detour": np.array([each["detour"] for each in classes], dtype=np.float64),
        "km_per_step": np.array([each["km_per_step"] for each in classes], dtype=np.float64),
        "camp_move_km": np.array([each["camp_move_km"] for each in classes], dtype=np.float64),
        "camp_move_steps": _ints(each["camp_move_steps"] for each in classes),
        "between": between,
        "roads": roads,
    }


def _teams(teams: Sequence[Document], names: Names, labels: Labels) -> dict[str, Any]:
    zones, areas, groups = labels
    leaves = (team.get("to") for team in teams)
    return {
        "team_at": _points(teams),
        "team_zone": _ints(zones.get(team.get("zone", ""), NONE) for team in teams),
        "team_area": _ints(areas.get(team.get("area", ""), NONE) for team in teams),
        "team_mobility": _ints(names.mobilities[team.get("mobility", "default")] for team in teams),
        "team_group": _ints(groups.get(team.get("group", ""), NONE) for team in teams),
        "team_from": _ints(team.get("from", 0) for team in teams),
        "team_to": _ints(NEVER if to is None else min(to, NEVER) for to in leaves),
        "team_kinds": _flags([team["kinds"] for team in teams], names.kinds),
        "team_zones": _flags([team.get("zones", zones) for team in teams], zones),
        "away_start": offsets(len(team.get("away", ())) for team in teams),
        "away": _pairs([interval for team in teams for interval in team.get("away", ())]),
    }


def _standdowns(
    standdowns: Sequence[Document], names: Names, zones: dict[str, int]
) -> dict[str, Any]:
    everywhere = ["zones" not in each for each in standdowns]
    return {
        "standdown_kinds": _flags([each["kinds"] for each in standdowns], names.kinds),
        "standdown_zones": _flags([each.get("zones", ()) for each in standdowns], zones),
        "standdown_everywhere": np.array(everywhere, dtype=np.bool_),
        "standdown": _pairs([(each["from"], each["to"]) for each in standdowns]),
    }


def _activities(activities: Sequence[Document], names: Names, labels: Labels) -> dict[str, Any]:
    zones, areas, groups = labels
    any_group = ["groups" not in activity for activity in activities]
    admitted = [activity.get("groups", ()) for activity in activities] if groups else []
    return {
        "at": _points(activities),
        "zone": _ints(zones.get(activity.get("zone", ""), NONE) for activity in activities),
        "area": _ints(areas.get(activity.get("area", ""), NONE) for activity in activities),
        "earliest": _ints(activity.get("earliest", 0) for activity in activities),
        "any_group": np.array(any_group, dtype=np.bool_),
        "group_allowed": _flags(admitted, groups).reshape(len(activities), len(groups)),
        **_predecessors(activities, names),
    }


def _predecessors(activities: Sequence[Document], names: Names) -> dict[str, Any]:
    number = names.activities
    ends, before, lags = [0], [], []
    for activity in activities:
        for each in activity.get("after", ()):
            before.append(number[each["id"]])
            lags.append(each.get("lag", 0))
        ends.append(len(before))
    return {"pred_start": _ints(ends), "pred": _ints(before), "pred_lag": _ints(lags)}


def _alternatives(activities: Sequence[Document], names: Names) -> dict[str, Any]:
    sets = [(j, each) for j, a in enumerate(activities) for each in a.get("after_any", ())]
    listed = [each for _, alternative in sets for each in alternative]
    return {
        "set_activity": _ints(j for j, _ in sets),
        "set_start": offsets(len(each) for _, each in sets),
        "set_pred": _ints(names.activities[each["id"]] for each in listed),
        "set_lag": _ints(each.get("lag", 0) for each in listed),
    }


def _modes(activities: Sequence[Document], names: Names) -> dict[str, Any]:
    number = names.kinds
    firsts, steps, ends, kinds, counts = [0], [], [0], [], []
    for activity in activities:
        for mode in activity["modes"]:
            steps.append(mode["steps"])
            for kind, count in mode.get("teams", _NOBODY).items():
                if count:
                    kinds.append(number[kind])
                    counts.append(min(count, MANY))
            ends.append(len(kinds))
        firsts.append(len(steps))
    return {
        "mode_start": _ints(firsts),
        "mode_steps": _ints(steps),
        "demand_start": _ints(ends),
        "demand_kind": _ints(kinds),
        "demand_count": _ints(counts),
    }


def _fixed(fixed: Sequence[Document], names: Names) -> dict[str, Any]:
    teams = [
        [
            (names.teams[team], names.kinds[kind])
            for kind, each in item["teams"].items()
            for team in each
        ]
        for item in fixed
    ]
    return {
        "fixed_activity": _ints(names.activities[item["activity"]] for item in fixed),
        "fixed_mode": _ints(item["mode"] for item in fixed),
        "fixed_begin": _ints(item["start"] for item in fixed),
        "fixed_start": offsets(map(len, teams)),
        "fixed_team": _ints(team for named in teams for team, _ in named),
        "fixed_kind": _ints(kind for named in teams for _, kind in named),
    }


def _benefits(benefits: Sequence[Document], names: Names) -> dict[str, Any]:
    needs = [benefit.get("needs", ()) for benefit in benefits]
    return {
        "benefit_activity": _ints(names.activities[benefit["activity"]] for benefit in benefits),
        "weight": _ints(benefit["weight"] for benefit in benefits),
        "need_start": offsets(map(len, needs)),
        "need": _ints(names.benefits[name] for listed in needs for name in listed),
    }


def problem_document(problem: Problem) -> Document:
    """
    Write a problem as a ``restoration-problem`` document, in the lowest version that can say it.

    Keys stand in the order of the definition; what has its default is left out.
    Reading the document gives an equal problem.
    """
    document: Document = {"format": SECOND if problem.areas or problem.has_joint_rules else FIRST}
    if problem.name:
        document["name"] = problem.name
    document["steps_per_day"] = problem.steps_per_day
    if problem.start_date is not None:
        document["start_date"] = problem.start_date.isoformat()
    document["kinds"] = list(problem.kinds)
    document["travel"] = _written_travel(problem)
    optional = {
        "between": _written_between(problem),
        "roads": _written_roads(problem),
        "teams": _written_teams(problem),
        "standdowns": _written_standdowns(problem),
        "activities": _written_activities(problem),
        "fixed": _written_fixed(problem),
        **written_joint(problem),
        "benefits": _written_benefits(problem),
    }
    document.update({k: v for k, v in optional.items() if v or k in ("teams", "activities")})
    return document


def _written_roads(problem: Problem) -> list[Document]:
    upper = np.argwhere(np.triu(problem.roads) > 0).tolist()
    return [
        {
            "areas": [problem.areas[a], problem.areas[b]],
            "mobility": problem.mobilities[c],
            "steps": int(problem.roads[c, a, b]),
        }
        for c, a, b in upper
    ]


def _written_travel(problem: Problem) -> Document:
    rows = zip(
        problem.mobilities,
        problem.detour.tolist(),
        problem.km_per_step.tolist(),
        problem.camp_move_km.tolist(),
        problem.camp_move_steps.tolist(),
        strict=True,
    )
    return {
        name: {
            "detour": detour,
            "km_per_step": km_per_step,
            "camp_move_km": camp_move_km,
            "camp_move_steps": camp_move_steps,
        }
        for name, detour, km_per_step, camp_move_km, camp_move_steps in rows
    }


def _written_between(problem: Problem) -> list[Document]:
    upper = np.argwhere(np.triu(problem.between) > 0).tolist()
    return [
        {
            "zones": [problem.zones[a], problem.zones[b]],
            "steps": int(problem.between[a, b]),
        }
        for a, b in upper
    ]


def _chosen(row: Flags, names: tuple[str, ...]) -> list[str]:
    return [names[i] for i in np.flatnonzero(row).tolist()]


def _written_teams(problem: Problem) -> list[Document]:
    teams: list[Document] = []
    at, away, away_start = problem.team_at.tolist(), problem.away.tolist(), problem.away_start
    for i, name in enumerate(problem.team_ids):
        team: Document = {
            "id": name,
            "kinds": _chosen(problem.team_kinds[i], problem.kinds),
            "at": at[i],
        }
        if problem.team_zone[i] != NONE:
            team["zone"] = problem.zones[problem.team_zone[i]]
        if problem.team_area[i] != NONE:
            team["area"] = problem.areas[problem.team_area[i]]
        if problem.team_mobility[i]:
            team["mobility"] = problem.mobilities[problem.team_mobility[i]]
        if problem.team_group[i] != NONE:
            team["group"] = problem.groups[problem.team_group[i]]
        if not problem.team_zones[i].all():
            team["zones"] = _chosen(problem.team_zones[i], problem.zones)
        if problem.team_from[i]:
            team["from"] = int(problem.team_from[i])
        if problem.team_to[i] != NEVER:
            team["to"] = int(problem.team_to[i])
        if away_start[i] < away_start[i + 1]:
            team["away"] = away[away_start[i] : away_start[i + 1]]
        teams.append(team)
    return teams


def _written_standdowns(problem: Problem) -> list[Document]:
    standdowns: list[Document] = []
    for i, (start, end) in enumerate(problem.standdown.tolist()):
        standdown: Document = {"kinds": _chosen(problem.standdown_kinds[i], problem.kinds)}
        if not problem.standdown_everywhere[i]:
            standdown["zones"] = _chosen(problem.standdown_zones[i], problem.zones)
        standdowns.append({**standdown, "from": start, "to": end})
    return standdowns


def _written_activities(problem: Problem) -> list[Document]:
    ids, zones = problem.activity_ids, problem.zones
    at, zone, earliest = problem.at.tolist(), problem.zone.tolist(), problem.earliest.tolist()
    any_group, area = problem.any_group.tolist(), problem.area.tolist()
    pred_start, mode_start = problem.pred_start.tolist(), problem.mode_start.tolist()
    pred, lag = problem.pred.tolist(), problem.pred_lag.tolist()
    modes, sets = _written_modes(problem), written_sets(problem)
    activities: list[Document] = []
    for j, name in enumerate(ids):
        activity: Document = {"id": name, "at": at[j]}
        if zone[j] != NONE:
            activity["zone"] = zones[zone[j]]
        if area[j] != NONE:
            activity["area"] = problem.areas[area[j]]
        if not any_group[j]:
            activity["groups"] = _chosen(problem.group_allowed[j], problem.groups)
        if earliest[j]:
            activity["earliest"] = earliest[j]
        before = range(pred_start[j], pred_start[j + 1])
        if before:
            activity["after"] = [
                {"id": ids[pred[k]], "lag": lag[k]} if lag[k] else {"id": ids[pred[k]]}
                for k in before
            ]
        if j in sets:
            activity["after_any"] = sets[j]
        activity["modes"] = modes[mode_start[j] : mode_start[j + 1]]
        activities.append(activity)
    return activities


def _written_modes(problem: Problem) -> list[Document]:
    start = problem.demand_start.tolist()
    kind, count = problem.demand_kind.tolist(), problem.demand_count.tolist()
    modes: list[Document] = []
    for m, steps in enumerate(problem.mode_steps.tolist()):
        mode: Document = {"steps": steps}
        if start[m] < start[m + 1]:
            mode["teams"] = {
                problem.kinds[kind[k]]: count[k] for k in range(start[m], start[m + 1])
            }
        modes.append(mode)
    return modes


def _written_fixed(problem: Problem) -> list[Document]:
    fixed: list[Document] = []
    for i, activity in enumerate(problem.fixed_activity.tolist()):
        teams: dict[str, list[str]] = {}
        for k in range(problem.fixed_start[i], problem.fixed_start[i + 1]):
            kind = problem.kinds[problem.fixed_kind[k]]
            teams.setdefault(kind, []).append(problem.team_ids[problem.fixed_team[k]])
        fixed.append(
            {
                "activity": problem.activity_ids[activity],
                "mode": int(problem.fixed_mode[i]),
                "teams": teams,
                "start": int(problem.fixed_begin[i]),
            }
        )
    return fixed


def _written_benefits(problem: Problem) -> list[Document]:
    ids, start, need = problem.benefit_ids, problem.need_start.tolist(), problem.need.tolist()
    activity, weight = problem.benefit_activity.tolist(), problem.weight.tolist()
    benefits: list[Document] = []
    for b, name in enumerate(ids):
        benefit: Document = {
            "id": name,
            "activity": problem.activity_ids[activity[b]],
            "weight": weight[b],
        }
        if start[b] < start[b + 1]:
            benefit["needs"] = [ids[k] for k in need[start[b] : start[b + 1]]]
        benefits.append(benefit)
    return benefits
