"""Excel workbooks (.xlsx), sheet by sheet."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np

from ploughshare.errors import InputRefused, PloughError
from ploughshare.findings import Finding
from ploughshare.imports.containers import is_workbook, open_archive
from ploughshare.imports.delimited import repeated_headings
from ploughshare.imports.nested import spread
from ploughshare.imports.protocol import (
    MEGABYTE,
    Layer,
    Limits,
    ReadOptions,
    Table,
    column_of,
    unique_headings,
)

SHEET_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"))


EXPLANATIONS = "What the columns mean"
"""A sheet of this title belongs to a template of ours, and is no layer."""


class Workbook:
    """Excel workbooks; sheets are layers, the first row that is not blank holds the headings."""

    name = "xlsx/1"
    title = "an Excel workbook"
    suffixes = (".xlsx", ".xlsm")

    def recognises(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and is_workbook(path)

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        found: list[Layer] = []
        with _workbook(path, options.limits) as book:
            for sheet in book.worksheets:
                if sheet.title == EXPLANATIONS:
                    continue
                rows = _rows(sheet, options.limits, path.name)
                headings = next(rows, None)
                if headings is not None:
                    columns = unique_headings(_headings(headings))[0]
                    found.append(Layer(sheet.title, sum(1 for _ in rows), "", columns))
        filled = [layer for layer in found if layer.rows]
        if not filled:
            raise InputRefused(
                f"{path.name} is empty: no sheet has a row below its headings.",
                remedy="Look whether it is the file you meant.",
            )
        return tuple(filled)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        limits = options.limits
        with _workbook(path, limits) as book:
            rows = list(_rows(book[layer], limits, path.name))
        headings, repeated = unique_headings(_headings(rows[0]))
        width = len(headings)
        limits.check_columns(width, path.name)
        wrong = {
            position: f"it has {len(row)} cells for {width} headings"
            for position, row in enumerate(rows[1:])
            if any(cell is not None for cell in row[width:])
        }
        body = [[*row[:width], *[None] * (width - len(row))] for row in rows[1:]]
        columns = [
            (name, column_of([row[position] for row in body]))
            for position, name in enumerate(headings)
        ]
        names, cells = spread(columns, limits.columns)
        return Table(
            file=path.name,
            layer=layer,
            columns=names,
            cells=cells,
            row_numbers=np.arange(1, len(body) + 1),
            unreadable=wrong,
            findings=tuple(_findings(path.name, layer, repeated, body)),
            importer=self.name,
        )


@contextmanager
def _workbook(path: Path, limits: Limits) -> Iterator[Any]:
    import openpyxl

    _check_archive(path, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (PloughError, MemoryError):
        raise
    except Exception as wrong:
        # openpyxl lets through whatever the archive, XML and its own classes raise.
        raise InputRefused(
            f"{path.name} cannot be read as an Excel workbook ({type(wrong).__name__}).",
            remedy="Open it in a spreadsheet and save it again, or save the sheet as CSV.",
        ) from wrong


def _check_archive(path: Path, limits: Limits) -> None:
    """Refuse a workbook that would expand without end, or that makes XML readers fetch files."""
    limits.check_text(path.stat().st_size, path.name, "CSV")
    size = 0
    with open_archive(path) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            if entry.flag_bits & 0x1:
                raise InputRefused(
                    f"{path.name} is locked by a password.",
                    remedy="Save it without the password.",
                )
            size += _check_member(path, archive, entry, limits, size)


def _check_member(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, before: int
) -> int:
    size = 0
    with archive.open(entry) as part:
        while piece := part.read(MEGABYTE):
            if size == 0 and re.search(rb"<!(DOCTYPE|ENTITY)", piece):
                raise InputRefused(
                    f"{path.name} declares entities of its own, which no workbook needs.",
                    remedy="Do not use it before its sender has explained it.",
                )
            size += len(piece)
            if before + size > 4 * limits.text_bytes:
                raise InputRefused(
                    f"{path.name} grows to more than {(before + size) / MEGABYTE:,.0f} MB when "
                    "unpacked.",
                    remedy="Save the sheet that matters as CSV.",
                )
    return size


def _rows(sheet: Any, limits: Limits, file: str) -> Iterator[list[object]]:
    """Rows that hold anything, blank cells at their end left out; the headings come first."""
    # What a sheet says about its own size is often wrong; some writers say one cell.
    sheet.reset_dimensions()
    given = 0
    for row in sheet.iter_rows(values_only=True):
        limits.check_columns(_width(row), file)
        cells = [_plain(cell) for cell in row[: limits.columns]]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        given += 1
        limits.check_rows(given - 1, file)
        yield cells


def _width(row: tuple[object, ...]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell is not None), default=0)


def _plain(cell: object) -> object:
    """A cell as a value; an error of the sheet and an empty text as nothing."""
    match cell:
        case str():
            text = cell.strip()
            return None if not text or text in SHEET_ERRORS else text
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return int(cell)
        case bool() | int() | float() | datetime() | date() | None:
            return cell
        case time():
            # A date cell that holds 0 is shown as midnight: the sheet's way of saying nothing.
            return None if cell == time() else cell.isoformat()
        case _:
            return str(cell)


def _headings(row: list[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def _findings(
    file: str, layer: str, repeated: tuple[str, ...], body: list[list[object]]
) -> Iterator[Finding]:
    yield from repeated_headings(file, layer, repeated)
    if body and all(cell is None for row in body for cell in row):
        yield Finding(
            "sheet-without-values",
            "doubt",
            "No cell of this sheet has a value: its formulas were never computed.",
            "Open it in a spreadsheet, save it, and import it again.",
            file=file,
            layer=layer,
        )
