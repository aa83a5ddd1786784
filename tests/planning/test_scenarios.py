"""Scenarios: promised people become teams by assumptions that have an owner, and stay apart."""

import json
from datetime import date, timedelta
from importlib.resources import files

import jsonschema
import pytest

from ploughshare.errors import CallError, InputRefused
from ploughshare.planning.document import plan_bytes
from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.planning.programme import Programme
from ploughshare.planning.rules import statements
from ploughshare.planning.scenarios.count import terms_of
from ploughshare.planning.scenarios.scenario import MakeUp, Scenario, Terms, own_scenario
from ploughshare.planning.scenarios.scenario_file import scenario_from
from ploughshare.planning.scenarios.terms import ScenarioTerms, under
from ploughshare.planning.situation import Situation
from ploughshare.planning.summary import lines
from ploughshare.planning.terrain import Terrain
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import MONDAY, Region

ANNOUNCED = own_scenario("as-announced", "A. Planner")

FILE = """
name = "half-of-it"
owner = "A. Planner"
as_of = 2026-03-02
lowest_rung = "reported"
only = ["CB-1"]

[deminers]
share = 0.5
arrives_on = 2026-06-01
leaves_on = 2026-12-31
phase_people = 50
phase_days = 7
lanes_share = 0.8
team_people = 10
support_people = 2
accreditation_days = 30
productivity = 1
make_up = [{kinds = ["manual"], share = 0.75}, {kinds = ["bac", "eod"], share = 0.25}]

[contribution.CB-1]
delay_days = 14
"""


def valley() -> Region:
    """A belt to clear and a school to rebuild, one team for each; thousands are announced."""
    region = Region().whole().district("D", -5000, -5000, 5000, 5000)
    region.team("M", "manual").team("B", "building", x=500)
    region.hazard("belt", 1000, 0, 200, hazard_type="cha", evidence="direct", people_exposed=40)
    region.hazard("strip", 3000, 0, 200, hazard_type="cha", evidence="direct", people_exposed=30)
    region.asset("school", 3000, 0, people_served=250).works("roof", "school", 20)
    region.contribution("CB-1", "reported", source="CB-1-S")
    return region.contribution("CB-2", "committed", role="builders", quantity=60.0)


def terms(region: Region, scenario: Scenario = ANNOUNCED) -> ScenarioTerms:
    return terms_of(scenario, region.situation(), *_records(region))


def counted(region: Region, scenario: Scenario = ANNOUNCED) -> Situation:
    return under(region.situation(), terms(region, scenario))


def _records(region: Region) -> tuple[list, list, list]:  # type: ignore[type-arg]
    records = region.records
    return records["contributions"], records["steps"], records["sources"]


def test_a_thousand_deminers_are_as_many_teams_as_lanes_can_be_manned() -> None:
    """650 on the lanes make 81 teams of eight; at 0.8 of the rate they count as 64."""
    made = terms(valley())
    deminers, builders = made.counted
    assert (deminers.rung, deminers.people, deminers.teams) == ("reported", 1000, 64)
    assert (builders.rung, builders.people, builders.teams) == ("committed", 60, 2)
    assert deminers.source == "a roll call"
    assert {team.kinds for team in made.teams if team.contribution == "CB-1"} == {
        ("manual", "bac", "eod")
    }


def test_nobody_works_before_arrival_and_accreditation_and_all_leave() -> None:
    """100 arrive every two days from the ninetieth on; 120 days later the first work."""
    made = terms(valley())
    first = MONDAY + timedelta(days=90 + 120)
    days = [team.from_on for team in made.teams if team.contribution == "CB-1"]
    assert made.counted[0].ready_on == days[0] == first
    assert days == sorted(days)
    assert days[-1] == first + timedelta(days=9 * 2)
    leaves = {team.to_on for team in made.teams if team.contribution == "CB-1"}
    assert leaves == {MONDAY + timedelta(days=90 + 365)}


def test_each_assumption_has_a_value_a_range_and_an_owner() -> None:
    made = terms(valley())
    assert (made.owner, made.as_of) == ("A. Planner", MONDAY)
    assert made.by == "assumed by A. Planner, 2 Mar 2026"
    (lanes,) = [a for a in made.assumed if a.about == "CB-1" and a.what[-14:] == "lanes or works"
                and "share" in a.what]  # fmt: skip
    assert (lanes.value, lanes.low, lanes.high) == ("0.65", "0.5", "0.8")
    assert all(row.value and row.source for row in made.assumed)
    (arrival,) = [a for a in made.assumed if a.about == "CB-1" and "first arrival" in a.what]
    assert "no date was given" in arrival.what
    (trades,) = [a for a in made.assumed if a.about == "CB-2" and a.what == "kinds of team"]
    assert trades.value == "building 100%"


def test_what_they_need_is_a_sum_with_its_range() -> None:
    needs = {row.what: row for row in terms(valley()).needs}
    medics = needs["medics"]
    assert (medics.needed, medics.low, medics.high, medics.promised) == (81, 81, 162, 0)
    assert medics.because == "81 teams x 1 (1 to 2)"
    assert needs["camp places"].needed == 1060
    assert needs["inspecting teams"].needed == 9
    assert needs["supervisors of building crews"].because == "3 crews x 0.2 (0.1 to 0.35)"


def test_promised_medics_are_set_against_what_is_missing() -> None:
    region = valley().contribution("CB-3", "pledged", role="medics", quantity=12.0)
    made = terms(region)
    assert {row.what: row.promised for row in made.needs}["medics"] == 12
    assert made.counted[2].teams == 0


def test_committed_capacity_is_a_line_of_its_own() -> None:
    made = terms(valley(), own_scenario("committed", "A. Planner"))
    assert [row.id for row in made.counted] == ["CB-2"]


def test_a_contribution_whose_teams_are_on_record_is_counted_with_them() -> None:
    region = valley().team("guests", "building", contribution="CB-2")
    made = terms(region)
    assert made.counted[1].on_record
    assert not [team for team in made.teams if team.contribution == "CB-2"]
    situation = counted(region)
    programme = Programme(Terrain(situation))
    draft = formulate(programme, tuple(statements(programme)))
    assert draft.present["guests"].from_on == made.counted[1].ready_on
    assert not [root for root in draft.roots if root.record_id == "guests"]


def test_a_part_is_counted_with_its_whole_and_those_who_are_there_are_not_counted_again() -> None:
    """Three hundred of the thousand are named apart; a crew of twenty of them is at work."""
    region = valley().contribution("CB-3", "reported", quantity=300.0, part_of="CB-1")
    region.contribution("CB-4", "operational", quantity=20.0, part_of="CB-3")
    made = terms(region)
    assert [(row.id, row.said) for row in made.counted] == [("CB-1", 980), ("CB-2", 60)]
    apart = terms(region, Scenario("apart", "A. Planner", only=("CB-3",)))
    assert [(row.id, row.said) for row in apart.counted] == [("CB-3", 280)]


def test_a_file_says_all_of_it() -> None:
    scenario = scenario_from(FILE.encode(), "half.toml")
    made = terms(valley(), scenario)
    assert [row.id for row in made.counted] == ["CB-1"]
    assert made.counted[0].people == 500
    assert made.counted[0].teams == 40
    assert made.teams[0].from_on == date(2026, 6, 15) + timedelta(days=30)
    assert made.teams[-1].from_on == made.teams[0].from_on + timedelta(days=9 * 7)
    assert {team.to_on for team in made.teams} == {date(2027, 1, 14)}
    assert {team.people for team in made.teams} == {10}
    kinds = [team.kinds for team in made.teams[:8]]
    assert kinds.count(("manual",)) == 6
    assert kinds.count(("bac", "eod")) == 2
    assert all("half.toml" in row.source for row in made.assumed if row.what.startswith("share"))


@pytest.mark.parametrize(
    ("old", "new", "said", "mend"),
    [
        ('owner = "A. Planner"', "", "owner is missing", "who answers"),
        ("as_of = 2026-03-02", 'as_of = "soon"', "as_of is 'soon' and no day", "without quotes"),
        ('name = "half-of-it"', 'name = "in-country"', "name cannot be 'in-country'", "small"),
        ('lowest_rung = "reported"', 'lowest_rung = "accredited"', "lowest_rung", "mobilised"),
        ("share = 0.5\n", "share = 50\n", "deminers.share is 50", "from 0 to 1"),
        ("share = 0.5\n", "shares = 0.5\n", "deminers.shares is unknown", "share?"),
        ("phase_days = 7", "phase_days = 1.5", "deminers.phase_days", "whole number"),
        ("leaves_on = 2026-12-31", "leaves_on = 2026-05-01", "leaves_on is 2026-05-01", "two days"),
        ('{kinds = ["manual"]', '{kinds = ["power"]', "names 'power'", "manual"),
        ("share = 0.75", "share = 0.5", "adds up to 0.75", "add up to 1"),
        ('only = ["CB-1"]', 'only = "CB-1"', "only is no list", 'only = ["one"'),
        ("[deminers]", "deminers = 3\n[builders]", "deminers is no table", "[deminers]"),
        ("as_of = 2026-03-02", "as_of = 2026-13-02", "no TOML file", "double quotes"),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_remedy(
    old: str, new: str, said: str, mend: str
) -> None:
    assert old in FILE
    with pytest.raises(InputRefused) as refused:
        scenario_from(FILE.replace(old, new, 1).encode(), "half.toml")
    assert refused.value.message.startswith("half.toml")
    assert said in refused.value.message
    assert mend in refused.value.remedy


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"only": ("CB-7",)}, "no contribution 'CB-7'"),
        ({"only": ("CB-9",)}, "CB-9 is operational and counts in every plan"),
        ({"lowest_rung": "mobilised"}, "counts nothing"),
        ({"roles": {"deminers": Terms(bases=("PL-9",))}}, "no place 'PL-9'"),
    ],
)
def test_what_is_not_on_record_is_refused_by_name(changed: dict[str, object], said: str) -> None:
    region = valley().contribution("CB-9", "operational")
    with pytest.raises(CallError, match=said):
        terms(region, Scenario("s", "Ana", **changed))  # type: ignore[arg-type]


def test_shares_of_kinds_hold_for_any_number_of_teams() -> None:
    parts = (MakeUp(("manual",), 0.6), MakeUp(("bac",), 0.3), MakeUp(("eod",), 0.1))
    scenario = Scenario("s", "Ana", roles={"deminers": Terms(make_up=parts)})
    kinds = [team.kinds[0] for team in terms(valley(), scenario).teams if "CB-1" in team.id]
    for many in (10, 20, 50):
        assert [kinds[:many].count(k) for k in ("manual", "bac", "eod")] == [
            many * 6 // 10, many * 3 // 10, many // 10,
        ]  # fmt: skip


def test_the_plan_of_a_scenario_says_so_everywhere_and_reads_back() -> None:
    """With deminers from September the belts are done; the file fits its schema."""
    region = valley()
    soon = Terms(arrives_on=MONDAY, accreditation_days=30)
    made = plan(counted(region, ANNOUNCED.changed("soon", arrives_on=MONDAY, accreditation_days=30)),
                stop=Stop(iterations=8))  # fmt: skip
    assert soon.arrives_on == MONDAY
    assert made.plan.scenario == "soon"
    assert not made.plan.of_record
    assert b"scenario soon" in made.problem
    text = "\n".join(lines(made.plan))
    assert "SCENARIO soon: not the plan of record" in text
    assert "assumed by A. Planner, 2 Mar 2026" in text
    assert "in the country only" not in text
    data = plan_bytes(made.plan)
    schema = json.loads(
        files("ploughshare.planning").joinpath("plan.schema.json").read_text("utf-8")
    )
    jsonschema.validate(json.loads(data), schema)
    assert plan_from_bytes(data) == made.plan
    assert made.plan.terms is not None
    assert under(region.situation(), made.plan.terms).sha256 == made.plan.situation
    at_work = {role.team for item in made.plan.items for role in item.teams}
    assert any(name.startswith("CB-1.") for name in at_work)
