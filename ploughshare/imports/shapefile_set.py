"""The files of which a shapefile consists, and whether they fit together."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ploughshare.errors import InputRefused

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qpj")
"""Files that belong to a shapefile and are kept with it."""

MAGIC = 9994


@dataclass(frozen=True, slots=True)
class ShapefileSet:
    """
    The files of one shapefile.

    Parameters
    ----------
    name
        As the person knows it.
    shp
        Its outlines.
    parts
        All its files by their ending, lower case.
    """

    name: str
    shp: Path
    parts: dict[str, Path]

    @property
    def has_table(self) -> bool:
        return ".dbf" in self.parts

    @property
    def crs_stated(self) -> bool:
        return ".prj" in self.parts

    @property
    def encoding_stated(self) -> bool:
        """Whether its code page is given, in a .cpg or in the table itself."""
        if ".cpg" in self.parts:
            return True
        if not self.has_table:
            return False
        with self.parts[".dbf"].open("rb") as table:
            head = table.read(32)
        return len(head) == 32 and head[29] not in (0x00,)


def siblings(path: Path) -> dict[str, Path]:
    """Files of the same name as ``path`` with the endings of a shapefile, whatever their case."""
    found: dict[str, Path] = {}
    for each in sorted(path.parent.iterdir()):
        suffix = each.suffix.lower()
        if suffix in PARTS and each.stem.lower() == path.stem.lower():
            found.setdefault(suffix, each)
    return found


def shapefile_set(path: Path) -> ShapefileSet:
    """
    The shapefile to which a file belongs, checked.

    Raises
    ------
    InputRefused
        A file without which nothing can be read is missing, cut off, or does not fit.
    """
    parts = siblings(path)
    _require(path, parts, ".shp", "its outlines")
    _require(path, parts, ".shx", "the index of its outlines")
    shp = parts[".shp"]
    shapes = _shape_count(parts[".shx"])
    _check_outlines(shp)
    if ".dbf" in parts:
        rows = _row_count(parts[".dbf"])
        if rows != shapes:
            raise InputRefused(
                f"{shp.name} has {shapes:,} outlines but its table {parts['.dbf'].name} has "
                f"{rows:,} rows, so it is not known which belong together.",
                remedy="Fetch all files of the shapefile again from where it comes.",
            )
    if shapes == 0:
        raise InputRefused(
            f"{shp.name} is empty: it has no outlines.",
            remedy="Export the layer again, and look whether a filter was left on.",
        )
    return ShapefileSet(shp.name, shp, parts)


def _require(path: Path, parts: dict[str, Path], suffix: str, what: str) -> None:
    if suffix not in parts:
        raise InputRefused(
            f"{path.stem}{suffix} is missing beside {path.name}: {what}. A shapefile is several "
            f"files of one name; found: {', '.join(sorted(parts)) or 'none'}.",
            remedy="Fetch all of them (.shp, .shx, .dbf, .prj), or ask for a GeoPackage instead.",
        )


def _shape_count(shx: Path) -> int:
    """Number of outlines by the index."""
    head = _head(shx, 100)
    size = shx.stat().st_size
    if struct.unpack(">i", head[:4])[0] != MAGIC or size < 100 or (size - 100) % 8:
        raise _cut(shx)
    return (size - 100) // 8


def _check_outlines(shp: Path) -> None:
    head = _head(shp, 100)
    if struct.unpack(">i", head[:4])[0] != MAGIC:
        raise InputRefused(
            f"{shp.name} is not a shapefile, whatever its name says.",
            remedy="Fetch it again, or ask for a GeoPackage instead.",
        )
    if struct.unpack(">i", head[24:28])[0] * 2 > shp.stat().st_size:
        raise _cut(shp)


def _row_count(dbf: Path) -> int:
    """Number of rows by the table's own head, after checking that they are all there."""
    head = _head(dbf, 32)
    rows, head_size, row_size = struct.unpack("<IHH", head[4:12])
    if dbf.stat().st_size < head_size + rows * row_size:
        raise _cut(dbf)
    return int(rows)


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        head = file.read(size)
    if len(head) < size:
        raise _cut(path)
    return head


def _cut(path: Path) -> InputRefused:
    return InputRefused(
        f"{path.name} is cut off or damaged: it is shorter than it says itself.",
        remedy="Fetch all files of the shapefile again from where it comes.",
    )


def shapefiles_among(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The ``.shp`` files among several, one for each shapefile."""
    return tuple(path for path in paths if path.suffix.lower() == ".shp")
