"""Nothing that a role may not see comes out of the routes of records, errors included."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from ploughshare.dictionary import RECORD_TYPES
from ploughshare.registry.kept import Publication
from ploughshare.usecases.permissions import Act, Role
from tests.web.canaries import Canary, escaped, fill_with_canaries
from tests.web.serving import headers, served


@dataclass(frozen=True, slots=True)
class Ground:
    """A server full of canaries, and what to send to be of a role."""

    client: TestClient
    canaries: list[Canary]
    published: Publication
    tokens: dict[Role, dict[str, str]]


pytestmark = pytest.mark.api


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    path = tmp_path_factory.mktemp("canaries") / "r.plough"
    canaries = fill_with_canaries(path, publish=RECORD_TYPES)
    published = Publication(tuple(RECORD_TYPES))
    with served(path) as client:
        yield Ground(client, canaries, published, headers(path))


def addresses(*, all_of_them: bool) -> Iterator[tuple[str, Act]]:
    """What can be asked about records, rightly and wrongly, and by which act."""
    yield "/api/region", Act.SEE
    for words in ("canary", "-0", "51.5 N 34.5 E", "36U"):
        yield f"/api/search?q={words}", Act.SEE
    for path in ("", "/conformance", "/api", "/collections"):
        for form in ("json", "html"):
            yield f"/ogc{path}?f={form}", Act.SEE
    for name, record_type in RECORD_TYPES.items():
        base = f"/ogc/collections/{name}"
        yield f"{base}/items?f=json", Act.SEE
        yield f"{base}/items?f=html&limit=2", Act.SEE
        yield f"{base}/items?f=csv&purpose=test", Act.EXPORT
        yield f"{base}/items/{record_type.prefix}-0?f=html", Act.SEE
        yield f"/api/records/{name}/{record_type.prefix}-0", Act.SEE
        yield f"/api/records/{name}/{record_type.prefix}-0/history", Act.SEE
        if not all_of_them:
            continue
        for form in ("json", "html"):
            yield f"{base}?f={form}", Act.SEE
            yield f"{base}/items/nothing?f={form}", Act.SEE
        yield f"{base}/items/{record_type.prefix}-0", Act.SEE
        yield f"{base}/items?f=csv", Act.EXPORT
        yield f"{base}/items?limit=0&bbox=1,2", Act.SEE
        yield f"/api/records/{name}", Act.SEE
        yield f"/api/records/{name}", Act.SEE
        for field in record_type:
            yield f"{base}/items?{field.name}=1", Act.SEE


KEPT_OUT = (Role.VISITOR, Role.ADMINISTRATOR)
"""Those who may see least, each in another way."""


def come_out(ground: Ground, role: Role, *, all_of_them: bool) -> list[tuple[str, Canary]]:
    """The addresses at which a role is told what it may not see, and what that is."""
    out = []
    for address, act in addresses(all_of_them=all_of_them):
        answer = ground.client.get(address, headers=ground.tokens[role])
        assert answer.status_code < 500, address
        text = f"{answer.text}\n{json.dumps(dict(answer.headers))}"
        found = escaped(text, ground.canaries, role, ground.published, act)
        out += [(address, each) for each in found]
    return out


@pytest.mark.parametrize("role", KEPT_OUT)
def test_no_canary_reaches_who_may_not_see_it(ground: Ground, role: Role) -> None:
    assert come_out(ground, role, all_of_them=False) == []


@pytest.mark.soak
@pytest.mark.parametrize("role", Role)
def test_no_canary_reaches_anybody_by_any_address(ground: Ground, role: Role) -> None:
    assert come_out(ground, role, all_of_them=True) == []


def test_who_may_see_everything_sees_every_canary(ground: Ground) -> None:
    """Otherwise the test before would find nothing because there is nothing to be found."""
    texts = [
        ground.client.get(
            f"/ogc/collections/{name}/items", headers=ground.tokens[Role.INFORMATION_OFFICER]
        ).text
        for name in RECORD_TYPES
    ]
    whole = "\n".join(texts)
    of_records = [each for each in ground.canaries if each.record_type]
    assert len(of_records) > 800
    assert [each for each in of_records if each.mark not in whole] == []


def test_no_filter_tells_what_is_in_a_field_that_is_not_seen(ground: Ground) -> None:
    """A filter on a hidden field sounds as one on a field that there is not, whatever its value."""
    tried: dict[str, dict[str, str]] = {}
    for each in ground.canaries:
        hidden = each.hidden_from(Role.VISITOR, ground.published)
        if hidden and each.field not in ("", "geometry"):
            tried.setdefault(each.record_type, {})[each.field] = each.mark
    for name, fields in tried.items():
        base = f"/ogc/collections/{name}/items"
        unknown = ground.client.get(f"{base}?no_such_field=x")
        assert unknown.status_code in (400, 401)
        for field, mark in fields.items():
            assert ground.client.get(f"{base}?{field}={mark}").json() == unknown.json()


def test_a_small_box_tells_no_more_than_the_rounded_place(ground: Ground) -> None:
    """Asked box by box, a stranger draws the cells, and not the outline in them."""
    where = "/ogc/collections/hazards/items"
    (first, *_) = ground.client.get(where).json()["features"]
    ring = first["geometry"]["coordinates"][0]
    west, south = min(x for x, _ in ring), min(y for _, y in ring)
    side = RECORD_TYPES["hazards"].public_cell
    for part in (0.01, 0.5, 0.99):
        x, y = west + part * side, south + part * side
        box = f"{x},{y},{x + 1e-7},{y + 1e-7}"
        found = ground.client.get(f"{where}?bbox={box}").json()["features"]
        assert first["id"] in [each["id"] for each in found]
