"""What is exported opens in other people's software, and says no more than it may."""

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from ploughshare.cli.main import run
from ploughshare.errors import CallError, StorageError
from ploughshare.fields import Record
from ploughshare.registry.registry import Registry
from ploughshare.usecases.export import export
from tests.registry.regions import REGION, hazard, hazards, place, registry_at


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """Areas as polygons and one as a point, a team without a place, claims with unknowns."""
    opened = registry_at(tmp_path / "region.plough")
    with opened.change(author="Ana", reason="Records") as change:
        change.put_many(hazards(40))
        two = shapely.union(shapely.box(35, 51.5, 35.1, 51.6), shapely.box(35.2, 51.5, 35.3, 51.6))
        point = Record("hazards", "P", {"name": "Сад"}, shapely.Point(35.123456789, 51.987654321))
        for record in (
            point,
            Record("places", "PL-1", {"name": "Dobrel", "level": "district"}, two),
            place("PL-2", population=84),
            Record("teams", "TM-1", {"kinds": ("nts", "bac"), "from_on": date(2026, 3, 2)}),
            Record("claims", "C-1", {"what": "deminers", "approx": False, "number": 1000.0}),
            Record("claims", "C-2", {"what": "builders"}),
        ):
            change.put(record, expected_version=None)
    yield opened
    opened.close()


def read(path: Path, layer: str) -> tuple[dict[str, list[object]], list[object]]:
    """Columns by name and shapes of a layer, as GDAL reads them."""
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer)
    values = {name: column.tolist() for name, column in zip(meta["fields"], columns, strict=True)}
    return values, [] if shapes is None else list(shapely.from_wkb(shapes))


def test_every_record_and_its_outline_come_out_as_they_are(
    registry: Registry, tmp_path: Path
) -> None:
    exported = export(registry, tmp_path / "region.gpkg")

    assert exported.layers == {"region": 1, "places": 2, "teams": 1, "hazards": 41, "claims": 2}
    layers = dict(pyogrio.list_layers(exported.path))
    assert set(layers) == set(exported.layers)
    assert layers["claims"] is None
    values, shapes = read(exported.path, "hazards")
    kept = {record.id: record for record in registry.records("hazards")}
    assert values["id"] == list(kept)
    for record_id, name, shape in zip(values["id"], values["name"], shapes, strict=True):
        assert kept[str(record_id)].geometry == shape
        assert kept[str(record_id)].values.get("name") == name
    assert pyogrio.read_info(exported.path, layer="hazards")["crs"] == "EPSG:4326"
    assert read(exported.path, "region")[1] == [REGION]


def test_unknown_stays_unknown(registry: Registry, tmp_path: Path) -> None:
    """Neither zero, nor "no", nor an empty text."""
    export(registry, tmp_path / "region.gpkg")

    places, _ = read(tmp_path / "region.gpkg", "places")
    claims, _ = read(tmp_path / "region.gpkg", "claims")
    teams, _ = read(tmp_path / "region.gpkg", "teams")

    assert np.isnan(np.array(places["population"], dtype=float)).tolist() == [True, False]
    approx = claims["approx"]
    assert approx[0] == 0
    assert np.isnan(np.array(approx, dtype=float)[1])
    assert claims["speaker"] == [None, None]
    assert teams["kinds"] == ["nts; bac"]
    assert teams["from_on"] == [date(2026, 3, 2)]
    assert teams["to_on"] == [None]


def test_every_layer_says_that_the_region_is_invented(registry: Registry, tmp_path: Path) -> None:
    exported = export(registry, tmp_path / "region.gpkg")

    for layer in exported.layers:
        values, _ = read(exported.path, layer)
        assert set(values["region_note"]) == {"invented region"}
        meta = pyogrio.read_info(exported.path, layer=layer)["layer_metadata"]
        assert meta["note"] == "invented region"
        assert meta["registry_head"] == registry.head_hash()


def test_a_public_export_leaves_out_what_is_not_tagged_public(
    registry: Registry, tmp_path: Path
) -> None:
    """Hazards are told roughly, changes without who made them; teams and claims not at all."""
    exported = export(registry, tmp_path / "public.gpkg", public=True)

    assert set(exported.layers) == {"region", "places", "hazards"}
    values, shapes = read(exported.path, "hazards")
    assert set(values) == {
        *("id", "hazard_type", "status", "product", "place"),
        *("version", "changed_on", "region_note"),
    }
    assert exported.rounded == {"hazards": 0.005}
    exact = {each.id: each.geometry for each in registry.records("hazards")}
    for record_id, shape in zip(values["id"], shapes, strict=True):
        assert isinstance(shape, BaseGeometry)
        assert shape.covers(exact[str(record_id)])
        assert shapely.set_precision(shape, 0.005).equals_exact(shape, 1e-9, normalize=True)
    assert {"hazards.evidence", "teams.base"} <= set(exported.left_out)
    content = exported.path.read_bytes()
    assert b"Ana" not in content
    assert "Сад".encode() not in content


def test_an_export_replaces_nothing_unless_asked(registry: Registry, tmp_path: Path) -> None:
    target = tmp_path / "region.gpkg"
    target.write_bytes(b"precious")

    with pytest.raises(StorageError, match="exists already"):
        export(registry, target)
    with pytest.raises(CallError, match=r"does not end in \.gpkg"):
        export(registry, tmp_path / "region.shp")
    with pytest.raises(StorageError, match="no folder"):
        export(registry, tmp_path / "nowhere" / "region.gpkg")
    assert target.read_bytes() == b"precious"

    export(registry, target, replace=True)
    assert dict(pyogrio.list_layers(target))["hazards"] == "Unknown"
    assert sorted(each.name for each in tmp_path.glob("*.gpkg")) == ["region.gpkg"]


def test_an_empty_registry_still_gives_its_region(tmp_path: Path) -> None:
    with registry_at(tmp_path / "region.plough") as registry:
        assert export(registry, tmp_path / "region.gpkg").layers == {"region": 1}


def test_large_writes_after_an_export_in_the_same_process_are_kept(
    registry: Registry, tmp_path: Path
) -> None:
    """
    GDAL on the live file would delete its log, and the next large write would end the
    process. 36 MB that do not compress go through the log after an export.
    """
    export(registry, tmp_path / "region.gpkg")
    content = random.Random(1).randbytes(36_000_000)

    with registry.change(author="Ana", reason="Large file") as change:
        sha256 = change.keep_raw("large.bin", content)
        change.put(hazard("HA-9999"), expected_version=None)
    assert export(registry, tmp_path / "again.gpkg").layers["hazards"] == 42
    registry.close()

    with Registry.open(tmp_path / "region.plough") as again:
        assert again.raw(sha256) == content
        assert again.check().intact


def test_the_command_tells_what_it_wrote(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--registry", str(registry.path))

    assert run(["export", str(tmp_path / "all.gpkg"), *where]) == 0
    assert "41  hazards" in capsys.readouterr().out
    assert run(["export", str(tmp_path / "public.gpkg"), "--public", *where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["layers"]["hazards"] == 41
    assert run(["export", str(tmp_path / "all.gpkg"), *where]) == 4
