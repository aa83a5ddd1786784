"""Works that bring the damaged assets back, as chains of trades.

Quantities follow the crew tables of practice (crew-days for a crew of 8 to 14);
they are invented where no table says more.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from ploughshare.usecases.example_region.assets import NO_WORKS
from ploughshare.usecases.example_region.model import AS_OF, Asset, Works

MATERIALS_LATE = ("house", "school", "clinic", "public", "road")
"""Kinds of asset for which materials may come weeks after the first day."""

PREPARED = ("temporary", "repair", "rebuild")
"""Types of works that take design, permits or a tender; others are begun within days."""

READY, READY_ON = 0.5, 0.6
"""Shares of assets whose works are ready for builders, and ready then or on a day on record."""

UNDER_WAY = {"procurement": 0.76, "permits": 0.84, "design": 0.92}
"""Stages of preparation under way; the share of assets that are as far as this or further."""

Step = tuple[str, str, str, float, str, int, int]
"""Name, type, trade, quantity, unit, crews at most, days of curing or drying after it."""


def works(assets: list[Asset], seed: int) -> list[Works]:
    """Works of all damaged assets, each after the one before it on the same asset."""
    dice, project = Random(f"{seed}/works"), Random(f"{seed}/preparation")
    made: list[Works] = []
    for asset in assets:
        if not asset.works_needed or asset.id in NO_WORKS:
            continue
        before, prepared = "", preparation(project)
        for name, works_type, trade, quantity, unit, crews, lag in _CHAINS[asset.kind](dice, asset):
            late = dice.random() < 0.08 and asset.kind in MATERIALS_LATE
            made.append(
                Works(
                    id=f"WK-{len(made) + 1:04}",
                    asset=asset,
                    name=name,
                    works_type=works_type,
                    trade=trade,
                    quantity=quantity,
                    unit=unit,
                    crews=crews,
                    after=before,
                    lag_days=lag,
                    earliest_on=AS_OF + timedelta(days=dice.randint(30, 200)) if late else None,
                    **(prepared if works_type in PREPARED else {}),
                )
            )
            before = made[-1].id
    return made


def preparation(dice: Random) -> dict[str, Any]:
    """How far the works of one asset are prepared; of one in twelve nobody recorded it."""
    drawn, weeks = dice.random(), dice.randint(1, 9)
    if drawn < READY:
        return {"preparation": "ready"}
    if drawn < READY_ON:
        return {"prepared_on": AS_OF + timedelta(weeks=weeks)}
    stage = next((name for name, share in UNDER_WAY.items() if drawn < share), "")
    if not stage:
        return {}
    return {"preparation": stage, "preparation_since": AS_OF - timedelta(weeks=weeks)}


def _days(dice: Random, low: float, high: float) -> float:
    return float(max(1, round(dice.triangular(low, high, low + 0.4 * (high - low)))))


def _house(dice: Random, asset: Asset) -> Iterator[Step]:
    if asset.units > 1:
        yield from _group(dice, asset)
        return
    if asset.grade == 1:
        yield "Roof and windows", "emergency", "building", _days(dice, 1, 4), "crew_days", 1, 0
        return
    yield "Clear rubble", "debris", "building", _days(dice, 1, 2 + asset.grade), "crew_days", 1, 0
    if asset.grade == 2:
        yield "Repair roof and walls", "repair", "building", _days(dice, 3, 12), "crew_days", 1, 0
    elif asset.grade == 3:
        yield "Repair walls and roof", "repair", "building", _days(dice, 10, 28), "crew_days", 2, 5
        yield "Inside works", "repair", "building", _days(dice, 2, 8), "crew_days", 1, 0
    else:
        yield (
            "Set up a modular house",
            "rebuild",
            "building",
            _days(dice, 14, 34),
            "crew_days",
            2,
            7,
        )
        if dice.random() < 0.5:
            yield "Connect water", "repair", "water", _days(dice, 1, 2), "crew_days", 1, 0


def _group(dice: Random, asset: Asset) -> Iterator[Step]:
    houses, grade = asset.units, asset.grade
    if grade > 2:
        rubble = _days(dice, 0.4 * houses, 0.3 * grade * houses)
        yield "Clear rubble", "debris", "building", rubble, "crew_days", 1, 0
    repair = _days(dice, 1.2 * houses * (grade - 1), 2.2 * houses * (grade - 1))
    works_type = "rebuild" if grade == 4 else "repair"
    yield (
        "Repair walls and roofs",
        works_type,
        "building",
        repair,
        "crew_days",
        2,
        5 if grade > 2 else 0,
    )


def _public_building(dice: Random, asset: Asset) -> Iterator[Step]:
    size = min(1.0, 0.35 + asset.settlement.population / 9_000)
    if asset.grade >= 3:
        yield "Clear rubble", "debris", "building", _days(dice, 3, 4 + 9 * size), "crew_days", 1, 0
        work = _days(dice, 40 * size, 85 * size)
        yield "Repair the structure", "repair", "building", work, "crew_days", 2, 10
    yield (
        "Repair roof and windows",
        "repair",
        "building",
        _days(dice, 8, 10 + 22 * size),
        "crew_days",
        2,
        0,
    )
    if asset.kind == "clinic" and asset.grade >= 2:
        yield "Power and water inside", "repair", "power", _days(dice, 4, 10), "crew_days", 1, 0


def _substation(dice: Random, asset: Asset) -> Iterator[Step]:
    size = min(1.0, 0.2 + asset.people / 8_000)
    if asset.grade >= 3:
        yield (
            "Foundations and building",
            "repair",
            "building",
            _days(dice, 6, 8 + 16 * size),
            "crew_days",
            1,
            10,
        )
    yield (
        "Repair transformer and switchgear",
        "repair",
        "power",
        _days(dice, 8, 12 + 34 * size),
        "crew_days",
        2,
        3,
    )


def _power_line(dice: Random, asset: Asset) -> Iterator[Step]:
    part = {1: 0.04, 2: 0.1, 3: 0.2, 4: 0.35}[asset.grade]
    metres = float(round((asset.length_m or 0) * part * dice.uniform(0.7, 1.3), -1))
    yield "Replace poles and conductors", "repair", "power", max(100.0, metres), "m", 2, 0


def _pump(dice: Random, asset: Asset) -> Iterator[Step]:
    if asset.grade >= 2:
        yield (
            "Mend the pump house",
            "repair",
            "building",
            _days(dice, 3, 5 * asset.grade),
            "crew_days",
            1,
            3,
        )
    yield (
        "Replace pumps and pipes",
        "repair",
        "water",
        _days(dice, 6, 9 * asset.grade + 4),
        "crew_days",
        2,
        1,
    )


def _well(dice: Random, asset: Asset) -> Iterator[Step]:
    yield (
        "Clean and test the well",
        "repair",
        "water",
        _days(dice, 2, 4 + 2 * asset.grade),
        "crew_days",
        1,
        2,
    )


def _bridge(dice: Random, asset: Asset) -> Iterator[Step]:
    if asset.grade >= 4:
        yield "Mend the abutments", "temporary", "bridges", _days(dice, 18, 34), "crew_days", 1, 14
        yield (
            "Launch a panel bridge",
            "temporary",
            "bridges",
            _days(dice, 12, 22),
            "crew_days",
            1,
            2,
        )
        yield "Approach ramps", "temporary", "roads", 180.0, "m", 1, 0
        # The panel bridge serves in part, at low load and one way, until this is done.
        yield "Rebuild the bridge", "rebuild", "bridges", 90.0, "crew_days", 2, 14
    else:
        yield "Repair deck and railings", "repair", "bridges", _days(dice, 8, 16), "crew_days", 1, 7


def _road(dice: Random, asset: Asset) -> Iterator[Step]:
    part = 0.3 if asset.grade >= 3 else 0.12
    metres = float(round(max(150.0, part * (asset.length_m or 0)), -1))
    yield "Fill craters", "emergency", "roads", max(1.0, round(metres / 160)), "crew_days", 1, 0
    yield "Base and surface", "repair", "roads", metres, "m", 1, 1


def _silo(dice: Random, asset: Asset) -> Iterator[Step]:
    # No team of the region serves as "debris", on purpose: the plan must say who is missing.
    yield "Pull down the leaning silo", "debris", "debris", 9.0, "crew_days", 1, 0


def _field(dice: Random, asset: Asset) -> Iterator[Step]:
    name = "Level craters, mend drains"
    yield name, "repair", "roads", _days(dice, 1, 1 + 3 * asset.grade), "crew_days", 1, 0


_CHAINS: dict[str, Callable[[Random, Asset], Iterator[Step]]] = {
    "house": _house,
    "school": _public_building,
    "clinic": _public_building,
    "public": _public_building,
    "market": _public_building,
    "substation": _substation,
    "power_line": _power_line,
    "pump": _pump,
    "well": _well,
    "bridge": _bridge,
    "road": _road,
    "field": _field,
    "industry": _silo,
}
