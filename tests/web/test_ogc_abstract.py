"""The abstract tests of OGC API - Features, parts 1 and 2, each as a test of its own.

Names are those of OGC 17-069r4, annex A, and OGC 18-058r1, annex A. Tests of the standard that ask the
same of several addresses stand once, and look at all of them.
"""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import shapely
from fastapi.testclient import TestClient

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.web.ogc_documents import CONFORMS_TO, PART_1, PART_2
from ploughshare.web.ogc_requests import CRS84, MOST_FEATURES
from tests.web.canaries import fill_with_canaries
from tests.web.serving import served

UTM = "http://www.opengis.net/def/crs/EPSG/0/32636"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"

IN_THE_STANDARD = {
    "core": (
        *("http", "root-op", "root-success", "api-definition-op", "api-definition-success"),
        *("conformance-op", "conformance-success", "fc-md-op", "fc-md-success", "fc-md-links"),
        *("fc-md-items", "fc-md-items-links", "fc-md-extent", "sfc-md-op", "sfc-md-success"),
        *("fc-op", "fc-bbox-definition", "fc-bbox-response", "fc-limit-definition"),
        *("fc-limit-response", "fc-time-definition", "fc-time-response", "fc-response"),
        *("fc-links", "fc-timeStamp", "fc-numberMatched", "fc-numberReturned", "f-op"),
        *("f-success", "f-links", "query-param-unknown", "query-param-invalid", "crs84"),
    ),
    "geojson": ("definition", "content"),
    "html": ("definition", "content"),
    "oas30": (
        *("completeness", "definition-1", "definition-2", "exceptions-codes"),
        *("oas-impl", "security"),
    ),
    "crs": (
        *("crs-uri", "fc-md-crs-list", "fc-md-storageCrs", "fc-md-storageCrs-valid-value"),
        *("fc-bbox-crs-definition", "fc-bbox-crs-valid-value", "bbox-crs-action"),
        *("fc-crs-definition", "fc-crs-valid-value", "crs-action"),
        *("geojson", "ogc-crs-header", "ogc-crs-header-value"),
    ),
}
"""Abstract tests by conformance class."""

Test = Callable[[TestClient], None]
TESTS: dict[str, Test] = {}


def abstract(*names: str) -> Callable[[Test], Test]:
    """Of a test that does what abstract tests ask for."""

    def kept(test: Test) -> Test:
        for name in names:
            assert name not in TESTS
            TESTS[name] = test
        return test

    return kept


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path: Path = tmp_path_factory.mktemp("abstract") / "r.plough"
    fill_with_canaries(path, publish=RECORD_TYPES)
    with served(path) as client:
        yield client


def test_every_abstract_test_is_in_the_table() -> None:
    wanted = {f"{kind}/{name}" for kind, names in IN_THE_STANDARD.items() for name in names}
    assert set(TESTS) == wanted


def test_every_class_that_is_told_is_tested() -> None:
    told = {each.removeprefix(PART_1).removeprefix(PART_2) for each in CONFORMS_TO}
    assert told == set(IN_THE_STANDARD)


def got(client: TestClient, path: str, **asked: str) -> dict[str, Any]:
    answer = client.get(f"/ogc{path}", params=asked)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def collections(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = got(client, "/collections")["collections"]
    assert len(found) > 10
    return found


def rels(document: dict[str, Any]) -> list[str]:
    return [each["rel"] for each in document["links"]]


def items(client: TestClient, name: str = "hazards", **asked: str) -> dict[str, Any]:
    return got(client, f"/collections/{name}/items", **asked)


def parameters(client: TestClient, path: str) -> dict[str, dict[str, Any]]:
    """The parameters that the API's description has for a path, by name."""
    document = got(client, "/api")
    shared = document["components"]["parameters"]
    listed = document["paths"][path]["get"]["parameters"]
    resolved = [shared[each["$ref"].split("/")[-1]] if "$ref" in each else each for each in listed]
    return {each["name"]: each for each in resolved}


@abstract("core/http")
def http(client: TestClient) -> None:
    assert client.post("/ogc/collections").status_code == 405
    assert client.get("/ogc/nothing").status_code == 404
    for path in ("", "/conformance", "/api", "/collections"):
        assert client.get(f"/ogc{path}").status_code == 200


@abstract("core/root-op", "core/root-success")
def root(client: TestClient) -> None:
    document = got(client, "")
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= {*rels(document)}
    for each in document["links"]:
        assert client.get(each["href"]).status_code == 200


@abstract("core/api-definition-op", "core/api-definition-success")
def api_definition(client: TestClient) -> None:
    for each in got(client, "")["links"]:
        if each["rel"] in ("service-desc", "service-doc"):
            answer = client.get(each["href"])
            assert answer.status_code == 200
            assert answer.headers["content-type"].split("; ")[0] == each["type"]


@abstract("core/conformance-op", "core/conformance-success")
def conformance(client: TestClient) -> None:
    assert set(got(client, "/conformance")["conformsTo"]) == {*CONFORMS_TO}
    assert f"{PART_1}core" in CONFORMS_TO


@abstract("core/fc-md-op", "core/fc-md-success", "core/fc-md-links")
def collections_metadata(client: TestClient) -> None:
    document = got(client, "/collections")
    assert {"self", "alternate"} <= {*rels(document)}
    assert all({"rel", "type", "href"} <= {*each} for each in document["links"])


@abstract("core/fc-md-items", "core/fc-md-items-links")
def collections_listed(client: TestClient) -> None:
    for each in collections(client):
        kinds = [link["type"] for link in each["links"] if link["rel"] == "items"]
        assert {"application/geo+json", "text/html"} <= {*kinds}
        assert each["id"] in RECORD_TYPES


@abstract("core/fc-md-extent")
def extents(client: TestClient) -> None:
    for each in collections(client):
        features = items(client, each["id"])["features"]
        shapes = [shapely.geometry.shape(f["geometry"]) for f in features if f["geometry"]]
        assert bool(shapes) == ("spatial" in each.get("extent", {}))
        if shapes:
            box = shapely.box(*each["extent"]["spatial"]["bbox"][0])
            assert all(box.covers(shape) for shape in shapes)


@abstract("core/sfc-md-op", "core/sfc-md-success")
def one_collection(client: TestClient) -> None:
    for each in collections(client):
        alone = got(client, f"/collections/{each['id']}")
        for name in ("id", "title", "description", "extent", "itemType", "crs", "storageCrs"):
            assert alone.get(name) == each.get(name)
        assert {"self", "alternate", "items"} <= {*rels(alone)}


@abstract("core/fc-op", "core/fc-response")
def features(client: TestClient) -> None:
    for each in collections(client):
        document = items(client, each["id"])
        assert document["type"] == "FeatureCollection"
        assert {feature["type"] for feature in document["features"]} == {"Feature"}


@abstract("core/fc-bbox-definition")
def bbox_definition(client: TestClient) -> None:
    for each in collections(client):
        bbox = parameters(client, f"/collections/{each['id']}/items")["bbox"]
        assert (bbox["in"], bbox["required"], bbox["style"]) == ("query", False, "form")
        assert bbox["explode"] is False
        assert bbox["schema"] == {
            **{"type": "array", "minItems": 4, "maxItems": 6},
            "items": {"type": "number"},
        }


@abstract("core/fc-bbox-response")
def bbox_response(client: TestClient) -> None:
    whole = items(client, limit="1000")["features"]
    west, south, east, north = shapely.geometry.shape(whole[0]["geometry"]).bounds
    box = shapely.box(west, south, east, north)
    found = items(client, bbox=f"{west},{south},{east},{north}", limit="1000")["features"]
    assert [each["id"] for each in found] == [
        each["id"] for each in whole if box.intersects(shapely.geometry.shape(each["geometry"]))
    ]
    for wrong in ("1,2,3", "a,b,c,d", "1,2,3,4,5"):
        answer = client.get("/ogc/collections/hazards/items", params={"bbox": wrong})
        assert answer.status_code == 400


@abstract("core/fc-limit-definition")
def limit_definition(client: TestClient) -> None:
    for each in collections(client):
        limit = parameters(client, f"/collections/{each['id']}/items")["limit"]
        assert (limit["in"], limit["required"]) == ("query", False)
        assert limit["schema"] == {
            **{"type": "integer", "minimum": 1},
            **{"maximum": MOST_FEATURES, "default": 100},
        }


@abstract("core/fc-limit-response")
def limit_response(client: TestClient) -> None:
    assert len(items(client, limit="2")["features"]) == 2
    more = items(client, limit=str(MOST_FEATURES + 1))
    assert 2 < len(more["features"]) <= MOST_FEATURES


@abstract("core/fc-time-definition")
def time_definition(client: TestClient) -> None:
    for each in collections(client):
        time = parameters(client, f"/collections/{each['id']}/items")["datetime"]
        assert (time["in"], time["required"], time["style"]) == ("query", False, "form")
        assert (time["explode"], time["schema"]) == (False, {"type": "string"})


@abstract("core/fc-time-response")
def time_response(client: TestClient) -> None:
    """Accreditations hold from one day to another, both public."""
    whole = items(client, "accreditations")["features"]
    days = [(each["properties"]["from_on"], each["properties"]["to_on"]) for each in whole]
    instant = days[1][0]
    for asked, first, last in (
        (instant, instant, instant),
        (f"{instant}T12:00:00Z", instant, instant),
        (f"{instant}/..", instant, "9999"),
        (f"../{instant}", "0000", instant),
        (f"{days[0][0]}/{days[1][0]}", days[0][0], days[1][0]),
    ):
        found = items(client, "accreditations", datetime=asked)["features"]
        assert [each["id"] for each in found] == [
            each["id"]
            for each, (begins, ends) in zip(whole, days, strict=True)
            if begins <= last and ends >= first
        ]


@abstract("core/fc-links")
def links_of_features(client: TestClient) -> None:
    first = items(client, limit="2")
    assert {"self", "alternate", "next"} <= {*rels(first)}
    assert "prev" not in rels(first)
    following = next(each["href"] for each in first["links"] if each["rel"] == "next")
    second = client.get(following).json()
    assert second["features"][0]["id"] > first["features"][-1]["id"]
    assert all({"rel", "type", "href"} <= {*each} for each in first["links"])


@abstract("core/fc-timeStamp", "core/fc-numberMatched", "core/fc-numberReturned")
def counted(client: TestClient) -> None:
    document = items(client, limit="3")
    whole = items(client, limit="1000")
    assert document["timeStamp"].endswith("Z")
    assert document["numberReturned"] == len(document["features"]) == 3
    assert document["numberMatched"] == len(whole["features"])


@abstract("core/f-op", "core/f-success", "core/f-links")
def one_feature(client: TestClient) -> None:
    for each in collections(client):
        for listed in items(client, each["id"], limit="1")["features"]:
            path = f"/collections/{each['id']}/items/{listed['id']}"
            alone = got(client, path)
            assert {name: alone[name] for name in listed} == listed
            assert {"self", "alternate", "collection"} <= {*rels(alone)}


@abstract("core/query-param-unknown")
def unknown(client: TestClient) -> None:
    for path in ("", "/conformance", "/api", "/collections", "/collections/hazards"):
        assert client.get(f"/ogc{path}", params={"nothing": "1"}).status_code == 400
    for path in ("", "/HA-0"):
        answer = client.get(f"/ogc/collections/hazards/items{path}", params={"nothing": "1"})
        assert answer.status_code == 400


@abstract("core/query-param-invalid")
def invalid(client: TestClient) -> None:
    for asked in ({"limit": "0"}, {"limit": "x"}, {"datetime": "x"}, {"bbox": "x"}, {"f": "x"}):
        assert client.get("/ogc/collections/hazards/items", params=asked).status_code == 400


@abstract("core/crs84")
def longitude_first(client: TestClient) -> None:
    for each in items(client)["features"]:
        west, south, east, north = shapely.geometry.shape(each["geometry"]).bounds
        assert 34 <= west <= east <= 36
        assert 51 <= south <= north <= 52


@abstract("geojson/definition", "geojson/content")
def geojson(client: TestClient) -> None:
    for each in collections(client):
        for path in ("items", f"items/{RECORD_TYPES[each['id']].prefix}-0"):
            answer = client.get(
                f"/ogc/collections/{each['id']}/{path}", headers={"Accept": "application/geo+json"}
            )
            assert answer.headers["content-type"] == "application/geo+json"
            document = answer.json()
            for feature in document.get("features", [document]):
                assert {"type", "id", "geometry", "properties"} <= {*feature}
                shape = feature["geometry"] and shapely.geometry.shape(feature["geometry"])
                assert shape is None or shape.is_valid
                if isinstance(shape, shapely.Polygon):
                    assert shape.exterior.is_ccw


class Links(HTMLParser):
    """The addresses that a page leads to, and whether each element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses.append(dict(attrs)["href"] or "")
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@abstract("html/definition", "html/content")
def html(client: TestClient) -> None:
    """Every page for people is well formed, holds what the document holds, and leads to the rest."""
    seen: set[str] = set()
    for path in (
        *("", "/conformance", "/api", "/collections", "/collections/hazards"),
        *("/collections/hazards/items?limit=2", "/collections/hazards/items/HA-0"),
    ):
        answer = client.get(f"/ogc{path}", headers={"Accept": "text/html"})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        page = Links()
        page.feed(answer.text)
        assert page.open == []
        seen |= {*page.addresses}
    assert len(seen) > 30
    for address in seen:
        assert client.get(address).status_code == 200, address
    text = client.get("/ogc/collections/places/items?f=html").text
    for feature in items(client, "places")["features"]:
        assert feature["id"] in text
        assert feature["properties"]["name"] in text


@abstract("oas30/definition-1", "oas30/definition-2")
def openapi(client: TestClient) -> None:
    kind = "application/vnd.oai.openapi+json;version=3.0"
    (link,) = [each for each in got(client, "")["links"] if each["rel"] == "service-desc"]
    assert link["type"] == kind
    answer = client.get(link["href"])
    assert answer.headers["content-type"] == kind
    document = answer.json()
    assert document["openapi"].startswith("3.0.")
    assert {"title", "version"} <= {*document["info"]}
    names = [each["get"]["operationId"] for each in document["paths"].values()]
    assert len(set(names)) == len(names)


@abstract("oas30/completeness", "oas30/oas-impl")
def complete(client: TestClient) -> None:
    """Each path that is described answers as it is described, with each kind that is named."""
    document = got(client, "/api")
    shown = {f"/collections/{each['id']}" for each in collections(client)}
    assert {each for each in document["paths"] if each.count("/") == 2} == shown
    for path, described in document["paths"].items():
        record_type = RECORD_TYPES[path.split("/")[2]] if path.count("/") > 1 else None
        address = path.rstrip("/")
        if record_type is not None:
            address = address.replace("{featureId}", f"{record_type.prefix}-0")
        for kind in described["get"]["responses"]["200"]["content"]:
            answer = client.get(f"/ogc{address}", headers={"Accept": kind})
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(kind)


@abstract("oas30/exceptions-codes")
def codes(client: TestClient) -> None:
    document = got(client, "/api")
    for path, described in document["paths"].items():
        assert {"400", "401", "403", "404", "500"} <= {*described["get"]["responses"]}, path
    wrong = client.get("/ogc/collections/hazards/items?limit=0")
    schema = document["components"]["schemas"]["problem"]
    assert {*schema["required"]} <= {*wrong.json()} <= {*schema["properties"]}


@abstract("oas30/security")
def security(client: TestClient) -> None:
    document = got(client, "/api")
    named = {name for each in document["security"] for name in each}
    assert named == {*document["components"]["securitySchemes"]}
    assert {} in document["security"]
    sent = {"Authorization": "Bearer nobody"}
    assert client.get("/ogc/collections", headers=sent).status_code in (401, 403)


@abstract("crs/crs-uri", "crs/fc-md-crs-list")
def systems(client: TestClient) -> None:
    for each in collections(client):
        assert each["crs"] == [CRS84, MERCATOR, UTM]


@abstract("crs/fc-md-storageCrs", "crs/fc-md-storageCrs-valid-value")
def storage(client: TestClient) -> None:
    for each in collections(client):
        assert each["storageCrs"] == CRS84
        assert each["storageCrs"] in each["crs"]


@abstract("crs/fc-bbox-crs-definition", "crs/fc-crs-definition")
def crs_definitions(client: TestClient) -> None:
    for each in collections(client):
        described = parameters(client, f"/collections/{each['id']}/items")
        for name in ("crs", "bbox-crs"):
            assert described[name]["required"] is False
            schema = described[name]["schema"]
            assert (schema["type"], schema["format"], schema["default"]) == ("string", "uri", CRS84)
            assert schema["enum"] == each["crs"]
        assert "crs" in parameters(client, f"/collections/{each['id']}/items/{{featureId}}")


@abstract("crs/fc-bbox-crs-valid-value", "crs/fc-crs-valid-value")
def crs_values(client: TestClient) -> None:
    base = "/ogc/collections/hazards/items"
    for wrong in ("EPSG:3857", "http://www.opengis.net/def/crs/EPSG/0/4979", ""):
        boxed = {"bbox": "34,51,36,52", "bbox-crs": wrong}
        assert client.get(base, params=boxed).status_code == 400
        assert client.get(base, params={"crs": wrong}).status_code == 400
        assert client.get(f"{base}/HA-0", params={"crs": wrong}).status_code == 400


@abstract("crs/bbox-crs-action", "crs/crs-action")
def crs_actions(client: TestClient) -> None:
    """A box around one feature, told in each system, finds the same in all of them."""
    for address in (CRS84, MERCATOR, UTM):
        feature = got(client, "/collections/hazards/items/HA-1", crs=address)
        bounds = shapely.geometry.shape(feature["geometry"]).buffer(-1e-9).bounds
        asked = {"bbox": ",".join(map(repr, bounds)), "bbox-crs": address, "crs": address}
        found = items(client, **asked)["features"]
        assert feature["geometry"] in [each["geometry"] for each in found]
        assert "HA-1" in [each["id"] for each in found]


@abstract("crs/geojson", "crs/ogc-crs-header", "crs/ogc-crs-header-value")
def crs_header(client: TestClient) -> None:
    for path in ("/items", "/items/HA-1"):
        for asked in ({}, {"crs": CRS84}, {"crs": MERCATOR}, {"crs": UTM}):
            answer = client.get(f"/ogc/collections/hazards{path}", params=asked)
            assert answer.headers["content-crs"] == f"<{asked.get('crs', CRS84)}>"
            assert answer.headers["content-type"] == "application/geo+json"
            assert "crs" not in answer.json()


@pytest.mark.parametrize("test", dict.fromkeys(TESTS.values()), ids=lambda test: test.__name__)
def test_abstract_test(client: TestClient, test: Test) -> None:
    test(client)
