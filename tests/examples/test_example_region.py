"""The invented region itself: roads that connect, ground that does not overlap, enough to plan."""

from datetime import timedelta
from pathlib import Path

import pytest
import shapely
from shapely import LineString, STRtree

from ploughshare.land.records import CONTAMINATION, HAZARD_TYPES, SURVEYED
from ploughshare.skills import TEAM_KINDS
from ploughshare.usecases.example_region import generate
from ploughshare.usecases.example_region.assets import CUT_OFF, NO_WORKS
from ploughshare.usecases.example_region.dirt import VERDICTS
from ploughshare.usecases.example_region.generate import build
from ploughshare.usecases.example_region.geography import TALVA, district_shapes
from ploughshare.usecases.example_region.hazards import BEYOND_BRIDGE
from ploughshare.usecases.example_region.model import AS_OF, Region
from ploughshare.usecases.example_region.permits import GRANTS, PERMITS, grants_of
from ploughshare.usecases.example_region.progress import weeks
from ploughshare.usecases.example_region.shapes import XY
from ploughshare.usecases.example_region.workforce import RESCUE


@pytest.fixture(scope="module")
def village() -> Region:
    return build("village", 1)


@pytest.fixture(scope="module")
def region() -> Region:
    return build("region", 1)


def reached(region: Region, start: XY, without: frozenset[str] = frozenset()) -> set[XY]:
    """Junctions that can be reached from ``start`` over all links but the named bridges."""
    beside: dict[XY, list[XY]] = {}
    for link in region.links:
        if link.bridge not in without:
            a, b = link.path[0], link.path[-1]
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
    seen, queue = {start}, [start]
    while queue:
        for other in beside.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def test_the_districts_fill_the_frame_without_gap_or_overlap() -> None:
    shapes = list(district_shapes().values())

    assert sum(shape.area for shape in shapes) == pytest.approx(2.4e9)
    assert shapely.union_all(shapes).area == pytest.approx(2.4e9)


@pytest.mark.parametrize("size", ["village", "region"])
def test_all_places_are_on_one_road_network(size: str, request: pytest.FixtureRequest) -> None:
    region: Region = request.getfixturevalue(size)
    hub = region.settlements[0].at

    assert {place.at for place in region.settlements} <= reached(region, hub)


def test_only_bridges_cross_the_river(region: Region) -> None:
    river = LineString(TALVA)
    crossing = {link.bridge for link in region.links if LineString(link.path).crosses(river)}

    assert crossing == {"BR-02", "BR-04", "BR-06", "BR-08"}


@pytest.mark.parametrize("size", ["village", "region"])
def test_hazardous_areas_do_not_overlap_unless_planted(
    size: str, request: pytest.FixtureRequest
) -> None:
    region: Region = request.getfixturevalue(size)
    shapes = [hazard.shape for hazard in region.hazards]
    first, second = STRtree(shapes).query(shapes, "overlaps")

    assert not len(first) and not len(second)
    assert all(shape.is_valid for shape in shapes)


def test_the_sizes_hold_about_what_they_promise(village: Region, region: Region) -> None:
    assert 90 <= village.activities <= 120
    assert 9_500 <= region.activities <= 10_500
    assert 10 <= len(village.teams) <= 14
    assert 120 <= len(region.teams) <= 160


def test_what_cannot_be_planned_is_there_on_purpose(village: Region) -> None:
    """
    A damaged market without works, an area behind a bridge nobody rebuilds, works of a trade
    nobody has, a suspended and a lapsed order, a team without a base.
    """
    trades = {kind for team in village.teams for kind in team.kinds}
    assert [work.name for work in village.works if work.trade not in trades] == [
        "Pull down the leaning silo"
    ]
    damaged = {asset.id for asset in village.assets if asset.works_needed}
    assert damaged - {work.asset.id for work in village.works} == NO_WORKS
    cut_off = next(hazard for hazard in village.hazards if hazard.id == BEYOND_BRIDGE)
    assert (cut_off.contamination, cut_off.settlement.name) == ("unknown", CUT_OFF)
    hub = village.settlements[0].at
    assert cut_off.settlement.at not in reached(village, hub, frozenset({"BR-09"}))
    assert any(task.status == "suspended" and task.reason for task in village.tasks)
    assert sum(team.base is None for team in village.teams) == 1


def test_permits_and_grants_matter(region: Region) -> None:
    """
    The rescue service clears by hand without accreditation for it, Talva's for strikes ends,
    a grant ends while works go on, one has districts, one an exclusion; all are of teams here.
    """
    held = {(each.organisation.name, kind) for each in PERMITS for kind in each.kinds}
    rescue = [team for team in region.teams if team.organisation is RESCUE]
    assert any("manual" in team.kinds for team in rescue)
    assert (RESCUE.name, "manual") not in held
    assert any(each.to_on and each.to_on.year == 2026 for each in PERMITS)

    grants = dict(grants_of(region.teams))
    assert grants.keys() == GRANTS.keys()
    assert any(terms.districts for terms in grants.values())
    assert any(terms.to_on.year == 2027 for terms in grants.values())
    assert any(RESCUE in terms.not_with for terms in grants.values())
    several = [team for team in region.teams if len(team.kinds) > 2]
    assert len(several) > len(region.teams) / 5


def test_the_village_behind_the_bridge_is_cut_off_in_the_region_too(region: Region) -> None:
    place = next(place for place in region.settlements if place.name == CUT_OFF)

    assert place.at not in reached(region, region.settlements[0].at, frozenset({"BR-09"}))


def test_names_of_settlements_occur_once(region: Region) -> None:
    names = [place.name for place in region.settlements]

    assert len(names) == len(set(names)) == 79


def test_records_refer_to_what_is_there_and_use_the_words_of_the_dictionary(region: Region) -> None:
    assets = {asset.id for asset in region.assets}
    works = {work.id for work in region.works}
    hazards = {hazard.id for hazard in region.hazards}
    teams = {team.id for team in region.teams}

    assert all({asset, needed} <= assets for asset, needed, _ in region.needs)
    assert {work.after for work in region.works} - {""} <= works
    assert {task.hazard for task in region.tasks} - {""} <= hazards
    assert {task.works for task in region.tasks} - {""} <= works
    assert {name for task in region.tasks for name in task.teams} <= teams
    assert {kind for team in region.teams for kind in team.kinds} <= set(TEAM_KINDS.codes)
    assert {hazard.hazard_type for hazard in region.hazards} <= set(HAZARD_TYPES.codes)
    assert {hazard.surveyed for hazard in region.hazards} <= set(SURVEYED.codes)
    assert {hazard.contamination for hazard in region.hazards} <= set(CONTAMINATION.codes)


def test_every_operator_is_accredited_for_what_its_teams_do(region: Region) -> None:
    for team in region.teams:
        assert set(team.kinds) <= set(team.organisation.kinds), team.id


def test_the_region_is_written_with_all_kinds_of_dirt(tmp_path: Path) -> None:
    files = generate("region", 1, tmp_path)

    assert all(file.path.stat().st_size for file in files)
    told = (tmp_path / "expected.json").read_text(encoding="utf-8")
    assert all(f'"{kind}"' in told for kind in VERDICTS)


@pytest.mark.parametrize("size", ["village", "region"])
def test_weekly_reports_add_up_to_what_their_orders_say(
    size: str, request: pytest.FixtureRequest
) -> None:
    """Each order under way has reports of its own teams, none of a day to come."""
    region: Region = request.getfixturevalue(size)
    reports = list(weeks(region.tasks, region.hazards, region.works, region.teams, region.seed))
    assert all(report.first + timedelta(days=4) < AS_OF for report in reports)
    assert all(report.worked + report.lost <= 5 for report in reports)
    assert all(bool(report.lost) == bool(report.lost_by) for report in reports)
    for task in region.tasks:
        own = [report for report in reports if report.task == task.id]
        if task.done_m2 is not None:
            assert sum(report.cleared_m2 + report.reduced_m2 for report in own) == task.done_m2
        if task.status == "active":
            assert set(task.teams) <= {report.team for report in own}


@pytest.mark.parametrize("size", ["village", "region"])
def test_some_weeks_lie_outside_their_grants_on_purpose(
    size: str, request: pytest.FixtureRequest
) -> None:
    """One before its grant began, one of another activity, one in another district."""
    region: Region = request.getfixturevalue(size)
    teams = {team.id: team for team in region.teams}
    orders = {task.id: task for task in region.tasks}
    ground = {hazard.id: hazard for hazard in region.hazards}
    terms = dict(grants_of(region.teams))
    outside = set()
    for week in weeks(region.tasks, region.hazards, region.works, region.teams, region.seed):
        team, order = teams[week.team], orders[week.task]
        grant = terms.get(team.group)
        if grant is None or not order.hazard:
            continue
        if week.first < grant.from_on:
            outside.add("dates")
        if grant.activities and order.activity not in grant.activities:
            outside.add("activity")
        if grant.districts and ground[order.hazard].district not in grant.districts:
            outside.add("district")
    assert outside == {"dates", "activity", "district"}
