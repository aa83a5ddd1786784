"""Plans on a server: what each says, to whom, and what of it is held back."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ploughshare.planning.answer import Answer
from ploughshare.planning.plan import Plan, Planned
from ploughshare.registry.kept import Publication
from ploughshare.registry.registry import Registry
from ploughshare.scheduling.solve import Stop
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.plan import (
    keep_plan,
    load_plan,
    load_who_may,
    make_plan,
    working_calendar,
)
from ploughshare.usecases.visible_plan import as_seen
from ploughshare.web.app import application
from ploughshare.web.server import Server
from ploughshare.web.work import Unwanted
from tests.conftest import proving_briefly
from tests.web.planned import SCHOOLS, START, AtWork, fill
from tests.web.serving import headers

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    """A server without a worker; its plans are made beforehand."""
    path = tmp_path_factory.mktemp("plans") / "r.plough"
    fill(path)
    with Registry.open(path, write=True) as registry, proving_briefly():
        for iterations in (1, 6):
            make_plan(
                registry,
                calendar=working_calendar(date.fromisoformat(START)),
                author="Ana",
                stop=Stop(iterations=iterations),
            )
    server = Server(path)
    with TestClient(application(server), raise_server_exceptions=False) as client:
        yield AtWork(path, client, server, headers(path))


def plan_of(room: AtWork) -> Plan:
    with Registry.open(room.path) as registry:
        return load_plan(registry)


def test_the_list_says_which_plan_is_of_record(room: AtWork) -> None:
    listed = room.get("/api/plans", Role.VIEWER).json()
    assert [(row["id"], row["current"]) for row in listed] == [("P-2", True), ("P-1", False)]
    assert not any(row["contains_assumed_capacity"] for row in listed)
    assert {row["author"] for row in listed} == {""}
    whose = room.get("/api/plans", Role.AUDITOR).json()
    assert [(row["author"], row["note"]) for row in whose] == [("Ana", "Plan")] * 2
    assert room.get("/api/plans/P-9").status_code == 404
    assert room.get("/api/plans/..%2Fplan.json").status_code == 404


def test_a_summary_says_what_the_plan_comes_to(room: AtWork) -> None:
    plan = plan_of(room)
    shown = room.get("/api/plans/current").json()
    assert (shown["id"], shown["objective"], shown["bound"]) == ("P-2", plan.objective, plan.bound)
    assert shown["gap"] == plan.gap
    assert shown["service_days"] * shown["steps_per_day"] == plan.objective
    assert shown["not_planned"] == len(plan.left_out)
    assert room.get("/api/plans/current/not-planned").json()["count"] == len(plan.not_planned)


def test_the_timeline_gets_every_item_in_columns(room: AtWork) -> None:
    plan = plan_of(room)
    sent = {**room.sent[Role.VIEWER], "Accept-Encoding": "gzip"}
    answer = room.client.get("/api/plans/P-2/items", headers=sent)
    assert answer.headers["content-encoding"] == "gzip"
    found = answer.json()
    start = date.fromisoformat(found["start"]).toordinal()
    rows = zip(
        found["activity"], found["start_day"], found["finish_day"], found["teams"], found["kind"],
        strict=True,
    )  # fmt: skip
    told = [
        (
            activity,
            date.fromordinal(start + first),
            date.fromordinal(start + last),
            sorted(found["team_ids"][team] for team in teams),
            found["kinds"][kind],
        )
        for activity, first, last, teams, kind in rows
    ]
    assert told == [
        (
            item.activity,
            item.start_on,
            item.finish_on,
            sorted(role.team for role in item.teams),
            item.activity_kind,
        )
        for item in plan.items
    ]
    kinds = {role.team: role.kind for item in reversed(plan.items) for role in item.teams}
    assert found["team_kinds"] == [kinds[team] for team in found["team_ids"]]
    for item, serves in zip(plan.items, found["serves"], strict=True):
        assert item.record_type == "works" or serves == item.record_id
    last = max(found["finish_day"])
    for stop in found["stand_downs"]:
        assert 0 <= stop["from_day"] <= stop["to_day"] <= last
        assert stop["kinds"] and stop["cause"]
    again = {**sent, "If-None-Match": answer.headers["etag"]}
    assert room.client.get("/api/plans/P-2/items", headers=again).status_code == 304
    plainly = {**room.sent[Role.VIEWER], "Accept-Encoding": "identity"}
    assert room.client.get("/api/plans/P-2/items", headers=plainly).json() == found


def test_an_item_is_explained_by_a_chain_that_adds_up(room: AtWork) -> None:
    plan = plan_of(room)
    for item in plan.items[:6]:
        told = room.get(f"/api/plans/current/items/{item.activity}").json()
        (row,) = [each for each in told["items"] if each["activity"] == item.activity]
        links = row["because"]
        assert links[0]["begin"] == 0
        assert all(a["end"] == b["begin"] for a, b in pairwise(links))
        assert links[-1]["end"] == row["start"] == item.start
        days = plan.calendar.steps_per_day
        assert sum(link["days"] for link in links) * days == item.start
    lines = room.get("/api/plans/current/items/AS-1").json()["lines"]
    assert lines == list(answer_of(room, "AS-1").lines())
    assert room.get("/api/plans/current/items/nobody").status_code == 404


def answer_of(room: AtWork, name: str) -> Answer:
    """What ``plough explain`` tells."""
    with Registry.open(room.path) as registry:
        plan = load_plan(registry)
        return Answer(plan, name, load_who_may(registry, None, plan))


def test_the_curve_never_crosses_the_limit(room: AtWork) -> None:
    found = room.get("/api/plans/current/curve").json()
    limit, planned = found["limit"], found["planned"]
    assert planned["days"] == sorted(set(planned["days"]))
    assert planned["weights"][-1] == plan_of(room).curve[-1].weight
    for day, weight in zip(planned["days"], planned["weights"], strict=True):
        most = [w for d, w in zip(limit["days"], limit["weights"], strict=True) if d <= day]
        assert weight <= (most[-1] if most else found["served_in_all"])


def test_two_plans_are_compared_as_on_the_command_line(room: AtWork) -> None:
    found = room.get("/api/plans/compare?a=P-1&b=P-2").json()
    assert (found["a"]["id"], found["b"]["id"]) == ("P-1", "P-2")
    gained = sum(row["human_days"] for row in found["benefits"])
    assert found["human_days"] == pytest.approx(gained)
    few = room.get("/api/plans/compare?a=P-1&b=current&most=4").json()
    assert (few["count"], len(few["benefits"])) == (found["count"], 4)


def test_nothing_sensitive_reaches_who_may_not_see_it(room: AtWork) -> None:
    """Of a hazardous area a viewer learns neither the exact place nor what lies in it."""
    exact = {
        f"{value:.4f}"
        for item in plan_of(room).items
        if item.record_type == "hazards"
        for value in (item.lon, item.lat)
    }
    addresses = ["", "/current", "/current/items", "/current/curve", "/current/not-planned"]
    addresses += ["/compare?a=P-1&b=P-2", "/current/items/M1", "/current/items/AS-1"]
    addresses += [f"/current/items/HA-{number}" for number in range(SCHOOLS)]
    seen = {
        role: "".join(room.get(f"/api/plans{address}", role).text for address in addresses)
        for role in (Role.PLANNER, Role.VIEWER, Role.ADMINISTRATOR)
    }
    assert any(place in seen[Role.PLANNER] for place in exact)
    for role in (Role.VIEWER, Role.ADMINISTRATOR):
        assert not [place for place in exact if place in seen[role]]
        for word in ("ap_mine", "anti-personnel", "contamination", "accidents", "evidence"):
            assert word not in seen[role].lower()


def test_a_plan_as_seen_differs_in_what_is_sensitive_only(room: AtWork) -> None:
    plan = plan_of(room)
    assert as_seen(plan, Role.PLANNER) is plan
    seen = as_seen(plan, Role.VIEWER)
    assert [item.activity for item in seen.items] == [item.activity for item in plan.items]
    assert all(
        abs(one.lon - other.lon) <= 0.0025 + 1e-9
        for one, other in zip(plan.items, seen.items, strict=True)
    )


def test_reports_that_show_hazards_need_the_right_and_a_purpose(room: AtWork) -> None:
    address = "/api/plans/current/reports"
    assert room.get(f"{address}/ready-for-works.pdf", Role.VIEWER).content.startswith(b"%PDF")
    assert room.get(f"{address}/ready-for-works.xlsx", Role.VIEWER).content.startswith(b"PK")
    assert room.get(f"{address}/weekly-tasking.pdf?purpose=x", Role.VIEWER).status_code == 403
    assert room.get(f"{address}/weekly-tasking.pdf").status_code == 400
    assert room.get(f"{address}/weekly-tasking.pdf?purpose=Monday").content.startswith(b"%PDF")
    log = room.get("/api/log", Role.AUDITOR).json()
    assert log[0]["what"] == "exported a report"
    assert log[0]["about"] == {"report": "weekly-tasking", "plan": "P-2", "purpose": "Monday"}
    assert "as a job" in room.get(f"{address}/plan-book.pdf?purpose=x").text
    assert room.get(f"{address}/poem.pdf").status_code == 400


def test_the_public_learns_when_and_no_more(room: AtWork) -> None:
    anybody = room.get("/api/public/plan", Role.VISITOR)
    found = anybody.json()
    assert {row["id"] for row in found["assets"]} == {f"AS-{number}" for number in range(SCHOOLS)}
    for row in found["assets"]:
        assert row["when"].startswith(("week of ", "Q", "20"))
    assert found["months"][-1]["planned"] == plan_of(room).curve[-1].weight
    for word in ("HA-", "M1", "B1", "35."):
        assert word not in anybody.text
    with Registry.open(room.path, write=True) as registry:
        for published, left in ((Publication((), plan=True), "months"), (Publication(), "")):
            with registry.change(author="Ana", reason="Decree") as change:
                change.decide_publication(published)
            found = json.loads(room.get("/api/public/plan", Role.VISITOR).text)
            assert found["assets"] == []
            assert bool(found["months"]) is bool(left)


def test_a_plan_that_is_refused_at_the_last_moment_leaves_no_trace(room: AtWork) -> None:
    """Nobody wants it any more: that is asked when no one else can change the registry."""

    def refuse() -> None:
        raise Unwanted("not wanted")

    with Registry.open(room.path, write=True) as registry:
        before, head = registry.plans(), registry.head_hash()
        planned = Planned(load_plan(registry), b"{}", b"{}")
        with pytest.raises(Unwanted):
            keep_plan(registry, planned, author="Ana", require=refuse)
        assert (registry.plans(), registry.head_hash()) == (before, head)


def test_the_page_of_the_api_names_every_route_of_plans_and_jobs() -> None:
    page = (ROOT / "docs" / "reference" / "server-api.md").read_text(encoding="utf-8")
    described = application(Server(ROOT / "none.plough")).openapi()["paths"]
    missing = [
        f"`{method.upper()} {path}`"
        for path, methods in described.items()
        for method in methods
        if path.startswith(("/api/plans", "/api/jobs", "/api/imports", "/api/public/"))
        and f"`{method.upper()} {path}`" not in page
    ]
    assert missing == []


def test_what_a_record_waits_for_and_what_waits_for_it(room: AtWork) -> None:
    plan = plan_of(room)
    [works] = [item for item in plan.items if item.record_id == "W-1"]
    [back] = [each for each in plan.benefits if each.record_id == "AS-1"]
    before = room.get("/api/plans/current/around/assets/AS-1").json()["waits_for"]
    assert [(row["type"], row["id"]) for row in before["rows"]] == [("hazards", "HA-1")]
    handed_over = max(item.finish_on for item in plan.items if item.record_id == "HA-1")
    assert before["rows"][0]["on"] == handed_over.isoformat()
    after = room.get("/api/plans/current/around/hazards/HA-1", Role.VIEWER).json()
    [row] = after["holds_up"]["rows"]
    assert (row["id"], row["on"], row["people"]) == ("AS-1", back.on.isoformat(), back.weight)
    assert after["waiting_people"] == back.weight
    assert works.finish_on <= back.on
    assert room.get("/api/plans/current/around/hazards/HA-99").json()["holds_up"]["count"] == 0
    assert room.get("/api/plans/current/around/hazards/HA-1", Role.VISITOR).status_code == 401
