"""What the invented region is made of, before it is written to files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from ploughshare.usecases.example_region.shapes import XY, Path

AS_OF = date(2026, 3, 2)
"""The day of the data, and the first day of the plan."""


@dataclass(frozen=True, slots=True)
class Scale:
    """
    How much of everything there is.

    Parameters
    ----------
    villages
        Settlements besides the towns.
    served
        Towns whose services and damage are recorded; empty for all.
    home_groups
        Homes are recorded as groups of houses, not one by one.
    homes
        Records of damaged homes.
    fields, fields_in_use
        Fields that were hit, and fields that are in use.
    hazards
        Hazardous areas, by where they lie.
    released
        Areas closed before the day of the data.
    spread
        How much larger suspected areas are than in a densely recorded region.
    dirt
        Dirty rows of each kind.
    crews, inspectors
        Teams for each one that a region has: of all sorts, and those that inspect.
    """

    villages: int
    served: tuple[str, ...]
    home_groups: bool
    homes: int
    fields: int
    fields_in_use: int
    hazards: dict[str, int]
    released: int
    spread: float
    dirt: int
    crews: float = 1.0
    inspectors: float = 1.0


VILLAGE = Scale(
    villages=0,
    served=("Sarvena", "Dobrel", "Halna", "Marnitsa", "Vorlyn", "Zelich", "Zabrodel"),
    home_groups=True,
    homes=6,
    fields=4,
    fields_in_use=28,
    hazards={
        "road": 3,
        "belt": 3,
        "town": 2,
        "field": 2,
        "footprint": 2,
        "utility": 3,
        "item": 2,
    },
    released=5,
    spread=1.6,
    dirt=1,
)
REGION = Scale(
    villages=64,
    served=(),
    home_groups=False,
    homes=2_950,
    fields=330,
    fields_in_use=150,
    hazards={
        "road": 160,
        "belt": 480,
        "town": 320,
        "field": 340,
        "footprint": 235,
        "utility": 45,
        "item": 200,
    },
    released=120,
    spread=0.6,
    dirt=3,
)
SECTOR = replace(REGION, homes=3_200, crews=0.8, inspectors=1.3, dirt=24)
"""A sector of a country: about 12,500 items and 125 teams. The dirt is that of the whole country."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A town or village."""

    id: str
    name: str
    at: XY
    population: int
    district: str
    served: bool
    east: bool
    front_m: float


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the road graph. ``bridge`` is the id of the bridge it stands on, if any."""

    name: str
    road_class: str
    path: Path
    passability: str = "open"
    bridge: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """Something people use; ``grade`` is its damage, 0 to 4."""

    id: str
    name: str
    kind: str
    settlement: Settlement
    people: int
    grade: int
    shape: BaseGeometry
    length_m: float | None = None
    units: int = 1

    @property
    def works_needed(self) -> bool:
        return self.grade > 0


@dataclass(frozen=True, slots=True)
class Works:
    """One piece of rebuilding."""

    id: str
    asset: Asset
    name: str
    works_type: str
    trade: str
    quantity: float
    unit: str
    crews: int = 1
    after: str = ""
    lag_days: int = 0
    earliest_on: date | None = None
    preparation: str = ""
    preparation_since: date | None = None
    prepared_on: date | None = None


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazardous area in its district, or a single item where ``shape`` is a point."""

    id: str
    name: str
    where: str
    hazard_type: str
    surveyed: str
    evidence: str
    contamination: str
    shape: BaseGeometry
    settlement: Settlement
    district: str
    identified_on: date
    vegetation: str
    slope_deg: int
    people_exposed: int
    accidents: int
    score: int
    product: str = ""

    @property
    def activities(self) -> int:
        """Pieces of work it takes: surveys that are still to be made, and clearance."""
        if self.product:
            return 0
        if self.hazard_type == "sha":
            return 1 + {"no": 2, "nts": 1, "ts": 0}[self.surveyed]
        return 1 if self.evidence == "direct" else 2


@dataclass(frozen=True, slots=True)
class Organisation:
    """An authority, operator or builder."""

    id: str
    name: str
    org_type: str
    kinds: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """People who work together on one task at a time."""

    id: str
    organisation: Organisation
    kinds: tuple[str, ...]
    people: int
    base: Settlement | None
    from_on: date = AS_OF
    to_on: date | None = None
    group: str = ""
    districts: tuple[str, ...] = ()
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task order; ``hazard`` or ``works`` is the id of what it is for."""

    id: str
    activity: str
    status: str
    organisation: str
    hazard: str = ""
    works: str = ""
    teams: tuple[str, ...] = ()
    issued_on: date | None = None
    expires_on: date | None = None
    scope_m2: float | None = None
    done_m2: float | None = None
    done_share: float | None = None
    reason: str = ""
    promised_on: date | None = None
    promised_to: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """The whole invented region; districts and rivers by name."""

    scale: Scale
    seed: int
    districts: Mapping[str, Polygon]
    rivers: Mapping[str, Path]
    settlements: tuple[Settlement, ...]
    links: tuple[Link, ...]
    assets: tuple[Asset, ...]
    needs: tuple[tuple[str, str, str], ...]
    works: tuple[Works, ...]
    hazards: tuple[Hazard, ...]
    organisations: tuple[Organisation, ...]
    teams: tuple[Team, ...]
    tasks: tuple[Task, ...]

    @property
    def activities(self) -> int:
        """Pieces of work a plan should hold, about: what cannot be planned is counted too."""
        return len(self.works) + sum(hazard.activities for hazard in self.hazards)

    @property
    def district_ids(self) -> dict[str, str]:
        """Place ids of the districts by name."""
        return {name: f"PL-{number}" for number, name in enumerate(self.districts, start=1)}

    @property
    def hazard_states(self) -> dict[str, str]:
        """Status of the hazardous areas that stand in a task order, by id."""
        ordered = dict.fromkeys(("issued", "plan_approved", "mobilising"), "tasked")
        states = {"active": "in_progress", "suspended": "suspended", **ordered}
        return {t.hazard: states[t.status] for t in self.tasks if t.hazard and t.status in states}

    @property
    def active_works(self) -> frozenset[str]:
        """Ids of works under way."""
        return frozenset(task.works for task in self.tasks if task.status == "active")
