"""Export a registry as a GeoPackage, for QGIS and everybody else's software.

The values are read through the registry and written to a new file: GDAL never sees the
live one, since it would remove the log of a file this process has open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.errors import CallError, StorageError
from ploughshare.fields import Field, FieldKind, RecordType, Sensitivity
from ploughshare.places.rounding import rounded_outwards
from ploughshare.registry.kept import Changeset, StoredRecord
from ploughshare.registry.registry import Registry

REGION_LAYER = "region"
INVENTED = "invented region"


@dataclass(frozen=True, slots=True)
class Exported:
    """
    What was written.

    Parameters
    ----------
    layers
        Number of rows by layer.
    left_out
        Fields and geometries kept back from a public export, as ``type.field``.
    rounded
        Record types whose places a public export gives only roughly, each with the side of
        the cells, in degrees.
    head
        Hash of the registry's last change at that moment.
    """

    path: Path
    layers: Mapping[str, int]
    left_out: tuple[str, ...]
    rounded: Mapping[str, float]
    head: str


@dataclass(slots=True)
class Column:
    """One column to be written: its values, and where they are unknown. Shapes ``(n,)``."""

    name: str
    values: NDArray[Any]
    unknown: NDArray[np.bool_]


def export(
    registry: Registry, target: Path, *, public: bool = False, replace: bool = False
) -> Exported:
    """
    Write a GeoPackage: a layer for each record type with a place, a table for the others.

    Parameters
    ----------
    registry
        Read as of one moment.
    target
        The file, ending in ``.gpkg``.
    public
        Leave out every field and geometry that is not tagged public; a geometry that has
        cells for the public is rounded outwards to them.
    replace
        Whether a file that is there may be replaced.

    Raises ``StorageError`` when the file exists or cannot be written.
    """
    _require_target(target, replace=replace)
    unfinished = target.with_name(f"{target.stem}.unfinished.gpkg")
    unfinished.unlink(missing_ok=True)
    try:
        with registry.snapshot():
            exported = _write(registry, unfinished, target, public=public)
        unfinished.replace(target)
    except pyogrio.errors.DataSourceError as error:
        raise StorageError(
            f"{target} cannot be written: {error}.", remedy="Check the disk."
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return exported


def _require_target(target: Path, *, replace: bool) -> None:
    if target.suffix.lower() != ".gpkg":
        raise CallError(
            f"{target.name} does not end in .gpkg, the only format that is exported.",
            remedy=f"Name it {target.stem}.gpkg.",
        )
    if not target.parent.is_dir():
        raise StorageError(f"There is no folder {target.parent}.", remedy="Make it first.")
    if target.exists() and not replace:
        raise StorageError(f"{target} exists already.", remedy="Choose another name, or --replace.")


def _write(registry: Registry, path: Path, target: Path, *, public: bool) -> Exported:
    head = registry.head_hash()
    about = {"region": registry.name, "registry_head": head}
    if registry.invented:
        about["note"] = INVENTED
    _write_region(registry, path, about)
    changes = {change.number: change for change in registry.changesets()}
    layers: dict[str, int] = {REGION_LAYER: 1}
    left_out: list[str] = []
    rounded: dict[str, float] = {}
    for record_type in RECORD_TYPES.values():
        stored = list(registry.stored_records(record_type.name))
        fields = [
            field for field in record_type if not public or field.sensitivity is Sensitivity.PUBLIC
        ]
        exact = not public or record_type.sensitivity is Sensitivity.PUBLIC
        cell = 0.0 if exact else record_type.public_cell
        with_place = bool(record_type.geometry) and (exact or cell > 0)
        left_out += _left_out(record_type, fields, with_place=with_place)
        if not stored or not (fields or with_place):
            continue
        columns = [_ids(stored), *(_column(field, stored) for field in fields)]
        columns += _provenance(stored, changes, public=public)
        _write_layer(
            path,
            record_type.name,
            columns,
            [_place(each, cell) for each in stored] if with_place else None,
            about,
        )
        layers[record_type.name] = len(stored)
        if cell:
            rounded[record_type.name] = cell
    return Exported(target, layers, tuple(left_out), rounded, head)


def _left_out(
    record_type: RecordType, fields: Sequence[Field], *, with_place: bool
) -> Iterator[str]:
    for field in record_type:
        if field not in fields:
            yield f"{record_type.name}.{field.name}"
    if record_type.geometry and not with_place:
        yield f"{record_type.name}.geometry"


def _place(stored: StoredRecord, cell: float) -> BaseGeometry | None:
    """Where a record is; only the cells of that side it touches, unless the side is 0."""
    shape = stored.record.geometry
    return rounded_outwards(shape, cell) if cell and shape is not None else shape


def _ids(stored: Sequence[StoredRecord]) -> Column:
    return _texts("id", [each.record.id for each in stored])


def _provenance(
    stored: Sequence[StoredRecord], changes: Mapping[int, Changeset], *, public: bool
) -> Iterator[Column]:
    """Version and last change of each row; the public is not told who made it."""
    version = np.array([each.version for each in stored], dtype=np.int32)
    yield Column("version", version, np.zeros(len(stored), dtype=bool))
    last = [changes[each.changeset] for each in stored]
    yield _dates("changed_on", [change.time.date() for change in last])
    if not public:
        yield _texts("changed_by", [change.author for change in last])


def _column(field: Field, stored: Sequence[StoredRecord]) -> Column:
    return _MAKERS[field.kind](field.name, [each.record.values.get(field.name) for each in stored])


def _texts(name: str, values: Sequence[Any]) -> Column:
    words = ["; ".join(each) if isinstance(each, tuple) else each for each in values]
    return _objects(name, words, "", np.object_)


def _dates(name: str, values: Sequence[Any]) -> Column:
    return _objects(name, values, "NaT", "datetime64[D]")


def _numbers(name: str, values: Sequence[Any]) -> Column:
    return _objects(name, values, float("nan"), np.float64)


def _integers(name: str, values: Sequence[Any]) -> Column:
    return _objects(name, values, 0, np.int64)


def _flags(name: str, values: Sequence[Any]) -> Column:
    return _objects(name, values, False, np.bool_)


def _objects(name: str, values: Sequence[Any], filler: object, dtype: Any) -> Column:
    filled = [filler if each is None else each for each in values]
    unknown = np.array([each is None for each in values], dtype=bool)
    return Column(name, np.array(filled, dtype=dtype), unknown)


_MAKERS: Mapping[FieldKind, Callable[[str, Sequence[Any]], Column]] = {
    "text": _texts,
    "choice": _texts,
    "choices": _texts,
    "record": _texts,
    "records": _texts,
    "integer": _integers,
    "number": _numbers,
    "date": _dates,
    "flag": _flags,
}


def _write_region(registry: Registry, path: Path, about: Mapping[str, str]) -> None:
    columns = [_texts("name", [registry.name]), _texts("registry_head", [about["registry_head"]])]
    _write_layer(path, REGION_LAYER, columns, [registry.region], about)


def _write_layer(
    path: Path,
    layer: str,
    columns: list[Column],
    geometries: Sequence[Any] | None,
    about: Mapping[str, str],
) -> None:
    """Append a layer to a GeoPackage, or make the file with it."""
    if "note" in about:
        columns = [*columns, _texts("region_note", [about["note"]] * len(columns[0].values))]
    shapes = None if geometries is None else np.array(geometries, dtype=object)
    geometry_type, several = _geometry_type(shapes)
    pyogrio.raw.write(
        path,
        None if shapes is None else shapely.to_wkb(shapes, output_dimension=2),
        field_data=[column.values for column in columns],
        fields=[column.name for column in columns],
        field_mask=[column.unknown for column in columns],
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        promote_to_multi=several,
        crs=None if shapes is None else "EPSG:4326",
        append=path.exists(),
        layer_metadata=dict(about),
    )


def _geometry_type(shapes: NDArray[np.object_] | None) -> tuple[str | None, bool]:
    """The one type of a layer, which QGIS likes best, and whether parts are made several."""
    if shapes is None:
        return None, False
    kinds = {each.geom_type for each in shapes if each is not None}
    for single in ("Point", "LineString", "Polygon"):
        several = f"Multi{single}"
        if kinds and kinds <= {single, several}:
            return (several, True) if several in kinds else (single, False)
    return "Unknown", False
