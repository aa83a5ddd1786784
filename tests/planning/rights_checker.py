"""
Finds work outside accreditation, licence, area or funding, and inspection of one's own work.

It shares nothing with the rules: it reads the values of records and the JSON of a plan, and
asks for every item, team and day whether somebody allowed it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from shapely import Point

from ploughshare.fields import Record
from tests.planning.small_region import MONDAY

Records = Mapping[str, list[Record]]

GROUND_WORK = {"nts", "ts", "manual", "mechanical", "dogs", "bac", "eod", "qc"}


def breaches(records: Records, plan: Mapping[str, Any]) -> list[str]:
    """Every breach in a plan, in words; empty for none."""
    return list(_breaches(records, plan))


def _breaches(records: Records, plan: Mapping[str, Any]) -> Iterator[str]:
    by_id = {kind: {r.id: r.values for r in rows} for kind, rows in records.items()}
    at_work: dict[str, list[tuple[int, int, str]]] = {}
    for item in plan["items"]:
        what = item["activity"]
        first, last = (date.fromisoformat(item[key]) for key in ("start_on", "finish_on"))
        district = _district(records, item["place"])
        names = []
        for kind, teams in item["teams"].items():
            for name in teams:
                names.append(name)
                at_work.setdefault(name, []).append((item["start"], item["finish"], what))
                team = by_id["teams"].get(name)
                if team is None:
                    yield f"{what}: nobody knows a team {name}"
                    continue
                for n in range((last - first).days + 1):
                    day = first + timedelta(days=n)
                    for why in _why_not(by_id, team, kind, item["kind"], district, day):
                        yield f"{what} by {name} as {kind} on {day}: {why}"
        yield from (f"{what}: {why}" for why in _apart(by_id, names))
        if item["kind"] == "control":
            yield from (f"{what}: {why}" for why in _own_work(by_id, plan, item))
    for name, spans in at_work.items():
        spans.sort()
        for (_, end, one), (begin, _, other) in pairwise(spans):
            if begin < end:
                yield f"{name} is at {one} and at {other} at once"


def needless(records: Records, plan: Mapping[str, Any], start: date = MONDAY) -> list[str]:
    """Works left out for want of a team, and teams that may do them on some working day."""
    by_id = {kind: {r.id: r.values for r in rows} for kind, rows in records.items()}
    at = {asset.id: asset.geometry for asset in records["assets"]}
    ordered = {order.get("works") for order in by_id.get("tasks", {}).values()}
    found: list[str] = []
    for row in plan["not_planned"]:
        name = row["record"]["id"]
        if row["record"]["type"] != "works" or row["reason"] != "no-team" or name in ordered:
            continue
        works = by_id["works"][name]
        shape = at[str(works["asset"])]
        assert shape is not None
        district = _district(records, {"lon": shape.centroid.x, "lat": shape.centroid.y})
        for team, values in by_id["teams"].items():
            for n in range(300):
                day = start + timedelta(days=n)
                if day.weekday() < 5 and not any(
                    _why_not(by_id, values, str(works["trade"]), "works", district, day)
                ):
                    found.append(f"{name} is left out, and {team} may do it on {day}")
                    break
    return found


def first_finish(records: Records, days: int, start: date = MONDAY) -> date | None:
    """
    The first day on which one crew can have done works of so many working days.

    Every crew stands on the site. Each day from the first to the last it must be allowed there, days
    of rest included.
    """
    by_id = {kind: {r.id: r.values for r in rows} for kind, rows in records.items()}
    asset = records["assets"][0].geometry
    assert asset is not None
    district = _district(records, {"lon": asset.centroid.x, "lat": asset.centroid.y})
    found: list[date] = []
    for team in by_id["teams"].values():
        allowed = [
            not any(_why_not(by_id, team, "building", "works", district, start + timedelta(days=n)))
            for n in range(400)
        ]
        for n in range(300):
            if (start + timedelta(days=n)).weekday() >= 5:
                continue
            worked, end = 0, n
            while worked < days:
                worked += (start + timedelta(days=end)).weekday() < 5
                end += 1
            if all(allowed[n:end]):
                found.append(start + timedelta(days=end - 1))
                break
    return min(found, default=None)


def _own_work(
    by_id: Mapping[str, Mapping[str, Any]], plan: Mapping[str, Any], control: Mapping[str, Any]
) -> Iterator[str]:
    """Inspection by an organisation that surveys or clears the same ground, or was ordered to."""

    def owner(team: str) -> str:
        return str(by_id["teams"].get(team, {}).get("organisation", ""))

    orders = [
        order
        for order in by_id.get("tasks", {}).values()
        if order.get("hazard") == control["record"]["id"]
        and order["activity"] != "control"
        and order["status"] != "proposed"
    ]
    worked = {order.get("organisation", "") for order in orders}
    worked |= {owner(team) for order in orders for team in order.get("teams", ())}
    for item in plan["items"]:
        same = item["record"] == control["record"] and item["kind"] in {"nts", "ts", "clearance"}
        if same and item.get("lot") in {None, control.get("lot")}:
            worked |= {owner(team) for teams in item["teams"].values() for team in teams}
    for team in (team for teams in control["teams"].values() for team in teams):
        if not owner(team):
            yield f"{team} inspects and nobody knows whose it is"
        elif owner(team) in worked:
            yield f"{team} inspects what {owner(team)} worked on"


def _district(records: Records, place: Mapping[str, Any]) -> str:
    """Id of the district at a place on the map, or next to it."""
    spot = Point(place["lon"], place["lat"])
    outlined = [(r.geometry.distance(spot), r.id) for r in records["places"] if r.geometry]
    return min(outlined)[1]


def _why_not(
    by_id: Mapping[str, Mapping[str, Any]],
    team: Mapping[str, Any],
    kind: str,
    activity: str,
    district: str,
    day: date,
) -> Iterator[str]:
    if kind not in team["kinds"]:
        yield "it does not serve as that"
    if not _on(team, day):
        yield "it is not there"
    owner = team.get("organisation", "")
    organisation = by_id["organisations"].get(owner, {})
    grant = _grant(by_id, team)
    for whose, terms in (("its own", team), ("its organisation's", organisation), ("its", grant)):
        if terms.get("places") and district not in terms["places"]:
            yield f"{district} is outside {whose} area"
    if not _on(grant, day):
        yield "its grant does not pay that day"
    if grant.get("activities") and activity not in grant["activities"]:
        yield f"its grant does not pay for {activity}"
    for permit in ("accreditation", "licence"):
        held = [
            record
            for record in by_id.get("accreditations", {}).values()
            if record["organisation"] == owner and record["permit"] == permit
        ]
        counts = held and (
            kind in GROUND_WORK or any(kind in record.get("kinds", ()) for record in held)
        )
        if counts and not any(
            _on(record, day)
            and (not record.get("kinds") or kind in record["kinds"])
            and (not record.get("places") or district in record["places"])
            for record in held
        ):
            yield f"no {permit} covers it"
        simple = organisation.get("kinds")
        if permit == "accreditation" and not counts and simple and kind not in simple:
            yield "its organisation does not list that kind"


def _grant(by_id: Mapping[str, Mapping[str, Any]], team: Mapping[str, Any]) -> Mapping[str, Any]:
    called = team.get("group", "")
    grants = by_id.get("grants", {})
    if called in grants:
        found: Mapping[str, Any] = grants[called]
        return found
    return next((grant for grant in grants.values() if grant["name"] == called), {})


def _on(terms: Mapping[str, Any], day: date) -> bool:
    first, last = terms.get("from_on"), terms.get("to_on")
    return (first is None or first <= day) and (last is None or day <= last)


def _apart(by_id: Mapping[str, Mapping[str, Any]], names: list[str]) -> Iterator[str]:
    for pair in combinations(names, 2):
        for one, other in (pair, pair[::-1]):
            if one not in by_id["teams"] or other not in by_id["teams"]:
                continue
            grant = _grant(by_id, by_id["teams"][one])
            met = by_id["teams"][other]
            if met.get("contribution") and met["contribution"] in grant.get(
                "excludes_contributions", ()
            ):
                yield f"the grant of {one} excludes {met['contribution']}"
            if met.get("organisation") and met["organisation"] in grant.get(
                "excludes_organisations", ()
            ):
                yield f"the grant of {one} excludes {met['organisation']}"
