"""Who works in the invented region, when, and how fast."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from ploughshare.usecases.example_region.model import (
    AS_OF,
    Organisation,
    Scale,
    Settlement,
    Team,
)

CENTRE = Organisation("ORG-1", "Sarvena Mine Action Centre", "mac", ("nts", "ts"))
NORTH_FIELD = Organisation(
    "ORG-2",
    "North Field Aid",
    "operator_ngo",
    ("nts", "ts", "manual", "bac", "dogs", "eod"),
    ("Dobrel", "Sarvena", "Lunvara"),
)
TALVA_DEMINING = Organisation(
    "ORG-3",
    "Talva Demining",
    "operator_commercial",
    ("ts", "manual", "bac", "mechanical"),
    ("Marnitsa", "Dobrel", "Lunvara", "Sarvena"),
)
RESCUE = Organisation(
    "ORG-4", "Regional Rescue Service", "civil_defence", ("manual", "bac", "eod", "ts")
)
ROADS = Organisation("ORG-5", "Sarvena Roads and Bridges", "builder", ("roads", "bridges"))
GRID = Organisation("ORG-6", "Sarvena Grid", "utility", ("power",))
WATER = Organisation("ORG-7", "Talva Water Works", "utility", ("water",))
BUILDERS = Organisation("ORG-8", "Border Builders' Cooperative", "builder", ("building",))
AUTHORITY = Organisation("ORG-9", "Regional Restoration Authority", "authority")
PARTNER_B = Organisation("ORG-10", "Partner B building mission", "builder", ("building",))
OPEN_ACRE = Organisation(
    "ORG-11",
    "Open Acre",
    "operator_ngo",
    ("nts", "ts", "manual", "bac", "mechanical", "dogs", "eod"),
    ("Marnitsa", "Lunvara", "Dobrel"),
)
FUND = Organisation("ORG-12", "Fund for Common Ground", "donor")
INSPECTORATE = Organisation("ORG-13", "Inspectorate of Released Land", "inspection", ("qc",))
ORGANISATIONS = (
    *(CENTRE, NORTH_FIELD, TALVA_DEMINING, RESCUE, ROADS, GRID, WATER, BUILDERS),
    *(AUTHORITY, PARTNER_B, OPEN_ACRE, FUND, INSPECTORATE),
)

MULTI_TASK = ("manual", "bac", "ts", "eod")
NO_BASE = "MT-99"
"""A team whose base nobody entered, on purpose."""

Roster = tuple[str, Organisation, tuple[str, ...], int, int]
"""Call sign, organisation, kinds, people, number of teams."""

_VILLAGE: tuple[Roster, ...] = (
    ("SV", CENTRE, ("nts", "ts"), 4, 1),
    ("MT", NORTH_FIELD, MULTI_TASK, 8, 1),
    ("TD", TALVA_DEMINING, ("manual", "bac", "ts"), 8, 1),
    ("MX", TALVA_DEMINING, ("mechanical",), 4, 1),
    ("DG", NORTH_FIELD, ("dogs",), 4, 1),
    ("RB", ROADS, ("roads", "bridges"), 12, 1),
    ("PC", GRID, ("power",), 8, 2),
    ("WC", WATER, ("water",), 8, 1),
    ("BL", BUILDERS, ("building",), 12, 2),
    ("PB", PARTNER_B, ("building",), 14, 1),
    ("IN", INSPECTORATE, ("qc",), 3, 1),
)
_REGION: tuple[Roster, ...] = (
    ("SV", CENTRE, ("nts", "ts"), 4, 6),
    ("NS", NORTH_FIELD, ("nts",), 3, 3),
    ("OS", OPEN_ACRE, ("nts", "ts"), 4, 3),
    ("MT", NORTH_FIELD, MULTI_TASK, 8, 15),
    ("TD", TALVA_DEMINING, ("manual", "bac", "ts"), 8, 12),
    ("OA", OPEN_ACRE, MULTI_TASK, 8, 10),
    ("RS", RESCUE, ("manual", "bac", "eod"), 6, 6),
    ("MX", TALVA_DEMINING, ("mechanical",), 4, 4),
    ("OX", OPEN_ACRE, ("mechanical",), 4, 2),
    ("DG", NORTH_FIELD, ("dogs",), 4, 5),
    ("OD", OPEN_ACRE, ("dogs",), 4, 5),
    ("RB", ROADS, ("roads", "bridges"), 12, 2),
    ("RC", ROADS, ("roads",), 12, 5),
    ("PC", GRID, ("power",), 8, 4),
    ("WC", WATER, ("water",), 8, 3),
    ("BL", BUILDERS, ("building",), 12, 62),
    ("PB", PARTNER_B, ("building",), 14, 6),
    ("IN", INSPECTORATE, ("qc",), 3, 6),
)
PAID_IN = {"GRANT-1": ("Dobrel", "Sarvena"), "GRANT-4": ("Marnitsa", "Lunvara")}
"""Districts of the grants that have some."""

PARTNER_B_LEAVES = date(2026, 12, 31)


def teams(scale: Scale, places: tuple[Settlement, ...], seed: int) -> list[Team]:
    """Teams with bases west of the river; some come later, some leave before the end."""
    dice = Random(f"{seed}/teams")
    bases = {place.name: place for place in places}
    made: list[Team] = []
    for sign, organisation, kinds, people, count in _REGION if scale.villages else _VILLAGE:
        share = scale.inspectors if organisation is INSPECTORATE else scale.crews
        for number in range(1, max(1, round(count * share)) + 1):
            hub = "Sarvena"
            if scale.villages:
                hub = dice.choices(("Sarvena", "Belokrut", "Ostreva", "Yarvets"), (50, 15, 15, 20))[
                    0
                ]
            begin, end = _stay(dice, organisation, number)
            made.append(
                Team(
                    id=f"{sign}-{number}",
                    organisation=organisation,
                    kinds=kinds,
                    people=people,
                    base=bases[hub],
                    from_on=begin,
                    to_on=end,
                    group=_group(organisation, number),
                    districts=PAID_IN.get(_group(organisation, number), ()),
                    heavy="mechanical" in kinds or "bridges" in kinds,
                )
            )
    made.append(Team(NO_BASE, NORTH_FIELD, MULTI_TASK, 8, None, group="GRANT-2"))
    return made


def _stay(dice: Random, organisation: Organisation, number: int) -> tuple[date, date | None]:
    if organisation is PARTNER_B:
        return date(2026, 2, 2), PARTNER_B_LEAVES
    late = number > 1 and dice.random() < 0.3
    leaves = number > 2 and dice.random() < 0.12
    begin = AS_OF + timedelta(days=7 * dice.randint(4, 36)) if late else AS_OF - timedelta(days=60)
    return begin, date(2027, dice.randint(7, 12), 28) if leaves else None


def _group(organisation: Organisation, number: int) -> str:
    if organisation in (NORTH_FIELD, OPEN_ACRE):
        first = 1 if organisation is NORTH_FIELD else 3
        return f"GRANT-{first + (number + 1) % 2}"
    return "CONTRACT-7" if organisation is TALVA_DEMINING else ""


def absences(teams_: list[Team], seed: int) -> Iterator[tuple[str, date, date, str]]:
    """Team, first day, last day, reason: two weeks of summer leave each year, and some training."""
    dice = Random(f"{seed}/absences")
    for team in teams_:
        for year in (2026, 2027):
            if team.base is None or team.organisation is PARTNER_B or dice.random() < 0.25:
                continue
            begin = date(year, 6, 29) + timedelta(days=7 * dice.randint(0, 8))
            begin -= timedelta(days=begin.weekday())
            yield team.id, begin, begin + timedelta(days=11), "leave"
        if "mechanical" in team.kinds:
            yield team.id, date(2026, 9, 7), date(2026, 9, 18), "machine overhaul"
        if "dogs" in team.kinds:
            yield team.id, date(2027, 3, 8), date(2027, 3, 19), "refresher training and test"


ON_GROUND = ("ts", "manual", "mechanical", "dogs", "bac", "qc")

STANDDOWNS: tuple[tuple[tuple[str, ...], tuple[str, ...], date, date, str], ...] = (
    (ON_GROUND, (), date(2026, 12, 14), date(2027, 3, 7), "frozen"),
    (ON_GROUND, (), date(2027, 12, 13), date(2028, 3, 5), "frozen"),
    (("roads",), (), date(2026, 12, 7), date(2027, 2, 28), "frozen"),
    (("roads",), (), date(2027, 12, 6), date(2028, 2, 27), "frozen"),
    (("mechanical",), (), date(2026, 3, 16), date(2026, 4, 12), "mud"),
    (("mechanical",), (), date(2026, 10, 26), date(2026, 11, 22), "mud"),
    (("mechanical",), (), date(2027, 3, 15), date(2027, 4, 11), "mud"),
    (("mechanical",), (), date(2027, 10, 25), date(2027, 11, 21), "mud"),
    (("bridges",), ("Dobrel", "Marnitsa"), date(2026, 4, 6), date(2026, 4, 19), "flood"),
    (("bridges",), ("Dobrel", "Marnitsa"), date(2027, 4, 5), date(2027, 4, 18), "flood"),
    (("dogs",), (), date(2026, 7, 20), date(2026, 8, 9), "heat"),
)
"""Kinds, districts (none: everywhere), first day, last day, cause."""

Rate = tuple[str, float, float, float, str, str, str, str]

RATES: tuple[Rate, ...] = (
    ("nts", 1, 2, 4, "hazards/day", "", "SRC-6", "team of three or four"),
    ("ts", 1_000, 4_000, 15_000, "m2/day", "", "SRC-6", "area decided, not area processed"),
    ("manual", 40, 160, 400, "m2/day", "", "SRC-1", "8 deminers at 5, 20 and 50 m2 each"),
    ("mechanical", 3_000, 6_000, 12_000, "m2/day", "", "SRC-6", "medium machine, with downtime"),
    ("dogs", 400, 800, 1_500, "m2/day", "", "SRC-2", "two dogs"),
    ("bac", 4_000, 12_000, 32_000, "m2/day", "uxo", "SRC-6", "surface search, 8 searchers"),
    ("bac", 400, 1_600, 4_800, "m2/day", "cluster", "SRC-6", "below the surface, 8 searchers"),
    ("eod", 1, 3, 8, "hazards/day", "", "SRC-6", "spot tasks"),
    ("roads", 60, 140, 250, "m/day", "", "SRC-7", "base and surface, 30 people with plant"),
    ("power", 80, 150, 250, "m/day", "", "SRC-7", "overhead line with poles, crew of 8"),
    ("water", 60, 120, 180, "m/day", "", "SRC-7", "water main, crew of 10"),
)
"""Kind, low, likely, high, unit, contamination, source, note."""

Method = tuple[str, tuple[str, ...], str, str, str]

MINES = ("ap_mine", "av_mine")

METHODS: tuple[Method, ...] = (
    ("battle area clearance", ("cluster", "uxo"), "", "bac", ""),
    ("by hand", (*MINES, "uxo", "ied", "cluster", "mixed", "unknown"), "", "manual", ""),
    ("machine, then by hand", (*MINES, "mixed", "unknown"), "mechanical", "manual", ""),
    ("dogs, followed up by hand", MINES, "", "dogs", "manual"),
    ("disposal", ("uxo", "ied"), "", "eod", ""),
)
"""Name, contamination, what prepares the ground, what searches it, what follows up."""

COSTS: tuple[tuple[str, str, float, float, float], ...] = (
    ("nts", "", 380, 520, 700),
    ("ts", "", 700, 950, 1_300),
    ("manual", "", 1_100, 1_450, 1_900),
    ("manual", TALVA_DEMINING.id, 1_300, 1_700, 2_100),
    ("mechanical", "", 1_200, 1_800, 2_600),
    ("dogs", "", 850, 1_150, 1_500),
    ("bac", "", 950, 1_300, 1_700),
    ("eod", "", 700, 950, 1_300),
    ("qc", "", 320, 450, 600),
    ("roads", "", 1_800, 2_600, 3_600),
    ("bridges", "", 2_000, 3_000, 4_200),
    ("power", "", 800, 1_100, 1_500),
    ("water", "", 700, 1_000, 1_400),
)
"""Team kind, operator (empty: any), and what its team costs in a day, in EUR; builders have none."""
