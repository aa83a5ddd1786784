"""On random regions: who stands on a task stays, and nothing begins before its order allows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import numpy as np
import pytest

from ploughshare.fields import Record, Value, date_in, number_in, text_in, texts_in
from ploughshare.planning.items import Item
from ploughshare.planning.plan import plan
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region

pytestmark = pytest.mark.usefixtures("brief_proof")

REGIONS = (60, pytest.param(100, marks=pytest.mark.soak))
STOP = Stop(iterations=1)
BEFORE_ACTIVE = ("issued", "plan_approved", "mobilising")
IN_FORCE = (*BEFORE_ACTIVE, "active")


def drawn(number: int) -> Region:
    """Two operators with several teams, areas surveyed or not, and orders on half of them."""
    dice = Random(number)
    region = Region()
    free: dict[str, list[str]] = {}
    for operator in ("O", "P"):
        for kind, count in (
            ("nts", 2),
            ("manual", dice.randint(2, 4)),
            ("dogs", dice.randint(0, 1)),
        ):
            for n in range(count):
                name = f"{operator}-{kind}-{n}"
                region.team(name, kind, x=dice.uniform(-4000, 4000), organisation=operator)
                free.setdefault(f"{operator} {kind}", []).append(name)
    if dice.random() < 0.4:
        days = float(dice.randint(2, 15))
        region.add(
            "figures", "F", metric="tasking.lead_days", value=days, low=1.0, high=20.0, unit="days"
        )
    for n in range(dice.randint(3, 8)):
        name, surveyed = f"H{n}", dice.random() < 0.6
        size = dice.choice((30, 60, 120))
        known: dict[str, Value] = {"hazard_type": "cha", "evidence": "direct"} if surveyed else {}
        region.hazard(name, 900 * n, dice.uniform(-3000, 3000), size, people_exposed=10 + n,
                      contamination="ap_mine", **known)  # fmt: skip
        for order in range(dice.choice((0, 0, 1, 1, 2))):
            _order(dice, region, free, f"T{n}{order}", name, surveyed, size)
    return region


def _order(
    dice: Random, region: Region, free: dict[str, list[str]], order: str, hazard: str,
    surveyed: bool, size: float,
) -> None:  # fmt: skip
    operator, status = dice.choice("OP"), dice.choice(("proposed", *IN_FORCE, "active", "closed"))
    kind = "manual" if surveyed else "nts"
    teams: tuple[str, ...] = ()
    if status in {"active", "mobilising"} and free[f"{operator} {kind}"]:
        teams = (free[f"{operator} {kind}"].pop(),)
    elif status == "active":
        return
    scope = dice.choice((None, size * size, size * size * 0.3)) if surveyed else None
    issued = date(2026, 2, dice.randint(2, 27)) if dice.random() < 0.8 else None
    region.order(
        order, hazard, status, activity="clearance" if surveyed else "nts", organisation=operator,
        teams=teams, scope_m2=scope, done_share=dice.choice((None, 0.3)) if teams else None,
        issued_on=issued, expires_on=dice.choice((None, date(2026, 2, 28))),
    )  # fmt: skip


def covers(order: Record, item: Item, areas: dict[str, float]) -> bool:
    """Whether an item is done under an order, by the records alone."""
    values = order.values
    if (values["hazard"], values["activity"]) != (item.record_id, item.activity_kind):
        return False
    scope = number_in(values, "scope_m2")
    in_part = scope is not None and scope < 0.95 * areas[item.record_id]
    return item.activity.endswith(f".{order.id}") if in_part else item.activity.count(".") == 1


def first_day(order: Record | None, lead: int) -> date:
    """The earliest day that an item may begin by an order, or without one."""
    status = text_in(order.values, "status") if order else ""
    issued = date_in(order.values, "issued_on") if order else None
    if status == "active" or (status == "mobilising" and issued is None):
        return MONDAY
    day = np.busday_offset(np.datetime64(issued or MONDAY), lead, roll="forward")
    return max(MONDAY, date.fromisoformat(str(day)))


def checked(region: Region, items: tuple[Item, ...], seen: Counter[str]) -> Iterator[str]:
    """What is wrong with a plan by the records of its region; counts what it looked at."""
    records = region.records
    lead = int(next((number_in(f.values, "value") for f in records.get("figures", ())), 0) or 10)
    sides = {r.id: r.geometry.length / 4 for r in records["hazards"] if r.geometry}
    areas = {name: (side * 111_000) ** 2 for name, side in sides.items()}
    orders = [r for r in records.get("tasks", ()) if r.values["status"] in IN_FORCE]
    operator = {r.id: r.values["organisation"] for r in records["teams"]}
    for order in orders:
        for team in texts_in(order.values, "teams") if order.values["status"] == "active" else ():
            stands = [
                i for i in items if covers(order, i, areas) and team in {r.team for r in i.teams}
            ]
            seen["standing"] += 1
            if len(stands) != 1 or stands[0].start != 0 or not stands[0].continues:
                yield f"{team} left task order {order.id}"
    for item in items:
        if item.activity_kind not in {"nts", "ts", "clearance"}:
            continue
        own = [order for order in orders if covers(order, item, areas)]
        day = min((first_day(order, lead) for order in own), default=first_day(None, lead))
        seen["ordered" if own else "unissued"] += 1
        if item.start_on < day:
            yield f"{item.activity} begins on {item.start_on}, before {day}"
        allowed = {order.values["organisation"] for order in own}
        if own and not {operator[role.team] for role in item.teams} <= allowed:
            yield f"{item.activity} is done by another operator than {allowed}"


@pytest.mark.parametrize("regions", REGIONS)
def test_teams_stay_on_their_tasks_and_nothing_begins_before_its_order_allows(
    regions: int,
) -> None:
    seen: Counter[str] = Counter()
    for number in range(regions):
        region = drawn(number)
        made = plan(region.situation(), stop=STOP).plan
        assert list(checked(region, made.items, seen)) == [], number
    assert min(seen.values()) > regions, seen


def test_the_check_finds_what_it_is_for() -> None:
    """Of a plan for a region without orders, told that there are some."""
    region = Region().team("M", "manual", organisation="O").team("N", "manual", organisation="P")
    region.hazard("H", 0, 0, hazard_type="cha", evidence="direct", people_exposed=9)
    region.add(
        "figures", "F", metric="tasking.lead_days", value=0.0, low=0.0, high=1.0, unit="days"
    )
    item, *_ = plan(region.situation(), stop=STOP).plan.items
    region.records["figures"] = []
    team = item.teams[0].team
    other = {"M": "P", "N": "O"}[team]
    assert any("before 2026-03-16" in said for said in checked(region, (item,), Counter()))
    region.order("T", "H", "active", teams=(team,), organisation=other)
    said = list(checked(region, (item,), Counter()))
    assert said[0] == f"{team} left task order T"
    assert "another operator" in said[1]
