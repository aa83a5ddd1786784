"""Import templates and the page of the data dictionary, both made from the dictionary itself."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ploughshare.dictionary import RECORD_TYPES, record_type
from ploughshare.errors import CallError
from ploughshare.fields import Field, RecordType
from ploughshare.imports.mapping import ID, LATITUDE, LONGITUDE
from ploughshare.imports.spreadsheets import EXPLANATIONS

KINDS = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "date": "date, as 2026-03-31",
    "flag": "yes or no",
    "choice": "one of a list",
    "choices": "several of a list, separated by semicolons",
    "record": "id of another record",
    "records": "ids of other records, separated by semicolons",
}
"""Kinds of fields in words."""

WKT = "wkt"
EXAMPLE_SHAPES = {
    "polygon": "POLYGON ((35.010 51.010, 35.012 51.010, 35.012 51.011, 35.010 51.010))",
    "line": "LINESTRING (35.010 51.010, 35.030 51.020)",
    "point": "POINT (35.010 51.010)",
}
"""Shapes of example rows, which are replaced by what is meant."""


def headings(found: RecordType) -> tuple[str, ...]:
    """The columns of a template: id, fields, and where the record lies."""
    return (ID, *(field.name for field in found), *_position(found))


def example_row(found: RecordType) -> tuple[str, ...]:
    """One row that shows how each column is filled in."""
    position = {LATITUDE: "51.010", LONGITUDE: "35.010"}
    if found.geometry:
        position[WKT] = EXAMPLE_SHAPES[
            found.geometry[-1] if "line" in found.geometry else "polygon"
        ]
    own = {ID: f"{found.prefix}-1", **{field.name: field.example for field in found}, **position}
    return tuple(own[name] for name in headings(found))


def _position(found: RecordType) -> tuple[str, ...]:
    if not found.geometry:
        return ()
    return (LATITUDE, LONGITUDE) if found.geometry == ("point",) else (WKT,)


def write_template(name: str, path: Path, *, example: bool = False) -> None:
    """
    Write an empty table for a record type.

    Parameters
    ----------
    path
        A ``.csv`` file, or an ``.xlsx`` file with a second sheet that explains the columns.
    example
        With one row that shows how it is filled in.

    Raises
    ------
    CallError
        No such record type, another ending, or a file that is there already.
    """
    found = record_type(name)
    if path.exists():
        raise CallError(f"{path} is there already.", remedy="Name another file with --out.")
    rows = [headings(found), *([example_row(found)] if example else [])]
    match path.suffix.lower():
        case ".csv":
            path.write_bytes(_csv(rows))
        case ".xlsx":
            _write_workbook(found, rows, path)
        case _:
            raise CallError(
                f"{path.name} ends neither in .csv nor in .xlsx.", remedy="Name it so with --out."
            )


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    # With the mark, spreadsheets read UTF-8 as what it is.
    return text.getvalue().encode("utf-8-sig")


def _write_workbook(found: RecordType, rows: list[tuple[str, ...]], path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = found.name
    for row in rows:
        sheet.append(row)
    sheet.freeze_panes = "B2"
    explained = book.create_sheet(EXPLANATIONS)
    for line in _explanations(found):
        explained.append(line)
    for each in (sheet, explained):
        for cell in each[1]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(vertical="top")
    for position, name in enumerate(headings(found), start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = max(12, len(name) + 2)
        codes = _codes(found[name]) if name in found and found[name].kind == "choice" else ()
        if codes and len(",".join(codes)) < 250:
            choice = DataValidation(type="list", formula1=f'"{",".join(codes)}"', allow_blank=True)
            sheet.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}5000")
    for letter, width in zip("ABCDEF", (20, 24, 12, 60, 60, 24), strict=True):
        explained.column_dimensions[letter].width = width
    book.save(path)


def _explanations(found: RecordType) -> Iterator[tuple[str, ...]]:
    yield ("column", "holds", "required", "meaning", "allowed", "example")
    yield (ID, "text", "no", "Its id, unique for this record type; made when empty.", "", "")
    for field in found:
        required = "yes" if field.required else "no"
        yield (field.name, _holds(field), required, field.meaning, _allowed(field), field.example)
    if found.geometry:
        required = "yes" if found.geometry_required else "no"
        meaning = f"Where it lies: {' or '.join(found.geometry)}, in degrees (WGS 84)."
        for name in _position(found):
            yield (name, "WKT" if name == WKT else "degrees", required, meaning, "", "")


def _holds(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit and field.unit != "1" else ""
    return KINDS[field.kind] + unit


def _codes(field: Field) -> tuple[str, ...]:
    return field.terms.codes if field.terms else ()


def _allowed(field: Field) -> str:
    if field.terms:
        return ", ".join(field.terms.codes)
    if field.refers_to:
        return f"ids of {field.refers_to}"
    low = "" if field.low is None else f"{field.low:,g}"
    high = "" if field.high is None else f"{field.high:,g}"
    if low and high:
        return f"{low} to {high}"
    return f"from {low}" if low else f"up to {high}" if high else ""


def data_dictionary_page() -> str:
    """The reference page of the data dictionary, in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Every record type, field and allowed value. Registry tables, import templates and the"
    yield "checks of an import are made from the same declarations, and so is this page: it is"
    yield "written by `plough dictionary`, and a test fails while it differs."
    yield ""
    yield "A template to fill in comes from `plough template TYPE --out FILE.xlsx`. Every record"
    yield "type also has an `id`; where a file has none, one is made from what the row says."
    yield ""
    yield "*Who may see it* is `public`, `operational`, `sensitive` or `personal`."
    for found in RECORD_TYPES.values():
        yield from _type_section(found)
    yield from _vocabularies()


def _type_section(found: RecordType) -> Iterator[str]:
    yield ""
    yield f"## {found.name}"
    yield ""
    yield _escaped(found.meaning)
    yield ""
    place = "has no place on the map"
    if found.geometry:
        required = "always" if found.geometry_required else "where it is known"
        seen = str(found.sensitivity)
        if found.public_cell:
            seen += f"; for the public rounded outwards to cells of {found.public_cell:g} degrees"
        place = f"is a {' or '.join(found.geometry)} on the map, {required} ({seen})"
    yield f"One {found.title} {place}. Minted ids begin with `{found.prefix}-`."
    yield ""
    yield "| field | holds | allowed | default | who may see it | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for field in found:
        name = f"**`{field.name}`**" if field.required else f"`{field.name}`"
        allowed = f"[{field.terms.name}](#{field.terms.name})" if field.terms else _allowed(field)
        default = f"`{field.default}`" if field.default else ""
        cells = (name, _holds(field), allowed, default, str(field.sensitivity), field.meaning)
        yield f"| {' | '.join(_escaped(cell) for cell in cells)} |"
    if any(field.required for field in found):
        yield ""
        yield "A row without a field in bold is set aside."


def _vocabularies() -> Iterator[str]:
    yield ""
    yield "## Vocabularies"
    yield ""
    yield "Words in files are compared without regard to case, accents and punctuation. Words that"
    yield "are not listed are told as findings; they get a code in a mapping file, or in a table"
    yield "imported `--as vocabulary`."
    vocabularies = {
        field.terms.name: field.terms
        for found in RECORD_TYPES.values()
        for field in found
        if field.terms
    }
    for vocabulary in vocabularies.values():
        yield ""
        yield f"### {vocabulary.name}"
        yield ""
        yield "| code | label | also written |"
        yield "| --- | --- | --- |"
        for term in vocabulary.terms:
            spellings = "; ".join(spelling for spelling in term.spellings if spelling)
            yield f"| `{term.code}` | {_escaped(term.label)} | {_escaped(spellings)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
