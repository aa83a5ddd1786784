"""Dirt an importer must survive, put into the files in small and known numbers.

Every kind was seen in a real public file. What is planted where stands in
``expected.json`` beside the files; an importer never reads it.
"""

from collections.abc import Callable
from random import Random

from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.documents import Document
from ploughshare.usecases.example_region.shapes import block
from ploughshare.usecases.example_region.writers import Row, Sheet

VERDICTS = {
    "null-geometry": "quarantined",
    "bow-tie": "repaired",
    "duplicate-shape": "accepted",
    "duplicate-row": "unchanged",
    "duplicate-id": "quarantined",
    "overlap": "accepted",
    "sliver": "accepted",
    "line-among-polygons": "quarantined",
    "mixed-geometry": "accepted",
    "swapped-axes": "repaired",
    "far-outside": "quarantined",
    "unknown-word": "accepted",
    "day-first-date": "accepted",
    "no-date": "accepted",
    "category-drift": "accepted",
    "status-is-product": "accepted",
    "area-slip": "accepted",
    "area-deviates": "accepted",
    "dangling-reference": "quarantined",
    "mojibake": "accepted",
}
"""How a row with each kind of dirt ends when its file is imported as proposed.

What is accepted has a finding where a person must look; swapped axes are repaired because the
proposed import accepts that repair by name.
"""


class Soiled:
    """Documents with dirt, and the rows (from 1) it was put into, by file and kind."""

    def __init__(self, documents: list[Document], times: int, seed: int) -> None:
        self.rows: dict[str, dict[str, list[int]]] = {}
        self._sheets = {
            document.file: document.sheet for document in documents if document.record_type
        }
        self._dice = Random(f"{seed}/dirt")
        self._added = 0
        for _ in range(times):
            self._hazards_centre()
            self._hazards_operator()
            self._spot_items()
            self._others()
        dated = self._sheets["spot_items.csv"].rows
        self.rows["spot_items.csv"]["day-first-date"] = [
            number for number, row in enumerate(dated, start=1) if "/" in str(row["report date"])
        ]

    def verdicts(self, file: str, rows: int) -> dict[str, int]:
        """Rows of a file by how they end: clean ones are accepted."""
        ends = {"accepted": rows, "repaired": 0, "quarantined": 0, "unchanged": 0}
        for kind, soiled in self.rows.get(file, {}).items():
            if VERDICTS[kind] != "accepted":
                ends["accepted"] -= len(soiled)
                ends[VERDICTS[kind]] += len(soiled)
        return ends

    def _note(self, file: str, kind: str, row: int) -> None:
        self.rows.setdefault(file, {}).setdefault(kind, []).append(row)

    def _append(self, file: str, kind: str, row: Row, shape: BaseGeometry | None = None) -> None:
        sheet = self._sheets[file]
        sheet.rows.append(row)
        if sheet.shapes:
            sheet.shapes.append(shape)
        self._note(file, kind, len(sheet.rows))

    def _pick(self, file: str, kind: str, fits: Callable[[Row], bool]) -> tuple[Row, int]:
        """A row without dirt, if possible one that fits."""
        sheet = self._sheets[file]
        soiled = {number for rows in self.rows.get(file, {}).values() for number in rows}
        clean = [n for n in range(1, len(sheet.rows) + 1) if n not in soiled]
        fitting = [n for n in clean if fits(sheet.rows[n - 1])]
        number = self._dice.choice(fitting or clean)
        self._note(file, kind, number)
        return sheet.rows[number - 1], number

    def _hazards_centre(self) -> None:
        file = "hazards_centre.gpkg"
        sheet = self._sheets[file]
        plain = _plain_area(sheet)
        row, _ = self._pick(file, "area-slip", plain)
        row["площа"] = round(_number(row["площа"]) / 10_000, 2)
        row, _ = self._pick(file, "area-deviates", plain)
        row["площа"] = round(_number(row["площа"]) * 1.4, -1)
        _, number = self._pick(file, "bow-tie", plain)
        sheet.shapes[number - 1] = _crossed(sheet.shapes[number - 1])
        row, number = self._pick(file, "unknown-word", plain)
        row["vegetation"] = "Not specified"

        row, number = self._pick(file, "duplicate-shape", plain)
        twin = row | {"id": self._new_id(), "дата": "2026-02-02"}
        self.rows[file]["duplicate-shape"].remove(number)
        self._append(file, "duplicate-shape", twin, sheet.shapes[number - 1])

        row, number = self._pick(file, "overlap", plain)
        self.rows[file]["overlap"].remove(number)
        moved = _moved(sheet.shapes[number - 1], 60, 40)
        self._append(file, "overlap", row | {"id": self._new_id()}, moved)

        self._append(file, "null-geometry", row | {"id": self._new_id(), "площа": None})
        line = LineString(list(_polygon(moved).exterior.coords)[:3])
        self._append(file, "line-among-polygons", row | {"id": self._new_id(), "площа": None}, line)

    def _hazards_operator(self) -> None:
        file = "hazards_north_field.zip"
        sheet = self._sheets[file]

        def untouched(row: Row) -> bool:
            return row["hazard_status"] == "open"

        row, number = self._pick(file, "status-is-product", untouched)
        row["hazard_status"] = "Released"
        row, _ = self._pick(file, "mojibake", lambda row: True)
        row["hazard_name"] = "Сад біля школи".encode().decode("latin-1")
        row, _ = self._pick(
            file, "unknown-word", lambda row: _number(row["reported_area"]) < 15_000
        )
        row["contamination"] = "Not specified"
        at = _polygon(sheet.shapes[number - 1]).centroid
        small = block((at.x + 900, at.y + 900), 0.6, 0.7)
        new = row | {"id": self._new_id(), "hazard_status": "open", "reported_area": 0.4}
        self._append(file, "sliver", new, small)

    def _spot_items(self) -> None:
        file = "spot_items.csv"
        rows = self._sheets[file].rows
        first = dict(rows[0])
        self._append(
            file,
            "swapped-axes",
            first
            | {
                "id": self._new_id(),
                "lat": _moved_degrees(first["lon"]),
                "lon": _moved_degrees(first["lat"]),
            },
        )
        far = first | {"id": self._new_id(), "lat": 47.9471, "lon": -21.6402}
        self._append(file, "far-outside", far)
        self._append(
            file,
            "no-date",
            first
            | {
                "id": self._new_id(),
                "report date": "Not specified",
                "lat": _moved_degrees(first["lat"]),
            },
        )
        self._append(file, "duplicate-row", dict(rows[1]))

    def _others(self) -> None:
        sheet = self._sheets["fields.zip"]
        at = _polygon(sheet.shapes[0]).centroid
        again = sheet.rows[0] | {"beneficiaries": 11}
        shape = block((at.x + 15_000, at.y - 600), 300, 200)
        self._append("fields.zip", "duplicate-id", again, shape)

        sheet = self._sheets["homes.geojson"]
        _, number = self._pick("homes.geojson", "mixed-geometry", lambda row: True)
        home = sheet.shapes[number - 1]
        west, _, east, _ = _polygon(home).bounds
        annexe = _moved(home, 1.2 * (east - west), 0)
        sheet.shapes[number - 1] = MultiPolygon([_polygon(home), annexe])
        _, number = self._pick("homes.geojson", "mixed-geometry", lambda row: True)
        home = sheet.shapes[number - 1]
        sheet.shapes[number - 1] = Point(home.centroid.x, home.centroid.y) if home else None

        row, _ = self._pick("damage_imagery.csv", "category-drift", lambda row: True)
        row["grading"] = "Completed Destroyed"
        row, _ = self._pick("damage_imagery.csv", "category-drift", lambda row: True)
        row["grading"] = "heavily damaged ?"

        needs = self._sheets["needs.csv"]
        count = len(self.rows.get("needs.csv", {}).get("dangling-reference", ()))
        lost = needs.rows[0] | {"depends on": f"SS-Unknown-{count + 1}"}
        self._append("needs.csv", "dangling-reference", lost)

    def _new_id(self) -> str:
        self._added += 1
        return f"HA-{9_900 + self._added}"


def _plain_area(sheet: Sheet) -> Callable[[Row], bool]:
    """Whether a row is an open suspected area that stands in no task order."""
    return lambda row: row["статус"] == "відкрито" and row["тип"] == "підозра"


def _polygon(shape: BaseGeometry | None) -> Polygon:
    assert isinstance(shape, Polygon)
    return shape


def _crossed(shape: BaseGeometry | None) -> Polygon:
    """The same turning points in an order that makes the outline cross itself."""
    ring = list(_polygon(shape).exterior.coords)[:-1]
    ring[1], ring[2] = ring[2], ring[1]
    return Polygon(ring)


def _moved(shape: BaseGeometry | None, dx: float, dy: float) -> Polygon:
    return Polygon([(x + dx, y + dy) for x, y in _polygon(shape).exterior.coords])


def _moved_degrees(cell: object) -> float:
    return round(_number(cell) + 0.004, 6)


def _number(cell: object) -> float:
    return float(str(cell))
