"""Columns find their fields by name, spelling, script, length and content; doubts are told."""

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, InputRefused, StorageError
from ploughshare.imports.dates import AmbiguousDate, NotADate, date_order, day
from ploughshare.imports.headings import heading, latin, plain
from ploughshare.imports.identity import KEYS
from ploughshare.imports.mapping import ColumnMapping, check_mapping, read_mapping
from ploughshare.imports.numbers import (
    AmbiguousNumber,
    NotANumber,
    decimal_mark,
    flag,
    number,
)
from ploughshare.imports.positions import coordinate
from ploughshare.imports.propose import CONFIDENT, Match, guess, propose
from ploughshare.imports.protocol import Table, column_of
from ploughshare.imports.words import is_null, word_list
from ploughshare.units import conversion, unit_named


def table(columns: dict[str, list[object]], shapes: bool = False) -> Table:
    n = len(next(iter(columns.values())))
    cells = tuple(column_of(values) for values in columns.values())
    placed = column_of([None] * n) if shapes else None
    return Table("f.csv", "f", tuple(columns), cells, np.arange(1, n + 1), placed)


def matches(name: str, cells: dict[str, list[object]], **said: object) -> dict[str, Match]:
    given = ColumnMapping(**said)  # type: ignore[arg-type]
    proposal = propose(table(cells, shapes=True), RECORD_TYPES[name], given)
    return {match.field: match for match in proposal.matches}


@pytest.mark.parametrize(
    ("column", "field", "least"),
    [
        ("hazard_type", "hazard_type", 0.98),
        ("HazardType", "hazard_type", 0.98),
        ("class", "hazard_type", 0.9),
        ("тип", "hazard_type", 0.9),
        ("тип ", "hazard_type", 0.9),
        ("hazard typ", "hazard_type", 0.8),
        ("data.hazard_type", "hazard_type", 0.9),
    ],
)
def test_a_heading_finds_its_field(column: str, field: str, least: float) -> None:
    found = matches("hazards", {column: ["SHA", "confirmed"], "x": ["1", "2"]})
    assert found[field].columns == (column,)
    assert found[field].confidence >= least


def test_a_name_cut_at_ten_letters_is_recognised() -> None:
    """``descriptio`` and ``casualties`` in the table of a shapefile."""
    found = matches("hazards", {"contaminat": ["AP mines", "ERW"]})
    assert found["contamination"].confidence >= CONFIDENT
    assert "cut at ten" in found["contamination"].because


def test_cells_that_do_not_fit_lower_the_confidence() -> None:
    good = matches("hazards", {"status": ["open", "tasked"]})["status"]
    bad = matches("hazards", {"status": ["Anna", "Boris"]})["status"]
    assert good.confidence > CONFIDENT > bad.confidence
    assert "0% of its cells" in bad.because


def test_cells_alone_can_propose_a_field_but_never_surely() -> None:
    found = matches("hazards", {"stav": ["tasked", "on hold", "tasked"]})
    assert found["status"].confidence < CONFIDENT
    assert "known words" in found["status"].because


def test_units_in_headings_are_found() -> None:
    found = matches("hazards", {"area (ha)": ["1.5", "2"], "depth_mm": ["130", "200"]})
    assert (found["reported_m2"].unit, found["depth_cm"].unit) == ("ha", "mm")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"id": ["a", "b"], "name": ["x", "y"]}, "id"),
        ({"hazard_id": ["a", "b"]}, "hazard_id"),
        ({"bus_id": ["1", "2"], "station_id": ["7", "7"]}, "bus_id"),
        ({"name": ["x", "y"], "SOURCE_ID": [1, 2]}, "SOURCE_ID"),
        ({"OBJECTID": [1, 2], "name": ["x", "y"]}, ""),
        ({"zone_id": ["7", "7"]}, ""),
    ],
)
def test_ids_are_found_where_they_last(columns: dict[str, list[object]], expected: str) -> None:
    """Numbers that software gives rows anew at each export are no ids."""
    found = matches("hazards", columns).get("id")
    assert (found.columns[0] if found else "") == expected


def test_what_a_person_said_is_left_alone() -> None:
    columns: dict[str, list[object]] = {"name": ["x"], "title": ["y"], "type": ["SHA"]}
    found = matches("hazards", columns, columns={"name": ("title",), "hazard_type": ()})
    assert found["name"].columns == ("title",)
    assert "hazard_type" not in found
    assert "status" not in matches("hazards", {"status": ["open"]}, only=True)


def test_the_type_of_a_layer_is_guessed_from_its_names_and_columns() -> None:
    layer = table({"asset": ["A", "B"], "grade": ["1", "destroyed"], "date": ["2026-01-01"] * 2})
    best = guess(layer, RECORD_TYPES.values())[0]
    assert best.record_type.name == "damage"


def test_every_record_type_has_a_key() -> None:
    assert set(KEYS) == set(RECORD_TYPES)
    for name, fields in KEYS.items():
        assert all(field in RECORD_TYPES[name] for field in fields)


def test_mappings_survive_the_file(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        record_type="hazards",
        columns={"name": ('Назва "x"',), "status": ("a", "b"), "place": ()},
        values={"status": {"В роботі": "in_progress"}},
        units={"reported_m2": "ha"},
        set={"hazard_type": "sha"},
        dates="dmy",
        id_prefix="N-",
        only=True,
    )
    path = tmp_path / "m.toml"
    path.write_text(mapping.as_toml(), encoding="utf-8")
    read = read_mapping(path)
    assert read.as_document() == {**mapping.as_document(), "columns": read.as_document()["columns"]}
    assert {k: v for k, v in read.columns.items() if v} == {
        k: v for k, v in mapping.columns.items() if v
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = ", "TOML"),
        ("colums = 1", "colums"),
        ("columns = 1", "section"),
        ("[columns]\nname = true", "name"),
        ('[values]\nstatus = "x"', "values.status"),
    ],
)
def test_a_wrong_mapping_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused, match=words):
        read_mapping(path)
    with pytest.raises(StorageError):
        read_mapping(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"columns": {"nam": ("a",)}}, "no field 'nam'"),
        ({"columns": {"name": ("b",)}}, "no column 'b'"),
        ({"values": {"status": {"x": "opn"}}}, "'opn'"),
        ({"units": {"reported_m2": "acres"}}, "acres"),
        ({"dates": "ymd"}, "dmy"),
        ({"set": {"latitude": "3"}}, "latitude"),
    ],
)
def test_a_mapping_that_names_what_is_not_there(said: dict[str, object], words: str) -> None:
    mapping = ColumnMapping(record_type="hazards", **said)  # type: ignore[arg-type]
    with pytest.raises(CallError, match=words):
        check_mapping(mapping, ["a"])


@pytest.mark.parametrize(
    "text",
    [
        *("Unk", "Unknown", "Unkown", "Null", "Not Applicable", "n/a", "", " - ", "srcHidden"),
        *("?", "1899-12-30", "not specified", "немає", datetime(1899, 12, 30)),
    ],
)
def test_words_for_nothing(text: object) -> None:
    assert is_null(text)


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("hazard_type", "suspected", "sha"),
        ("hazard_type", "  CONFIRMED ", "cha"),
        ("hazard_type", "Підтверджено", "cha"),
        ("hazard_type", "pidtverdzheno", "cha"),
        ("status", "In-Progress", "in_progress"),
        ("status", "Released", None),
        ("status", "Cancelled", None),
    ],
)
def test_words_and_codes(field: str, word: str, code: str | None) -> None:
    """Released and cancelled are products; as a status they are no word we know."""
    assert word_list(RECORD_TYPES["hazards"][field]).code(word) == code


def test_codes_before_words_and_measures_are_looked_through() -> None:
    kinds = word_list(RECORD_TYPES["assets"]["kind"])
    assert kinds.code("AQ040 - Bridge") == "bridge"
    assert kinds.code("300-330 kV Transmission Line") == "power_line"
    assert kinds.code("School (primary)") == "school"
    assert word_list(RECORD_TYPES["assets"]["kind"], {"Дім": "house"}).code("ДІМ") == "house"


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["14/09/2014", "05/09/2014"], "dmy"),
        (["9/14/2014", "09/05/2014"], "mdy"),
        (["05/09/2014", "01/02/2014"], "unknown"),
        (["14/09/2014", "09/14/2014"], "both"),
        (["05.09.2014", "2014-09-05"], "dmy"),
        (["05/05/2014", "Not specified"], "dmy"),
    ],
)
def test_one_day_above_twelve_decides_for_its_column(values: list[object], order: str) -> None:
    assert date_order(values) == order


@pytest.mark.parametrize(
    "value",
    [
        *("2014-09-05", "5.9.2014", "2014/09/05", "20140905", "2014-09-05T10:00:00Z"),
        *("5 Sep 2014", "September 5, 2014", "05 вересня 2014"),
        *(date(2014, 9, 5), datetime(2014, 9, 5, 12)),
    ],
)
def test_dates_that_can_mean_one_day_only(value: object) -> None:
    assert day(value, "unknown") == date(2014, 9, 5)


def test_a_date_that_can_mean_two_days_is_never_guessed() -> None:
    with pytest.raises(AmbiguousDate):
        day("05/09/2014", "unknown")
    assert day("05/09/2014", "dmy") == date(2014, 9, 5)
    assert day("05/09/2014", "mdy") == date(2014, 5, 9)


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026-13-01", "soon", "1/1/99", "2014", "0001-01-01"]
)
def test_dates_that_are_none(text: str) -> None:
    with pytest.raises(NotADate):
        day(text, "dmy")


@given(st.dates(date(1900, 1, 2), date(2099, 12, 31)))
def test_every_way_of_writing_a_day_reads_back(when: date) -> None:
    written = [f"{when:%Y-%m-%d}", f"{when:%d.%m.%Y}", f"{when:%Y%m%d}", f"{when:%d %B %Y}"]
    assert {day(text, "unknown") for text in written} == {when}
    assert day(f"{when:%d/%m/%Y}", "dmy") == day(f"{when:%m/%d/%Y}", "mdy") == when


@pytest.mark.parametrize(
    ("values", "expected", "mark"),
    [
        (["1,5", "2"], False, ","),
        (["1,234.5"], False, "."),
        (["1.234,5"], False, ","),
        (["1,234,567"], False, "."),
        (["1,234"], False, ""),
        (["1,234"], True, ","),
        (["1.5", "12"], False, "."),
        (["0,125"], False, ","),
    ],
)
def test_the_decimal_mark_of_a_column(values: list[object], expected: bool, mark: str) -> None:
    assert decimal_mark(values, comma_expected=expected) == mark


@pytest.mark.parametrize(
    ("text", "mark", "value", "unit"),
    [
        ("1 234,5", ",", 1234.5, ""),
        ("1\u00a0234.5", ".", 1234.5, ""),
        ("1'234", ".", 1234, ""),
        ("-3", ".", -3, ""),
        ("1.5 ha", ".", 1.5, "ha"),
        ("12 500 м²", ".", 12500, "m2"),
        ("1e3", ".", 1000, ""),
        (7, ".", 7, ""),
    ],
)
def test_numbers(text: object, mark: str, value: float, unit: str) -> None:
    found = number(text, mark)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["about 5", "3 acres", "1.2.3", True, float("inf"), "1,2,3,"])
def test_what_is_no_number(text: object) -> None:
    with pytest.raises(NotANumber):
        number(text, ".")


def test_a_number_that_can_be_two_is_never_guessed() -> None:
    with pytest.raises(AmbiguousNumber):
        number("1,234", "")


@given(st.floats(0, 1e9), st.sampled_from(".,"))
def test_numbers_read_back(value: float, mark: str) -> None:
    text = f"{value:.3f}".replace(".", mark)
    assert number(text, mark).value == pytest.approx(float(f"{value:.3f}"))


def test_flags() -> None:
    assert [flag(word) for word in ("t", "True", "так", 1)] == [True] * 4
    assert [flag(word) for word in ("f", "False", "ні", 0)] == [False] * 4
    assert flag("perhaps") is None


def test_units() -> None:
    assert conversion("ha", "m2") == 10_000
    assert conversion("mm", "cm") == pytest.approx(0.1)
    assert conversion("%", "1") == pytest.approx(0.01)
    assert conversion("ha", "m") is None
    assert (unit_named("га"), unit_named("Sq km"), unit_named("acre")) == ("ha", "km2", "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("51.5", 51.5),
        ("51,5", 51.5),
        ("51°30'00\"N", 51.5),
        ("51° 30′ S", -51.5),
        ("5 678 900", 5678900.0),
        ("north", None),
        (True, None),
    ],
)
def test_coordinates(cell: object, value: float | None) -> None:
    assert coordinate(cell) == value


def test_headings_are_compared_without_script_case_and_marks() -> None:
    assert plain("  Назва_Об'єкта ") == "назва об єкта"
    assert latin("Площа") == "ploshcha"
    assert heading("Length, km").unit == "km"
    assert plain("Località") == "localita"
