"""From statements to a problem: one of the two bridges to the kernel."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ploughshare.planning.activities import Activity
from ploughshare.planning.kept_orders import settle_kept, way_of_kept
from ploughshare.planning.presence import Days, Present
from ploughshare.planning.programme import Programme
from ploughshare.planning.serving import Serving
from ploughshare.planning.settle import settle
from ploughshare.planning.settle_neighbours import live_limits, live_separations
from ploughshare.planning.settle_under_way import span
from ploughshare.planning.settlement import Settlement, steps_of
from ploughshare.planning.statements import (
    AtOnce,
    Away,
    Besides,
    Continues,
    FirstOf,
    Kept,
    Needs,
    NotBefore,
    Roads,
    Separated,
    Serves,
    SetAside,
    Statement,
    Stopped,
    Wait,
    Way,
)
from ploughshare.planning.terrain import Where
from ploughshare.planning.travel import mobilities
from ploughshare.scheduling.exchange import read_problem
from ploughshare.scheduling.problem import Problem
from ploughshare.scheduling.strict_json import without_collector

MILESTONE_MODE: dict[str, Any] = {"steps": 0}


@dataclass(frozen=True)
class Draft:
    """
    A problem, and the way back from its names to the field's.

    Parameters
    ----------
    problem, data
        The problem, and the bytes of its file.
    programme
        What is to be done.
    activities
        The planned ones, by id.
    waits
        Why one planned activity waits for another, by ``(first, then)``.
    alternatives
        What waits for whichever of several sets is done first, by the milestone.
    ways
        Ways of each planned activity, in the order of its modes.
    otherwise
        Activities with a way that is left where no teams can do them.
    besides
        Days that activities take besides, whoever does them, by id.
    continues
        Activities under way, by id.
    kept
        Activities whose issued order keeps its teams and its day, by id.
    not_before
        By activity.
    present, absences, stops
        Who takes part, by team, and when not.
    serving
        As what teams serve in the problem.
    roads
        How much longer trips are by road.
    benefits, needs
        Planned benefits by id, and why one needs another, by ``(benefit, needed)``.
    separated, at_once
        What is kept apart, and how many teams work at once where that is limited.
    roots
        What was set aside for a reason of its own.
    fallen, lost
        Activities and benefits that fell away, each with the number of its root.
    all_activities, all_benefits
        Planned or not.
    reached_anyway
        Waits for roads that were dropped because they closed a circle.
    """

    problem: Problem
    data: bytes
    programme: Programme
    activities: Mapping[str, Activity]
    waits: Mapping[tuple[str, str], Sequence[Wait]]
    alternatives: Mapping[str, FirstOf]
    ways: Mapping[str, Sequence[Way]]
    otherwise: Container[str]
    besides: Mapping[str, Sequence[Besides]]
    continues: Mapping[str, Continues]
    kept: Mapping[str, Kept]
    not_before: Mapping[str, NotBefore]
    present: Mapping[str, Present]
    absences: Sequence[Away]
    stops: Sequence[Stopped]
    serving: Serving
    roads: Roads
    benefits: Mapping[str, Serves]
    needs: Mapping[tuple[str, str], Needs]
    separated: Sequence[Separated]
    at_once: Sequence[AtOnce]
    roots: Sequence[SetAside]
    fallen: Mapping[str, int]
    lost: Mapping[str, int]
    all_activities: Mapping[str, Activity]
    all_benefits: Mapping[str, Serves]
    reached_anyway: Sequence[Wait]

    def kind(self, k: int) -> str:
        """A kind of the problem as the field knows it."""
        return self.serving.kinds.get(self.problem.kinds[k], self.problem.kinds[k])


@without_collector()
def formulate(
    programme: Programme, statements: Iterable[Statement], aside: Sequence[Statement] = ()
) -> Draft:
    """
    Make a problem of what rules say, without what cannot be planned.

    What is set aside takes with it everything that waits for it; the rest is
    planned. ``aside`` adds what a search could not place.
    """
    said = settle(programme, (*statements, *aside))
    if said.kept:
        settle_kept(said)
    separated, at_once = tuple(live_separations(said)), tuple(live_limits(said))
    data = msgspec.json.encode(_with_joint_rules(said, separated, at_once))
    return Draft(
        problem=read_problem(data),
        data=data,
        programme=programme,
        activities={a.id: a for a in said.planned()},
        waits={pair: tuple(waits) for pair, waits in said.live_waits()},
        alternatives=said.alternatives,
        ways={name: tuple(ways) for name, ways in said.ways.items() if name not in said.fallen},
        otherwise=frozenset(said.otherwise),
        besides=said.besides,
        continues=said.continues,
        kept=said.kept,
        not_before={n: s for n, s in said.not_before.items() if n not in said.fallen},
        present=said.present,
        absences=tuple(said.absences),
        stops=tuple(said.stops),
        serving=said.serving,
        roads=said.roads,
        benefits=said.live_benefits(),
        needs={pair: n for pair, n in said.needs.items() if pair[0] not in said.lost},
        separated=separated,
        at_once=at_once,
        roots=tuple(said.roots),
        fallen=said.fallen,
        lost=said.lost,
        all_activities=said.activities,
        all_benefits=said.serves,
        reached_anyway=tuple(said.reached_anyway),
    )


def _document(said: Settlement) -> dict[str, Any]:
    """The problem as ``restoration-problem/1``, without what does not go together."""
    situation = said.programme.situation
    calendar, terms = situation.calendar, situation.terms
    # Kinds are known when all that asks for them is.
    activities = [_encoded(_activity(said, activity)) for activity in said.planned()]
    fixed = dict(_fixed(said))
    teams = _teams(said)
    kinds = _kinds(said, teams)
    roads = {"roads": _roads(said)} if said.roads.more else {}
    return {
        "format": f"restoration-problem/{2 if roads or said.alternatives else 1}",
        "name": f"{situation.region}, scenario {terms.name}" if terms else situation.region,
        "steps_per_day": calendar.steps_per_day,
        "start_date": calendar.day_number(0).isoformat(),
        "kinds": kinds,
        "travel": {name: each.row for name, each in mobilities(situation).items()},
        **roads,
        "teams": teams,
        "standdowns": list(_standdowns(said, kinds)),
        "activities": activities,
        "fixed": list(fixed.values()),
        "benefits": [_encoded(_benefit(said, serves)) for serves in said.live_benefits().values()],
    }


def _encoded(row: dict[str, Any]) -> msgspec.Raw:
    """A row as it will stand in the file: those of a whole country take a fifth of the room so."""
    return msgspec.Raw(msgspec.json.encode(row))


def _with_joint_rules(
    said: Settlement, separated: Sequence[Separated], at_once: Sequence[AtOnce]
) -> dict[str, Any]:
    """The document with what does not go together, in the version of the format that knows it."""
    document = _document(said)
    if not separated and not at_once:
        return document
    limits = [
        {
            "id": each.name,
            "activities": list(each.activities),
            "at_once": each.teams,
            "kinds": _named(said, each.kinds, document["kinds"]),
        }
        for each in at_once
    ]
    apart = [
        {"id": each.name, "these": list(each.these), "those": list(each.those)}
        for each in separated
    ]
    return document | {"format": "restoration-problem/2", "limits": limits, "apart": apart}


def _kinds(said: Settlement, teams: Sequence[dict[str, Any]]) -> list[str]:
    """Kinds that teams serve as or that work asks for."""
    named = [kind for team in teams for kind in team["kinds"]]
    return list(dict.fromkeys((*named, *said.serving.kinds))) or ["none"]


def _named(said: Settlement, kinds: Sequence[str], known: Sequence[str]) -> list[str]:
    """Kinds as the problem names them: one by one where teams' rights to it differ."""
    names = (name for kind in kinds for name in (kind, *said.serving.names([kind])))
    return [name for name in dict.fromkeys(names) if name in known]


def _roads(said: Settlement) -> list[dict[str, Any]]:
    """What trips between areas take besides."""
    return [
        {"areas": [a, b], "mobility": mobility, "steps": steps}
        for (mobility, a, b), steps in said.roads.more.items()
    ]


def _teams(said: Settlement) -> list[dict[str, Any]]:
    """Every team that takes part in something."""
    on_site, away = _on_site(said), _away(said)
    rows: list[dict[str, Any]] = []
    for present in said.present.values():
        kinds = said.serving.of(present)
        if kinds:
            row = _team(said, present, kinds, on_site.get(present.team))
            if present.team in away:
                row["away"] = away[present.team]
            rows.append({key: value for key, value in row.items() if key != "from" or value})
    return rows


def _on_site(said: Settlement) -> dict[str, Where]:
    """Where teams are that are at work on the first day, by name."""
    return {
        name: said.activities[activity].where
        for activity, statement in said.continues.items()
        for names in statement.teams.values()
        for name in names
    }


def _away(said: Settlement) -> dict[str, list[list[int]]]:
    """Absences of at least a step, by team."""
    calendar = said.programme.situation.calendar
    found: dict[str, list[list[int]]] = {}
    for absence in said.absences:
        begin, end = calendar.step_of(absence.from_on), calendar.step_after(absence.to_on)
        if begin < end:
            found.setdefault(absence.team, []).append([begin, end])
    return found


def _team(said: Settlement, present: Present, kinds: list[str], at: Where | None) -> dict[str, Any]:
    situation = said.programme.situation
    calendar = situation.calendar
    place = at or said.programme.terrain.team_base[present.team]
    team: dict[str, Any] = {
        "id": present.team,
        "kinds": kinds,
        "at": [round(place.x_km, 4), round(place.y_km, 4)],
        "mobility": situation.teams[present.team].mobility,
    }
    if place.district:
        team["zone"] = place.district
    if place in said.roads.areas:
        team["area"] = said.roads.areas[place]
    if present.group:
        team["group"] = present.group
    if present.districts is not None:
        team["zones"] = said.zones.open_to(present.districts)
    if present.from_on is not None:
        team["from"] = calendar.step_of(present.from_on)
    leaves = said.serving.leaves(present)
    if leaves is not None:
        team["to"] = leaves
    return team


def _standdowns(said: Settlement, kinds: list[str]) -> Iterator[dict[str, Any]]:
    calendar = said.programme.situation.calendar
    for stop in said.stops:
        begin, end = stop.steps(calendar)
        stopped = _named(said, stop.kinds, kinds)
        zones = said.zones.of_stop(stop)
        if begin < end and stopped and zones != []:
            row: dict[str, Any] = {"kinds": stopped, "from": begin, "to": end}
            if zones is not None:
                row["zones"] = zones
            yield row
    for (begin, end), names in said.serving.stand_downs():
        if any(name in kinds for name in names):
            stopped = [name for name in names if name in kinds]
            yield {"kinds": stopped, "from": begin, "to": end}


def _activity(said: Settlement, activity: Activity) -> dict[str, Any]:
    calendar = said.programme.situation.calendar
    where = activity.where
    row: dict[str, Any] = {
        "id": activity.id,
        "at": [round(where.x_km, 4), round(where.y_km, 4)],
        "modes": list(_modes(said, activity)),
    }
    zone = said.zones.of(activity)
    if zone:
        row["zone"] = zone
    if where in said.roads.areas and not activity.is_milestone:
        row["area"] = said.roads.areas[where]
    if activity.id in said.only_by:
        row["groups"] = list(said.only_by[activity.id].groups)
    if activity.id in said.not_before and activity.id not in said.continues:
        step = calendar.step_of(said.not_before[activity.id].day)
        if step:
            row["earliest"] = step
    after = said.after(activity.id)
    if after:
        row["after"] = after
    if activity.id in said.alternatives:
        sets = said.alternatives[activity.id].sets
        row["after_any"] = [[{"id": name} for name in each] for each in sets]
    return row


def _modes(said: Settlement, activity: Activity) -> Iterator[dict[str, Any]]:
    spd = said.programme.situation.calendar.steps_per_day
    if activity.is_milestone:
        yield MILESTONE_MODE
    elif activity.id in said.continues:
        statement = said.continues[activity.id]
        crew = {kind: len(names) for kind, names in statement.teams.items()}
        way = Way(activity.id, statement.days, crew, "", within=said.within[activity.id])
        yield _mode(said, activity, way, spd)
    else:
        for way in said.ways[activity.id]:
            yield _mode(said, activity, way, spd)


def _mode(said: Settlement, activity: Activity, way: Way, steps_per_day: int) -> dict[str, Any]:
    teams = _serving(said, activity, way.within, way.teams)
    return {"steps": steps_of(way.days, steps_per_day), "teams": teams}


def _serving(
    said: Settlement, activity: Activity, days: Days, teams: Mapping[str, Any]
) -> dict[str, Any]:
    """What is said of kinds, by their names in the problem."""
    district = activity.where.district
    return {said.serving.name(kind, days, district): each for kind, each in teams.items()}


def _fixed(said: Settlement) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, statement in said.continues.items():
        activity = said.activities[name]
        start, _ = span(said, statement, activity)
        teams = _serving(said, activity, said.within[name], statement.teams)
        yield name, {"activity": name, "mode": 0, "teams": teams, "start": start}
    for name, kept in said.kept.items():
        activity = said.activities[name]
        mode, way = way_of_kept(said, kept)
        teams = _serving(said, activity, way.within, kept.teams)
        yield name, {"activity": name, "mode": mode, "teams": teams, "start": kept.start}


def _benefit(said: Settlement, serves: Serves) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": serves.benefit, "activity": serves.activity, "weight": serves.counted,
    }  # fmt: skip
    needs = said.needs_of(serves.benefit)
    if needs:
        row["needs"] = needs
    return row
