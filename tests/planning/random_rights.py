"""Random regions whose organisations, grants and teams may do this and not that, for a while."""

from datetime import date, timedelta
from random import Random

from tests.planning.small_region import MONDAY, Region

DISTRICTS = {
    "north": (-6000.0, 0.0, 0.0, 6000.0),
    "east": (0.0, 0.0, 6000.0, 6000.0),
    "south": (-6000.0, -6000.0, 6000.0, 0.0),
}
"""West, south, east and north of each, in metres."""

GROUND = ("nts", "ts", "manual", "bac", "mechanical", "dogs", "eod")
TRADES = ("building", "water", "power", "roads")
ACTIVITIES = ("nts", "ts", "clearance", "control", "works")
ORGANISATIONS = ("O1", "O2", "O3")
GRANTS = ("G1", "G2", "G3")
CONTRIBUTIONS = ("CB1", "CB2")
DAY = timedelta(days=1)


def random_region(seed: int) -> Region:
    """A region of three districts with a dozen pieces of work, the same for the same seed."""
    dice = Random(f"rights/{seed}")
    region = Region()
    for name, (west, south, east, north) in DISTRICTS.items():
        region.district(name, west, south, east, north)
    for name in ORGANISATIONS:
        region.add(
            "organisations", name, name=f"organisation {name}",
            kinds=_some(dice, (*GROUND, *TRADES), 7) if dice.random() < 0.3 else (),
            places=_places(dice, 0.3),
        )  # fmt: skip
    for name in CONTRIBUTIONS:
        region.contribution(name, "operational")
    _accreditations(region, dice)
    _grants(region, dice)
    _teams(region, dice)
    _work(region, dice)
    return region


def random_roof(seed: int) -> tuple[Region, int]:
    """A roof of so many days in one of three districts, and crews with permits of all sorts."""
    dice = Random(f"roof/{seed}")
    region, days = Region(), dice.randint(1, 20)
    for name, (west, south, east, north) in DISTRICTS.items():
        region.district(name, west, south, east, north)
    x, y = dice.choice(((-3000, 3000), (3000, 3000), (0, -3000)))
    region.asset("school", x, y, people_served=99).works("roof", "school", days)
    for name in ORGANISATIONS:
        region.add("organisations", name, name=f"organisation {name}", places=_places(dice, 0.2))
        for n in range(dice.randint(1, 4)):
            permit = dice.choices(("licence", "accreditation"), (3, 1))[0]
            region.add(
                "accreditations", f"{name}-{n}", organisation=name, permit=permit,
                kinds=dice.choice((("building",), ("building",), ("water",), ("building", "water"))),
                places=_places(dice, 0.5), **_span(dice, 0.8),
            )  # fmt: skip
    for n in range(dice.randint(1, 3)):
        region.team(
            f"C{n}", *dice.choice((("building", "water"), ("water", "building"), ("building",))),
            x=x, y=y, organisation=dice.choice(ORGANISATIONS), **_span(dice, 0.2),
        )  # fmt: skip
    return region, days


def _some(dice: Random, words: tuple[str, ...], most: int) -> tuple[str, ...]:
    chosen = set(dice.sample(words, dice.randint(1, most)))
    return tuple(word for word in words if word in chosen)


def _places(dice: Random, chance: float) -> tuple[str, ...]:
    return _some(dice, tuple(DISTRICTS), 2) if dice.random() < chance else ()


def _span(dice: Random, chance: float) -> dict[str, date | None]:
    """First and last day, each unknown now and then; some lie before the plan."""
    begin = MONDAY + timedelta(days=dice.randint(-60, 60))
    end = begin + timedelta(days=dice.randint(5, 120))
    return {
        "from_on": begin if dice.random() < chance else None,
        "to_on": end if dice.random() < chance else None,
    }


def _accreditations(region: Region, dice: Random) -> None:
    for number in range(dice.randint(0, 4)):
        region.add(
            "accreditations", f"A{number}",
            organisation=dice.choice(ORGANISATIONS),
            permit=dice.choices(("accreditation", "licence"), (3, 1))[0],
            kinds=_some(dice, GROUND, 5) if dice.random() < 0.8 else (),
            places=_places(dice, 0.3),
            **_span(dice, 0.6),
        )  # fmt: skip
    for name in ORGANISATIONS:
        if dice.random() < 0.5:
            change = MONDAY + timedelta(days=dice.randint(20, 45))
            for half, days in enumerate(({"to_on": change}, {"from_on": change + DAY})):
                region.add(
                    "accreditations", f"{name}-{half}", organisation=name, permit="accreditation",
                    kinds=_some(dice, GROUND, 6), places=(), **days,
                )  # fmt: skip
    for name in ORGANISATIONS:
        if dice.random() < 0.4:
            one, other = dice.sample(GROUND, 2)
            here, there = dice.sample(tuple(DISTRICTS), 2)
            for kind, place in ((one, here), (other, there)):
                region.add(
                    "accreditations", f"{name}-{kind}", organisation=name, permit="accreditation",
                    kinds=(kind,), places=(place,), **_span(dice, 0.3),
                )  # fmt: skip
    if dice.random() < 0.2:
        region.add("accreditations", "A-trade", organisation="O1", permit="licence",
                   kinds=("building",), **_span(dice, 0.8))  # fmt: skip


def _grants(region: Region, dice: Random) -> None:
    for name in GRANTS:
        region.add(
            "grants", name,
            name=f"grant {name}",
            places=_places(dice, 0.4),
            activities=_some(dice, ACTIVITIES, 3) if dice.random() < 0.3 else (),
            excludes_contributions=_some(dice, CONTRIBUTIONS, 1) if dice.random() < 0.3 else (),
            excludes_organisations=_some(dice, ORGANISATIONS, 1) if dice.random() < 0.3 else (),
            **_span(dice, 0.6),
        )  # fmt: skip


def _teams(region: Region, dice: Random) -> None:
    for number in range(dice.randint(4, 8)):
        crew = dice.random() < 0.4
        x, y = dice.uniform(-5000, 5000), dice.uniform(-5000, 5000)
        region.team(
            f"T{number}", *_some(dice, TRADES if crew else GROUND, 4), x=x, y=y,
            organisation=dice.choice((*ORGANISATIONS, "")),
            group=dice.choice((*GRANTS, "grant G1", "unrecorded", "")),
            contribution=dice.choice((*CONTRIBUTIONS, "", "")),
            places=_places(dice, 0.2),
            mobility=dice.choice(("default", "default", "heavy")),
            **_span(dice, 0.2),
        )  # fmt: skip
    # Whose name looks like the second part of another's time.
    region.team("T0~2", "manual", "building", organisation="O1")
    if dice.random() < 0.4:
        region.team("anybody", "nts", "manual", "building", x=100, y=100)
    for number in range(dice.randint(0, 3)):
        region.team(
            f"I{number}", "qc", *_some(dice, GROUND, 2)[: dice.randint(0, 1)], x=200, y=200,
            organisation=dice.choice(("Q", *ORGANISATIONS, "")), **_span(dice, 0.2),
        )  # fmt: skip


def _work(region: Region, dice: Random) -> None:
    for number in range(dice.randint(4, 8)):
        x, y = dice.uniform(-5500, 5500), dice.uniform(-5500, 5500)
        known = dice.random() < 0.6
        region.hazard(
            f"H{number}", x, y, dice.choice((30.0, 60.0, 120.0)),
            contamination=dice.choice(("ap_mine", "cluster", "uxo", "mixed")),
            hazard_type="cha" if known else "sha", evidence="direct" if known else "indirect",
            people_exposed=dice.randint(0, 500),
            status="completed" if dice.random() < 0.15 else "open",
        )  # fmt: skip
        if dice.random() < 0.2:
            region.order(f"TD{number}", f"H{number}", "completed",
                         organisation=dice.choice((*ORGANISATIONS, "Q")))  # fmt: skip
    for number in range(dice.randint(3, 6)):
        x, y = dice.uniform(-5500, 5500), dice.uniform(-5500, 5500)
        region.asset(f"S{number}", x, y, people_served=dice.randint(1, 900))
        region.works(f"W{number}", f"S{number}", dice.randint(1, 25), trade=dice.choice(TRADES),
                     crews=dice.randint(1, 2))  # fmt: skip
    for number in range(dice.randint(0, 3)):
        for order, what in (
            (f"TO{number}", {"works": f"W{number}", "activity": "works"}),
            (f"TC{number}", {"hazard": f"H{number}", "activity": "clearance"}),
        ):
            status = dice.choice(("active", "active", "mobilising", "issued"))
            region.add(
                "tasks", order, **what, status=status, organisation=dice.choice(ORGANISATIONS),
                teams=(f"T{dice.randint(0, 3)}",),
                done_share=0.3 if status == "active" else None,
                issued_on=MONDAY - timedelta(days=dice.randint(0, 20)),
            )  # fmt: skip
