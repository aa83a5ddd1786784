"""A plan as ``restoration-plan/1``. The schema stands beside, in ``plan.schema.json``."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from ploughshare.planning.families import family_sums
from ploughshare.planning.items import (
    Assumption,
    CurvePoint,
    Item,
    NotPlanned,
    OneMoreTeam,
    PlannedBenefit,
    PlannedLot,
    PlannedPromise,
    Reason,
    TakenOff,
)
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios.terms import plain, terms_document

FORMAT = "restoration-plan/1"


def plan_document(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values, keys in the order a reader expects."""
    return {
        **_head(plan),
        "items": [_item(item) for item in plan.items],
        "benefits": [_benefit(benefit) for benefit in plan.benefits],
        **_tail(plan),
    }


def _head(plan: Plan) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "region": plan.region,
        "invented": plan.invented,
        "scenario": plan.scenario,
        **({"terms": terms_document(plan.terms)} if plan.terms else {}),
        "situation": plan.situation,
        "problem": plan.problem,
        "calendar": {
            "start": plan.calendar.start.isoformat(),
            "steps_per_day": plan.calendar.steps_per_day,
            "rest_days": sorted(plan.calendar.rest_days),
            "holidays": sorted(day.isoformat() for day in plan.calendar.holidays),
        },
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "priority_objective": plan.priority_objective,
        "served_today": plan.served_today,
        "served_in_all": plan.served_in_all,
        "limits": list(plan.limits),
        "one_more_team": [_one_more(row) for row in plan.one_more_team],
        "promises": [_promise(row) for row in plan.promises],
        **(
            {"undertakings": [plain(asdict(row)) for row in plan.undertakings]}
            if plan.undertakings
            else {}
        ),
        **({"taken_off": _taken_off(plan.taken_off)} if plan.taken_off else {}),
        **({"decision": plain(asdict(plan.decision))} if plan.decision else {}),
        "families": [asdict(row) for row in family_sums(plan.benefits, plan.calendar.start)],
        **({"sowings": plain([asdict(row) for row in plan.sowings])} if plan.sowings else {}),
        **({"priorities": plain(asdict(plan.priorities))} if plan.priorities else {}),
        **({"put_first": plain(asdict(plan.put_first))} if plan.put_first else {}),
    }


def _tail(plan: Plan) -> dict[str, Any]:
    return {
        "lots": [_lot(lot) for lot in plan.lots],
        "not_planned": [_not_planned(left_out) for left_out in plan.not_planned],
        "not_yet_planned": list(plan.not_yet_planned),
        "assumptions": [_assumption(assumption) for assumption in plan.assumptions],
        "curve": _curve(plan.curve),
        "limit": _curve(plan.limit),
        "priority_first": _curve(plan.priority_first),
        "solver": dict(plan.solver),
    }


def plan_bytes(plan: Plan) -> bytes:
    """The plan as the bytes of its file: UTF-8 JSON with a final newline."""
    return b"".join(plan_parts(plan))


def plan_parts(plan: Plan) -> Iterator[bytes]:
    """
    The bytes of a plan's file, part by part, for files too large to be held as a whole.

    A part is a row of the plan, or less.
    """
    document = {**_head(plan), "items": None, "benefits": None, **_tail(plan)}
    rows: dict[str, Iterator[dict[str, Any]]] = {
        "items": map(_item, plan.items), "benefits": map(_benefit, plan.benefits)
    }  # fmt: skip
    opening = b"{"
    for key, value in document.items():
        yield opening + _encoded(key) + b":"
        opening = b","
        if key in rows:
            yield b"["
            for number, row in enumerate(rows[key]):
                yield (b"," if number else b"") + _encoded(row)
            yield b"]"
        else:
            yield _encoded(value)
    yield b"}\n"


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value)


def _item(item: Item) -> dict[str, Any]:
    teams: dict[str, list[str]] = {}
    for role in item.teams:
        teams.setdefault(role.kind, []).append(role.team)
    return {
        "activity": item.activity,
        "name": item.name,
        "kind": item.activity_kind,
        "record": {"type": item.record_type, "id": item.record_id},
        "place": {
            "name": item.place, "district": item.district, "lon": item.lon, "lat": item.lat,
        },
        "teams": teams,
        "team_names": {role.team: role.name for role in item.teams},
        "start": item.start,
        "finish": item.finish,
        "start_on": item.start_on.isoformat(),
        "finish_on": item.finish_on.isoformat(),
        "continues": item.continues,
        **({"confidence": item.confidence} if item.confidence else {}),
        **({"not_firm": item.not_firm} if item.not_firm else {}),
        **({"lot": item.lot} if item.lot else {}),
        **({"areas": list(item.areas)} if item.areas else {}),
        **({"besides": list(item.besides)} if item.besides else {}),
        **({} if item.depth_cm is None else {"depth_cm": item.depth_cm}),
        **({"depth_for": item.depth_for} if item.depth_for else {}),
        **({"ready_on": item.ready_on.isoformat()} if item.ready_on else {}),
        "value": item.value,
        "inherited_value": item.inherited_value,
        "serves_itself": item.serves_itself,
        "waits_behind": item.waits_behind,
        "waits_for": list(item.waits_for),
        "holds_up": list(item.holds_up),
        **({"instead": list(item.instead)} if item.instead else {}),
        "because": _chain(item.because),
        **({"preparation": _chain(item.preparation)} if item.preparation else {}),
    }  # fmt: skip


def _chain(links: Sequence[Reason]) -> list[dict[str, object]]:
    return [link.document() for link in links]


def _benefit(benefit: PlannedBenefit) -> dict[str, Any]:
    return {
        "id": benefit.id,
        "name": benefit.name,
        "family": benefit.family,
        "record": {"type": benefit.record_type, "id": benefit.record_id},
        "asset_kind": benefit.asset_kind,
        "district": benefit.district,
        "weight": benefit.weight,
        "own_step": benefit.own_step,
        "step": benefit.step,
        "on": benefit.on.isoformat(),
        "needs": list(benefit.needs),
        "held_by": benefit.held_by,
        "activity": benefit.activity,
        **({"part": benefit.part} if benefit.part else {}),
        **({} if benefit.hectares is None else {"hectares": benefit.hectares}),
        "counts": benefit.counts,
        **({"as_of": benefit.as_of.isoformat()} if benefit.as_of else {}),
    }


def _lot(lot: PlannedLot) -> dict[str, Any]:
    needed_by = (key.partition("/") for key in lot.needed_by)
    return {
        "id": lot.id,
        "hazard": lot.hazard,
        "m2": lot.m2,
        "needed_by": [{"type": kind, "id": name} for kind, _, name in needed_by],
        "activity": lot.activity,
    }


def _not_planned(left_out: NotPlanned) -> dict[str, Any]:
    return {
        "record": {"type": left_out.record_type, "id": left_out.record_id},
        "name": left_out.name,
        "reason": left_out.reason,
        "text": left_out.text,
        "remedy": left_out.remedy,
        "holds_up": list(left_out.holds_up),
        "weight": left_out.weight,
    }


def _assumption(assumption: Assumption) -> dict[str, Any]:
    return {
        "what": assumption.what,
        "value": assumption.value,
        "low": assumption.low,
        "high": assumption.high,
        "source": assumption.source,
        "used": assumption.used,
        "moves": assumption.moves,
    }


def _one_more(row: OneMoreTeam) -> dict[str, Any]:
    return {
        "kinds": list(row.kinds),
        "mobility": row.mobility,
        "teams": row.teams,
        "like": row.like,
        "lowest": row.lowest,
        "highest": row.highest,
        "limit_fall": row.limit_fall,
        "starts_held": row.starts_held,
        "why_nothing": row.why_nothing,
    }


def _promise(row: PlannedPromise) -> dict[str, Any]:
    return {
        "task": row.task,
        "record": {"type": row.record_type, "id": row.record_id},
        "name": row.name,
        "promised_to": row.promised_to,
        "promised_on": row.promised_on.isoformat(),
        "activity": row.activity,
        "planned_on": None if row.planned_on is None else row.planned_on.isoformat(),
        "kept": row.kept,
        "why": row.why,
    }


def _taken_off(row: TakenOff) -> dict[str, Any]:
    return {
        "tasks": list(row.tasks),
        "kept_objective": row.kept_objective,
        "lost": list(row.lost),
        "won": list(row.won),
        "breaks": list(row.breaks),
    }


def _curve(points: Iterable[CurvePoint]) -> list[dict[str, Any]]:
    return [{"step": p.step, "on": p.on.isoformat(), "weight": p.weight} for p in points]
