"""GeoJSON, read feature by feature.

It is read here and not by GDAL, because GDAL leaves out features that it cannot read
without a word, and no row may be dropped.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ploughshare.errors import InputRefused
from ploughshare.findings import Finding
from ploughshare.imports.encodings import decode
from ploughshare.imports.nested import spread
from ploughshare.imports.protocol import Cells, Layer, ReadOptions, Table, column_of
from ploughshare.places.extents import WGS84

GEOMETRIES = {
    "Point": "point",
    "MultiPoint": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}

COLLECTION = "GeometryCollection"

UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    shapely.errors.ShapelyError,
)
"""What a geometry that is not as GeoJSON has it can raise while it is built."""


class GeoJson:
    """GeoJSON files: one layer, named after the file."""

    name = "geojson/1"
    title = "GeoJSON"
    suffixes = (".geojson", ".json")

    def recognises(self, path: Path, head: bytes) -> bool:
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        return text.startswith(b"{") and path.suffix.lower() in self.suffixes

    def layers(self, path: Path, options: ReadOptions) -> tuple[Layer, ...]:
        features, _ = _features(path, options)
        kinds = {_kind(feature) for feature in features} - {""}
        kind = kinds.pop() if len(kinds) == 1 else "mixed" if kinds else ""
        columns = dict.fromkeys(key for feature in features for key in _properties(feature))
        return (Layer(path.stem, len(features), kind, tuple(columns)),)

    def read(self, path: Path, layer: str, options: ReadOptions) -> Table:
        features, crs = _features(path, options)
        limits = options.limits
        limits.check_rows(len(features), path.name)
        shapes, unreadable = _shapes(features)
        limits.check_turning_points(int(shapely.get_num_coordinates(shapes).sum()), path.name)
        names, cells = _columns(features, options, path.name)
        return Table(
            file=path.name,
            layer=layer,
            columns=names,
            cells=cells,
            row_numbers=np.arange(1, len(features) + 1),
            shapes=shapes,
            crs=crs,
            unreadable=unreadable,
            findings=_findings(features, crs, path.name, layer),
            importer=self.name,
        )


def _features(path: Path, options: ReadOptions) -> tuple[list[Any], str]:
    """The features of a file, and its coordinate system."""
    options.limits.check_text(path.stat().st_size, path.name, "a GeoPackage")
    text = decode(path.read_bytes(), path.name, options.encoding or "utf-8-sig").text
    try:
        document = json.loads(text)
    except json.JSONDecodeError as wrong:
        cut = wrong.pos >= len(text.rstrip()) - 1
        raise InputRefused(
            f"{path.name} is no complete JSON file: line {wrong.lineno}, column {wrong.colno}: "
            f"{wrong.msg}{' at the very end: the file is cut off' if cut else ''}.",
            remedy="Fetch or send it again." if cut else "Export it again from where it comes.",
            line=wrong.lineno,
        ) from wrong
    except (RecursionError, ValueError) as wrong:
        raise InputRefused(
            f"{path.name} is nested too deeply, or holds a number too long, to be a map file.",
            remedy="Export it again from where it comes.",
        ) from wrong
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return document["features"], _crs(document, path.name)
    if kind == "Feature":
        return [document], _crs(document, path.name)
    if kind in GEOMETRIES or kind == COLLECTION:
        return [{"type": "Feature", "properties": {}, "geometry": document}], WGS84
    what = f"its type is {str(kind)[:60]!r}" if kind else "it has no type"
    raise InputRefused(
        f"{path.name} is JSON but not GeoJSON: {what}, not 'FeatureCollection'.",
        remedy="Export the layer as GeoJSON.",
    )


def _crs(document: dict[str, Any], file: str) -> str:
    """The coordinate system a file names in the manner of 2008, else WGS 84."""
    member = document.get("crs")
    if member is None:
        return WGS84
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise InputRefused(
            f"{file} has a 'crs' that names no coordinate system.",
            remedy="Export it again in WGS 84.",
        )
    return WGS84 if name.upper().endswith(("CRS84", "EPSG::4326", "EPSG:4326")) else name


def _findings(features: list[Any], crs: str, file: str, layer: str) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if crs != WGS84:
        found.append(
            Finding(
                "coordinate-system-named",
                "note",
                f"The file names the coordinate system {crs[:80]}; GeoJSON is WGS 84 since 2016.",
                "Nothing, if that is what its author meant.",
                file=file,
                layer=layer,
            )
        )
    heights = sum(_has_height(feature) for feature in features)
    if heights:
        found.append(heights_dropped(heights, file, layer))
    return tuple(found)


def heights_dropped(count: int, file: str, layer: str) -> Finding:
    """The finding that shapes had heights, which are not kept."""
    return Finding(
        "height-dropped",
        "note",
        f"{count:,} shapes have heights; only their positions are kept.",
        file=file,
        layer=layer,
    )


def _has_height(feature: Any) -> bool:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    inner = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(inner, list) and inner and isinstance(inner[0], list):
        inner = inner[0]
    return isinstance(inner, list) and len(inner) > 2


def _kind(feature: Any) -> str:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    name = geometry.get("type") if isinstance(geometry, dict) else None
    return GEOMETRIES.get(name, "mixed") if isinstance(name, str) else ""


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _columns(
    features: list[Any], options: ReadOptions, file: str
) -> tuple[tuple[str, ...], tuple[Cells, ...]]:
    rows = [_properties(feature) for feature in features]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    options.limits.check_columns(len(keys), file)
    columns = [(key, column_of([_plain(row.get(key)) for row in rows])) for key in keys]
    ids = [feature.get("id") if isinstance(feature, dict) else None for feature in features]
    if "id" not in keys and any(each is not None for each in ids):
        columns.insert(0, ("id", column_of(ids)))
    return spread(columns, options.limits.columns)


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shapes(features: list[Any]) -> tuple[Cells, dict[int, str]]:
    """The shapes; a feature whose geometry cannot be read has its reason beside it."""
    shapes = np.full(len(features), None, dtype=object)
    unreadable: dict[int, str] = {}
    rings: list[NDArray[np.float64]] = []
    polygons: list[int] = []
    ring_polygon: list[int] = []
    for position, feature in enumerate(features):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            unreadable[position] = "it is not a GeoJSON feature"
            continue
        geometry = feature.get("geometry")
        if geometry is None:
            continue
        try:
            if isinstance(geometry, dict) and geometry.get("type") == "Polygon":
                read = [_ring(ring) for ring in geometry["coordinates"]]
                ring_polygon.extend([len(polygons)] * len(read))
                rings.extend(read)
                polygons.append(position)
                if not read:
                    polygons.pop()
                    shapes[position] = shapely.Polygon()
            else:
                shapes[position] = _other_shape(geometry)
        except UNREADABLE as wrong:
            unreadable[position] = _reason(wrong)
    if rings:
        shapes[polygons] = _many_polygons(rings, ring_polygon)
    return shapes, unreadable


def _ring(ring: Any) -> NDArray[np.float64]:
    """Turning points of a ring, closed and without heights. Shape ``(n, 2)``."""
    points = np.array(ring, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] < 2:
        raise ValueError("a ring is not a list of positions")
    points = points[:, :2]
    if len(points) and not np.array_equal(points[0], points[-1]):
        points = np.vstack([points, points[:1]])
    if len(points) < 4:
        raise ValueError(f"a ring has only {max(len(points) - 1, 0)} turning points")
    return points


def _many_polygons(rings: list[NDArray[np.float64]], ring_polygon: list[int]) -> Cells:
    sizes = np.fromiter(map(len, rings), dtype=np.intp, count=len(rings))
    coordinates = np.concatenate(rings)
    number = np.repeat(np.arange(len(rings)), sizes)
    with np.errstate(invalid="ignore"):
        lines = np.asarray(shapely.linearrings(coordinates, indices=number), dtype=object)
    return np.asarray(shapely.polygons(lines, indices=np.asarray(ring_polygon)), dtype=object)


def _other_shape(geometry: Any) -> shapely.Geometry:
    kind = geometry["type"]
    if kind == COLLECTION:
        return shapely.GeometryCollection([_other_shape(each) for each in geometry["geometries"]])
    if kind not in GEOMETRIES:
        raise ValueError(f"there is no geometry {str(kind)[:40]!r} in GeoJSON")
    coordinates = geometry["coordinates"]
    match kind:
        case "Point":
            return shapely.Point(_position(coordinates)) if coordinates else shapely.Point()
        case "MultiPoint":
            return shapely.MultiPoint([_position(each) for each in coordinates])
        case "LineString":
            return shapely.LineString([_position(each) for each in coordinates])
        case "MultiLineString":
            return shapely.MultiLineString([[_position(p) for p in each] for each in coordinates])
        case "Polygon":
            return _polygon(coordinates)
        case _:
            return shapely.MultiPolygon([_polygon(each) for each in coordinates])


def _polygon(rings: Any) -> shapely.Polygon:
    read = [_ring(ring) for ring in rings]
    return shapely.Polygon(read[0], read[1:]) if read else shapely.Polygon()


def _position(position: Any) -> tuple[float, float]:
    return float(position[0]), float(position[1])


def _reason(wrong: Exception) -> str:
    text = str(wrong).split("\n", 1)[0][:120] if isinstance(wrong, ValueError) else ""
    return f"its geometry cannot be read ({text or 'it is not as GeoJSON has it'})"
