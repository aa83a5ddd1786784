"""Records, their history, and what is found, as each role may see it."""

from pathlib import Path
from typing import Any

import pytest

from ploughshare.fields import Record, Value
from ploughshare.registry.registry import Registry
from ploughshare.usecases.permissions import Role
from tests.registry.regions import hazard
from tests.web.serving import fill, headers, served


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "r.plough"
    fill(path, publish=("hazards", "places"))
    return path


def test_the_region_tells_what_one_may_see(registry: Path) -> None:
    sent = headers(registry, Role.PLANNER)
    with served(registry) as client:
        public = client.get("/api/region").json()
        assert public["counts"] == {"places": 1, "hazards": 5}
        assert public["invented"] is True
        planner = client.get("/api/region", headers=sent[Role.PLANNER]).json()
        assert planner["counts"]["assets"] == 1
        assert planner["bounds"] == [34.0, 51.0, 36.0, 52.0]


def test_a_stranger_is_not_told_where_a_region_is_of_which_nothing_is_published(
    tmp_path: Path,
) -> None:
    path = tmp_path / "fresh.plough"
    fill(path)
    with served(path) as client:
        told = client.get("/api/region").json()
        me = client.get("/api/session").text
    assert told["bounds"] is told["changed_at"] is None
    assert told["name"] == told["head"] == ""
    assert told["counts"] == {}
    assert "Dobrel" not in me


def test_a_record_as_two_roles_see_it(registry: Path) -> None:
    sent = headers(registry, Role.PLANNER, Role.VIEWER)
    with served(registry) as client:
        planner = client.get("/api/records/hazards/HA-2", headers=sent[Role.PLANNER]).json()
        visitor = client.get("/api/records/hazards/HA-2").json()
    told = {field["name"]: field["text"] for field in planner["fields"]}
    assert told["accidents"] == "2"
    assert told["hazard_type"] == "suspected hazardous area (sha)"
    assert planner["name"] == "Field 2"
    assert planner["outline"] == "exact"
    assert planner["area_m2"] == pytest.approx(69_600, rel=0.01)
    assert visitor["outline"] == "rounded"
    assert visitor["area_m2"] is None
    assert visitor["name"] == ""
    assert {field["name"] for field in visitor["fields"]} == {
        *("hazard_type", "status", "product", "place")
    }
    west, south, east, north = visitor["box"]
    exact = planner["box"]
    assert (west, south) <= (exact[0], exact[1])
    assert east >= exact[2]
    assert north >= exact[3]


def test_history_tells_differences_to_those_who_may_see_it(registry: Path) -> None:
    with (
        Registry.open(registry, write=True) as opened,
        opened.change(author="Bo", reason="Counted again") as change,
    ):
        again = hazard("HA-2", west=35.04, size=0.004, name="Field 2", accidents=7)
        change.put(again, expected_version=1)
    sent = headers(registry, Role.PLANNER, Role.VIEWER)
    address = "/api/records/hazards/HA-2/history"
    with served(registry) as client:
        assert client.get(address).status_code == 401
        assert client.get(address, headers=sent[Role.VIEWER]).status_code == 403
        steps = client.get(address, headers=sent[Role.PLANNER]).json()["steps"]
    assert [step["version"] for step in steps] == [1, 2]
    assert steps[1]["author"] == "Bo"
    assert "accidents: 2 → 7" in steps[1]["changes"]
    [change] = [each for each in steps[1]["fields"] if each["name"] == "accidents"]
    assert (change["before"], change["after"]) == ("2", "7")
    assert (steps[1]["changeset"], steps[1]["outline_changed"]) == (3, True)
    assert "outline: another one" in steps[1]["changes"]


def test_what_is_not_there_and_what_one_may_not_see(registry: Path) -> None:
    sent = headers(registry, Role.PLANNER, Role.ADMINISTRATOR)
    with served(registry) as client:
        planner = sent[Role.PLANNER]
        assert client.get("/api/records/hazards/HA-9", headers=planner).status_code == 404
        assert client.get("/api/records/dragons/D-1", headers=planner).status_code == 404
        for address in ("/api/records/assets/AS-1", "/api/records/assets/AS-9"):
            assert client.get(address).status_code == 401
        away = client.get("/api/records/sources/S-1", headers=sent[Role.ADMINISTRATOR])
        assert away.status_code == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ha-3", ["hazards/HA-3"]),
        ("Field 3", ["hazards/HA-3"]),
        ("dobrel", ["places/P-1"]),
        ("ha-", [f"hazards/HA-{number}" for number in range(1, 6)]),
        ("nothing of that name", []),
    ],
)
def test_records_are_found_by_id_and_name(registry: Path, text: str, found: list[str]) -> None:
    sent = headers(registry, Role.PLANNER)
    with served(registry) as client:
        hits = client.get("/api/search", params={"q": text}, headers=sent[Role.PLANNER]).json()
    assert [f"{hit['type']}/{hit['id']}" for hit in hits["hits"]] == found


def test_a_visitor_finds_no_names_that_are_not_published(registry: Path) -> None:
    with served(registry) as client:
        assert client.get("/api/search", params={"q": "Field 3"}).json()["hits"] == []
        assert client.get("/api/search", params={"q": "AS-1"}).json()["hits"] == []
        [hit] = client.get("/api/search", params={"q": "HA-3"}).json()["hits"]
        assert hit["label"] == "hazardous area"


@pytest.mark.parametrize(
    "text", ["51.5, 35.04", "51°30'N 35°2'24\"E", "36U 641595 5707402", "36U XC 41595 07402"]
)
def test_a_place_is_found_with_the_records_there(registry: Path, text: str) -> None:
    sent = headers(registry, Role.PLANNER, Role.VISITOR)
    with served(registry) as client:
        planner = client.get("/api/search", params={"q": text}, headers=sent[Role.PLANNER]).json()
        visitor = client.get("/api/search", params={"q": text}).json()
    place, *there = planner["hits"]
    assert place["type"] == "position"
    west, south, east, north = place["box"]
    assert west < 35.04 < east
    assert south < 51.5 < north
    assert [(hit["type"], hit["id"]) for hit in there] == [("hazards", "HA-2")]
    assert there[0]["label"].startswith("Field 2, hazardous area, ")
    [hit] = visitor["hits"][1:]
    assert (hit["id"], hit["label"]) == ("HA-2", "hazardous area, here")


def test_who_may_not_see_a_record_is_not_told_that_it_is_there(registry: Path) -> None:
    sent = headers(registry, Role.PLANNER)[Role.PLANNER]
    with served(registry) as client:
        at = {"q": "51.51, 35.05"}
        told = client.get("/api/search", params=at, headers=sent).json()["hits"]
        public = client.get("/api/search", params=at).json()["hits"]
    assert ("assets", "AS-1") in {(hit["type"], hit["id"]) for hit in told}
    assert "assets" not in {hit["type"] for hit in public}


def test_a_list_has_every_record_once(registry: Path) -> None:
    ids, after = [], ""
    with served(registry) as client:
        for _ in range(3):
            page = client.get(f"/api/records/hazards?limit=2{after}").json()
            ids += [each["id"] for each in page["records"]]
            after = f"&after={page['next']}"
        assert client.get("/api/records/assets").status_code == 401
    assert ids == [f"HA-{number}" for number in range(1, 6)]
    assert (page["matched"], page["next"]) == (5, None)
    assert page["records"][0]["label"] == "HA-5"


def test_what_was_taken_off_the_list_was_never_there_for_strangers(registry: Path) -> None:
    with (
        Registry.open(registry, write=True) as opened,
        opened.change(author="Bo", reason="Twice on the list") as change,
    ):
        change.remove("places", "P-1", expected_version=1)
    sent = headers(registry, Role.PLANNER)[Role.PLANNER]
    with served(registry) as client:
        gone = client.get("/api/records/places/P-1").json()
        assert gone["detail"] == client.get("/api/records/places/P-9").json()["detail"]
        told = client.get("/api/records/places/P-1", headers=sent)
        assert (told.status_code, "taken off" in told.text) == (404, True)
        steps = client.get("/api/records/places/P-1/history", headers=sent).json()["steps"]
    assert steps[-1]["changes"] == ["taken off the list"]


def test_history_tells_a_rounded_outline_only_where_its_cells_change(registry: Path) -> None:
    """HA-1 grows inside its cells, HA-2 beyond them; the administrator sees cells alone."""
    with (
        Registry.open(registry, write=True) as opened,
        opened.change(author="Bo", reason="Survey") as change,
    ):
        inside = hazard("HA-1", west=35.02, size=0.0031, name="Field 1", accidents=8)
        beyond = hazard("HA-2", west=35.04, size=0.02, name="Field 2", accidents=8)
        for record in (inside, beyond):
            change.put(record, expected_version=1)
    sent = headers(registry, Role.ADMINISTRATOR)[Role.ADMINISTRATOR]
    with served(registry) as client:
        changes = [
            client.get(f"/api/records/hazards/{name}/history", headers=sent).json()["steps"][1][
                "changes"
            ]
            for name in ("HA-1", "HA-2")
        ]
    assert changes == [[], ["outline: another one"]]


def test_each_value_has_its_source_for_those_who_may_see_history(registry: Path) -> None:
    with (
        Registry.open(registry, write=True) as opened,
        opened.change(author="Bo", reason="Counted again") as change,
    ):
        again = hazard("HA-2", west=35.04, size=0.003, name="Field 2", accidents=7)
        change.put(again, expected_version=1)
        change.put(
            Record("sources", "S-1", {"title": "Roll", "reliability": "B"}), expected_version=None
        )
        figure: dict[str, Value] = {"metric": "x.y", "value": 3.0, "low": 2.0, "high": 4.0}
        figure |= {"unit": "1", "source": "S-1"}
        change.put(Record("figures", "F-1", figure), expected_version=None)
    sent = headers(registry, Role.PLANNER, Role.VIEWER)

    def told(address: str, role: Role) -> dict[str, Any]:
        answer = client.get(f"/api/records/{address}", headers=sent[role]).json()
        return {field["name"]: field["source"] for field in answer["fields"]}

    with served(registry) as client:
        hazards = told("hazards/HA-2", Role.PLANNER)
        assert (hazards["accidents"]["version"], hazards["hazard_type"]["version"]) == (2, 1)
        assert hazards["accidents"]["source"] == "Bo, Counted again"
        assert set(told("hazards/HA-2", Role.VIEWER).values()) == {None}
        value = told("figures/F-1", Role.PLANNER)["value"]
        assert (value["source"], value["range"]) == ("Roll", "2 to 4")
        assert value["grade"] == "B, usually reliable"
