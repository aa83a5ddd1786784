"""Rules about neighbours, on the smallest regions that show them."""

from ploughshare.fields import Value
from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import neighbours, statements
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region

SURE = {"hazard_type": "cha", "evidence": "direct"}


def by_the_fence() -> Region:
    """The school stands 60 m from the fence of the orchard, whose ground it does not wait for."""
    region = Region().team("M", "manual").team("B", "building")
    region.hazard("orchard", 0, 0, 40, **SURE)
    return region.asset("school", 80, 0).works("roof", "school")


def test_nobody_builds_within_the_distance_of_ground_that_is_being_cleared() -> None:
    said = list(neighbours.nobody_builds_beside_clearance(by_the_fence().programme()))
    assert [(s.these, s.those) for s in said] == [(("roof",), ("orchard.clearance",))]
    assert said[0].because == (
        "area orchard lies within 100 m of the school school, and nobody builds there while it "
        "is cleared"
    )
    assert said[0].uses == ("works.separation_m",)

    far = by_the_fence().asset("mill", 400, 0, kind="mill").works("wheel", "mill")
    said = list(neighbours.nobody_builds_beside_clearance(far.programme()))
    assert [s.these for s in said] == [("roof",)]


def test_works_that_wait_for_the_ground_are_not_kept_apart_from_it_besides() -> None:
    region = by_the_fence().hazard("yard", 85, 0, 20, **SURE)
    (said,) = neighbours.nobody_builds_beside_clearance(region.programme())
    assert said.those == ("orchard.clearance",)


def test_the_plan_keeps_them_apart_and_says_why() -> None:
    """Both could begin on the first day that they are ready; one of the two waits for the other."""
    made = plan(by_the_fence().situation(), stop=Stop(iterations=20)).plan
    items = {item.activity: item for item in made.items}
    roof, orchard = items["roof"], items["orchard.clearance"]
    assert roof.finish <= orchard.start or orchard.finish <= roof.start
    second = max(roof, orchard, key=lambda item: item.start)
    told = [r for r in second.because if r.rule == "nobody_builds_beside_clearance"]
    assert len(told) == 1
    assert told[0].text.endswith("nobody builds there while it is cleared")
    assert (told[0].begin, told[0].end) == (min(roof.start, orchard.start), second.start)
    assert "works.separation_m" in {row.what for row in made.assumptions}


def test_work_under_way_goes_on_beside_clearance_under_way() -> None:
    region = by_the_fence().order("T", "orchard", "active", teams=("M",), done_share=0.1)
    region.add("tasks", "W", works="roof", activity="works", status="active", teams=("B",))
    draft = formulate(region.programme(), statements(region.programme()))
    assert draft.separated == ()
    region = by_the_fence().order("T", "orchard", "active", teams=("M",), done_share=0.1)
    draft = formulate(region.programme(), statements(region.programme()))
    assert [(s.these, s.those) for s in draft.separated] == [(("roof",), ("orchard.clearance",))]


def plain() -> Region:
    """A square of 150 m with three teams, cleared in lots for a school on it."""
    region = Region().team("M", "manual").team("N", "manual").team("O", "manual")
    return region.hazard("plain", 0, 0, 150, **SURE).asset("school", 40, 40).works("roof", "school")


def plain_with_little_room() -> Region:
    room: dict[str, Value] = {"value": 2e4, "low": 1e4, "high": 4e4, "unit": "m2"}
    return plain().add("figures", "room", metric="site.m2_per_team", **room)


def test_a_site_holds_so_many_teams_at_once() -> None:
    """22,500 m2 hold four teams of 5,000 m2 each; with four times as much for each, one."""
    (said,) = neighbours.a_site_holds_so_many_teams(plain().programme())
    assert said.teams == 4
    assert said.because == "area plain has no room for more teams at once"
    programme = plain_with_little_room().programme()
    draft = formulate(programme, statements(programme))
    assert [each.teams for each in draft.at_once] == [1]
    assert draft.problem.limit_at_once.tolist() == [1]


def test_a_tool_chain_counts_as_one_team() -> None:
    """On a patch with room for one team a machine and the team that follows it up do not crowd."""
    region = Region().team("M", "manual").team("N", "manual").team("X", "mechanical")
    region.hazard("patch", 0, 0, 60, **SURE)
    programme = region.programme()
    (said,) = neighbours.a_site_holds_so_many_teams(programme)
    assert said.teams == 1
    assert said.counted({"mechanical": 1, "manual": 1}) == 1
    assert said.counted({"manual": ("M", "N")}) == 2
    draft = formulate(programme, statements(programme))
    assert draft.at_once == ()


def test_no_more_teams_clear_a_site_at_once_than_it_holds() -> None:
    """With 20,000 m2 for each team there is room for one: the two lots are cleared in turn."""
    made = plan(plain_with_little_room().situation(), stop=Stop(iterations=30)).plan
    first, second = sorted(
        (item for item in made.items if item.activity_kind == "clearance"),
        key=lambda item: item.start,
    )
    assert first.finish <= second.start
    assert sum(len(item.teams) for item in (first, second)) == 2
    told = [r for r in second.because if r.rule == "a_site_holds_so_many_teams"]
    assert [r.text for r in told] == [
        f"{first.name} is under way: area plain has no room for more teams at once"
    ]
