"""Random regions of roads, bridges, hospitals and hazardous areas, some of them out of reach."""

from math import hypot
from random import Random

from ploughshare.fields import Value
from tests.planning.small_region import Region

XY = tuple[float, float]

COLUMNS, ROWS, APART_M = 4, 3, 9000.0
LIMITS = (15.0, 25.0, 40.0)
"""Minutes that evacuation may take."""


def random_region(seed: int, *, banks: bool = False) -> Region:
    """
    A grid of roads, 27 km by 18, with some dozen pieces of work; the same for the same seed.

    With ``banks`` half of the broken bridges have a hazardous bank.
    """
    dice = Random(f"evacuation/{seed}")
    region = Region().whole()
    limit = dice.choice(LIMITS)
    region.add("figures", "limit", metric="evacuation.limit_min", value=limit, low=10.0, high=120.0,
               unit="min")  # fmt: skip
    crossings = {
        (column, row): (
            column * APART_M + dice.uniform(-1500, 1500), row * APART_M + dice.uniform(-1500, 1500)
        )
        for column in range(COLUMNS)
        for row in range(ROWS)
    }  # fmt: skip
    hospitals = _hospitals(region, dice, list(crossings.values()))
    _districts(region, dice, hospitals)
    links = [
        (crossings[a], crossings[b])
        for a in crossings
        for b in ((a[0] + 1, a[1]), (a[0], a[1] + 1))
        if b in crossings and dice.random() < 0.85
    ]
    for number, link in enumerate(links):
        _road(region, dice, number, link)
    for number in range(dice.randint(6, 12)):
        _hazard(region, dice, number, links)
    for number in range(2):
        x, y = dice.choice(list(crossings.values()))
        region.team(f"M{number}", "manual", "nts", "ts", x=x, y=y,
                    medics=dice.choice((None, 0, 1, 1, 2)))  # fmt: skip
    region.team("B", "building", x=x, y=y)
    for bridge in [a for a in region.records["assets"] if a.values["kind"] == "bridge"]:
        if banks and dice.random() < 0.5:
            _bank(region, dice, bridge.id, links[int(bridge.id.removeprefix("B"))])
    return region


def _bank(region: Region, dice: Random, bridge: str, link: tuple[XY, XY]) -> None:
    """A hazardous area on the ground of a bridge, before it or behind it."""
    x, y = _along(link, 0.5 + dice.choice((-25, 25)) / hypot(*_between(*link)))
    region.hazard(f"{bridge}-bank", x, y, 10.0, hazard_type="cha", evidence="direct",
                  people_exposed=dice.randint(1, 500))  # fmt: skip


def _hospitals(region: Region, dice: Random, crossings: list[XY]) -> list[str]:
    """What places may call their hospitals: by id, by name, and by a name that is on no record."""
    for number, (x, y) in enumerate(dice.sample(crossings, 2)):
        out = dice.random() < 0.25
        region.asset(f"H{number}", x + 300, y + 300, kind="clinic", name=f"Hospital {number}",
                     service_state="out_of_service" if out else "in_service")  # fmt: skip
        if out and dice.random() < 0.6:
            region.works(f"WH{number}", f"H{number}", dice.randint(1, 9))
    return ["H0", "hospital 0 ", "Hospital 1", "h1", "Elsewhere", ""]


def _districts(region: Region, dice: Random, hospitals: list[str]) -> None:
    for number in range(3):
        west = -2000 + number * 10_500
        values: dict[str, Value] = {"hospital": dice.choice(hospitals)}
        if dice.random() < 0.4:
            values["evacuation_min"] = dice.uniform(5, 60)
        region.district(f"D{number}", west, -9000, west + 10_500, 30_000, **values)
    region.add("places", "village", name="village", level="settlement", parent="D1",
               hospital="H0", evacuation_min=None)  # fmt: skip


def _road(region: Region, dice: Random, number: int, link: tuple[XY, XY]) -> None:
    region.road(
        f"R{number}", *link,
        road_class=dice.choice(("main", "local", "local", "track")),
        passability=dice.choices(("open", "limited", "unknown", "blocked"), (6, 2, 1, 1))[0],
    )  # fmt: skip
    if dice.random() < 0.25:
        x, y = _along(link, 0.5)
        region.asset(f"B{number}", x, y, kind="bridge", people_served=dice.randint(10, 900),
                     service_state="out_of_service")  # fmt: skip
        if dice.random() < 0.75:
            region.works(f"W{number}", f"B{number}", dice.randint(1, 20))


def _hazard(region: Region, dice: Random, number: int, links: list[tuple[XY, XY]]) -> None:
    """On a road, or up to some kilometres off it; never on the ground of a bridge."""
    x, y = _along(dice.choice(links), dice.choice((0.2, 0.3, 0.35, 0.65, 0.7, 0.8)))
    if dice.random() < 0.5:
        x, y = x + dice.uniform(-3000, 3000), y + dice.uniform(-3000, 3000)
    if any(hypot(x - mx, y - my) < 200 for mx, my in (_along(link, 0.5) for link in links)):
        return
    known = dice.random() < 0.6
    region.hazard(
        f"A{number}", x, y, dice.choice((20.0, 40.0, 60.0)),
        hazard_type="cha" if known else "sha", evidence="direct" if known else "indirect",
        people_exposed=dice.randint(1, 500), place=dice.choice(("village", "", "", "")),
        status="completed" if dice.random() < 0.1 else "open",
    )  # fmt: skip
    if dice.random() < 0.15:
        region.order(f"T{number}", f"A{number}", "active", teams=(f"M{number % 2}",),
                     done_share=0.3)  # fmt: skip


def _along(link: tuple[XY, XY], share: float) -> XY:
    (ax, ay), (dx, dy) = link[0], _between(*link)
    return ax + share * dx, ay + share * dy


def _between(a: XY, b: XY) -> XY:
    return b[0] - a[0], b[1] - a[1]
