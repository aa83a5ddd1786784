"""Workbooks: text stays text, and the same sheets give the same bytes."""

import io
from datetime import date
from typing import Any

import openpyxl

from ploughshare.reports.workbook import Sheet, workbook_bytes

SHEETS = [
    Sheet("About", ("", ""), [("Region", "Dobrel")]),
    Sheet("Rows", ("name", "m2", "on"), [("=1+1", 3600, None), ("Поле\x01 & more", 2.5, None)]),
]


def made() -> bytes:
    return workbook_bytes(SHEETS, title="A title", foot="P-1 & more", made_on=date(2026, 3, 2))


def test_what_begins_with_an_equals_sign_is_no_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made()))["Rows"]
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet["B2"].value == 3600


def test_control_characters_are_left_out_and_empty_stays_empty() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made()))["Rows"]
    assert sheet["A3"].value == "Поле & more"
    assert sheet["C2"].value is None


def test_it_prints_on_a4_with_its_head_and_its_foot() -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(made()))["Rows"]
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.fitToWidth == 1
    assert "P-1 && more" in sheet.oddFooter.left.text


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert made() == made()
