"""A plan as ``restoration-plan/1``, and back. The schema stands beside, in ``plan.schema.json``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import msgspec

from ploughshare.calendars import WorkingCalendar
from ploughshare.errors import InputRefused
from ploughshare.planning.items import (
    Assumption,
    CurvePoint,
    Item,
    NotPlanned,
    OneMoreTeam,
    PlannedBenefit,
    PlannedLot,
    PlannedMilestone,
    PlannedPromise,
    PlannedUndertaking,
    Reason,
    TakenOff,
    TeamRole,
)
from ploughshare.planning.plan import Plan
from ploughshare.planning.scenarios.terms import plain, terms_document, terms_from

FORMAT = "restoration-plan/1"
LARGEST_PLAN_BYTES = 1_000_000_000
"""A larger file is refused unread."""


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


def plan_from_bytes(data: bytes, where: str = "the plan") -> Plan:
    """
    The plan in the bytes of a file.

    Raises
    ------
    InputRefused
        When the bytes are no plan of this version; ``where`` names them.
    """
    if len(data) > LARGEST_PLAN_BYTES:
        raise InputRefused(f"{where} is larger than {LARGEST_PLAN_BYTES:,} bytes.")
    try:
        document = _document(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InputRefused(f"{where} is not JSON: {error}.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        found = document.get("format") if isinstance(document, dict) else type(document).__name__
        raise InputRefused(
            f"{where} is not a plan in the format {FORMAT} (found: {found!r}).",
            remedy="Name a file written by 'plough plan --out'.",
        )
    try:
        return _plan(document)
    except (KeyError, TypeError, ValueError, AttributeError, msgspec.DecodeError) as error:
        raise InputRefused(
            f"{where} is a damaged plan: {type(error).__name__} {error}.",
            remedy="Make the plan again with 'plough plan'.",
        ) from None


def _document(data: bytes) -> object:
    """A JSON document; of an object the value of ``items`` as it came, to be read row by row."""
    try:
        parts = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return msgspec.json.decode(data)
    return {
        key: part if key == "items" else msgspec.json.decode(part) for key, part in parts.items()
    }


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
        **({"lot": item.lot} if item.lot else {}),
        **({"besides": list(item.besides)} if item.besides else {}),
        **({} if item.depth_cm is None else {"depth_cm": item.depth_cm}),
        **({"depth_for": item.depth_for} if item.depth_for else {}),
        **({"ready_on": item.ready_on.isoformat()} if item.ready_on else {}),
        "value": item.value,
        "inherited_value": item.inherited_value,
        "waits_for": list(item.waits_for),
        "holds_up": list(item.holds_up),
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


def _plan(document: Mapping[str, Any]) -> Plan:
    calendar = document["calendar"]
    return Plan(
        region=document["region"],
        invented=document["invented"],
        scenario=document["scenario"],
        calendar=WorkingCalendar(
            date.fromisoformat(calendar["start"]),
            calendar["steps_per_day"],
            frozenset(calendar["rest_days"]),
            frozenset(date.fromisoformat(day) for day in calendar["holidays"]),
        ),
        items=tuple(_read_items(document["items"])),
        benefits=tuple(_read_benefit(row) for row in document["benefits"]),
        not_planned=tuple(_read_not_planned(row) for row in document["not_planned"]),
        not_yet_planned=tuple(document["not_yet_planned"]),
        assumptions=tuple(Assumption(**row) for row in document["assumptions"]),
        objective=document["objective"],
        bound=document["bound"],
        served_today=document["served_today"],
        served_in_all=document["served_in_all"],
        curve=_read_curve(document["curve"]),
        limit=_read_curve(document["limit"]),
        priority_first=_read_curve(document["priority_first"]),
        priority_objective=document["priority_objective"],
        limits=tuple(document["limits"]),
        # Plans of earlier versions say nothing about it, nor about promises and lots.
        one_more_team=tuple(
            OneMoreTeam(**{**row, "kinds": tuple(row["kinds"])})
            for row in document.get("one_more_team", ())
        ),
        promises=tuple(_read_promise(row) for row in document.get("promises", ())),
        taken_off=_read_taken_off(document.get("taken_off")),
        situation=document["situation"],
        problem=document["problem"],
        solver=document["solver"],
        lots=tuple(_read_lot(row) for row in document.get("lots", ())),
        terms=terms_from(document.get("terms")),
        undertakings=tuple(_read_undertaking(row) for row in document.get("undertakings", ())),
    )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """
    Reasons as they are read, each once.

    Chains of items run through each other, so that most reasons are written many
    times: kept as one, a large plan takes a third of the memory.
    """

    known: dict[tuple[object, ...], Reason] = field(default_factory=dict)

    def read(self, row: Mapping[str, Any]) -> Reason:
        """A JSON object as a reason; raises where it has other keys or values than one."""
        key = (row["from"], row["to"], row["rule"], row["ref"], row["text"])
        if len(row) != len(key) or [type(value) for value in key] != [int, int, str, str, str]:
            raise TypeError("a reason needs from, to, rule, ref and text")
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = Reason(*key)
        return known


def _read_items(rows: msgspec.Raw) -> Iterator[Item]:
    """Items one by one: the objects of all rows at once take several times the memory."""
    reasons = _Reasons()
    for row in msgspec.json.decode(rows, type=list[msgspec.Raw]):
        yield _read_item(msgspec.json.decode(row), reasons)


def _read_item(row: Mapping[str, Any], reasons: _Reasons) -> Item:
    place, names = row["place"], row["team_names"]
    return Item(
        activity=row["activity"],
        name=row["name"],
        activity_kind=row["kind"],
        record_type=row["record"]["type"],
        record_id=row["record"]["id"],
        place=place["name"],
        district=place["district"],
        lon=place["lon"],
        lat=place["lat"],
        teams=tuple(
            TeamRole(team, names[team], kind)
            for kind, teams in row["teams"].items()
            for team in teams
        ),
        start=row["start"],
        finish=row["finish"],
        start_on=date.fromisoformat(row["start_on"]),
        finish_on=date.fromisoformat(row["finish_on"]),
        because=tuple(map(reasons.read, row["because"])),
        preparation=tuple(map(reasons.read, row.get("preparation", ()))),
        waits_for=tuple(row["waits_for"]),
        holds_up=tuple(row["holds_up"]),
        value=row["value"],
        inherited_value=row["inherited_value"],
        continues=row["continues"],
        lot=row.get("lot", ""),
        ready_on=_read_day(row.get("ready_on")),
        besides=tuple(row.get("besides", ())),
        depth_cm=row.get("depth_cm"),
        depth_for=row.get("depth_for", ""),
    )


def _read_day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)


def _read_benefit(row: Mapping[str, Any]) -> PlannedBenefit:
    return PlannedBenefit(
        id=row["id"],
        name=row["name"],
        family=row["family"],
        record_type=row["record"]["type"],
        record_id=row["record"]["id"],
        asset_kind=row["asset_kind"],
        district=row["district"],
        weight=row["weight"],
        own_step=row["own_step"],
        step=row["step"],
        on=date.fromisoformat(row["on"]),
        needs=tuple(row["needs"]),
        held_by=row["held_by"],
        activity=row["activity"],
        part=row.get("part", ""),
    )


def _read_lot(row: Mapping[str, Any]) -> PlannedLot:
    return PlannedLot(
        id=row["id"],
        hazard=row["hazard"],
        m2=row["m2"],
        needed_by=tuple(f"{each['type']}/{each['id']}" for each in row["needed_by"]),
        activity=row["activity"],
    )


def _read_not_planned(row: Mapping[str, Any]) -> NotPlanned:
    return NotPlanned(
        record_type=row["record"]["type"],
        record_id=row["record"]["id"],
        name=row["name"],
        reason=row["reason"],
        text=row["text"],
        remedy=row["remedy"],
        holds_up=tuple(row["holds_up"]),
        weight=row["weight"],
    )


def _read_promise(row: Mapping[str, Any]) -> PlannedPromise:
    return PlannedPromise(
        task=row["task"],
        record_type=row["record"]["type"],
        record_id=row["record"]["id"],
        name=row["name"],
        promised_to=row["promised_to"],
        promised_on=date.fromisoformat(row["promised_on"]),
        activity=row["activity"],
        planned_on=_read_day(row["planned_on"]),
        kept=row["kept"],
        why=row["why"],
    )


def _read_undertaking(row: Mapping[str, Any]) -> PlannedUndertaking:
    days = {key: _read_day(row[key]) for key in ("due_on", "ends_on", "planned_on")}
    return PlannedUndertaking(
        **{
            **row,
            **days,
            "contributions": tuple(row["contributions"]),
            "lapses": tuple(row["lapses"]),
            "milestones": tuple(
                PlannedMilestone(
                    mark["name"], _read_day(mark["due_on"]), _read_day(mark["met_on"]),
                    _read_day(mark["planned_on"]), mark["kept"],
                )
                for mark in row["milestones"]
            ),
        }
    )  # fmt: skip


def _read_taken_off(row: Mapping[str, Any] | None) -> TakenOff | None:
    if row is None:
        return None
    return TakenOff(
        tasks=tuple(row["tasks"]),
        kept_objective=row["kept_objective"],
        lost=tuple(row["lost"]),
        won=tuple(row["won"]),
        breaks=tuple(row["breaks"]),
    )


def _read_curve(rows: Iterable[Mapping[str, Any]]) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(r["step"], date.fromisoformat(r["on"]), r["weight"]) for r in rows)
