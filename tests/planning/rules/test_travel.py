"""Travel: teams go by road, and a broken bridge sends them round."""

from collections.abc import Mapping

from ploughshare.fields import Value
from ploughshare.planning.formulate import formulate
from ploughshare.planning.plan import plan
from ploughshare.planning.rules import statements, travel
from ploughshare.planning.statements import Roads
from ploughshare.scheduling.solve import Stop
from tests.planning.small_region import Region


def two_banks(**bridge: Value) -> Region:
    """A base and a school 1 km apart on two banks, a bridge, and a way round of 21 km."""
    region = Region().road("bank", (0, 0), (400, 0)).road("bridge", (400, 0), (600, 0))
    region.road("village", (600, 0), (1000, 0))
    region.road("round", (0, 0), (0, -10_000), (1000, -10_000), (1000, 0))
    region.asset("span", 500, 0, kind="bridge", **({"service_state": "out_of_service"} | bridge))
    region.works("new span", "span", 400, trade="bridges")
    region.team("M", "building", "bridges").team("D", "debris", mobility="heavy")
    return region.asset("school", 1000, 10, people_served=90).works("roof", "school")


def roads_of(region: Region) -> Roads:
    (roads,) = travel.travel_follows_the_roads(region.programme())
    return roads


def by_class(roads: Roads) -> Mapping[str, int]:
    return {mobility: steps for (mobility, *_), steps in roads.more.items()}


def test_a_broken_bridge_sends_heavy_teams_round_with_a_move_of_their_camp() -> None:
    """25 km, as poor roads count, are 2 quarters of a day and the move of a camp 12; 1.3 km are 1."""
    region = two_banks()
    roads, terrain = roads_of(region), region.programme().terrain
    assert by_class(roads) == {"heavy": 13}
    base, school = terrain.team_base["D"], terrain.asset_at["school"]
    assert roads.areas[base] != roads.areas[school]
    assert roads.between("heavy", base, school) == roads.between("heavy", school, base) == 13
    assert roads.between("heavy", base, base) == 0


def test_over_a_bridge_that_stands_nobody_goes_round() -> None:
    whole = two_banks(service_state="in_service").programme()
    assert list(travel.travel_follows_the_roads(whole)) == []
    assert list(travel.travel_follows_the_roads(Region().team("M", "building").programme())) == []


def test_heavy_teams_go_round_a_bridge_that_does_not_carry_them() -> None:
    weak = two_banks(service_state="in_service", load_class_t=12.0)
    assert by_class(roads_of(weak)) == {"heavy": 13}


def test_the_problem_knows_areas_only_where_the_roads_are_longer() -> None:
    programme = two_banks().programme()
    problem = formulate(programme, statements(programme)).problem
    assert len(problem.areas) == 2
    assert problem.roads.max() == 13
    straight = two_banks(service_state="in_service").programme()
    assert formulate(straight, statements(straight)).problem.areas == ()


def test_the_reason_of_a_long_trip_names_the_way_round() -> None:
    region = two_banks()
    region.asset("hall", 1000, -20, kind="public_building", people_served=10)
    region.works("rubble", "hall", 5, trade="debris", works_type="debris")
    made = plan(region.situation(), stop=Stop(iterations=4)).plan
    (rubble,) = (item for item in made.items if item.activity == "rubble")
    (trip,) = (reason for reason in rubble.because if reason.rule == "travel")
    assert trip.text.endswith("(3.25 working days longer by road than straight there)")
    assert trip.end - trip.begin == 14
