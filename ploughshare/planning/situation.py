"""Situation: everything a plan reads, on one day, with what lies on what."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyproj
import shapely

from ploughshare.assets.assets import (
    Asset,
    DamageAssessment,
    ServiceNeed,
    Works,
    asset,
    damage_assessment,
    service_need,
    works,
)
from ploughshare.calendars import WorkingCalendar
from ploughshare.evidence.figures import Figure, figure
from ploughshare.fields import Record, text_in
from ploughshare.land.hazards import HazardousArea, TaskOrder, hazardous_area, task_order
from ploughshare.land.methods import ToolChain, tool_chain
from ploughshare.places.places import Place, RoadLink, place, road_link
from ploughshare.places.plane import Geometries, Plane
from ploughshare.planning.defaults import FIGURES, RATES
from ploughshare.planning.measures import Measure
from ploughshare.planning.scenarios.terms import ScenarioTerms
from ploughshare.pledges.agreements import (
    Agreement,
    Milestone,
    Undertaking,
    agreement,
    milestone,
    undertaking,
)
from ploughshare.pledges.decisions import Decision, Priority, decision, priority
from ploughshare.pledges.ladder import Standing, standings
from ploughshare.workforce.rights import Accreditation, Grant, accreditation, grant
from ploughshare.workforce.teams import (
    Absence,
    Organisation,
    ProductivityRate,
    StandDown,
    Team,
    absence,
    organisation,
    productivity_rate,
    stand_down,
    team,
)

READS = (
    "places", "roads", "organisations", "accreditations", "grants", "teams", "availability",
    "standdowns", "rates", "methods", "hazards", "tasks", "assets", "damage", "works", "needs",
    "sources", "figures", "agreements", "undertakings", "milestones", "decisions", "priorities",
)  # fmt: skip
"""Record types a plan reads. Claims are not among them, nor sources that no figure names."""

OF_TEAMS = ("contributions", "steps")
"""Record types of which a plan reads only what teams on record name as their contribution."""

T = TypeVar("T")

_ELLIPSOID = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Situation:
    """
    What is known on the plan's first day.

    Parameters
    ----------
    region
        Name of the region.
    invented
        Whether the region is invented; every output says so.
    calendar
        Working days of the plan.
    places, roads, hazards, tasks, assets, works, needs
        By id, in the order of the registry.
    organisations, accreditations, grants, teams, absences, stand_downs, rates
        As recorded. ``rates`` holds the recorded ones before the defaults.
    chains
        Tool chains of the national rule set, as recorded; the defaults are not among them.
    figures
        By metric: recorded ones, else defaults.
    contributions
        Where the contributions stand that teams name, by id; one that is not on record is absent.
    sha256
        Over every record read and the settings above.
    measures
        What somebody stops, closes or takes back for this plan; on no record.
    terms
        What a scenario assumes, and has added to the teams; ``None`` for a plan of record.
    agreements, undertakings, milestones, decisions, priorities
        By id, as recorded.
    given_under
        Id of the undertaking on which a contribution hangs, by that of the contribution.
    """

    region: str
    invented: bool
    calendar: WorkingCalendar
    places: Mapping[str, Place]
    roads: Mapping[str, RoadLink]
    hazards: Mapping[str, HazardousArea]
    tasks: Mapping[str, TaskOrder]
    assets: Mapping[str, Asset]
    works: Mapping[str, Works]
    needs: Mapping[str, ServiceNeed]
    organisations: Mapping[str, Organisation]
    accreditations: tuple[Accreditation, ...]
    grants: Mapping[str, Grant]
    teams: Mapping[str, Team]
    absences: tuple[Absence, ...]
    stand_downs: tuple[StandDown, ...]
    rates: tuple[ProductivityRate, ...]
    figures: Mapping[str, Figure]
    sha256: str
    measures: tuple[Measure, ...] = ()
    chains: tuple[ToolChain, ...] = ()
    contributions: Mapping[str, Standing] = field(default_factory=dict)
    terms: ScenarioTerms | None = None
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    undertakings: Mapping[str, Undertaking] = field(default_factory=dict)
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    given_under: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    priorities: Mapping[str, Priority] = field(default_factory=dict)

    @cached_property
    def settled(self) -> Mapping[str, Place]:
        """Places where people live or that they are governed by; no rivers, no woods."""
        return {name: place for name, place in self.places.items() if not place.is_landscape}

    @cached_property
    def landscape(self) -> tuple[Place, ...]:
        """Rivers, lakes and woods, which are only drawn."""
        return tuple(place for place in self.places.values() if place.is_landscape)

    def figure(self, metric: str) -> float:
        """Best value of a figure. Raises ``KeyError`` for a metric without record or default."""
        return self.figures[metric].value

    @cached_property
    def plane(self) -> Plane:
        """A plane in metres in the middle of everything that has a place."""
        shapes = [
            record.geometry
            for group in (self.assets, self.hazards, self.settled, self.roads)
            for record in group.values()
            if record.geometry is not None and not record.geometry.is_empty
        ]
        if not shapes:
            return Plane(0.0, 0.0)
        west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object))
        return Plane(float(west + east) / 2, float(south + north) / 2)

    def on_plane(self, shapes: Iterable[object]) -> Geometries:
        """Geometries (or ``None``) in metres."""
        listed = list(shapes)
        array = np.empty(len(listed), dtype=object)
        array[:] = listed
        return self.plane.metres(array)


def situation_from(
    records: Mapping[str, Iterable[Record]],
    *,
    region: str,
    invented: bool,
    calendar: WorkingCalendar,
) -> Situation:
    """
    A situation from records by type; types it does not read are ignored.

    Records that cannot be read as their type (an absence without days, a rate
    out of order) are left out here: the import has a finding for each.
    """
    held = {name: tuple(records.get(name, ())) for name in READS}
    held |= _of_teams(records, held["teams"])
    held["sources"] = tuple(_named_sources(held))
    hazards = held["hazards"]
    damage = [damage_assessment(record) for record in held["damage"]]
    sources = {record.id: text_in(record.values, "title") for record in held["sources"]}
    grades = _latest_grades(held["assets"], damage)
    return Situation(
        region=region,
        invented=invented,
        calendar=calendar,
        places={r.id: place(r) for r in held["places"]},
        roads={r.id: link for r in held["roads"] if (link := road_link(r)) is not None},
        hazards={
            r.id: hazardous_area(r, area)
            for r, area in zip(hazards, _areas_m2(hazards), strict=True)
        },
        tasks={r.id: task_order(r) for r in held["tasks"]},
        assets={r.id: asset(r, grades.get(r.id, "")) for r in held["assets"]},
        works={r.id: works(r) for r in held["works"]},
        needs={r.id: service_need(r) for r in held["needs"]},
        organisations={r.id: organisation(r) for r in held["organisations"]},
        accreditations=tuple(accreditation(r) for r in held["accreditations"]),
        grants={r.id: grant(r) for r in held["grants"]},
        teams={r.id: team(r) for r in held["teams"]},
        absences=_present(absence(r) for r in held["availability"]),
        stand_downs=_present(stand_down(r) for r in held["standdowns"]),
        rates=(*_present(productivity_rate(r) for r in held["rates"]), *RATES),
        figures=FIGURES
        | {f.metric: f for r in held["figures"] if (f := figure(r, sources)) is not None},
        sha256=_digest(held, region, invented, calendar),
        chains=_present(tool_chain(r) for r in held["methods"]),
        contributions=standings(held["contributions"], held["steps"], held["sources"]),
        agreements={r.id: agreement(r) for r in held["agreements"]},
        undertakings={r.id: undertaking(r) for r in held["undertakings"]},
        milestones={r.id: milestone(r) for r in held["milestones"]},
        given_under={
            r.id: under
            for r in held["contributions"]
            if (under := text_in(r.values, "undertaking"))
        },
        decisions={r.id: decision(r) for r in held["decisions"]},
        priorities={r.id: priority(r) for r in held["priorities"]},
    )


def _of_teams(
    records: Mapping[str, Iterable[Record]], teams: Iterable[Record]
) -> dict[str, tuple[Record, ...]]:
    """The contributions that teams name, and their steps."""
    named = {text_in(record.values, "contribution") for record in teams} - {""}
    contributions = (r for r in records.get("contributions", ()) if r.id in named)
    steps = (r for r in records.get("steps", ()) if text_in(r.values, "contribution") in named)
    return {"contributions": tuple(contributions), "steps": tuple(steps)}


def _named_sources(held: Mapping[str, tuple[Record, ...]]) -> Iterator[Record]:
    """Sources of figures, and those that show steps: no other source has a part in a plan."""
    named = {text_in(record.values, "source") for record in held["figures"]}
    named |= {text_in(record.values, "evidence") for record in held["steps"]}
    return (record for record in held["sources"] if record.id in named)


def _present(items: Iterable[T | None]) -> tuple[T, ...]:
    return tuple(item for item in items if item is not None)


def _areas_m2(records: Iterable[Record]) -> list[float | None]:
    """Geodesic area of each outline, ``None`` for points and records without one."""
    areas: list[float | None] = []
    for record in records:
        shape = record.geometry
        if shape is None or shape.is_empty or shapely.get_dimensions(shape) < 2:
            areas.append(None)
        else:
            areas.append(abs(_ELLIPSOID.geometry_area_perimeter(shapely.orient_polygons(shape))[0]))
    return areas


def _latest_grades(
    assets: Iterable[Record], assessments: Iterable[DamageAssessment]
) -> dict[str, str]:
    """
    Grade of the latest assessment of each asset.

    An assessment that names no asset belongs to the asset whose outline holds a
    point of its own, or else to none. Assessments without a day count as oldest.
    """
    listed = list(assets)
    latest: dict[str, tuple[date, str]] = {}
    unnamed: list[DamageAssessment] = []
    for assessment in assessments:
        if assessment.asset:
            _keep_latest(latest, assessment.asset, assessment)
        elif assessment.geometry is not None and not assessment.geometry.is_empty:
            unnamed.append(assessment)
    outlined = [(r.id, r.geometry) for r in listed if r.geometry is not None]
    if unnamed and outlined:
        tree = shapely.STRtree([shape for _, shape in outlined])
        points = [shapely.point_on_surface(a.geometry) for a in unnamed]
        pairs = tree.query(points, predicate="intersects")
        for assessment, found in zip(*pairs.tolist(), strict=True):
            _keep_latest(latest, outlined[found][0], unnamed[assessment])
    return {name: grade for name, (_, grade) in latest.items()}


def _keep_latest(
    latest: dict[str, tuple[date, str]], name: str, assessment: DamageAssessment
) -> None:
    day = assessment.assessed_on or date.min
    if name not in latest or latest[name][0] <= day:
        latest[name] = (day, assessment.grade)


def _digest(
    held: Mapping[str, tuple[Record, ...]],
    region: str,
    invented: bool,
    calendar: WorkingCalendar,
) -> str:
    """SHA-256 over what was read, in an order that does not depend on the registry's."""
    digest = hashlib.sha256()
    days = sorted(day.isoformat() for day in calendar.holidays)
    head = [region, invented, calendar.start.isoformat(), calendar.steps_per_day,
            sorted(calendar.rest_days), days]  # fmt: skip
    digest.update(json.dumps(head, ensure_ascii=False).encode())
    for name in (*READS, *OF_TEAMS):
        for record in sorted(held[name], key=lambda r: r.id):
            values = {k: v for k, v in sorted(record.values.items()) if v is not None}
            line = json.dumps([name, record.id, values], ensure_ascii=False, default=str)
            digest.update(line.encode())
            if record.geometry is not None:
                digest.update(shapely.to_wkb(record.geometry, byte_order=1))
    return digest.hexdigest()
