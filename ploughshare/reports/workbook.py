"""From tables to the file of a workbook: heads in bold, frozen, ready to filter and to print."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.styles import NamedStyle

Value = str | int | float | date | None

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

HEAD, TEXT, VALUE = "head of a column", "text", "value"
"""Names of the styles of cells."""

WIDEST = 60
"""Of a column, in letters; longer text is wrapped."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One sheet of a workbook.

    Parameters
    ----------
    name
        On its tab: 31 letters at most.
    head
        Names of its columns.
    rows
        Values; ``None`` leaves a cell empty.
    """

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def workbook_bytes(sheets: Sequence[Sheet], *, title: str, foot: str, made_on: date) -> bytes:
    """
    The file of a workbook; the same sheets made on the same day give the same bytes.

    Parameters
    ----------
    title
        Of the file.
    foot
        Stands at the foot of every printed page.
    """
    import openpyxl

    book = openpyxl.Workbook()
    first: Any = book.active
    book.remove(first)
    for style in _styles():
        book.add_named_style(style)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet, foot)
    stamp = datetime.combine(made_on, time())
    book.properties.title = title
    book.properties.creator = "Ploughshare"
    book.properties.created = book.properties.modified = stamp
    written = io.BytesIO()
    book.save(written)
    return _with_stamp(written.getvalue(), stamp)


def _styles() -> "Iterator[NamedStyle]":
    """Styles by name: a style of its own for each cell takes ten times as long."""
    from openpyxl.styles import Alignment, Font, NamedStyle

    for name in (HEAD, TEXT, VALUE):
        yield NamedStyle(
            name, font=Font(bold=name == HEAD),
            alignment=Alignment(vertical="top", wrap_text=name != VALUE),
        )  # fmt: skip


def _write(page: Any, sheet: Sheet, foot: str) -> None:
    from openpyxl.utils import get_column_letter

    for number, row in enumerate((sheet.head, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)
            # Before the value: a date brings the way it is written, which a style would undo.
            cell.style = HEAD if number == 1 else TEXT if isinstance(value, str) else VALUE
            cell.value = _writable(value)
            if isinstance(value, str):
                # A record may begin with an equals sign; it is text, never a formula.
                cell.data_type = "s"
    for column, name in enumerate(sheet.head, 1):
        longest = max([len(name), *(len(str(row[column - 1] or "")) for row in sheet.rows)])
        page.column_dimensions[get_column_letter(column)].width = min(WIDEST, longest + 2)
    page.freeze_panes = "A2"
    if sheet.rows:
        page.auto_filter.ref = page.dimensions
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    # An ampersand begins a code in a printed foot, and two of them are one.
    page.oddFooter.left.text = foot.replace("&", "&&")[:200]
    page.oddFooter.right.text = "&P of &N"


def _writable(value: Value) -> Value:
    """The value without the control characters that a workbook cannot hold."""
    if not isinstance(value, str):
        return value
    return "".join(c for c in value if c >= " " or c in "\t\n")


def _with_stamp(data: bytes, stamp: datetime) -> bytes:
    """The same archive with one time for all of its parts, and as its last change."""
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = _MODIFIED.sub(rf"\g<1>{stamp:%Y-%m-%dT%H:%M:%SZ}".encode(), before.read(name))
            info = zipfile.ZipInfo(name, stamp.timetuple()[:6])
            after.writestr(info, part, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
