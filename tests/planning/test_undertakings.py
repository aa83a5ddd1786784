"""Undertakings of agreements beside the schedule, on a region that can be held in the head."""

import json
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import jsonschema
import pytest

from ploughshare.fields import Value
from ploughshare.planning.document import plan_bytes
from ploughshare.planning.items import PlannedUndertaking
from ploughshare.planning.plan import Plan, plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.summary import lines
from ploughshare.reports.book_figures import figures_of
from ploughshare.reports.book_undertakings import undertakings_page
from ploughshare.reports.report import Subject
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region

STOP = Stop(iterations=4)
LATE, SOON = date(2030, 1, 1), MONDAY + timedelta(days=1)


def street() -> Region:
    """Two sheds for one crew, ten days each; a third has no works; one agreement until summer."""
    region = Region().district("D", -5000, -5000, 5000, 5000).team("C", "building")
    for number in range(2):
        region.asset(f"shed{number}", 100 * number, 0, kind="other", people_served=9)
        region.works(f"W{number}", f"shed{number}", 10)
    region.asset("ruin", 300, 0, kind="other", people_served=5, service_state="out_of_service")
    region.asset("mill", 500, 0, kind="other", people_served=5, service_state="in_service")
    return region.add("agreements", "AG", title="the mission", parties="Partner B; the authority",
                      to_on=date(2026, 6, 30))  # fmt: skip


def of(region: Region, **values: Value) -> PlannedUndertaking:
    """What the plan says of one undertaking."""
    given: dict[str, Value] = {"agreement": "AG", "what": "repair", "party": "Partner B"}
    region.add("undertakings", "UN", **(given | values))
    (row,) = plan(region.situation(), stop=STOP).plan.undertakings
    return row


def test_it_is_planned_when_the_last_of_what_it_is_about_is_done() -> None:
    made = plan(street().situation(), stop=STOP).plan
    last = max(item.finish_on for item in made.items)
    row = of(street(), works=("W0", "W1"), due_on=LATE)
    assert (row.planned_on, row.kept, row.lapses) == (last, True, ())
    assert row.agreement == "the mission"
    assert of(street(), assets=("shed0", "shed1"), due_on=SOON).kept is False
    assert of(street(), assets=("shed0", "shed1")).kept is None


def test_what_is_done_is_kept_and_what_is_not_planned_is_named() -> None:
    done = of(street(), assets=("mill",), due_on=SOON)
    assert (done.planned_on, done.kept, done.why) == (None, True, "")
    row = of(street(), assets=("mill", "ruin"), works=("W9",), due_on=LATE)
    assert (row.planned_on, row.kept) == (None, False)
    assert row.why == "ruin and W9 are not planned"
    assert row.lapses == ("it lapses on Tue 30 Jun 2026 and is not planned",)
    bare = of(street(), due_on=LATE)
    assert bare.kept is None
    assert "names no hazardous area" in bare.why


def test_it_lapses_with_its_own_day_or_that_of_its_agreement() -> None:
    row = of(street(), works=("W0", "W1"), to_on=SOON)
    assert row.ends_on == SOON
    (said,) = row.lapses
    assert said.startswith("it lapses on Tue 3 Mar 2026 and is planned for")
    over = of(street(), works=("W0",), to_on=MONDAY - timedelta(days=3))
    assert over.lapses[0].startswith("it lapsed on Fri 27 Feb 2026")


def test_it_lapses_when_the_people_who_hang_on_it_leave_first() -> None:
    region = street().contribution("CB", "operational", undertaking="UN")
    region.team("G", "manual", contribution="CB", to_on=SOON)
    row = of(region, works=("W0", "W1"))
    assert row.contributions == ("CB",)
    (said,) = row.lapses
    assert said.startswith("the last team of contribution CB leaves on Tue 3 Mar 2026")


@pytest.mark.parametrize(
    ("values", "kept", "met"),
    [
        ({"due_on": SOON, "met_on": MONDAY, "evidence": "SRC"}, True, True),
        ({"due_on": MONDAY, "met_on": SOON, "evidence": "SRC"}, False, True),
        (
            {"due_on": MONDAY - timedelta(days=1), "met_on": MONDAY - timedelta(days=2)},
            False,
            False,
        ),
        ({"due_on": LATE}, None, False),
        ({"due_on": LATE, "works": ("W0",)}, True, False),
        ({"due_on": SOON, "works": ("W0",)}, False, False),
    ],
)
def test_a_milestone_is_met_only_with_evidence(
    values: dict[str, Value], kept: bool | None, met: bool
) -> None:
    region = street().add("milestones", "MS", undertaking="UN", name="a milestone", **values)
    (mark,) = of(region, works=("W0", "W1")).milestones
    assert (mark.kept, mark.met_on is not None) == (kept, met)


def test_the_plan_prints_each_and_the_file_reads_back() -> None:
    region = street().add("milestones", "MS", undertaking="UN", name="crew there", due_on=SOON)
    region.add("undertakings", "UN", agreement="AG", what="repair of the sheds", party="Partner B",
               term="long_term", works=("W0", "W1"), due_on=LATE)  # fmt: skip
    made: Plan = plan(region.situation(), stop=STOP).plan
    text = "\n".join(lines(made))
    assert "Undertakings: 1, of them 1 kept by this plan, 0 to lapse undone" in text
    assert "UN: repair of the sheds (Partner B, long-term)" in text
    assert "milestone crew there: due Tue 3 Mar 2026, open" in text
    data = plan_bytes(made)
    schema = json.loads(
        files("ploughshare.planning").joinpath("plan.schema.json").read_text("utf-8")
    )
    jsonschema.validate(json.loads(data), schema)
    assert plan_from_bytes(data) == made


def test_the_plan_book_has_a_page_of_them() -> None:
    region = street()
    region.add("undertakings", "UN", agreement="AG", what="repair", works=("W0",), to_on=SOON)
    situation = region.situation()
    made = plan(situation, stop=STOP).plan
    page = undertakings_page(figures_of(Subject(situation, made, MONDAY)))
    assert page is not None
    assert page.title == "Of 1 undertaking of agreements 1 lapses undone by this plan."
    without = replace(made, undertakings=())
    assert undertakings_page(figures_of(Subject(situation, without, MONDAY))) is None


def test_agreements_move_nothing_in_the_schedule() -> None:
    region = street()
    kept = plan(region.situation(), stop=STOP).plan
    region.add("undertakings", "UN", agreement="AG", what="repair", works=("W1",), due_on=SOON)
    made = plan(region.situation(), stop=STOP).plan
    assert made.items == kept.items
    assert replace(made, undertakings=(), situation="", solver={}) == replace(
        kept, situation="", solver={}
    )
