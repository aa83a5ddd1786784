"""What a plan rests on that no record said: each with its range, and how much hangs on it."""

from collections.abc import Iterator

import numpy as np

from ploughshare.land.records import CONTAMINATION
from ploughshare.planning import wording
from ploughshare.planning.assumed_loads import load_rows
from ploughshare.planning.assumed_ways_out import way_out_figures, way_out_rows
from ploughshare.planning.defaults import PEOPLE_SERVED, PRACTICE
from ploughshare.planning.explain import Explanation
from ploughshare.planning.items import SAID, Assumption
from ploughshare.planning.rules.on_call import DISPOSAL, FirstThere, on_call_for
from ploughshare.planning.weighing import why_not_asked
from ploughshare.workforce.teams import ProductivityRate

TRAVEL = ("travel.detour", "travel.km_per_day", "travel.camp_move_km", "travel.camp_move_days")
ACCESS = ("access.verge_m", "access.hazard_counts_km", "access.works_count_km",
          "access.off_road_km", "access.other_way_factor")  # fmt: skip

PEOPLE = "people:"
"""How names of defaults begin that say how many people a kind of asset serves."""


def assumptions(explanation: Explanation) -> tuple[Assumption, ...]:
    """Figures, rates and defaults that were used; what moves most weight first."""
    draft = explanation.draft
    inheritance = explanation.inheritance
    activities_of: dict[str, set[str]] = {}
    for j, name in enumerate(draft.problem.activity_ids):
        for key in _uses(explanation, j):
            activities_of.setdefault(key, set()).add(name)
    rows = [
        _figure_row(explanation, key, len(names), inheritance.weight_behind(names))
        for key, names in activities_of.items()
    ]
    everything = draft.problem.activity_ids
    all_of_it = inheritance.weight_behind(everything)
    rows += [
        _figure_row(explanation, metric, len(everything), all_of_it)
        for metric in (*TRAVEL, *(ACCESS if draft.programme.situation.roads else ()))
    ]
    rows += [
        _figure_row(explanation, metric, len(used), inheritance.weight_behind(used))
        for metric, used in way_out_figures(explanation).items()
    ]
    rows += way_out_rows(explanation)
    rows += load_rows(explanation)
    rows += _stop_rows(explanation)
    rows += _service_rows(explanation)
    rows += _roads_row(explanation)
    rows += _expired_orders_row(explanation)
    rows += _unknown_lots_row(explanation)
    rows += _reached_anyway_row(explanation)
    rows += _uninspected_row(explanation)
    rows += _on_call_row(explanation)
    rows += _unanswered_row(explanation)
    rows += _decision_rows(explanation)
    for measure in draft.programme.situation.measures:
        rows.append(Assumption(measure.text, "in force", "", "", SAID, 1, 0))
    return tuple(sorted(rows, key=lambda row: (-row.moves, row.what)))


def _uses(explanation: Explanation, j: int) -> tuple[str, ...]:
    """Figures behind the chosen way of an activity, and behind what it does not go together with."""
    draft = explanation.draft
    name = draft.problem.activity_ids[j]
    if name in draft.continues:
        return draft.continues[name].uses
    ways = draft.ways.get(name, ())
    own = ways[int(explanation.schedule.mode[j])].uses if ways else ()
    lags = explanation.lag_uses.get(name, ())
    beside = explanation.neighbour_uses.get(name, ())
    not_before = draft.not_before.get(name)
    return tuple(dict.fromkeys((*own, *(not_before.uses if not_before else ()), *lags, *beside)))


def _figure_row(explanation: Explanation, key: str, used: int, moves: int) -> Assumption:
    situation = explanation.draft.programme.situation
    if key.startswith("rate:"):
        rate = next(r for r in situation.rates if f"rate:{r.id}" == key)
        return _rate_row(rate, used, moves)
    figure = situation.figures[key]
    unit = "" if figure.unit == "1" else f" {figure.unit}"
    return Assumption(
        what=_words(key),
        value=f"{figure.value:g}{unit}",
        low=f"{figure.low:g}{unit}",
        high=f"{figure.high:g}{unit}",
        source=figure.source,
        used=used,
        moves=moves,
    )


def _rate_row(rate: ProductivityRate, used: int, moves: int) -> Assumption:
    known = CONTAMINATION.label if rate.contamination in CONTAMINATION.codes else str
    on = f" on {known(rate.contamination)}" if rate.contamination else ""
    return Assumption(
        what=f"productivity rate, {wording.kind(rate.kind)}{on}",
        value=f"{rate.likely:g} {rate.unit}",
        low=f"{rate.low:g} {rate.unit}",
        high=f"{rate.high:g} {rate.unit}",
        source=rate.source or "no source given",
        used=used,
        moves=moves,
    )


def _stop_rows(explanation: Explanation) -> Iterator[Assumption]:
    """Figures behind days and hours on which kinds of team make no progress."""
    draft = explanation.draft
    kinds: dict[str, set[str]] = {}
    for stop in draft.stops:
        for key in stop.uses:
            kinds.setdefault(key, set()).update(stop.kinds)
    for key, stopped in kinds.items():
        names = {
            name
            for j, name in enumerate(draft.problem.activity_ids)
            if stopped & {draft.kind(k) for _, k in explanation.roles(j)}
        }
        if names:
            behind = explanation.inheritance.weight_behind(names)
            yield _figure_row(explanation, key, len(names), behind)


def _service_rows(explanation: Explanation) -> Iterator[Assumption]:
    """Defaults that services were counted with; an asset that serves in part first counts once."""
    assets: dict[str, set[str]] = {}
    weights: dict[str, int] = {}
    for serves in explanation.draft.benefits.values():
        for key in serves.uses:
            assets.setdefault(key, set()).add(serves.record_id)
            weights[key] = weights.get(key, 0) + serves.weight
    for key, named in assets.items():
        used = len(named)
        if not key.startswith(PEOPLE):
            yield _figure_row(explanation, key, used, weights[key])
            continue
        kind = key.removeprefix(PEOPLE)
        value, low, high = PEOPLE_SERVED.get(kind, PEOPLE_SERVED["other"])
        yield Assumption(
            what=f"people served by a {kind.replace('_', ' ')} where nobody counted",
            value=f"{value:,}",
            low=f"{low:,}",
            high=f"{high:,}",
            source=PRACTICE,
            used=used,
            moves=weights[key],
        )


def _decision_rows(explanation: Explanation) -> Iterator[Assumption]:
    """Decisions on record that weigh nothing in this plan, priorities that ask for nothing, and why."""
    programme = explanation.draft.programme
    start, chosen = programme.situation.calendar.start, programme.weighing.decision
    for decision in programme.situation.decisions.values():
        why = decision.why_not(start)
        if not why and decision != chosen and decision.weighs:
            why = f"decision {chosen.id if chosen else ''} was published later"
        if why:
            yield Assumption(
                f"decision {decision.id} ({decision.title}) counts nothing: {why}", "", "", "",
                decision.authority, 1, 0,
            )  # fmt: skip
    for priority in programme.situation.priorities.values():
        why = why_not_asked(programme.situation, priority)
        if why:
            what = f"priority {priority.id} asks for nothing: {why}"
            yield Assumption(what, "", "", "", "the record", 1, 0)


def _roads_row(explanation: Explanation) -> Iterator[Assumption]:
    roads = explanation.draft.programme.situation.roads.values()
    unknown = sum(road.passability == "unknown" for road in roads)
    if not roads:
        yield Assumption(
            "roads: none recorded, so every site counts as reached", "", "", "",
            "no record", explanation.draft.problem.n_activities,
            int(explanation.people.sum()),
        )  # fmt: skip
    elif unknown:
        yield Assumption(
            "road links of unknown passability count as passable, and longer", "factor 1.5", "1",
            "barred", PRACTICE, unknown, 0,
        )  # fmt: skip


def _expired_orders_row(explanation: Explanation) -> Iterator[Assumption]:
    programme, number = explanation.draft.programme, explanation.number
    start = programme.situation.calendar.start
    expired = {
        order.id: activity
        for activity, orders in programme.orders_of.items()
        for order in orders
        if activity in number and order.expires_on is not None and order.expires_on < start
    }
    if not expired:
        return
    yield Assumption(
        f"task orders past their day taken as extended: {wording.few(expired, between=', ')}",
        "in force", "", "lapsed", "the task orders: extend or close them",
        len(expired), explanation.inheritance.weight_behind(set(expired.values())),
    )  # fmt: skip


def _unknown_lots_row(explanation: Explanation) -> Iterator[Assumption]:
    """Orders for lots that their area is not cut into: it stays whole, or in parts under order."""
    programme, number = explanation.draft.programme, explanation.number
    unknown = {
        order.id: activity
        for activity, orders in programme.orders_of.items()
        for order in orders
        if activity in number and order.lot and order.hazard not in programme.lots
    }
    if unknown:
        yield Assumption(
            "task orders for lots that their area is not cut into, taken as orders for so many "
            f"square metres: {wording.few(unknown, between=', ')}",
            "in force", "", "", "the task orders: correct their lot",
            len(unknown), explanation.inheritance.weight_behind(set(unknown.values())),
        )  # fmt: skip


def _reached_anyway_row(explanation: Explanation) -> Iterator[Assumption]:
    activities = explanation.draft.activities
    waited = [wait.then for wait in explanation.draft.reached_anyway]
    reached = [name for name in dict.fromkeys(waited) if name in activities]
    if not reached:
        return
    names = list(dict.fromkeys(activities[name].name for name in reached))
    yield Assumption(
        "sites taken as reached although the way there leads past others that wait for them in "
        f"a circle: {wording.few(names)}",
        "reached", "", "barred", "the road graph: look at these on the map",
        len(reached), explanation.inheritance.weight_behind(reached),
    )  # fmt: skip


def _uninspected_row(explanation: Explanation) -> Iterator[Assumption]:
    """Quality control that no inspecting team does: there is none, or none that may or stays."""
    draft = explanation.draft
    without = [
        j
        for j, name in enumerate(draft.problem.activity_ids)
        if draft.activities[name].kind == "control" and not explanation.roles(j)
    ]
    if not without:
        return
    programme = draft.programme
    if not any("qc" in team.kinds for team in programme.situation.teams.values()):
        what = "no inspecting team is recorded: quality control takes its most days everywhere"
    else:
        names = [draft.activities[draft.problem.activity_ids[j]].name for j in without]
        what = (
            "no inspecting team of another organisation may do these or stays for them, and they "
            f"take their most days: {wording.few(names)}"
        )
    figure = programme.situation.figures["release.control_days"]
    yield Assumption(
        what, f"{figure.high:g} days", "", "never", "the teams on record: record those that inspect",
        len(without),
        explanation.inheritance.weight_behind([draft.problem.activity_ids[j] for j in without]),
    )  # fmt: skip


def _on_call_row(explanation: Explanation) -> Iterator[Assumption]:
    """How many crews at once count on a disposal team, beside how many such teams there are."""
    draft, number, schedule = explanation.draft, explanation.number, explanation.schedule
    works = [works.id for works in on_call_for(draft.programme) if works.id in number]
    if not works:
        return
    index = np.array([number[name] for name in works])
    crews = np.diff(schedule.team_start)[index]
    # Those that leave come first, so that they make room on the same step.
    steps = np.concatenate((schedule.finish[index], schedule.start[index]))
    change = np.concatenate((-crews, crews))[np.argsort(steps, kind="stable")]
    there = {present.team for present in draft.present.values() if DISPOSAL in present.kinds}
    yield Assumption(
        "crews at work at once that count on a disposal team on call, at most, with "
        f"{wording.teams_counted(len(there))} to answer",
        f"{int(np.cumsum(change).max()):,}", "", "", "the plan itself", len(works),
        explanation.inheritance.weight_behind(works),
    )  # fmt: skip


def _unanswered_row(explanation: Explanation) -> Iterator[Assumption]:
    """Works where a hazard lay or lies, and no disposal team on record may be called."""
    programme = explanation.draft.programme
    first_there = FirstThere(programme)
    works = [
        works
        for works in on_call_for(programme)
        if works.id in explanation.number
        and first_there.on(programme.of_works[works.id].where.district) is None
    ]
    if not works:
        return
    figure = programme.situation.figures["works.call_out_days"]
    yield Assumption(
        "no disposal team on record may be called to these works, and others answer in the most "
        f"days: {wording.few(each.name for each in works)}",
        f"{figure.high:g} {figure.unit}", "", "never",
        "the teams on record: record those that dispose",
        len(works), explanation.inheritance.weight_behind([each.id for each in works]),
    )  # fmt: skip


WORDS = {
    "survey.nts.cancelled_share": "share of an area that non-technical survey cancels",
    "survey.ts.reduced_share": "share of an area that technical survey reduces",
    "survey.visit_shared_share": "share of the survey of an area that one visit spends once for all",
    "survey.visit_days": "visit to a community or a square that surveys several areas, at most",
    "survey.community_km": "distance to their community of areas that a visit to it surveys, at most",
    "survey.cell_km": "side of the squares by which areas far from any community are surveyed",
    "clearance.prepared_factor": "manual clearance on ground a machine prepared, times as fast",
    "clearance.dog_follow_up_share": "share of ground searched by dogs that is followed up",
    "clearance.machine_follow_up_share": "share of ground searched by machines that is followed up",
    "clearance.depth_cm": "depth to which ground is cleared where nobody says otherwise",
    "clearance.to_50_cm_factor": "clearance to more than 20 cm and up to 50, times as fast",
    "clearance.to_100_cm_factor": "clearance to more than 50 cm and up to 100, times as fast",
    "clearance.deeper_factor": "clearance to more than 100 cm, times as fast",
    "lots.team_weeks": "time one team takes to clear a lot, at most",
    "lots.least_weeks": "time one team takes to clear an area that is not cut into lots, at most",
    "field.hours_per_day": "hours of field work in a day that rates hold for",
    "field.other_daylight_hours": "hours of daylight for travel, briefing and rest",
    "tasking.lead_days": "time from dossier to task order, clearance plan and pre-start visit",
    "site.large_from_days": "time one team takes to clear a site that counts as large, at least",
    "site.set_up_days": "set-up of a large site",
    "site.close_out_days": "close-out of a large site",
    "release.report_days": "completion report after clearance",
    "release.control_days": "quality control of an area or a lot",
    "release.correction_days": "corrective action after quality control, as expected",
    "release.hand_over_days": "hand-over after quality control and corrective action",
    "release.acceptance_days": "the authority's acceptance of what survey cancels or reduces",
    "interim.from_days": "expected wait of an area from which it is marked and people are warned",
    "interim.from_people": "people exposed to an area that is marked while it waits, at least",
    "interim.near_m": "distance to a settlement of an area that is marked while it waits, at most",
    "interim.marking_m_per_day": "outline of an area that a team marks in a day",
    "interim.education_days": "risk education of the people near an area",
    "interim.warned_share": "share of the people exposed to an area that counts as warned",
    "interim.signs_share": "part of that share which comes with the signs, the rest when people are told",
    "eod.reserve_share": "share of the time of disposal teams that is kept free for spot tasks",
    "works.briefing_days": "briefing of builders before they begin on ground that was hazardous",
    "works.call_out_days": "time that builders wait for a disposal team when something is found",
    "works.crew_days_per_call_out": "crew-days in which something is found once where a hazard lay",
    "works.rubble_crew_days_per_call_out": "crew-days in which rubble of a strike holds something once",
    "works.crews_per_disposal_team": "crews at once for which a disposal team on call answers",
    "works.permanent.design_days": "assessment and design of repair and rebuilding",
    "works.permanent.permits_days": "permits for repair and rebuilding",
    "works.permanent.procurement_days": "tender and procurement of repair and rebuilding",
    "works.permanent.mobilisation_days": "mobilisation of builders for repair and rebuilding",
    "works.temporary.design_days": "assessment and design of temporary works",
    "works.temporary.procurement_days": "tender and procurement of temporary works",
    "works.temporary.mobilisation_days": "mobilisation of builders for temporary works",
    "works.emergency.service_share": "share of its service that an asset gives after emergency repair",
    "works.temporary.service_share": "share of its service that an asset gives by temporary works",
    "works.emergency.mobilisation_days": "mobilisation of builders for emergency repair",
    "works.debris.mobilisation_days": "mobilisation for debris removal",
    "travel.detour": "road distance over straight line",
    "travel.km_per_day": "distance a team drives in a working day",
    "travel.camp_move_km": "distance beyond which a team moves its camp",
    "travel.camp_move_days": "time to move a camp",
    "access.verge_m": "width beside a road that must be released before it is used",
    "access.hazard_counts_km": "detour that is shorter than the work on a hazard on the way",
    "access.other_way_factor": "length of another way to a site over that of the shortest, at most",
    "access.works_count_km": "detour that is shorter than mending a road or bridge",
    "evacuation.limit_min": "time in which casualties of work on hazardous ground reach the hospital",
    "evacuation.main_kmh": "speed with a casualty on main roads",
    "evacuation.local_kmh": "speed with a casualty on local roads",
    "evacuation.track_kmh": "speed with a casualty on tracks, and off the road",
    "evacuation.medics_per_team": "medics of a team on hazardous ground, at least",
    "access.off_road_km": "distance from a road beyond which ground is not reached",
}


def _words(metric: str) -> str:
    return WORDS.get(metric, metric)
