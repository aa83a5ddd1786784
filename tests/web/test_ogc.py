"""The OGC API on a small region: paging, boxes, days, filters, reference systems, and files."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyproj
import pytest
import shapely
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from ploughshare.fields import Record
from ploughshare.registry.kept import Put
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from ploughshare.web.ogc_documents import INVENTED, NO_RECORD
from ploughshare.web.ogc_requests import CRS84, MOST_FEATURES, OF_ITEMS
from tests.registry.regions import hazard, hazards
from tests.web.serving import fill, headers, served

HAZARDS = "/ogc/collections/hazards/items"
UTM = "http://www.opengis.net/def/crs/EPSG/0/32636"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
COUNT = 57


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region of hazardous areas, one of which has an odd id, a formula for a name, and a day."""
    path = tmp_path_factory.mktemp("ogc") / "r.plough"
    fill(path, publish=("hazards", "assets"))
    odd = hazard("HA/9 & co", west=35.5, name="=1+1", identified_on=date(2026, 6, 1), accidents=-0)
    with (
        Registry.open(path, write=True) as registry,
        registry.change(author="Ana", reason="More") as change,
    ):
        change.put_many(hazards(COUNT - 6, first=100))
        change.put_many([Put(odd)])
    return path


@pytest.fixture(scope="module")
def tokens(path: Path) -> dict[Role, dict[str, str]]:
    return headers(path)


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with served(path) as client:
        yield client


@pytest.fixture(scope="module")
def planner(path: Path, tokens: dict[Role, dict[str, str]]) -> Iterator[TestClient]:
    with served(path) as client:
        client.headers |= tokens[Role.PLANNER]
        yield client


def found(client: TestClient, **asked: str) -> list[str]:
    """Ids of the hazardous areas that are asked for."""
    answer = client.get(HAZARDS, params={"limit": "1000", **asked})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["features"]]


def link_of(document: dict[str, Any], rel: str) -> str | None:
    hrefs = [each["href"] for each in document["links"] if each["rel"] == rel]
    return hrefs[0] if hrefs else None


@given(limit=st.integers(1, COUNT + 3))
@settings(max_examples=12)
def test_every_id_comes_exactly_once_whatever_the_limit(client: TestClient, limit: int) -> None:
    ids: list[str] = []
    pages = []
    address: str | None = f"{HAZARDS}?limit={limit}"
    while address:
        document = client.get(address).json()
        assert document["numberReturned"] == len(document["features"]) <= limit
        assert document["numberMatched"] == COUNT
        pages.append([each["id"] for each in document["features"]])
        ids += pages[-1]
        last, address = document, link_of(document, "next")
    assert ids == sorted(set(ids))
    assert len(ids) == COUNT
    if len(pages) > 1:
        before = client.get(str(link_of(last, "prev"))).json()
        assert [each["id"] for each in before["features"]] == ids[: -len(pages[-1])][-limit:]


@given(
    west=st.floats(33.9, 36, allow_nan=False),
    south=st.floats(50.9, 52, allow_nan=False),
    width=st.floats(0, 1, allow_nan=False),
    height=st.floats(0, 1, allow_nan=False),
)
@settings(max_examples=25)
def test_a_box_finds_what_shapely_finds(
    client: TestClient, path: Path, west: float, south: float, width: float, height: float
) -> None:
    box = (west, south, west + width, south + height)
    shown = client.get(HAZARDS, params={"limit": "1000"}).json()["features"]
    touching = [
        each["id"]
        for each in shown
        if shapely.box(*box).intersects(shapely.geometry.shape(each["geometry"]))
    ]
    assert found(client, bbox=",".join(map(repr, box))) == touching


def test_a_box_may_have_heights_and_cross_the_antimeridian(planner: TestClient) -> None:
    whole = found(planner)
    assert found(planner, bbox="34,51,-100,36,52,9000") == whole
    assert found(planner, bbox="35.4,51,35.6,52") == ["HA/9 & co"]
    # From 35.4 degrees east over the antimeridian to 34 degrees west.
    assert found(planner, bbox="35.4,51,-34,52") == ["HA/9 & co"]
    assert found(planner, bbox="170,51,-170,52") == []


def test_a_box_in_another_system_finds_the_same(planner: TestClient) -> None:
    box = (35.4, 51.3, 35.6, 51.7)
    for address, code in ((UTM, 32636), (MERCATOR, 3857)):
        onto = pyproj.Transformer.from_crs(4326, code, always_xy=True)
        ends = (*onto.transform(*box[:2]), *onto.transform(*box[2:]))
        given_box = ",".join(map(str, ends))
        assert found(planner, bbox=given_box, **{"bbox-crs": address}) == ["HA/9 & co"]


@pytest.mark.parametrize(("address", "code"), [(UTM, 32636), (MERCATOR, 3857)])
def test_places_come_in_the_system_asked_for(planner: TestClient, address: str, code: int) -> None:
    answer = planner.get(f"{HAZARDS}/HA-1", params={"crs": address})
    assert answer.headers["content-crs"] == f"<{address}>"
    there = shapely.geometry.shape(answer.json()["geometry"])
    back = pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    west, south = back.transform(*shapely.get_coordinates(there).min(axis=0))
    assert (west, south) == pytest.approx((35.02, 51.5), abs=1e-3)
    listed = planner.get(HAZARDS, params={"crs": address, "limit": "1"})
    assert listed.headers["content-crs"] == f"<{address}>"
    assert planner.get(HAZARDS).headers["content-crs"] == f"<{CRS84}>"


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("2026-05-31", False),
        ("2026-06-01", True),
        ("2026-06-01T10:00:00Z", True),
        ("2026-05-31T23:30:00-02:00", True),
        ("../2026-05-31", False),
        ("/2026-06-01", True),
        ("2027-01-01/..", True),
        ("2026-01-01/2026-06-02", True),
        ("2025-01-01T00:00:00Z/2026-01-01T00:00:00.123456789Z", False),
    ],
)
def test_days_find_what_is_true_then(planner: TestClient, asked: str, there: bool) -> None:
    ids = found(planner, datetime=asked)
    assert ("HA/9 & co" in ids) == there
    # Where nobody knows since when, it is taken to have been there always.
    assert "HA-1" in ids


def test_who_may_not_see_the_day_cannot_ask_for_it(client: TestClient) -> None:
    assert len(found(client, datetime="2025-01-01")) == COUNT
    told = client.get("/ogc/collections/hazards").json()
    assert "carry no day" in told["description"]
    assert "temporal" not in told["extent"]


def test_fields_that_are_seen_are_filters(client: TestClient, planner: TestClient) -> None:
    assert len(found(client, hazard_type="sha", status="open")) == COUNT
    assert found(client, hazard_type="cha") == []
    assert found(planner, accidents="3") == ["HA-3"]
    assert found(planner, name="=1+1") == ["HA/9 & co"]
    assert found(planner, identified_on="2026-06-01") == ["HA/9 & co"]
    for wrong in ({"hazard_type": "odd"}, {"accidents": "3"}, {"nothing": "1"}):
        assert client.get(HAZARDS, params=wrong).status_code == 400
    assert planner.get(HAZARDS, params={"accidents": "many"}).status_code == 400


def test_no_field_has_the_name_of_a_parameter() -> None:
    from ploughshare.dictionary import all_fields

    assert not {field.name for _, field in all_fields()} & {*OF_ITEMS}


@pytest.mark.parametrize(
    "asked",
    [
        *("limit=0", "limit=-1", "limit=x", "limit=1&limit=2", "f=pdf", "f=geojson"),
        *("bbox=1,2,3", "bbox=1,2,3,x", "bbox=34,52,36,51", "bbox=1,2,3,nan", "bbox="),
        *("datetime=yesterday", "datetime=2026-02-30", "datetime=2026-06-01/2026-01-01"),
        *("datetime=", "crs=EPSG:4326", "bbox-crs=x", f"bbox-crs={MERCATOR}"),
        f"bbox=36,51,34,52&bbox-crs={MERCATOR}",
        *("page-after=a&page-before=b", "unknown=1", "LIMIT=1"),
    ],
)
def test_what_is_not_described_is_refused(planner: TestClient, asked: str) -> None:
    answer = planner.get(f"{HAZARDS}?{asked}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_more_than_the_most_gives_the_most(client: TestClient) -> None:
    assert len(found(client, limit=str(MOST_FEATURES * 5))) == COUNT


def test_a_named_collection_that_one_may_not_see(
    client: TestClient, tokens: dict[Role, dict[str, str]]
) -> None:
    shown = [each["id"] for each in client.get("/ogc/collections").json()["collections"]]
    assert shown == ["hazards", "assets"]
    for part in ("", "/items", "/items/T-1", "/items?f=csv"):
        assert client.get(f"/ogc/collections/teams{part}").status_code == 401
        assert client.get(f"/ogc/collections/nothing{part}").status_code == 404
    admin = tokens[Role.ADMINISTRATOR]
    refused = client.get("/ogc/collections/teams/items?f=csv", headers=admin)
    assert refused.status_code == 403
    assert client.get("/ogc/collections/teams/items", headers=admin).status_code == 200


def test_a_stranger_is_not_told_the_name_of_a_region_that_publishes_nothing(
    tmp_path: Path,
) -> None:
    fill(tmp_path / "r.plough")
    with served(tmp_path / "r.plough") as client:
        for address in ("/ogc", "/ogc?f=html", "/ogc/collections", "/ogc/api"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "Dobrel" not in answer.text


def test_a_feature_is_found_by_its_id_whatever_stands_in_it(planner: TestClient) -> None:
    odd = quote("HA/9 & co", safe="")
    document = planner.get(f"{HAZARDS}/{odd}").json()
    assert document["id"] == "HA/9 & co"
    again = planner.get(str(link_of(document, "self"))).json()
    assert again == document
    assert planner.get(f"{HAZARDS}/HA-0").status_code == 404
    page = planner.get(HAZARDS, params={"f": "html", "page-after": "HA-5"})
    assert f"items/{odd}?f=html" in page.text


@pytest.mark.parametrize("asked", ["", "/conformance", "/api", "/collections"])
def test_pages_for_people_say_what_no_record_means(client: TestClient, asked: str) -> None:
    accepting = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for answer in (
        client.get(f"/ogc{asked}?f=html"),
        client.get(f"/ogc{asked}", headers=accepting),
    ):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert NO_RECORD in answer.text
        assert INVENTED in answer.text
        assert "<script" not in answer.text
        assert "style=" not in answer.text
    for accept in ("*/*", "application/json, text/html;q=0.5", "image/png", "text/html;q=0"):
        answer = client.get(f"/ogc{asked}", headers={"Accept": accept})
        assert "json" in answer.headers["content-type"]


def test_text_on_pages_is_text(path: Path, planner: TestClient) -> None:
    record = Record("assets", "<b>", {"name": "<script>alert(1)</script>", "kind": "bridge"},
                    shapely.Point(35, 51))  # fmt: skip
    with (
        Registry.open(path, write=True) as registry,
        registry.change(author="Ana", reason="Odd") as change,
    ):
        change.put_many([Put(record)])
    for part in ("", "/%3Cb%3E"):
        text = planner.get(f"/ogc/collections/assets/items{part}?f=html").text
        assert "&lt;script&gt;" in text
        assert "<script>" not in text
        assert "<b>" not in text


def test_a_file_has_all_rows_and_no_formulas(
    path: Path, planner: TestClient, client: TestClient
) -> None:
    asked = {"f": "csv", "purpose": "For the  weekly meeting"}
    answer = planner.get(HAZARDS, params=asked)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["ogc-numbermatched"] == str(COUNT)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == COUNT
    odd = next(row for row in rows if row["id"] == "HA/9 & co")
    assert odd["name"] == "'=1+1"
    assert odd["region_note"] == "invented region"
    assert shapely.from_wkt(odd["geometry"]).equals(shapely.box(35.5, 51.5, 35.51, 51.51))
    some = planner.get(HAZARDS, params={**asked, "limit": "2"})
    assert 'rel="next"' in some.headers["link"]
    assert len(list(csv.reader(io.StringIO(some.text)))) == 3
    public = client.get(HAZARDS, params={"f": "csv"})
    assert public.status_code == 200
    assert "accidents" not in public.text


def test_sensitive_data_is_taken_for_a_purpose_that_is_kept(
    path: Path, planner: TestClient, client: TestClient
) -> None:
    for purpose in ({}, {"purpose": " "}, {"purpose": "x" * 501}):
        refused = planner.get(HAZARDS, params={"f": "csv", **purpose})
        assert refused.status_code == 400
    assert planner.get(HAZARDS, params={"f": "csv", "purpose": "Site plan"}).status_code == 200
    client.get(HAZARDS, params={"f": "csv"})
    with Registry.open(path) as registry:
        (line,) = registry.people.logged(last=1)
    assert line.account == "planner"
    assert dict(line.about) == {
        "records": "hazards",
        "rows": str(COUNT),
        "form": "csv",
        "purpose": "Site plan",
    }


def test_pages_follow_changes(tmp_path: Path) -> None:
    fill(tmp_path / "r.plough", publish=("hazards",))
    with served(tmp_path / "r.plough") as client:
        first = client.get(f"{HAZARDS}?limit=2").json()
        with (
            Registry.open(tmp_path / "r.plough", write=True) as registry,
            registry.change(author="Ana", reason="More") as change,
        ):
            change.put_many([Put(hazard("HA-0")), Put(hazard("HA-25"))])
        second = client.get(str(link_of(first, "next"))).json()
        assert [each["id"] for each in second["features"]] == ["HA-25", "HA-3"]
        assert second["numberMatched"] == 7
        assert json.dumps(first).count("HA-2") == 2


@pytest.mark.parametrize("asked", ["/health", "/ogc", "/ogc/collections?f=json", "/nothing.json"])
def test_whatever_can_be_read_can_be_asked_about(client: TestClient, asked: str) -> None:
    whole, head = client.get(asked), client.head(asked)
    assert head.content == b""
    assert head.status_code == whole.status_code
    for name in ("content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]
