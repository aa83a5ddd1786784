"""The map: every hazard is on it, whatever the date and however many there are."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
import shapely

from ploughshare.fields import Record
from ploughshare.places.places import place
from ploughshare.planning.plan import Plan
from ploughshare.planning.situation import Situation
from ploughshare.reports import words
from ploughshare.reports.map import map_svg
from ploughshare.reports.map_hazards import Mark, hazard_marks
from ploughshare.reports.map_view import anchor, released_on, view_of
from ploughshare.reports.svg import PX_PER_MM
from ploughshare.reports.tokens import DARK, LIGHT
from tests.reports.invented_region import Size, invented_plan, invented_situation

SVG = "{http://www.w3.org/2000/svg}"
FORBIDDEN = re.compile(r"\b(safe|safely|mine[- ]free|all[- ]clear)\b", re.IGNORECASE)
CROWDED = Size(km=60, places=40, hazards=3_000, assets=1_500, teams=60)


@cache
def small() -> tuple[Situation, Plan]:
    situation = invented_situation()
    return situation, invented_plan(situation)


@cache
def crowded() -> tuple[Situation, Plan]:
    situation = invented_situation(CROWDED)
    return situation, invented_plan(situation)


def told(drawing: str) -> str:
    """Everything the drawing says: its words, its titles and its description."""
    return "\n".join(ET.fromstring(drawing).itertext())


def ids_in(drawing: str) -> set[str]:
    return set(re.findall(r"\b[CS]HA-\d+\b", told(drawing)))


def counted(drawing: str) -> Iterator[int]:
    """Sizes of the groups of hazards that are told together."""
    for group in ET.fromstring(drawing).iter(f"{SVG}g"):
        title = group.find(f"{SVG}title")
        said = re.match(r"(\d+) hazardous areas, ", title.text or "") if title is not None else None
        if said:
            yield int(said[1])


def numbers(drawing: str) -> list[int]:
    """Whole numbers that stand alone on the map, as those of counted hazards do."""
    said = [text.text or "" for text in ET.fromstring(drawing).iter(f"{SVG}text")]
    return [int(text) for text in said if text.isdigit()]


@pytest.mark.parametrize("on", [None, date(2026, 9, 30), date(2030, 1, 1)])
def test_every_hazard_is_on_the_map_on_every_date(on: date | None) -> None:
    situation, plan = small()
    drawing = map_svg(situation, plan, on=on)
    open_ids = {h.id for h in situation.hazards.values() if h.is_open}
    assert open_ids <= ids_in(drawing)


def test_three_thousand_hazards_are_all_there_or_counted() -> None:
    situation, plan = crowded()
    drawing = map_svg(situation, plan)
    open_ids = {h.id for h in situation.hazards.values() if h.is_open}
    assert len(open_ids) > 2_000
    assert open_ids <= ids_in(drawing)

    marks = hazard_marks(view_of(situation, 180 * PX_PER_MM, None), {}, None)
    crowds = [len(crowd) for crowd in marks.hexagons.values()]
    assert sorted(counted(drawing)) == sorted(numbers(drawing)) == sorted(crowds)
    drawn = len(marks.shapes) + len(marks.diamonds) + len(marks.nowhere)
    assert drawn + sum(crowds) == len(open_ids)


def test_a_plan_draws_release_over_a_hazard_and_never_removes_it() -> None:
    situation, plan = small()
    view = view_of(situation, 680, None)
    now = hazard_marks(view, released_on(plan), None)
    later = hazard_marks(view, released_on(plan), date(2030, 1, 1))

    def names(marks: tuple[Mark, ...]) -> list[str]:
        return sorted(mark.hazard.id for mark in marks)

    assert names(now.shapes) == names(later.shapes)
    assert not any(mark.planned for mark in now.shapes)
    assert any(mark.planned for mark in later.shapes)
    drawing = map_svg(situation, plan, on=date(2030, 1, 1))
    assert "release planned: hazardous until it is signed" in told(drawing)
    assert 'stroke-dasharray="3 3"' in drawing


def test_what_the_plan_sets_aside_is_never_drawn_as_released() -> None:
    situation, plan = small()
    kept_back = {row.record_id for row in plan.not_planned if row.record_type == "hazards"}
    assert kept_back
    assert not kept_back & set(released_on(plan))
    late = hazard_marks(view_of(situation, 680, None), released_on(plan), date(2040, 1, 1))
    assert not {m.hazard.id for m in late.shapes if m.planned} & kept_back


def test_a_hazard_without_a_place_is_named_under_the_map() -> None:
    situation, _ = small()
    lost = [h.id for h in situation.hazards.values() if h.is_open and h.geometry is None]
    assert lost
    said = " ".join(told(map_svg(situation)).split())
    assert f"{words.capital(words.some(len(lost), 'hazardous area'))} has no place on the map" in (
        said.replace("have", "has")
    )


@pytest.mark.parametrize("hazards", [0, 10])
def test_few_hazards_or_none(hazards: int) -> None:
    """A map of nothing still says that nothing recorded is not nothing there."""
    situation = invented_situation(Size(hazards=hazards))
    said = " ".join(told(map_svg(situation)).split())
    assert words.NO_RECORD in said
    if not hazards:
        assert "no hazardous area recorded" in said


def with_landscape(situation: Situation) -> Situation:
    """The situation with a river that runs far beyond it, and a wood inside."""
    west, south, east, north = shapely.total_bounds(
        np.array([p.geometry for p in situation.places.values()], dtype=object)
    )
    middle = (west + east) / 2
    river = shapely.LineString([(middle, south - 3), (middle, north + 5)])
    wood = shapely.box(middle, south, (middle + east) / 2, (south + north) / 2)
    records = (
        Record("places", "W-1", {"name": "Talva", "level": "water"}, river),
        Record("places", "W-2", {"name": "Old wood", "level": "wood"}, wood),
    )
    more = {record.id: place(record) for record in records}
    return replace(situation, places={**situation.places, **more})


def test_rivers_and_woods_are_drawn_named_and_in_the_key() -> None:
    drawing = map_svg(with_landscape(small()[0]))
    said = told(drawing)
    assert {"Talva", "Old wood", "river or lake", "wood"} <= set(said.split("\n"))
    assert drawing.count(LIGHT["water"]) == drawing.count(LIGHT["wood"]) == 2
    without = map_svg(small()[0])
    assert LIGHT["water"] not in without
    assert "river or lake" not in told(without)


def test_a_river_moves_neither_the_sheet_nor_the_plan() -> None:
    """It may reach far beyond the region, and no work is planned by it."""
    situation, _ = small()
    more = with_landscape(situation)
    assert more.plane == situation.plane
    before, after = view_of(situation, 680, None), view_of(more, 680, None)
    assert (after.west, after.north, after.scale) == (before.west, before.north, before.scale)


def test_a_situation_without_any_place() -> None:
    situation, _ = small()
    empty = replace(
        situation, places={}, roads={}, hazards={}, assets={}, teams={}, works={}, needs={}
    )
    assert "no hazardous area recorded" in told(map_svg(empty))


def test_what_stands_under_every_map_and_on_every_invented_one() -> None:
    situation, plan = small()
    said = " ".join(told(map_svg(situation, plan)).split())
    assert words.NO_RECORD in said
    assert words.BOUNDARIES in said
    assert "Invented region" in said
    real = replace(situation, invented=False)
    assert "Invented region" not in told(map_svg(real))


def test_no_word_on_the_map_promises_anything() -> None:
    situation, plan = small()
    assert not FORBIDDEN.search(told(map_svg(situation, plan, on=date(2027, 1, 1))))


def test_the_same_records_give_the_same_drawing() -> None:
    situation, plan = small()
    assert map_svg(situation, plan) == map_svg(situation, plan)


def test_a_given_size_is_the_size_of_the_whole_drawing() -> None:
    situation, _ = small()
    root = ET.fromstring(map_svg(situation, width_mm=180, height_mm=150))
    assert root.get("width") == "180.00mm"
    assert float((root.get("height") or "").removesuffix("mm")) == pytest.approx(150, abs=0.05)


def test_a_map_at_night_uses_the_colours_of_the_night() -> None:
    situation, _ = small()
    assert DARK["map"] in map_svg(situation, theme=DARK)


def test_outlines_on_the_sheet_stay_within_a_tenth_of_a_pixel() -> None:
    """What rounding moves is less than half of the thinnest outline covers."""
    situation, _ = small()
    view = view_of(situation, 680, None)
    hazards = [h for h in situation.hazards.values() if h.geometry is not None]
    for hazard, shape in zip(hazards, view.shapes(h.geometry for h in hazards), strict=True):
        if shape.geom_type == "Polygon" and hazard.is_open:
            rounded = shapely.transform(shape, lambda points: points.round(1))
            assert rounded.buffer(0.65).covers(shape), hazard.id


def test_a_label_hangs_on_its_shape() -> None:
    situation, _ = small()
    view = view_of(situation, 680, None)
    for shape in view.shapes(h.geometry for h in situation.hazards.values()):
        x, y = anchor(shape)
        if shape is not None:
            assert shape.distance(shapely.Point(x, y)) < 1e-6
