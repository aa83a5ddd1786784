"""Tiles over the wire: to whom what is given, and how."""

import gzip
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
import shapely

from ploughshare.fields import Record
from ploughshare.registry.kept import Publication, Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.seen import Seen, Tables
from ploughshare.web import drawing, layers
from ploughshare.web.cutting import Tile
from ploughshare.web.layers import LAYERS, Atlas, Layer, Sheet, make_sheet
from tests.registry.regions import hazard, registry_at
from tests.web.canaries import WORDS, escaped, fill_with_canaries
from tests.web.decoding import decoded
from tests.web.serving import add, fill, headers, served

TILE = Tile(9, 305, 170)
"""Holds all of the small registry."""


def address(layer: str, tile: Tile = TILE) -> str:
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"


def more(path: Path) -> None:
    """A road, a district, and teams with a point and with a base only."""
    district = shapely.box(35, 51.4, 35.2, 51.6)
    with (
        Registry.open(path, write=True) as registry,
        registry.change(author="Ana", reason="More") as change,
    ):
        change.put_many(
            [
                Put(
                    Record(
                        "roads",
                        "RD-1",
                        {"road_class": "main", "passability": "blocked"},
                        shapely.LineString([(35, 51.5), (35.1, 51.55)]),
                    )
                ),
                Put(Record("places", "D-1", {"name": "East", "level": "district"}, district)),
                Put(Record("teams", "T-1", {"kinds": ("nts", "bac")}, district.centroid)),
                Put(Record("teams", "T-2", {"kinds": ("manual",), "base": "D-1"})),
                Put(Record("damage", "DM-1", {"asset": "AS-1", "grade": "3"})),
            ]
        )


def read(
    answer: httpx2.Response, folder: Path, layer: str, tile: Tile = TILE
) -> tuple[list[str], dict[str, list[object]]]:
    """Kinds of the shapes of a tile, and its properties."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    shapes, told = decoded(answer.content, tile, folder, layer)
    return [each.geom_type for each in shapes], {
        name: values.tolist() for name, values in told.items()
    }


def test_every_layer_as_a_planner_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    more(path)
    planner = headers(path, Role.PLANNER)[Role.PLANNER]
    with served(path) as client:
        near = Tile(12, *(8 * each + 4 for each in (TILE.x, TILE.y)))
        layers = client.get("/tiles.json", headers=planner).json()["layers"]
        assert [each["name"] for each in layers] == [
            "hazards",
            "assets",
            "roads",
            "places",
            "teams",
        ]
        kinds, told = read(client.get(address("hazards"), headers=planner), tmp_path, "hazards")
        assert kinds == ["Polygon"] * 5
        assert told["id"] == [f"HA-{number}" for number in range(1, 6)]
        assert told["type"] == ["sha"] * 5
        assert all(60_000 < float(str(m2)) < 80_000 for m2 in told["area_m2"])
        assert "name" not in told
        _, told = read(client.get(address("assets"), headers=planner), tmp_path, "assets")
        assert (told["id"], told["kind"], told["damage"]) == (["AS-1"], ["bridge"], ["3"])
        kinds, told = read(client.get(address("roads"), headers=planner), tmp_path, "roads")
        assert (kinds, told["passability"]) == (["LineString"], ["blocked"])
        kinds, told = read(client.get(address("places"), headers=planner), tmp_path, "places")
        assert (kinds, told["name"]) == (["Polygon", "Point"], ["East", "East"])
        assert told["label"][1:] == [1]
        for layer in layers:
            for each in layer["filters"]:
                assert sum(value["count"] for value in each["values"]) == layer["records"]
        kinds, told = read(client.get(address("teams"), headers=planner), tmp_path, "teams")
        assert (kinds, told["kinds"]) == (["Point", "Point"], ["nts;bac", "manual"])
        assert client.get(address("hazards", near), headers=planner).status_code == 204


def test_areas_have_their_names_from_zoom_twelve_for_those_who_may_see_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "r.plough"
    fill(path, publish=("hazards",))
    tile = Tile(12, 2446, 1362)
    with served(path) as client:
        for role, sent in headers(path, Role.PLANNER, Role.VIEWER, Role.VISITOR).items():
            answer = client.get(address("hazards", tile), headers=sent)
            _, told = read(answer, tmp_path, "hazards", tile)
            names = [f"Field {str(each)[3:]}" for each in told["id"]]
            assert len(names) == 3
            assert told.get("name") == (None if role is Role.VISITOR else names)


def test_a_stranger_on_a_fresh_registry_gets_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    more(path)
    with served(path) as client:
        assert client.get("/tiles.json").json() == {"layers": []}
        for layer in ("hazards", "assets", "roads", "places", "teams"):
            answer = client.get(address(layer))
            assert (answer.status_code, answer.content) == (204, b"")
            assert "etag" not in answer.headers


def test_an_empty_registry_has_empty_layers(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    with registry_at(path) as registry:
        add(registry, Role.PLANNER)
    planner = headers(path, Role.PLANNER)[Role.PLANNER]
    with served(path) as client:
        assert client.get("/tiles.json", headers=planner).json() == {"layers": []}
        assert client.get(address("hazards"), headers=planner).status_code == 204


def test_what_is_published_reaches_visitors_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path, publish=("hazards",))
    more(path)
    with served(path) as client:
        (layer,) = client.get("/tiles.json").json()["layers"]
        assert (layer["name"], layer["outline"], layer["records"]) == ("hazards", "rounded", 5)
        assert "name" not in layer["vector_layers"][0]["fields"]
        answer = client.get(address("hazards"))
        _, told = read(answer, tmp_path, "hazards")
        assert set(told) == {"id", "type", "status"}
        assert b"Field" not in answer.content
        for layer in ("assets", "roads", "places", "teams"):
            assert client.get(address(layer)).status_code == 204


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("hazards/9/512/0", 404),
        ("hazards/9/-1/0", 404),
        ("hazards/17/0/0", 404),
        ("hazards/999999999999/0/0", 404),
        ("hazards/-1/0/0", 404),
        ("works/0/0/0", 404),
        ("hazards/1.5/0/0", 400),
        ("hazards/z/0/0", 400),
    ],
)
def test_wrong_addresses_are_problems(tmp_path: Path, place: str, status: int) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    with served(path) as client:
        answer = client.get(f"/tiles/{place}.mvt")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["remedy"]


def test_a_tile_is_sent_again_only_when_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path, publish=("hazards",))
    planner = headers(path, Role.PLANNER)[Role.PLANNER]
    with served(path) as client:
        first = client.get(address("hazards"), headers=planner)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "private, no-cache"
        again = client.get(address("hazards"), headers={**planner, "If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        more(path)
        elsewhere = client.get(address("hazards"), headers={**planner, "If-None-Match": tag})
        assert elsewhere.status_code == 304, "roads and teams came, and no hazardous area changed"
        # Another person sees something else, whatever the browser still has.
        other = client.get(address("hazards"), headers={"If-None-Match": tag})
        assert other.status_code == 200
        assert other.headers["etag"] != tag
        with (
            Registry.open(path, write=True) as registry,
            registry.change(author="Ana", reason="Grown") as change,
        ):
            change.put_many([Put(hazard("HA-9", west=35.05, size=0.01))])
        new = client.get(address("hazards"), headers={**planner, "If-None-Match": tag})
        assert new.status_code == 200
        _, told = read(new, tmp_path, "hazards")
        assert "HA-9" in told["id"]


def test_tiles_are_packed_for_those_who_take_it(tmp_path: Path) -> None:
    path = tmp_path / "r.plough"
    fill(path, publish=("hazards",))
    with served(path) as client:
        plain = client.get(address("hazards"), headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        with client.stream("GET", address("hazards")) as answer:
            packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed) == plain.content


@pytest.mark.parametrize("publish", [(), tuple(LAYERS)], ids=["nothing", "layers"])
def test_no_tile_tells_what_a_role_may_not_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publish: tuple[str, ...]
) -> None:
    """Every field of every record holds a value of its own; all layers, all roles."""
    monkeypatch.setattr(drawing, "NAMES_FROM", 0)
    path = tmp_path / "r.plough"
    canaries = fill_with_canaries(path, publish=publish)
    texts = {each.mark for each in canaries}
    whole = Tile(6, 38, 21)
    told, lost = set(), []
    with served(path) as client:
        for role, sent in headers(path).items():
            answers = [client.get("/tiles.json", headers=sent)]
            answers += [client.get(address(layer, whole), headers=sent) for layer in LAYERS]
            for answer in answers:
                text = answer.content.decode("latin-1") + str(answer.headers)
                told |= texts & set(WORDS.findall(text))
                lost += escaped(text, canaries, role, Publication(publish))
    assert lost == []
    assert len(told) > 4 * 4


def test_layers_are_laid_out_once_for_all_who_ask_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.plough"
    fill(path)
    made: list[str] = []

    def counted(layer: Layer, seen: Mapping[str, Seen], key: str) -> Sheet:
        made.append(key)
        return make_sheet(layer, seen, key)

    monkeypatch.setattr(layers, "make_sheet", counted)
    atlas, tables = Atlas(), Tables()

    def ask(role: Role) -> Sheet | None:
        with Registry.open(path) as registry:
            return atlas.sheet(registry, tables, role, LAYERS["hazards"])

    with ThreadPoolExecutor(6) as asking:
        planner, operator = Role.PLANNER, Role.OPERATOR
        sheets = list(asking.map(ask, [planner, operator] * 6))
    assert len({id(sheet) for sheet in sheets}) == len(made) == 1
