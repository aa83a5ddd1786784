"""Tables about assets: what they are, their damage, works, needs, and task orders."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from ploughshare.usecases.example_region.model import Asset, Region, Works
from ploughshare.usecases.example_region.names import in_cyrillic
from ploughshare.usecases.example_region.progress import weeks
from ploughshare.usecases.example_region.writers import INVENTED, Row, Sheet

_GRADES = {
    1: "Negligible to slight damage",
    2: "Moderately damaged",
    3: "Highly damaged",
    4: "Completely Destroyed",
}
_KINDS_LOCAL = {
    **{"substation": "підстанція", "power_line": "ЛЕП", "pump": "насосна", "well": "свердловина"},
    **{"school": "школа", "clinic": "амбулаторія", "public": "ратуша", "market": "ринок"},
    "industry": "елеватор",
}


BRIDGE_T, PANEL_T, DAMAGED_T = 60.0, 40.0, 40.0
"""What bridges, panel bridges and bridges with a damaged deck carry, in tonnes."""


def utilities(region: Region) -> Sheet:
    """Substations, lines, pumps, wells."""
    kinds = ("substation", "power_line", "pump", "well")
    return _local_assets(region, "utilities", kinds, "local name", "asset kind")


def public_buildings(region: Region) -> Sheet:
    """Schools, clinics, offices."""
    kinds = ("school", "clinic", "public", "market", "industry")
    return _local_assets(region, "public buildings", kinds, "назва", "тип")


def _local_assets(
    region: Region, name: str, kinds: tuple[str, ...], local_name: str, kind: str
) -> Sheet:
    """Assets with names in both scripts, and the kind in the local language."""
    chosen = [asset for asset in region.assets if asset.kind in kinds]
    rows: list[Row] = []
    for asset in chosen:
        word = _KINDS_LOCAL[asset.kind]
        rows.append(
            {
                "id": asset.id,
                "name": asset.name,
                local_name: f"{word[:1].upper() + word[1:]} {in_cyrillic(asset.settlement.name)}",
                kind: word,
                "settlement": asset.settlement.id,
                "people served": asset.people,
                "people date": "2025-12-31",
                "state": _service(asset),
            }
        )
        if "power_line" in kinds:
            rows[-1]["length"] = asset.length_m
    return Sheet(name, rows, [asset.shape for asset in chosen])


def homes(region: Region) -> Sheet:
    """Damaged homes."""
    chosen = [asset for asset in region.assets if asset.kind == "house"]
    rows: list[Row] = [
        {
            "id": asset.id,
            "title": asset.name,
            "building": "residential",
            "settlement": asset.settlement.id,
            "people": asset.people,
            "state": _service(asset),
            "owner": "private",
        }
        for asset in chosen
    ]
    return Sheet("homes", rows, [asset.shape for asset in chosen])


def fields(region: Region) -> Sheet:
    """Fields."""
    chosen = [asset for asset in region.assets if asset.kind == "field"]
    rows: list[Row] = [
        {
            "id": asset.id,
            "asset_name": f"{in_cyrillic(asset.settlement.name)}, поле {asset.id.split('-')[-1]}",
            "settlement": asset.settlement.id,
            "beneficiaries": asset.people,
            "operational": _service(asset),
            "size_m2": round(asset.shape.area, -2),
        }
        for asset in chosen
    ]
    return Sheet("fields", rows, [asset.shape for asset in chosen])


def roads_bridges(region: Region) -> Sheet:
    """Damaged roads and bridges."""
    chosen = [asset for asset in region.assets if asset.kind in ("road", "bridge")]
    rows: list[Row] = [
        {
            "id": asset.id,
            "asset name": asset.name,
            "asset kind": asset.kind,
            "settlement": asset.settlement.id,
            "users": asset.people,
            "state": _service(asset),
            "length": asset.length_m,
            "load class": _carries_t(asset),
            **INVENTED,
        }
        for asset in chosen
    ]
    return Sheet("roads_bridges", rows, [asset.shape for asset in chosen])


def _carries_t(asset: Asset) -> float | None:
    """What a bridge carries as it stands, or did before it was damaged."""
    if asset.kind != "bridge":
        return None
    return DAMAGED_T if _service(asset) == "limited" else BRIDGE_T


def _carries_after_t(work: Works) -> float | None:
    """What works leave a bridge with: a panel bridge less than the one before."""
    if work.asset.kind != "bridge" or work.works_type == "repair":
        return None
    return PANEL_T if work.works_type == "temporary" else BRIDGE_T


def damage(region: Region) -> Iterator[Row]:
    """Assessments by engineers on the ground."""
    dice = Random(f"{region.seed}/assessments")
    for asset in region.assets:
        if asset.kind in ("house", "field"):
            continue
        yield {
            "asset id": asset.id,
            "damage grade": asset.grade,
            "assessment date": f"2026-0{dice.randint(1, 2)}-{dice.randint(1, 28):02}",
            "assessor": "engineer",
            "remark": "no damage seen" if asset.grade == 0 else None,
        }


def damage_imagery(region: Region) -> Sheet:
    """Grades from imagery, of homes and fields."""
    chosen = [a for a in region.assets if a.kind in ("house", "field") and a.grade > 0]
    rows: list[Row] = [
        {
            "asset_id": asset.id,
            "grading": _GRADES[asset.grade],
            "src_date": "2025-10-14",
            **INVENTED,
        }
        for asset in chosen
    ]
    return Sheet("damage_imagery", rows, [asset.shape.centroid for asset in chosen])


def works(region: Region) -> Iterator[Row]:
    """Works with trade, quantity and what comes before."""
    for work in region.works:
        yield {
            "id": work.id,
            "asset_id": work.asset.id,
            "description": work.name,
            "type": work.works_type,
            "crew": work.trade,
            "qty": work.quantity,
            "units": {"crew_days": "crew days", "m": "m"}[work.unit],
            "max crews": work.crews,
            "after works": work.after or None,
            "not before": work.earliest_on,
            "curing": work.lag_days,
            "state": "in progress" if work.id in region.active_works else "planned",
            "preparation": work.preparation or None,
            "stage since": work.preparation_since,
            "ready on": work.prepared_on,
            "load class": _carries_after_t(work),
        }


def needs(region: Region) -> Iterator[Row]:
    """Which asset serves only while another does."""
    for asset, needed, service in region.needs:
        yield {"asset id": asset, "depends on": needed, "service": service}


def tasks(region: Region) -> Iterator[Row]:
    """Task orders."""
    for task in region.tasks:
        yield {
            "id": task.id,
            "hazard id": task.hazard or None,
            "works id": task.works or None,
            "activity": task.activity,
            "task status": task.status,
            "operator": task.organisation,
            "assigned teams": "; ".join(task.teams) or None,
            "issue date": task.issued_on,
            "expiry": task.expires_on,
            "m2 in scope": task.scope_m2,
            "m2 done": task.done_m2,
            "progress": task.done_share,
            "suspension reason": task.reason or None,
            "promised by": task.promised_on,
            "promised to": task.promised_to or None,
        }


def progress(region: Region) -> Iterator[Row]:
    """Weekly reports of teams, as operators send them."""
    reports = weeks(region.tasks, region.hazards, region.works, region.teams, region.seed)
    for number, week in enumerate(reports, start=1):
        yield {
            "id": f"PR-{number:03}",
            "call sign": week.team,
            "task order": week.task,
            "week begins": week.first,
            "week ends": week.first + timedelta(days=4),
            "days at work": week.worked,
            "days lost": week.lost or None,
            "reason lost": week.lost_by or None,
            "m2 cancelled": week.cancelled_m2 or None,
            "m2 reduced": week.reduced_m2 or None,
            "m2 cleared": week.cleared_m2 or None,
            "road metres": week.road_m or None,
            "items found": week.items_found,
        }


def _service(asset: Asset) -> str:
    if asset.grade == 0:
        return "working"
    return "limited" if asset.grade == 1 or asset.id.endswith("BR-02") else "not working"
