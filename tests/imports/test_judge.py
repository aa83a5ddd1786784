"""Each kind of dirt seen in real files, on the smallest table that shows it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, InputRefused
from ploughshare.fields import Record
from ploughshare.findings import Finding
from ploughshare.imports.batch import ImportBatch
from ploughshare.imports.judge import JudgeOptions, judge
from ploughshare.imports.known import Known, Names
from ploughshare.imports.mapping import ColumnMapping
from ploughshare.imports.propose import propose
from ploughshare.imports.protocol import Table, column_of
from ploughshare.imports.repair import repaired_hazard
from ploughshare.places.extents import areas_m2, as_shapes, lost_m2
from tests.imports.files import square

REGION = shapely.box(34.5, 50.8, 35.5, 51.4)
KNOWN = Known(region=REGION)
BOW_TIE = shapely.from_wkt("POLYGON ((35 51, 35.001 51.001, 35.001 51, 35 51.001, 35 51))")


def table(
    shapes: Sequence[BaseGeometry | None] | None = None,
    columns: Mapping[str, Sequence[Any]] | None = None,
    crs: str = "EPSG:4326",
) -> Table:
    given = dict(columns or {})
    n = len(shapes) if shapes is not None else len(next(iter(given.values())))
    return Table(
        "areas.gpkg",
        "areas",
        tuple(given),
        tuple(column_of(list(each)) for each in given.values()),
        np.arange(1, n + 1),
        None if shapes is None else column_of(list(shapes)),
        crs,
        importer="test/1",
    )


def judged(
    given: Table,
    name: str = "hazards",
    known: Known = KNOWN,
    accept: Sequence[str] = (),
    **said: Any,
) -> ImportBatch:
    proposal = propose(given, RECORD_TYPES[name], ColumnMapping(**said))
    return judge(given, proposal.mapping, known, JudgeOptions(frozenset(accept)))


def found(batch: ImportBatch, rule: str) -> list[Finding]:
    return [each for each in batch.findings if each.rule == rule]


def set_aside(batch: ImportBatch) -> dict[int, str]:
    return {each.row: each.rule for each in batch.quarantined}


def test_a_row_in_order_is_accepted_as_it_is() -> None:
    batch = judged(table([square()], {"name": ["Orchard"], "type": ["Confirmed"]}))
    assert batch.counts == {
        "rows": 1, "accepted": 1, "repaired": 0, "quarantined": 0, "unchanged": 0,
    }  # fmt: skip
    [record] = batch.records
    assert record.values["hazard_type"] == "cha"
    assert record.values["status"] == "open"
    assert record.geometry == square()
    assert record.id.startswith("HA-")


def test_missing_and_empty_shapes_are_set_aside_where_a_place_is_needed() -> None:
    """Three in ten hazards of a national mine map have no outline."""
    shapes = [None, shapely.MultiPolygon(), square()]
    batch = judged(table(shapes))
    assert set_aside(batch) == {1: "shape-missing", 2: "shape-empty"}
    assets = judged(table(shapes, {"kind": ["house"] * 3}), "assets")
    assert assets.accepted == 3
    assert len(found(assets, "shape-missing")) == len(found(assets, "shape-empty")) == 1


def test_a_bow_tie_is_drawn_around_all_its_points() -> None:
    """What other software makes of it is half the ground, or none."""
    batch = judged(table([BOW_TIE], {"name": ["Tie"]}))
    [finding] = found(batch, "around-all-points")
    assert batch.counts["repaired"] == 1
    assert "turning point 1 to 2 meets that from 3 to 4" in finding.message
    shape = batch.records[0].geometry
    assert shape is not None
    assert shape.equals(shapely.convex_hull(BOW_TIE))
    assert finding.area_before_m2 == pytest.approx(0, abs=1)
    assert finding.area_after_m2 == pytest.approx(areas_m2(as_shapes([shape]))[0])


def test_a_bow_tie_in_metres_is_repaired_to_the_same_ground() -> None:
    """GEOS would pass it through a buffer of zero when it is split or measured."""
    metres = shapely.from_wkt(
        "POLYGON ((500000 5650000, 500900 5650600, 500900 5650000, 500000 5650600, 500000 5650000))"
    )
    batch = judged(table([metres], crs="EPSG:32636"), known=Known())
    shape = batch.records[0].geometry
    assert shape is not None
    assert areas_m2(as_shapes([shape]))[0] == pytest.approx(900 * 600, rel=0.002)


def test_a_large_outline_with_a_small_loop_does_not_become_its_hull() -> None:
    angles = np.linspace(0, 1.5 * np.pi, 30)
    arc = np.column_stack([35 + 0.01 * np.cos(angles), 51 + 0.01 * np.sin(angles)])
    points = [*arc, (35, 51.0001), (34.9999, 51.0), (35.0001, 51.0001)]
    shape = shapely.Polygon(points)
    assert not shape.is_valid
    batch = judged(table([shape]))
    assert len(found(batch, "crossings-filled")) == 1
    repaired = batch.records[0].geometry
    assert repaired is not None
    hull = areas_m2(as_shapes([shapely.convex_hull(shape)]))[0]
    assert areas_m2(as_shapes([repaired]))[0] < 0.9 * hull


POINTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=14, unique=True
)


@given(st.lists(POINTS, min_size=1, max_size=3))
def test_no_repair_of_a_hazard_loses_ground(rings: list[list[tuple[int, int]]]) -> None:
    """Any scribble, with holes that may lie anywhere: every reading lies in the result."""
    shell, *holes = rings
    shape = shapely.Polygon(shell, holes)
    if shape.is_valid:
        return
    repaired, rule = repaired_hazard(shape)
    assert rule in ("around-all-points", "crossings-filled", "parts-merged")
    for method in ("linework", "structure"):
        reading = shapely.make_valid(shape, method=method)
        lost = shapely.area(shapely.difference(reading, repaired.buffer(1e-9)))
        assert lost == pytest.approx(0, abs=1e-9)
    if not repaired.is_empty:
        assert repaired.is_valid


def test_no_code_passes_a_shape_through_a_buffer_of_zero() -> None:
    """``segmentize`` does so inside: it may take no outline."""
    forbidden = re.compile(r"buffer\(\s*0(\.0*)?\s*[,)]|\bsegmentize\(")
    root = Path(__file__).resolve().parents[2] / "ploughshare"
    wrong = [
        path.name
        for path in root.rglob("*.py")
        if forbidden.search(re.sub(r"\"\"\".*?\"\"\"|#.*", "", path.read_text("utf-8"), flags=re.S))
    ]
    assert not wrong


def test_other_shapes_are_made_valid_and_lines_and_points_kept() -> None:
    batch = judged(table([BOW_TIE, shapely.Point(35, 51)], {"kind": ["house"] * 2}), "assets")
    assert len(found(batch, "made-valid")) == 1
    assert batch.counts["repaired"] == 1
    point = judged(table([shapely.Point(35, 51)]))
    assert point.records[0].geometry == shapely.Point(35, 51)


def test_repeated_points_are_dropped_and_counted_as_repair() -> None:
    doubled = shapely.Polygon([(35, 51), (35, 51), (35.001, 51), (35.001, 51.001)])
    batch = judged(table([doubled]))
    assert batch.counts["repaired"] == 1
    assert found(batch, "repeated-points")[0].severity == "note"


def test_shapes_without_size() -> None:
    """A building of 0.0 m2 becomes a point; a hazard without ground is set aside."""
    flat = shapely.Polygon([(35, 51), (35.001, 51), (35.002, 51), (35, 51)])
    assert set_aside(judged(table([flat]))) == {1: "shape-without-size"}
    building = judged(table([flat], {"kind": ["house"]}), "assets")
    assert building.records[0].geometry == shapely.Point(35, 51)
    assert building.counts["repaired"] == 1
    tiny = judged(table([square(side=0.000005)]))
    assert (tiny.accepted, len(found(tiny, "sliver"))) == (1, 1)
    dot = shapely.LineString([(35, 51), (35, 51)])
    assert set_aside(judged(table([dot]), "roads")) == {1: "shape-without-size"}


def test_shapes_of_the_wrong_kind_and_mixed_collections() -> None:
    line = shapely.LineString([(35, 51), (35.1, 51)])
    mixed = shapely.GeometryCollection([square(), line])
    alike = shapely.GeometryCollection([square(), square(35.1)])
    batch = judged(table([line, mixed, alike, square(35.2)]))
    assert set_aside(batch) == {1: "shape-of-wrong-kind", 2: "shapes-mixed"}
    assert [shapely.get_type_id(each.geometry) for each in batch.records] == [6, 3]
    assert found(batch, "several-parts")
    houses = judged(table([mixed], {"kind": ["house"]}), "assets")
    assert houses.records[0].geometry == square()
    assert houses.counts["repaired"] == 1


def test_duplicates_near_duplicates_and_overlaps_are_told_and_areas_named_twice() -> None:
    shapes = [square(), square(), square(35.00005), square(35.0005, 51.0005), square(35.2)]
    batch = judged(table(shapes))
    assert batch.accepted == 5
    assert [each.row for each in found(batch, "duplicate-shape")] == [2]
    assert len(found(batch, "nearly-duplicate")) == 1
    assert len(found(batch, "overlap")) >= 1
    [areas] = found(batch, "areas-overlap")
    assert areas.area_before_m2 == pytest.approx(batch.sum_m2)
    assert areas.area_after_m2 == pytest.approx(batch.union_m2)
    assert batch.sum_m2 == pytest.approx(5 * areas_m2(as_shapes([square()]))[0], rel=1e-3)
    assert batch.union_m2 < 0.7 * batch.sum_m2


@pytest.mark.parametrize("within", [5e-8])
def test_duplicates_are_found_whatever_their_first_point_and_rounding(within: float) -> None:
    one = shapely.Polygon([(35, 51), (35.001, 51), (35.001, 51.001), (35, 51.001)])
    other = shapely.Polygon([(35.001, 51.001), (35 + within, 51.001), (35, 51), (35.001, 51)])
    assert len(found(judged(table([one, other])), "duplicate-shape")) == 1


def test_swapped_axes_are_proposed_and_swapped_only_when_accepted() -> None:
    swapped = shapely.box(51.0, 35.0, 51.001, 35.001)
    given = table([square(35.1), swapped])
    batch = judged(given)
    assert set_aside(batch) == {2: "swap-axes"}
    assert "--accept swap-axes" in batch.quarantined[0].reason
    accepted = judged(given, accept=["swap-axes"])
    assert accepted.counts["repaired"] == 1
    assert square(35.0).equals(accepted.records[1].geometry)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        (square(-35.1), "sign-of-longitude"),
        (square(35.0, -51.1), "sign-of-latitude"),
        (square(29.0), "zone-east"),
        (square(41.0), "zone-west"),
        (square(10.0, 10.0), "outside-region"),
    ],
)
def test_shapes_far_from_the_region_are_set_aside_with_what_would_help(
    shape: BaseGeometry, rule: str
) -> None:
    batch = judged(table([square(), shape]))
    assert set_aside(batch) == {2: rule}
    assert "outside the region" in batch.quarantined[0].reason
    if rule == "outside-region":
        assert judged(table([shape]), accept=["outside-region"]).accepted == 1


def test_the_neighbouring_zone_of_a_file_in_metres_is_proposed() -> None:
    """Coordinates of zone 36 in a file that says zone 37."""
    metres = shapely.box(640_000, 5_650_000, 640_100, 5_650_100)
    batch = judged(table([metres], crs="EPSG:32637"))
    assert set_aside(batch) == {1: "zone-32636"}
    assert "--crs EPSG:32636" in batch.quarantined[0].reason


def test_shapes_just_outside_the_region_are_doubts() -> None:
    batch = judged(table([square(35.6)]))
    assert batch.accepted == 1
    assert found(batch, "outside-region")[0].severity == "doubt"


def detector_rows() -> tuple[list[BaseGeometry], list[str]]:
    draw = np.random.default_rng(7)
    shapes: list[BaseGeometry] = []
    kinds: list[str] = []
    for number in range(2_000):
        west, south = draw.uniform(34.6, 35.4), draw.uniform(50.9, 51.3)
        kind = ("swap", "zone", "sign")[number % 3] if number % 33 == 0 else ""
        if kind == "swap":
            west, south = south, west
        elif kind == "zone":
            west += 6 if number % 2 else -6
        elif kind == "sign":
            west = -west
        shapes.append(square(west, south))
        kinds.append(kind)
    return shapes, kinds


def test_displaced_records_are_all_found_and_no_other() -> None:
    """R9 of the reliability targets, on 2,000 records: none missed, no false alarm, none moved."""
    shapes, kinds = detector_rows()
    batch = judged(table(shapes))
    displaced = {number + 1 for number, kind in enumerate(kinds) if kind}
    assert set(set_aside(batch)) == displaced
    assert not batch.repaired


@pytest.mark.parametrize(
    ("shape", "crs", "words"),
    [
        (square(), "", "does not say which coordinate system"),
        (shapely.box(500_000, 5_650_000, 500_100, 5_650_100), "EPSG:4326", "degrees cannot have"),
        (square(), "EPSG:32636", "look like degrees"),
        (shapely.box(5e6, 9.9e6, 5.1e6, 1e7), "EPSG:32636", "outside the area"),
        (square(), "EPSG:999999", "names no coordinate system"),
    ],
)
def test_a_coordinate_system_that_cannot_be_right_is_refused(
    shape: BaseGeometry, crs: str, words: str
) -> None:
    with pytest.raises(InputRefused, match=words) as caught:
        judged(table([shape], crs=crs))
    assert "--crs" in caught.value.remedy


def test_the_refusal_names_the_system_that_would_fit_the_region() -> None:
    metres = shapely.box(500_000 + 140_000, 5_650_000, 640_100, 5_650_100)
    with pytest.raises(InputRefused, match="EPSG:32636 would put them into the region"):
        judged(table([metres]))


def test_single_impossible_positions_are_set_aside() -> None:
    batch = judged(table([square(), square(35.1), square(35, 510)]))
    assert set_aside(batch) == {3: "coordinates-impossible"}
    with np.errstate(invalid="ignore"):
        nan = shapely.Polygon([(35, 51), (35.1, np.nan), (35.1, 51.1)])
    assert set_aside(judged(table([square(), nan]))) == {2: "coordinates-not-finite"}


def test_a_stated_system_overrules_the_file_and_says_so() -> None:
    metres = shapely.box(640_000, 5_650_000, 640_100, 5_650_100)
    batch = judged(table([metres], crs="EPSG:32637"), crs="EPSG:32636")
    assert batch.accepted == 1
    assert found(batch, "coordinate-system-overruled")


def test_ground_is_kept_on_the_way_from_metres_to_degrees() -> None:
    """A straight edge of 10 km in metres is bent in degrees by more than two metres."""
    metres = shapely.box(600_000, 5_650_000, 610_000, 5_651_000)
    batch = judged(table([metres], crs="EPSG:32636"), known=Known())
    dense = as_shapes([shapely.transform(metres, lambda points: points)])
    fine = shapely.Polygon(
        [
            dense[0].exterior.interpolate(share, normalized=True).coords[0]
            for share in np.linspace(0, 1, 4_001)
        ]
    )
    exact = judged(table([fine], crs="EPSG:32636"), known=Known()).records[0].geometry
    assert batch.records[0].geometry is not None and exact is not None
    lost = lost_m2(as_shapes([exact]), as_shapes([batch.records[0].geometry]))
    assert lost[0] < 20_000 * 0.001


def test_positions_come_from_columns_where_the_format_has_none() -> None:
    batch = judged(
        table(None, {"name": list("abcd"), "lat": ["51,1", "x", None, 51.2], "lon": ["35"] * 4})
    )
    assert set_aside(batch) == {2: "shape-unreadable", 3: "shape-unreadable"}
    assert batch.records[0].geometry == shapely.Point(35, 51.1)
    assert found(batch, "degrees-assumed")
    wkt = judged(table(None, {"wkt": [square().wkt, "SRID=4326;POINT(35 51)", "POLYGON((", None]}))
    assert (wkt.accepted, sorted(set_aside(wkt))) == (2, [3, 4])


def test_reported_areas_are_checked_against_the_outline() -> None:
    """The outline is about 7,800 m2; one row reports hectares, one is a fifth too large."""
    area = areas_m2(as_shapes([square()]))[0]
    shapes = [square(35 + n * 0.01) for n in range(4)]
    batch = judged(table(shapes, {"area": [area, area / 10_000, 1.2 * area, None]}))
    messages = {each.row: each.message for each in found(batch, "size-differs")}
    assert set(messages) == {2, 3}
    assert "in ha" in messages[2]
    assert "(+20%)" in messages[3]


@pytest.mark.parametrize(
    ("factor", "rule"),
    [(1e-4, "size-in-other-unit"), (2.527, "size-in-mercator"), (10, "size-off-by-power-of-ten")],
)
def test_a_column_that_slipped_as_a_whole_is_told_once(factor: float, rule: str) -> None:
    shapes = [square(35 + n * 0.01) for n in range(5)]
    batch = judged(table(shapes, {"area": list(areas_m2(as_shapes(shapes)) * factor)}))
    assert [each.field for each in found(batch, rule)] == ["reported_m2"]
    assert not found(batch, "size-differs")


def test_areas_in_square_degrees_are_no_areas() -> None:
    shapes = [square(35 + n * 0.01) for n in range(3)]
    batch = judged(table(shapes, {"AREA": [1e-06] * 3}))
    assert found(batch, "size-in-degrees")
    assert all("reported_m2" not in record.values for record in batch.records)


def test_an_unknown_status_is_open_and_a_product_is_no_status() -> None:
    words = ["Released", "Cancelled", "in progress", "Unk", "closed"]
    shapes = [square(35 + n * 0.01) for n in range(5)]
    batch = judged(table(shapes, {"status": words}))
    assert [record.values["status"] for record in batch.records] == [
        "open", "open", "in_progress", "open", "closed",
    ]  # fmt: skip
    assert len(found(batch, "word-unknown")) == 2


def test_words_are_mapped_by_the_registry_and_the_mapping_before_the_dictionary() -> None:
    known = Known(region=REGION, words={"status": {"в очікуванні": "suspended"}})
    given = table([square(), square(35.1)], {"status": ["В очікуванні", "odd"]})
    batch = judged(given, known=known, values={"status": {"odd": "tasked"}})
    assert [each.values["status"] for each in batch.records] == ["suspended", "tasked"]
    assert not found(batch, "word-unknown")


def test_ambiguous_dates_are_left_empty_until_they_are_asked() -> None:
    given = table([square(), square(35.1)], {"date": ["05/09/2014", "2014-01-02"]})
    batch = judged(given)
    assert len(found(batch, "date-order-unknown")) == 1
    assert "identified_on" not in batch.records[0].values
    stated = judged(given, dates="dmy")
    assert str(stated.records[0].values["identified_on"]) == "2014-09-05"


def test_a_share_out_of_range_is_told_without_a_unit() -> None:
    columns = {"id": ["WK-1"], "asset": ["AS-1"], "name": ["Pontoon"], "service_share": ["140 %"]}
    (told,) = found(judged(table(columns=columns), "works"), "out-of-range")
    assert told.message.startswith("140 % is above 1;")


def test_dates_that_do_not_exist_and_values_out_of_range_are_left_empty() -> None:
    columns = {"date": ["31/02/2026"], "depth_cm": ["2 000"], "accidents": ["1.5"]}
    batch = judged(table([square()], columns))
    assert batch.accepted == 1
    rules = {each.rule for each in batch.findings if each.severity == "doubt"}
    assert rules == {"date-unreadable", "out-of-range", "not-whole"}
    assert not {"identified_on", "depth_cm", "accidents"} & set(batch.records[0].values)
    assert found(batch, "date-unreadable")[0].row == 1


def test_units_are_converted_with_a_note() -> None:
    batch = judged(table([square()], {"area_ha": ["0.78"], "depth_mm": ["130"]}))
    assert batch.records[0].values["reported_m2"] == pytest.approx(7_800)
    assert batch.records[0].values["depth_cm"] == pytest.approx(13)
    assert len(found(batch, "unit-converted")) == 2
    own = judged(table([square()], {"area": ["0.78 ha"]}))
    assert own.records[0].values["reported_m2"] == pytest.approx(7_800)


def test_set_fills_what_is_empty() -> None:
    given = table([square(), square(35.1)], {"type": ["confirmed", None]})
    batch = judged(given, set={"hazard_type": "cha", "depth_cm": "13"})
    assert [each.values["hazard_type"] for each in batch.records] == ["cha", "cha"]
    assert batch.records[1].values["depth_cm"] == 13


def test_scrambled_texts_are_told_and_put_right_only_when_accepted() -> None:
    scrambled = "Località".encode().decode("latin-1").encode().decode("cp1252")
    given = table([square()], {"name": [scrambled]})
    batch = judged(given)
    assert (batch.accepted, batch.records[0].values["name"]) == (1, scrambled)
    assert "'Località'" in found(batch, "text-scrambled")[0].message
    accepted = judged(given, accept=["mojibake"])
    assert accepted.records[0].values["name"] == "Località"
    assert accepted.counts["repaired"] == 1


def test_required_fields_that_are_missing_set_a_row_aside() -> None:
    given = table([square(), square(35.1)], {"kind": ["school", None]})
    batch = judged(given, "assets")
    assert set_aside(batch) == {2: "required-missing"}
    assert "--set kind=" in batch.quarantined[0].reason


def test_ids_are_trimmed_and_compared_without_case() -> None:
    columns = {"id": ["HA-1", " ha-1 ", "ha-1", "HA-2"], "name": ["x", "x", "y", "z"]}
    batch = judged(table([square(), square(), square(), square(35.1)], columns))
    assert set_aside(batch) == {3: "id-twice"}
    assert (batch.accepted, batch.unchanged) == (2, (2,))
    assert [each.id for each in batch.records] == ["HA-1", "HA-2"]


def test_minted_ids_do_not_depend_on_the_order_of_rows_or_on_words() -> None:
    shapes = [square(), square(35.1), square(35.2), square(35.2)]
    columns = {"name": ["a", "b", "c", "c"], "note": ["1", "2", "3", "4"]}
    forth = judged(table(shapes, {**columns, "status": ["odd"] * 4}))
    back = judged(
        table(shapes[::-1], {key: each[::-1] for key, each in columns.items()}),
        set={"status": "tasked"},
    )
    assert {each.id for each in forth.records} == {each.id for each in back.records}
    assert sum(each.id.endswith("-2") for each in forth.records) == 1


def test_the_files_own_ids_can_be_given_a_prefix() -> None:
    batch = judged(table([square()], {"id": [7]}), id_prefix="N-")
    assert batch.records[0].id == "N-7"


def test_references_lead_by_id_or_by_a_name_that_only_one_has() -> None:
    places = [
        Record("places", f"PL-{n}", {"name": name, "level": "settlement"})
        for n, name in enumerate(["Dobrel", "Luka", "Luka"])
    ]
    known = Known(region=REGION, names={"places": Names.of(places)})
    given = table(
        [square(35 + n * 0.01) for n in range(4)],
        {"place": ["pl-1", " dobrel", "Luka", "Nowhere"]},
    )
    batch = judged(given, known=known)
    assert [each.values["place"] for each in batch.records] == ["PL-1", "PL-0", "Luka", "Nowhere"]
    assert found(batch, "reference-by-name")
    assert found(batch, "reference-ambiguous")[0].row == 3
    assert found(batch, "reference-dangling")[0].row == 4


def test_a_required_reference_that_leads_nowhere_sets_its_row_aside() -> None:
    assets = [Record("assets", each, {"kind": "pump"}) for each in ("1", "2")]
    known = Known(names={"assets": Names.of(assets)})
    given = table(None, {"bus1": [1, 1], "bus0": [2, 3]})
    batch = judged(given, "needs", known)
    assert set_aside(batch) == {2: "reference-dangling"}
    assert batch.records[0].values == {"asset": "1", "needs": "2", "service": "other"}


def test_places_may_refer_to_each_other_within_one_file() -> None:
    given = table(
        None, {"name": ["Dobrel", "North"], "level": ["settlement", "district"],
               "parent": ["North", None]},
    )  # fmt: skip
    batch = judged(given, "places")
    north = batch.records[1].id
    assert batch.records[0].values["parent"] == north


def known_with(*records: Record, edited: Mapping[str, Record] | None = None) -> Known:
    return Known(
        region=REGION,
        records={each.id: each for each in records},
        edited=edited or {},
        of_this_file=frozenset(each.id for each in records),
    )


def hazard(shape: BaseGeometry, **values: Any) -> Record:
    filled = {
        "status": "open", "hazard_type": "sha", "contamination": "unknown", "evidence": "none",
        "surveyed": "no", "vegetation": "unknown", **values,
    }  # fmt: skip
    return Record("hazards", "H1", filled, shape)


def test_a_row_that_says_what_is_on_record_is_unchanged() -> None:
    first = judged(table([square()], {"id": ["H1"], "status": ["open"]}))
    again = judged(
        table([square(35.0 + 1e-12)], {"id": ["h1"], "status": ["Open"]}),
        known=known_with(*first.records),
    )
    assert again.counts["unchanged"] == 1
    assert again.findings == ()


def test_a_hazard_may_grow_by_an_import_and_never_shrink() -> None:
    known = known_with(hazard(square(side=0.002)))
    smaller = judged(table([square()], {"id": ["H1"]}), known=known)
    assert set_aside(smaller) == {1: "hazard-would-shrink"}
    assert "a signed release does that" in smaller.quarantined[0].reason
    larger = judged(table([square(side=0.003)], {"id": ["H1"]}), known=known)
    assert larger.accepted == 1


@pytest.mark.parametrize("columns", [{"status": ["closed"]}, {"product": ["cleared"]}])
def test_a_hazard_is_not_closed_by_an_import(columns: dict[str, list[str]]) -> None:
    known = known_with(hazard(square()))
    batch = judged(table([square()], {"id": ["H1"], **columns}), known=known)
    assert set_aside(batch) == {1: "hazard-closed-by-file"}


def test_a_confirmed_hazard_stays_confirmed() -> None:
    known = known_with(hazard(square(), hazard_type="cha"))
    given = table([square()], {"id": ["H1"], "type": ["suspected"], "depth_cm": [20]})
    batch = judged(given, known=known)
    assert batch.records[0].values["hazard_type"] == "cha"
    assert found(batch, "hazard-type-lowered")


def test_columns_that_are_not_in_a_file_keep_what_is_on_record() -> None:
    known = known_with(hazard(square(), depth_cm=13.0, name="Orchard"))
    batch = judged(table(None, {"id": ["H1"], "status": ["tasked"]}), known=known)
    [record] = batch.records
    assert record.geometry == square()
    assert record.values["depth_cm"] == 13.0
    assert record.values["status"] == "tasked"
    unknown = judged(table(None, {"id": ["H9"], "status": ["tasked"]}), known=known)
    assert set_aside(unknown) == {1: "shape-missing"}


def test_what_was_changed_by_hand_is_not_overwritten() -> None:
    said, now = hazard(square(), name="Old"), hazard(square(), name="By hand")
    known = known_with(now, edited={"H1": said})
    same = judged(table([square()], {"id": ["H1"], "name": ["Old"]}), known=known)
    assert same.counts["unchanged"] == 1
    given = table([square()], {"id": ["H1"], "name": ["New"]})
    assert set_aside(judged(given, known=known)) == {1: "edited-since"}
    assert judged(given, known=known, accept=["edited-since"]).accepted == 1


def test_an_id_that_belongs_to_something_elsewhere_is_not_overwritten() -> None:
    """Numbers of power lines and of substations run through the same range."""
    station = Record("assets", "7", {"kind": "substation"}, shapely.Point(35, 51))
    known = Known(region=REGION, records={"7": station})
    line = shapely.LineString([(35, 51), (35.1, 51)])
    given = table([line], {"id": [7], "kind": ["power_line"]})
    assert set_aside(judged(given, "assets", known)) == {1: "moved"}
    assert judged(given, "assets", known, accept=["moved"]).accepted == 1


def test_records_that_left_a_file_are_told_and_stay() -> None:
    known = known_with(hazard(square()))
    batch = judged(table([square(35.1)], {"id": ["H2"]}), known=known)
    assert batch.gone == ("H1",)
    assert found(batch, "gone-from-file")[0].severity == "note"


def test_unreadable_rows_stay_rows() -> None:
    given = table([square(), None], {"name": ["a", "b"]})
    broken = Table(
        given.file, given.layer, given.columns, given.cells, given.row_numbers, given.shapes,
        given.crs, {1: "its outline cannot be read"},
    )  # fmt: skip
    assert set_aside(judged(broken)) == {2: "row-unreadable"}


def test_an_unknown_acceptance_lists_those_there_are() -> None:
    with pytest.raises(CallError, match="swap-axes"):
        JudgeOptions(frozenset({"everything"}))


SHAPES = st.sampled_from(
    [
        None, square(), square(35.1), BOW_TIE, shapely.Point(35, 51), shapely.MultiPolygon(),
        square(0, 0), shapely.box(51, 35, 51.01, 35.01), shapely.LineString([(35, 51), (35.1, 51)]),
        shapely.GeometryCollection([square(), shapely.Point(35, 51)]),
    ]
)  # fmt: skip
CELLS = st.sampled_from([None, "open", "Released", "1", "x", "H1", "31/02/2020", "-5", "1e400"])


@given(
    st.sampled_from(
        [
            "hazards",
            "assets",
            "damage",
            "roads",
            "places",
            "works",
            "teams",
            "progress",
            "costs",
            "grants",
        ]
    ),
    st.lists(st.tuples(SHAPES, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=12),
)
def test_rows_always_add_up(name: str, rows: list[tuple[Any, ...]]) -> None:
    """Whatever stands in the cells, each row has one end, and every record is allowed."""
    columns = {
        "id": [row[1] for row in rows],
        "status": [row[2] for row in rows],
        "kind": [row[3] for row in rows],
        "date": [row[4] for row in rows],
    }
    known = known_with(hazard(square())) if name == "hazards" else KNOWN
    batch = judged(table([row[0] for row in rows], columns), name, known)
    counts = batch.counts
    assert counts["rows"] == len(rows) == sum(counts.values()) - counts["rows"]
    for record in batch.records:
        for field in RECORD_TYPES[name]:
            value = record.values.get(field.name)
            assert value is not None or not field.required
            if field.terms and isinstance(value, str):
                assert value in field.terms.codes


def test_task_orders_whose_figures_or_dates_cannot_all_be_right_are_told_and_kept() -> None:
    columns: dict[str, list[Any]] = {
        "id": ["TO-1", "TO-2", "TO-3", "TO-4"],
        "activity": ["clearance"] * 4,
        "status": ["Active", "plan approved", "mobilising", "issued"],
        "teams": ["", None, None, None],
        "m2 in scope": [800, None, 900, 900],
        "m2 done": [1200, None, 900, None],
        "issued": ["2026-02-02"] * 4,
        "expiry": [None, "2026-01-15", None, "2026-03-01"],
        "promised date": [None, None, "2026-01-30", "2026-04-01"],
        "promised to": [None, "the mayor", "the mayor", "the mayor"],
    }
    batch = judged(table(columns=columns), "tasks")
    assert [each.values["status"] for each in batch.records] == [
        "active", "plan_approved", "mobilising", "issued",
    ]  # fmt: skip
    told = {(each.rule, each.record_id) for each in batch.findings if each.rule.startswith("order")}
    assert told == {
        ("order-done-above-scope", "TO-1"),
        ("order-active-without-teams", "TO-1"),
        ("order-expires-before-issue", "TO-2"),
        ("order-promise-without-day", "TO-2"),
        ("order-promised-before-issue", "TO-3"),
    }
    (scope,) = found(batch, "order-done-above-scope")
    assert scope.message == "It has 1,200 m2 done of 800 m2 in scope."


def test_an_order_is_judged_with_what_is_on_record_of_it() -> None:
    """Monday's file has only what was done: the team is on record, and so is the scope."""
    record = Record("tasks", "TO-1", {"activity": "clearance", "status": "active",
                                      "teams": ("TM-1",), "scope_m2": 800.0})  # fmt: skip
    known = Known(region=REGION, records={"TO-1": record})
    columns: dict[str, list[Any]] = {
        "id": ["TO-1"], "activity": ["clearance"], "status": ["active"], "m2 done": [1200],
    }  # fmt: skip
    batch = judged(table(columns=columns), "tasks", known=known)
    told = {each.rule for each in batch.findings if each.rule.startswith("order")}
    assert told == {"order-done-above-scope"}


def test_methods_that_release_nothing_are_told_and_kept() -> None:
    columns: dict[str, list[Any]] = {
        "id": ["ME-1", "ME-2", "ME-3"],
        "for": ["ap mines; av mines", "cluster", None],
        "primary search": ["dogs", "flail", "building"],
        "follow-up": ["deminers", None, None],
    }
    batch = judged(table(columns=columns), "methods")
    assert [each.values["search"] for each in batch.records] == ["dogs", "mechanical", "building"]
    assert batch.records[0].values["contamination"] == ("ap_mine", "av_mine")
    told = {
        (each.rule, each.record_id) for each in batch.findings if each.rule.startswith("method")
    }
    assert told == {("method-releases-nothing", "ME-2"), ("method-kind-clears-nothing", "ME-3")}
    (alone,) = found(batch, "method-releases-nothing")
    assert alone.message == (
        "It lets mechanical search with no follow-up by hand, and that releases nothing."
    )


def test_progress_that_cannot_be_right_is_told_and_kept() -> None:
    """A log with the dirt of logs: too many days, no reason, no order, ground without work."""
    columns: dict[str, list[Any]] = {
        "id": ["PR-1", "PR-2", "PR-3", "PR-4"],
        "call sign": ["TM-1", "TM-1", "TM-1", "TM-1"],
        "task order": ["TO-1", None, "TO-1", "TO-1"],
        "week begins": ["2026-02-23", "2026-02-23", "2026-02-23", "2026-02-23"],
        "week ends": ["2026-02-27", None, "2026-02-20", "2026-02-27"],
        "days at work": [5, 1, 1, 0],
        "days lost": [1, None, None, None],
        "m2 cleared": [480, None, None, 160],
        "m2 cancelled": [None, 900, None, None],
        "reason lost": [None, None, None, None],
        "task finished": ["no", None, "yes", None],
    }
    known = Known(names={"teams": Names.of([Record("teams", "TM-1", {})]),
                         "tasks": Names.of([Record("tasks", "TO-1", {})])})  # fmt: skip
    batch = judged(table(columns=columns), "progress", known)
    told = {(each.rule, each.record_id) for each in batch.findings if each.rule[:8] == "progress"}
    assert told == {
        ("progress-more-days-than-there-are", "PR-1"),
        ("progress-lost-without-reason", "PR-1"),
        ("progress-without-order", "PR-2"),
        ("progress-ends-before-it-begins", "PR-3"),
        ("progress-without-work", "PR-4"),
    }
    assert [each.values.get("cleared_m2") for each in batch.records] == [480, None, None, 160]
    assert [each.values.get("finished") for each in batch.records] == [False, None, True, None]


def test_costs_in_no_currency_or_out_of_order_are_told_and_kept() -> None:
    columns: dict[str, list[Any]] = {
        "id": ["DC-1", "DC-2"],
        "team kind": ["deminers", "flail"],
        "min": [1600, 900],
        "cost per day": [1400, 1200],
        "max": [1900, 1500],
        "currency": ["EUR", "euros"],
    }
    batch = judged(table(columns=columns), "costs")
    told = {(e.rule, e.record_id) for e in batch.findings if e.rule in RULES_OF_COSTS}
    assert told == {("cost-out-of-order", "DC-1"), ("currency-unknown", "DC-2")}
    assert len(batch.records) == 2


RULES_OF_COSTS = {"cost-out-of-order", "currency-unknown"}
