"""No tile loses hazardous ground: what another decoder reads contains every outline."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ploughshare.fields import Record
from ploughshare.places.extents import as_shapes
from ploughshare.places.rounding import rounded_outwards
from ploughshare.registry.kept import Publication, Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.usecases.seen import Tables
from ploughshare.web import cutting, layers
from ploughshare.web.cutting import LAST_ZOOM, SMALLEST, Tile, cut_areas, on_the_world
from ploughshare.web.drawing import MOST_BYTES, draw
from ploughshare.web.layers import LAYERS, Atlas, Sheet
from ploughshare.web.mvt import EXTENT
from tests.registry.regions import registry_at
from tests.web.decoding import decoded

SQUARE = shapely.box(0, 0, EXTENT, EXTENT)


def areas(seed: int, count: int, where: tuple[float, float], spread: float) -> list[Any]:
    """Outlines from a few metres to many kilometres, some with holes, thin, in parts, or points."""
    draws = np.random.default_rng(seed)
    globe = shapely.box(-180, -89, 180, 89)
    result: list[Any] = []
    while len(result) < count:
        size = 10 ** draws.uniform(-5, np.log10(spread))
        angles = np.sort(draws.uniform(0, 2 * np.pi, draws.integers(5, 30)))
        radii = size * draws.uniform(0.2, 1, len(angles))
        middle = np.array(where) + draws.uniform(-spread, spread, 2)
        ring = middle + np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
        shape: Any = shapely.Polygon(ring)
        if not shape.is_valid:
            continue
        if len(result) % 5 == 1:
            shape = shapely.Point(middle)
        elif len(result) % 5 == 2:
            shape = shapely.LineString(ring[:2]).buffer(size / 300)
        elif len(result) % 5 == 3:
            shape = shape.difference(shapely.Point(middle).buffer(size / 20))
        elif len(result) % 5 == 4:
            shape = shapely.MultiPolygon(
                [shapely.box(*(ring[0] + size), *(ring[0] + 2 * size)), shape]
            )
        shape = shapely.intersection(shape, globe) if shape.is_valid else shape
        whole = shape.is_valid and not shape.is_empty
        if whole and shape.geom_type in ("Point", "Polygon", "MultiPolygon"):
            result.append(shape)
    return result


def filled(path: Path, shapes: list[Any]) -> Path:
    """A registry with hazardous areas, every seventh of them closed, and hazards published."""
    with registry_at(path) as registry, registry.change(author="Ana", reason="x") as change:
        change.put_many(
            Put(
                Record(
                    "hazards",
                    f"HA-{number}",
                    {"hazard_type": "sha", "status": "closed" if number % 7 == 0 else "open"},
                    shape,
                )
            )
            for number, shape in enumerate(shapes)
        )
        change.decide_publication(Publication(("hazards",), plan=False))
    return path


def sheet_of(path: Path, role: Role) -> Sheet:
    with Registry.open(path) as registry:
        sheet = Atlas().sheet(registry, Tables(), role, LAYERS["hazards"])
    assert sheet is not None
    return sheet


def on_fine_edges(shapes: list[Any]) -> NDArray[np.object_]:
    """The true outlines on the world: their edges bend as they do in Mercator."""
    return on_the_world(as_shapes([shapely.segmentize(each, 0.0005) for each in shapes]))


def tiles_of(shapes: NDArray[np.object_], z: int) -> list[Tile]:
    """Every tile of a zoom that something lies in, by bounds."""
    found = set()
    for low_x, low_y, high_x, high_y in np.floor(shapely.bounds(shapes) * 2**z).astype(int):
        found |= {(x, y) for x in range(low_x, high_x + 1) for y in range(low_y, high_y + 1)}
    return [Tile(z, x, y) for x, y in sorted(found)]


def beyond(true: NDArray[np.object_], tile: Tile, drawn: NDArray[np.object_]) -> list[int]:
    """Positions of the outlines of which ground in a tile lies outside all that is drawn."""
    near = np.flatnonzero(shapely.intersects(true, tile.window(0)))
    local = shapely.intersection(shapely.transform(true[near], tile.in_units), SQUARE)
    together = shapely.union_all(drawn)
    shapely.prepare(together)
    lost: list[int] = near[~shapely.covers(together, local)].tolist()
    return lost


def few(tiles: list[Tile], most: int = 6) -> Iterator[Tile]:
    """Some of many tiles, from all of their range."""
    yield from tiles[:: max(len(tiles) // most, 1)]


@pytest.mark.parametrize(
    "examples", [4, pytest.param(150, marks=pytest.mark.soak)], ids=["few", "many"]
)
def test_the_features_of_every_tile_contain_every_outline(
    examples: int, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At zooms 4 to 16, drawn one by one and rolled up, exact and as the public sees it."""
    folder = tmp_path_factory.mktemp("tiles")

    @settings(max_examples=examples, phases=[Phase.generate])
    @given(
        seed=st.integers(0, 2**30),
        west=st.sampled_from([35.0, 0.0, -180.0, 179.9]),
        south=st.sampled_from([51.0, 0.0, -70.0, 84.9, 88.0]),
        most=st.sampled_from([4, 1000]),
        role=st.sampled_from([Role.PLANNER, Role.VISITOR]),
    )
    def holds(seed: int, west: float, south: float, most: int, role: Role) -> None:
        monkeypatch.setattr(layers, "MOST", most)
        shapes = areas(seed, 15, (west, south), 0.03)
        sheet = sheet_of(filled(folder / "r.plough", shapes), role)
        true = on_fine_edges(shapes)
        for z in range(4, LAST_ZOOM + 1):
            for tile in few(tiles_of(true, z)):
                drawn, told = decoded(draw(sheet, tile), tile, folder)
                assert beyond(true, tile, drawn) == []
                assert shapely.is_valid(drawn).all()
                if "id" in told:
                    bounds = shapely.bounds(drawn)
                    assert (bounds[:, 2:] - bounds[:, :2]).min() >= SMALLEST

    holds()


def test_counts_and_ground_add_up_whatever_the_zoom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MOST", 3)
    shapes = areas(1, 40, (35.0, 51.0), 0.2)
    path = filled(tmp_path / "r.plough", shapes)
    sheet = sheet_of(path, Role.PLANNER)
    open_m2 = sheet.m2[~sheet.released].sum()
    for z in range(4, 11):
        assert sheet.rolled_up[z]
        read = [decoded(draw(sheet, tile), tile, tmp_path)[1] for tile in tiles_of(sheet.shapes, z)]
        count, released, m2 = (
            sum(int(told[name].sum()) for told in read if told)
            for name in ("count", "released", "hazard_m2")
        )
        assert count == (~sheet.released).sum()
        assert released == sheet.released.sum() == 6
        assert m2 == pytest.approx(open_m2, abs=200)


def test_one_area_alone_in_a_cell_is_drawn_in_the_first_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "MOST", 0)
    path = filled(tmp_path / "r.plough", [shapely.Point(30, 50), shapely.Point(35.3, 51.3)])
    sheet = sheet_of(path, Role.PLANNER)
    tile = tiles_of(sheet.shapes[1:], 8)[0]
    drawn, told = decoded(draw(sheet, tile), tile, tmp_path)
    assert len(drawn) == 1
    assert (told["count"][0], told["step"][0]) == (1, 1)


def test_neighbouring_tiles_of_a_zoom_are_all_rolled_up_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd in one place, and one area far from it: both zooms tell the same in both tiles."""
    monkeypatch.setattr(layers, "MOST", 9)
    crowd = [shapely.box(35.1, 51.1, 35.1001, 51.1001)] * 10
    sheet = sheet_of(
        filled(tmp_path / "r.plough", [*crowd, shapely.box(37, 51, 37.001, 51.001)]), Role.PLANNER
    )
    for z, expected in ((12, {"count"}), (14, {"count", "id"})):
        seen = set()
        for tile in tiles_of(sheet.shapes, z):
            _, told = decoded(draw(sheet, tile), tile, tmp_path)
            seen |= {"count", "id"} & set(told)
        assert seen == expected


def test_a_tile_that_would_be_too_large_is_drawn_coarser_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ploughshare.web import drawing

    shapes = areas(3, 60, (35.0, 51.0), 0.05)
    sheet = sheet_of(filled(tmp_path / "r.plough", shapes), Role.PLANNER)
    true = on_fine_edges(shapes)
    tile = tiles_of(true, 11)[0]
    sizes = []
    for most in (MOST_BYTES, 3000, 2000, 1000):
        monkeypatch.setattr(drawing, "MOST_BYTES", most)
        body = draw(sheet, tile)
        sizes.append(len(body))
        drawn, _ = decoded(body, tile, tmp_path)
        assert beyond(true, tile, drawn) == []
        assert len(body) <= most
    assert sizes == sorted(sizes, reverse=True)


def test_an_outline_that_cannot_be_rounded_is_drawn_as_its_hull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes = as_shapes(areas(4, 40, (35.0, 51.0), 0.05))
    world = on_the_world(shapes)
    monkeypatch.setattr(cutting, "_rounded", lambda grown: np.full(len(grown), None, dtype=object))
    for tile in few(tiles_of(world, 13)):
        drawn = cut_areas(world, tile)
        drawn = drawn[~shapely.is_missing(drawn)]
        assert shapely.equals(drawn, shapely.convex_hull(drawn)).all()
        assert (shapely.get_coordinates(drawn) % 1 == 0).all()
        assert beyond(on_fine_edges(list(shapes)), tile, drawn) == []


def test_the_public_sees_the_rounded_outline_and_no_corner_of_the_exact_one(
    tmp_path: Path,
) -> None:
    exact = shapely.box(35.0011, 51.0012, 35.0021, 51.0022)
    path = filled(tmp_path / "r.plough", [exact])
    true = on_the_world(as_shapes([exact]))
    cells = on_the_world(as_shapes([rounded_outwards(exact, 0.005)]))
    for z in (12, 14, 16):
        tile = tiles_of(true, z)[0]
        drawn, told = decoded(draw(sheet_of(path, Role.VISITOR), tile), tile, tmp_path)
        assert set(told) <= {"id", "type", "status", "product", "area_m2"}
        assert shapely.equals(drawn, cut_areas(cells, tile)).all()
    corners = shapely.get_coordinates(shapely.transform(true, tile.in_units))
    seen = shapely.get_coordinates(drawn)
    assert np.abs(seen[:, None] - corners[None]).max(axis=2).min() > 100


@pytest.mark.soak
def test_a_hundred_thousand_areas_in_tiles_that_stay_small(tmp_path: Path) -> None:
    """All tiles of zooms 4 to 9, a sample nearer in: small enough, and every outline contained."""
    draws = np.random.default_rng(0)
    count = 100_000
    angles = (np.arange(15) + draws.uniform(-0.4, 0.4, (count, 15))) * 2 * np.pi / 15
    radii = 10 ** draws.uniform(-4, -2.5, (count, 1)) * (1 + draws.random((count, 15)))
    # Half of them along a front, half anywhere: some tiles are far fuller than others.
    centres = draws.random((count, 1, 2)) * (8, 4) + (30, 48)
    centres[::2, :, 1] = (
        50 + 0.2 * np.sin(centres[::2, :, 0]) + draws.normal(0, 0.03, (count // 2, 1))
    )
    rings = centres + np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=-1)
    shapes = [shapely.Polygon(ring) for ring in rings]
    path = filled(tmp_path / "r.plough", shapes)
    true = on_fine_edges(shapes)
    tree = shapely.STRtree(true)
    for role in (Role.PLANNER, Role.VISITOR):
        sheet = sheet_of(path, role)
        for z in range(4, LAST_ZOOM + 1):
            tiles = tiles_of(true, z)
            for tile in tiles if z <= 9 else few(tiles, 60):
                body = draw(sheet, tile)
                assert len(body) <= MOST_BYTES
                drawn, _ = decoded(body, tile, tmp_path)
                near = np.sort(tree.query(tile.window(0)))
                assert beyond(true[near], tile, drawn) == []
