"""The invented country: sectors that meet at their borders, each with all that a region has."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from shapely import STRtree

from ploughshare.cli.main import run
from ploughshare.planning.plan_reading import plan_from_bytes
from ploughshare.usecases.example_region import NATION_OF_OPERATION
from ploughshare.usecases.example_region.assets import CUT_OFF
from ploughshare.usecases.example_region.generate import build_region
from ploughshare.usecases.example_region.geography import (
    DEGREES,
    HEIGHT_M,
    WIDTH_M,
    place_on_earth,
)
from ploughshare.usecases.example_region.model import SECTOR, Region, Scale
from ploughshare.usecases.example_region.nation import SECTORS, joined, sector_seed

SMALL = replace(
    SECTOR,
    villages=3,
    homes=20,
    fields=6,
    fields_in_use=4,
    hazards=dict.fromkeys(SECTOR.hazards, 3),
    released=2,
    crews=0.1,
    inspectors=0.1,
)


def country(scale: Scale, sectors: int) -> Region:
    return joined(regions(scale, sectors), 1)


def regions(scale: Scale, sectors: int) -> Iterator[Region]:
    return (build_region(scale, sector_seed(1, number)) for number in range(1, sectors + 1))


@pytest.fixture(scope="module")
def small() -> Region:
    return country(SMALL, 3)


def test_the_same_seed_makes_the_same_country(small: Region) -> None:
    assert country(SMALL, 3) == small


def test_all_of_it_grows_with_the_number_of_sectors(small: Region) -> None:
    parts = list(regions(SMALL, 3))
    for name in ("districts", "rivers", "settlements", "links", "assets", "needs", "works",
                 "hazards", "teams", "tasks"):  # fmt: skip
        held = sum(len(getattr(part, name)) for part in parts)
        assert len(getattr(small, name)) == held, name
    assert small.activities == sum(part.activities for part in parts)


def test_ids_and_names_of_places_occur_once(small: Region) -> None:
    for name in ("settlements", "assets", "works", "hazards", "teams", "tasks", "organisations"):
        ids = [each.id for each in getattr(small, name)]
        assert len(ids) == len(set(ids)), name
    names = [place.name for place in small.settlements]
    assert len(names) == len(set(names))
    assert {place.district for place in small.settlements} <= set(small.districts)


def test_records_refer_to_what_is_there(small: Region) -> None:
    assets = {asset.id for asset in small.assets}
    works = {work.id for work in small.works}

    assert all({asset, needed} <= assets for asset, needed, _ in small.needs)
    assert {work.asset.id for work in small.works} <= assets
    assert {work.after for work in small.works} - {""} <= works
    assert {task.hazard for task in small.tasks} - {""} <= {h.id for h in small.hazards}
    assert {task.works for task in small.tasks} - {""} <= works
    assert {t for task in small.tasks for t in task.teams} <= {team.id for team in small.teams}
    assert {team.organisation for team in small.teams} <= set(small.organisations)
    assert {d for each in small.organisations for d in each.districts} <= set(small.districts)


def test_sectors_meet_at_their_borders(small: Region) -> None:
    shapes = list(small.districts.values())
    assert sum(shape.area for shape in shapes) == pytest.approx(3 * WIDTH_M * HEIGHT_M)
    assert shapely.union_all(shapes).area == pytest.approx(3 * WIDTH_M * HEIGHT_M)
    for lower, upper in pairwise(range(1, 4)):
        ends = [{small.rivers[f"Talva {n}"][i] for i in (0, -1)} for n in (lower, upper)]
        assert ends[0] & ends[1]


def test_all_places_are_on_one_road_network(small: Region) -> None:
    beside: dict[tuple[float, float], set[tuple[float, float]]] = {}
    for link in small.links:
        a, b = link.path[0], link.path[-1]
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    queue = [small.settlements[0].at]
    seen = set(queue)
    while queue:
        new = beside[queue.pop()] - seen
        seen |= new
        queue += new

    assert {place.at for place in small.settlements} <= seen


def test_hazardous_areas_do_not_overlap_and_stand_in_their_district(small: Region) -> None:
    shapes = [hazard.shape for hazard in small.hazards]
    first, _ = STRtree(shapes).query(shapes, "overlaps")

    assert not len(first)
    assert all(
        small.districts[hazard.district].distance(hazard.shape.centroid) < 1
        for hazard in small.hazards
    )
    cut_off = [hazard for hazard in small.hazards if hazard.settlement.name.startswith(CUT_OFF)]
    assert len(cut_off) >= 3


def test_all_sectors_lie_in_the_region_of_operation() -> None:
    west, south, east, north = NATION_OF_OPERATION
    frame = shapely.box(0, 0, WIDTH_M, SECTORS * HEIGHT_M)
    w, s, e, n = place_on_earth(shapely.segmentize(frame, 10_000), DEGREES).bounds

    assert west < w and south < s and e < east and n < north


@pytest.mark.soak
def test_a_country_of_full_size_goes_from_files_to_its_plan_book(tmp_path: Path) -> None:
    out = tmp_path / "country"

    assert run(["demo", "--size", "national", "--out", str(out)]) == 0
    plan = plan_from_bytes((out / "plan.json").read_bytes())
    assert 100_000 <= len(plan.items) <= 150_000
    assert plan.invented and plan.gap is not None
    assert (out / "plan-book.pdf").stat().st_size > 100_000
    assert "invented" in (out / "map.svg").read_text(encoding="utf-8").lower()
