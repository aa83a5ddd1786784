"""A plan from the bytes of a ``restoration-plan/1``, which :mod:`document` writes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from ploughshare.calendars import WorkingCalendar
from ploughshare.errors import InputRefused
from ploughshare.planning.document import FORMAT
from ploughshare.planning.families import PlannedSowing
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
from ploughshare.planning.priced import (
    OtherDay,
    PlannedMustDo,
    PlannedPriorities,
    PlannedShare,
    PlannedWish,
    PutFirst,
    Shift,
)
from ploughshare.planning.scenarios.terms import terms_from
from ploughshare.pledges.decisions import Decision

LARGEST_PLAN_BYTES = 1_000_000_000
"""A larger file is refused unread."""


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
        put_first=_read_put_first(document.get("put_first")),
        priorities=_read_priorities(document.get("priorities")),
        decision=_read_decision(document.get("decision")),
        sowings=tuple(
            PlannedSowing(row["season"], date.fromisoformat(row["on"]), row["hectares"])
            for row in document.get("sowings", ())
        ),
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
        areas=tuple(row.get("areas", ())),
        ready_on=_read_day(row.get("ready_on")),
        besides=tuple(row.get("besides", ())),
        depth_cm=row.get("depth_cm"),
        depth_for=row.get("depth_for", ""),
        serves_itself=row.get("serves_itself", row["value"]),
        confidence=row.get("confidence"),
        not_firm=row.get("not_firm", ""),
        instead=tuple(row.get("instead", ())),
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
        hectares=row.get("hectares"),
        counts=row.get("counts", row["weight"]),
        as_of=_read_day(row.get("as_of")),
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


def _read_put_first(row: Mapping[str, Any] | None) -> PutFirst | None:
    if row is None:
        return None
    return PutFirst(
        by=row["by"],
        wishes=tuple(_read_wish(wish) for wish in row["wishes"]),
        free_objective=row["free_objective"],
        later=tuple(Shift(**shift) for shift in row["later"]),
        sooner=tuple(Shift(**shift) for shift in row["sooner"]),
        breaks=tuple(row["breaks"]),
        instead=tuple(
            OtherDay(date.fromisoformat(each["on"]), each["objective"])
            for each in row.get("instead", ())
        ),
    )


def _read_priorities(row: Mapping[str, Any] | None) -> PlannedPriorities | None:
    if row is None:
        return None
    return PlannedPriorities(
        must_do=tuple(_read_must_do(each) for each in row["must_do"]),
        shares=tuple(_read_share(each) for each in row["shares"]),
        free_objective=row["free_objective"],
        objective=row["objective"],
        later=tuple(Shift(**shift) for shift in row["later"]),
        sooner=tuple(Shift(**shift) for shift in row["sooner"]),
    )


def _read_must_do(row: Mapping[str, Any]) -> PlannedMustDo:
    days = {key: _read_day(row[key]) for key in ("due_on", "planned_on", "without_on")}
    return PlannedMustDo(**{**row, **days})


def _read_share(row: Mapping[str, Any]) -> PlannedShare:
    days = {key: date.fromisoformat(row[key]) for key in ("from_on", "to_on")}
    return PlannedShare(**{**row, **days, "teams": tuple(row.get("teams", ()))})


def _read_decision(row: Mapping[str, Any] | None) -> Decision | None:
    if row is None:
        return None
    days = {key: _read_day(row[key]) for key in ("published_on", "from_on", "to_on")}
    return Decision(**{**row, **days})


def _read_wish(row: Mapping[str, Any]) -> PlannedWish:
    days = {key: date.fromisoformat(row[key]) for key in ("on", "without_on")}
    return PlannedWish(**{**row, **days, "brought": tuple(row["brought"])})


def _read_curve(rows: Iterable[Mapping[str, Any]]) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(r["step"], date.fromisoformat(r["on"]), r["weight"]) for r in rows)
