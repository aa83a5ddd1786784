"""GDAL's own client reads every collection to its last feature, whole and by box."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.visible import view, views
from tests.registry.regions import hazards, registry_at
from tests.web.canaries import fill_with_canaries
from tests.web.live import beside, live
from tests.web.serving import headers, served

pytestmark = pytest.mark.api

READING = """
import json, sys
from pyogrio import list_layers, raw, set_gdal_config_options

address, box, size = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
set_gdal_config_options({"GDAL_HTTP_HEADER_FILE": sys.argv[4]})
read = {}
for name in sys.argv[5:] or [str(layer[0]) for layer in list_layers(address)]:
    meta, _, shapes, values = raw.read(address, layer=name, bbox=box and tuple(box), PAGE_SIZE=size)
    fields = [str(each) for each in meta["fields"]]
    column = values[fields.index("id")]
    there = 0 if shapes is None else sum(shape is not None for shape in shapes)
    read[name] = {"ids": [str(each) for each in column], "places": there}
print(json.dumps(read))
"""


def read(
    address: str,
    *layers: str,
    box: tuple[float, ...] | None = None,
    size: int = 1_000,
    sent: Path | None = None,
) -> dict[str, Any]:
    """
    What GDAL reads of some collections, or all: their ids, and how many of them have a place.

    ``sent`` is a file of headers that it sends.
    """
    file = "" if sent is None else str(sent)
    arguments = (f"OAPIF:{address}/ogc", json.dumps(box), str(size), file, *layers)
    found: dict[str, Any] = json.loads(beside(READING, *arguments))
    return found


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records of every type and 250 more hazardous areas, everything published."""
    path = tmp_path_factory.mktemp("gdal") / "r.plough"
    fill_with_canaries(path, publish=RECORD_TYPES)
    with (
        Registry.open(path, write=True) as registry,
        registry.change(author="Ana", reason="More") as change,
    ):
        change.put_many(hazards(250, first=100))
    return path


@pytest.mark.parametrize(
    "role", [Role.VISITOR, pytest.param(Role.INFORMATION_OFFICER, marks=pytest.mark.soak)]
)
def test_gdal_reads_every_collection_completely(region: Path, role: Role) -> None:
    sent = region.with_suffix(".headers")
    lines = [f"{name}: {value}" for name, value in headers(region, role)[role].items()]
    sent.write_text("\n".join(lines), encoding="utf-8")
    with live(region) as address:
        found = read(address, size=60, sent=sent)
    with Registry.open(region) as registry:
        seen = [each.record_type.name for each in views(role, registry.publication())]
        kept = {name: sorted(record.id for record in registry.records(name)) for name in seen}
    assert {name: each["ids"] for name, each in found.items()} == kept
    assert found["hazards"]["places"] == len(kept["hazards"]) > 250
    assert len(found) == (len(RECORD_TYPES) if role is not Role.VISITOR else len(seen))


def test_gdal_reads_what_touches_a_box(region: Path) -> None:
    box = (34.0, 51.0, 34.0011, 51.05)
    with live(region) as address:
        found = read(address, "hazards", box=box)
    with Registry.open(region) as registry:
        seen = view(Role.VISITOR, RECORD_TYPES["hazards"], registry.publication())
        assert seen is not None
        touching = [
            record.id
            for record in registry.records("hazards")
            if shapely.box(*box).intersects(seen.place(record.geometry))
        ]
    assert found["hazards"]["ids"] == touching
    assert 0 < len(touching) < 250


def test_gdal_finds_no_collection_where_nothing_is_published(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    registry_at(path).close()
    with served(path) as client:
        answer = client.get("/ogc/collections")
    assert answer.status_code == 200
    assert answer.json()["collections"] == []
