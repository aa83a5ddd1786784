"""What an importer is: it recognises a file, lists its layers, and reads one as a table.

An importer reads and judges nothing: what the file says is handed on as it stands, with
findings about the file itself (its encoding, its missing parts). Everything else -
mapping, checks, repair - is the same for all formats and happens afterwards.

To add one, write a class with these members in a module of this folder and list it in
``formats.py``, or offer it from another package under the entry point group
``ploughshare.importers``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ploughshare.errors import InputRefused
from ploughshare.findings import Finding

MEGABYTE = 1_000_000

Cells = NDArray[np.object_]
"""Cells of one column: ``None``, str, int, float, bool, date or datetime. Shape ``(rows,)``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    Where reading stops with a message, so that no file can take the machine with it.

    Parameters
    ----------
    file_bytes
        Size of the file.
    text_bytes
        Size of formats that are held in memory as a whole (GeoJSON, CSV, a sheet).
    rows, columns
        Of one layer.
    turning_points
        Of all shapes of one layer together.
    members
        Files in one archive.
    unpacked_bytes
        Size of all files of one archive once unpacked.
    ratio
        Unpacked to packed size of an archive's file of more than ten megabytes.
    """

    file_bytes: int = 500 * MEGABYTE
    text_bytes: int = 512 * MEGABYTE
    rows: int = 2_000_000
    columns: int = 1_000
    turning_points: int = 50_000_000
    members: int = 2_000
    unpacked_bytes: int = 2_000 * MEGABYTE
    ratio: int = 300

    def check_columns(self, count: int, file: str) -> None:
        """Refuse a table of too many columns."""
        if count > self.columns:
            raise InputRefused(
                f"{file} has {count:,} columns; at most {self.columns:,} are read.",
                remedy="Delete the columns that are not needed.",
            )

    def check_rows(self, count: int, file: str) -> None:
        """Refuse a table of too many rows."""
        if count > self.rows:
            raise InputRefused(
                f"{file} has more than {self.rows:,} rows.",
                remedy="Split it into several files and import them one by one.",
            )

    def check_turning_points(self, count: int, file: str) -> None:
        """Refuse shapes of too many turning points."""
        if count > self.turning_points:
            raise InputRefused(
                f"The shapes of {file} have about {count:,} turning points; at most "
                f"{self.turning_points:,} are read.",
                remedy="Split it into several files and import them one by one.",
            )

    def check_text(self, size: int, file: str, instead: str) -> None:
        """Refuse a file that would have to be held in memory as a whole."""
        if size > self.text_bytes:
            raise InputRefused(
                f"{file} has {size / MEGABYTE:,.0f} MB; at most "
                f"{self.text_bytes / MEGABYTE:,.0f} MB are read of this format.",
                remedy=f"Split it, or save it as {instead}.",
            )


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """
    What the person says about the file.

    Parameters
    ----------
    encoding
        Encoding of its texts; empty to find out.
    limits
        Where reading stops.
    """

    encoding: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Layer:
    """
    One layer or sheet of a file, before it is read.

    Parameters
    ----------
    name
        As in ``--layer``.
    rows
        Number of rows; ``None`` where only reading tells.
    geometry
        ``"polygon"``, ``"line"``, ``"point"``, ``"mixed"`` or empty.
    columns
        Headings, as they stand.
    """

    name: str
    rows: int | None
    geometry: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """
    One layer as it was read; nothing has been judged yet.

    Parameters
    ----------
    file, layer
        Where it comes from, as the person knows them.
    columns
        Headings, unique.
    cells
        One array for each heading.
    row_numbers
        Number of each row as the person counts them, from 1, headings apart. Shape ``(rows,)``.
    shapes
        Shapely geometries as they stand; ``None`` when the format has none. Shape ``(rows,)``.
    crs
        Coordinate system of the shapes; empty when the file does not say.
    unreadable
        By position, why a row cannot be read; it will be quarantined.
    findings
        About the file as a whole.
    decimal_comma
        Whether the format hints at decimal commas, as semicolon-separated files do.
    importer
        Name and version of the importer, for the record.
    """

    file: str
    layer: str
    columns: tuple[str, ...]
    cells: tuple[Cells, ...]
    row_numbers: NDArray[np.int64]
    shapes: Cells | None = None
    crs: str = ""
    unreadable: Mapping[int, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    decimal_comma: bool = False
    importer: str = ""

    @property
    def n_rows(self) -> int:
        return len(self.row_numbers)

    def __getitem__(self, column: str) -> Cells:
        return self.cells[self.columns.index(column)]


class Importer(Protocol):
    """
    One file format.

    Attributes
    ----------
    name
        Name and version, kept with each record: ``"csv/1"``.
    title
        As people say it: ``"a GeoPackage"``.
    suffixes
        Endings of its file names, lower case with the dot.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    def recognises(self, path: Path, head: bytes) -> bool:
        """Whether the first bytes of a file (4,096 at most) are of this format."""
        ...

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        """
        The layers of the file.

        Raises
        ------
        InputRefused
            The file breaks the rules of its format, or a limit.
        """
        ...

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        """
        All rows of one layer; each row of the file is a row of the table.

        Raises
        ------
        InputRefused
            The file breaks the rules of its format, or a limit.
        """
        ...


def require_rows(count: int, layer: str, file: str) -> None:
    """Refuse a layer without rows: more often a mistake of the export than meant so."""
    if count == 0:
        raise InputRefused(
            f"The layer {layer!r} of {file} is empty: it has no rows.",
            remedy="Export it again, and look whether a filter was left on.",
        )


def column_of(values: list[object]) -> Cells:
    """Cells as an array, whatever they hold."""
    cells = np.empty(len(values), dtype=object)
    cells[:] = values
    return cells


def unique_headings(headings: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headings made unique with a counter, and those that stood there more than once."""
    unique: dict[str, None] = {}
    repeated: dict[str, None] = {}
    for position, heading in enumerate(headings, start=1):
        plain = " ".join(heading.split()) or f"column {position}"
        name, count = plain, 1
        while name in unique:
            count += 1
            name = f"{plain} ({count})"
        if count > 1:
            repeated[plain] = None
        unique[name] = None
    return tuple(unique), tuple(repeated)
